"""The demo loads once, whole or not at all, where it belongs; everyone in it can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from cases.models import Child, Event, Referral, ReferralChild
from cases.states import ReferralChildState
from safeguarding.accounts.models import User
from safeguarding.demo import loading, personas
from safeguarding.notifications.models import Email, EmailState


def _load(*options: str) -> str:
    out = StringIO()
    call_command("load_demo", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The small demo, loaded once by the command, for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield _load("--small")
        transaction.set_rollback(True)


@pytest.fixture
def demo(loaded: str, db: None) -> str:
    """What the command said."""
    return loaded


def test_the_stories_are_told_and_wait_at_the_front_door(demo: str) -> None:
    """Five stories: two new referrals unmatched, three matched, none decided."""
    waiting = ReferralChild.objects.exclude(state=ReferralChildState.DECIDED)

    assert demo.startswith("Loaded the demo partnership")
    assert waiting.filter(state=ReferralChildState.RECEIVED).count() == 2
    assert waiting.values("referral").distinct().count() == len(loading.STORIES)


def test_loading_again_changes_nothing(demo: str) -> None:
    """A second load finds the demo there."""
    before = (User.objects.count(), Child.objects.count(), Referral.objects.count(), Event.objects.count())

    assert _load() == "The demo is there already; nothing was changed.\n"
    assert _load("--if-empty") == ""
    loading.load(at=timezone.now(), small=True)

    after = (User.objects.count(), Child.objects.count(), Referral.objects.count(), Event.objects.count())
    assert after == before


def test_nothing_of_the_past_is_sent_now(demo: str) -> None:
    """Fourteen years of notifications send no e-mail today."""
    assert Email.objects.exists()
    assert not Email.objects.exclude(state=EmailState.SENT).exists()


def test_every_persona_signs_in_and_reads_their_home_page(demo: str, sign_in) -> None:
    """Each with the printed password; the home page answers."""
    for row in personas.PERSONAS:
        user = User.objects.get(email=row.email)
        assert authenticate(None, username=row.email, email=row.email, password=personas.PASSWORD) == user
        client: Client = sign_in(user)
        assert client.get("/").status_code == 200, row.name
