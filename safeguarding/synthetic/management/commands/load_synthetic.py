"""`manage.py load_synthetic`: fill an empty database with a partnership of any size, to measure with."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from safeguarding.rules.london_time import london_date
from safeguarding.synthetic import loading, put_aside


class Command(BaseCommand):
    """Load a synthetic partnership with COPY."""

    help = "Fill an empty database with an invented partnership of so many children (docs/synthetic.md)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The command's options."""
        parser.add_argument("--children", type=int, required=True, help="how many children are on record")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes other people (1)")
        parser.add_argument(
            "--today", type=date.fromisoformat, help="the day as of which it is made: YYYY-MM-DD (today)"
        )
        parser.add_argument(
            "--workers", type=int, default=os.cpu_count() or 1, help="how many processes (one for each core)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, unless it must not be done here."""
        if options["children"] < 1 or options["workers"] < 1:
            raise CommandError("--children and --workers are at least 1.")
        _refuse_where_it_does_not_belong()
        report = loading.load(
            children=options["children"],
            seed=options["seed"],
            today=options["today"] or london_date(timezone.now()),
            workers=options["workers"],
            tell=self.stdout.write,
        )
        total = sum(report.seconds.values())
        self.stdout.write(
            f"Loaded {options['children']:,} children in {report.rows:,} rows, {total:.0f} s in all."
        )


def _refuse_where_it_does_not_belong() -> None:
    """Fiction never goes where people's records are."""
    if settings.SECURE_SSL_REDIRECT:
        raise CommandError("These are production's settings: what this loads is fiction.")
    if put_aside.is_unfinished():
        raise CommandError(
            "An earlier load was cut short: this database lacks indexes and foreign keys. "
            "Drop it, make it anew and migrate."
        )
    if loading.holds_records():
        raise CommandError("There are records or users here already: this is loaded into an empty database.")
