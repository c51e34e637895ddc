"""Writing people: facts, names, addresses, contact details, death."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event, PersonName
from cases.models.person import ContactKindOf, NameKind
from cases.services import people
from cases.states import EventKind, RelationshipKind
from tests.factories import records

NHS_NUMBER = "943 476 5919"


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def person(by, at):
    return people.create_person(given_name="Zoë", family_name="O’Neill", known_as="Zed", by=by, at=at)


def change(person, by, at, **changes):
    return people.update_person(
        person=person, changes=changes, expected_version=person.version, by=by, at=at, reason="Seen papers"
    )


def test_a_new_person_is_kept_under_every_name_as_search_needs_it(by, at):
    person = people.create_person(
        given_name=" Zoë  Ann", family_name="O’Neill", known_as="Zed", aliases=["Zoe Smyth"], by=by, at=at
    )
    assert person.given_name == "Zoë Ann"
    kept = {name.searched: (name.kind, name.sounds) for name in person.names.all()}
    assert kept == {
        "zoe ann oneill": ("main", ["AN", "ANL", "S"]),
        "zed oneill": ("alias", ["ANL", "ST"]),
        "zoe smyth": ("alias", ["S", "SM0", "XMT"]),
    }


def test_someone_without_a_name_has_none_to_search(by, at):
    unborn = people.create_person(expected_date=at.date() + timedelta(days=90), by=by, at=at)
    assert unborn.name == "Unborn child"
    assert not unborn.names.exists()


def test_a_name_in_another_script_is_kept_without_codes_of_sound(by, at):
    person = people.create_person(given_name="Иван", by=by, at=at)
    assert person.names.get().sounds == []


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"nhs_number": "943 476 5918"}, "nhs_number"),
        ({"upn": "B123456789012"}, "upn"),
        ({"date_of_birth": date(2026, 3, 11)}, "date_of_birth"),
        ({"date_of_birth": date(1850, 1, 1)}, "date_of_birth"),
        ({"date_of_death": date(2026, 3, 11)}, "date_of_death"),
        ({"date_of_birth": date(2016, 3, 9), "date_of_death": date(2016, 3, 8)}, "date_of_death"),
        ({"expected_date": date(2027, 6, 1)}, "expected_date"),
        ({"sex": "X"}, "sex"),
        ({"ethnicity": "NOPE"}, "ethnicity"),
        ({"disabilities": ["NOPE"]}, "disabilities"),
        ({"disabilities": ["NONE", "LD"]}, "disabilities"),
        ({"upn": "A123456789012", "upn_unknown_reason": "UN4"}, "upn_unknown_reason"),
    ],
)
def test_a_fact_that_cannot_be_right_is_refused_with_its_field(by, at, facts, field):
    with pytest.raises(DomainError) as refused:
        people.create_person(given_name="Jo", by=by, at=at, **facts)
    assert refused.value.field == field


def test_numbers_and_codes_are_kept_without_the_blanks_people_type(by, at):
    person = people.create_person(
        given_name="Jo", nhs_number=NHS_NUMBER, disabilities=["LD", "AUT", "LD"], by=by, at=at
    )
    assert (person.nhs_number, person.disabilities) == ("9434765919", ["AUT", "LD"])


def test_something_that_is_no_fact_about_a_person_is_a_programming_error(by, at):
    with pytest.raises(TypeError, match="reference"):
        people.create_person(given_name="Jo", reference="C1", by=by, at=at)


def test_only_case_staff_of_social_care_make_and_change_people(personas, person, at):
    for who in (personas.gp, personas.business_support, personas.system_admin):
        with pytest.raises(NotPermittedError):
            people.create_person(given_name="Jo", by=who, at=at)
    with pytest.raises(NotPermittedError):
        change(person, personas.business_support, at, given_name="Jo")


def test_a_person_one_may_not_see_is_as_if_absent(personas, at):
    hidden = records.child(by=personas.head_of_service, at=at, is_restricted=True).person
    with pytest.raises(NotVisibleError):
        change(hidden, personas.social_worker, at, given_name="Jo")


def test_a_changed_name_leaves_the_earlier_one_as_previous(person, by, at):
    person = change(person, by, at, family_name="Marsh")
    kinds = {(str(name), name.kind, name.ended_at) for name in person.names.all()}
    assert kinds == {
        ("Zoë O’Neill", "previous", at),
        ("Zoë Marsh", "main", None),
        ("Zed O’Neill", "alias", None),
        ("Zed Marsh", "alias", None),
    }
    assert person.history.first().history_change_reason == "Seen papers"


def test_saving_what_is_recorded_already_adds_no_history(person, by, at):
    before = person.history.count()
    assert change(person, by, at, given_name="Zoë").version == person.version
    assert person.history.count() == before


def test_the_second_of_two_editors_is_told_and_overwrites_nothing(person, by, at):
    change(person, by, at, known_as="Zee")
    with pytest.raises(ChangedMeanwhileError):
        change(person, by, at, known_as="Zett")
    person.refresh_from_db()
    assert person.known_as == "Zee"


def test_an_unborn_childs_record_says_when_the_child_is_born(by, at):
    child = records.child(by=by, at=at, date_of_birth=None, expected_date=at.date())
    change(child.person, by, at, date_of_birth=at.date())
    assert Event.objects.filter(child=child, kind=EventKind.BIRTH).count() == 1
    unborn = people.create_person(expected_date=at.date(), by=by, at=at)
    change(unborn, by, at, date_of_birth=at.date())
    assert Event.objects.filter(kind=EventKind.BIRTH).count() == 1


def test_another_name_is_added_once_and_ended_without_being_lost(person, by, at):
    name = people.add_alias(person=person, alias="Zoe Pike", by=by, at=at, reason="Said so")
    with pytest.raises(DomainError, match="recorded already"):
        people.add_alias(person=person, alias="Zoe Pike", by=by, at=at, reason="Said so")
    people.end_alias(name=name, by=by, at=at, reason="Not used")
    assert PersonName.objects.get(pk=name.pk).ended_at == at
    with pytest.raises(ChangedMeanwhileError):
        people.end_alias(name=name, by=by, at=at, reason="Not used")


def test_an_alias_has_words_and_the_current_name_is_not_changed_as_one(person, by, at):
    with pytest.raises(DomainError):
        people.add_alias(person=person, alias="  ", by=by, at=at, reason="Said so")
    with pytest.raises(DomainError):
        people.add_alias(person=person, alias="Al", kind=NameKind.MAIN, by=by, at=at, reason="Said so")
    with pytest.raises(DomainError):
        people.end_alias(name=person.names.get(kind="main"), by=by, at=at, reason="Not used")
    assert str(people.add_alias(person=person, alias="Al", by=by, at=at, reason="Said so")) == "Al"


def test_an_address_replaces_the_one_before(person, by, at):
    first = people.add_address(
        person=person, lines="1 Mill Lane", postcode="nm14ab", since=date(2020, 1, 1), by=by, at=at
    )
    undated = people.add_address(person=person, lines="Tent", postcode="", by=by, at=at)
    moved = date(2026, 3, 1)
    people.add_address(
        person=person, lines="2 High Street", postcode="", since=moved, ends_others=True, by=by, at=at
    )
    first.refresh_from_db()
    undated.refresh_from_db()
    assert (first.postcode, first.searched) == ("NM1 4AB", "1 mill lane nm1 4ab")
    assert (first.until, undated.until) == (moved, moved)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"lines": "  "}, "lines"),
        ({"postcode": "nowhere"}, "postcode"),
        ({"since": date(2026, 3, 11)}, "since"),
        ({"is_confidential": True}, "confidential_reason"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_with_its_field(person, by, at, facts, field):
    with pytest.raises(DomainError) as refused:
        people.add_address(person=person, by=by, at=at, **{"lines": "1 Mill Lane", "postcode": "", **facts})
    assert refused.value.field == field


def test_an_address_ends_once_on_a_day_that_can_be(person, by, at):
    address = people.add_address(
        person=person, lines="1 Mill Lane", postcode="", since=date(2020, 1, 1), by=by, at=at
    )
    for wrong in (date(2019, 1, 1), date(2026, 3, 11)):
        with pytest.raises(DomainError):
            people.end_address(address=address, until=wrong, by=by, at=at, reason="Moved")
    people.end_address(address=address, until=date(2026, 3, 1), by=by, at=at, reason="Moved")
    with pytest.raises(ChangedMeanwhileError):
        people.end_address(address=address, until=date(2026, 3, 1), by=by, at=at, reason="Moved")


def test_a_contact_detail_is_added_and_ended(person, by, at):
    with pytest.raises(DomainError):
        people.add_contact_detail(person=person, kind=ContactKindOf.PHONE, value=" ", by=by, at=at)
    detail = people.add_contact_detail(
        person=person, kind=ContactKindOf.PHONE, value="01632 960001", is_safe=False, by=by, at=at
    )
    people.end_contact_detail(detail=detail, by=by, at=at, reason="New number")
    with pytest.raises(ChangedMeanwhileError):
        people.end_contact_detail(detail=detail, by=by, at=at, reason="New number")


def test_a_childs_death_stands_in_the_record_once(by, at):
    child = records.child(by=by, at=at)
    people.record_death(person=child.person, died_on=at.date(), by=by, at=at, reason="Told by hospital")
    event = Event.objects.get(child=child, kind=EventKind.DEATH)
    assert event.occurred_at == at
    with pytest.raises(ChangedMeanwhileError):
        people.record_death(person=child.person, died_on=at.date(), by=by, at=at, reason="Told")


def test_a_parents_death_stands_in_the_childs_record(person, by, at):
    child = records.child(by=by, at=at)
    people.relate(person=person, relative_of=child.person, kind=RelationshipKind.MOTHER, by=by, at=at)
    people.record_death(person=person, died_on=date(2026, 3, 1), by=by, at=at, reason="Told by police")
    assert "a parent, died" in Event.objects.get(child=child, kind=EventKind.DEATH).what_happened
