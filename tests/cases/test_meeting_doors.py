"""Who merely is on duty, moved away, or sees a record in an emergency gets no further than they should."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial

import pytest
import time_machine
from django.urls import reverse

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, NotPermittedError
from cases.meeting_states import CopyKind, Reply
from cases.models import Child, Invitation, Meeting, MinutesCopy
from cases.services import (
    distribution,
    invitations,
    meeting_actions,
    meeting_information,
    meetings,
)
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import TeamFunction, User
from safeguarding.notifications.models import Notification
from safeguarding.rules.redaction import Block
from tests.factories import meetings as held_meetings
from tests.factories import partnership, records
from tests.factories.meetings import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    return records.child("Robin", "Dale", by=personas.team_manager, at=at)


@pytest.fixture
def plan(personas, at):
    """`plan(child, …)` plans a meeting that the social worker calls."""
    return partial(planned, personas=personas, at=at)


@pytest.fixture
def on_duty(personas, at, child, plan):
    """A meeting with everything in it, to which the police are asked as those on duty."""
    meeting, by = plan(child), personas.social_worker
    common = {"meeting": meeting, "by": by, "at": at}
    with as_user(by):
        asked = invitations.invite_duty(
            agency=personas.police.agency, team=personas.police.team, part="What is known", **common
        )
        gp = invitations.invite_user(user=personas.gp, **common)
        invitations.give_report(invitation=gp, text="Reportwords of the surgery", by=by, at=at)
        invitations.invite_outside(
            name="Mona Dale", email="", copy_kind=CopyKind.PARENTS, about=[child], **common
        )
        meeting_information.share(
            agency=personas.gp.agency,
            text="Sharedwords",
            **common,
        )
        meeting_actions.add(what="Actionwords", owner=personas.gp, due_on=at.date(), **common)
    asked.refresh_from_db()
    return meeting, asked


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _restrict(child: Child, *named: User, by: User, at) -> None:
    """The record is closed to all but these."""
    for user in named:
        records.involve(child, user, by=by, at=at)
    child = Child.objects.get(pk=child.pk)
    child.is_restricted, child.restricted_reason = True, "Family of staff"
    child.record(by=by, at=at, reason="test data")


HIDDEN = ("bruise", "Sharedwords", "Actionwords", "Reportwords", "Mona", "Robin", "Dale", "Marsh")


@pytest.mark.parametrize("is_involved", [False, True], ids=["a stranger", "involved with the child"])
def test_on_duty_one_sees_what_when_and_where_and_nothing_else_until_it_is_taken_on(
    personas, at, child, on_duty, sign_in, is_involved
):
    meeting, asked = on_duty
    police = personas.police
    if is_involved:
        records.involve(child, police, by=personas.team_manager, at=at)
    with as_user(police):
        assert list(access_meetings.visible_meetings(police)) == [meeting]
        assert list(access_meetings.visible_invitations(police)) == [asked]
        for of in ("readable_meetings", "visible_information", "visible_actions", "visible_minutes"):
            assert not getattr(access_meetings, of)(police).exists(), of
        assert not access_meetings.children_of(police, meeting).exists()
        # Row by row, as the wall has it, without the gate.
        assert list(Invitation.objects.all()) == [asked]
        assert not meeting.information.exists()
        assert not meeting.actions.exists()
    client = sign_in(police)
    page = text(client.get(reverse("meeting", args=[meeting.reference])))
    for shown in ("Strategy meeting", "Civic Centre, room 2", "What is known", "Take it on"):
        assert shown in page, shown
    listed = text(client.get(reverse("meetings"), {"show": "past"}))
    assert meeting.reference in listed
    assert not [word for word in HIDDEN if word in page + listed]
    with time_machine.travel(at, tick=False):
        client.post(reverse("meeting_take_on", args=[meeting.reference, asked.pk]))
    page = text(client.get(reverse("meeting", args=[meeting.reference])))
    assert not [word for word in HIDDEN[:6] if word not in page]


@pytest.mark.parametrize(
    ("name", "status"),
    sorted(
        {
            "strategy_meeting": 404,
            "minutes_copy": 404,
            "minutes_pdf": 404,
            "meeting_guests": 403,
            "meeting_attendance": 403,
            "meeting_information_new": 403,
            "minutes_draft": 403,
            "meeting_answer": 403,
            "meeting_report": 403,
            "meeting_withdraw": 403,
        }.items()
    ),
)
def test_on_duty_one_opens_no_other_page_of_the_meeting(personas, on_duty, sign_in, name, status):
    meeting, asked = on_duty
    of_invitation = name in {"meeting_answer", "meeting_report", "meeting_withdraw"}
    parts = [1] if name in {"minutes_copy", "minutes_pdf"} else [asked.pk] if of_invitation else []
    path = reverse(name, args=[meeting.reference, *parts])
    assert sign_in(personas.police).get(path).status_code == status


def test_on_duty_another_persons_invitation_is_not_there(personas, on_duty, sign_in):
    meeting, _ = on_duty
    client = sign_in(personas.police)
    for other in Invitation.objects.filter(meeting=meeting).exclude(agency=personas.police.agency):
        for name in ("meeting_answer", "meeting_report", "meeting_withdraw"):
            path = reverse(name, args=[meeting.reference, other.pk])
            assert client.get(path).status_code == 404, name
        path = reverse("meeting_take_on", args=[meeting.reference, other.pk])
        assert client.post(path).status_code == 404


def test_those_on_duty_take_it_on_before_they_answer_or_report(personas, at, on_duty):
    _, asked = on_duty
    with as_user(personas.police):
        with pytest.raises(NotPermittedError):
            invitations.answer(invitation=asked, reply=Reply.DECLINED, by=personas.police, at=at)
        with pytest.raises(NotPermittedError):
            invitations.give_report(invitation=asked, text="Words", by=personas.police, at=at)
        taken = invitations.take_on(invitation=asked, by=personas.police, at=at)
        invitations.give_report(invitation=taken, text="Words", by=personas.police, at=at)


def test_an_invitation_to_a_cancelled_or_long_past_meeting_opens_no_record(personas, at, child, on_duty):
    meeting, asked = on_duty
    late = meeting.ends_at + timedelta(days=29)
    with as_user(personas.police), pytest.raises(ChangedMeanwhileError, match="long over"):
        invitations.take_on(invitation=asked, by=personas.police, at=late)
    with as_user(personas.social_worker):
        meetings.cancel(meeting=meeting, reason="No longer needed", by=personas.social_worker, at=at)
    with as_user(personas.police):
        with pytest.raises(ChangedMeanwhileError, match="was cancelled"):
            invitations.take_on(invitation=asked, by=personas.police, at=at)
        assert not access.visible_children(personas.police).exists()


def test_a_report_to_a_cancelled_meeting_is_refused(personas, at, on_duty):
    meeting, _ = on_duty
    asked = Invitation.objects.get(meeting=meeting, user=personas.gp)
    with as_user(personas.social_worker):
        meetings.cancel(meeting=meeting, reason="No longer needed", by=personas.social_worker, at=at)
    with as_user(personas.gp), pytest.raises(ChangedMeanwhileError):
        invitations.give_report(invitation=asked, text="Words", by=personas.gp, at=at)


def test_taking_an_invitation_on_opens_no_restricted_record(personas, at, child, plan):
    hidden = records.child("Rex", "Secret", by=personas.team_manager, at=at)
    _restrict(hidden, personas.social_worker, by=personas.team_manager, at=at)
    meeting = plan(child, hidden)
    with as_user(personas.social_worker):
        asked = invitations.invite_duty(
            meeting=meeting, agency=personas.police.agency, by=personas.social_worker, at=at
        )
        named = invitations.invite_user(meeting=meeting, user=personas.gp, by=personas.social_worker, at=at)
    with as_user(personas.police):
        invitations.take_on(invitation=asked, by=personas.police, at=at)
        assert list(access.visible_children(personas.police)) == [child]
        assert list(access_meetings.children_of(personas.police, meeting)) == [child]
    # Who works on the record asks somebody by name, and opens it with that.
    with as_user(named.user):
        assert set(access.visible_children(personas.gp)) == {child, hidden}


def test_who_called_a_meeting_lets_nobody_into_a_record_that_was_closed_to_them(personas, at, child, plan):
    meeting = plan(child)
    _restrict(child, personas.head_of_service, by=personas.team_manager, at=at)
    worker = personas.social_worker
    with as_user(worker):
        assert not access.visible_children(worker).exists()
        for user in (worker, personas.police):
            invitations.invite_user(meeting=meeting, user=user, by=worker, at=at)
        meetings.change(
            meeting=meeting,
            changes={"chair": worker, "minute_taker": personas.business_support},
            expected_version=Meeting.objects.get(pk=meeting.pk).version,
            reason="Staff",
            by=worker,
            at=at,
        )
    for user in (worker, personas.police, personas.business_support):
        with as_user(user):
            assert not access.visible_children(user).exists(), user


def test_social_cares_team_on_duty_runs_no_meeting_about_a_record_closed_to_it(personas, at, child, plan):
    hidden = records.child("Rex", "Secret", by=personas.team_manager, at=at)
    _restrict(hidden, personas.social_worker, by=personas.team_manager, at=at)
    meeting = plan(child, hidden)
    worker = personas.front_door_worker
    assert worker.team.function == TeamFunction.FRONT_DOOR
    with as_user(personas.social_worker):
        asked = invitations.invite_duty(
            meeting=meeting, agency=worker.agency, team=worker.team, by=personas.social_worker, at=at
        )
    with as_user(worker):
        assert not access_meetings.readable_meetings(worker).exists()
        with pytest.raises(NotPermittedError):
            meetings.cancel(meeting=meeting, reason="No", by=worker, at=at)
        invitations.take_on(invitation=asked, by=worker, at=at)
        assert not access.visible_children(worker).filter(pk=hidden.pk).exists()


def test_minutes_for_those_on_duty_are_read_by_whoever_takes_the_invitation_on(personas, at, child, sign_in):
    meeting = held_meetings.held(child, personas, at)
    colleague = partnership.user("Dee Colleague", personas.police.agency)
    with as_user(personas.social_worker):
        invitations.invite_duty(
            meeting=meeting, agency=personas.health_visitor.agency, by=personas.social_worker, at=at
        )
    held_meetings.distributed(meeting, personas, at, [Block("open", "Risk", "Minutewords", "shared")])
    visitor = personas.health_visitor
    copy = MinutesCopy.objects.select_related("minutes").get(invitation__agency=visitor.agency)
    told = Notification.objects.filter(recipient=visitor, kind="minutes")
    assert {each.path for each in told} <= {reverse("meeting", args=[meeting.reference])}
    client = sign_in(visitor)
    assert client.get(reverse("minutes_copy", args=[meeting.reference, 1])).status_code == 404
    assert distribution.opened(copy=copy, by=visitor, at=at).opened_at is None
    with time_machine.travel(at, tick=False):
        client.post(reverse("meeting_take_on", args=[meeting.reference, copy.invitation_id]))
    assert "Minutewords" in text(client.get(reverse("minutes_copy", args=[meeting.reference, 1])))
    copy.refresh_from_db()
    assert copy.opened_by == visitor
    assert sign_in(colleague).get(reverse("minutes_copy", args=[meeting.reference, 1])).status_code == 404
