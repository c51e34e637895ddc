"""What meetings refuse, and in which words: acts at the wrong time, by the wrong person, with wrong facts."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import (
    ActionState,
    Attendance,
    CopyKind,
    MeetingKind,
    Reply,
)
from cases.models import Event, Meeting
from cases.services import (
    attendance,
    invitations,
    meeting_actions,
    meeting_information,
    meetings,
)
from cases.services.attendance import Mark
from cases.states import Sensitivity
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import AgencyKind, User
from safeguarding.notifications.models import Notification
from safeguarding.rules.redaction import Block
from tests.factories import meetings as held_meetings
from tests.factories import partnership, records
from tests.factories.meetings import facts

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def child(personas, at):
    return records.child(by=personas.team_manager, at=at)


@pytest.fixture
def other(personas, at):
    return records.child("Ben", "Other", by=personas.team_manager, at=at)


@pytest.fixture
def by(personas):
    return personas.social_worker


@pytest.fixture
def meeting(child, by, at, personas) -> Meeting:
    with as_user(by):
        return meetings.plan(**facts(child, by, at, minute_taker=personas.business_support))


@pytest.fixture
def common(meeting, by, at):
    """What every act on the meeting is given."""
    return {"meeting": meeting, "by": by, "at": at}


@pytest.fixture
def held(child, personas, at):
    return held_meetings.held(child, personas, at)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"children": []}, "at least one child"),
        ({"reason": " "}, "why the meeting is held"),
        ({"ends_at": None}, "end after it starts"),
    ],
    ids=["no child", "no reason", "over before it starts"],
)
def test_what_is_no_meeting_is_not_planned(child, by, at, change, words):
    given = facts(child, by, at, **change)
    given["ends_at"] = given["ends_at"] or given["starts_at"]
    with as_user(by), pytest.raises(DomainError, match=words):
        meetings.plan(**given)


def test_nobody_but_social_cares_case_staff_plans_one(child, at, personas):
    records.involve(child, personas.police, by=personas.team_manager, at=at)
    with as_user(personas.police), pytest.raises(NotPermittedError):
        meetings.plan(**facts(child, personas.police, at))


def test_a_child_is_added_once_while_it_is_planned_and_those_asked_see_it_too(
    child, other, common, meeting, by, at, personas
):
    with as_user(by):
        invitations.invite_user(user=personas.police, **common)
        invitations.invite_duty(agency=personas.gp.agency, **common)
        meetings.add_child(child=other, **common)
        with pytest.raises(DomainError, match="already"):
            meetings.add_child(child=other, **common)
    with as_user(personas.police):
        assert set(access.visible_children(personas.police)) == {child, other}
    with as_user(by):
        meetings.hold(held_at=at, **common)
        with pytest.raises(ChangedMeanwhileError, match="held"):
            meetings.add_child(child=records.child("Cy", "Other", by=by, at=at), **common)


def test_what_is_changed_is_time_place_and_people_and_the_second_to_save_is_told(common, meeting, personas):
    version = fresh(meeting).version
    change = {**common, "reason": "Holiday"}
    with as_user(common["by"]):
        with pytest.raises(DomainError, match="Only time, place"):
            meetings.change(changes={"reason": "x"}, expected_version=version, **change)
        with pytest.raises(DomainError, match="end after it starts"):
            meetings.change(changes={"ends_at": meeting.starts_at}, expected_version=version, **change)
        same = meetings.change(changes={"place": meeting.place}, expected_version=version, **change)
        assert same.version == version
        moved = meetings.change(
            changes={"minute_taker": None, "place": "Room 2"}, expected_version=version, **change
        )
        assert (moved.minute_taker, moved.place, moved.sequence) == (None, "Room 2", 1)
        with pytest.raises(ChangedMeanwhileError, match="Somebody else"):
            meetings.change(changes={"place": "Room 3"}, expected_version=version, **change)


def test_a_new_time_asks_those_who_answered_again(common, meeting, personas, at):
    with as_user(common["by"]):
        asked = invitations.invite_user(user=personas.gp, **common)
        invitations.answer(invitation=asked, reply=Reply.ACCEPTED, by=common["by"], at=at)
        meetings.change(
            changes={"ends_at": meeting.ends_at + HOUR},
            expected_version=fresh(meeting).version,
            reason="More to say",
            **common,
        )
    asked.refresh_from_db()
    assert (asked.reply, asked.replied_at) == (Reply.NONE, None)
    assert Notification.objects.filter(recipient=personas.gp, kind="meeting_moved").exists()


def test_it_is_cancelled_with_a_reason_and_once_and_not_held_before_its_time(common, at):
    with as_user(common["by"]):
        with pytest.raises(DomainError, match="why the meeting is cancelled"):
            meetings.cancel(reason="", **common)
        with pytest.raises(DomainError, match="in the future"):
            meetings.hold(held_at=at + HOUR, **common)
        meetings.cancel(reason="Held elsewhere", **common)
        for act in (meetings.cancel, meetings.hold):
            more = {"reason": "x"} if act is meetings.cancel else {"held_at": at}
            with pytest.raises(ChangedMeanwhileError, match="cancelled"):
                act(**more, **common)


@pytest.mark.parametrize("kind", sorted(MeetingKind))
def test_every_kind_of_meeting_stands_in_the_chronology_when_it_was_held(child, by, at, kind):
    with as_user(by):
        meeting = meetings.plan(**facts(child, by, at, kind=kind))
        meetings.hold(meeting=meeting, held_at=at, by=by, at=at)
        line = Event.objects.get(child=child, what_happened=f"{kind.label} held")
        assert line.source_reference == meeting.reference
        # Only some kinds have a quorum.
        assert access_meetings.runs(by, meeting)


def test_who_cannot_be_asked(common, personas, child, other):
    left = partnership.user("Lee Left", personas.gp.agency)
    User.objects.filter(pk=left.pk).update(is_active=False)
    with as_user(common["by"]):
        for user in (User.objects.get(pk=left.pk), personas.system_admin, personas.partnership_admin):
            with pytest.raises(DomainError, match="works with children"):
                invitations.invite_user(user=user, **common)
        invitations.invite_user(user=personas.gp, **common)
        invitations.invite_duty(agency=personas.police.agency, **common)
        for again in (
            lambda: invitations.invite_user(user=personas.gp, **common),
            lambda: invitations.invite_duty(agency=personas.police.agency, **common),
        ):
            with pytest.raises(DomainError, match="asked to this meeting already"):
                again()
        with pytest.raises(DomainError, match="team of that agency"):
            invitations.invite_duty(agency=personas.gp.agency, team=personas.police.team, **common)
        outside = {"name": "Mona", "email": "", "copy_kind": CopyKind.PARENTS, "about": [child], **common}
        for wrong, words in (
            ({"name": " "}, "their name"),
            ({"agency_kind": "circus"}, "kind of agency"),
            ({"about": []}, "Of which|of which"),
            ({"about": [other]}, "of which"),
        ):
            with pytest.raises(DomainError, match=words):
                invitations.invite_outside(**{**outside, **wrong})
        nurse = invitations.invite_outside(
            **{**outside, "agency_kind": AgencyKind.GP_PRACTICE.value, "copy_kind": CopyKind.PROFESSIONAL}
        )
        assert nurse.outside_kind == AgencyKind.GP_PRACTICE


def test_the_minute_taker_runs_the_meeting_and_asks_nobody(common, meeting, personas):
    keeper = personas.business_support
    with as_user(keeper):
        assert access_meetings.runs(keeper, meeting)
        with pytest.raises(NotPermittedError):
            invitations.invite_user(user=personas.gp, **{**common, "by": keeper})


def test_nobody_is_asked_once_the_minutes_are_approved(held, personas, at):
    held_meetings.distributed(held, personas, at, [Block("a", "A", "Words", "shared")])
    with as_user(personas.social_worker), pytest.raises(ChangedMeanwhileError, match="any more"):
        invitations.invite_user(meeting=fresh(held), user=personas.school, by=personas.social_worker, at=at)


def test_an_invitation_is_taken_on_once_and_not_by_somebody_asked_already(common, personas, at):
    colleague = partnership.user("Dee Colleague", personas.police.agency)
    with as_user(common["by"]):
        asked = invitations.invite_duty(agency=personas.police.agency, **common)
        invitations.invite_user(user=colleague, **common)
    with as_user(colleague), pytest.raises(DomainError, match="asked to this meeting yourself"):
        invitations.take_on(invitation=asked, by=colleague, at=at)
    with as_user(personas.police):
        invitations.take_on(invitation=asked, by=personas.police, at=at)
        with pytest.raises(ChangedMeanwhileError, match="taken this on already"):
            invitations.take_on(invitation=asked, by=personas.police, at=at)
    with as_user(personas.gp), pytest.raises(NotVisibleError):
        invitations.take_on(invitation=asked, by=personas.gp, at=at)


def test_answers_reports_and_what_is_taken_back(common, personas, at):
    by = common["by"]
    with as_user(by):
        asked = invitations.invite_user(user=personas.gp, **common)
        duty = invitations.invite_duty(agency=personas.police.agency, **common)
        first = invitations.ask_for_report(invitation=asked, by=by, at=at)
        again = invitations.ask_for_report(invitation=asked, by=by, at=at + HOUR)
        assert first.report_asked_at == again.report_asked_at == at
        with pytest.raises(DomainError, match="Enter the report"):
            invitations.give_report(invitation=asked, text=" ", by=by, at=at)
        with pytest.raises(DomainError, match="taken back"):
            invitations.withdraw(invitation=asked, reason="", by=by, at=at)
        for each in (asked, duty):
            invitations.withdraw(invitation=each, reason="A mistake", by=by, at=at)
            with pytest.raises(ChangedMeanwhileError, match="already"):
                invitations.withdraw(invitation=each, reason="A mistake", by=by, at=at)
        with pytest.raises(ChangedMeanwhileError, match="taken back"):
            invitations.answer(invitation=asked, reply=Reply.ACCEPTED, by=by, at=at)
        kept = invitations.invite_user(user=personas.school, **common)
        meetings.hold(held_at=at, **common)
        with pytest.raises(ChangedMeanwhileError, match="planned"):
            invitations.answer(invitation=kept, reply=Reply.ACCEPTED, by=by, at=at)


def test_attendance_of_a_cancelled_meeting_is_not_taken(common, personas, at):
    with as_user(common["by"]):
        asked = invitations.invite_user(user=personas.gp, **common)
        same = {asked.pk: Mark(Attendance.UNKNOWN, Attendance.UNKNOWN)}
        assert attendance.record(marks=same, **common) == []
        meetings.cancel(reason="Held elsewhere", **common)
        with pytest.raises(DomainError, match="cancelled"):
            attendance.record(**{**common, "meeting": fresh(common["meeting"])}, marks=same)


def test_actions(common, meeting, child, other, personas, at):
    by = common["by"]
    add = {"what": "Visit", "owner": by, "due_on": at.date(), **common}
    with as_user(by):
        gp = invitations.invite_user(user=personas.gp, **common)
        for wrong, words in (
            ({"what": " "}, "what will be done"),
            ({"owner": None}, "who will do it"),
            ({"owner_name": "A neighbour"}, "who will do it"),
            ({"owner": personas.school}, "asked to the meeting"),
            ({"due_on": at.date() - timedelta(days=1)}, "past"),
            ({"child": other}, "child of this meeting"),
        ):
            with pytest.raises(DomainError, match=words):
                meeting_actions.add(**{**add, **wrong})
        visit = meeting_actions.add(**{**add, "owner": gp.user, "child": child})
        mine = meeting_actions.add(**add)
        theirs = meeting_actions.add(**{**add, "owner": None, "owner_name": "A neighbour"})
    told = Notification.objects.filter(kind="meeting_action")
    assert {each.recipient for each in told} == {personas.gp}
    done = {"state": ActionState.DONE, "evidence": "Visited", "at": at}
    with as_user(personas.gp):
        with pytest.raises(NotPermittedError):
            meeting_actions.close(action=mine, by=personas.gp, **done)
        with pytest.raises(NotPermittedError):
            meeting_actions.close(action=visit, by=personas.gp, **{**done, "state": ActionState.DROPPED})
        with pytest.raises(DomainError, match="what shows it"):
            meeting_actions.close(action=visit, by=personas.gp, **{**done, "evidence": " "})
        assert meeting_actions.close(action=visit, by=personas.gp, **done).closed_by == personas.gp
        with pytest.raises(ChangedMeanwhileError, match="closed already"):
            meeting_actions.close(action=visit, by=personas.gp, **done)
    with as_user(personas.school), pytest.raises(NotVisibleError):
        meeting_actions.close(action=mine, by=personas.school, **done)
    with as_user(by):
        with pytest.raises(DomainError, match="done or no longer needed"):
            meeting_actions.close(action=mine, by=by, **{**done, "state": ActionState.OPEN})
        meeting_actions.close(action=theirs, by=by, **{**done, "state": ActionState.DROPPED})
        meetings.cancel(reason="Held elsewhere", **common)
        with pytest.raises(ChangedMeanwhileError, match="cancelled"):
            meeting_actions.add(**add)


def test_what_agencies_share(common, child, other, personas, at):
    by = common["by"]
    share = {"text": "Known to us", "agency": personas.gp.agency, **common}
    with as_user(by):
        invitations.invite_user(user=personas.gp, **common)
        for wrong, words in (
            ({"text": " "}, "what the agency shared"),
            ({"agency": None}, "which agency"),
            ({"outside_agency": "A charity"}, "which agency"),
            ({"child": other}, "child of this meeting"),
            ({"sensitivity": Sensitivity.SUPERVISION}, "who may read it"),
        ):
            with pytest.raises(DomainError, match=words):
                meeting_information.share(**{**share, **wrong})
        heard = meeting_information.share(**{**share, "sensitivity": Sensitivity.POLICE, "child": child})
        assert heard.recorded_by == by
        meeting_information.share(**{**share, "agency": None, "outside_agency": "A charity"})
    with as_user(personas.gp):
        own = meeting_information.share(**{**share, "by": personas.gp})
        assert own in access_meetings.visible_information(personas.gp)
        for agency in (personas.police.agency, None):
            wrong = {"agency": agency, "by": personas.gp, "outside_agency": "" if agency else "A charity"}
            with pytest.raises(NotPermittedError):
                meeting_information.share(**{**share, **wrong})
        police = {"by": personas.gp, "sensitivity": Sensitivity.POLICE}
        with pytest.raises(DomainError, match="who may read it"):
            meeting_information.share(**{**share, **police})
    with as_user(personas.school), pytest.raises(NotVisibleError):
        meeting_information.share(**{**share, "agency": personas.school.agency, "by": personas.school})
    with as_user(by):
        meetings.cancel(reason="Held elsewhere", **common)
        with pytest.raises(ChangedMeanwhileError, match="cancelled"):
            meeting_information.share(**share)
