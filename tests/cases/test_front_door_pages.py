"""The front door's pages: from the worklist to the decision that the referrer reads."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Child, ReferralChild, Relationship
from safeguarding.notifications.models import Notification
from tests.factories import referrals

DECISION = {
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
def sent(personas, now):
    return referrals.referral(by=personas.school, at=now)


def href(name: str, part: ReferralChild) -> str:
    return reverse(name, args=[part.referral.reference, part.position])


def fingerprint(page) -> str:
    return re.search(r'name="digest_seen"[^>]*value="([0-9a-f]+)"', page.content.decode())[1]


def test_two_siblings_are_matched_decided_and_the_referrer_reads_the_outcome(personas, sent, sign_in):
    worker, manager = sign_in(personas.front_door_worker), sign_in(personas.front_door_manager)
    for part in ReferralChild.objects.filter(referral=sent).order_by("position"):
        page = worker.get(reverse("front_door"))
        assert part.name in page.content.decode()
        assert worker.get(href("front_door_child", part)).status_code == 200
        answer = worker.post(href("front_door_match", part), {"choice": "new"})
        assert (answer.status_code, answer.url) == (303, href("front_door_relatives", part))
        asked = worker.get(answer.url)
        adult = sent.adults.get()
        said = {f"adult_{adult.pk}": "mother", "child_1": "sibling"}
        assert f"adult_{adult.pk}" in asked.content.decode()
        assert worker.post(answer.url, said).status_code == 303
        assert worker.get(href("front_door_digest", part)).status_code == 200
        assert "Waiting for a manager" in worker.get(href("front_door_child", part)).content.decode()
        form = manager.get(href("front_door_decide", part))
        seen = fingerprint(form)
        checked = manager.post(href("front_door_decide", part), {**DECISION, "digest_seen": seen})
        assert "Check the decision" in checked.content.decode()
        decided = manager.post(
            href("front_door_decide", part), {**DECISION, "digest_seen": seen, "confirm": "yes"}
        )
        assert decided.status_code == 303, decided.content.decode()
    assert Child.objects.count() == 2
    assert Relationship.objects.count() == 3  # the mother of both, and the sister
    read = sign_in(personas.school).get(reverse("referral", args=[sent.reference])).content.decode()
    assert "We will assess." in read
    assert Notification.objects.filter(recipient=personas.school, kind="referral_decided").count() == 2
