"""Section 47 enquiries: from the strategy meeting that started one to a manager's signature."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Deadline
from cases.services import deadline_changes, deadlines, events, references
from cases.states import EventKind, Significance
from safeguarding.accounts.models import AgencyKind, User
from safeguarding.rules.london_time import london_date
from strategy_meetings.access import visible_enquiries
from strategy_meetings.models import Section47Enquiry, StrategyMeeting
from strategy_meetings.services import telling
from strategy_meetings.states import EnquiryKind, EnquiryOutcome, EnquiryState, Findings

SEEN: Final = "section_47_child_seen"
CONFERENCE: Final = "icpc"
# The clocks that an enquiry starts, from the strategy meeting that started it; no later one moves them.
CLOCKS: Final = ("section_47", "section_47_maximum", SEEN, CONFERENCE)
_EDITABLE: Final = frozenset(
    {"lead", "police_lead", "child_says", "video_interview", "safety_plan", "analysis"}
)


@dataclass(frozen=True, slots=True)
class Seen:
    """That the child was seen: when, where, alone or why not."""

    at: datetime
    where: str
    alone: bool
    why_not_alone: str = ""
    child_says: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What an enquiry found, and what follows."""

    findings: Findings
    outcome: EnquiryOutcome
    reason: str
    analysis: str


def start(
    *, strategy: StrategyMeeting, child: Child, is_joint: bool, by: User, at: datetime
) -> Section47Enquiry:
    """Start an enquiry as part of a strategy meeting's decision; one that is open already goes on unmoved."""
    child = Child.objects.select_for_update(no_key=True, of=("self",)).get(pk=child.pk)
    running = Section47Enquiry.objects.filter(child=child).exclude(state=EnquiryState.ENDED).first()
    if running is not None:
        return running
    started_at = strategy.meeting.held_at or at
    enquiry = Section47Enquiry(
        reference=references.new("E"),
        child=child,
        started_by=strategy,
        kind=EnquiryKind.JOINT if is_joint else EnquiryKind.SINGLE,
        started_at=started_at,
        lead=child.allocated_to,
    )
    enquiry.record(by=by, at=at, reason="Section 47 enquiry started")
    for rule_id in CLOCKS:
        deadlines.set(
            rule_id=rule_id,
            starts_at=started_at,
            child=child,
            subject=subject_of(enquiry),
            responsible=enquiry.lead,
            team=child.team,
            by=by,
            at=at,
        )
    _write(enquiry, f"Section 47 enquiry started: {enquiry.get_kind_display()}", started_at, by=by, at=at)
    return enquiry


@transaction.atomic
def record_seen(*, enquiry: Section47Enquiry, seen: Seen, by: User, at: datetime) -> Section47Enquiry:
    """Record that the child was seen, which stops that clock. Not alone needs a reason."""
    enquiry = _open(enquiry, by)
    if seen.at > at:
        raise DomainError("The child can't have been seen in the future", field="at")
    if not seen.where.strip():
        raise DomainError("Enter where the child was seen", field="where")
    if not seen.alone and not seen.why_not_alone.strip():
        raise DomainError("Enter why the child wasn't seen alone", field="why_not_alone")
    enquiry.seen_at, enquiry.seen_where, enquiry.seen_alone = seen.at, seen.where, seen.alone
    enquiry.not_seen_reason = "" if seen.alone else seen.why_not_alone
    enquiry.child_says = seen.child_says or enquiry.child_says
    enquiry.record(by=by, at=at, reason="Child seen")
    deadlines.meet(rule_id=SEEN, child=enquiry.child, subject=subject_of(enquiry), by=by, at=at)
    alone = "alone" if seen.alone else f"not alone: {seen.why_not_alone}"
    _write(enquiry, f"Child seen in a section 47 enquiry, {alone}", seen.at, by=by, at=at)
    return enquiry


@transaction.atomic
def record_not_seen(*, enquiry: Section47Enquiry, reason: str, by: User, at: datetime) -> Section47Enquiry:
    """Record why the child hasn't been seen; that stops the clock too (rules, section 1)."""
    enquiry = _open(enquiry, by)
    if not reason.strip():
        raise DomainError("Enter why the child hasn't been seen", field="reason")
    enquiry.not_seen_reason = reason
    enquiry.record(by=by, at=at, reason="Child not seen")
    deadlines.meet(rule_id=SEEN, child=enquiry.child, subject=subject_of(enquiry), by=by, at=at)
    _write(enquiry, f"Child not seen in a section 47 enquiry: {reason}", at, by=by, at=at)
    return enquiry


