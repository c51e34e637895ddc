"""The history digest: what it shows, to whom, how it is told apart from another."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import EpisodeOfNeed, Family, FamilyMember, Plan, Warning
from cases.queries import digest
from cases.queries.digest_words import LONGEST_TEXT, shortened
from cases.services import children
from cases.states import EventKind, PlanKind, RelationshipKind, Sensitivity, Significance
from tests.factories import front_door as door
from tests.factories import records


@pytest.fixture
def manager(personas):
    return personas.front_door_manager


@pytest.fixture
def child(manager, at):
    return records.child("Maisie", "Thornbury", by=manager, at=at, date_of_birth=date(2017, 5, 14))


@pytest.fixture
def build(manager, child, at):
    def _build(part=None, user=manager):
        return digest.build(user=user, child=child, at=at, referral_child=part)

    return _build


def plan(child, manager, at, kind=PlanKind.CHILD_PROTECTION, **facts):
    made = Plan(child=child, kind=kind, **facts)
    made.record(by=manager, at=at, reason="test data")
    return made


def relative(child, kind, *, by, at, name="Kerry", has_record=True, **facts):
    """A relative of the child, with a record of their own."""
    born = facts.pop("date_of_birth", date(1995, 4, 1))
    make = records.child if has_record else records.person
    made = make(name, "Thornbury", by=by, at=at, date_of_birth=born, **facts)
    person = made.person if has_record else made
    records.relate(person, child.person, kind, by=by, at=at, in_household=True)
    return made


def test_a_child_of_whom_nothing_is_known(build):
    known = build()
    assert known.is_empty
    assert (known.is_re_referral, known.historic_risk, known.since_closure) == (False, (), "")
    assert json.loads(json.dumps(known.as_json())) == known.as_json()


class TestOwnHistory:
    """The child's own record."""

    def test_earlier_referrals_with_outcome_level_and_interval(self, personas, child, manager, build, at):
        earlier = door.matched(child, author=personas.gp, by=manager, at=at - timedelta(days=120))
        door.decided(earlier, by=manager, at=at - timedelta(days=119))
        waiting = door.matched(child, author=personas.police, by=manager, at=at - timedelta(days=60))
        part = door.matched(child, author=personas.school, by=manager, at=at)
        known = build(part)
        assert [row.reference for row in known.referrals] == [
            waiting.referral.reference,
            earlier.referral.reference,
        ]
        last = known.referrals[1]
        assert (last.on, last.interval) == ("10 November 2025", "4 months before")
        assert (last.outcome, last.decided_on) == (
            "Assessment by children's social care",
            "11 November 2025",
        )
        assert (last.level, last.agency) == ("Level 3: child in need", "Millbrook Surgery")
        assert last.themes == ("Neglect", "Young carer")
        assert "without a coat" in last.what_happened
        assert known.referrals[0].kind == "Contact on an open record"
        assert known.referrals[0].outcome == "Not decided yet"

    def test_the_time_since_closure_stands_beside_a_re_referral(self, personas, child, manager, build, at):
        before = at - timedelta(days=60)
        door.matched(child, author=personas.gp, by=manager, at=before)
        episode = children.open_episode(child=child, opened_on=date(2026, 1, 9), by=manager, at=before)
        assert build().is_open
        children.close_episode(
            episode=episode, closed_on=date(2026, 2, 10), closure_reason="RC8", by=manager, at=at
        )
        known = build(door.matched(child, author=personas.school, by=manager, at=at))
        assert (known.is_re_referral, known.since_closure, known.is_open) == (True, "1 month", False)
        assert (known.earlier_referrals, known.earlier_referrals_in_12_months) == (1, 1)
        assert "Re-referral" in known.historic_risk[0]

    def test_referrals_that_only_the_chronology_knows(self, child, manager, personas, build, at):
        for kind, days, reference in (
            (EventKind.REFERRAL, 900, "OLD1"),
            (EventKind.CONTACT, 500, ""),
        ):
            records.event(
                child,
                by=personas.gp,
                at=at,
                kind=kind,
                occurred_at=at - timedelta(days=days),
                source_reference=reference,
            )
        records.event(
            child,
            by=manager,
            at=at,
            kind=EventKind.REFERRAL_DECISION,
            what_happened="No further action",
            source_reference="OLD1",
        )
        known = build()
        assert [(row.kind, row.outcome) for row in known.referrals] == [
            ("Contact", "Not recorded here"),
            ("Referral", "No further action"),
        ]
        assert (known.earlier_referrals, known.is_re_referral) == (1, False)

    def test_another_that_came_after_says_so(self, personas, child, manager, build, at):
        part = door.matched(child, author=personas.school, by=manager, at=at - timedelta(days=2))
        door.matched(child, author=personas.gp, by=manager, at=at)
        known = build(part)
        assert known.referrals[0].interval == "2 days after"
        assert (known.earlier_referrals, known.is_re_referral) == (0, False)

    def test_contacts_of_each_agency(self, personas, child, build, at):
        for days in (10, 400):
            records.event(
                child, by=personas.police, at=at, occurred_at=at - timedelta(days=days), themes=["missing"]
            )
        records.event(child, by=personas.school, at=at, themes=["neglect", "exclusion"])
        records.event(child, by=personas.gp, at=at)
        police, school = build().contacts
        assert (police.agency, police.count, police.first, police.last) == (
            "Northmoor Police",
            2,
            "3 February 2025",
            "28 February 2026",
        )
        assert school.themes == ("Neglect", "Excluded or suspended from school")

    @pytest.mark.parametrize(
        ("ended", "words"),
        [
            (date(2024, 3, 10), "within 2 years"),
            (date(2024, 3, 9), "after more than 2 years"),
            (None, ""),
        ],
    )
    def test_a_repeat_plan(self, child, manager, build, at, ended, words):
        plan(
            child,
            manager,
            at,
            started_on=date(2021, 6, 1),
            ended_on=ended,
            category="NEG",
            authority="Southmoor",
        )
        known = build()
        assert words in known.repeat_plan
        assert bool(known.repeat_plan) is bool(words)
        assert (known.plans[0].category, known.plans[0].authority) == ("Neglect", "Southmoor")
        assert any("child protection plan" in text for text in known.historic_risk)
        assert any("2 years or more" in text for text in known.historic_risk)

    def test_enquiries_warnings_missing_and_not_brought(self, child, manager, personas, build, at):
        for kind, days in (
            (EventKind.SECTION_47_ENQUIRY, 800),
            (EventKind.WAS_NOT_BROUGHT, 30),
            (EventKind.WAS_NOT_BROUGHT, 500),
            (EventKind.MISSING_EPISODE, 20),
        ):
            records.event(child, by=personas.gp, at=at, kind=kind, occurred_at=at - timedelta(days=days))
        Warning(child=child, text="Dog in the garden", since=date(2025, 1, 1)).record(by=manager, at=at)
        known = build()
        assert known.enquiries[0].interval == "2 years and 2 months before"
        assert (known.was_not_brought.count, known.was_not_brought.recent) == (2, 1)
        assert (known.missing.count, known.missing.last) == (1, "18 February 2026")
        assert [(one.text, one.whose) for one in known.warnings] == [("Dog in the garden", "")]

    def test_for_a_contact_referrals_before_it_are_no_re_referral(self, personas, child, manager, build, at):
        door.matched(child, author=personas.gp, by=manager, at=at - timedelta(days=30))
        children.open_episode(child=child, opened_on=date(2026, 3, 1), by=manager, at=at)
        known = build(door.matched(child, author=personas.school, by=manager, at=at))
        assert (known.is_re_referral, known.historic_risk, known.earlier_referrals) == (False, (), 1)

    def test_what_was_corrected_is_not_shown(self, child, manager, build, at):
        wrong = records.event(child, by=manager, at=at, themes=["neglect"])
        records.event(child, by=manager, at=at, supersedes=wrong)
        assert build().contacts == ()


