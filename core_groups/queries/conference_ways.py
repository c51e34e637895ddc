"""Where the common pages of meetings lead on to of a conference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.urls import reverse

from cases import access
from cases.models import Child, Meeting
from cases.queries.meeting_links import Link, Ways
from core_groups.conference_access import visible_parts
from core_groups.conference_states import QuorumStanding
from safeguarding.accounts.models import User


def results(user: User, meeting: Meeting, children: Sequence[Child]) -> list[Link]:
    """For each child what was decided, or that the chair still has to."""
    rows = visible_parts(user).filter(conference=meeting.pk, conference__meeting__held_at__isnull=False)
    parts = {row.child_id: row for row in rows.select_related("conference")}
    page = reverse("conference", args=[meeting.reference])
    found = []
    for child in children:
        part = parts.get(child.pk)
        if part is None or part.conference.quorum_standing == QuorumStanding.RECONVENE:
            continue
        if part.decision:
            text = f"{part.get_decision_display()}: {child.person.name}"
            found.append(Link(text, f"{page}#child-{child.reference}"))
        elif access.may(user, access.Action.RUN_CONFERENCE):
            href = reverse("conference_decide", args=[meeting.reference, child.reference])
            found.append(Link(f"Record what was decided for {child.person.name}", href))
    return found


WAYS: Final = Ways(page="conference", hold="conference_hold", results=results)
