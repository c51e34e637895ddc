"""Record pages by every persona in every standing: involved, was involved, never, restricted, emergency."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.models import Involvement
from cases.services import emergency, involvements
from safeguarding.audit.log import Origin
from tests.access.matrix import ADMINS, CASE_STAFF, MANAGERS, SOCIAL_CARE
from tests.factories import partnership, records
from tests.factories.partnership import NAMES

pytestmark = pytest.mark.django_db

ALL = frozenset(NAMES)
OPENERS = ALL - ADMINS - {"business_support"}
PARTNERS = ALL - ADMINS - SOCIAL_CARE
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
STANDINGS = ("involved", "was", "never", "restricted", "emergency", "expired")
READ = ("child", "child_network", "child_family", "child_chronology", "person")
# Forms and who may do what they do, once the record is theirs to work on.
WRITE = {
    "event_new": ALL - ADMINS,
    "involvement_new": CASE_STAFF,
    "warning_new": CASE_STAFF,
    "child_allocate": MANAGERS,
    "child_restriction": frozenset({"head_of_service"}),
    "person_edit": CASE_STAFF,
}
INVOLVED = ALL - {"system_admin"}


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The personas, a child for each standing and each persona's signed-in client."""
    with django_db_blocker.unblock(), transaction.atomic():
        personas = partnership.build()
        at = timezone.now() - timedelta(minutes=5)
        children = {standing: _child(standing, personas, at) for standing in STANDINGS}
        clients = {}
        for name, user in personas:
            clients[name] = Client()
            clients[name].force_login(user, backend=BACKEND)
        yield children, clients
        transaction.set_rollback(True)


def _child(standing, personas, at):
    by = personas.social_worker
    child = records.child("Ada", "Example", by=by, at=at, is_restricted=standing == "restricted")
    if standing in {"involved", "was", "restricted"}:
        for agency in sorted({user.agency for _, user in personas}, key=lambda one: one.pk):
            records.involve(child, agency, by=by, at=at)
    if standing == "restricted":
        records.involve(child, personas.social_worker, by=by, at=at)
    if standing == "was":
        for row in Involvement.objects.filter(child=child):
            involvements.end(involvement=row, reason="Moved away", by=by, at=at)
    if standing in {"emergency", "expired"}:
        opened_at = at - timedelta(hours=5) if standing == "expired" else at
        for name, user in personas:
            if name in PARTNERS:
                emergency.open_record(
                    reference=child.reference,
                    reason="A child is at risk now, nobody answers",
                    by=user,
                    at=opened_at,
                    origin=Origin(address=None, page="test"),
                )
    return child


SEES = {
    "involved": INVOLVED,
    "was": SOCIAL_CARE,
    "never": SOCIAL_CARE,
    "restricted": frozenset({"social_worker"}),
    "emergency": SOCIAL_CARE | PARTNERS,
    "expired": SOCIAL_CARE,
}
WORKS = {**SEES, "emergency": SOCIAL_CARE}


def _answers(made, standing, name):
    children, clients = made
    child = children[standing]
    kwargs = {"reference": child.reference, **({"person": child.pk} if name.startswith("person") else {})}
    path = reverse(name, kwargs=kwargs)
    answers = {}
    for persona in NAMES:
        with transaction.atomic():
            answers[persona] = clients[persona].get(path).status_code
            transaction.set_rollback(True)
    return answers


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("name", READ)
def test_who_reads_the_record(made, standing, name):
    expected = {persona: 200 if persona in SEES[standing] else 404 for persona in NAMES}
    assert _answers(made, standing, name) == expected


@pytest.mark.parametrize("standing", STANDINGS)
@pytest.mark.parametrize("name", WRITE)
def test_who_works_on_the_record(made, standing, name):
    answers = _answers(made, standing, name)
    allowed = WRITE[name] | ({"social_worker"} & WRITE[name])
    for persona, answer in answers.items():
        if persona not in SEES[standing]:
            assert answer == 404, persona
        else:
            works = persona in WORKS[standing] and persona in allowed
            assert answer == (200 if works else 403), persona


@pytest.mark.parametrize("standing", STANDINGS)
def test_who_reads_the_history(made, standing):
    for persona, answer in _answers(made, standing, "child_history").items():
        seen = 200 if persona in SOCIAL_CARE else 403
        assert answer == (seen if persona in SEES[standing] else 404), persona
