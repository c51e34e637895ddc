"""The forms that change a child's record, over HTTP."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from cases.models import Child, Event, Involvement, Person
from cases.services import children, people
from cases.states import EventKind, InvolvementRole, RelationshipKind
from tests.factories import records


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def child(personas, by, at):
    made = records.child("Rosalind", "Ashdown", sex="F", by=by, at=at)
    records.involve(made, personas.school.agency, by=by, at=at)
    return made


@pytest.fixture
def client(by, sign_in):
    return sign_in(by)


@pytest.fixture
def post(client, child):
    def _post(name, *args, with_client=None, **data):
        return (with_client or client).post(reverse(name, args=[child.reference, *args]), data)

    return _post


def hidden(response, name):
    """The value of a hidden field of the page."""
    return re.search(rf'name="{name}" value="([^"]*)"', response.content.decode())[1]


def has_error(response, name):
    """Whether the page came back with an error beside the field."""
    return response.status_code == 200 and f'id="id_{name}-error"' in response.content.decode()


def day(name, when):
    return {f"{name}_day": when.day, f"{name}_month": when.month, f"{name}_year": when.year}


IDENTITY = {
    "given_name": "Rosalind", "family_name": "Marsh", "sex": "F", "reason": "Certificate seen",
    **day("date_of_birth", date(2016, 3, 9)),
}  # fmt: skip
EVENT = {
    "kind": "school_concern", "what_happened": "Came hungry", "significance": "notable",
    "sensitivity": "professionals", "themes": ["neglect"], **day("occurred_at", date(2026, 3, 1)),
    "occurred_at_time": "9am",
}  # fmt: skip


def test_identity_is_changed(post, child):
    response = post("person_edit", child.pk, version=child.person.version, **IDENTITY)
    assert (response.status_code, response.url) == (303, reverse("person", args=[child.reference, child.pk]))
    assert Person.objects.get(pk=child.pk).family_name == "Marsh"


def test_the_second_editor_sees_what_is_recorded_now_and_can_save_after_all(post, child):
    post("person_edit", child.pk, version=child.person.version, **{**IDENTITY, "family_name": "Pike"})
    late = post("person_edit", child.pk, version=child.person.version, **IDENTITY)
    page = late.content.decode()
    assert "Somebody else changed this person" in page
    assert "Rosalind Pike" in page
    assert 'value="Marsh"' in page
    again = post("person_edit", child.pk, version=hidden(late, "version"), **IDENTITY)
    assert again.status_code == 303
    assert Person.objects.get(pk=child.pk).family_name == "Marsh"


def test_what_the_rules_refuse_stands_beside_its_field_with_what_was_typed(post, child):
    page = post(
        "person_edit", child.pk, version="nonsense", nhs_number="943 476 5918", **IDENTITY
    ).content.decode()
    assert "Somebody else changed" in page
    page = post(
        "person_edit", child.pk, version=child.person.version, nhs_number="943 476 5918", **IDENTITY
    ).content.decode()
    assert 'href="#id_nhs_number"' in page
    assert "943 476 5918" in page
    assert has_error(post("person_edit", child.pk), "reason")


def test_needs_names_addresses_and_contact_details(post, child):
    here = reverse("person", args=[child.reference, child.pk])
    needs = {"interpreter_needed": "yes", "first_language": "Polish", "disabilities": ["AUT"]}
    assert post("person_needs", child.pk, version=1, reason="Asked", **needs).url == here
    assert post("alias_new", child.pk, alias="Rosie Pike", kind="alias", reason="Said so").url == here
    address = {"lines": "14 Quarry Street", "postcode": "NM3 2AB", "ends_others": "no"}
    assert post("address_new", child.pk, is_confidential="no", **address).url == here
    assert post("contact_new", child.pk, kind="phone", value="01632 960001", is_safe="no").url == here
    person = Person.objects.get(pk=child.pk)
    assert (person.first_language, person.interpreter_needed) == ("Polish", True)
    alias, home, phone = person.names.get(kind="alias"), person.addresses.get(), person.contact_details.get()
    assert post("alias_end", child.pk, alias.pk, reason="Not used").url == here
    assert (
        post("address_end", child.pk, home.pk, reason="Moved", **day("until", date(2026, 3, 1))).url == here
    )
    assert post("contact_end", child.pk, phone.pk, reason="New phone").url == here
    for row in (alias, home, phone):
        row.refresh_from_db()
    assert alias.ended_at
    assert home.until == date(2026, 3, 1)
    assert phone.ended_at


def test_a_death_is_recorded(post, child):
    post("death_new", child.pk, reason="Told by hospital", **day("died_on", date(2026, 3, 1)))
    assert Event.objects.filter(child=child, kind=EventKind.DEATH).exists()


def test_rows_of_another_person_are_not_found_below_this_one(post, child, by, at):
    other = records.child(by=by, at=at)
    alias = people.add_alias(person=other.person, alias="Al Bo", by=by, at=at, reason="x")
    warning = children.add_warning(child=other, text="Dogs", by=by, at=at)
    event = records.event(other, by=by, at=at)
    records.involve(other, by.agency, by=by, at=at)
    relation = records.relate(
        records.person(by=by, at=at), other.person, RelationshipKind.MOTHER, by=by, at=at
    )
    for name, args in (
        ("person_edit", [other.pk]), ("alias_end", [child.pk, alias.pk]), ("warning_end", [warning.pk]),
        ("event_correct", [event.pk]), ("involvement_end", [other.involvements.get().pk]),
        ("relationship_edit", [relation.pk]), ("relationship_end", [relation.pk]),
    ):  # fmt: skip
        assert post(name, *args, reason="x").status_code == 404, name


def test_partners_are_refused_every_change_but_may_record_an_event(personas, child, post, sign_in, at):
    school = sign_in(personas.school)
    for name, args in (
        ("person_edit", [child.pk]), ("person_needs", [child.pk]), ("alias_new", [child.pk]),
        ("address_new", [child.pk]), ("contact_new", [child.pk]), ("death_new", [child.pk]),
        ("relative_new", []), ("warning_new", []), ("involvement_new", []), ("child_allocate", []),
    ):  # fmt: skip
        assert post(name, *args, with_client=school).status_code == 403, name
    page = school.get(reverse("event_new", args=[child.reference])).content.decode()
    assert "Who will see this" in page
    assert "Police sensitive" not in page
    for _ in range(2):
        assert post("event_new", with_client=school, **EVENT).status_code == 303
    event = Event.objects.get(child=child, kind=EventKind.SCHOOL_CONCERN)
    assert (event.agency, event.recorded_by) == (personas.school.agency, personas.school)
    correction = {"what_happened": "Came late", "reason": "Mixed up"}
    assert post("event_correct", event.pk, with_client=school, **correction).status_code == 303
    assert post("event_correct", event.pk, with_client=school, **correction).status_code == 200


def test_a_reader_that_one_may_not_choose_is_refused(personas, child, post, sign_in):
    response = post("event_new", with_client=sign_in(personas.school), **{**EVENT, "sensitivity": "police"})
    assert has_error(response, "sensitivity")


def test_the_banner_of_a_restricted_record_names_its_people_only(personas, at, sign_in):
    head = personas.head_of_service
    child = records.child(is_restricted=True, by=head, at=at)
    records.involve(child, personas.gp.agency, by=head, at=at)
    records.involve(child, personas.social_worker, by=head, at=at)
    page = sign_in(personas.social_worker).get(reverse("event_new", args=[child.reference]))
    audience = page.content.decode().split("app-audience__list")[1].split("</ul>")[0]
    assert re.findall("<li>(.*?)</li>", audience) == ["Sam Brennan"]


def test_somebody_becomes_involved_and_no_longer(personas, child, post):
    for who, value in (
        (personas.gp.agency, f"agency-{personas.gp.agency_id}"),
        (personas.police.team, f"team-{personas.police.team_id}"),
        (personas.youth_justice, f"user-{personas.youth_justice.pk}"),
    ):
        assert post("involvement_new", who=value, role="other", reason="Sees her weekly").status_code == 303
        assert Involvement.objects.filter(child=child, until=None, reason="Sees her weekly").exists(), who
    twice = post("involvement_new", who=value, role="other", reason="Sees her weekly")
    assert "They are already involved" in twice.content.decode()
    one = Involvement.objects.get(child=child, user=personas.youth_justice)
    assert post("involvement_end", one.pk, reason="Left the service").status_code == 303
    assert post("involvement_end", one.pk, reason="Left the service").status_code == 404


def test_who_left_meanwhile_does_not_become_involved(personas, child, post):
    page = post("involvement_new", who="user-0", role="other", reason="x")
    assert has_error(page, "who")


def test_a_warning_is_added_and_ended(child, post):
    assert post("warning_new", text="Two dogs", sensitivity="professionals").status_code == 303
    warning = child.warnings.get()
    assert post("warning_end", warning.pk, reason="Dogs gone").status_code == 303
    assert post("warning_end", warning.pk, reason="Dogs gone").status_code == 404


def test_a_manager_allocates(personas, child, post, sign_in):
    manager = sign_in(personas.front_door_manager)
    response = post(
        "child_allocate", with_client=manager, worker=personas.social_worker.pk, reason="Knows the family"
    )
    assert response.status_code == 303
    child.refresh_from_db()
    assert child.allocated_to == personas.social_worker
    assert Involvement.objects.filter(child=child, role=InvolvementRole.LEAD_SOCIAL_WORKER).count() == 1


RELATIVE = {
    "given_name": "Leanne", "family_name": "Marsh", "sex": "F", "kind": "mother",
    "has_parental_responsibility": "yes", "in_household": "yes",
}  # fmt: skip


def test_a_new_relative_is_added_once_however_often_the_form_is_sent(child, post):
    assert post("relative_new", **RELATIVE).status_code == 303
    again = post("relative_new", **RELATIVE)
    assert "Is it one of these people?" in again.content.decode()
    assert Person.objects.filter(given_name="Leanne").count() == 1
    relation = child.person.relatives.get()
    change = {"has_parental_responsibility": "no", "in_household": "no", "reason": "Court order"}
    assert post("relationship_edit", relation.pk, version=1, **change).status_code == 303
    late = post("relationship_edit", relation.pk, version=1, **change).content.decode()
    assert "What is recorded now" in late
    ended = post("relationship_end", relation.pk, reason="Adopted", **day("until", date(2026, 3, 1)))
    assert ended.status_code == 303


def test_somebody_already_known_is_chosen_as_relative(child, post, by, at):
    known = records.person("Leanne", "Marsh", sex="F", date_of_birth=None, by=by, at=at)
    asked = post("relative_new", **RELATIVE)
    shown = hidden(asked, "shown")
    assert shown == str(known.pk)
    undecided = post("relative_new", shown=shown, **RELATIVE)
    assert has_error(undecided, "existing")
    assert post("relative_new", shown=shown, existing=known.pk, **RELATIVE).status_code == 303
    assert child.person.relatives.get().person == known
    refused = post("relative_new", shown=shown, existing=known.pk, **RELATIVE)
    assert has_error(refused, "kind")


NEW = {
    "given_name": "Caitlin", "family_name": "Pike", "sex": "F", "is_restricted": "no",
    "lines": "14 Quarry Street", "postcode": "NM3 2AB", **day("date_of_birth", date(2018, 5, 4)),
}  # fmt: skip


def test_a_new_record_is_made_after_a_look_for_the_same_person(client, by):
    response = client.post(reverse("person_new"), NEW)
    made = Child.objects.get(person__given_name="Caitlin")
    assert response.url == reverse("child", args=[made.reference])
    assert made.person.addresses.get().postcode == "NM3 2AB"
    asked = client.post(reverse("person_new"), {**NEW, "given_name": "Kaytlin"})
    page = asked.content.decode()
    assert made.reference in page
    assert "Same date of birth" in page
    chosen = {"shown": hidden(asked, "shown"), "existing": made.pk}
    known = client.post(reverse("person_new"), {**NEW, "given_name": "Kaytlin", **chosen})
    assert known.url == reverse("child", args=[made.reference])
    new = client.post(reverse("person_new"), {**NEW, "given_name": "Kaytlin", **chosen, "existing": "new"})
    assert new.status_code == 303
    assert Child.objects.filter(person__family_name="Pike").count() == 2


def test_a_record_is_made_for_somebody_known_only_as_a_relative(client, by, at):
    known = records.person("Caitlin", "Pike", sex="F", date_of_birth=date(2018, 5, 4), by=by, at=at)
    response = client.post(reverse("person_new"), {**NEW, "shown": str(known.pk), "existing": known.pk})
    assert response.url == reverse("child", args=[known.child.reference])


def test_a_restricted_record_is_made_with_its_reason(client, by):
    client.post(reverse("person_new"), {**NEW, "is_restricted": "yes", "restricted_reason": "Staff"})
    made = Child.objects.get(person__given_name="Caitlin")
    assert (made.is_restricted, made.restricted_reason) == (True, "Staff")


def test_what_cannot_be_is_refused_before_anything_is_made(client):
    page = client.post(reverse("person_new"), {**NEW, "postcode": "nowhere"})
    assert has_error(page, "postcode")
    assert not Child.objects.exists()
    assert has_error(client.post(reverse("person_new"), {}), "sex")


def test_a_restricted_child_is_not_shown_as_a_possible_duplicate(personas, client, at):
    records.child(
        "Caitlin",
        "Pike",
        date_of_birth=date(2018, 5, 4),
        is_restricted=True,
        by=personas.head_of_service,
        at=at,
    )
    assert client.post(reverse("person_new"), NEW).status_code == 303
