"""What core groups add to a child's history, as far as its reader may see them."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from cases.models import Child
from cases.queries.history_shape import Part
from core_groups import access_core_groups as gate
from core_groups.models import (
    AgendaNote,
    CoreGroup,
    CoreGroupDissent,
    CoreGroupMember,
    MeetingPlan,
    MissingAgency,
)
from safeguarding.accounts.models import User

_WHOSE: Final = frozenset({"meeting", "plan", "set_by"})


def _members(user: User, child: Child) -> Q:
    return Q(id__in=gate.visible_members(user).filter(plan__child=child).values("pk"))


def _groups(user: User, child: Child) -> Q:
    seen = gate.visible_core_groups(user).filter(meeting__children__child=child)
    return Q(meeting_id__in=seen.values("pk"))


def _plans(user: User, child: Child) -> Q:
    return Q(id__in=gate.visible_meeting_plans(user).filter(plan__child=child).values("pk"))


def _notes(user: User, child: Child) -> Q:
    about = Q(child=child) | Q(child=None, meeting__children__child=child)
    return Q(id__in=gate.visible_notes(user).filter(about).values("pk"))


def _missing(user: User, child: Child) -> Q:
    seen = gate.visible_missing_agencies(user).filter(meeting__children__child=child)
    return Q(id__in=seen.values("pk"))


def _dissents(user: User, child: Child) -> Q:
    return Q(id__in=gate.visible_dissents(user).filter(child=child).values("pk"))


PARTS: Final = (
    Part(CoreGroupMember, "Core group member", _members, without=_WHOSE),
    Part(CoreGroup, "Core group", _groups, without=_WHOSE),
    Part(MeetingPlan, "Plan that a core group goes through", _plans, without=frozenset({"meeting"})),
    Part(AgendaNote, "Words at a core group", _notes, without=_WHOSE),
    Part(MissingAgency, "Agency missed at a core group", _missing, without=_WHOSE),
    Part(CoreGroupDissent, "Dissent at a core group", _dissents, without=_WHOSE),
)
