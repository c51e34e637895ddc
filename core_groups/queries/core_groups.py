"""One core group or child in need meeting as its pages show it, and those of a child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cases import access, access_plans
from cases.exceptions import NotVisibleError
from cases.meeting_states import PRESENT, Attendance
from cases.models import (
    Child,
    FamilyMember,
    Invitation,
    Meeting,
    Plan,
    PlanItem,
    PlanItemProgress,
    PlanScale,
    Relationship,
)
from cases.plan_states import PlanItemState
from cases.queries import meeting_people, meetings
from cases.services.minutes_gate import plans_at
from cases.states import SIBLING_KINDS
from core_groups import access_core_groups as gate
from core_groups.models import CoreGroup, CoreGroupMember
from core_groups.queries.core_group_agenda import WITH
from core_groups.services.core_groups import KIND_OF_PLAN
from safeguarding.accounts.models import Agency, AgencyKind, User


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who is asked: whether they came, and what became of their report."""

    invitation: Invitation
    who: str
    agency: str
    attendance: str
    report: str

    @property
    def is_absent(self) -> bool:
        """Whether they are known not to come or not to have come."""
        return self.invitation.attendance in {Attendance.APOLOGIES, Attendance.ABSENT}


@dataclass(frozen=True, slots=True)
class PlanInPack:
    """What members read of one child's plan before they come."""

    plan: Plan
    child: Child
    items: list[tuple[PlanItem, PlanItemProgress | None]]
    scales: list[PlanScale]


def get(user: User, meeting: Meeting) -> CoreGroup:
    """The core group's part of a meeting; raises NotVisibleError (404) for another kind or an unread one."""
    found = gate.visible_core_groups(user).select_related(*WITH).filter(meeting=meeting).first()
    if found is None:
        raise NotVisibleError
    return found


def asked(user: User, meeting: Meeting) -> list[Asked]:
    """Who is asked to it, who came, and whether the absent sent a report."""
    return [
        Asked(
            invitation=row,
            who=meeting_people.who(row),
            agency=meeting_people.agency(row),
            attendance=row.get_attendance_display(),
            report="Given" if row.report_text else ("Asked for" if row.report_asked_at else "Not asked for"),
        )
        for row in meetings.invitations(user, meeting)
    ]


def without_social_care(rows: Iterable[Asked]) -> bool:
    """Whether attendance is recorded and nobody of children's social care is among those present."""
    present = [row.invitation for row in rows if row.invitation.attendance in PRESENT]
    kinds = {row.agency.kind for row in present if row.agency is not None}
    return bool(present) and AgencyKind.CHILDRENS_SOCIAL_CARE not in kinds


def pack(user: User, meeting: Meeting) -> list[PlanInPack]:
    """The plans that the meeting goes through, with each open item's last progress; always as many
    statements."""
    plans = list(plans_at(meeting, user).filter(meetings__meeting=meeting).select_related("child__person"))
    plans.sort(key=lambda plan: (plan.child.person.family_name, plan.child.person.given_name, plan.pk))
    keys = [plan.pk for plan in plans]
    rows = PlanItem.objects.filter(plan__in=keys, state=PlanItemState.OPEN)
    items = list(rows.select_related("owner", "agency").order_by("number"))
    last: dict[int, PlanItemProgress] = {}
    progress = PlanItemProgress.objects.filter(item__in=[item.pk for item in items])
    for row in progress.exclude(meeting=meeting).select_related("agency").order_by("recorded_at", "pk"):
        last[row.item_id] = row
    scales = list(PlanScale.objects.filter(plan__in=keys).order_by("-given_on", "-pk"))
    return [
        PlanInPack(
            plan=plan,
            child=plan.child,
            items=[(item, last.get(item.pk)) for item in items if item.plan_id == plan.pk],
            scales=[scale for scale in scales if scale.plan_id == plan.pk],
        )
        for plan in plans
    ]


def plans(user: User, meeting: Meeting) -> list[Plan]:
    """The plans that the meeting goes through."""
    rows = gate.visible_meeting_plans(user).filter(meeting=meeting).select_related("plan")
    return [row.plan for row in rows.order_by("pk")]


