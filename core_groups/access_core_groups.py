"""THE GATE's part for core groups and child in need meetings; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access, access_meetings, access_plans
from cases.models import Plan
from core_groups.models import (
    AgendaNote,
    CoreGroup,
    CoreGroupDissent,
    CoreGroupMember,
    MeetingPlan,
    MissingAgency,
)
from safeguarding.accounts.models import User


def visible_members(user: User) -> QuerySet[CoreGroupMember]:
    """Who belongs, or belonged, to the core groups of plans that `user` may see."""
    return CoreGroupMember.objects.filter(_of_plans(access_plans.visible_plans(user)))


def visible_core_groups(user: User) -> QuerySet[CoreGroup]:
    """The details of the core groups and child in need meetings that `user` may read."""
    return CoreGroup.objects.filter(_of_meetings(user))


def visible_meeting_plans(user: User) -> QuerySet[MeetingPlan]:
    """Which visible plans readable meetings go through."""
    return MeetingPlan.objects.filter(_of_meetings(user), _of_plans(access_plans.visible_plans(user)))


def visible_notes(user: User) -> QuerySet[AgendaNote]:
    """What was said under the agenda of readable meetings, about visible children or about all."""
    seen = Exists(access.visible_children(user).filter(pk=OuterRef("child")))
    return AgendaNote.objects.filter(Q(child=None) | Q(seen), _of_meetings(user))


def visible_dissents(user: User) -> QuerySet[CoreGroupDissent]:
    """Which agencies didn't agree at readable meetings, about visible children."""
    seen = Exists(access.visible_children(user).filter(pk=OuterRef("child")))
    return CoreGroupDissent.objects.filter(seen, _of_meetings(user))


def visible_missing_agencies(user: User) -> QuerySet[MissingAgency]:
    """Which agencies were missed at readable meetings."""
    return MissingAgency.objects.filter(_of_meetings(user))


def _of_plans(plans: QuerySet[Plan]) -> Exists:
    return Exists(plans.filter(pk=OuterRef("plan")))


def _of_meetings(user: User) -> Q:
    return Q(meeting__in=access_meetings.readable_meetings(user).values("pk"))
