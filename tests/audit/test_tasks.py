"""Sealing and verifying run by themselves, and say what they found in the log stream."""

from __future__ import annotations

import logging

from django.db import connection

from cases.models import Event
from safeguarding.audit import chain, tasks
from safeguarding.audit.models import Seal
from tests.factories import records


def test_what_was_recorded_is_sealed_by_itself(personas, at):
    records.child(by=personas.social_worker, at=at)
    tasks.seal_audit()
    assert Seal.objects.exists()


def test_a_chain_that_holds_is_said_to_hold(personas, at, caplog):
    records.child(by=personas.social_worker, at=at)
    tasks.seal_audit()
    with caplog.at_level(logging.INFO, logger="safeguarding.audit.chain"):
        tasks.verify_audit()
    assert f"the audit chain holds, anchor {chain.newest_anchor()}" in caplog.text


def test_a_broken_chain_is_an_error_that_names_the_row_and_nothing_of_it(personas, at, caplog):
    child = records.child(by=personas.social_worker, at=at)
    event = records.event(child, by=personas.social_worker, at=at, what_happened="A secret")
    tasks.seal_audit()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE cases_event SET what_happened = 'All was well'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    tasks.verify_audit()
    error = next(record for record in caplog.records if record.levelno == logging.ERROR)
    assert f"{Event._meta.db_table} row {event.pk} was changed" in error.getMessage()
    assert "All was well" not in error.getMessage()
