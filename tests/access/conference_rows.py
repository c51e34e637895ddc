"""A conference that was held and decided, with its letter, for the small world of the permission matrix."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.meeting_states import Attendance, CopyKind
from cases.models import Child
from cases.services import attendance, invitations
from cases.services.attendance import Mark
from core_groups.conference_states import ConferenceDecision, ConferenceKind
from core_groups.services import conference_booking as booking
from safeguarding.accounts.identity import as_user
from safeguarding.rules import conference as rules
from safeguarding.rules.london_time import at_hour, london_date
from tests.factories import conferences
from tests.factories.partnership import Personas


def weekday_before(at: datetime) -> datetime:
    """Ten in the morning of the last day before today that is no weekend: conferences are on none."""
    day = london_date(at) - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return at_hour(day, 10)


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """A transfer-in conference: the social worker and the GP asked by name and there, the mother by post; no
    plan was made. An initial one, due since the strategy meeting, still waits to be booked."""
    held_at = weekday_before(at)
    with as_user(personas.social_worker):
        booking.request(
            children=[child],
            kind=ConferenceKind.TRANSFER_IN,
            words="They moved here",
            authority="Leedale",
            notice_at=held_at - timedelta(days=7),
            by=personas.social_worker,
            at=at,
        )
    conference = conferences.booked([child], personas, held_at, at, kind=ConferenceKind.TRANSFER_IN)
    by = personas.business_support
    given = {"meeting": conference.meeting, "by": by, "at": at}
    with as_user(by):
        asked = [
            invitations.invite_user(user=user, **given) for user in (personas.social_worker, personas.gp)
        ]
        invitations.invite_outside(
            name="Mona Example", email="", copy_kind=CopyKind.PARENTS, about=[child], **given
        )
        attendance.record(
            marks={row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in asked}, **given
        )
    held = conferences.hold(conference, personas, held_at, override_reason="The school rang in")
    part = conferences.decide(
        held,
        child,
        personas,
        at,
        decision=ConferenceDecision.NO_PLAN,
        participation=_participation(child, held_at),
    )
    letter = conferences.sent(part, personas, at)
    return {"conference": held.meeting, "letter_copy": letter.copies.get(invitation__agency=None)}


def _participation(child: Child, held_at: datetime) -> str:
    return rules.participation_codes(child.person.date_of_birth, london_date(held_at))[0][0]
