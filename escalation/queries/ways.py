"""Ways from a resolution meeting to its challenge, and where it is recorded that it was held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.urls import reverse

from cases.models import Child, Meeting
from cases.queries.meeting_links import Link, Ways
from escalation import access
from safeguarding.accounts.models import User


def results(user: User, meeting: Meeting, children: Sequence[Child]) -> list[Link]:
    """The challenge that the meeting is to resolve, for those who may read it."""
    found = access.visible_challenges(user).filter(meeting=meeting, child__in=children).order_by("pk")
    return [
        Link(f"Challenge {reference}", reverse("challenge", args=[reference]))
        for reference in found.values_list("reference", flat=True)
    ]


WAYS: Final = Ways(page="", hold="resolution_hold", results=results)
