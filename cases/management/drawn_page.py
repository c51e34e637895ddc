"""The base of commands that draw a page of docs/ from the program's own tables."""

from __future__ import annotations

from abc import abstractmethod
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class DrawnPage(BaseCommand):
    """Writes `page`; with `--check` fails when it isn't what it would write."""

    page: ClassVar[Path]
    requires_system_checks: list[str] = []

    @abstractmethod
    def draw(self) -> str:
        """The whole page."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare."""
        page = Path(settings.BASE_DIR) / self.page
        command = type(self).__module__.rpartition(".")[2]
        if not options["check"]:
            page.write_text(self.draw(), encoding="utf-8")
            self.stdout.write(f"{self.page} is drawn")
        elif not page.exists() or page.read_text(encoding="utf-8") != self.draw():
            raise CommandError(f"{self.page} is out of date: run manage.py {command}")
        else:
            self.stdout.write(f"{self.page} is up to date")
