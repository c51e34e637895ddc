"""Holding a strategy meeting: its quorum, what stands in for it, and the clocks that it stops and starts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.meeting_states import MeetingFormat, MeetingState
from cases.models import Child
from cases.queries import quorum
from cases.services import deadlines, meetings
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify
from safeguarding.rules.quorum import Missing
from safeguarding.rules.strategy_suggestion import SAME_DAY, SOON
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.services import telling
from strategy_meetings.services.calling import lock, part_of

RECORD: Final = "strategy_record"
FOLLOW_UP: Final = "strategy_follow_up"
# The words of the set agenda that belong to the meeting as a whole.
AGENDA: Final = (
    "household",
    "males",
    "voice",
    "risk",
    "immediate_safety",
    "parents_told",
    "child_told",
)
_OVER: Final = frozenset({MeetingState.PLANNED, MeetingState.CANCELLED})


@transaction.atomic
def hold(
    *, strategy: StrategyMeeting, held_at: datetime, by: User, at: datetime, inquorate_reason: str = ""
) -> StrategyMeeting:
    """Record that the meeting was held; the clock of each child stops and the record's clock starts.

    Without police, health and social care it is inquorate: that asks for a reason and a manager's signature
    and starts the follow-up clock, as a discussion by phone does (rules, section 4). It is never refused
    for it: DomainError only for a missing reason.
    """
    access_meetings.require_run(by, strategy.meeting)
    strategy = lock(strategy)
    lacks = lacking(strategy)
    if not lacks.quorate and not inquorate_reason.strip():
        raise DomainError(
            f"The meeting lacks {lacks.text}. Say why it was held without", field="inquorate_reason"
        )
    meeting = meetings.hold(meeting=strategy.meeting, held_at=held_at, by=by, at=at)
    strategy.meeting = meeting
    if not lacks.quorate:
        strategy.inquorate_reason = inquorate_reason
    strategy.record(by=by, at=at, reason=f"Held without {lacks.text}" if lacks.text else "Held")
    stands_in = not lacks.quorate or meeting.format == MeetingFormat.PHONE
    for child in _children(strategy):
        _stop_clocks(strategy, child, stands_in=stands_in, by=by, at=at)
        if stands_in:
            start_follow_up(strategy, child, by=by, at=at)
    _start(RECORD, strategy, next(iter(_children(strategy))), held_at, by=by, at=at)
    if not lacks.quorate:
        _tell_who_signs(strategy, by=by, at=at)
    return strategy


@transaction.atomic
def sign_inquorate(*, strategy: StrategyMeeting, by: User, at: datetime) -> StrategyMeeting:
    """A manager signs that an inquorate meeting was held, and isn't the one who called it."""
    access_meetings.require_run(by, strategy.meeting)
    if not access.may(by, access.Action.DECIDE_REFERRAL):
        raise NotPermittedError("sign_inquorate")
    strategy = lock(strategy)
    if not strategy.inquorate_reason:
        raise DomainError("This meeting had its quorum, or wasn't held yet")
    if strategy.inquorate_signed_at is not None:
        raise ChangedMeanwhileError(f"{strategy.inquorate_signed_by} has signed this already")
    if by.pk == strategy.meeting.called_by_id:
        raise DomainError("Another manager signs a meeting that you called yourself")
    strategy.inquorate_signed_at, strategy.inquorate_signed_by = at, by
    strategy.record(by=by, at=at, reason="Inquorate meeting signed")
    return strategy


@transaction.atomic
def write_agenda(
    *, strategy: StrategyMeeting, words: dict[str, str], expected_version: int, by: User, at: datetime
) -> StrategyMeeting:
    """Write down what was said under the agenda's points (AGENDA); raises ChangedMeanwhileError."""
    access_meetings.require_run(by, strategy.meeting)
    strategy = lock(strategy)
    if strategy.meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The meeting was cancelled")
    if strategy.version != expected_version:
        raise ChangedMeanwhileError("Somebody else has written here in the meantime")
    if not set(words) <= set(AGENDA):
        raise DomainError("This is no point of the agenda")
    for name, text in words.items():
        setattr(strategy, name, text)
    strategy.record(by=by, at=at, reason="Agenda written")
    return strategy


def _tell_who_signs(strategy: StrategyMeeting, *, by: User, at: datetime) -> None:
    """The managers who may sign that it was held without its quorum: the chair, and the manager of `by`."""
    meeting = strategy.meeting
    keys = {meeting.chair_id, by.line_manager_id} - {None, by.pk, meeting.called_by_id}
    people = list(User.objects.filter(pk__in=[key for key in keys if key]).select_related("agency", "team"))
    for child in _children(strategy):
        people = telling.hearing(people, child)
    notify(
        recipients=[each for each in people if access.may(each, access.Action.DECIDE_REFERRAL)],
        key=f"meeting:{meeting.pk}:inquorate",
        kind="meeting_inquorate",
        text=f"The meeting {meeting.reference} was held without its quorum and is to be signed",
        path=reverse("strategy_meeting", args=[meeting.reference]),
        at=at,
        reference=meeting.reference,
    )


def is_quorate(strategy: StrategyMeeting) -> bool:
    """Whether the meeting, as attendance is recorded now, has its quorum."""
    return lacking(strategy).quorate


def lacking(strategy: StrategyMeeting) -> Missing:
    """What the meeting, as attendance is recorded now, lacks for its quorum."""
    return quorum.missing(strategy.meeting)


def require_held(strategy: StrategyMeeting) -> None:
    """Raise ChangedMeanwhileError for a meeting that isn't held yet, or was cancelled."""
    if strategy.meeting.state in _OVER:
        raise ChangedMeanwhileError("Record first that the meeting was held")


def start_follow_up(strategy: StrategyMeeting, child: Child, *, by: User, at: datetime) -> None:
    """A full meeting must follow: its clock starts with this one."""
    _start(FOLLOW_UP, strategy, child, strategy.meeting.held_at or at, by=by, at=at)


def _stop_clocks(strategy: StrategyMeeting, child: Child, *, stands_in: bool, by: User, at: datetime) -> None:
    """The meeting's own clock stops also for one that stands in; the follow-up's only for a full one."""
    part = part_of(strategy, child)
    for rule_id in (SAME_DAY, SOON):
        deadlines.meet(rule_id=rule_id, child=child, by=by, at=at)
        if part is not None:
            deadlines.meet(rule_id=rule_id, child=child, referral_child=part, by=by, at=at)
    if not stands_in:
        for earlier in _before(strategy):
            subject = subject_of(earlier)
            deadlines.meet(rule_id=FOLLOW_UP, child=child, subject=subject, by=by, at=at)


def _before(strategy: StrategyMeeting) -> Iterable[StrategyMeeting]:
    """The meetings that this one follows, the nearest first."""
    earlier = strategy.follows
    while earlier is not None:
        yield earlier
        earlier = earlier.follows


def subject_of(strategy: StrategyMeeting) -> str:
    """What a clock about this meeting is called, where a child has several."""
    return f"meeting:{strategy.pk}"


def _start(rule_id: str, strategy: StrategyMeeting, child: Child, starts_at: datetime, **who: Any) -> None:
    deadlines.set(
        rule_id=rule_id,
        starts_at=starts_at,
        child=child,
        subject=subject_of(strategy),
        responsible=strategy.meeting.minute_taker if rule_id == RECORD else strategy.meeting.chair,
        team=child.team,
        **who,
    )


def _children(strategy: StrategyMeeting) -> list[Child]:
    rows = strategy.meeting.children.select_related("child__team", "child__allocated_to").order_by("pk")
    return [row.child for row in rows]