def reports(user: User, meeting: Meeting) -> list[Invitation]:
    """The reports that members gave to it."""
    return [row for row in meetings.invitations(user, meeting) if row.report_text]


def open_plan(user: User, child: Child) -> Plan | None:
    """The child's open plan that has a core group or child in need meetings; None when there is none."""
    rows = access_plans.visible_plans(user).filter(
        child=child, ended_on=None, authority="", kind__in=list(KIND_OF_PLAN)
    )
    return rows.select_related("child__person", "lead__agency", "oversight_by").first()


def family_plans(user: User, plan: Plan) -> list[Plan]:
    """The plan, and those of the same kind of the child's brothers and sisters (or of their family)."""
    child = plan.child_id
    families = FamilyMember.objects.filter(person=child, until=None).values("family")
    ties = Relationship.objects.filter(Q(person=child) | Q(relative_of=child), kind__in=SIBLING_KINDS)
    kin = {key for pair in ties.values_list("person", "relative_of") for key in pair}
    members = FamilyMember.objects.filter(family__in=families, until=None).values("person")
    rows = access_plans.visible_plans(user).filter(
        Q(child__in=kin) | Q(child__person__in=members) | Q(pk=plan.pk),
        kind=plan.kind,
        ended_on=None,
        authority="",
    )
    found = list(rows.select_related("child__person").order_by("child"))
    return sorted(found, key=lambda row: row.pk != plan.pk)


def of_plan(user: User, plan: Plan) -> list[Meeting]:
    """The meetings of a plan that `user` may read, the latest first."""
    rows = (
        gate.visible_meeting_plans(user)
        .filter(plan=plan)
        .select_related("meeting__chair", "meeting__minute_taker")
    )
    return [row.meeting for row in rows.order_by("-meeting__starts_at", "-pk")]


def last_said(user: User, plan: Plan) -> CoreGroup | None:
    """The latest core group of the plan that says when the next one is; for planning that."""
    about = gate.visible_meeting_plans(user).filter(plan=plan).values("meeting")
    rows = gate.visible_core_groups(user).filter(meeting__in=about, next_at__isnull=False)
    return rows.select_related(*WITH).order_by("-meeting__starts_at").first()


def member(user: User, plan: Plan, pk: int) -> CoreGroupMember:
    """One member of now; raises NotVisibleError (404)."""
    rows = gate.visible_members(user).filter(plan=plan, until=None, pk=pk)
    found = rows.select_related("user", "agency", "plan__child").first()
    if found is None:
        raise NotVisibleError
    return found


def may_take_turns(rows: Iterable[CoreGroupMember]) -> list[User]:
    """The members who can chair or take minutes: those with an account, each once."""
    found = {row.user_id: row.user for row in rows if row.user is not None and row.until is None}
    return [user for user in found.values() if user is not None]


def candidates(user: User, child: Child) -> tuple[list[User], list[Agency]]:
    """Who could belong to a child's core group: people of the agencies involved with them, and of the
    child's social care team; and every agency."""
    involved = child.involvements.filter(until=None).values("agency")
    people = User.objects.filter(
        Q(agency__in=involved) | Q(pk=child.allocated_to_id) | Q(team=child.team_id, team__isnull=False),
        is_active=True,
    )
    named = people.select_related("agency").order_by("full_name", "pk").distinct()
    return [one for one in named if access.may(one, access.Action.REFER)], agencies()


def attended(user: User, meeting: Meeting) -> dict[str, Any]:
    """What the page of a held meeting says of who was there."""
    rows = asked(user, meeting)
    return {"asked": rows, "without_social_care": without_social_care(rows)}


def agencies() -> list[Agency]:
    """Every agency, by name."""
    return list(Agency.objects.order_by("name"))


def social_workers(children: Iterable[Child]) -> list[User]:
    """Who may oversee a plan that another agency leads: case staff of the children's teams, their workers."""
    workers = [child.allocated_to_id for child in children]
    teams = [child.team_id for child in children if child.team_id is not None]
    rows = User.objects.filter(Q(pk__in=workers) | Q(team__in=teams), is_active=True)
    people = rows.select_related("agency", "team").order_by("full_name", "pk")
    return [one for one in people if access.may(one, access.Action.MANAGE_PLAN)]