class TestRecurrence:
    """The same theme from several agencies, or again and again, with its evidence."""

    def test_across_agencies_with_the_lines_that_show_it(self, personas, child, manager, build, at):
        records.event(child, by=personas.gp, at=at, themes=["neglect"], kind=EventKind.HEALTH_ATTENDANCE)
        part = door.matched(child, author=personas.school, by=manager, at=at)
        found = next(one for one in build(part).recurrence if one.theme == "neglect")
        assert found.is_recent
        assert found.agencies == ("Ashfield Primary School", "Millbrook Surgery")
        assert {(line.kind, line.reference) for line in found.evidence} == {
            ("Health attendance", ""),
            ("Referral", part.referral.reference),
        }

    def test_what_is_longer_ago_is_shown_apart(self, personas, child, build, at):
        for user in (personas.gp, personas.police):
            records.event(child, by=user, at=at, themes=["neglect"], occurred_at=at - timedelta(days=900))
        (found,) = build().recurrence
        assert not found.is_recent

    def test_three_contacts_of_any_kind_in_12_months(self, personas, child, build, at):
        for theme in ("missing", "exclusion", "hotels"):
            records.event(child, by=personas.school, at=at, themes=[theme, "no such theme"])
        (found,) = build().recurrence
        assert (found.label, len(found.evidence)) == ("Concerns of any kind", 3)


