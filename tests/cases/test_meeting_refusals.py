"""What meetings refuse, and in which words: acts at the wrong time, by the wrong person, with wrong facts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import (
    ActionState,
    Attendance,
    CopyKind,
    MeetingFormat,
    MeetingKind,
    Reply,
)
from cases.models import Deadline, Event, GuestMail, Invitation, Meeting, MinutesCopy
from cases.models.guest_mail import GuestMailKind, GuestMailState
from cases.services import (
    attendance,
    distribution,
    guest_links,
    guest_mails,
    invitations,
    meeting_actions,
    meeting_information,
    meetings,
    minutes,
)
from cases.services.attendance import Mark
from cases.states import Sensitivity
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import AgencyKind, User
from safeguarding.notifications.models import Notification
from safeguarding.rules.redaction import Block
from tests.factories import meetings as held_meetings
from tests.factories import partnership, records

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


def facts(child, by, at, **more):
    return {
        "kind": MeetingKind.STRATEGY_MEETING,
        "children": [child],
        "starts_at": at + HOUR,
        "ends_at": at + 2 * HOUR,
        "format": MeetingFormat.ONLINE,
        "reason": "A bruise",
        "by": by,
        "at": at,
        **more,
    }


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
        with pytest.raises(DomainError, match="who may read it"):
            police = {"by": personas.gp, "sensitivity": Sensitivity.POLICE}
            meeting_information.share(**{**share, **police})
    with as_user(personas.school), pytest.raises(NotVisibleError):
        meeting_information.share(**{**share, "agency": personas.school.agency, "by": personas.school})
    with as_user(by):
        meetings.cancel(reason="Held elsewhere", **common)
        with pytest.raises(ChangedMeanwhileError, match="cancelled"):
            meeting_information.share(**share)


def test_minutes_out_of_turn(held, personas, at):
    block = Block("a", "A", "Words", "shared")
    keeper, chair = personas.business_support, personas.team_manager
    with as_user(keeper):
        wrong = Block("a", "A", "Words", "everybody")
        with pytest.raises(DomainError, match="who may read each part"):
            minutes.draft(meeting=held, blocks=[wrong], expected_number=0, by=keeper, at=at)
        first = minutes.draft(meeting=held, blocks=[block], expected_number=0, by=keeper, at=at)
        with pytest.raises(NotPermittedError):
            minutes.approve(minutes=first, by=keeper, at=at)
        with pytest.raises(NotPermittedError):
            minutes.correct(meeting=held, reason="A date", by=keeper, at=at)
        second = minutes.draft(meeting=held, blocks=[block], expected_number=1, by=keeper, at=at)
    with as_user(chair):
        with pytest.raises(ChangedMeanwhileError, match="newer version"):
            minutes.approve(minutes=first, by=chair, at=at)
        with pytest.raises(ChangedMeanwhileError, match="change the draft"):
            minutes.correct(meeting=held, reason="A date", by=chair, at=at)
        with pytest.raises(ChangedMeanwhileError, match="aren't approved"):
            distribution.distribute(minutes=second, by=chair, at=at)
        minutes.approve(minutes=second, by=chair, at=at)
        with pytest.raises(DomainError, match="what is corrected"):
            minutes.correct(meeting=held, reason=" ", by=chair, at=at)
        distribution.distribute(minutes=second, by=chair, at=at)
        with pytest.raises(ChangedMeanwhileError, match="gone out already"):
            distribution.distribute(minutes=second, by=chair, at=at)


def test_minutes_of_a_kind_without_a_clock_stop_none(child, personas, at, by):
    with as_user(by):
        meeting = meetings.plan(
            **facts(child, by, at, kind=MeetingKind.RESOLUTION_MEETING, chair=personas.team_manager)
        )
        meetings.hold(meeting=meeting, held_at=at, by=by, at=at)
        first = minutes.draft(
            meeting=meeting, blocks=[Block("a", "A", "Words", "shared")], expected_number=0, by=by, at=at
        )
    with as_user(personas.team_manager):
        minutes.approve(minutes=first, by=personas.team_manager, at=at)
        assert distribution.distribute(minutes=first, by=personas.team_manager, at=at) == []
    assert not Deadline.objects.exclude(met_at=None).exists()


def test_copies_to_receipt(held, personas, at):
    with as_user(personas.social_worker):
        invitations.invite_duty(
            meeting=held,
            agency=personas.police.agency,
            team=personas.police.team,
            by=personas.social_worker,
            at=at,
        )
        invitations.invite_duty(meeting=held, agency=personas.school.agency, by=personas.social_worker, at=at)
    held_meetings.distributed(held, personas, at, [Block("a", "A", "Words", "shared")])
    copies = {copy.invitation_id: copy for copy in MinutesCopy.objects.select_related("invitation")}
    of_gp = next(copy for copy in copies.values() if copy.invitation.user_id == personas.gp.pk)
    chair = personas.team_manager
    with as_user(chair):
        # Somebody else's reading notes nothing, and nobody confirms for another.
        assert distribution.opened(copy=of_gp, by=chair, at=at).opened_at is None
        with pytest.raises(NotVisibleError):
            distribution.acknowledge(copy=of_gp, by=chair, at=at)
        for copy in copies.values():
            assert distribution.chase(copy=copy, by=chair, at=at + HOUR).times_chased == 1
    with as_user(personas.gp):
        read = distribution.acknowledge(copy=of_gp, by=personas.gp, at=at + 2 * HOUR)
        again = distribution.acknowledge(copy=of_gp, by=personas.gp, at=at + 3 * HOUR)
        assert (read.acknowledged_at, again.acknowledged_at) == (at + 2 * HOUR, at + 2 * HOUR)
    with as_user(chair):
        assert distribution.chase(copy=of_gp, by=chair, at=at + 4 * HOUR).times_chased == 1


def test_no_link_for_those_inside_without_an_address_or_no_longer_asked(common, child, personas, at):
    by = common["by"]
    with as_user(by):
        inside = invitations.invite_user(user=personas.gp, **common)
        outside = invitations.invite_outside(
            name="Mona", email="", copy_kind=CopyKind.PARENTS, about=[child], **common
        )
        send = {"kind": GuestMailKind.INVITATION, "by": by, "at": at}
        with pytest.raises(DomainError, match="outside the system"):
            guest_links.send(invitation=inside, **send)
        with pytest.raises(DomainError, match="no e-mail address"):
            guest_links.send(invitation=outside, **send)
        invitations.withdraw(invitation=outside, reason="A mistake", by=by, at=at)
        outside.refresh_from_db()
        with pytest.raises(DomainError, match="outside the system"):
            guest_links.send(invitation=outside, **send)
        assert guest_links.revoke(invitation=outside, by=by, at=at) == 0
    with as_user(personas.gp), pytest.raises(NotPermittedError):
        guest_links.revoke(invitation=outside, by=personas.gp, at=at)
    assert guest_links.copy_of(outside) is None


def _mail(held, personas, at) -> GuestMail:
    invitation = Invitation.objects.select_related("meeting").get(meeting=held, agency=None)
    with as_user(personas.social_worker):
        link = guest_links.send(
            invitation=invitation, kind=GuestMailKind.MINUTES, by=personas.social_worker, at=at
        )
    return GuestMail.objects.get(link=link)


def test_an_email_whose_link_is_over_is_not_sent(held, personas, at):
    sending = _mail(held, personas, at)
    late = sending.link.expires_at
    assert guest_mails.deliver(sending.pk, at=late) == GuestMailState.WITHDRAWN
    assert guest_mails.deliver(sending.pk, at=late) is None
    assert mail.outbox == []


def test_an_email_whose_key_is_gone_fails_in_words(held, personas, at, settings):
    sending = _mail(held, personas, at)
    settings.DRAFT_KEYS = ["b3RoZXItdGVzdC1vbmx5LWtleS0zMi1ieXRlcy1sb24="]
    assert guest_mails.deliver(sending.pk, at=at) == GuestMailState.FAILED
    sending.refresh_from_db()
    assert "send a new one" in sending.last_error


def test_a_guest_confirms_once_and_answers_while_it_is_planned(held, common, child, personas, at):
    held_meetings.distributed(held, personas, at, [Block("a", "A", "Words", "shared")])
    invitation = Invitation.objects.get(meeting=held, agency=None)
    copy = guest_links.copy_of(invitation)
    for _ in range(2):
        read = guest_links.note_opened(copy, at=at, acknowledged=True)
        assert (read.opened_at, read.acknowledged_at) == (at, at)
    no = {"reply": Reply.DECLINED, "note": "", "deputy_name": "", "at": at}
    with pytest.raises(DomainError, match="planned any more"):
        guest_links.answer(invitation=invitation, **no)
    with as_user(common["by"]):
        asked = invitations.invite_outside(
            name="Mona", email="", copy_kind=CopyKind.PARENTS, about=[child], **common
        )
    with pytest.raises(DomainError, match="comes instead"):
        guest_links.answer(invitation=asked, **{**no, "reply": Reply.DEPUTY})
    guest_links.answer(invitation=asked, **{**no, "reply": Reply.DEPUTY, "deputy_name": "Piotr"})
    asked.refresh_from_db()
    assert (asked.reply, asked.deputy_name) == ("deputy", "Piotr")
