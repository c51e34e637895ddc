"""Matching a referral's child to a record: what enters the record, what follows, what can be taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.models import Deadline, Event
from cases.services import children, front_door
from cases.states import ContactKind, EventKind, ReferralChildState, Sensitivity
from tests.factories import front_door as door
from tests.factories import records


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


@pytest.mark.parametrize(("closed", "kind"), [(date(2026, 3, 10), "referral"), (date(2026, 3, 11), "contact")])
def test_whether_the_child_was_open_is_judged_on_the_day_it_came(personas, worker, child, at, closed, kind):
    part = door.part(by=personas.school, at=at)
    episode = children.open_episode(child=child, opened_on=date(2026, 1, 5), by=worker, at=at)
    later = at + timedelta(days=2)
    children.close_episode(
        episode=episode, closed_on=closed, closure_reason="RC8", by=personas.front_door_manager, at=later
    )
    assert front_door.match(referral_child=part, child=child, by=worker, at=later).contact_kind == kind
