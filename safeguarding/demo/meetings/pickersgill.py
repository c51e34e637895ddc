"""Ellie's strategy meeting is to come: moved once, answered by some; people on duty and guests are asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.meeting_states import Reply
from cases.services import invitations, meetings
from cases.states import InvolvementRole, ReferralOutcome, RelationshipKind
from safeguarding.accounts.models import AgencyKind
from safeguarding.demo.happenings import Allocated, Joins
from safeguarding.demo.meetings import calling
from safeguarding.demo.meetings.calling import Guest
from safeguarding.demo.partnership import Cast
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.personas import POLICE, SAFEGUARDING_UNIT
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago
from strategy_meetings.briefs import brief
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.states import Trigger

ELLIE = ("ellie",)
GRANDMOTHER = Guest(
    name="Maureen Tasker", email="maureen.tasker@post.example", part="What Ellie tells her at weekends"
)
CARERS = Guest(
    name="Lesley Armitage",
    agency="Westmere Young Carers",
    kind=AgencyKind.VOLUNTARY,
    part="What Ellie does in a day, and what she has asked for",
)


def load(cast: Cast, at: datetime) -> None:
    """Tell what led to it, and call it for the next days."""
    stage = Stage(cast, at)
    _story(stage).play(stage)
    _ask(stage, _call(stage))


def _story(stage: Stage) -> Story:
    people = (
        Who(key="mother", given="Paula", family="Pickersgill", sex="F", age=(36, 2), known=ago(1)),
        Who(key="partner", given="Gary", family="Nuttall", sex="M", age=(45, 9), known=ago(0, 3)),
        Who(key="ellie", given="Ellie", family="Pickersgill", sex="F", age=(9, 4), record=ago(1)),
    )
    steps = (
        Tie(who="mother", to=ELLIE, kind=RelationshipKind.MOTHER, when=ago(0, 11, 25), pr=True, home=True),
        Tie(who="partner", to=ELLIE, kind=RelationshipKind.PARENTS_PARTNER, when=ago(0, 2, 20), home=True),
        Household(name="The Pickersgill family", who=("mother", "ellie"), when=ago(0, 11, 25)),
        Lives(who=("mother", "ellie"), lines="58 Weir Lane, Northmoor", postcode="NM3 4RS", when=ago(0, 11)),
        Joins(who="school", role=InvolvementRole.SCHOOL, of=ELLIE, when=ago(0, 11), why="On roll"),
        Joins(who="gp", role=InvolvementRole.GP, of=ELLIE, when=ago(0, 11), why="Registered at the practice"),
        _referral(stage),
        Allocated(of=ELLIE, worker="social_worker", when=stage.work(-1, 11)),
    )
    return Story("Pickersgill: a lock on the pantry", people, steps)


def _referral(stage: Stage) -> Refers:
    return Refers(
        key="lock",
        who="school",
        when=stage.work(-1, 9),
        about=ELLIE,
        school="Ashfield Primary School",
        what="Ellie fainted in assembly. She has had tea and toast since Friday: Gary has put a lock on the "
        "pantry. Her mother had two seizures at the weekend, and Ellie was told not to ring anybody.",
        day="She gets her mother up, counts her tablets, and comes to school when she can leave her.",
        voice="If I ring for help they take Mum away. Gary said.",
        themes=("neglect", "young_carer", "emotional_abuse"),
        level=4,
        because="Food is withheld from a child who looks after her mother and may not ask for help.",
        parents="unsafe",
        more={
            "parents_know_reason": "Ellie would be blamed for telling.",
            "criteria": ("4_parenting_serious_neglect",),
        },
        decided=Decided(
            outcome=ReferralOutcome.STRATEGY_MEETING,
            level=4,
            why="Food withheld, and a child kept from asking for help: strategy meeting.",
            told="A strategy meeting will be held; you will be asked to come. Please give Ellie breakfast.",
            hours=1.5,
        ),
    )


def _call(stage: Stage) -> StrategyMeeting:
    return calling.call(
        stage,
        "lock",
        ELLIE,
        trigger=Trigger.REFERRAL,
        referral_child=stage.referred["lock", "ellie"],
        reason="Food is locked away from Ellie, who looks after a mother with seizures.",
        concern_at=stage.work(-1, 9),
        starts_at=stage.work(1, 9),
        at=stage.work(-1, 12),
    )


def _ask(stage: Stage, strategy: StrategyMeeting) -> None:
    """Asked, moved by an hour and a half, and answered again by some."""
    at, chair = stage.work(-1, 12, 15), stage.staff(calling.CHAIR)
    asked = calling.ask(stage, strategy, ("social_worker", "school", "gp", "health_visitor"), at=at)
    invitations.invite_duty(
        meeting=strategy.meeting,
        agency=stage.cast.agencies[POLICE],
        team=stage.cast.teams[SAFEGUARDING_UNIT],
        part=brief(AgencyKind.POLICE),
        is_required=True,
        by=chair,
        at=at,
    )
    for guest in (GRANDMOTHER, CARERS):
        guest.ask(stage, strategy, by=calling.CHAIR, at=at)
    for key in ("gp", "school"):
        invitations.ask_for_report(invitation=asked[key], by=chair, at=at)
    starts = stage.work(1, 10, 30)
    meetings.change(
        meeting=strategy.meeting,
        changes={"starts_at": starts, "ends_at": starts + timedelta(hours=1)},
        expected_version=strategy.meeting.version,
        reason="Police can come at half past ten",
        by=chair,
        at=stage.work(-1, 14),
    )
    calling.mails_go_out(at=stage.work(-1, 14))
    replies = {
        "social_worker": (Reply.ACCEPTED, ""),
        "school": (Reply.ACCEPTED, "With Ellie's class teacher, if that is all right"),
        "health_visitor": (Reply.DECLINED, "Ellie is of school age: please ask the school nurse"),
    }
    calling.answer(stage, asked, replies, at=stage.work(-1, 15))
    invitations.give_report(
        invitation=asked["school"],
        text="Eleven late marks since half-term, weight down by two kilograms since the summer. Ellie asks "
        "every day whether her mother has rung.",
        by=stage.staff("school"),
        at=stage.work(-1, 16),
    )
