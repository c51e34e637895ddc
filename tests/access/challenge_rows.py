"""Challenges for the small world of the permission matrix: the school's with social care, at three points."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.meeting_states import MeetingFormat
from cases.models import Child
from escalation.models import Challenge
from escalation.services import ladder, meeting, policy, talking
from escalation.services.ladder import Facts
from escalation.services.meeting import Plan
from escalation.services.talking import Step
from safeguarding.rules.london_time import london_date
from tests.factories import records
from tests.factories.partnership import Personas


def build(child: Child, personas: Personas, at: datetime) -> dict[str, Any]:
    """One open with an offer and a meeting, one agreed; one at the top, about a child whom the partnership's
    office was let in to see; a version of the policy."""
    running, agreed = raised(child, personas, at), raised(child, personas, at)
    offer(running, personas, at)
    done = talking.accept(offer=offer(agreed, personas, at), words="", by=personas.school, at=at)
    by = personas.social_worker
    planned = meeting.plan(
        challenge=running,
        facts=Plan(at + timedelta(days=1), at + timedelta(days=1, hours=1), MeetingFormat.ONLINE),
        by=by,
        at=at,
    )
    seen = records.child("Tess", "Example", by=by, at=at)
    for who in (personas.school.agency, personas.partnership_admin):
        records.involve(seen, who, by=by, at=at)
    top = raised(seen, personas, at)
    ladder.move_up(challenge=top, to=5, reason="Nobody answers", by=personas.school, at=at)
    return {
        "challenge": running,
        "agreed_challenge": done,
        "agreed_action": done.offers.get().actions.get(),
        "top_challenge": top,
        "resolution": planned,
        "policy": policy.publish(
            title="Policy", text="Speak first.", changes="", number=1, by=personas.partnership_admin, at=at
        ),
    }


def raised(child: Child, personas: Personas, at: datetime) -> Challenge:
    """The school challenges social care."""
    facts = Facts(
        against=personas.social_worker.agency,
        ground="plan_not_progressing",
        concern="Nothing has changed for her",
        outcome_sought="A review",
        interim_safety="Seen every day at school",
    )
    return ladder.raise_challenge(child=child, facts=facts, by=personas.school, at=at)


def offer(challenge: Challenge, personas: Personas, at: datetime) -> Any:
    """Social care's offer, with an action."""
    step = Step("Review", personas.social_worker.agency, "Sam", london_date(at) + timedelta(days=1))
    return talking.offer(
        challenge=challenge, words="A review", steps=[step], by=personas.social_worker, at=at
    )
