"""The Hallam children's follow-up meeting: held, and its minutes approved but not out yet."""

from __future__ import annotations

from cases.meeting_states import Reply
from safeguarding.demo.meetings import calling, holding, minuting
from safeguarding.demo.stage import Stage
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.states import StrategyOutcome, Trigger

ASKED = ("social_worker", "police", "gp", "school")


def meet(stage: Stage, earlier: StrategyMeeting) -> None:
    """Two working days ago: what the enquiries know by now."""
    strategy = calling.call(
        stage,
        "follow_up",
        ("jonah",),
        trigger=Trigger.FOLLOW_UP,
        follows=earlier,
        reason="Whether Jonah can stay with his grandmother until the conference.",
        concern_at=earlier.concern_at,
        is_same_day=True,
        starts_at=stage.work(-2, 10),
        at=stage.work(-4, 10),
    )
    asked = calling.ask(stage, strategy, ASKED, at=stage.work(-4, 11))
    calling.answer(stage, asked, dict.fromkeys(ASKED, (Reply.ACCEPTED, "")), at=stage.work(-4, 14))
    holding.consider(stage, strategy, "As before; nothing new since the first meeting.", at=stage.work(-2, 9))
    holding.hold(stage, strategy, dict.fromkeys(asked.values(), holding.CAME), at=stage.work(-2, 10))
    holding.decide(
        stage,
        strategy,
        "jonah",
        (StrategyOutcome.SECTION_47_JOINT,),
        "The enquiry goes on; he is safe with his grandmother, and her checks are clear.",
        at=stage.work(-2, 11),
    )
    words = {"decisions": "Jonah stays with his grandmother. The joint enquiry goes on."}
    version = minuting.draft(stage, strategy, words, at=stage.work(-1, 10))
    minuting.approve(stage, version, at=stage.work(-1, 16))
