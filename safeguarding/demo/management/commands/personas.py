"""`manage.py personas`: whom one can sign in as in the demo partnership."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from safeguarding.demo.personas import PASSWORD, PERSONAS


class Command(BaseCommand):
    """Print the personas of the demo and the password they share."""

    help = "Print the personas of the demo partnership and their password"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table: name, what they do, e-mail address."""
        width = {
            "name": max(len(row.name) for row in PERSONAS),
            "job": max(len(row.job_title) for row in PERSONAS),
        }
        lines = [
            f"  {row.name:{width['name']}}  {row.job_title:{width['job']}}  {row.email}" for row in PERSONAS
        ]
        self.stdout.write("Sign in as anyone of the demo partnership (fiction):\n")
        self.stdout.write("\n".join(lines))
        self.stdout.write(f"\n  Password for all of them: {PASSWORD}\n")
