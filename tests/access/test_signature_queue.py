"""The queue of signatures over the small world: each line leads its reader to a page that is theirs."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from cases import access
from cases.queries import signatures
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import london_date
from tests.access import world
from tests.factories import assessments
from tests.factories.partnership import NAMES

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SIGNERS = ("front_door_manager", "team_manager", "head_of_service", "conference_chair")


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The small world, its child with a worker, a manager of the minutes' meetings, an assessment to sign."""
    with django_db_blocker.unblock(), transaction.atomic():
        small = world.build()
        child, worker = small.child, small.personas.social_worker
        child.refresh_from_db()
        child.allocated_to, child.team = worker, worker.team
        child.record(by=small.personas.team_manager, at=small.at, reason="test data")
        running = child.assessments.exclude(state="authorised").first()
        if running is not None and running.state == "draft":
            written = assessments.written(running, by=worker, at=small.at)
            written.state, written.submitted_at, written.submitted_by = "awaiting", small.at, worker
            written.record(by=worker, at=small.at, reason="test data")
        yield small
        transaction.set_rollback(True)


def queue(made, persona, **asked):
    user = made.user(persona)
    with as_user(user):
        return signatures.read(signatures.signer(user, today=london_date(made.at)), **asked)


def test_what_a_team_manager_finds(made):
    found = queue(made, "team_manager")
    assert set(found.counts) >= {"closing", "leaving", "assessment"}
    assert [line.since for line in found.lines] == sorted(line.since for line in found.lines)
    said = {line.kind: line.what_changed for line in found.lines}
    assert said["leaving"].startswith("Agencies heard so far: 1.")


@pytest.mark.parametrize("persona", SIGNERS)
def test_every_line_leads_to_a_page_that_its_reader_may_open(made, persona):
    client = Client()
    client.force_login(made.user(persona), backend=BACKEND)
    for line in queue(made, persona).lines:
        assert client.get(line.href).status_code == 200, line
        assert line.asked_by


@pytest.mark.parametrize("persona", sorted(set(NAMES) - set(SIGNERS)))
def test_for_everybody_else_nothing_waits(made, persona):
    assert not access.may(made.user(persona), access.Action.SIGN)
    assert queue(made, persona).total == 0


def test_pages_to_sign_say_what_has_changed_since(made):
    client = Client()
    client.force_login(made.user("team_manager"), backend=BACKEND)
    pages = {line.kind: client.get(line.href).content.decode() for line in queue(made, "team_manager").lines}
    for kind in ("closing", "leaving", "assessment"):
        assert "What has changed since" in pages[kind], kind
