"""Two people at the same child at once: one act holds, the other gets a named error and keeps its words."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from cases.exceptions import ChangedMeanwhileError
from cases.models import Child, Event, ReferralDecision
from cases.services import decisions, front_door
from cases.states import EventKind
from tests.factories import front_door as door
from tests.factories import partnership, records

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    return partnership.build()


def together(*acts):
    """Run the acts at the same moment; what each gave or raised."""
    results: list[object] = [None] * len(acts)
    barrier = threading.Barrier(len(acts))

    def run(number, act):
        try:
            barrier.wait(timeout=10)
            results[number] = act()
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_two_managers_deciding_at_once_make_one_decision(people, at):
    child = records.child(by=people.front_door_worker, at=at)
    part = door.matched(child, author=people.school, by=people.front_door_worker, at=at)

    def decide(by, outcome):
        return lambda: decisions.decide(
            referral_child=part, facts=door.ending(outcome), by=by, at=at + timedelta(minutes=1)
        )

    results = together(
        decide(people.front_door_manager, "advice"), decide(people.head_of_service, "early_help")
    )
    refused = [each for each in results if isinstance(each, ChangedMeanwhileError)]
    assert len(refused) == 1, results
    assert "has already decided" in refused[0].message
    assert ReferralDecision.objects.filter(referral_child=part).count() == 1
    assert Event.objects.filter(child=child, kind=EventKind.REFERRAL_DECISION).count() == 1


def test_two_workers_making_a_record_at_once_make_one(people, at):
    part = door.part(by=people.school, at=at)
    results = together(
        lambda: front_door.match_new(referral_child=part, by=people.front_door_worker, at=at),
        lambda: front_door.match_new(referral_child=part, by=people.front_door_manager, at=at),
    )
    assert sum(isinstance(each, ChangedMeanwhileError) for each in results) == 1, results
    assert Child.objects.count() == 1


def test_the_second_managers_page_keeps_what_was_typed(people, sign_in):
    now = timezone.now() - timedelta(minutes=5)
    child = records.child(by=people.front_door_worker, at=now)
    part = door.matched(child, author=people.school, by=people.front_door_worker, at=now)
    decisions.decide(referral_child=part, facts=door.facts(), by=people.front_door_manager, at=now)
    page = sign_in(people.head_of_service).post(
        reverse("front_door_decide", args=[part.referral.reference, part.position]),
        {
            "outcome": "assessment",
            "level": "3",
            "rationale": "I weighed it all evening.",
            "reasons_for_referrer": "We will assess.",
            "confirm": "yes",
        },
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert "Dana Okafor has already decided" in text
    assert "I weighed it all evening." in text
