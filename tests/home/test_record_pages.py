"""The pages of a child's record that are read."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.models import Plan
from cases.services import children, deadlines, people
from cases.states import EventKind, PlanKind, RelationshipKind, Sensitivity, Significance
from safeguarding.audit.models import AccessLog, Action
from tests.factories import records

PAGES = ("child", "child_network", "child_family", "child_chronology", "child_history", "child_sharing")


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def child(personas, by, at):
    made = records.child("Rosalind", "Ashdown", nhs_number="9434765919", by=by, at=at)
    records.involve(made, personas.school.agency, by=by, at=at)
    return made


@pytest.fixture
def read(sign_in):
    def _read(user, name, child, *args, **query):
        return sign_in(user).get(reverse(name, args=[child.reference, *args]), query)

    return _read


def text(response):
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_whose_record_it_is_and_logs_the_look(personas, by, child, read, name):
    page = text(read(by, name, child))
    assert "Rosalind Ashdown" in page
    assert "943 476 5919" in page
    line = AccessLog.objects.exclude(action=Action.SIGN_IN).get()
    assert (line.action, line.reference, line.page) == (Action.READ, child.reference, name)


@pytest.mark.parametrize("name", PAGES)
def test_whoever_may_not_see_the_child_finds_nothing_there(personas, child, read, name):
    unknown = records.child(by=personas.front_door_worker, at=child.created_at)
    unknown.reference = "C9999999"
    for user in (personas.other_school, personas.gp, personas.system_admin):
        seen, missing = read(user, name, child), read(user, name, unknown)
        assert (seen.status_code, missing.status_code) == (404, 404)
        strip = lambda page: page.content.decode().split("<main", 1)[1]  # noqa: E731
        assert strip(seen) == strip(missing)


def test_partners_read_without_being_offered_what_they_may_not_do(personas, child, by, at, read):
    children.add_warning(child=child, text="Two dogs", by=by, at=at)
    page = text(read(personas.school, "child", child))
    assert "Two dogs" in page
    assert "Record an event" in page
    for link in ("warning_new", "child_allocate"):
        assert reverse(link, args=[child.reference]) not in page
    assert "History of changes" not in page
    assert read(personas.school, "child_history", child).status_code == 403
    assert reverse("involvement_new", args=[child.reference]) not in text(
        read(personas.school, "child_network", child)
    )
    assert reverse("relative_new", args=[child.reference]) not in text(
        read(personas.school, "child_family", child)
    )


def test_the_overview_shows_clocks_plans_warnings_and_home(personas, child, by, at, read):
    children.open_episode(child=child, opened_on=date(2026, 3, 2), by=by, at=at)
    children.allocate(
        child=child, worker=personas.social_worker, team=None, by=personas.team_manager, at=at, reason="Room"
    )
    deadlines.set(rule_id="assessment", starts_at=at, child=child, by=by, at=at)
    Plan(child=child, kind=PlanKind.CHILD_PROTECTION, started_on=date(2026, 3, 5)).record(by=by, at=at)
    people.add_address(person=child.person, lines="14 Quarry Street", postcode="NM3 2AB", by=by, at=at)
    people.add_alias(person=child.person, alias="Rosie Pike", by=by, at=at, reason="School says so")
    page = text(read(by, "child", child))
    for expected in (
        "Open since 2 March 2026", "Sam Brennan", "Assessment", "Child protection plan",
        "14 Quarry Street, NM3 2AB", "Rosie Pike",
    ):  # fmt: skip
        assert expected in page


def test_closed_unborn_restricted_and_dead_are_said_above_the_record(personas, at, read):
    head = personas.head_of_service
    unborn = records.child(
        "", "Pike", date_of_birth=None, expected_date=date(2026, 6, 2), is_restricted=True, by=head, at=at
    )
    records.involve(unborn, head, by=head, at=at)
    page = text(read(head, "child", unborn))
    assert "expected 2 June 2026" in page
    assert "Named people only" in page
    episode = children.open_episode(child=unborn, opened_on=date(2026, 3, 2), by=head, at=at)
    children.close_episode(episode=episode, closed_on=date(2026, 3, 9), closure_reason="RC2", by=head, at=at)
    people.record_death(person=unborn.person, died_on=date(2026, 3, 9), by=head, at=at, reason="Told")
    page = text(read(head, "child", unborn))
    assert "Closed since 9 March 2026" in page
    assert "Died" in page


@pytest.mark.parametrize("name", ["child", "child_chronology"])
def test_a_page_to_print_is_logged_as_one(by, child, read, name):
    text(read(by, name, child, print="1"))
    assert AccessLog.objects.exclude(action=Action.SIGN_IN).get().action == Action.PRINT


def test_the_network_says_who_why_and_who_was(personas, child, by, at, read):
    involvement = child.involvements.get()
    involvement.until, involvement.ended_by, involvement.ended_reason = at, by, "Moved school"
    involvement.record(by=by, at=at, reason="Moved school")
    records.involve(child, personas.gp, by=by, at=at)
    page = text(read(by, "child_network", child))
    for expected in ("Involved now", "Gareth Penrose", "works with the child", "Moved school"):
        assert expected in page


def test_the_family_is_shown_by_household_with_its_males(personas, child, by, at, read):
    assert "No father is recorded" in text(read(by, "child_family", child))
    made = {}
    for name, kind, facts in (
        ("Leanne", RelationshipKind.MOTHER, {"in_household": True, "has_parental_responsibility": True}),
        ("Dean", RelationshipKind.PARENTS_PARTNER, {"in_household": True}),
        ("Carl", RelationshipKind.FATHER, {}),
        ("Tess", RelationshipKind.LODGER, {"in_household": True}),
    ):
        sex = "F" if name in ("Leanne", "Tess") else "M"
        person = records.person(name, "Marsh", sex=sex, date_of_birth=None, by=by, at=at)
        made[name] = people.relate(person=person, relative_of=child.person, kind=kind, by=by, at=at, **facts)
    people.end_relationship(relationship=made["Tess"], until=at.date(), by=by, at=at, reason="Moved out")
    people.create_family(name="The Marsh family", people=[child.person], by=by, at=at)
    page = text(read(personas.school, "child_family", child))
    assert "No father is recorded" not in page
    assert "The Marsh family" in page
    assert page.count("Father or male carer") == 2
    assert page.index("Lives with the child") < page.index("Lives elsewhere") < page.index("Earlier")
    assert "Dean Marsh, parent&#39;s partner, lives with the child" in page


def test_a_parent_who_has_a_record_sees_the_child_as_theirs(child, by, at, read):
    mother = records.child("Leanne", "Marsh", date_of_birth=date(1995, 1, 1), by=by, at=at)
    people.relate(person=mother.person, relative_of=child.person, kind=RelationshipKind.MOTHER, by=by, at=at)
    page = text(read(by, "child_family", mother))
    assert "<strong>Child</strong>" in page
    assert reverse("child", args=[child.reference]) in page


def test_a_siblings_record_is_linked_only_for_whom_it_is_open(personas, child, by, at, read):
    sibling = records.child("Toby", "Pike", by=by, at=at)
    without = records.person("Isla", "Pike", by=by, at=at)
    hidden = records.child("Freya", "Pike", is_restricted=True, by=personas.head_of_service, at=at)
    for person in (sibling.person, without, hidden.person):
        records.relate(person, child.person, RelationshipKind.SIBLING, by=by, at=at)
    school, care = (text(read(user, "child_family", child)) for user in (personas.school, by))
    for page in (school, care):
        assert "Toby Pike" in page
        assert "Freya" not in page
    assert sibling.reference in care
    assert sibling.reference not in school
    for person in (sibling.person, without):
        assert read(personas.school, "person", child, person.pk).status_code == 404
        assert read(by, "person", child, person.pk).status_code == 200
    for user in (personas.school, by):
        assert read(user, "person", child, hidden.person.pk).status_code == 404


def test_a_person_of_another_child_is_not_found_below_this_one(child, by, at, read):
    stranger = records.person(by=by, at=at)
    assert read(by, "person", child, stranger.pk).status_code == 404


def test_a_confidential_address_is_shown_to_social_care_only(personas, child, by, at, read):
    people.add_address(
        person=child.person,
        lines="Refuge House",
        postcode="",
        is_confidential=True,
        confidential_reason="Fled",
        by=by,
        at=at,
    )
    assert "Refuge House" not in text(read(by, "child", child, print="1"))
    for name, args in (("child", []), ("person", [child.pk])):
        assert "Refuge House" in text(read(personas.business_support, name, child, *args))
        page = text(read(personas.school, name, child, *args))
        assert "Refuge" not in page
        assert "onfidential" not in page


@pytest.fixture
def lines(personas, child, by, at):
    """60 lines, of which one is the police's own and one was corrected."""
    for day in range(58):
        records.event(
            child, by=by, at=at, occurred_at=at - timedelta(days=day // 2), what_happened=f"Line {day:02}."
        )
    records.involve(child, personas.police.agency, by=by, at=at)
    children.record_event(
        child=child, kind=EventKind.POLICE_INCIDENT, what_happened="Intelligence", occurred_at=at,
        sensitivity=Sensitivity.POLICE, significance=Significance.CRITICAL, by=personas.police, at=at,
    )  # fmt: skip
    wrong = children.record_event(
        child=child, kind=EventKind.SCHOOL_CONCERN, what_happened="Came hungry", occurred_at=at,
        themes=["neglect"], impact_on_child="Tired", by=personas.school, at=at,
    )  # fmt: skip
    return children.correct_event(
        event=wrong, what_happened="Came late", by=personas.school, at=at, reason="Mixed up"
    )


def test_the_chronology_is_paged_both_ways_without_gap_or_repeat(child, by, lines, read):
    first = text(read(by, "child_chronology", child))
    assert first.count("moj-timeline__item") == 50
    assert 'rel="prev"' not in first
    second = text(read(by, "child_chronology", child, before=re.search(r"before=(\d+)", first)[1]))
    for day in range(58):
        assert (f"Line {day:02}." in first) + (f"Line {day:02}." in second) == 1
    assert 'rel="next"' not in second
    back = text(read(by, "child_chronology", child, after=re.search(r"after=(\d+)", second)[1]))
    assert re.findall(r"Line \d\d", back) == re.findall(r"Line \d\d", first)


def test_the_chronology_shows_only_what_one_may_read(personas, child, by, lines, read):
    assert "Intelligence" in text(read(personas.police, "child_chronology", child))
    for user in (personas.school, by):
        page = text(read(user, "child_chronology", child))
        assert "Intelligence" not in page
        assert ("Northmoor Police</option>" in page) is False


def test_a_corrected_line_stays_and_only_its_agency_may_correct(personas, child, by, lines, read):
    page = text(read(personas.school, "child_chronology", child))
    for expected in ("Came hungry", "Replaced by a correction", "Came late", "Mixed up", "Themes: Neglect"):
        assert expected in page
    assert reverse("event_correct", args=[child.reference, lines.pk]) in page
    assert reverse("event_correct", args=[child.reference, lines.pk]) not in text(
        read(by, "child_chronology", child)
    )
    assert read(by, "event_correct", child, lines.pk).status_code == 403


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"kind": "school_concern"}, 2),
        ({"theme": "neglect"}, 2),
        ({"kind": "visit"}, 0),
        ({"kind": "nonsense", "before": "x", "after": "99999999999999999999"}, 50),
    ],
)
def test_the_chronology_is_narrowed(child, by, lines, read, query, count):
    page = text(read(by, "child_chronology", child, **query))
    assert page.count("moj-timeline__item") == count


