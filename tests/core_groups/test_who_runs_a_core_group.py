"""Chair and minute-taker of another agency run a core group; of other meetings, or unasked, they don't."""

from __future__ import annotations

import pytest

from cases import access_meetings, access_plans
from cases.exceptions import ChangedMeanwhileError, NotPermittedError
from cases.meeting_states import Attendance, MeetingKind
from cases.models import Invitation, Minutes
from cases.services import attendance, distribution, invitations, meetings, minutes
from cases.services.attendance import Mark
from core_groups.services import core_group_record as record
from safeguarding.accounts.identity import as_user
from safeguarding.rules.fathers_and_males import Male
from safeguarding.rules.redaction import Block
from tests.factories import core_groups, plans

OFFICERS = ["health_visitor", "school"]


@pytest.mark.parametrize("who", OFFICERS)
@pytest.mark.parametrize("kind", ["child_protection", "child_in_need"])
def test_a_chair_or_minute_taker_of_another_agency_runs_it(personas, at, who, kind):
    plan = core_groups.plan(personas, at, kind=kind)
    group = core_groups.planned(plan, personas=personas, at=at)
    user = getattr(personas, who)
    assert access_meetings.takes_a_turn(user, group.meeting)
    assert access_meetings.runs(user, group.meeting)
    assert access_plans.goes_through(user, group.meeting)


@pytest.mark.parametrize("who", OFFICERS)
def test_they_record_attendance_and_write_minutes_through_the_wall(personas, held, at, who):
    user = getattr(personas, who)
    with as_user(user):
        row = Invitation.objects.get(meeting=held.meeting, user=personas.social_worker)
        mark = Mark(Attendance.UNKNOWN, Attendance.APOLOGIES)
        assert attendance.record(meeting=held.meeting, marks={row.pk: mark}, by=user, at=at) == []
        block = Block("since-last", "Since", "Quieter", "professionals")
        minutes.draft(meeting=held.meeting, blocks=[block], expected_number=0, by=user, at=at)
        assert Minutes.objects.filter(meeting=held.meeting).count() == 1
        assert access_meetings.visible_minutes(user).filter(meeting=held.meeting).exists()
    row.refresh_from_db()
    assert row.attendance == Attendance.APOLOGIES


def test_another_member_reads_the_meeting_and_runs_nothing(personas, held, at):
    with as_user(personas.social_worker):
        invitations.invite_user(meeting=held.meeting, user=personas.gp, by=personas.social_worker, at=at)
    gp = personas.gp
    with as_user(gp):
        assert access_meetings.readable_meetings(gp).filter(pk=held.pk).exists()
        assert not access_meetings.runs(gp, held.meeting)
        with pytest.raises(NotPermittedError):
            attendance.record(meeting=held.meeting, marks={}, by=gp, at=at)


def test_a_chair_whose_invitation_was_taken_back_runs_it_no_more(personas, held, at):
    chair = personas.health_visitor
    block = Block("since-last", "Since", "Quieter", "professionals")
    with as_user(chair):
        minutes.draft(meeting=held.meeting, blocks=[block], expected_number=0, by=chair, at=at)
    with as_user(personas.social_worker):
        row = Invitation.objects.get(meeting=held.meeting, user=chair)
        invitations.withdraw(invitation=row, reason="Another chair", by=personas.social_worker, at=at)
    with as_user(chair):
        assert not access_meetings.takes_a_turn(chair, held.meeting)
        assert not access_meetings.runs(chair, held.meeting)
        assert not access_meetings.visible_minutes(chair).filter(meeting=held.meeting).exists()
        assert not Minutes.objects.filter(meeting=held.meeting).exists()


def test_a_chair_who_works_for_another_agency_since_runs_it_no_more(personas, group):
    chair = personas.health_visitor
    chair.agency = personas.other_school.agency
    chair.save()
    with as_user(chair):
        assert not access_meetings.takes_a_turn(chair, group.meeting)
        assert not access_meetings.runs(chair, group.meeting)


@pytest.mark.parametrize(
    "kind", [MeetingKind.STRATEGY_MEETING, MeetingKind.CONFERENCE, MeetingKind.RESOLUTION_MEETING]
)
def test_of_other_meetings_a_chair_of_another_agency_runs_nothing(personas, plan, at, kind):
    by, gp = personas.social_worker, personas.gp
    meeting = plans.conference(plan.child, at, by=by, at=at, kind=kind, chair=gp)
    with as_user(by):
        invitations.invite_user(meeting=meeting, user=gp, by=by, at=at)
        minutes.draft(meeting=meeting, blocks=[], expected_number=0, by=by, at=at)
    with as_user(gp):
        assert access_meetings.readable_meetings(gp).filter(pk=meeting.pk).exists()
        assert not access_meetings.runs(gp, meeting)
        assert not Minutes.objects.filter(meeting=meeting).exists()


def test_the_chair_changes_nothing_about_who_is_let_in(personas, group, at):
    """Being asked opens records: that stays with social care."""
    with as_user(personas.health_visitor), pytest.raises(NotPermittedError):
        invitations.invite_user(
            meeting=group.meeting, user=personas.youth_justice, by=personas.health_visitor, at=at
        )


def test_the_chair_cancels_it(personas, group, at):
    with as_user(personas.health_visitor):
        meeting = meetings.cancel(meeting=group.meeting, reason="Snow", by=personas.health_visitor, at=at)
    assert meeting.cancelled_reason == "Snow"


def test_the_chair_sends_approved_minutes_to_all_of_them(personas, plan, at):
    plan.items.all().update(state="dropped", closed_reason="Over", closed_at=at, closed_by=personas.gp)
    held = core_groups.held(core_groups.planned(plan, personas=personas, at=at), at)
    chair = personas.health_visitor
    keys = ("childs-day", "who-is-here", "next")
    with as_user(chair):
        blocks = [Block(key, key, "Words", "shared") for key in keys]
        draft = minutes.draft(meeting=held.meeting, blocks=blocks, expected_number=0, by=chair, at=at)
        approved = minutes.approve(minutes=draft, by=chair, at=at)
        copies = distribution.distribute(minutes=approved, by=chair, at=at)
    assert len(copies) == 4
    # What was said at it stays as it is from then on.
    for act, facts in (
        (record.say_missing, {"outside_agency": "Probation", "said": "He is on licence"}),
        (record.record_male, {"child": plan.child, "male": Male("Kev", False, False, "", "Unknown")}),
    ):
        with as_user(chair), pytest.raises(ChangedMeanwhileError):
            act(group=held, by=chair, at=at, **facts)
