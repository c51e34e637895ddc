"""What a child protection conference decides for a child, with all that follows, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from cases import access, access_meetings
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import PRESENT, MeetingState
from cases.models import Child, Deadline, Invitation, Plan
from cases.services import deadlines, events, plans
from cases.states import EventKind, PlanKind, Significance
from core_groups import conference_access
from core_groups.conference_states import (
    DECISIONS,
    WITH_PLAN,
    ConferenceDecision,
    ConferenceKind,
    QuorumStanding,
)
from core_groups.models import Conference, ConferenceChild, ConferenceDissent
from core_groups.services import conference_booking as booking
from core_groups.services import conference_holding as holding
from core_groups.services import membership
from core_groups.services.membership import Member
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import codes
from safeguarding.rules import conference as rules
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

_MAY_DECIDE: Final = frozenset({QuorumStanding.QUORATE, QuorumStanding.OVERRIDDEN})
_CATEGORIES: Final = frozenset(code for code, _ in codes.CATEGORY_OF_ABUSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the chair decides for one child. `reasons` and `outline_plan` go to the parents word for word.

    `category`, `core_group_on` and `members` belong to a plan that is made (at a review a category that
    differs changes the plan's, and members who are given replace those there are); `next_review_on` belongs
    to a plan that is made or continues.
    """

    decision: ConferenceDecision
    participation: str
    reasons: str
    category: str = ""
    outline_plan: str = ""
    core_group_on: date | None = None
    next_review_on: date | None = None
    members: Sequence[Member] = ()


@transaction.atomic
def decide(
    *, conference: Conference, child: Child, outcome: Outcome, by: User, at: datetime
) -> ConferenceChild:
    """Record the chair's decision for a child; the plan begins, goes on or ends with it.

    A plan that is made starts on the conference's day (census 2885), its core group is fixed, and the clocks
    of the first core group, the review and the visits run from the conference. Raises DomainError,
    ChangedMeanwhileError when it was decided meanwhile, NotVisibleError, NotPermittedError.
    """
    access_meetings.require_run(by, conference.meeting)
    access.require(by, Action.RUN_CONFERENCE, child)
    child = next(iter(booking.lock_children([child])))
    conference = holding.lock(conference)
    held_at = _held(conference)
    part = _locked_part(conference, child)
    if part.decision:
        raise ChangedMeanwhileError("It has been decided for this child already")
    _require_sense(conference, child, outcome, held_at)
    with_plan = outcome.decision in WITH_PLAN
    part.decision, part.participation = outcome.decision, outcome.participation
    part.reasons, part.outline_plan = outcome.reasons.strip(), outcome.outline_plan.strip()
    part.next_review_on = outcome.next_review_on if with_plan else None
    part.core_group_on = outcome.core_group_on if outcome.decision == ConferenceDecision.MAKE_PLAN else None
    part.category = outcome.category if with_plan else ""
    part.members = [_named(member) for member in outcome.members] if with_plan else []
    part.decided_at, part.decided_by = held_at, by
    part.record(by=by, at=at, reason=outcome.decision.label)
    events.write(
        child=child,
        kind=EventKind.CONFERENCE,
        what_happened=f"{ConferenceKind(conference.kind).label}: {outcome.decision.label.lower()}."
        f" {part.reasons}",
        significance=Significance.SIGNIFICANT,
        occurred_at=held_at,
        source_reference=conference.meeting.reference,
        by=by,
        at=at,
    )
    if outcome.decision == ConferenceDecision.MAKE_PLAN:
        _make(conference, child, outcome, held_at, by=by, at=at)
    elif outcome.decision == ConferenceDecision.CONTINUE:
        _continue(conference, child, outcome, held_at, by=by, at=at)
    elif outcome.decision == ConferenceDecision.END:
        reason = part.reasons[: plans.MOST_LETTERS]
        plans.end(plan=_plan(child), reason=reason, conference=conference.meeting, by=by, at=at)
    return part


@transaction.atomic
def note_advocate(
    *, conference: Conference, child: Child, offered: bool, accepted: bool | None, by: User, at: datetime
) -> ConferenceChild:
    """Write down whether an advocate was offered to the parents, and whether they accepted one."""
    access_meetings.require_run(by, conference.meeting)
    conference = holding.lock(conference)
    part = _locked_part(conference, child)
    if conference.meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The meeting was cancelled")
    part.advocate_offered, part.advocate_accepted = offered, accepted if offered else None
    part.record(by=by, at=at, reason="Parent advocate")
    return part


