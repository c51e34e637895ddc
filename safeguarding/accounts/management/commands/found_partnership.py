"""`manage.py found_partnership`: the first account of a new installation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.services import invitations, people


class Command(BaseCommand):
    """Makes the partnership's office and its first system admin, once; they make everybody else."""

    help = (
        "Makes the partnership's office and its first system admin, and prints the link to choose a password."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Who they are."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True, help="the person's full name")
        parser.add_argument("--office", default=settings.PARTNERSHIP_NAME, help="the name of the agency")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them."""
        try:
            user = people.found_partnership(
                office=options["office"],
                email=options["email"],
                full_name=options["name"],
                at=timezone.now(),
                invite=False,
            )
        except DirectoryError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"Choose a password here, once, within 3 days: {invitations.password_link(user)}")
