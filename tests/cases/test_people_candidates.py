"""Who a newly named child may already be."""

from __future__ import annotations

from datetime import date

import pytest

from cases.exceptions import NotPermittedError
from cases.queries import candidates
from cases.services import people
from tests.factories import records

BORN = date(2016, 3, 9)


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def child(by, at):
    return records.child(
        "Caitlin", "Hartley", sex="F", nhs_number="9434765919", upn="A123456789012", by=by, at=at
    )


def find(user, **facts):
    given = {"given_name": "", "family_name": "", "date_of_birth": None, **facts}
    return candidates.find(user=user, **given)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"given_name": "Caitlin", "family_name": "Hartley"}, "Same name"),
        ({"given_name": "Hartley", "family_name": "Caitlin"}, "Same names in another order"),
        ({"given_name": "Kaytlin", "family_name": "Hartly"}, "Name sounds alike"),
        ({"given_name": "Caitlim", "family_name": "Hartleg"}, "Name spelled alike"),
        ({"given_name": "Caitlin"}, "Part of the name is the same"),
        ({"nhs_number": "943 476 5919"}, "Same NHS number"),
        ({"upn": "a123456789012"}, "Same unique pupil number"),
        ({"given_name": "Caitlin", "family_name": "Pike", "date_of_birth": BORN}, "Same date of birth"),
        (
            {"given_name": "Caitlin", "family_name": "Hartley", "date_of_birth": date(2016, 9, 3)},
            "Day and month of birth exchanged",
        ),
    ],
)
def test_each_likeness_is_found_and_named(child, by, facts, reason):
    [found] = find(by, **facts)
    assert (found.child, found.person) == (child, child.person)
    assert reason in found.reasons


def test_a_changed_last_name_with_the_same_birthday_is_found(child, by):
    [found] = find(by, given_name="Caitlin", family_name="Zdrojewski", date_of_birth=BORN)
    assert "Same date of birth" in found.reasons


def test_a_shared_birthday_alone_says_too_little(child, by):
    assert find(by, given_name="Xavier", family_name="Quigg", date_of_birth=BORN) == []


def test_the_likelier_comes_first_and_no_more_than_asked_for(child, by, at):
    for _ in range(3):
        records.child("Caitlin", "Hartley", date_of_birth=date(2010, 1, 1), sex="M", by=by, at=at)
    people.add_address(person=child.person, lines="1 Mill Lane", postcode="NM1 4AB", by=by, at=at)
    found = find(
        by,
        given_name="Caitlin",
        family_name="Hartley",
        date_of_birth=BORN,
        sex="F",
        postcode="nm14ab",
        limit=2,
    )
    assert [one.person for one in found][:1] == [child.person]
    assert found[0].reasons == ["Same name", "Same date of birth", "Same postcode"]
    assert len(found) == 2
    assert found[0].score > found[1].score


def test_a_postcode_alone_finds_nobody(child, by, at):
    people.add_address(person=child.person, lines="1 Mill Lane", postcode="NM1 4AB", by=by, at=at)
    assert find(by, postcode="NM1 4AB") == []


def test_an_unborn_child_expected_on_the_day_counts_only_with_a_name(by, at):
    expected = date(2026, 5, 1)
    unborn = records.child("Unborn", "Hartley", date_of_birth=None, expected_date=expected, by=by, at=at)
    [found] = find(by, family_name="Hartley", date_of_birth=expected)
    assert found.child == unborn
    assert "Expected on that day" in found.reasons


def test_a_relative_without_a_record_is_a_candidate_too(by, at):
    mother = records.person("Mary", "Hartley", date_of_birth=date(1990, 1, 1), by=by, at=at)
    [found] = find(by, given_name="Mary", family_name="Hartley")
    assert (found.person, found.child) == (mother, None)


def test_restricted_records_and_other_agencies_children_are_as_if_absent(personas, by, at):
    hidden = records.child(
        "Maxwell", "Thorne", nhs_number="9434765919", is_restricted=True, by=personas.head_of_service, at=at
    )
    records.child("Maxine", "Thorne", by=by, at=at)
    asked = {
        "given_name": "Maxwell",
        "family_name": "Thorne",
        "date_of_birth": BORN,
        "nhs_number": "9434765919",
    }
    assert hidden.person not in [one.person for one in find(by, **asked)]
    assert find(personas.school, **asked) == []


def test_who_may_not_search_is_refused(personas):
    with pytest.raises(NotPermittedError):
        find(personas.system_admin, given_name="Jo")


def test_the_number_of_queries_does_not_grow(child, by, at, django_assert_max_num_queries):
    for _ in range(30):
        records.child("Caitlin", "Hartley", by=by, at=at)
    with django_assert_max_num_queries(7):
        found = find(
            by, given_name="Caitlin", family_name="Hartley", date_of_birth=BORN, nhs_number="9434765919"
        )
    assert len(found) == 10
