"""Matching a referral's child to a record: what enters the record, what follows, what can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Deadline, Event, Person, ReferralChild, Relationship
from cases.services import children, decisions, front_door, referral_people
from cases.states import ContactKind, EventKind, ReferralChildState, RelationshipKind, Sensitivity
from tests.factories import front_door as door
from tests.factories import records, referrals


@pytest.fixture
def worker(personas):
    return personas.front_door_worker


@pytest.fixture
def child(worker, at):
    return records.child("Maisie", "Thornbury", by=worker, at=at, date_of_birth=date(2017, 5, 14))


@pytest.fixture
def part(personas, at):
    return door.part(by=personas.school, at=at)


def test_the_concern_enters_the_record_as_the_referring_agencys_line(personas, worker, child, part, at):
    row = front_door.match(referral_child=part, child=child, by=worker, at=at + timedelta(hours=1))
    assert (row.state, row.contact_kind) == (ReferralChildState.MATCHED, ContactKind.REFERRAL)
    assert (row.matched_by, row.is_re_referral) == (worker, False)
    concern = Event.objects.get(child=child, kind=EventKind.REFERRAL)
    assert concern.agency == personas.school.agency
    assert concern.occurred_at == at
    assert concern.themes == ["neglect", "young_carer"]
    assert concern.source_reference == part.referral.reference
    assert concern.significance == "significant"
    line = Event.objects.get(child=child, kind=EventKind.REFERRAL_MATCHED)
    assert (line.agency, line.sensitivity) == (worker.agency, Sensitivity.SOCIAL_CARE)


def test_the_clock_of_the_decision_follows_the_record(worker, child, part, at):
    front_door.match(referral_child=part, child=child, by=worker, at=at)
    assert Deadline.objects.get(referral_child=part).child == child


def test_a_concern_about_an_open_child_is_a_contact(worker, child, part, at):
    children.open_episode(child=child, opened_on=date(2026, 1, 5), by=worker, at=at)
    row = front_door.match(referral_child=part, child=child, by=worker, at=at)
    assert (row.contact_kind, row.is_re_referral) == (ContactKind.CONTACT, False)
    assert Event.objects.filter(child=child, kind=EventKind.CONTACT).exists()


@pytest.mark.parametrize(
    ("closed", "kind"), [(date(2026, 3, 10), "referral"), (date(2026, 3, 11), "contact")]
)
def test_whether_the_child_was_open_is_judged_on_the_day_it_came(personas, worker, child, at, closed, kind):
    part = door.part(by=personas.school, at=at)
    episode = children.open_episode(child=child, opened_on=date(2026, 1, 5), by=worker, at=at)
    later = at + timedelta(days=2)
    children.close_episode(
        episode=episode, closed_on=closed, closure_reason="RC8", by=personas.front_door_manager, at=later
    )
    assert front_door.match(referral_child=part, child=child, by=worker, at=later).contact_kind == kind


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [(date(2025, 3, 10), True), (date(2025, 3, 9), False), (date(2026, 3, 10), True)],
)
def test_within_12_months_inclusive_of_an_earlier_referral_it_is_a_re_referral(
    personas, worker, child, at, earlier, expected
):
    day = at.replace(year=earlier.year, month=earlier.month, day=earlier.day, hour=8)
    door.matched(child, author=personas.gp, by=worker, at=day)
    row = door.matched(child, author=personas.school, by=worker, at=at)
    assert row.is_re_referral is expected
    line = Event.objects.get(
        child=child, kind=EventKind.REFERRAL_MATCHED, source_reference=row.referral.reference
    )
    assert ("re-referral" in line.what_happened) is expected


def test_a_referral_that_only_the_chronology_knows_counts_too(personas, worker, child, at):
    records.event(child, by=worker, at=at, kind=EventKind.REFERRAL, occurred_at=at - timedelta(days=90))
    assert door.matched(child, author=personas.school, by=worker, at=at).is_re_referral


def test_the_same_match_again_changes_nothing(worker, child, part, at):
    for _ in range(2):
        front_door.match(referral_child=part, child=child, by=worker, at=at)
    assert Event.objects.filter(child=child, kind=EventKind.REFERRAL).count() == 1


def test_who_comes_second_is_told_who_was_first(personas, worker, child, part, at):
    other = records.child(by=worker, at=at)
    front_door.match(referral_child=part, child=child, by=worker, at=at)
    with pytest.raises(ChangedMeanwhileError, match="Farah Siddiqui has already matched"):
        front_door.match(referral_child=part, child=other, by=personas.front_door_manager, at=at)


def test_who_comes_second_makes_no_second_record(personas, worker, part, at):
    front_door.match_new(referral_child=part, by=worker, at=at)
    with pytest.raises(ChangedMeanwhileError):
        front_door.match_new(referral_child=part, by=personas.front_door_manager, at=at)
    assert Child.objects.count() == 1


def test_a_new_record_is_made_from_what_the_referrer_said(personas, worker, at):
    part = door.part(
        by=personas.school, at=at, address_lines="4 Mill Row", postcode="nm14ab", address_is_confidential=True
    )
    child = front_door.match_new(referral_child=part, by=worker, at=at)
    person = child.person
    assert (person.name, person.date_of_birth, person.sex) == ("Maisie Thornbury", date(2017, 5, 14), "F")
    address = person.addresses.get()
    assert (str(address), address.is_confidential) == ("4 Mill Row, NM1 4AB", True)


@pytest.mark.parametrize(
    ("lines", "postcode", "kept"),
    [
        ("", "NM1 4AB", "Only the postcode is known, NM1 4AB"),
        ("4 Mill Row", "somewhere", "4 Mill Row, somewhere"),
        ("", "", None),
    ],
)
def test_an_address_is_kept_as_far_as_it_goes(personas, worker, at, lines, postcode, kept):
    part = door.part(by=personas.school, at=at, address_lines=lines, postcode=postcode)
    child = front_door.match_new(referral_child=part, by=worker, at=at)
    assert [str(address) for address in child.person.addresses.all()] == ([kept] if kept else [])


def test_numbers_that_cant_be_right_stay_in_the_referral(personas, worker, at):
    named = referrals.ChildFacts(given_name="Jo", family_name="Grey", nhs_number="1234567890", upn="X1")
    part = door.part(by=personas.school, at=at, children=(named,))
    person = front_door.match_new(referral_child=part, by=worker, at=at).person
    assert (person.nhs_number, person.upn) == ("", "")


def test_somebody_known_without_a_record_gets_one(worker, part, at):
    person = records.person("Maisie", "Thornbury", by=worker, at=at)
    child = front_door.match_new(referral_child=part, person=person, by=worker, at=at)
    assert child.person == person


def test_a_wrong_match_is_taken_back_and_the_record_says_so(worker, child, part, at):
    front_door.match(referral_child=part, child=child, by=worker, at=at)
    row = front_door.unmatch(referral_child=part, reason="Another Maisie", by=worker, at=at)
    assert (row.state, row.child, row.contact_kind) == (ReferralChildState.RECEIVED, None, "unknown")
    assert Deadline.objects.get(referral_child=part).child is None
    correction = Event.objects.get(child=child, kind=EventKind.REFERRAL_UNMATCHED)
    assert correction.supersedes.kind == EventKind.REFERRAL
    assert "Another Maisie" in correction.what_happened
    # It no longer counts as an earlier referral of this child.
    front_door.match(referral_child=part, child=child, by=worker, at=at)
    assert not ReferralChild.objects.get(pk=part.pk).is_re_referral


def test_a_wrong_match_seen_after_a_decision_names_the_episode_it_opened(personas, worker, child, part, at):
    manager = personas.front_door_manager
    front_door.match(referral_child=part, child=child, by=worker, at=at)
    door.decided(part, by=manager, at=at)
    decisions.reconsider(referral_child=part, reason="Wrong child", by=manager, at=at)
    front_door.unmatch(referral_child=part, reason="Wrong child", by=worker, at=at)
    correction = Event.objects.get(child=child, kind=EventKind.REFERRAL_UNMATCHED)
    assert "close that if nothing else needs it" in correction.what_happened


def test_taking_a_match_back_needs_a_reason(worker, child, part, at):
    front_door.match(referral_child=part, child=child, by=worker, at=at)
    with pytest.raises(DomainError) as refused:
        front_door.unmatch(referral_child=part, reason=" ", by=worker, at=at)
    assert refused.value.field == "reason"


def test_partners_and_other_teams_dont_match(personas, child, part, at):
    with pytest.raises(NotVisibleError):
        front_door.match(referral_child=part, child=child, by=personas.police, at=at)
    for user in (personas.police, personas.social_worker, personas.business_support):
        with pytest.raises(NotPermittedError):
            front_door.match_new(referral_child=part, by=user, at=at)
        with pytest.raises(NotPermittedError):
            front_door.unmatch(referral_child=part, reason="x", by=user, at=at)


def test_a_restricted_record_hides_the_referral_from_everyone_not_named_on_it(personas, part, worker, at):
    named = personas.front_door_manager
    hidden = records.child(by=personas.head_of_service, at=at, is_restricted=True)
    records.involve(hidden, named, by=personas.head_of_service, at=at)
    with pytest.raises(NotVisibleError):
        front_door.match(referral_child=part, child=hidden, by=worker, at=at)
    front_door.match(referral_child=part, child=hidden, by=named, at=at)
    with pytest.raises(NotVisibleError):
        front_door.unmatch(referral_child=part, reason="x", by=worker, at=at)
    with pytest.raises(NotVisibleError):
        door.decided(part, by=personas.team_manager, at=at)


def test_one_childs_restricted_record_hides_the_brothers_part_too(personas, worker, at):
    sent = referrals.referral(by=personas.school, at=at)
    sister, brother = sent.children.order_by("position")
    hidden = records.child(by=personas.head_of_service, at=at, is_restricted=True)
    records.involve(hidden, personas.front_door_manager, by=personas.head_of_service, at=at)
    front_door.match(referral_child=sister, child=hidden, by=personas.front_door_manager, at=at)
    assert not access.visible_referral_children(worker).filter(referral=sent).exists()
    assert access.visible_referral_children(personas.front_door_manager).filter(pk=brother.pk).exists()
    with pytest.raises(NotVisibleError):
        front_door.match_new(referral_child=brother, by=worker, at=at)


class TestRelatives:
    """People named in a referral, put into the child's network."""

    @pytest.fixture
    def siblings(self, personas, worker, at):
        sent = referrals.referral(
            by=personas.school,
            at=at,
            adults=(
                referrals.MOTHER,
                referrals.AdultFacts(
                    name="Lee Marsh",
                    relationship="Mum's partner",
                    is_male=True,
                    date_of_birth=date(1990, 1, 2),
                ),
            ),
        )
        rows = list(sent.children.order_by("position"))
        for row in rows:
            front_door.match_new(referral_child=row, by=worker, at=at)
            row.refresh_from_db()
        return rows

    def add(self, row, worker, at, siblings=None):
        mother, partner = row.referral.adults.order_by("pk")
        return referral_people.add_relatives(
            referral_child=row,
            adults={mother.pk: RelationshipKind.MOTHER, partner.pk: RelationshipKind.PARENTS_PARTNER},
            siblings=siblings or {},
            by=worker,
            at=at,
        )

    def test_adults_are_added_once_for_all_children(self, siblings, worker, at):
        first, second = siblings
        assert len(self.add(first, worker, at)) == 2
        added = self.add(second, worker, at, siblings={1: RelationshipKind.SIBLING})
        assert len(added) == 3
        assert Person.objects.filter(given_name="Kerry").count() == 1
        assert Person.objects.get(given_name="Lee").sex == "M"
        assert Relationship.objects.get(kind="mother", relative_of=first.child.person).in_household

    def test_who_is_in_the_network_already_is_left_as_they_are(self, siblings, worker, at):
        self.add(siblings[0], worker, at)
        assert self.add(siblings[0], worker, at) == []

    def test_a_parent_known_as_a_child_is_the_same_person(self, siblings, worker, at):
        row = siblings[0]
        known = records.child("Kerry", "Thornbury", by=worker, at=at, date_of_birth=date(1995, 4, 1))
        mother = row.referral.adults.order_by("pk").first()
        referral_people.add_relatives(
            referral_child=row,
            adults={mother.pk: RelationshipKind.MOTHER},
            siblings={},
            known={mother.pk: known.person},
            by=worker,
            at=at,
        )
        assert Relationship.objects.get(relative_of=row.child.person).person == known.person

    def test_only_a_matched_child_has_a_network(self, personas, worker, at):
        row = door.part(by=personas.school, at=at)
        with pytest.raises(DomainError, match="Match the child"):
            referral_people.add_relatives(referral_child=row, adults={}, siblings={}, by=worker, at=at)
