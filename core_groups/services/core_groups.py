"""Core groups and child in need meetings: planned from the plans they go through, and held.

A core group goes ahead despite absences, the social worker's among them: nothing here asks for a quorum.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from cases import access, access_meetings, access_plans
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.meeting_states import PRESENT, CopyKind, MeetingFormat, MeetingKind, MeetingState
from cases.models import Child, Invitation, Meeting, Plan
from cases.services import deadlines, invitations, meetings
from cases.services.minutes_gate import PLANS
from cases.states import PlanKind
from core_groups.models import CoreGroup, CoreGroupMember, MeetingPlan
from core_groups.services import membership
from safeguarding.accounts.models import Agency, AgencyKind, User
from safeguarding.notifications.services import notify
from safeguarding.rules.calendar_months import within_months
from safeguarding.rules.london_time import london_date

KIND_OF_PLAN: Final[Mapping[str, MeetingKind]] = MappingProxyType(
    {PLANS[kind]: kind for kind in (MeetingKind.CORE_GROUP, MeetingKind.CHILD_IN_NEED_MEETING)}
)
# What a meeting of each kind stops; of these at most one runs on for a child.
STOPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        MeetingKind.CORE_GROUP: ("core_group_first", "core_group_next", "core_group_before_review"),
        MeetingKind.CHILD_IN_NEED_MEETING: ("cin_planning", "cin_review", "cin_review_after_cp_plan"),
    }
)
MONTHS_AFTER_A_PLAN: Final = 3


@dataclass(frozen=True, slots=True)
class When:
    """When, where and how a core group meets."""

    starts_at: datetime
    ends_at: datetime
    format: MeetingFormat = MeetingFormat.IN_PERSON
    place: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Oversight:
    """The qualified social worker who oversees a child in need plan, and what they say to it."""

    by: User
    words: str


@transaction.atomic
def plan(
    *,
    plans: Sequence[Plan],
    when: When,
    chair: User,
    minute_taker: User,
    by: User,
    at: datetime,
    reason: str = "",
) -> CoreGroup:
    """Plan the core group of one plan, or of a family's several, and ask every member to it.

    A child in need plan has a child in need meeting. Raises DomainError for plans of several kinds or of one
    child twice, or for a chair or minute-taker who isn't a member; ChangedMeanwhileError when one has ended;
    NotVisibleError, NotPermittedError for whoever may not call a meeting about one of the children.
    """
    rows = _open_plans(plans, by)
    kind = _kind_of(rows)
    members = [member for row in rows for member in membership.current(row)]
    taking_turns = {member.user_id for member in members if member.user_id is not None}
    if kind == MeetingKind.CHILD_IN_NEED_MEETING:
        taking_turns |= {row.lead_id for row in rows if row.lead_id is not None}
    for field, person in (("chair", chair), ("minute_taker", minute_taker)):
        if person.pk not in taking_turns:
            raise DomainError("Choose a member of the core group", field=field)
    meeting = meetings.plan(
        kind=kind,
        children=[row.child for row in rows],
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        format=when.format,
        place=when.place,
        link=when.link,
        reason=reason.strip() or _REASONS[kind],
        chair=chair,
        minute_taker=minute_taker,
        by=by,
        at=at,
    )
    group = CoreGroup(meeting=meeting)
    group.record(by=by, at=at, reason="Planned")
    for row in rows:
        MeetingPlan(meeting=meeting, plan=row).record(by=by, at=at, reason="Planned")
    _ask(meeting, members, (chair, minute_taker), by=by, at=at)
    return group


@transaction.atomic
def hold(
    *, group: CoreGroup, held_at: datetime, by: User, at: datetime, oversight: Oversight | None = None
) -> CoreGroup:
    """Record that it was held: each child's clock stops, the next one and the minutes' start.

    Whoever chairs or takes the minutes may do so, of whatever agency, also when nobody of social care came;
    the child's social worker is told then. A child in need plan that isn't led by social care's own asks for
    the `oversight` of a social worker: DomainError. Raises ChangedMeanwhileError when it was held already.
    """
    access_meetings.require_run(by, group.meeting)
    group = lock(group)
    needed = needs_oversight(group, by)
    if needed and (oversight is None or not oversight.words.strip()):
        raise DomainError("Say which social worker oversees the plan, and what they say", field="oversight")
    if oversight is not None and not oversight.by.is_social_care:
        raise DomainError("A social worker of children’s social care oversees the plan", field="overseer")
    group.meeting = meetings.hold(meeting=group.meeting, held_at=held_at, by=by, at=at)
    if oversight is not None:
        group.oversight_by, group.oversight_words = oversight.by, oversight.words.strip()
    group.record(by=by, at=at, reason="Held")
    children = _children(group.meeting)
    for child in children:
        for rule_id in STOPS[group.meeting.kind]:
            deadlines.meet(rule_id=rule_id, child=child, by=by, at=at)
        _start(next_clock(group.meeting, child), group, child, held_at, by=by, at=at)
        if group.meeting.kind == MeetingKind.CORE_GROUP:
            _start(MINUTES, group, child, held_at, by=by, at=at)
    if not social_care_was_there(group.meeting):
        _tell_the_workers(group.meeting, children, by=by, at=at)
    return group


@transaction.atomic
def set_next(
    *,
    group: CoreGroup,
    by: User,
    at: datetime,
    next_at: datetime | None = None,
    chair: User | None = None,
    minute_taker: User | None = None,
    no_next_reason: str = "",
) -> CoreGroup:
    """Say when the next one is, who chairs it and who takes its minutes; or why there is none.

    Social care plans and calls it from here. Raises DomainError for neither or a past day,
    ChangedMeanwhileError for a cancelled meeting.
    """
    access_meetings.require_run(by, group.meeting)
    group = lock(group)
    require_goes_on(group.meeting)
    if (next_at is None) == (not no_next_reason.strip()):
        raise DomainError("Enter when the next one is, or why there is none", field="next_at")
    if next_at is not None and next_at <= at:
        raise DomainError("The next one is still to come", field="next_at")
    group.next_at, group.no_next_reason = next_at, no_next_reason.strip()
    group.next_chair = chair if next_at is not None else None
    group.next_minute_taker = minute_taker if next_at is not None else None
    group.record(by=by, at=at, reason="The next one")
    return group


MINUTES: Final = "core_group_minutes"
_REASONS: Final = {
    MeetingKind.CORE_GROUP: "The child protection plan: what was done, and what it changed for the child",
    MeetingKind.CHILD_IN_NEED_MEETING: "The child in need plan: what was done, and what it changed",
}


def lock(group: CoreGroup) -> CoreGroup:
    """The core group as it is now, held until the transaction ends."""
    rows = CoreGroup.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    return rows.get(pk=group.pk)


def require_goes_on(meeting: Meeting) -> None:
    """Raise ChangedMeanwhileError for a meeting that was cancelled."""
    if meeting.state == MeetingState.CANCELLED:
        raise ChangedMeanwhileError("The meeting was cancelled")


def needs_oversight(group: CoreGroup, user: User) -> bool:
    """Whether a social worker's oversight is to be recorded: a child in need plan led by another agency."""
    if group.meeting.kind != MeetingKind.CHILD_IN_NEED_MEETING:
        return False
    rows = access_plans.visible_plans(user).filter(meetings__meeting=group.meeting)
    return any(
        row.lead_name or (row.lead is not None and not row.lead.is_social_care)
        for row in rows.select_related("lead__agency")
    )