def test_the_chronology_is_narrowed_to_an_agency(personas, child, by, lines, read):
    page = text(read(by, "child_chronology", child, agency=personas.school.agency_id))
    assert page.count("moj-timeline__item") == 2


def test_the_history_tells_each_change_in_words(personas, child, by, at, read):
    later = at + timedelta(days=1)
    people.update_person(
        person=child.person,
        changes={"family_name": "Marsh", "disabilities": ["LD", "AUT"], "interpreter_needed": True},
        expected_version=child.person.version, by=by, at=later, reason="Birth certificate seen",
    )  # fmt: skip
    address = people.add_address(
        person=child.person, lines="14 Quarry Street", postcode="", since=at.date(), by=by, at=later
    )
    people.end_address(address=address, until=later.date(), by=by, at=later, reason="Moved out")
    hidden = records.child("Freya", "Pike", is_restricted=True, by=personas.head_of_service, at=at)
    records.relate(hidden.person, child.person, RelationshipKind.SIBLING, by=by, at=at)
    child.record(by=None, at=later)
    page = text(read(by, "child_history", child))
    for expected in (
        "Birth certificate seen", "Farah Siddiqui", "Ashdown", "Marsh", "Autism, Learning", "Previous name",
        "<strong>Interpreter needed</strong> changed from",
        "<strong>Until</strong> set to", "11 March 2026", "Ashfield Primary School",
    ):  # fmt: skip
        assert expected in page
    for column in ("family_name", "is_confidential", "version", "Freya"):
        assert column not in page


def test_the_number_of_queries_does_not_grow_with_the_record(
    personas, child, by, at, lines, sign_in, django_assert_max_num_queries
):
    for number in range(8):
        person = records.person(by=by, at=at)
        records.relate(person, child.person, RelationshipKind.SIBLING, by=by, at=at, in_household=True)
        deadlines.set(rule_id="assessment", starts_at=at, child=child, by=by, at=at) if not number else None
        people.add_address(person=child.person, lines=f"{number} Mill Lane", postcode="", by=by, at=at)
    for user in (by, personas.school):
        client = sign_in(user)
        for name, budget in zip(PAGES, (25, 9, 11, 12, 77, 9), strict=True):
            with django_assert_max_num_queries(budget):
                client.get(reverse(name, args=[child.reference]))
