"""Meetings for the wall's world: every way of being asked, and of not being; what the gate gives of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Model, QuerySet

from cases import access, access_meetings
from cases.meeting_states import Attendance, CopyKind, MeetingFormat, MeetingKind
from cases.models import (
    Child,
    GuestLink,
    Invitation,
    Meeting,
    MeetingAction,
    MeetingChild,
    Minutes,
    MinutesCopy,
    SharedInformation,
)
from cases.models.guest_mail import GuestMailKind
from cases.services import (
    attendance,
    distribution,
    guest_links,
    invitations,
    meeting_actions,
    meetings,
    minutes,
)
from cases.services.attendance import Mark
from cases.states import Sensitivity
from safeguarding.accounts.models import User
from safeguarding.rules.redaction import Block
from strategy_meetings import access as strategy_access
from strategy_meetings.models import (
    Dissent,
    ImmediateProtection,
    LateralCheck,
    Medical,
    RecurrenceHit,
    Section47Enquiry,
    StrategyDecision,
    StrategyMeeting,
)
from strategy_meetings.services import calling, checks, deciding, holding, protection
from strategy_meetings.services.calling import Call
from strategy_meetings.services.checks import MedicalPlan
from strategy_meetings.states import ProtectionKind, StrategyOutcome, Trigger

Staff = Mapping[str, User]


def _of_invitations(model: type[Model]) -> Callable[[User], QuerySet]:
    return lambda user: model.objects.filter(invitation__in=access_meetings.visible_invitations(user))


# What the gate gives of meetings, table by table.
SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Meeting: access_meetings.visible_meetings,
    MeetingChild: lambda user: MeetingChild.objects.filter(
        child__in=access.visible_children(user), meeting__in=access_meetings.readable_meetings(user)
    ),
    Invitation: access_meetings.visible_invitations,
    GuestLink: _of_invitations(GuestLink),
    SharedInformation: access_meetings.visible_information,
    MeetingAction: access_meetings.visible_actions,
    Minutes: access_meetings.visible_minutes,
    MinutesCopy: _of_invitations(MinutesCopy),
    StrategyMeeting: strategy_access.visible_strategy_meetings,
    StrategyDecision: strategy_access.visible_decisions,
    Dissent: lambda user: Dissent.objects.filter(decision__in=strategy_access.visible_decisions(user)),
    Section47Enquiry: strategy_access.visible_enquiries,
    LateralCheck: strategy_access.visible_checks,
    Medical: lambda user: Medical.objects.filter(enquiry__in=strategy_access.visible_enquiries(user)),
    ImmediateProtection: strategy_access.visible_protections,
    RecurrenceHit: strategy_access.visible_hits,
}


def build(open_child: Child, hidden: Child, staff: Staff, *, at: datetime) -> None:
    """Meetings about an open record, and about it and a restricted one, at every stage."""
    for children in ([open_child], [open_child, hidden]):
        strategy = _held(children, staff, at=at)
        _written(strategy.meeting, children, staff, at=at)
        _decided(strategy, children[-1], staff, at=at)
    _only_on_duty([open_child], staff, at=at)
    _only_on_duty([hidden], staff, at=at)
    _of_those_who_moved([open_child], staff, at=at)
    for child in (open_child, hidden):
        RecurrenceHit(
            child=child, theme="neglect", evidence=[0], agencies=2, text="It recurs.", found_at=at
        ).record(by=None, at=at, reason="test data")


def _called(children: list[Child], staff: Staff, *, at: datetime) -> StrategyMeeting:
    facts = Call(
        trigger=Trigger.EVENT,
        reason="A bruise",
        concern_at=at,
        is_same_day=True,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        format=MeetingFormat.ONLINE,
        chair=staff["team_manager"],
        minute_taker=staff["business_support"],
    )
    return calling.call(facts=facts, children=children, by=staff["social_worker"], at=at)


def _held(children: list[Child], staff: Staff, *, at: datetime) -> StrategyMeeting:
    """Police, GP and school by name (the school's taken back), the health visitor's agency on duty, a
    parent; held with what was shared at every level."""
    strategy, by = _called(children, staff, at=at), staff["social_worker"]
    common = {"meeting": strategy.meeting, "by": by, "at": at}
    asked = [invitations.invite_user(user=staff[key], **common) for key in ("police", "gp", "school")]
    taken_back = asked.pop()
    invitations.withdraw(invitation=taken_back, reason="A mistake", by=by, at=at)
    invitations.invite_duty(agency=staff["health_visitor"].agency, **common)
    parent = invitations.invite_outside(
        name="Nina Example", email="nina@home.example", copy_kind=CopyKind.PARENTS, about=children, **common
    )
    guest_links.send(invitation=parent, kind=GuestMailKind.INVITATION, by=by, at=at)
    marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in asked}
    attendance.record(marks=marks, **common)
    for child in (None, *children):
        meeting_actions.add(what="Visit", owner=staff["gp"], due_on=at.date(), child=child, **common)
        for level in Sensitivity:
            for key in ("police", "gp", "social_worker"):
                _shared(strategy.meeting, child, level, staff[key], at=at)
    return holding.hold(strategy=strategy, held_at=at, inquorate_reason="Nobody came", by=by, at=at)


def _shared(meeting: Meeting, child: Child | None, level: str, by: User, *, at: datetime) -> None:
    SharedInformation(
        meeting=meeting,
        child=child,
        agency=by.agency,
        text="Words",
        sensitivity=level,
        recorded_by=by,
        recorded_at=at,
    ).record(by=by, at=at, reason="test data")


def _written(meeting: Meeting, children: list[Child], staff: Staff, *, at: datetime) -> None:
    """Minutes that went out, and a draft of a correction."""
    blocks = [Block(str(child.pk), "Risk", "Words", "professionals", child=child.pk) for child in children]
    chair = staff["team_manager"]
    first = minutes.draft(
        meeting=meeting, blocks=blocks, expected_number=0, by=staff["business_support"], at=at
    )
    distribution.distribute(minutes=minutes.approve(minutes=first, by=chair, at=at), by=chair, at=at)
    minutes.correct(meeting=meeting, reason="A date", by=chair, at=at)


def _decided(strategy: StrategyMeeting, child: Child, staff: Staff, *, at: datetime) -> None:
    """A decision with an agency's dissent; the enquiry with a check and a medical; police protection."""
    by = staff["social_worker"]
    calling.make_history(strategy=strategy, by=by, at=at)
    calling.confirm_history(strategy=strategy, note="Nothing like it", by=by, at=at)
    decision = deciding.decide(
        strategy=strategy,
        child=child,
        outcomes=[StrategyOutcome.SECTION_47_JOINT],
        reasons="Unexplained",
        by=by,
        at=at,
    )
    agency = staff["gp"].agency
    deciding.dissent(decision=decision, agency=agency, words="Too early", by=by, at=at)
    enquiry = Section47Enquiry.objects.get(child=child)
    checks.ask(enquiry=enquiry, agency=agency, question="Earlier injuries?", by=by, at=at)
    checks.plan_medical(enquiry=enquiry, plan=MedicalPlan("Cause", "Hospital", "Mother"), by=by, at=at)
    protection.begin(
        child=child, kind=ProtectionKind.POLICE_PROTECTION, begun_at=at, reason="Danger", by=by, at=at
    )


def _only_on_duty(children: list[Child], staff: Staff, *, at: datetime) -> None:
    """Asked for those on duty alone, one of them social care's own team; a colleague's team is not asked."""
    strategy, by = _called(children, staff, at=at), staff["social_worker"]
    common = {"meeting": strategy.meeting, "by": by, "at": at}
    for key in ("police", "school", "front_door_worker"):
        invitations.invite_duty(agency=staff[key].agency, team=staff[key].team, **common)
    for child in (None, *children):
        meeting_actions.add(what="Visit", owner=by, due_on=at.date(), child=child, **common)
        _shared(strategy.meeting, child, Sensitivity.PROFESSIONALS, by, at=at)


def _of_those_who_moved(children: list[Child], staff: Staff, *, at: datetime) -> None:
    """Meetings that somebody chaired, or was asked to, in an agency which they have left since."""
    meeting = meetings.plan(
        kind=MeetingKind.CORE_GROUP,
        children=children,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        format=MeetingFormat.IN_PERSON,
        reason="Plan",
        chair=staff["youth_justice"],
        by=staff["social_worker"],
        at=at,
    )
    asked = invitations.invite_user(
        meeting=meeting, user=staff["other_school"], by=staff["social_worker"], at=at
    )
    asked.agency = staff["school"].agency
    asked.record(by=staff["social_worker"], at=at, reason="test data")