class TestKin:
    """Siblings, parents who were known as children, fathers and other males."""

    def test_siblings_by_tie_or_by_a_parent_with_their_histories(self, personas, child, manager, build, at):
        mother = relative(child, RelationshipKind.MOTHER, by=manager, at=at, has_record=False)
        half = records.child("Alfie", "Grey", by=manager, at=at, date_of_birth=date(2020, 1, 1))
        records.relate(mother, half.person, RelationshipKind.MOTHER, by=manager, at=at)
        known_half = door.matched(half, author=personas.gp, by=manager, at=at)
        door.decided(known_half, by=manager, at=at)
        plan(half, manager, at, started_on=date(2022, 1, 1), ended_on=date(2023, 1, 1))
        direct = relative(
            child, RelationshipKind.SIBLING, by=manager, at=at, name="Ben", date_of_birth=date(2019, 1, 1)
        )
        ben, alfie = build().siblings
        assert (ben.reference, ben.relationship) == (direct.reference, "Brother or sister")
        assert (alfie.reference, alfie.referrals, alfie.is_open) == (half.reference, 1, True)
        assert alfie.relationship == "Brother or sister, by a parent"
        assert alfie.plans[0].ended == "1 January 2023"
        assert alfie.last_referral == "10 March 2026"

    def test_a_sibling_adopted_is_a_high_risk_at_any_interval(self, child, manager, build, at):
        sibling = relative(child, RelationshipKind.SIBLING, by=manager, at=at, name="Ben")
        gone = EpisodeOfNeed(
            child=sibling, opened_on=date(2008, 1, 1), closed_on=date(2009, 1, 1), closure_reason="RC1"
        )
        gone.record(by=manager, at=at, reason="test data")
        assert any("removed" in text for text in build().historic_risk)

    def test_a_parents_own_childhood_but_not_their_adult_life(self, personas, child, manager, build, at):
        mother = relative(child, RelationshipKind.MOTHER, by=manager, at=at, date_of_birth=date(1995, 4, 1))
        for year, text in ((2009, "Found alone at night"), (2015, "As an adult")):
            records.event(
                mother,
                by=personas.police,
                at=at,
                occurred_at=at.replace(year=year),
                what_happened=text,
                kind=EventKind.POLICE_PROTECTION,
                significance=Significance.CRITICAL,
                themes=["neglect"],
            )
        (known,) = build().parents
        assert (known.relationship, known.reference) == ("Mother", mother.reference)
        assert [(line.text, line.age) for line in known.lines] == [("Found alone at night", "13 years")]
        assert known.themes == ("Neglect",)

    def test_a_relatives_warning_names_whose_it_is(self, child, manager, build, at):
        mother = relative(child, RelationshipKind.MOTHER, by=manager, at=at)
        Warning(child=mother, text="Visit in pairs", since=date(2025, 1, 1)).record(by=manager, at=at)
        assert [(one.text, one.whose) for one in build().warnings] == [("Visit in pairs", "Kerry Thornbury")]

    def test_fathers_partners_and_older_males_of_the_household(self, child, manager, build, at):
        by = {"by": manager, "at": at}
        mother = relative(child, RelationshipKind.MOTHER, has_record=False, **by)
        relative(child, RelationshipKind.FATHER, name="Dan", has_record=False, **by)
        partner = records.person("Lee", "Marsh", sex="M", date_of_birth=date(1990, 1, 1), **by)
        records.relate(partner, mother, RelationshipKind.PARTNER, **by)
        former = records.person("Carl", "Stone", sex="M", date_of_birth=None, **by)
        records.relate(mother, former, RelationshipKind.EX_PARTNER, **by)
        relative(child, RelationshipKind.SIBLING, name="Tom", sex="M", date_of_birth=date(2009, 1, 1), **by)
        relative(child, RelationshipKind.SIBLING, name="Ben", sex="M", date_of_birth=date(2015, 1, 1), **by)
        lodger = records.person("Roy", "Pike", sex="M", date_of_birth=date(1980, 1, 1), **by)
        family = Family(name="The Thornbury family")
        family.record(**by)
        for person in (child.person, lodger, partner):
            FamilyMember(family=family, person=person).record(**by)
        males = {one.name: one for one in build().males}
        assert set(males) == {"Dan Thornbury", "Lee Marsh", "Carl Stone", "Tom Thornbury", "Roy Pike"}
        assert males["Lee Marsh"].relationship == "Parent's partner"
        assert males["Lee Marsh"].in_household
        assert males["Carl Stone"].relationship == "Parent's former partner"
        assert males["Roy Pike"].relationship == "Belongs to the family"

    def test_ties_seen_from_the_child(self, child, manager, build, at):
        baby = records.child("Baby", "Grey", by=manager, at=at, date_of_birth=date(2026, 1, 1))
        records.relate(child.person, baby.person, RelationshipKind.MOTHER, by=manager, at=at)
        brother = records.person("Tom", "Grey", by=manager, at=at, sex="M", date_of_birth=date(2001, 1, 1))
        records.relate(child.person, brother, RelationshipKind.SIBLING, by=manager, at=at)
        known = build()
        assert [one.name for one in known.siblings] == ["Tom Grey"]
        assert known.parents == ()


