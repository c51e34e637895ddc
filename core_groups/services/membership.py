"""Who belongs to a core group: fixed by a conference, added, left.

A member's agency becomes involved with the child (that is what lets its people read the plan and chair).
Leaving the core group doesn't end that: an agency leaves the network by a withdrawal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.db import transaction

from cases import access, access_plans
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import Child, Involvement, Meeting, Plan
from cases.services import events, involvements
from cases.states import EventKind, InvolvementRole
from core_groups.models import CoreGroupMember
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, AgencyKind, User
from safeguarding.rules.calendar_months import quantity
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

# In what part an agency of each kind is involved with a child; those not named here: other.
_PARTS: Final[Mapping[str, InvolvementRole]] = MappingProxyType(
    {
        AgencyKind.CHILDRENS_SOCIAL_CARE: InvolvementRole.CARE_TEAM,
        AgencyKind.POLICE: InvolvementRole.POLICE,
        AgencyKind.GP_PRACTICE: InvolvementRole.GP,
        AgencyKind.HOSPITAL: InvolvementRole.HEALTH,
        AgencyKind.HEALTH_VISITING: InvolvementRole.HEALTH,
        AgencyKind.SCHOOL_NURSING: InvolvementRole.HEALTH,
        AgencyKind.MENTAL_HEALTH: InvolvementRole.MENTAL_HEALTH,
        AgencyKind.SCHOOL: InvolvementRole.SCHOOL,
        AgencyKind.EARLY_YEARS: InvolvementRole.SCHOOL,
        AgencyKind.YOUTH_JUSTICE: InvolvementRole.YOUTH_JUSTICE,
        AgencyKind.HOUSING: InvolvementRole.HOUSING,
        AgencyKind.EARLY_HELP: InvolvementRole.EARLY_HELP,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who belongs to a core group: a user, an agency, or (by name) somebody outside or of the
    family. `part` is what they are to the child."""

    user: User | None = None
    agency: Agency | None = None
    outside_name: str = ""
    is_family: bool = False
    part: str = ""

    @property
    def agency_of(self) -> Agency | None:
        """Their agency: that of the user, where there is one."""
        return self.user.agency if self.user is not None else self.agency

    @property
    def key(self) -> tuple[int | None, int | None, str]:
        """What tells them from others in a core group."""
        agency = self.agency_of
        return (
            agency.pk if agency is not None else None,
            self.user.pk if self.user is not None else None,
            self.outside_name.strip(),
        )


@transaction.atomic
def fix(
    *, plan: Plan, members: Sequence[Member], by: User, at: datetime, meeting: Meeting | None = None
) -> list[CoreGroupMember]:
    """Make `members` the core group of a plan, as a conference (`meeting`) fixes it: who isn't among them
    leaves, who is new joins.

    Gives the members there are then. Raises DomainError for nobody, somebody twice or without a name,
    ChangedMeanwhileError when the plan has ended, NotVisibleError, NotPermittedError.
    """
    plan = _locked(plan, by)
    if not members:
        raise DomainError("Choose who belongs to the core group", field="members")
    keys = [member.key for member in members]
    if len(set(keys)) != len(keys):
        raise DomainError("Somebody is in the list twice", field="members")
    running = {_key(row): row for row in current(plan)}
    for key, row in running.items():
        if key not in keys:
            _end(row, "No longer in the core group as it was fixed", by=by, at=at)
    for member in members:
        if member.key not in running:
            _add(plan, member, meeting, by=by, at=at)
    now = current(plan)
    events.write(
        child=plan.child,
        kind=EventKind.NOTE,
        what_happened=f"Core group fixed: {quantity(len(now), 'member')}",
        source_reference=meeting.reference if meeting is not None else "",
        by=by,
        at=at,
    )
    return now


