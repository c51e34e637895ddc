"""A child's warnings that the reader may read: those that hold, and those that have ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from cases import access_voice
from cases.exceptions import NotVisibleError
from cases.models import Child, Warning
from safeguarding.accounts.models import User


@dataclass(frozen=True, slots=True)
class Warnings:
    """The page of a child's warnings."""

    current: list[Warning]
    ended: list[Warning]


def current(user: User, child: Child) -> list[Warning]:
    """The warnings in force, the oldest first."""
    return list(_of(user, child).filter(ended_on=None))


def warnings(user: User, child: Child) -> Warnings:
    """All of them, the oldest first."""
    rows = list(_of(user, child))
    return Warnings(
        current=[row for row in rows if row.ended_on is None],
        ended=[row for row in rows if row.ended_on is not None],
    )


def get_warning(user: User, child: Child, pk: int) -> Warning:
    """The child's warning in force with this key; raises NotVisibleError."""
    row = _of(user, child).filter(pk=pk, ended_on=None).first()
    if row is None:
        raise NotVisibleError
    return row


def is_to_review(warning: Warning, today: date) -> bool:
    """Whether the day of its review has come."""
    return warning.ended_on is None and warning.review_on is not None and warning.review_on <= today


def _of(user: User, child: Child) -> QuerySet[Warning]:
    rows = access_voice.visible_warnings(user).filter(child=child)
    return rows.select_related("child").order_by("since", "pk")
