"""What a strategy meeting decides for each child, who dissents, and what follows."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import PRESENT, MeetingFormat
from cases.models import Child, Invitation
from cases.services import deadlines, events
from cases.states import EventKind, Significance
from safeguarding.accounts.models import Agency, User
from strategy_meetings.access import visible_decisions
from strategy_meetings.models import Dissent, StrategyDecision, StrategyMeeting
from strategy_meetings.services import enquiries, holding
from strategy_meetings.services.calling import has_earlier_enquiry, lock
from strategy_meetings.states import MAIN_OUTCOMES, STARTS_SECTION_47, StrategyOutcome


@transaction.atomic
def decide(
    *,
    strategy: StrategyMeeting,
    child: Child,
    outcomes: Collection[StrategyOutcome],
    reasons: str,
    by: User,
    at: datetime,
) -> StrategyDecision:
    """Record what was decided for one child; a section 47 enquiry starts with it, from the meeting's instant.

    One of MAIN_OUTCOMES is among `outcomes`. The chair must have confirmed the history. A discussion by
    phone isn't enough where an enquiry is agreed and there were earlier ones: a full meeting must follow
    (rules, section 4). Raises DomainError, ChangedMeanwhileError when it was decided meanwhile.
    """
    access_meetings.require_run(by, strategy.meeting)
    access.require(by, access.Action.CALL_MEETING, child)
    strategy = lock(strategy)
    holding.require_held(strategy)
    _require_child(strategy, child)
    _require_sense(strategy, outcomes, reasons)
    if StrategyDecision.objects.filter(meeting=strategy, child=child).exists():
        raise ChangedMeanwhileError("It has been decided for this child already")
    held_at = strategy.meeting.held_at or at
    decision = StrategyDecision(
        meeting=strategy,
        child=child,
        outcomes=sorted(outcomes),
        reasons=reasons,
        decided_at=held_at,
        decided_by=by,
    )
    decision.record(by=by, at=at, reason="Decided")
    labels = "; ".join(StrategyOutcome(each).label for each in StrategyOutcome if each in outcomes)
    events.write(
        child=child,
        kind=EventKind.STRATEGY_MEETING,
        what_happened=f"Strategy meeting decided: {labels}. {reasons}",
        significance=Significance.SIGNIFICANT,
        occurred_at=held_at,
        source_reference=strategy.meeting.reference,
        by=by,
        at=at,
    )
    _follow(strategy, child, outcomes, by=by, at=at)
    return decision


@transaction.atomic
def dissent(*, decision: StrategyDecision, agency: Agency, words: str, by: User, at: datetime) -> Dissent:
    """Record that an agency didn't agree, in its own words: its own people, or whoever runs the meeting.

    Raises NotVisibleError, NotPermittedError (also for a record that is seen in an emergency alone),
    DomainError for an agency that wasn't there.
    """
    meeting = decision.meeting.meeting
    if not visible_decisions(by).filter(pk=decision.pk).exists():
        raise NotVisibleError
    access.require(by, access.Action.RECORD_EVENT, decision.child)
    if by.agency_id != agency.pk:
        access_meetings.require_run(by, meeting)
    present = Invitation.objects.filter(meeting=meeting, agency=agency, attendance__in=PRESENT)
    if not present.exists():
        raise DomainError("This agency wasn't at the meeting", field="agency")
    if not words.strip():
        raise DomainError("Enter why the agency doesn't agree", field="words")
    if Dissent.objects.filter(decision=decision, agency=agency).exists():
        raise ChangedMeanwhileError("This agency's dissent is on record already")
    row = Dissent(decision=decision, agency=agency, words=words, recorded_by=by, recorded_at=at)
    row.record(by=by, at=at, reason="Dissent recorded")
    events.write(
        child=decision.child,
        kind=EventKind.STRATEGY_MEETING,
        what_happened=f"{agency} does not agree with the decision of the strategy meeting: {words}",
        significance=Significance.SIGNIFICANT,
        source_reference=meeting.reference,
        agency=agency,
        by=by,
        at=at,
    )
    return row


def _follow(
    strategy: StrategyMeeting, child: Child, outcomes: Collection[StrategyOutcome], *, by: User, at: datetime
) -> None:
    held_at = strategy.meeting.held_at or at
    starts_enquiry = bool(STARTS_SECTION_47 & set(outcomes))
    by_phone = strategy.meeting.format == MeetingFormat.PHONE
    if (starts_enquiry and by_phone and has_earlier_enquiry(child, held_at, by)) or (
        StrategyOutcome.FOLLOW_UP_MEETING in outcomes
    ):
        holding.start_follow_up(strategy, child, by=by, at=at)
    if starts_enquiry:
        is_joint = StrategyOutcome.SECTION_47_JOINT in outcomes
        enquiries.start(strategy=strategy, child=child, is_joint=is_joint, by=by, at=at)
    if StrategyOutcome.CONFERENCE in outcomes:
        deadlines.set(
            rule_id="icpc_request",
            starts_at=held_at,
            child=child,
            responsible=child.allocated_to,
            team=child.team,
            by=by,
            at=at,
        )


def _require_child(strategy: StrategyMeeting, child: Child) -> None:
    if not strategy.meeting.children.filter(child=child).exists():
        raise NotVisibleError


def _require_sense(strategy: StrategyMeeting, outcomes: Collection[StrategyOutcome], reasons: str) -> None:
    main = MAIN_OUTCOMES & set(outcomes)
    if len(main) != 1:
        raise DomainError("Choose one: a section 47 enquiry, or what happens without one", field="outcome")
    if StrategyOutcome.CONFERENCE in outcomes and not main & STARTS_SECTION_47:
        raise DomainError("A conference follows from a section 47 enquiry", field="further")
    if not reasons.strip():
        raise DomainError("Enter the reasons for the decision", field="reasons")
    if strategy.history_confirmed_at is None:
        raise DomainError("Confirm first that the history was considered, with a note")
