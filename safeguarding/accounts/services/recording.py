"""Saving a record of the directory with who, when and why; and what the database refuses, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction

from safeguarding.accounts.exceptions import DirectoryChangedError, DirectoryError
from safeguarding.accounts.models import Agency, Cover, Team, User

# Which constraint says what, beside which field. The database decides, so that two at once can't both win.
REFUSALS = {
    "agency_name_once": ("There is already an agency with this name", "name"),
    "one_lead_agency_of_a_kind": ("Another agency of this kind already leads", "is_lead"),
    "team_name_once_in_agency": ("The agency already has a team with this name", "name"),
    "user_email_once": ("Somebody already has an account with this email address", "email"),
    "accounts_user_email_key": ("Somebody already has an account with this email address", "email"),
}


def record(thing: Agency | Team | User | Cover, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Save `thing` with a row of history: who (None for the system), when, and why in up to 100 characters.

    Raises DirectoryError when the database already holds one like it.
    """
    if at.tzinfo is None:
        raise ValueError("`at` must be time-zone aware")
    noted = cast(Any, thing)
    noted._history_user, noted._history_date, noted._change_reason = by, at, reason[:100]
    try:
        with transaction.atomic():
            thing.save()
    except IntegrityError as error:
        refused = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if refused not in REFUSALS:
            raise
        message, field = REFUSALS[refused]
        raise DirectoryError(message, field=field) from error


def version(thing: Agency | Team | User) -> int:
    """The key of the last line of the record's history: another one after every change."""
    last = cast(Any, thing).history.order_by("-history_id").values_list("history_id", flat=True).first()
    return int(last or 0)


def require_version(thing: Agency | Team | User, expected: int | None) -> None:
    """Raise DirectoryChangedError when the locked record isn't what the person saw; None asks nothing."""
    if expected is not None and version(thing) != expected:
        raise DirectoryChangedError(
            "Somebody else changed this meanwhile. Compare what is recorded now with what you typed."
        )


def new_group(kind: str) -> Group:
    """A group that will hold the grants made to one agency or team; found through them, never by name."""
    return Group.objects.create(name=f"{kind} {uuid4()}")
