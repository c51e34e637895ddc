"""Search: everything by which somebody can be found, and what a page of results says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.queries import search as queries
from cases.queries import search_terms
from cases.services import people
from cases.states import RelationshipKind
from safeguarding.audit.log import Origin
from safeguarding.audit.models import AccessLog, Action
from tests.factories import records

ORIGIN = Origin(address="127.0.0.1", page="search")
TODAY = date(2026, 3, 10)


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def child(by, at):
    made = records.child(
        "Zoë", "O’Hartley", known_as="Bunny", nhs_number="9434765919", upn="A123456789012", by=by, at=at
    )
    people.add_alias(person=made.person, alias="Florence Pike", by=by, at=at, reason="School says so")
    people.add_address(
        person=made.person, lines="14 Quarry Street, Northmoor", postcode="NM3 2AB", by=by, at=at
    )
    return made


@pytest.fixture
def look(at):
    def _look(user, terms, page=1):
        return queries.search(user=user, terms=terms, at=at, origin=ORIGIN, page=page)

    return _look


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ("Zoe OHartley", "Same name"),
        ("zoe o'hartley", "Same name"),
        ("O’Hartley Zoë", "Same names in another order"),
        ("Zoe Ohartly", "Name sounds alike"),
        ("Soe O’Hartly", "Name sounds alike"),
        ("Bunny", "Also known as Bunny O’Hartley: part of the name is the same"),
        ("florence pyke", "Also known as Florence Pike: name sounds alike"),
        ("9/3/2016", "Same date of birth"),
        ("9 March 2016", "Same date of birth"),
        ("9th mar 2016", "Same date of birth"),
        ("2016-03-09", "Same date of birth"),
        ("09.03.16", "Same date of birth"),
        ("3/9/2016", "Day and month of birth exchanged"),
        ("943 476 5919", "Same NHS number"),
        ("9434765919", "Same NHS number"),
        ("a123456789012", "Same unique pupil number"),
        ("nm32ab", "Same postcode"),
        ("14 quarry street", "Address: 14 Quarry Street, Northmoor, NM3 2AB"),
        ("quarry street", "Address: 14 Quarry Street, Northmoor, NM3 2AB"),
    ],
)
def test_a_child_is_found_and_the_page_says_why(child, by, look, terms, reason):
    [found] = look(by, terms).found
    assert (found.child, found.address) == (child, "14 Quarry Street, Northmoor, NM3 2AB")
    assert found.reasons == [reason]


def test_a_child_is_found_by_reference_in_either_case(child, by, look):
    for typed in (child.reference, child.reference.lower(), f"ref {child.reference}"):
        assert child in [found.child for found in look(by, typed).found]


def test_a_previous_name_still_finds(child, by, at, look):
    people.update_person(
        person=child.person,
        changes={"family_name": "Zdrojewski"},
        expected_version=child.person.version,
        by=by,
        at=at,
        reason="Adopted",
    )
    assert look(by, "Zoe OHartley").found[0].reasons == ["Previous name Zoë O’Hartley: same name"]


def test_who_fits_in_more_ways_comes_first(child, by, at, look):
    records.child("Zoe", "Hartley", date_of_birth=date(2011, 1, 1), by=by, at=at)
    records.child("Xavier", "Quigg", by=by, at=at)
    found = look(by, "zoe ohartley 9/3/2016").found
    assert found[0].child == child
    assert found[0].reasons == ["Same name", "Same date of birth"]
    assert {str(one.person) for one in found[1:]} == {"Zoe Hartley", "Xavier Quigg"}


def test_a_relative_leads_to_the_children_they_belong_to(child, by, at, look):
    mother = records.person("Mary", "Ashdown", date_of_birth=None, by=by, at=at)
    people.relate(person=mother, relative_of=child.person, kind=RelationshipKind.MOTHER, by=by, at=at)
    [found] = look(by, "Mary Ashdown").found
    assert (found.child, found.relative_of, found.age) == (None, [("Mother", child)], "age not known")


def test_results_come_in_pages_of_twenty(by, at, look):
    for _ in range(25):
        records.child("Caitlin", "Hartley", by=by, at=at)
    first, second = look(by, "Caitlin Hartley"), look(by, "Caitlin Hartley", page=2)
    assert (first.total, first.pages, len(first.found), len(second.found)) == (25, 2, 20, 5)
    assert not {one.person.pk for one in first.found} & {one.person.pk for one in second.found}
    assert look(by, "Caitlin Hartley", page=99).page == 2


def test_the_number_of_queries_does_not_grow(by, at, look, django_assert_max_num_queries):
    for _ in range(25):
        child = records.child("Caitlin", "Hartley", by=by, at=at)
        people.add_address(person=child.person, lines="1 Mill Lane", postcode="NM1 4AB", by=by, at=at)
    with django_assert_max_num_queries(10):
        look(by, "Caitlin Hartley 9/3/2016 NM1 4AB")


def test_every_search_is_logged_with_its_terms_and_how_many_were_found(child, by, at, look):
    look(by, "Zoe  OHartley\x00")
    line = AccessLog.objects.get(action=Action.SEARCH)
    assert (line.user, line.terms, line.found, line.page) == (by, "Zoe OHartley", 1, "search")


def test_nothing_typed_finds_nobody(child, by, look):
    assert look(by, " ’ ").total == 0


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Jo 31/2/2016", {"name": "Jo", "address": "31/2/2016"}),
        ("3/16/2016", {"day": date(2016, 3, 16)}),
        ("1/2/50", {"day": date(1950, 2, 1)}),
        ("1/2/26", {"day": date(2026, 2, 1)}),
        ("31 Foo 2016", {"address": "31 Foo 2016"}),
        ("30 feb 2016", {"address": "30 feb 2016"}),
        ("2016-13-01", {"address": "2016-13-01"}),
        ("9434765918", {"address": "9434765918"}),
        ("Charmane", {"name": "Charmane"}),
        ("C7K3M9QT", {"reference": "C7K3M9QT"}),
        ("Jo 12 Mill Lane NM1 4AB", {"name": "Jo", "address": "12 Mill Lane", "postcode": "NM1 4AB"}),
    ],
)
def test_what_is_typed_is_read_as_people_mean_it(typed, expected):
    read = search_terms.read(typed, today=TODAY)
    given_back = {name: getattr(read, name) for name in ("name", "address", "day", "reference", "postcode")}
    assert {name: value for name, value in given_back.items() if value} == expected


@given(typed=st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_anything_can_be_read(typed):
    read = search_terms.read(typed, today=TODAY)
    assert len(read.typed) <= search_terms.LONGEST


@pytest.mark.django_db
def test_anything_can_be_searched_for(by, at):
    @given(typed=st.text(max_size=60) | st.from_regex(r"[A-Z'\-% _\\0-9/\.]{0,40}", fullmatch=True))
    @settings(max_examples=150, deadline=None)
    def search(typed):
        queries.search(user=by, terms=typed, at=at, origin=ORIGIN)

    search()
