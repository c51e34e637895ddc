"""Who may see which child."""

from __future__ import annotations

import pytest

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Involvement
from cases.services import involvements
from safeguarding.audit.log import Origin
from safeguarding.audit.models import AccessLog, Basis
from tests.factories import records

ORIGIN = Origin(address="127.0.0.1", page="test")


def test_social_care_opens_every_unrestricted_record_and_partners_only_their_own(personas, at):
    child = records.child(by=personas.front_door_worker, at=at)
    records.involve(child, personas.school.agency, by=personas.front_door_worker, at=at)
    sees = {name for name, user in personas if child in access.visible_children(user)}
    assert sees == {
        "front_door_worker",
        "front_door_manager",
        "social_worker",
        "team_manager",
        "head_of_service",
        "conference_chair",
        "business_support",
        "school",
    }


def test_a_restricted_record_is_seen_by_named_users_only(personas, at):
    child = records.child(by=personas.head_of_service, at=at, is_restricted=True)
    records.involve(child, personas.school.agency, by=personas.head_of_service, at=at)
    records.involve(child, personas.social_worker, by=personas.head_of_service, at=at)
    assert {name for name, user in personas if child in access.visible_children(user)} == {"social_worker"}


def test_an_agency_whose_involvement_ended_sees_the_record_no_more(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    records.involve(child, personas.gp.agency, by=personas.social_worker, at=at)
    involvement = Involvement.objects.get(child=child)
    involvements.finish(involvement=involvement, reason="Moved practice", by=personas.social_worker, at=at)
    assert not access.may(personas.gp, access.Action.VIEW, child)


def test_someone_who_left_sees_nothing(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    personas.social_worker.is_active = False
    assert not access.visible_children(personas.social_worker).exists()
    assert not access.visible_people(personas.social_worker).exists()
    assert not access.may(personas.social_worker, access.Action.VIEW, child)


def test_a_look_is_logged_with_its_basis(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    records.involve(child, personas.gp.agency, by=personas.social_worker, at=at)
    for user in (personas.gp, personas.team_manager):
        access.get_child(user, child.reference, access.Action.VIEW, at=at, origin=ORIGIN)
    logged = AccessLog.objects.order_by("pk").values_list("user", "basis", "reference")
    assert list(logged) == [
        (personas.gp.pk, Basis.INVOLVEMENT, child.reference),
        (personas.team_manager.pk, Basis.OPEN_ACCESS, child.reference),
    ]


def test_a_record_that_may_not_be_seen_answers_as_one_that_does_not_exist(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    for reference in (child.reference, "CNOTHERE"):
        with pytest.raises(NotVisibleError):
            access.get_child(personas.school, reference, access.Action.VIEW, at=at, origin=ORIGIN)