@transaction.atomic
def add(
    *, plan: Plan, member: Member, by: User, at: datetime, meeting: Meeting | None = None
) -> CoreGroupMember:
    """Add somebody to a core group; raises as `fix`, and DomainError for somebody who belongs to it."""
    plan = _locked(plan, by)
    if any(_key(row) == member.key for row in current(plan)):
        raise DomainError("They belong to the core group already", field="user")
    return _add(plan, member, meeting, by=by, at=at)


@transaction.atomic
def end(*, member: CoreGroupMember, reason: str, by: User, at: datetime) -> CoreGroupMember:
    """Record that somebody no longer belongs to the core group; their agency stays in the network.

    Raises DomainError without a reason, ChangedMeanwhileError when they have left, as `fix` otherwise.
    """
    plan = _locked(member.plan, by)
    member = CoreGroupMember.objects.select_for_update(of=("self",)).get(pk=member.pk, plan=plan)
    if member.until is not None:
        raise ChangedMeanwhileError(f"They left the core group on {date_text(member.until)}")
    if not reason.strip():
        raise DomainError("Enter why they leave the core group", field="reason")
    return _end(member, reason.strip(), by=by, at=at)


def current(plan: Plan) -> list[CoreGroupMember]:
    """The members a plan's core group has now, professionals first."""
    rows = CoreGroupMember.objects.filter(plan=plan, until=None).select_related("agency", "user__agency")
    return list(rows.order_by("is_family", "pk"))


def _add(plan: Plan, member: Member, meeting: Meeting | None, *, by: User, at: datetime) -> CoreGroupMember:
    agency, name = member.agency_of, member.outside_name.strip()
    if agency is None and not name:
        raise DomainError("Choose somebody, or enter a name", field="user")
    if member.is_family and agency is not None:
        raise DomainError("Somebody of the family has no agency", field="is_family")
    if member.user is not None and (name or not access.may(member.user, Action.REFER)):
        raise DomainError("Choose somebody who works with children", field="user")
    row = CoreGroupMember(
        plan=plan,
        agency=agency,
        user=member.user,
        outside_name=name,
        part=member.part.strip(),
        is_family=member.is_family,
        since=london_date(at),
        set_by=meeting,
    )
    row.record(by=by, at=at, reason="Joins the core group")
    if agency is not None:
        _involve(plan.child, agency, member.user, by=by, at=at)
    return row


def _end(row: CoreGroupMember, reason: str, *, by: User, at: datetime) -> CoreGroupMember:
    row.until, row.ended_reason = london_date(at), reason
    row.record(by=by, at=at, reason=reason)
    return row


@as_service(Service.RECORD_KEEPING)
def _involve(child: Child, agency: Agency, user: User | None, *, by: User, at: datetime) -> None:
    """The agency is involved as what it is; with a restricted record its people are by name alone."""
    person = user if child.is_restricted or agency.kind == AgencyKind.CHILDRENS_SOCIAL_CARE else None
    if person is not None and access.settled_children(person).filter(pk=child.pk).exists():
        return
    role = _PARTS.get(agency.kind, InvolvementRole.OTHER)
    running = Involvement.objects.filter(child=child, agency=agency, team=None, user=person, until=None)
    if not running.exists():
        involvements.start(
            child=child,
            agency=agency,
            user=person,
            role=role,
            reason="Belongs to the core group",
            by=by,
            at=at,
        )


def _locked(plan: Plan, by: User) -> Plan:
    """The open plan, its child's row held first, for those of social care who may say who belongs to it."""
    access_plans.require_plan(by, plan)
    if not access.may(by, Action.MANAGE_PLAN):
        raise NotPermittedError(Action.MANAGE_PLAN.value)
    Child.objects.select_for_update(no_key=True).get(pk=plan.child_id)
    plan = Plan.objects.select_for_update(of=("self",), no_key=True).select_related("child").get(pk=plan.pk)
    if plan.ended_on is not None:
        raise ChangedMeanwhileError(f"This plan ended on {date_text(plan.ended_on)}")
    return plan


def _key(row: CoreGroupMember) -> tuple[int | None, int | None, str]:
    return row.agency_id, row.user_id, row.outside_name