def social_care_was_there(meeting: Meeting) -> bool:
    """Whether anybody of children's social care is recorded as present."""
    rows = Invitation.objects.filter(meeting=meeting, withdrawn_at=None, attendance__in=PRESENT)
    return rows.filter(agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE).exists()


def next_clock(meeting: Meeting, child: Child) -> str:
    """The clock that starts for a child: in the three months after a child protection plan the shorter one.

    Source: rules, section 1 (`cin_review`).
    """
    if meeting.kind == MeetingKind.CORE_GROUP:
        return "core_group_next"
    held_on = london_date(meeting.held_at) if meeting.held_at is not None else date.max
    ended = Plan.objects.filter(
        child=child, kind=PlanKind.CHILD_PROTECTION, authority="", ended_on__lte=held_on
    ).order_by("-ended_on")
    last = ended.values_list("ended_on", flat=True).first()
    if last is not None and within_months(last, held_on, MONTHS_AFTER_A_PLAN):
        return "cin_review_after_cp_plan"
    return "cin_review"


def _open_plans(plans: Sequence[Plan], by: User) -> list[Plan]:
    if not plans:
        raise DomainError("Choose the plans that it goes through", field="plans")
    for row in plans:
        access.require(by, access.Action.CALL_MEETING, row.child)
    keys = [row.pk for row in plans]
    found = access_plans.visible_plans(by).filter(pk__in=keys).select_related("child", "lead")
    rows = list(found.order_by("child", "pk"))
    if any(row.ended_on is not None for row in rows):
        raise ChangedMeanwhileError("One of these plans has ended")
    if len({row.child_id for row in rows}) != len(rows):
        raise DomainError("Choose one plan of each child", field="plans")
    return rows


