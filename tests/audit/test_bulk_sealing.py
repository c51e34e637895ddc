"""Sealing many rows at once makes the very chain that sealing them batch by batch makes."""

from __future__ import annotations

import pytest
from django.db import connection

from safeguarding.audit import bulk_sealing, chain
from safeguarding.audit.models import Seal
from tests.factories import records


@pytest.fixture
def child(personas, at):
    """A child with two events, nothing sealed."""
    child = records.child(by=personas.social_worker, at=at)
    for number in range(2):
        records.event(child, by=personas.social_worker, at=at, what_happened=f"Visit {number}")
    return child


def test_the_chain_is_the_same(child, at):
    bulk_sealing.seal_all(at=at)
    at_once = chain.newest_anchor()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM audit_seal")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    chain.seal(at=at)
    assert chain.newest_anchor() == at_once


def test_it_counts_what_it_seals_and_the_chain_holds(child, at):
    sealed = bulk_sealing.seal_all(at=at)
    assert sealed == Seal.objects.count() > 5
    assert chain.verify() is None
    assert chain.seal(at=at) == 0


def test_a_table_that_has_seals_is_left_to_the_usual_sealing(child, personas, at):
    bulk_sealing.seal_all(at=at)
    records.event(child, by=personas.social_worker, at=at, what_happened="Later")
    assert bulk_sealing.seal_all(at=at) == 0
    assert chain.seal(at=at) == 1
    assert chain.verify() is None


@pytest.mark.django_db(transaction=True)
def test_it_refuses_while_somebody_else_seals(at):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [chain.SEALING_LOCK])
        with pytest.raises(RuntimeError, match="Somebody else"):
            bulk_sealing.seal_all(at=at)
    finally:
        other.close()
