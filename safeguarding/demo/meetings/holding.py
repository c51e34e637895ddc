"""Holding a strategy meeting in a story: history, attendance, what agencies share, decisions, actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from cases.meeting_states import ActionState, Attendance
from cases.models import Invitation, MeetingAction
from cases.services import attendance, meeting_actions, meeting_information
from cases.services.attendance import Mark
from cases.states import Sensitivity
from safeguarding.accounts.models import User
from safeguarding.demo.meetings.calling import CHAIR, MINUTES
from safeguarding.demo.stage import Stage
from safeguarding.rules.london_time import london_date
from strategy_meetings.models import StrategyDecision, StrategyMeeting
from strategy_meetings.services import calling, deciding, holding
from strategy_meetings.states import StrategyOutcome

CAME = Attendance.ATTENDED


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an agency shared, about one child or (none) all of them."""

    who: str
    text: str
    child: str = ""
    seen_by: Sensitivity = Sensitivity.PROFESSIONALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What somebody will do by a working day of the story; `done` is the evidence that they did."""

    who: str
    what: str
    by_day: int
    child: str = ""
    done: str = ""


def consider(stage: Stage, strategy: StrategyMeeting, note: str, *, at: datetime) -> None:
    """The chair has the history read and confirms what it means."""
    chair = stage.staff(CHAIR)
    read = calling.make_history(strategy=strategy, by=chair, at=at)
    calling.confirm_history(strategy=read, note=note, by=chair, at=at)


def hold(
    stage: Stage,
    strategy: StrategyMeeting,
    came: Mapping[Invitation, Attendance],
    *,
    at: datetime,
    by: str = CHAIR,
    without: str = "",
) -> None:
    """Record who came and that it was held; `without` is why it was held without its quorum."""
    staff = stage.staff(by)
    marks = {row.pk: Mark(Attendance.UNKNOWN, now) for row, now in came.items()}
    attendance.record(meeting=strategy.meeting, marks=marks, by=staff, at=at)
    holding.hold(strategy=strategy, held_at=at, inquorate_reason=without, by=staff, at=at)
    strategy.refresh_from_db()
    strategy.meeting.refresh_from_db()


def share(stage: Stage, strategy: StrategyMeeting, said: Iterable[Said], *, at: datetime) -> None:
    """The minute-taker writes down what each agency shared."""
    for one in said:
        meeting_information.share(
            meeting=strategy.meeting,
            text=one.text,
            agency=stage.staff(one.who).agency,
            child=stage.children[one.child] if one.child else None,
            sensitivity=one.seen_by,
            by=stage.staff(MINUTES),
            at=at,
        )


def write(stage: Stage, strategy: StrategyMeeting, words: dict[str, str], *, at: datetime) -> None:
    """What was said under the agenda's points."""
    holding.write_agenda(
        strategy=strategy,
        words=words,
        expected_version=StrategyMeeting.objects.get(pk=strategy.pk).version,
        by=stage.staff(CHAIR),
        at=at,
    )


def decide(
    stage: Stage,
    strategy: StrategyMeeting,
    child: str,
    outcomes: tuple[StrategyOutcome, ...],
    reasons: str,
    *,
    at: datetime,
) -> StrategyDecision:
    """Record what was decided for a child."""
    return deciding.decide(
        strategy=strategy,
        child=stage.child(child),
        outcomes=outcomes,
        reasons=reasons,
        by=stage.staff(CHAIR),
        at=at,
    )


def agree(
    stage: Stage, strategy: StrategyMeeting, actions: Iterable[Action], *, at: datetime
) -> list[MeetingAction]:
    """Who does what by when; what is done by now is closed with its evidence, on the day it was due."""
    agreed = []
    for one in actions:
        due = stage.work(one.by_day, 16)
        owner: User = stage.staff(one.who)
        action = meeting_actions.add(
            meeting=strategy.meeting,
            what=one.what,
            due_on=london_date(due),
            owner=owner,
            child=stage.children[one.child] if one.child else None,
            by=stage.staff(CHAIR),
            at=at,
        )
        if one.done:
            meeting_actions.close(
                action=action, state=ActionState.DONE, evidence=one.done, by=owner, at=min(due, stage.at)
            )
        agreed.append(action)
    return agreed
