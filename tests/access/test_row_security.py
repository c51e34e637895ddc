"""The second wall agrees with the gate, row by row, for every persona."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, QuerySet

from cases import access
from cases.models import (
    Address,
    Child,
    Deadline,
    Draft,
    Event,
    Person,
    Referral,
    ReferralChild,
)
from cases.row_security.policies import POLICIES, Policy
from safeguarding.accounts.identity import Service, as_service, as_user
from safeguarding.accounts.models import User
from tests.access import partnership_world
from tests.factories.partnership import NAMES

# Tables for which the gate has a queryset: both must give the same rows.
SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Child: access.visible_children,
    Person: access.visible_people,
    Address: access.visible_addresses,
    Event: access.visible_events,
    Referral: access.visible_referrals,
    Deadline: access.visible_deadlines,
    Draft: access.own_drafts,
}
KEYS = {"cases_child": "person_id", "cases_draft": "key"}
BY_CHILD = ("cases_episodeofneed", "cases_warning", "cases_plan", "cases_involvement")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """The partnership with everything in it, made once and rolled back."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            yield partnership_world.build()
            transaction.set_rollback(True)


@pytest.fixture
def personas(world, db):
    """The personas of that world."""
    return world


def _key(policy: Policy) -> str:
    if policy.live:
        return "history_id"
    return KEYS.get(policy.table, "id")


def _raw(table: str, what: str = "id") -> set:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {what} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def _keys(rows: Iterable) -> set:
    return set(rows)


@pytest.mark.parametrize("model", SAME, ids=lambda model: model.__name__)
@pytest.mark.parametrize("name", NAMES)
def test_a_raw_select_gives_what_the_gate_gives(personas, name, model):
    user = getattr(personas, name)
    table, key = model._meta.db_table, model._meta.pk.column
    allowed = set(SAME[model](user).values_list("pk", flat=True))
    with as_user(user):
        assert _raw(table, key) == allowed
        # Through the wall, the gate still gives the same: it hides nothing that it showed before.
        assert set(SAME[model](user).values_list("pk", flat=True)) == allowed