def _kind_of(rows: Iterable[Plan]) -> MeetingKind:
    kinds = {KIND_OF_PLAN.get(row.kind) for row in rows}
    kind = kinds.pop()
    if kind is None or kinds:
        raise DomainError("Choose child protection plans, or child in need plans", field="plans")
    return kind


def _ask(
    meeting: Meeting, members: list[CoreGroupMember], officers: Iterable[User], *, by: User, at: datetime
) -> None:
    """Ask each member once, whatever number of children they belong to; then chair and minute-taker."""
    common: dict[str, Any] = {"meeting": meeting, "by": by, "at": at}
    users: dict[int | None, tuple[User, str]] = {}
    duties: dict[int | None, tuple[Agency, str]] = {}
    outside: dict[str, list[CoreGroupMember]] = {}
    for member in members:
        if member.user is not None:
            users.setdefault(member.user_id, (member.user, member.part))
        elif member.agency is not None and not member.outside_name:
            duties.setdefault(member.agency_id, (member.agency, member.part))
        else:
            outside.setdefault(member.outside_name, []).append(member)
    for person in officers:
        users.setdefault(person.pk, (person, ""))
    for user, part in users.values():
        invitations.invite_user(user=user, part=part, **common)
    for agency, part in duties.values():
        invitations.invite_duty(agency=agency, part=part, **common)
    for name, rows in outside.items():
        _ask_outside(name, rows, common)


def _ask_outside(name: str, rows: list[CoreGroupMember], common: dict[str, Any]) -> None:
    """Somebody of the family reads of the children to whose core groups they belong."""
    first = rows[0]
    invitations.invite_outside(
        name=name,
        email="",
        copy_kind=CopyKind.PARENTS if first.is_family else CopyKind.PROFESSIONAL,
        about=[row.plan.child for row in rows],
        agency_name=first.agency.name if first.agency is not None else "",
        agency_kind=first.agency.kind if first.agency is not None else "",
        part=first.part,
        **common,
    )


def _start(
    rule_id: str, group: CoreGroup, child: Child, held_at: datetime, *, by: User, at: datetime
) -> None:
    is_of_minutes = rule_id == MINUTES
    deadlines.set(
        rule_id=rule_id,
        starts_at=held_at,
        child=child,
        subject=f"meeting:{group.pk}" if is_of_minutes else "",
        responsible=group.meeting.minute_taker if is_of_minutes else child.allocated_to,
        team=child.team,
        by=by,
        at=at,
    )


def _children(meeting: Meeting) -> list[Child]:
    rows = meeting.children.select_related("child__team", "child__allocated_to__agency").order_by("pk")
    return [row.child for row in rows]


def _tell_the_workers(meeting: Meeting, children: list[Child], *, by: User, at: datetime) -> None:
    workers = {child.allocated_to for child in children if child.allocated_to is not None} - {by}
    notify(
        recipients=sorted(workers, key=lambda worker: worker.pk),
        key=f"meeting:{meeting.pk}:without_social_care",
        kind="core_group_without_social_care",
        text=f"The meeting {meeting.reference} went ahead without children’s social care",
        path=reverse("core_group", args=[meeting.reference]),
        at=at,
        reference=meeting.reference,
    )
