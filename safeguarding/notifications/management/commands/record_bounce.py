"""`manage.py record_bounce < e-mail`: an e-mail of ours came back; whose address doesn't work?

For the mail server to pipe what comes to the sender's address (DEFAULT_FROM_EMAIL) into.
"""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from safeguarding.notifications import bounces


class Command(BaseCommand):
    """Reads one e-mail from standard input; an e-mail that is no failure report changes nothing."""

    help = "Notes from a delivery status notification (RFC 3464) on standard input whose address failed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Note it and say how many addresses that were; never an address in the output."""
        found = bounces.came_back(raw=sys.stdin.buffer.read(), at=timezone.now())
        self.stdout.write(f"{found} noted")
