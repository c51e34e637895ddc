"""What an agency recorded stays readable to it after it left: its own words, and nothing else."""

from __future__ import annotations

import pytest

from cases import access
from cases.models import Involvement
from cases.services import involvements
from cases.states import EventKind, InvolvementRole, Sensitivity
from safeguarding.audit.models import AccessLog, Basis
from tests.factories import partnership, records


@pytest.fixture
def child(personas, at):
    """A child whom the school was involved with, and wrote about."""
    made = records.child("Ada", "Example", by=personas.social_worker, at=at)
    records.involve(made, personas.school.agency, by=personas.social_worker, at=at)
    records.event(made, by=personas.school, at=at, what_happened="Came without lunch")
    records.event(made, by=personas.social_worker, at=at, what_happened="Social care saw her")
    records.event(
        made, by=personas.school, at=at, what_happened="The service wrote", kind=EventKind.REFERRAL_DECISION
    )
    return made


def _leave(child, personas, at):
    for row in Involvement.objects.filter(child=child, until=None):
        involvements.finish(involvement=row, reason="Moved away", by=personas.social_worker, at=at)


def test_while_involved_the_page_is_empty_and_the_record_has_it(personas, child, sign_in):
    page = sign_in(personas.school).get("/recorded/").content.decode()
    assert "Came without lunch" not in page
    assert child in access.visible_children(personas.school)


def test_after_it_left_the_page_shows_its_own_words_and_nothing_else_of_the_record(
    personas, child, at, sign_in
):
    _leave(child, personas, at)
    page = sign_in(personas.school).get("/recorded/").content.decode()
    assert "Came without lunch" in page
    assert child.reference in page
    for hidden in ("Social care saw her", "The service wrote", "Example", "Ada"):
        assert hidden not in page
    assert sign_in(personas.other_school).get("/recorded/").content.decode().count(child.reference) == 0
    logged = AccessLog.objects.get(child_key=child.pk)
    assert (logged.user, logged.basis, logged.reference) == (
        personas.school,
        Basis.OWN_WORK,
        child.reference,
    )


def test_a_team_that_was_involved_reads_its_words_and_other_teams_of_the_agency_dont(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    unit = personas.police.team
    involvements.start(
        child=child,
        agency=unit.agency,
        team=unit,
        role=InvolvementRole.OTHER,
        reason="Case",
        by=personas.social_worker,
        at=at,
    )
    line = records.event(child, by=personas.police, at=at, sensitivity=Sensitivity.POLICE)
    _leave(child, personas, at)
    elsewhere = partnership.user(
        "Pat Elsewhere", unit.agency, in_team=partnership.team(unit.agency, "Traffic")
    )
    assert line in access.own_events(personas.police)
    assert line not in access.own_events(elsewhere)


def test_who_left_the_agency_leaves_its_words_behind(personas, child, at):
    _leave(child, personas, at)
    assert access.own_events(personas.school).exists()
    personas.school.agency = personas.other_school.agency
    assert not access.own_events(personas.school).exists()


def test_a_record_that_became_restricted_is_left_out(personas, child, at):
    _leave(child, personas, at)
    child.is_restricted, child.restricted_reason = True, "Staff"
    child.record(by=personas.head_of_service, at=at)
    assert not access.own_events(personas.school).exists()


def test_someone_who_left_and_administrators_have_none(personas, child, at):
    _leave(child, personas, at)
    personas.school.is_active = False
    for user in (personas.school, personas.partnership_admin, personas.system_admin):
        assert not access.own_events(user).exists()
