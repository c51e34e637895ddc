"""The decision over HTTP: form, answers to check, decision, telling, thinking again; no typed word lost."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Deadline, ReferralDecision
from cases.services import children, decisions, front_door
from cases.states import EventKind, ReferralChildState
from tests.factories import front_door as door
from tests.factories import records, referrals

SAID = {
    "outcome": "assessment",
    "level": "3",
    "criteria_3": ["3_parenting_basic_care"],
    "rationale": "Neglect goes on.",
    "reasons_for_referrer": "We will assess.",
}


@pytest.fixture
def now():
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def manager(personas):
    return personas.front_door_manager


@pytest.fixture
def client(manager, sign_in):
    return sign_in(manager)


@pytest.fixture
def child(manager, now):
    return records.child("Maisie", "Thornbury", by=manager, at=now, date_of_birth=date(2017, 5, 14))


@pytest.fixture
def part(personas, child, manager, now):
    return door.matched(child, author=personas.school, by=manager, at=now)


def href(name, part, *more):
    return reverse(f"front_door_{name}", args=[part.referral.reference, part.position, *more])


def text(page):
    return page.content.decode()


def fingerprint(page):
    return re.search(r'name="digest_seen"[^>]*value="([0-9a-f]+)"', text(page))[1]


def test_the_form_starts_with_the_referrers_level_and_the_history(client, part):
    page = text(client.get(href("decide", part)))
    assert re.search(r'name="level"[^>]*value="3"[^>]*checked', page)
    assert re.search(r'value="3_parenting_basic_care"[^>]*checked', page)
    assert "Concerns by agency" in page


def test_answers_are_checked_and_can_be_changed(client, part):
    seen = fingerprint(client.get(href("decide", part)))
    checked = text(client.post(href("decide", part), {**SAID, "digest_seen": seen}))
    assert "Check the decision" in checked
    assert "Basic care, food" in checked
    assert not ReferralDecision.objects.exists()
    changed = text(client.post(href("decide", part), {**SAID, "digest_seen": seen, "change": "yes"}))
    assert "Neglect goes on." in changed
    assert "There is a problem" not in changed


def test_all_that_the_closure_gate_lacks_is_named_at_once(client, part):
    page = text(client.post(href("decide", part), {**SAID, "outcome": "no_further_action"}))
    assert page.count("Enter how you considered") >= 3
    assert "Enter what you think is the cause" in page


def test_what_the_rules_ask_for_is_shown_beside_its_field(client, part):
    page = text(client.post(href("decide", part), {**SAID, "level": "4"}))
    assert "Enter why no strategy meeting is needed" in page
    assert "Neglect goes on." in page


def test_a_history_that_changed_is_shown_and_nothing_typed_is_lost(client, personas, child, part, now):
    seen = fingerprint(client.get(href("decide", part)))
    records.event(child, by=personas.gp, at=now, kind=EventKind.WAS_NOT_BROUGHT)
    for posted in ({}, {"confirm": "yes"}):
        page = client.post(href("decide", part), {**SAID, "digest_seen": seen, **posted})
        assert "history has changed" in text(page)
        assert "Was not brought: 1 time" in text(page)
        assert "Neglect goes on." in text(page)
    again = client.post(href("decide", part), {**SAID, "digest_seen": fingerprint(page), "confirm": "yes"})
    assert again.status_code == 303
    assert ReferralDecision.objects.get().digest["was_not_brought"]["count"] == 1


def test_the_author_is_told_that_another_manager_decides(personas, child, manager, now, client):
    part = door.matched(child, author=manager, by=manager, at=now)
    assert "You wrote this referral" in text(client.get(href("decide", part)))
    page = client.post(href("decide", part), {**SAID, "confirm": "yes"})
    assert "another manager must decide" in text(page)
    assert "Waiting for another manager" in text(client.get(href("child", part))).replace(
        "waiting", "Waiting"
    )


def test_when_the_match_was_undone_there_is_nothing_to_decide(client, part, manager, now):
    front_door.unmatch(referral_child=part, reason="Wrong", by=manager, at=now)
    assert client.get(href("decide", part)).url == href("child", part)
    assert client.post(href("decide", part), {**SAID}).url == href("match", part)


def test_a_re_referral_and_a_late_decision_are_asked_about(client, personas, child, manager, now):
    door.matched(child, author=personas.gp, by=manager, at=now - timedelta(days=40))
    part = door.matched(child, author=personas.school, by=manager, at=now - timedelta(days=9))
    page = text(client.get(href("decide", part)))
    assert "Why is the child referred again?" in page
    assert "This decision is late" in page
    answer = client.post(
        href("decide", part),
        {
            **SAID,
            "re_referral_cause": "unmet_need",
            "strategy_declined_reason": "No harm",
            "lateness_code": "workload",
            "lateness_reason": "Two were ill",
            "confirm": "yes",
        },
    )
    assert answer.status_code == 303
    assert ReferralDecision.objects.get(referral_child=part).re_referral_cause == "unmet_need"
    clock = Deadline.objects.get(referral_child=part, rule_id="referral_decision")
    assert clock.lateness_reason == "Two were ill"


def test_a_contact_offers_the_worker_who_has_the_child(client, personas, child, manager, now):
    children.open_episode(child=child, opened_on=date(2026, 1, 5), by=manager, at=now)
    part = door.matched(child, author=personas.school, by=manager, at=now)
    page = text(client.get(href("decide", part)))
    assert "Pass to the worker who knows the child" in page
    assert "Transfer to another authority" not in page


def test_the_history_that_was_seen_stays_readable(client, personas, child, part, manager, now):
    decision = door.decided(part, by=manager, at=now)
    records.event(child, by=personas.gp, at=now, kind=EventKind.WAS_NOT_BROUGHT)
    page = client.get(href("digest_seen", part, decision.pk))
    assert "What was known when it was decided" in text(page)
    assert "Was not brought" not in text(page)
    assert client.get(href("digest_seen", part, decision.pk + 1)).status_code == 404


def test_the_history_seen_of_a_wrong_record_is_not_shown_on_the_right_one(client, part, manager, now):
    decision = door.decided(part, by=manager, at=now)
    decisions.reconsider(referral_child=part, reason="Wrong child", by=manager, at=now)
    front_door.unmatch(referral_child=part, reason="Wrong child", by=manager, at=now)
    front_door.match_new(referral_child=part, by=manager, at=now)
    assert client.get(href("digest_seen", part, decision.pk)).status_code == 404
    assert "Taken back" in text(client.get(href("child", part)))


class TestAfterwards:
    """Telling and thinking again."""

    @pytest.fixture
    def phoned(self, personas, child, manager, now):
        worker = personas.front_door_worker
        part = door.matched(
            child,
            author=worker,
            by=worker,
            at=now,
            is_for_someone_else=True,
            referrer_name="Ann Neighbour",
            referrer_phone="01632 960 001",
        )
        door.decided(part, by=manager, at=now)
        return part

    def test_the_worker_tells_by_phone(self, personas, phoned, sign_in):
        worker = sign_in(personas.front_door_worker)
        assert href("tell", phoned) in text(worker.get(href("child", phoned)))
        page = text(worker.get(href("tell", phoned)))
        assert "01632 960 001" in page
        assert "Not possible" not in page
        assert "Select how you told them" in text(worker.post(href("tell", phoned), {}))
        assert worker.post(href("tell", phoned), {"how": "phone"}).status_code == 303
        assert phoned.decisions.get().told_how == "phone"
        page = text(worker.get(href("child", phoned)))
        assert "By phone, " in page
        assert "Assessment by children&#39;s social care: Dana Okafor" in page
        assert worker.get(href("tell", phoned)).url == href("child", phoned)

    def test_without_a_decision_there_is_nothing_to_tell(self, client, part):
        assert client.post(href("tell", part), {"how": "phone"}).url == href("child", part)

    def test_a_decision_is_taken_back_with_its_reason(self, client, part, manager, now):
        door.decided(part, by=manager, at=now)
        assert "Why is the decision reconsidered?" in text(client.get(href("reconsider", part)))
        assert client.post(href("reconsider", part), {"reason": "New facts"}).status_code == 303
        part.refresh_from_db()
        assert part.state == ReferralChildState.MATCHED
        assert "New facts" in text(client.get(href("child", part)))


def test_danger_and_other_children_stand_on_the_page(personas, manager, now, client):
    sent = referrals.referral(
        by=personas.police,
        at=now,
        immediate_danger=True,
        danger_details="He is on his way",
        crime_alleged=True,
    )
    page = text(client.get(reverse("front_door_child", args=[sent.reference, 1])))
    assert "He is on his way" in page
    assert "A crime is alleged" in page
    assert "Alfie Thornbury</a>" in page
