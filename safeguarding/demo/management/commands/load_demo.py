"""`manage.py load_demo`: fill an empty database with the partnership of fiction."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.models import Child, Event, Referral
from safeguarding.demo import loading, partnership


class Command(BaseCommand):
    """Load the demo partnership, its five stories and its quieter children."""

    help = "Fill an empty database with the demo partnership (fiction)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument(
            "--if-empty", action="store_true", help="say nothing and do nothing when the demo is there"
        )
        parser.add_argument("--small", action="store_true", help="the stories without the quieter children")
        parser.add_argument(
            "--force", action="store_true", help="load beside real users, or with production's settings"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, unless it is there or must not be."""
        if partnership.is_there():
            if not options["if_empty"]:
                self.stdout.write("The demo is there already; nothing was changed.")
            return
        if not options["force"]:
            _refuse_where_it_does_not_belong()
        started = time.monotonic()
        loading.load(at=timezone.now(), small=options["small"])
        self.stdout.write(
            f"Loaded the demo partnership: {Child.objects.count()} children, "
            f"{Referral.objects.count()} referrals, {Event.objects.count()} lines of chronology "
            f"in {time.monotonic() - started:.0f} s."
        )


def _refuse_where_it_does_not_belong() -> None:
    """Fiction never goes where people's records are, nor do users whose password is printed."""
    if settings.SECURE_SSL_REDIRECT:
        raise CommandError("These are production's settings: the demo is fiction and its password is public.")
    if partnership.strangers().exists():
        raise CommandError("There are users here already: the demo is loaded into an empty database.")
