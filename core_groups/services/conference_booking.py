"""Asking for a child protection conference, and booking it: who waits for one, when it may be, its clocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from cases import access, access_telling
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.meeting_states import MeetingFormat, MeetingKind, MeetingState
from cases.models import Child, Deadline, Plan
from cases.services import deadlines, events, meetings
from cases.states import EventKind, PlanKind, Significance
from core_groups.conference_states import REQUESTED, ConferenceKind
from core_groups.models import Conference, ConferenceChild, ConferenceRequest
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import AgencyKind, TeamFunction, User
from safeguarding.notifications.services import notify
from safeguarding.rules import conference as rules
from safeguarding.rules.london_time import at_hour

REPORT_CLOCKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        ConferenceKind.INITIAL: "report_icpc",
        ConferenceKind.PRE_BIRTH: "report_icpc",
        ConferenceKind.TRANSFER_IN: "report_icpc",
        ConferenceKind.REVIEW: "report_review",
    }
)
INITIAL_CLOCK: Final = "icpc"
RECONVENE_CLOCK: Final = "inquorate_reconvene"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What is known when a conference is booked. `reason` is why it is held, as everybody asked reads it."""

    kind: ConferenceKind
    reason: str
    starts_at: datetime
    ends_at: datetime
    format: MeetingFormat
    place: str = ""
    link: str = ""
    chair: User | None = None
    minute_taker: User | None = None


@transaction.atomic
def request(
    *,
    children: Sequence[Child],
    kind: ConferenceKind,
    words: str,
    by: User,
    at: datetime,
    authority: str = "",
    notice_at: datetime | None = None,
) -> list[ConferenceRequest]:
    """Ask the conference unit for a review, a pre-birth or a transfer-in conference about these children.

    Starts the clocks of the kind: from the other authority's notice, or back from the expected birth. Raises
    DomainError, ChangedMeanwhileError when it was asked for already, NotVisibleError, NotPermittedError.
    """
    for child in children:
        access.require(by, Action.CALL_MEETING, child)
    if not children:
        raise DomainError("Select at least one child", field="children")
    if kind not in REQUESTED:
        raise DomainError("An initial conference is asked for on its section 47 enquiry", field="kind")
    if not words.strip():
        raise DomainError("Enter what the conference unit needs to know", field="words")
    if kind == ConferenceKind.TRANSFER_IN:
        _require_notice(authority, notice_at, at)
    else:
        authority, notice_at = "", None
    locked = lock_children(children)
    rows = []
    for child in locked:
        _require_fitting(child, kind)
        if ConferenceRequest.objects.filter(child=child, kind=kind, conference=None).exists():
            raise ChangedMeanwhileError(f"A {kind.label.lower()} is asked for already for {child.reference}")
        row = ConferenceRequest(
            child=child,
            kind=kind,
            words=words.strip(),
            authority=authority.strip(),
            notice_at=notice_at,
            requested_by=by,
            requested_at=at,
        )
        row.record(by=by, at=at, reason=f"{kind.label} asked for")
        _start_clocks(row, child, by=by, at=at)
        events.write(
            child=child,
            kind=EventKind.CONFERENCE,
            # Its words are for the conference unit: whose being there puts somebody at risk, say.
            what_happened=f"{kind.label} asked for",
            significance=Significance.NOTABLE,
            by=by,
            at=at,
        )
        _tell_unit(row, by=by, at=at)
        rows.append(row)
    return rows


