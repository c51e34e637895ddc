"""What several tests of strategy meetings do over HTTP: call one, have people come, decide."""

from __future__ import annotations

from datetime import timedelta

from cases.meeting_states import Attendance
from cases.services import attendance, invitations
from cases.services.attendance import Mark
from safeguarding.rules.london_time import LONDON
from strategy_meetings.states import StrategyOutcome

HOUR = timedelta(hours=1)
QUORUM = ("social_worker", "police", "gp")


def when(name, at):
    local = at.astimezone(LONDON)
    day = {f"{name}_day": local.day, f"{name}_month": local.month, f"{name}_year": local.year}
    return {**day, f"{name}_time": f"{local:%H:%M}"}


def call(personas, child, at, **more):
    return {
        "reason": "A bruise that nobody explained",
        **when("concern_at", at),
        **when("starts_at", at + HOUR),
        "harm": ["injury"],
        "children": [child.reference],
        "minutes": "60",
        "format": "online",
        "chair": str(personas.team_manager.pk),
        "minute_taker": str(personas.business_support.pk),
        **more,
    }


def attend(strategy, personas, names, at):
    by = personas.social_worker
    rows = [
        invitations.invite_user(meeting=strategy.meeting, user=getattr(personas, name), by=by, at=at)
        for name in names
    ]
    marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in rows}
    assert attendance.record(meeting=strategy.meeting, marks=marks, by=by, at=at) == []


def decide(personas, called, child, at, go, *, outcome=StrategyOutcome.SECTION_47_JOINT):
    reference = called.meeting.reference
    attend(called, personas, QUORUM, at)
    go("social_worker", "strategy_hold", reference, **when("held_at", at))
    go("team_manager", "strategy_history_read", reference, read="yes")
    go("team_manager", "strategy_history", reference, note="The third unexplained bruise")
    go(
        "social_worker",
        "strategy_decide",
        reference,
        child.reference,
        outcome=outcome.value,
        further=[StrategyOutcome.MEDICAL.value],
        reasons="Unexplained injury",
    )
    return reference
