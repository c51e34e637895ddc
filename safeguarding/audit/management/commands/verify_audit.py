"""`manage.py verify_audit`: does the hash chain over log, chronology and history still hold?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from safeguarding.audit import chain


class Command(BaseCommand):
    """Seal what is new, then verify every link; names the first broken row and exits 1."""

    help = "Verifies the hash chain over the access log, the chronology and the history."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--anchor LINK:HASH` from the log stream also notices a chain cut short or rewritten."""
        parser.add_argument("--anchor", help="LINK:HASH as an earlier run wrote it to the log stream")

    def handle(self, *args: Any, **options: Any) -> None:
        """Verify first, so that a broken row is found before anything new is sealed."""
        broken = chain.verify(anchor=_anchor(options["anchor"]))
        if broken:
            raise CommandError(f"The chain is broken at {broken}")
        sealed = chain.seal(at=timezone.now(), whole=True)
        self.stdout.write(f"The chain holds. {sealed} new rows sealed. Anchor: {chain.newest_anchor()}")


def _anchor(text: str | None) -> chain.Anchor | None:
    if not text:
        return None
    link, _, digest = text.partition(":")
    if not link.isdigit() or len(digest) != 64:
        raise CommandError("--anchor is LINK:HASH, as the log stream has it")
    return chain.Anchor(int(link), digest)
