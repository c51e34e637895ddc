"""A meeting about eight children of one household to which sixty people are asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.meeting_states import CopyKind, MeetingFormat, MeetingKind
from cases.models import Meeting
from cases.services import invitations, meeting_actions, meeting_information, meetings
from safeguarding.rules.london_time import london_date
from tests.factories import partnership, records
from tests.factories.partnership import Personas

INVITED, CHILDREN = 60, 8
WORDS = "What the agency knows of the child, from whom, and since when it has known it. " * 12


def planned(
    personas: Personas,
    *,
    at: datetime,
    children: int = CHILDREN,
    invited: int = INVITED,
    words: str = "What is known",
    with_emails: bool = False,
) -> Meeting:
    """Plan it; every third of those asked is a professional with a report, information and an action, the
    others are parents (`with_emails`: who get their private links)."""
    by = personas.social_worker
    about = [records.child(f"Child{number}", "Example", by=by, at=at) for number in range(children)]
    meeting = meetings.plan(
        kind=MeetingKind.STRATEGY_MEETING,
        children=about,
        starts_at=at + timedelta(days=1),
        ends_at=at + timedelta(days=1, hours=1),
        format=MeetingFormat.HYBRID,
        reason="Eight children of one household",
        chair=personas.team_manager,
        minute_taker=personas.business_support,
        by=by,
        at=at,
    )
    common = {"meeting": meeting, "by": by, "at": at}
    for number in range(invited):
        if number % 3:
            email = f"parent{number}@home.example" if with_emails else ""
            invitations.invite_outside(
                name=f"Parent {number}", email=email, copy_kind=CopyKind.PARENTS, about=about, **common
            )
            continue
        person = partnership.user(f"Invited {children} {number}", personas.police.agency)
        asked = invitations.invite_user(user=person, **common)
        invitations.give_report(invitation=asked, text=words, by=by, at=at)
        child = about[number // 3 % children]
        meeting_information.share(agency=person.agency, child=child, text=words, **common)
        meeting_actions.add(what="Visit", owner=person, due_on=london_date(at), child=child, **common)
    return meeting