@transaction.atomic
def dissent(
    *, part: ConferenceChild, agency: Agency, words: str, by: User, at: datetime
) -> ConferenceDissent:
    """Record that an agency didn't agree with a decision, in its own words: its own people, or whoever runs
    the conference. Raises DomainError for an agency that wasn't there, NotVisibleError, NotPermittedError."""
    if not conference_access.visible_parts(by).filter(pk=part.pk).exists():
        raise NotVisibleError
    access.require(by, Action.RECORD_EVENT, part.child)
    meeting = part.conference.meeting
    if by.agency_id != agency.pk:
        access_meetings.require_run(by, meeting)
    part = ConferenceChild.objects.select_for_update(of=("self",)).select_related("child").get(pk=part.pk)
    if not part.decision:
        raise DomainError("Nothing is decided for this child yet")
    if not Invitation.objects.filter(meeting=meeting, agency=agency, attendance__in=PRESENT).exists():
        raise DomainError("This agency wasn’t at the conference", field="agency")
    if not words.strip():
        raise DomainError("Enter why the agency doesn’t agree", field="words")
    if part.dissents.filter(agency=agency).exists():
        raise ChangedMeanwhileError("This agency’s dissent is on record already")
    row = ConferenceDissent(part=part, agency=agency, words=words.strip(), recorded_by=by, recorded_at=at)
    row.record(by=by, at=at, reason="Dissent recorded")
    events.write(
        child=part.child,
        kind=EventKind.CONFERENCE,
        what_happened=f"{agency} does not agree with the decision of the conference: {words.strip()}",
        significance=Significance.SIGNIFICANT,
        source_reference=meeting.reference,
        agency=agency,
        by=by,
        at=at,
    )
    return row


def _held(conference: Conference) -> datetime:
    """When it was held; raises when it wasn't, or had no quorum and is reconvened."""
    held_at = conference.meeting.held_at
    if held_at is None or conference.meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("Record first that the conference was held")
    if conference.quorum_standing not in _MAY_DECIDE:
        raise DomainError("The conference lacked its quorum and is reconvened: nothing is decided by it")
    return held_at


def _locked_part(conference: Conference, child: Child) -> ConferenceChild:
    rows = ConferenceChild.objects.select_for_update(no_key=True, of=("self",))
    part = rows.filter(conference=conference, child=child).first()
    if part is None:
        raise NotVisibleError
    return part


def _require_sense(conference: Conference, child: Child, outcome: Outcome, held_at: datetime) -> None:
    day = london_date(held_at)
    if outcome.decision not in DECISIONS[ConferenceKind(conference.kind)]:
        raise DomainError("Select what the conference decided", field="decision")
    if not outcome.reasons.strip():
        raise DomainError("Enter the reasons for the decision", field="reasons")
    if not rules.participation_fits(outcome.participation, child.person.date_of_birth, day):
        raise DomainError("Select how the child took part", field="participation")
    if outcome.decision in WITH_PLAN:
        if outcome.category not in _CATEGORIES:
            raise DomainError("Select the category of abuse", field="category")
        if outcome.next_review_on is None or outcome.next_review_on <= day:
            raise DomainError(
                "Enter the day of the next review, after this conference", field="next_review_on"
            )
        if not rules.may_be_on(outcome.next_review_on):
            raise DomainError(
                "A conference is never on a Saturday or a Sunday: choose a weekday for the next review",
                field="next_review_on",
            )
    if outcome.decision == ConferenceDecision.MAKE_PLAN:
        if outcome.core_group_on is None or outcome.core_group_on < day:
            raise DomainError(
                "Enter the day of the first core group, on or after the day of this conference",
                field="core_group_on",
            )
        if not outcome.members:
            raise DomainError("Select who belongs to the core group", field="members")


def _make(
    conference: Conference, child: Child, outcome: Outcome, held_at: datetime, *, by: User, at: datetime
) -> None:
    plan = plans.start(
        child=child,
        kind=PlanKind.CHILD_PROTECTION,
        conference=conference.meeting,
        category=outcome.category,
        lead=child.allocated_to,
        by=by,
        at=at,
    )
    membership.fix(plan=plan, members=outcome.members, meeting=conference.meeting, by=by, at=at)
    first = _clock("core_group_first", child, held_at, by=by, at=at)
    _require_in_time(outcome.core_group_on, first, "core_group_on", "The first core group")
    review = _clock("review_first", child, held_at, by=by, at=at)
    _require_in_time(outcome.next_review_on, review, "next_review_on", "The first review")


def _continue(
    conference: Conference, child: Child, outcome: Outcome, held_at: datetime, *, by: User, at: datetime
) -> None:
    plan = _plan(child)
    if outcome.category != plan.category:
        plan = plans.change_category(
            plan=plan, category=outcome.category, reason=outcome.reasons, by=by, at=at
        )
    if outcome.members:
        membership.fix(plan=plan, members=outcome.members, meeting=conference.meeting, by=by, at=at)
    review = _clock("review_next", child, held_at, by=by, at=at)
    _require_in_time(outcome.next_review_on, review, "next_review_on", "The next review")


def _plan(child: Child) -> Plan:
    plan = booking.protected(child)
    if plan is None:
        raise ChangedMeanwhileError("The child has no child protection plan any more")
    return plan


def _clock(rule_id: str, child: Child, held_at: datetime, *, by: User, at: datetime) -> Deadline:
    return deadlines.set(
        rule_id=rule_id,
        starts_at=held_at,
        child=child,
        responsible=child.allocated_to,
        team=child.team,
        by=by,
        at=at,
    )


def _require_in_time(on: date | None, clock: Deadline, field: str, what: str) -> None:
    """What the chair fixes for later lies within its time limit."""
    if on is not None and on > clock.due_on:
        raise DomainError(f"{what} is to be held by {date_text(clock.due_on)}", field=field)


def _named(member: Member) -> dict[str, str]:
    """A member of the core group as the letter names them."""
    agency = member.agency_of
    name = member.user.full_name if member.user is not None else member.outside_name.strip()
    return {
        "name": name or (agency.name if agency is not None else ""),
        "agency": agency.name if agency is not None else "",
        "part": member.part.strip(),
    }