@transaction.atomic
def book(*, facts: Booking, children: Sequence[Child], by: User, at: datetime) -> Conference:
    """Book a conference about children who wait for one of this kind; never on a weekend.

    Sets the clocks that run back from its day. Raises DomainError (census rule 8875 for the weekend),
    ChangedMeanwhileError when somebody has booked it already, NotVisibleError, NotPermittedError.
    """
    for child in children:
        access.require(by, Action.BOOK_CONFERENCE, child)
    if not rules.may_be_on(facts.starts_at):
        raise DomainError(
            "A child protection conference is never on a Saturday or a Sunday: choose a weekday",
            field="starts_at",
        )
    if facts.chair is None or not access.may(facts.chair, Action.RUN_CONFERENCE):
        raise DomainError("Select a conference chair", field="chair")
    locked = lock_children(children)
    for child in locked:
        if planned(child).exists():
            raise ChangedMeanwhileError(f"A conference about {child.reference} is booked already")
        if facts.kind not in waits_for(child):
            raise DomainError(f"{child.reference} doesn’t wait for this kind of conference", field="children")
    meeting = meetings.plan(
        kind=MeetingKind.CONFERENCE,
        children=locked,
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
    conference = Conference(meeting=meeting, kind=facts.kind)
    conference.record(by=by, at=at, reason=f"{facts.kind.label} booked")
    for child in locked:
        ConferenceChild(conference=conference, child=child).record(by=by, at=at, reason="Booked")
        for row in ConferenceRequest.objects.filter(child=child, kind=facts.kind, conference=None):
            row.conference = conference
            row.record(by=by, at=at, reason=f"Booked as {meeting.reference}")
        _set_before(conference, child, by=by, at=at)
    return conference


def waits_for(child: Child) -> set[ConferenceKind]:
    """The kinds of conference that are due or asked for about a child, and that none is planned for yet."""
    asked = ConferenceRequest.objects.filter(child=child, conference=None).values_list("kind", flat=True)
    kinds = {ConferenceKind(kind) for kind in asked}
    running = Deadline.objects.filter(
        child=child, rule_id__in=(INITIAL_CLOCK, RECONVENE_CLOCK), met_at=None, cancelled_at=None
    )
    rules_running = set(running.values_list("rule_id", flat=True))
    if INITIAL_CLOCK in rules_running:
        kinds.add(ConferenceKind.INITIAL)
        # Before a birth the same conference is a pre-birth one.
        if child.person.date_of_birth is None and child.person.expected_date is not None:
            kinds.add(ConferenceKind.PRE_BIRTH)
    last = last_held(child)
    if RECONVENE_CLOCK in rules_running and last is not None:
        kinds.add(ConferenceKind(last.kind))
    return kinds


def planned(child: Child) -> QuerySet[Conference]:
    """The conferences about a child that are booked and to come."""
    return Conference.objects.filter(meeting__children__child=child, meeting__state=MeetingState.PLANNED)


def last_held(child: Child) -> Conference | None:
    """The last conference about a child that was held, whether it had its quorum or not."""
    held = Conference.objects.filter(meeting__children__child=child, meeting__held_at__isnull=False)
    return held.select_related("meeting").order_by("-meeting__held_at", "-pk").first()


def lock_children(children: Iterable[Child]) -> list[Child]:
    """The children's records as they are now, held until the transaction ends, always in one order."""
    keys = [child.pk for child in children]
    rows = Child.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=keys).order_by("pk")
    return list(rows.select_related("person", "team", "allocated_to"))


def protected(child: Child) -> Plan | None:
    """The child's running child protection plan of our own."""
    plans = Plan.objects.filter(child=child, kind=PlanKind.CHILD_PROTECTION, authority="", ended_on=None)
    return plans.select_related("child").first()


def _require_fitting(child: Child, kind: ConferenceKind) -> None:
    if kind == ConferenceKind.REVIEW and protected(child) is None:
        raise DomainError(f"{child.reference} has no child protection plan to review", field="kind")
    person = child.person
    if kind == ConferenceKind.PRE_BIRTH and (
        person.date_of_birth is not None or person.expected_date is None
    ):
        raise DomainError(
            f"{child.reference} is born, or has no expected date of birth on the record yet", field="kind"
        )


def _require_notice(authority: str, notice_at: datetime | None, at: datetime) -> None:
    if not authority.strip():
        raise DomainError("Enter the authority that the child comes from", field="authority")
    if notice_at is None or notice_at > at:
        raise DomainError("Enter when the other authority’s written notice came", field="notice_at")


def _start_clocks(row: ConferenceRequest, child: Child, *, by: User, at: datetime) -> None:
    who: dict[str, Any] = {
        "child": child,
        "responsible": child.allocated_to,
        "team": child.team,
        "by": by,
        "at": at,
    }
    if row.notice_at is not None:
        deadlines.set(rule_id="transfer_in", starts_at=row.notice_at, **who)
    expected = child.person.expected_date
    if row.kind == ConferenceKind.PRE_BIRTH and expected is not None:
        for rule_id in ("pre_birth_icpc", "pre_birth_icpc_latest"):
            deadlines.set(rule_id=rule_id, starts_at=at_hour(expected, 9), **who)


def _set_before(conference: Conference, child: Child, *, by: User, at: datetime) -> None:
    """The clocks that run back from the conference's day: the report, and before a review a core group."""
    rule_ids = [REPORT_CLOCKS[conference.kind]]
    if conference.kind == ConferenceKind.REVIEW:
        rule_ids.append("core_group_before_review")
    for rule_id in rule_ids:
        deadlines.set(
            rule_id=rule_id,
            starts_at=conference.meeting.starts_at,
            child=child,
            responsible=child.allocated_to,
            team=child.team,
            by=by,
            at=at,
        )


@as_service(Service.RECORD_KEEPING)
def _tell_unit(row: ConferenceRequest, *, by: User, at: datetime) -> None:
    """The conference unit hears of it, those of its people who may hear of the child."""
    unit = list(
        User.objects.filter(
            team__function=TeamFunction.CONFERENCING,
            agency__is_lead=True,
            agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE,
            is_active=True,
        ).select_related("agency", "team")
    )
    child = row.child
    found = access_telling.hearers(
        restricted=[child.pk] if child.is_restricted else [], children=[child.pk], users=unit
    )
    notify(
        recipients=[
            each
            for each in unit
            if each != by and found.may_hear(each, child=child.pk, is_restricted=child.is_restricted)
        ],
        key=f"conference_request:{row.pk}",
        kind="conference_request",
        text=f"A conference is asked for about {child.reference}",
        path=reverse("conferences"),
        at=at,
        reference=child.reference,
    )