@transaction.atomic
def change(
    *, enquiry: Section47Enquiry, changes: dict[str, Any], expected_version: int, by: User, at: datetime
) -> Section47Enquiry:
    """Write into an open enquiry; raises ChangedMeanwhileError when somebody else was quicker."""
    enquiry = _open(enquiry, by)
    if enquiry.version != expected_version:
        raise ChangedMeanwhileError("Somebody else has changed this enquiry in the meantime")
    if not set(changes) <= _EDITABLE:
        raise DomainError("This isn't changed here")
    for name, value in changes.items():
        setattr(enquiry, name, value)
    enquiry.record(by=by, at=at, reason="Enquiry written")
    return enquiry


@transaction.atomic
def submit(*, enquiry: Section47Enquiry, result: Result, by: User, at: datetime) -> Section47Enquiry:
    """Give the enquiry to a manager to sign: findings, outcome, reasons; the child was seen, or why not.

    Children at continuing risk without a conference need a reason like every other outcome, and where the
    enquiry is late an interim safety plan must stand (rules, section 1, `icpc`).
    """
    enquiry = _open(enquiry, by)
    if enquiry.seen_at is None and not enquiry.not_seen_reason:
        raise DomainError("Record first that the child was seen, or why not")
    for text, message, field in (
        (result.analysis, "Enter the analysis", "analysis"),
        (result.reason, "Enter the reasons for the outcome", "reason"),
    ):
        if not text.strip():
            raise DomainError(message, field=field)
    wants_conference = result.outcome == EnquiryOutcome.CONFERENCE
    if wants_conference and _conference_is_late(enquiry, at) and not enquiry.safety_plan.strip():
        raise DomainError("The conference is late: enter the interim safety plan first")
    enquiry.findings, enquiry.outcome = result.findings, result.outcome
    enquiry.analysis, enquiry.outcome_reason = result.analysis, result.reason
    enquiry.state, enquiry.submitted_at, enquiry.submitted_by = EnquiryState.AWAITING_SIGNATURE, at, by
    enquiry.record(by=by, at=at, reason="Given to a manager to sign")
    managers = telling.managers_of(enquiry, by)
    telling.of_enquiry(enquiry, managers, "submitted", "A section 47 enquiry is to be signed", by=by, at=at)
    return enquiry


@transaction.atomic
def send_back(*, enquiry: Section47Enquiry, reason: str, by: User, at: datetime) -> Section47Enquiry:
    """A manager doesn't sign yet: the enquiry is open again, and the reason says what is missing."""
    enquiry = _awaiting(enquiry, by)
    if not reason.strip():
        raise DomainError("Say what is missing", field="reason")
    enquiry.state = EnquiryState.OPEN
    enquiry.record(by=by, at=at, reason=reason)
    _tell_author(enquiry, "sent_back", "A section 47 enquiry came back to you", by=by, at=at)
    return enquiry


@transaction.atomic
def sign(*, enquiry: Section47Enquiry, by: User, at: datetime) -> Section47Enquiry:
    """A manager who isn't its author ends the enquiry; its clocks stop.

    With a conference its own clock goes on from the strategy meeting and the request's starts; with any
    other outcome it is cancelled with that as its cause.
    """
    enquiry = _awaiting(enquiry, by)
    if by.pk == enquiry.submitted_by_id:
        raise DomainError("Somebody else signs an enquiry that you gave in yourself")
    enquiry.state, enquiry.ended_at, enquiry.signed_by = EnquiryState.ENDED, at, by
    enquiry.record(by=by, at=at, reason="Signed")
    subject = subject_of(enquiry)
    for rule_id in ("section_47", "section_47_maximum", SEEN):
        deadlines.meet(rule_id=rule_id, child=enquiry.child, subject=subject, by=by, at=at)
    if enquiry.outcome == EnquiryOutcome.CONFERENCE:
        _ask_for_conference(enquiry, by=by, at=at)
    else:
        _cancel_conference(enquiry, by=by, at=at)
    words = f"{Findings(enquiry.findings).label}. {EnquiryOutcome(enquiry.outcome).label}"
    _write(enquiry, f"Section 47 enquiry ended: {words}. {enquiry.outcome_reason}", at, by=by, at=at)
    _tell_author(enquiry, "signed", "A section 47 enquiry is signed", by=by, at=at)
    return enquiry


