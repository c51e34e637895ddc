"""`update_bank_holidays FILE`: count working days by a newer list of GOV.UK's, after checking it."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cases.services import bank_holidays
from safeguarding.rules.bank_holiday_list import ListRefused
from safeguarding.ui.filters import date_text

# GOV.UK's file has some 40 kilobytes.
_MOST_BYTES: Final = 2_000_000


class Command(BaseCommand):
    """Checks https://www.gov.uk/bank-holidays.json, saved as FILE, and has the service count by it."""

    help = (
        "Count working days by GOV.UK's list of bank holidays (https://www.gov.uk/bank-holidays.json, saved "
        "as FILE). A day that is neither known nor given by law, or that is known and missing, must be named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, and the days on which it may differ."""
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--named",
            metavar="YYYY-MM-DD",
            type=date.fromisoformat,
            action="append",
            default=[],
            help="a day more or a day less, proclaimed for that year; once for each day",
        )

    def handle(self, *args: Any, file: Path, named: list[date], **options: Any) -> None:
        """Check, load and say what changed."""
        try:
            loaded = bank_holidays.load(text=_text(file), named=named, at=timezone.now())
        except ListRefused as refused:
            said = "\n".join(f"- {problem}" for problem in refused.problems)
            raise CommandError(
                f"Nothing was changed: {file} can't be used.\n{said}\n"
                "If a day was proclaimed, or moved, name it: --named YYYY-MM-DD"
            ) from refused
        if loaded is None:
            self.stdout.write("The list says nothing that isn't known: nothing was changed")
            return
        for words, days in (("now a bank holiday", loaded.added), ("no bank holiday any more", loaded.gone)):
            for day in days:
                self.stdout.write(f"{date_text(day)}: {words}")
        self.stdout.write(f"Working days are counted until {date_text(loaded.horizon)}")
        self.stdout.write("Time limits that run keep their days")
        if loaded.settled:
            self.stdout.write(f"{loaded.settled} whose day was provisional have another, certain one")


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise CommandError(f"{file} is too large for a list of bank holidays")
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"{file} can't be read: {wrong}") from wrong
