"""Dylan's enquiry is done and waits for a manager to sign it: harm that was, and has ended."""

from __future__ import annotations

from datetime import datetime

from cases.states import EventKind, InvolvementRole, RelationshipKind, Significance
from safeguarding.demo.happenings import Allocated, Joins, Line, Opened
from safeguarding.demo.meetings import calling, enquiring, holding
from safeguarding.demo.meetings.calling import CALLER
from safeguarding.demo.partnership import Cast
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago
from strategy_meetings.services import enquiries
from strategy_meetings.services.enquiries import Result, Seen
from strategy_meetings.states import EnquiryOutcome, Findings, StrategyOutcome, Trigger

DYLAN = ("dylan",)
# Working days before today: the day of the meeting.
DAY = -12

_PEOPLE = (
    Who(key="mother", given="Karen", family="Ackroyd", sex="F", age=(41, 6), known=ago(1)),
    Who(key="father", given="Neil", family="Ackroyd", sex="M", age=(43, 2), known=ago(1)),
    Who(key="dylan", given="Dylan", family="Ackroyd", sex="M", age=(12, 3), record=ago(1)),
)

_STEPS = (
    Tie(who="mother", to=DYLAN, kind=RelationshipKind.MOTHER, when=ago(0, 11, 20), pr=True, home=True),
    Tie(who="father", to=DYLAN, kind=RelationshipKind.FATHER, when=ago(0, 11, 20), pr=True),
    Household(name="The Ackroyd family", who=("mother", "dylan"), when=ago(0, 11, 20)),
    Lives(who=("mother", "dylan"), lines="16 Station Road, Northmoor", postcode="NM6 2BT", when=ago(0, 11)),
    Joins(who="gp", role=InvolvementRole.GP, of=DYLAN, when=ago(0, 11), why="Registered at the practice"),
    Joins(who="other_school", role=InvolvementRole.SCHOOL, of=DYLAN, when=ago(0, 11), why="On roll"),
    Opened(of=DYLAN, when=ago(0, 2)),
    Allocated(of=DYLAN, worker=CALLER, when=ago(0, 2, -1), why="Child in need"),
)


def load(cast: Cast, at: datetime) -> None:
    """Tell it up to the signature that is missing."""
    stage = Stage(cast, at)
    Story("Ackroyd: a belt", _PEOPLE, (*_STEPS, _heard(stage))).play(stage)
    _meet(stage)
    _enquire(stage)


def _heard(stage: Stage) -> Line:
    return Line(
        who="other_school",
        when=stage.work(DAY, 9),
        of=DYLAN,
        kind=EventKind.SCHOOL_CONCERN,
        what="A welt across his back, seen in the changing room. Dylan said that his father hit him with a "
        "belt at the weekend, for the first time, and cried afterwards.",
        themes=("physical_abuse",),
        weight=Significance.CRITICAL,
    )


def _meet(stage: Stage) -> None:
    """Called for what school recorded; quorate, and a single enquiry is agreed."""
    strategy = calling.call(
        stage,
        "belt",
        DYLAN,
        trigger=Trigger.EVENT,
        event=stage.children["dylan"].events.get(kind=EventKind.SCHOOL_CONCERN),
        reason="An injury, and an account that fits it.",
        concern_at=stage.work(DAY, 9),
        is_same_day=True,
        starts_at=stage.work(DAY, 13),
        at=stage.work(DAY, 10),
        by=CALLER,
    )
    keys = (CALLER, "police", "gp", "other_school")
    asked = calling.ask(stage, strategy, keys, at=stage.work(DAY, 10), by=CALLER)
    holding.consider(stage, strategy, "Nothing like it before.", at=stage.work(DAY, 12))
    holding.hold(stage, strategy, dict.fromkeys(asked.values(), holding.CAME), at=stage.work(DAY, 13))
    holding.decide(
        stage,
        strategy,
        "dylan",
        (StrategyOutcome.SECTION_47_SINGLE,),
        "Police take no criminal action now; social care looks at whether it can happen again.",
        at=stage.work(DAY, 14),
    )


def _enquire(stage: Stage) -> None:
    worker, seen_at = stage.staff(CALLER), stage.work(DAY, 16)
    seen = Seen(seen_at, "Beacon High School", True, child_says="I'm not scared of him. I was that day.")
    enquiries.record_seen(enquiry=enquiring.of(stage, "dylan"), seen=seen, by=worker, at=seen_at)
    result = Result(
        Findings.NO_CONTINUING_RISK,
        EnquiryOutcome.CHILD_IN_NEED,
        "His father has moved out, sees him with his aunt there, and has begun a course.",
        "It happened, once. All who know Dylan say the same, and so does he, seen alone twice.",
    )
    enquiries.submit(enquiry=enquiring.of(stage, "dylan"), result=result, by=worker, at=stage.work(-1, 15))
