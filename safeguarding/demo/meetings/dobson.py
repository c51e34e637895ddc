"""Reece's strategy meetings: one was cancelled, one was held without health and waits for a signature."""

from __future__ import annotations

from datetime import datetime

from cases.meeting_states import Attendance, MeetingFormat, Reply
from cases.services import meetings
from safeguarding.demo.meetings import calling, dobson_family, holding, minuting
from safeguarding.demo.meetings.calling import CALLER
from safeguarding.demo.meetings.dobson_family import REECE
from safeguarding.demo.meetings.holding import Action, Said
from safeguarding.demo.partnership import Cast
from safeguarding.demo.stage import Stage
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.states import Trigger

SAID = (
    Said(who="police", text="The flat is known. Nobody will say who paid for the ticket."),
    Said(who="other_school", text="He was in school on 31 of 60 days. His form tutor is whom he talks to."),
    Said(who="social_worker", text="Tracey has had a brick through her window and says that it was a ball."),
)
AGENDA = {
    "household": "Reece and his mother.",
    "males": "His father died when he was six. The men of the flat are adults nobody has named.",
    "voice": "“I'm not a kid, I've got people.” His tutor says that he cries when he thinks nobody looks.",
    "risk": "High: he is used by adults, owes them, and his mother is threatened.",
}
ACTIONS = (
    Action(who="police", what="Ask for a disruption notice against both men", by_day=2),
    Action(who="social_worker", what="Get Reece's health records and ask health to the next one", by_day=1),
)


def load(cast: Cast, at: datetime) -> Stage:
    """Tell what was known, and of a first meeting that was called and cancelled."""
    stage = Stage(cast, at)
    dobson_family.story().play(stage)
    strategy = calling.call(
        stage,
        "cancelled",
        REECE,
        trigger=Trigger.EVENT,
        reason="Two nights missing, found with two adults.",
        concern_at=stage.work(-15, 10),
        starts_at=stage.work(-13, 10),
        at=stage.work(-15, 11),
        by=CALLER,
    )
    calling.ask(stage, strategy, ("police",), at=stage.work(-15, 12), by=CALLER)
    meetings.cancel(
        meeting=strategy.meeting,
        reason="Reece is back, and his mother says that it was a visit.",
        by=stage.staff(CALLER),
        at=stage.work(-14, 16),
    )
    return stage


def meet(stage: Stage) -> None:
    """Once the search has found it: called for that, held without health; unsigned, and nothing decided."""
    hit = RecurrenceHit.objects.get(child=stage.children["reece"], theme="exploitation")
    strategy = calling.call(
        stage,
        "recurs",
        REECE,
        trigger=Trigger.RECURRENCE,
        recurrence=hit,
        reason="Signs of exploitation from three agencies.",
        concern_at=hit.found_at,
        starts_at=stage.work(-1, 14),
        at=stage.work(-2, 10),
        by=CALLER,
        format=MeetingFormat.PHONE,
        link="",
    )
    asked = calling.ask(
        stage,
        strategy,
        ("social_worker", "police", "other_school", "hospital", "youth_justice"),
        at=stage.work(-2, 11),
        by=CALLER,
    )
    replies = dict.fromkeys(("police", "other_school"), (Reply.ACCEPTED, ""))
    calling.answer(stage, asked, replies, at=stage.work(-2, 15))
    holding.consider(stage, strategy, "Each sign was known to one agency alone.", at=stage.work(-1, 13))
    came = dict.fromkeys((asked[key] for key in ("social_worker", "police", "other_school")), holding.CAME)
    came |= {asked["hospital"]: Attendance.ABSENT, asked["youth_justice"]: Attendance.APOLOGIES}
    holding.hold(
        stage,
        strategy,
        came,
        at=stage.work(-1, 14),
        by=CALLER,
        without="The ward could spare nobody, and Reece was seen in the car again this morning.",
    )
    holding.share(stage, strategy, SAID, at=stage.work(-1, 14, 30))
    holding.write(stage, strategy, AGENDA, at=stage.work(-1, 15))
    holding.agree(stage, strategy, ACTIONS, at=stage.work(-1, 15, 20))
    words = {"decisions": "None before health is heard: a full meeting follows."}
    minuting.draft(stage, strategy, words, at=stage.work(-1, 16))
