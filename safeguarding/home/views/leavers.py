"""Leaving and moving: the account and what it is involved in change together, or not at all.

The pages are the directory's; they stand on the roof because only the roof knows both the directory and the
records.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse

from cases.services import leavers
from safeguarding.accounts import queries
from safeguarding.accounts.views import directory


class LeavingPage(directory.CloseAccountPage):
    """Close an account: sessions and involvements end with it."""

    def save(self, form: Any) -> HttpResponse:
        """Close it."""
        with transaction.atomic():
            answer = super().save(form)
            _end_involvements(self, "They left: their account is closed")
        return answer


class MovingPage(directory.EditPersonPage):
    """Change a person: what they were involved in for their former agency ends when they move."""

    def save(self, form: Any) -> HttpResponse:
        """Save it."""
        with transaction.atomic():
            answer = super().save(form)
            _end_involvements(self, "They moved to another agency")
        return answer


def _end_involvements(page: directory.DirectoryFormPage, reason: str) -> None:
    leavers.end_involvements(user=queries.user(page.kwargs["pk"]), reason=reason, by=page.user, at=page.at)