class TestThroughTheGate:
    """Each reader sees what they may, in a number of queries that doesn't grow."""

    def test_a_restricted_brother_is_not_there(self, personas, child, build, at):
        relative(
            child,
            RelationshipKind.SIBLING,
            by=personas.head_of_service,
            at=at,
            name="Hidden",
            is_restricted=True,
        )
        assert "Hidden" not in json.dumps(build().as_json())

    def test_lines_that_the_reader_may_not_see_are_not_counted(self, personas, child, build, at):
        records.event(child, by=personas.police, at=at, themes=["missing"], sensitivity=Sensitivity.POLICE)
        assert build().contacts == ()

    def test_the_number_of_queries_doesnt_grow(self, personas, child, manager, build, at):
        def count():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                build()
            return len(queries)

        def grow(name):
            sibling = relative(child, RelationshipKind.SIBLING, by=manager, at=at, name=name)
            door.matched(sibling, author=personas.gp, by=manager, at=at)
            records.event(sibling, by=manager, at=at, themes=["neglect"])
            records.event(child, by=personas.police, at=at, themes=["neglect"])
            plan(sibling, manager, at, started_on=date(2020, 1, 1))

        relative(child, RelationshipKind.MOTHER, by=manager, at=at)
        grow("Ann")
        before = count()
        for name in ("Bea", "Cis", "Dot"):
            grow(name)
        assert count() == before <= 14


class TestFingerprint:
    """The same history, the same fingerprint; another history, another one."""

    def test_who_looks_later_sees_the_same(self, child, manager, at):
        first, second = (
            digest.build(user=manager, child=child, at=at + timedelta(minutes=minutes)) for minutes in (0, 9)
        )
        assert first.fingerprint == second.fingerprint
        assert first.made_at != second.made_at

    def test_a_new_line_changes_it(self, personas, child, build, at):
        before = build().fingerprint
        records.event(child, by=personas.gp, at=at, kind=EventKind.WAS_NOT_BROUGHT)
        assert build().fingerprint != before


def test_long_texts_are_cut_between_words():
    text = "word " * 200
    assert shortened("short\ntext") == "short text"
    assert len(shortened(text)) <= LONGEST_TEXT + 2
    assert shortened(text).endswith("word …")