def subject_of(enquiry: Section47Enquiry) -> str:
    """What the clocks of this enquiry are called."""
    return f"enquiry:{enquiry.pk}"


def open_for(enquiry: Section47Enquiry, by: User) -> Section47Enquiry:
    """The enquiry, locked, open and writable by `by`: for what belongs to it (checks, medicals)."""
    return _open(enquiry, by)


def _open(enquiry: Section47Enquiry, by: User) -> Section47Enquiry:
    found = locked(enquiry, by)
    # What is seen in an emergency alone is read, and not written in.
    access.require(by, access.Action.RECORD_EVENT, found.child)
    if not may_write(by):
        raise NotPermittedError("write_enquiry")
    if found.state != EnquiryState.OPEN:
        raise ChangedMeanwhileError(f"The enquiry isn't open any more: {found.get_state_display().lower()}")
    return found


def _awaiting(enquiry: Section47Enquiry, by: User) -> Section47Enquiry:
    found = locked(enquiry, by)
    access.require(by, access.Action.DECIDE_REFERRAL, found.child)
    if found.state != EnquiryState.AWAITING_SIGNATURE:
        raise ChangedMeanwhileError("The enquiry isn't waiting for a signature any more")
    return found


def locked(enquiry: Section47Enquiry, by: User) -> Section47Enquiry:
    """The enquiry as it is now, held until the transaction ends; NotVisibleError where it may not be seen."""
    if not visible_enquiries(by).filter(pk=enquiry.pk).exists():
        raise NotVisibleError
    rows = Section47Enquiry.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("child__team", "child__allocated_to", "lead").get(pk=enquiry.pk)


def may_write(user: User) -> bool:
    """Social care's case staff and the police write section 47 enquiries."""
    return access.may(user, access.Action.CALL_MEETING) or user.agency.kind == AgencyKind.POLICE


def _conference_is_late(enquiry: Section47Enquiry, at: datetime) -> bool:
    clock = Deadline.objects.filter(
        child=enquiry.child, rule_id=CONFERENCE, subject=subject_of(enquiry), met_at=None, cancelled_at=None
    ).first()
    return clock is not None and clock.statutory_due_on < london_date(at)


def _ask_for_conference(enquiry: Section47Enquiry, *, by: User, at: datetime) -> None:
    deadlines.set(
        rule_id="icpc_request",
        starts_at=at,
        child=enquiry.child,
        responsible=enquiry.child.allocated_to,
        team=enquiry.child.team,
        by=by,
        at=at,
    )


def _cancel_conference(enquiry: Section47Enquiry, *, by: User, at: datetime) -> None:
    running = Deadline.objects.filter(
        child=enquiry.child,
        rule_id__in=[CONFERENCE, "icpc_request"],
        subject__in=["", subject_of(enquiry)],
    )
    reason = f"The enquiry ended without a conference: {EnquiryOutcome(enquiry.outcome).label}"
    deadline_changes.stop(running=running, reason=reason, by=by, at=at)


def _tell_author(enquiry: Section47Enquiry, what: str, text: str, *, by: User, at: datetime) -> None:
    authors = User.objects.filter(pk__in=[enquiry.submitted_by_id, enquiry.lead_id])
    telling.of_enquiry(enquiry, authors.select_related("agency"), what, text, by=by, at=at)


def _write(enquiry: Section47Enquiry, words: str, occurred_at: datetime, *, by: User, at: datetime) -> None:
    events.write(
        child=enquiry.child,
        kind=EventKind.SECTION_47_ENQUIRY,
        what_happened=words,
        significance=Significance.SIGNIFICANT,
        occurred_at=occurred_at,
        source_reference=enquiry.reference,
        by=by,
        at=at,
    )
