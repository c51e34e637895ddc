"""Every address that leads to a child, by every persona in every standing with it.

How the world stands by itself (involved, never involved, restricted) is in test_matrix; here the same rows
are asked again once involvements have ended, the record has been restricted, or was opened in an emergency.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from cases.models import Child
from cases.services import emergency, involvements, restrictions
from safeguarding.accounts.models import AgencyKind
from safeguarding.audit.log import Origin
from tests.access import matrix
from tests.access.rows import ADMINS, HEAD, INVOLVED, SOCIAL_CARE, Row
from tests.access.test_matrix import clients, made  # noqa: F401 - its fixtures
from tests.access.world import World
from tests.factories import partnership, records
from tests.factories.partnership import NAMES

pytestmark = pytest.mark.django_db

NOBODY = matrix.NOBODY
WORKER = frozenset({"social_worker"})
PARTNERS = matrix.ALL - ADMINS - SOCIAL_CARE
OPENERS = matrix.PROFESSIONALS - {"business_support"}
# Addresses without the child's reference that lead to what hangs on one.
BESIDE = {"document", "deadline_lateness"}
# What hangs on a child and only social care learns of, also in an emergency.
SOCIAL_CARES = {"recurrence_hit", "assessment", "assessment_file"}
READING = {
    "child",
    "child_network",
    "child_family",
    "child_chronology",
    "child_over_time",
    "child_compare",
    "chronology_pdf",
    "chronology_csv",
    "child_strategy",
    "child_core_group",
    "child_conferences",
    "closing",
    "leaving",
    "leaving_one",
    "step_down",
    "step_down_one",
    "legal",
    "child_historic_risk",
    "child_history",
    "child_sharing",
    "child_appointments",
    "child_voice",
    "child_genogram",
    "child_genogram_pdf",
    "child_warnings",
    "child_challenges",
    "child_documents",
    "child_plans",
    "plan",
    "plan_compare",
    "plan_pdf",
    "child_visits",
    "recurrence_hit",
    "document",
    "person",
    "child_assessments",
    "child_tools",
    "assessment",
    "assessment_file",
    "tool_result",
    "referral",
    "referral_sent",
    "referral_receipt",
    "child_allocations",
    "handover_note",
}
# A form is sent by whoever may open it: its page stands for both, and the buttons for themselves.
OPENED = {row.name for row in matrix.ROWS if row.method == "get"}
ROWS = {
    row.id: row
    for row in matrix.ROWS
    if (row.of_child or row.name in BESIDE) and (row.method == "get" or row.name not in OPENED)
}
SCHOOLS_DOCUMENT = Row("document", NOBODY, matrix.document("schools_document"))
REFERRALS = {
    row.id: row
    for row in matrix.ROWS
    if row.kwargs in (matrix.referral, matrix.decided_part, matrix.decision_seen)
}


def _leave(world: World) -> None:
    """Everybody's involvement ends; an agency that nobody here belongs to stays."""
    by = world.personas.social_worker
    for involvement in list(world.child.involvements.filter(until=None)):
        involvements.finish(involvement=involvement, reason="Moved away", by=by, at=timezone.now())
    housing = partnership.agency("Northmoor Housing", AgencyKind.HOUSING)
    records.involve(world.child, housing, by=by, at=world.at)
    world.rows["involvement"] = world.child.involvements.get(agency=housing)


def _open(world: World, openers: frozenset[str], at_hours: int = 0) -> None:
    """These people say that it is an emergency, some hours ago."""
    for name in sorted(openers):
        emergency.open_record(
            reference=world.child.reference,
            reason="A child is at risk now, nobody answers",
            by=world.user(name),
            at=timezone.now() - timedelta(hours=at_hours),
            origin=Origin(address=None, page="test"),
        )


def _restrict(world: World) -> None:
    """The head of service restricts the record to themselves."""
    fresh = Child.objects.get(pk=world.child.pk)
    by = world.personas.head_of_service
    restrictions.restrict(child=fresh, named=[], reason="Family of staff", by=by, at=timezone.now())


def _open_all(world: World) -> None:
    _leave(world)
    _open(world, PARTNERS)


def _opened_and_over(world: World) -> None:
    _leave(world)
    _open(world, PARTNERS, at_hours=5)


def _open_closed(world: World) -> None:
    _leave(world)
    _open(world, PARTNERS)
    _restrict(world)


def _open_restricted(world: World) -> None:
    _leave(world)
    worker = world.personas.social_worker
    records.involve(world.child, worker, by=worker, at=world.at)
    fresh = Child.objects.get(pk=world.child.pk)
    fresh.is_restricted, fresh.restricted_reason = True, "Family of staff"
    fresh.record(by=worker, at=world.at, reason="test data")
    _open(world, HEAD)


