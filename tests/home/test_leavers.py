"""Who leaves or moves is out of every record at once; what they wrote stays."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from cases import access
from cases.exceptions import NotPermittedError
from cases.models import Event, Involvement
from cases.services import leavers
from cases.states import EventKind
from safeguarding.accounts.models import User
from tests.factories import records


@pytest.fixture
def child(personas, at):
    made = records.child(by=personas.front_door_worker, at=at)
    records.involve(made, personas.police, by=personas.front_door_worker, at=at)
    records.involve(made, personas.gp.agency, by=personas.front_door_worker, at=at)
    return made


@pytest.fixture
def admin(personas, sign_in):
    return sign_in(personas.system_admin)


def test_closing_an_account_ends_its_sessions_and_its_involvements(admin, personas, child, sign_in):
    police, theirs = personas.police, sign_in(personas.police)
    assert theirs.get(reverse("child", args=[child.reference])).status_code == 200
    answer = admin.post(reverse("directory_user_deactivate", args=[police.pk]), {"reason": "Retired"})
    assert answer.status_code == 303
    assert theirs.get(reverse("child", args=[child.reference])).status_code == 302
    ended = Involvement.objects.get(user=police)
    assert (ended.ended_by, ended.ended_reason) == (
        personas.system_admin,
        "They left: their account is closed",
    )
    assert not child.user_grants.exists()
    assert child.involvements.filter(until=None).get().agency == personas.gp.agency
    assert Event.objects.filter(child=child, kind=EventKind.INVOLVEMENT_ENDED).exists()


def test_an_account_that_stays_open_keeps_its_involvements(admin, personas, child):
    refused = admin.post(reverse("directory_user_deactivate", args=[personas.system_admin.pk]), {})
    assert "another system admin can" in refused.content.decode()
    assert Involvement.objects.get(user=personas.police).until is None


def _facts(admin, user: User, **changed):
    page = admin.get(reverse("directory_user_edit", args=[user.pk])).content.decode()
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    facts = {
        "full_name": user.full_name, "email": user.email, "agency": user.agency_id,
        "team": user.team_id or "", "role": user.role, "version": version,
    }  # fmt: skip
    return {**facts, **changed}


def test_whoever_moves_to_another_agency_leaves_what_they_did_for_the_former_one(admin, personas, child):
    police = personas.police
    path = reverse("directory_user_edit", args=[police.pk])
    assert admin.post(path, _facts(admin, police, full_name="Pat New")).status_code == 303
    assert access.visible_children(User.objects.get(pk=police.pk)).count() == 1
    moved = _facts(admin, police, agency=personas.school.agency_id, team="")
    assert admin.post(path, moved).status_code == 303
    assert access.visible_children(User.objects.get(pk=police.pk)).count() == 0
    assert Involvement.objects.get(user=police).ended_reason == "They moved to another agency"


def test_the_second_admin_to_save_sees_what_the_first_one_wrote(admin, personas):
    police = personas.police
    path = reverse("directory_user_edit", args=[police.pk])
    first = _facts(admin, police, job_title="Sergeant")
    second = _facts(admin, police, job_title="Inspector")
    assert admin.post(path, first).status_code == 303
    page = admin.post(path, second).content.decode()
    assert "Somebody else changed this meanwhile" in page
    assert "What is recorded now, and what you typed" in page
    assert User.objects.get(pk=police.pk).job_title == "Sergeant"
    again = {**second, "version": re.search(r'name="version" value="(\d+)"', page)[1]}
    assert admin.post(path, again).status_code == 303
    assert User.objects.get(pk=police.pk).job_title == "Inspector"


@pytest.mark.parametrize(
    ("name", "of"),
    [("directory_agency_edit", "agency"), ("directory_team", "team")],
)
def test_agencies_and_teams_are_not_written_over_either(admin, personas, name, of):
    thing = getattr(personas.police, of)
    path = reverse(name, args=[thing.pk])
    page = admin.get(path).content.decode()
    facts = {"version": re.search(r'name="version" value="(\d+)"', page)[1], "is_active": "yes"}
    facts |= {"kind": "police"} if of == "agency" else {"function": thing.function}
    assert admin.post(path, {**facts, "name": "First name"}).status_code == 303
    late = admin.post(path, {**facts, "name": "Second name"}).content.decode()
    assert re.search(r"First name.*Second name", late, re.S)
    thing.refresh_from_db()
    assert thing.name == "First name"


def test_nobody_but_the_directorys_keeper_ends_others_involvements(personas, child, at):
    with pytest.raises(NotPermittedError):
        leavers.end_involvements(user=personas.police, reason="x", by=personas.social_worker, at=at)
