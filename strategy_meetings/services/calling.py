"""Calling a strategy meeting, and what it looks at before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.meeting_states import MeetingFormat, MeetingKind
from cases.models import Child, Event, ReferralChild
from cases.queries import digest
from cases.services import deadlines, meetings
from safeguarding.accounts.models import User
from safeguarding.rules.strategy_suggestion import SAME_DAY, SOON
from strategy_meetings.models import RecurrenceHit, StrategyMeeting
from strategy_meetings.services import recurrence
from strategy_meetings.states import Trigger


@dataclass(frozen=True, slots=True)
class Call:
    """What is known when a strategy meeting is called.

    `concern_at` is when there was reasonable cause to suspect significant harm: the clock runs from there.
    `is_same_day`: an injury, sexual abuse, serious neglect, fabricated illness or an alleged crime.
    Of the last four one at most is given, as `trigger` says.
    """

    trigger: Trigger
    reason: str
    concern_at: datetime
    is_same_day: bool
    starts_at: datetime
    ends_at: datetime
    format: MeetingFormat
    place: str = ""
    link: str = ""
    chair: User | None = None
    minute_taker: User | None = None
    referral_child: ReferralChild | None = None
    event: Event | None = None
    recurrence: RecurrenceHit | None = None
    follows: StrategyMeeting | None = None


@transaction.atomic
def call(*, facts: Call, children: Sequence[Child], by: User, at: datetime) -> StrategyMeeting:
    """Call a strategy meeting about these children; the clock of each runs from the concern.

    A recurrence that it is called for is decided by that. Raises NotVisibleError, NotPermittedError,
    DomainError for a concern in the future or a meeting before it, ChangedMeanwhileError when the recurrence
    was decided meanwhile.
    """
    if facts.concern_at > at:
        raise DomainError("The concern can't have become known in the future", field="concern_at")
    if facts.starts_at < facts.concern_at:
        raise DomainError("The meeting can't start before the concern was known", field="starts_at")
    meeting = meetings.plan(
        kind=MeetingKind.STRATEGY_MEETING,
        children=children,
        starts_at=facts.starts_at,
        ends_at=facts.ends_at,
        format=facts.format,
        reason=facts.reason,
        place=facts.place,
        link=facts.link,
        chair=facts.chair,
        minute_taker=facts.minute_taker,
        by=by,
        at=at,
    )
    strategy = StrategyMeeting(
        meeting=meeting,
        trigger=facts.trigger,
        referral_child=facts.referral_child,
        event=facts.event,
        recurrence=facts.recurrence,
        follows=facts.follows,
        concern_at=facts.concern_at,
        is_same_day=facts.is_same_day,
    )
    strategy.record(by=by, at=at, reason="Strategy meeting called")
    if facts.recurrence is not None:
        recurrence.accept(hit=facts.recurrence, by=by, at=at)
    if facts.follows is None:
        for child in children:
            _start_clock(strategy, child, by=by, at=at)
    return strategy


@transaction.atomic
def add_child(*, strategy: StrategyMeeting, child: Child, by: User, at: datetime) -> StrategyMeeting:
    """Make a planned strategy meeting about another child too; their clock runs from the concern as well.

    A history that was confirmed without this child is to be read and confirmed anew; what was shown stays in
    the record's own history. Raises NotVisibleError, NotPermittedError, DomainError for a child whom the
    meeting is about already, ChangedMeanwhileError once it isn't planned any more.
    """
    meetings.add_child(meeting=strategy.meeting, child=child, by=by, at=at)
    strategy = lock(strategy)
    if strategy.history_confirmed_at is not None:
        strategy.history_confirmed_at = strategy.history_confirmed_by = None
        strategy.record(by=by, at=at, reason="Another child: the history is considered anew")
    if strategy.follows_id is None:
        _start_clock(strategy, child, by=by, at=at)
    return strategy


@transaction.atomic
def make_history(*, strategy: StrategyMeeting, by: User, at: datetime) -> StrategyMeeting:
    """Read the history of each child again, as `by` may see it, whatever the interval (rules, section 4).

    Once the chair has confirmed it, it stays as it was shown: ChangedMeanwhileError.
    """
    access_meetings.require_run(by, strategy.meeting)
    strategy = lock(strategy)
    if strategy.history_confirmed_at is not None:
        raise ChangedMeanwhileError("The history has been confirmed: it stays as it was shown")
    children = access_meetings.children_of(by, strategy.meeting).select_related("person").order_by("pk")
    strategy.pack = {
        child.reference: digest.build(user=by, child=child, at=at).as_json() for child in children
    }
    strategy.history_made_at = at
    strategy.record(by=by, at=at, reason="History read")
    return strategy


@transaction.atomic
def confirm_history(*, strategy: StrategyMeeting, note: str, by: User, at: datetime) -> StrategyMeeting:
    """The chair confirms that the history was considered, with a note of what it means."""
    access_meetings.require_run(by, strategy.meeting)
    strategy = lock(strategy)
    if strategy.history_confirmed_at is not None:
        return strategy
    if strategy.history_made_at is None:
        raise DomainError("Read the history first")
    if not note.strip():
        raise DomainError("Say what the history means for the children", field="note")
    strategy.history_note, strategy.history_confirmed_at, strategy.history_confirmed_by = note, at, by
    strategy.record(by=by, at=at, reason="History considered")
    return strategy


def lock(strategy: StrategyMeeting) -> StrategyMeeting:
    """The strategy meeting as it is now, held until the transaction ends."""
    rows = StrategyMeeting.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    return rows.get(pk=strategy.pk)


def part_of(strategy: StrategyMeeting, child: Child) -> ReferralChild | None:
    """The child's own part of the referral that the meeting was called for: brothers and sisters whom it is
    about have theirs, each with a clock."""
    named = strategy.referral_child
    if named is None or named.child_id == child.pk:
        return named
    return named.referral.children.filter(child=child).first()


def has_earlier_enquiry(child: Child, before: datetime, by: User) -> bool:
    """Whether there was a section 47 enquiry about the child before this instant, whatever the interval."""
    lines = access.visible_events(by).filter(child=child, kind="section_47_enquiry", occurred_at__lt=before)
    return lines.exists()


def _start_clock(strategy: StrategyMeeting, child: Child, *, by: User, at: datetime) -> None:
    """The clock of the meeting; where the decision on a referral started it, that one runs on."""
    deadlines.set(
        rule_id=SAME_DAY if strategy.is_same_day else SOON,
        starts_at=strategy.concern_at,
        child=child,
        referral_child=part_of(strategy, child),
        responsible=strategy.meeting.chair or child.allocated_to,
        team=child.team,
        by=by,
        at=at,
    )