def _open_without_open_access(world: World) -> None:
    _leave(world)
    with override_settings(SOCIAL_CARE_OPEN_ACCESS=False):
        _open(world, OPENERS)


@dataclass(frozen=True)
class Standing:
    """How the record came to stand so; who reads it, and who of them may also work on it."""

    come_to: Callable[[World], None]
    reads: frozenset[str]
    works: frozenset[str]
    has_open_access: bool = True


STANDINGS = {
    "was involved": Standing(_leave, SOCIAL_CARE, SOCIAL_CARE),
    "emergency": Standing(_open_all, SOCIAL_CARE | PARTNERS, SOCIAL_CARE),
    "emergency over": Standing(_opened_and_over, SOCIAL_CARE, SOCIAL_CARE),
    "restricted": Standing(_restrict, HEAD, HEAD),
    "restricted in an emergency": Standing(_open_closed, HEAD, HEAD),
    "emergency of a restricted record": Standing(_open_restricted, HEAD | WORKER, WORKER),
    "was involved, no open access": Standing(_leave, NOBODY, NOBODY, has_open_access=False),
    "emergency, no open access": Standing(_open_without_open_access, OPENERS, NOBODY, has_open_access=False),
}


def _own(made: World) -> World:  # noqa: F811
    """The world with rows of its own: what a standing puts there is gone with the standing."""
    return replace(made, rows=dict(made.rows))


@pytest.fixture(scope="module", params=STANDINGS)
def standing(request, made):  # noqa: F811
    """One of the standings and the world in it; undone afterwards."""
    one, world = STANDINGS[request.param], _own(made)
    with transaction.atomic():
        one.come_to(world)
        with override_settings(SOCIAL_CARE_OPEN_ACCESS=one.has_open_access):
            yield one, world
        transaction.set_rollback(True)


def _answers(row, world, signed_in):
    path = reverse(row.name, kwargs=row.kwargs(world))
    answers = {}
    for persona in NAMES:
        with transaction.atomic():
            answers[persona] = getattr(signed_in[persona], row.method)(path).status_code
            transaction.set_rollback(True)
    return answers


def _may(row: Row, persona: str) -> bool:
    """Whether the person may do this at all: partners who are involved in the world stand for all."""
    return persona in row.allowed or (persona in PARTNERS and row.allowed >= INVOLVED)


def _expected(row: Row, standing: Standing, persona: str) -> int:
    if persona not in standing.reads:
        return 404
    if row.name in SOCIAL_CARES and persona in PARTNERS:
        return 404
    may_now = row.name in READING or persona in standing.works
    return row.success if may_now and _may(row, persona) else 403


def _as_restricted(row: Row) -> Row:
    """Of a restricted record the page that lifts is the one that answers."""
    answers = {"child_restriction": 303, "child_restriction_lift": 200}
    return replace(row, success=answers[row.name]) if row.name in answers and row.method == "get" else row


@pytest.mark.parametrize("row", REFERRALS.values(), ids=REFERRALS.keys())
@pytest.mark.parametrize("is_named", [True, False], ids=["named", "in an emergency"])
def test_a_restricted_record_takes_the_referrals_matched_to_it_along(made, clients, row, is_named):  # noqa: F811
    world = _own(made)
    with transaction.atomic():
        (_restrict if is_named else _open_restricted)(world)
        seen = {name for name, answer in _answers(row, world, clients).items() if answer not in {403, 404}}
        transaction.set_rollback(True)
    # Who sent it learns nothing of the match; what was opened in an emergency is there to be read.
    works = HEAD if is_named else WORKER
    assert seen == row.allowed & ({"school"} | works | (HEAD if row.name in READING else NOBODY))


def test_who_gets_the_file_of_what_the_school_added(clients, standing):  # noqa: F811
    """The school reads it on after it left, as long as the record isn't restricted."""
    one, world = standing
    answers = _answers(SCHOOLS_DOCUMENT, world, clients)
    left = not Child.objects.get(pk=world.child.pk).is_restricted
    readers = one.reads | ({"school"} if left else NOBODY)
    assert {persona for persona, answer in answers.items() if answer == 200} == readers
    assert set(answers.values()) == {200, 404}


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_who_gets_the_page(clients, standing, row):  # noqa: F811
    one, world = standing
    answers = _answers(row, world, clients)
    if Child.objects.get(pk=world.child.pk).is_restricted:
        row = _as_restricted(row)
    expected = {persona: _expected(row, one, persona) for persona in NAMES}
    assert answers == expected
