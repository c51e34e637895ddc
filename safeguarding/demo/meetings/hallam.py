"""The Hallam children's strategy meeting: quorate, its minutes to receipt, and all that followed from it."""

from __future__ import annotations

from datetime import datetime

from cases.meeting_states import Attendance, MeetingFormat, Reply
from safeguarding.accounts.models import AgencyKind
from safeguarding.demo.meetings import (
    calling,
    hallam_after,
    hallam_follow_up,
    hallam_words,
    holding,
    minuting,
)
from safeguarding.demo.meetings.calling import Guest
from safeguarding.demo.meetings.hallam_family import BOTH, DAY, story
from safeguarding.demo.partnership import Cast
from safeguarding.demo.stage import Stage
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.services import deciding
from strategy_meetings.states import StrategyOutcome, Trigger

RADIOLOGIST = Guest(
    name="Dr Anil Deshpande",
    email="a.deshpande@westmere-childrens.example",
    agency="Westmere Children's Hospital",
    kind=AgencyKind.HOSPITAL,
    part="What the X-rays show, and how old each fracture is",
)
ASKED = ("social_worker", "police", "hospital", "gp", "health_visitor", "school")


def load(cast: Cast, at: datetime) -> None:
    """Tell it from the referral to what stands open today."""
    stage = Stage(cast, at)
    story(stage).play(stage)
    strategy = _meet(stage)
    hallam_after.at_once(stage, strategy)
    _minutes(stage, strategy)
    hallam_after.enquire(stage)
    hallam_follow_up.meet(stage, strategy)


def _meet(stage: Stage) -> StrategyMeeting:
    strategy = calling.call(
        stage,
        "fractures",
        BOTH,
        trigger=Trigger.REFERRAL,
        referral_child=stage.referred["arm", "freya"],
        reason="Two fractures of different ages in a baby of eight months, and two accounts of them.",
        concern_at=stage.work(DAY, 9),
        is_same_day=True,
        starts_at=stage.work(DAY, 14),
        at=stage.work(DAY, 11, 30),
        format=MeetingFormat.HYBRID,
        place="Northmoor General Hospital, room 4",
    )
    asked = calling.ask(stage, strategy, ASKED, at=stage.work(DAY, 11, 40))
    guest = RADIOLOGIST.ask(stage, strategy, by=calling.CHAIR, at=stage.work(DAY, 11, 45))
    calling.answer(
        stage,
        asked,
        {
            "social_worker": (Reply.ACCEPTED, ""),
            "police": (Reply.ACCEPTED, "By video from the station"),
            "hospital": (Reply.ACCEPTED, ""),
            "gp": (Reply.DEPUTY, "Dr Ruth Ellery"),
            "school": (Reply.ACCEPTED, ""),
        },
        at=stage.work(DAY, 12),
    )
    holding.consider(stage, strategy, hallam_words.HISTORY, at=stage.work(DAY, 13, 30))
    came = {asked[key]: holding.CAME for key in ("social_worker", "police", "hospital", "school")}
    came |= {
        asked["gp"]: Attendance.DEPUTY,
        asked["health_visitor"]: Attendance.APOLOGIES,
        guest: Attendance.BY_PHONE,
    }
    holding.hold(stage, strategy, came, at=stage.work(DAY, 14))
    holding.share(stage, strategy, hallam_words.SHARED, at=stage.work(DAY, 14, 30))
    holding.write(stage, strategy, hallam_words.AGENDA, at=stage.work(DAY, 15))
    _decide(stage, strategy)
    holding.agree(stage, strategy, hallam_words.ACTIONS, at=stage.work(DAY, 15, 30))
    return strategy


def _decide(stage: Stage, strategy: StrategyMeeting) -> None:
    at = stage.work(DAY, 15, 10)
    joint, medical = StrategyOutcome.SECTION_47_JOINT, StrategyOutcome.MEDICAL
    holding.decide(
        stage,
        strategy,
        "freya",
        (joint, medical, StrategyOutcome.IMMEDIATE_PROTECTION, StrategyOutcome.LEGAL_ADVICE),
        "Injuries that a baby can't cause herself, and no account that fits them.",
        at=at,
    )
    decision = holding.decide(
        stage,
        strategy,
        "jonah",
        (joint, StrategyOutcome.VIDEO_INTERVIEW),
        "He is blamed for an injury that happened while he was at school, and lives with who caused it.",
        at=at,
    )
    school = stage.staff("school")
    deciding.dissent(
        decision=decision,
        agency=school.agency,
        words="Jonah should be seen at school by somebody he knows before any interview on video.",
        by=school,
        at=stage.work(DAY, 17),
    )


def _minutes(stage: Stage, strategy: StrategyMeeting) -> None:
    """Two versions, approved and out the next day; one copy is never opened, one is chased in vain."""
    minuting.draft(stage, strategy, hallam_words.MINUTES, at=stage.work(DAY + 1, 9))
    corrected = {"voice": hallam_words.MINUTES["voice"] + " Nobody has asked him what he saw."}
    version = minuting.draft(stage, strategy, corrected, at=stage.work(DAY + 1, 9, 40))
    version = minuting.approve(stage, version, at=stage.work(DAY + 1, 11))
    copies = minuting.distribute(stage, version, at=stage.work(DAY + 1, 11, 30))
    minuting.acknowledge(stage, copies, "gp", at=stage.work(DAY + 1, 13))
    minuting.read(stage, copies, "police", at=stage.work(DAY + 1, 14))
    minuting.read(stage, copies, "social_worker", at=stage.work(DAY + 1, 15))
    minuting.read(stage, copies, "hospital", at=stage.work(DAY + 2, 10))
    minuting.read_by_link(copies, RADIOLOGIST.name, at=stage.work(DAY + 2, 12))
    minuting.chase(stage, copies, "health_visitor", at=stage.work(DAY + 5, 9))
