"""A part in a meeting ends with it, or with the work; what is closed or opened in an emergency stays so."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import access, access_meetings
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.meeting_states import Reply
from cases.models import Child, Meeting
from cases.services import (
    emergency,
    invitations,
    meeting_actions,
    meeting_information,
    meetings,
)
from cases.states import Sensitivity
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import User
from safeguarding.audit.log import Origin
from safeguarding.audit.models import AccessLog
from tests.factories import records
from tests.factories.meetings import planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    return records.child("Robin", "Dale", by=personas.team_manager, at=at)


@pytest.fixture
def plan(personas, at):
    """`plan(child, …)` plans a meeting that the social worker calls."""
    return partial(planned, personas=personas, at=at)


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _restrict(child: Child, *named: User, by: User, at) -> None:
    """The record is closed to all but these."""
    for user in named:
        records.involve(child, user, by=by, at=at)
    child = Child.objects.get(pk=child.pk)
    child.is_restricted, child.restricted_reason = True, "Family of staff"
    child.record(by=by, at=at, reason="test data")


def _open_in_emergency(child: Child, user: User, at) -> None:
    emergency.open_record(
        reference=child.reference,
        reason="A child is at risk now, nobody answers",
        by=user,
        at=at,
        origin=Origin(address=None, page="test"),
    )


def test_a_chair_who_is_replaced_sees_a_restricted_record_no_longer(personas, at, child, plan):
    _restrict(child, personas.social_worker, by=personas.team_manager, at=at)
    meeting = plan(child, chair=personas.team_manager, minute_taker=personas.business_support)

    def seen_by(user: User) -> bool:
        with as_user(user):
            return access.visible_children(user).filter(pk=child.pk).exists()

    assert seen_by(personas.team_manager)
    # The minute-taker becomes the chair: still a part, and the record stays open to them.
    with as_user(personas.social_worker):
        meetings.change(
            meeting=meeting,
            changes={"chair": personas.business_support, "minute_taker": personas.conference_chair},
            expected_version=Meeting.objects.get(pk=meeting.pk).version,
            reason="Holiday",
            by=personas.social_worker,
            at=at,
        )
    assert [seen_by(user) for user in (personas.business_support, personas.conference_chair)] == [True, True]
    assert not seen_by(personas.team_manager)


def test_an_invitation_taken_back_from_the_chair_leaves_them_the_record(personas, at, child, plan):
    _restrict(child, personas.social_worker, by=personas.team_manager, at=at)
    meeting = plan(child, chair=personas.team_manager)
    with as_user(personas.social_worker):
        asked = invitations.invite_user(
            meeting=meeting, user=personas.team_manager, by=personas.social_worker, at=at
        )
        invitations.withdraw(invitation=asked, reason="Chairs it anyway", by=personas.social_worker, at=at)
    with as_user(personas.team_manager):
        assert access.visible_children(personas.team_manager).exists()


@pytest.mark.parametrize("part", ["asked", "chair", "caller"])
def test_who_works_for_another_agency_since_has_no_part_in_the_meeting(
    personas, at, child, plan, sign_in, part
):
    mover = {"asked": personas.gp, "chair": personas.team_manager, "caller": personas.social_worker}[part]
    meeting = plan(child, chair=personas.team_manager)
    with as_user(personas.social_worker):
        asked = invitations.invite_user(meeting=meeting, user=personas.gp, by=personas.social_worker, at=at)
    User.objects.filter(pk=mover.pk).update(agency=personas.other_school.agency, team=None)
    mover = User.objects.get(pk=mover.pk)
    with as_user(mover):
        assert not access_meetings.visible_meetings(mover).exists()
        assert not Meeting.objects.exists()
        with pytest.raises(NotVisibleError):
            invitations.answer(invitation=asked, reply=Reply.ACCEPTED, by=mover, at=at)
    assert sign_in(mover).get(reverse("meeting", args=[meeting.reference])).status_code == 404


def test_whose_account_is_closed_has_no_part_either(personas, at, child, plan):
    meeting = plan(child)
    with as_user(personas.social_worker):
        invitations.invite_user(meeting=meeting, user=personas.gp, by=personas.social_worker, at=at)
    User.objects.filter(pk=personas.gp.pk).update(is_active=False)
    gone = User.objects.get(pk=personas.gp.pk)
    for of in ("visible_meetings", "readable_meetings", "visible_invitations", "visible_minutes"):
        assert not getattr(access_meetings, of)(gone).exists(), of
    assert not access_meetings.may_run(gone, meeting)
    assert not access_meetings.runs(gone, meeting)


def test_the_log_has_a_line_for_the_meeting_and_one_for_each_child_that_is_seen(
    personas, at, child, plan, sign_in
):
    other = records.child("Ash", "Dale", by=personas.team_manager, at=at)
    meeting = plan(child, other)
    with as_user(personas.social_worker):
        asked = invitations.invite_duty(
            meeting=meeting, agency=personas.police.agency, by=personas.social_worker, at=at
        )

    def logged(user: User, name: str) -> list[tuple[str, str]]:
        last = AccessLog.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        assert sign_in(user).get(reverse(name, args=[meeting.reference])).status_code == 200
        lines = AccessLog.objects.filter(pk__gt=last, page=name).order_by("pk")
        return list(lines.values_list("reference", "basis"))

    each = [child.reference, other.reference]
    assert logged(personas.social_worker, "meeting") == [
        (meeting.reference, "involvement"),
        *[(reference, "open_access") for reference in each],
    ]
    assert logged(personas.police, "meeting") == [(meeting.reference, "involvement")]
    with as_user(personas.police):
        invitations.take_on(invitation=asked, by=personas.police, at=at)
    assert logged(personas.police, "meeting") == [
        (reference, "involvement") for reference in (meeting.reference, *each)
    ]
    assert logged(personas.police, "meeting_file") == [(meeting.reference, "involvement")]
    assert logged(personas.front_door_worker, "meeting")[0] == (meeting.reference, "open_access")


def test_a_restricted_child_among_several_is_nowhere_on_the_page(personas, at, child, plan, sign_in):
    hidden = records.child("Rex", "Secret", by=personas.team_manager, at=at)
    meeting = plan(child, hidden)
    common = {"meeting": meeting, "by": personas.social_worker, "at": at}
    with as_user(personas.social_worker):
        meeting_information.share(agency=personas.gp.agency, text="Ofrexwords", child=hidden, **common)
        meeting_information.share(agency=personas.gp.agency, text="Ofrobinwords", child=child, **common)
        meeting_actions.add(
            what="Rexaction", owner_name="A neighbour", due_on=at.date(), child=hidden, **common
        )
    _restrict(hidden, personas.social_worker, by=personas.team_manager, at=at)
    with as_user(personas.social_worker):
        asked = invitations.invite_duty(agency=personas.police.agency, **common)
    with as_user(personas.police):
        invitations.take_on(invitation=asked, by=personas.police, at=at)
    path = reverse("meeting", args=[meeting.reference])
    page = text(sign_in(personas.police).get(path))
    assert "Ofrobinwords" in page
    secret = ("Ofrexwords", "Rexaction", "Secret", hidden.reference)
    assert not [word for word in secret if word in page]
    assert "Ofrexwords" in text(sign_in(personas.social_worker).get(path))
    # Social care without a part in it doesn't find the meeting at all.
    assert sign_in(personas.front_door_worker).get(path).status_code == 404


def test_a_meeting_seen_in_an_emergency_alone_is_run_by_nobody(personas, at, child, plan, settings, sign_in):
    settings.SOCIAL_CARE_OPEN_ACCESS = False
    records.involve(child, personas.social_worker, by=personas.team_manager, at=at)
    with as_user(personas.social_worker):
        meeting = plan(child)
    # Whether an emergency runs is told by the database's own clock.
    _open_in_emergency(child, personas.team_manager, timezone.now())
    manager = personas.team_manager
    with as_user(manager):
        assert list(access_meetings.readable_meetings(manager)) == [meeting]
        assert not access_meetings.runs(manager, meeting)
        assert Sensitivity.POLICE not in meeting_information.markable(manager, meeting)
        with pytest.raises(NotPermittedError):
            meetings.cancel(meeting=meeting, reason="No", by=manager, at=at)
    page = text(sign_in(manager).get(reverse("meeting", args=[meeting.reference])))
    assert "Cancel the meeting" not in page
