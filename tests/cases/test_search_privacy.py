"""What search never tells: that a child exists whom the searcher may not see."""

from __future__ import annotations

from datetime import date

import pytest

from cases import access
from cases.exceptions import NotPermittedError
from cases.queries import search as queries
from cases.services import people
from cases.states import RelationshipKind
from safeguarding.audit.log import Origin
from safeguarding.audit.models import AccessLog, Basis
from tests.factories import records

ORIGIN = Origin(address="127.0.0.1", page="search")
NHS_NUMBER = "9434765919"


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def look(at):
    def _look(user, terms):
        return queries.search(user=user, terms=terms, at=at, origin=ORIGIN)

    return _look


@pytest.fixture
def theirs(personas, by, at):
    """A child of the GP's, unknown to the school."""
    child = records.child("Rosalind", "Ashdown", nhs_number=NHS_NUMBER, upn="A123456789012", by=by, at=at)
    people.add_address(person=child.person, lines="14 Quarry Street", postcode="NM3 2AB", by=by, at=at)
    records.involve(child, personas.gp.agency, by=by, at=at)
    return child


def everything(child):
    return ("Rosalind Ashdown", "9/3/2016", NHS_NUMBER, "A123456789012", "NM3 2AB", "14 Quarry Street",
            child.reference)  # fmt: skip


def test_another_partners_child_is_as_if_absent_by_every_term(personas, theirs, look):
    for terms in everything(theirs):
        assert (look(personas.school, terms).total, look(personas.gp, terms).total) == (0, 1), terms
    assert set(AccessLog.objects.filter(user=personas.school).values_list("found", flat=True)) == {0}


def test_counts_are_of_what_may_be_seen(personas, theirs, by, at, look):
    ours = records.child("Rosalind", "Ashdown", by=by, at=at)
    records.involve(ours, personas.school.agency, by=by, at=at)
    seen = look(personas.school, "Rosalind Ashdown")
    assert (seen.total, seen.pages, [one.child for one in seen.found]) == (1, 1, [ours])


def test_a_restricted_child_is_found_by_named_people_only(personas, at, look):
    head = personas.head_of_service
    child = records.child("Rosalind", "Ashdown", nhs_number=NHS_NUMBER, is_restricted=True, by=head, at=at)
    records.involve(child, personas.social_worker, by=head, at=at)
    for terms in ("Rosalind Ashdown", NHS_NUMBER, child.reference):
        found = {name for name, user in personas if name != "system_admin" and look(user, terms).total}
        assert found == {"social_worker"}


@pytest.fixture
def siblings(personas, theirs, by, at):
    """The school's child; the GP's is a half-sister, one more is a cousin without a record."""
    ours = records.child("Toby", "Pike", date_of_birth=date(2019, 7, 2), by=by, at=at)
    records.involve(ours, personas.school.agency, by=by, at=at)
    cousin = records.person("Isla", "Marsh", nhs_number="4010232137", by=by, at=at)
    for person, kind in ((theirs.person, RelationshipKind.HALF_SIBLING), (cousin, RelationshipKind.COUSIN)):
        people.relate(person=person, relative_of=ours.person, kind=kind, by=by, at=at)
    return ours, cousin


def test_a_sibling_may_be_named_without_telling_of_a_record(personas, theirs, siblings, look):
    ours, _ = siblings
    [sister], [other] = (look(personas.school, terms).found for terms in ("Rosalind Ashdown", "Isla Marsh"))
    assert (sister.child, sister.address, sister.relative_of) == (
        None,
        "",
        [("Half-brother or half-sister", ours)],
    )
    assert (other.child, other.address, other.relative_of) == (None, "", [("Cousin", ours)])


def test_whether_a_relative_has_a_record_cannot_be_tried_out_by_numbers(personas, theirs, siblings, look):
    _, cousin = siblings
    for terms in (theirs.reference, NHS_NUMBER, "A123456789012", "NM3 2AB", cousin.nhs_number):
        assert look(personas.school, terms).total == 0, terms


def test_a_restricted_sibling_is_not_even_named(personas, siblings, at, look):
    ours, _ = siblings
    head = personas.head_of_service
    hidden = records.child("Freya", "Lowry", is_restricted=True, by=head, at=at)
    records.relate(hidden.person, ours.person, RelationshipKind.SIBLING, by=head, at=at)
    for user in (personas.school, personas.social_worker):
        assert look(user, "Freya Lowry").total == 0


def test_a_confidential_address_is_found_and_shown_by_social_care_only(personas, theirs, by, at, look):
    records.involve(theirs, personas.school.agency, by=by, at=at)
    people.add_address(
        person=theirs.person,
        lines="Refuge House",
        postcode="NM9 9ZZ",
        is_confidential=True,
        confidential_reason="Fled",
        ends_others=True,
        by=by,
        at=at,
    )
    for terms in ("Refuge House", "NM9 9ZZ"):
        assert (look(personas.school, terms).total, look(by, terms).total) == (0, 1)
    assert look(personas.school, "Rosalind Ashdown").found[0].address == ""
    assert look(by, "Rosalind Ashdown").found[0].address == "Refuge House, NM9 9ZZ (confidential)"
    assert not access.sees_confidential_addresses(personas.police)


def test_social_care_without_open_access_finds_what_it_is_involved_with(settings, personas, theirs, at, look):
    settings.SOCIAL_CARE_OPEN_ACCESS = False
    assert look(personas.social_worker, "Rosalind Ashdown").total == 0
    records.involve(theirs, personas.social_worker.agency, by=personas.front_door_worker, at=at)
    assert look(personas.social_worker, "Rosalind Ashdown").total == 1
    assert AccessLog.objects.order_by("pk").last().basis == Basis.INVOLVEMENT


def test_who_sees_no_children_may_not_search(personas, look):
    with pytest.raises(NotPermittedError):
        look(personas.system_admin, "Jo")
