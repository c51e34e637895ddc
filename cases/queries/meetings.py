"""One meeting as its page shows it."""

from __future__ import annotations

from cases import access_meetings
from cases.models import Child, Invitation, Meeting
from safeguarding.accounts.models import User


def invitations(user: User, meeting: Meeting) -> list[Invitation]:
    """Who is asked to a visible meeting, those whose invitation stands."""
    rows = access_meetings.visible_invitations(user).filter(meeting=meeting, withdrawn_at=None)
    return list(rows.select_related("agency", "team", "user").order_by("pk"))


def children(user: User, meeting: Meeting) -> list[Child]:
    """The children of a visible meeting whom `user` may see, by name."""
    found = access_meetings.children_of(user, meeting).select_related("person")
    return list(found.order_by("person__family_name", "person__given_name", "pk"))
