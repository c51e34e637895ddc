"""Core groups for the wall's world: chaired and minuted by other agencies, about open and hidden records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db.models import Model, QuerySet

from cases.meeting_states import Attendance, MeetingFormat, MeetingKind
from cases.models import Child, Invitation, Meeting
from cases.services import attendance, invitations, meetings, minutes
from cases.services.attendance import Mark
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
from safeguarding.rules.redaction import Block

SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    CoreGroupMember: gate.visible_members,
    CoreGroup: gate.visible_core_groups,
    MeetingPlan: gate.visible_meeting_plans,
    AgendaNote: gate.visible_notes,
    MissingAgency: gate.visible_missing_agencies,
    CoreGroupDissent: gate.visible_dissents,
}


def build(open_child: Child, hidden: Child, staff: Mapping[str, User], *, at: datetime) -> None:
    """A core group about an open record and one about it and a restricted one, chaired by the GP and minuted
    by the school; one whose chair of another agency is asked no more; one minuted by an agency's own."""
    by = staff["social_worker"]
    for children in ([open_child], [open_child, hidden]):
        meeting = _planned(children, MeetingKind.CORE_GROUP, staff, at=at)
        for key in ("gp", "school"):
            invitations.invite_user(meeting=meeting, user=staff[key], by=by, at=at)
        _held(meeting, staff, at=at)
    taken_back = _planned([open_child], MeetingKind.CHILD_IN_NEED_MEETING, staff, at=at)
    for key in ("gp", "police"):
        asked = invitations.invite_user(meeting=taken_back, user=staff[key], by=by, at=at)
    _held(taken_back, staff, at=at)
    chair = Invitation.objects.get(meeting=taken_back, user=staff["gp"])
    invitations.withdraw(invitation=chair, reason="Another chair", by=by, at=at)
    # Chairs no core group: at other meetings another agency's chair runs nothing.
    other = _planned([open_child], MeetingKind.RESOLUTION_MEETING, staff, at=at)
    asked = invitations.invite_user(meeting=other, user=staff["gp"], by=by, at=at)
    mark = Mark(Attendance.UNKNOWN, Attendance.ATTENDED)
    attendance.record(meeting=other, marks={asked.pk: mark}, by=by, at=at)
    _held(other, staff, at=at)


def _planned(children: list[Child], kind: MeetingKind, staff: Mapping[str, User], *, at: datetime) -> Meeting:
    return meetings.plan(
        kind=kind,
        children=children,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        format=MeetingFormat.IN_PERSON,
        reason="The plan",
        chair=staff["gp"],
        minute_taker=staff["school"],
        by=staff["social_worker"],
        at=at,
    )


def _held(meeting: Meeting, staff: Mapping[str, User], *, at: datetime) -> None:
    by = staff["social_worker"]
    whose = {"by": by, "at": at, "reason": "test data"}
    meetings.hold(meeting=meeting, held_at=at, by=by, at=at)
    CoreGroup(meeting=meeting).record(**whose)
    said = {"meeting": meeting, "recorded_by": by, "recorded_at": at, "text": "Words"}
    AgendaNote(point="who_is_here", **said).record(**whose)
    MissingAgency(meeting=meeting, agency=staff["police"].agency, said="They know him").record(**whose)
    for row in meeting.children.select_related("child"):
        AgendaNote(point="childs_day", child=row.child, **said).record(**whose)
        CoreGroupDissent(
            meeting=meeting,
            child=row.child,
            agency=staff["school"].agency,
            words="Too early",
            recorded_by=staff["school"],
            recorded_at=at,
        ).record(**whose)
        plan = row.child.plans.first()
        MeetingPlan(meeting=meeting, plan=plan).record(**whose)
        if not plan.core_group_members.exists():
            CoreGroupMember(plan=plan, user=staff["gp"], agency=staff["gp"].agency, since=at.date()).record(
                **whose
            )
    blocks = [Block("childs-day", "The child’s day", "Words", "professionals")]
    minutes.draft(meeting=meeting, blocks=blocks, expected_number=0, by=by, at=at)
