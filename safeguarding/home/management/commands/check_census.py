"""`manage.py check_census`: what the children in need census would call inconsistent."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cases.queries import census
from strategy_meetings.queries.census import enquiries


class Command(BaseCommand):
    """One line for each inconsistency, by references alone; exits 1 when there is one."""

    help = "Checks episodes, assessments, enquiries, conferences and plans against the census's rules."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--child REFERENCE` looks at one child."""
        parser.add_argument("--child", default="", help="the reference of one child")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look at every child, or one."""
        found = 0
        for child, breach in census.breaches(enquiries(), reference=options["child"]):
            found += 1
            about = ", ".join(breach.references)
            self.stdout.write(f"{child.reference}: rule {breach.rule}: {breach.text} ({about})")
        if found:
            raise CommandError(f"{found} {'inconsistency' if found == 1 else 'inconsistencies'} found")
        self.stdout.write("Nothing is inconsistent.")
