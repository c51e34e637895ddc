"""What was recorded can't be changed, in the database too."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from cases.models import (
    AllocationLimits,
    AllocationRecord,
    BankHolidays,
    ChronologyImport,
    Curation,
    Event,
    LocalTimescale,
    LocalTool,
    MissedAppointmentLimits,
    PlanVersion,
    SupervisionAddendum,
    SupervisionSample,
)
from safeguarding.audit.models import AccessLog, RecordedModel, Seal, SealedShape, UnrecordedChangeError
from tests.factories import records

OURS = ("accounts", "audit", "notifications", "cases", "strategy_meetings", "core_groups", "escalation")


# Nothing here but lines that are added.
APPEND_ONLY = (
    Event,
    AccessLog,
    Seal,
    SealedShape,
    LocalTimescale,
    BankHolidays,
    PlanVersion,
    LocalTool,
    Curation,
    ChronologyImport,
    MissedAppointmentLimits,
    AllocationRecord,
    AllocationLimits,
    SupervisionAddendum,
    SupervisionSample,
)


def _must_be_append_only() -> set[str]:
    history = {
        model._meta.db_table
        for app in OURS
        for model in apps.get_app_config(app).get_models()
        if hasattr(model, "history_type") or model.__name__.startswith("Historical")
    }
    return history | {model._meta.db_table for model in APPEND_ONLY}


def test_every_history_table_the_chronology_and_the_access_log_refuse_changes(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
            " WHERE tgname IN ('append_only', 'append_only_truncate') AND tgenabled <> 'D'"
        )
        guards = set(cursor.fetchall())
    tables = _must_be_append_only()
    assert {table for table in tables if (table, "append_only") not in guards} == set()
    assert {table for table in tables if (table, "append_only_truncate") not in guards} == set()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_event SET what_happened = 'something else'",
        "DELETE FROM cases_event",
        "UPDATE cases_historicalchild SET reference = 'X'",
        "DELETE FROM cases_historicalperson",
    ],
)
def test_changing_the_record_by_hand_is_refused(personas, at, statement):
    child = records.child(by=personas.social_worker, at=at)
    records.event(child, by=personas.social_worker, at=at)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_recorded_model_is_not_saved_without_saying_who_and_when_nor_deleted(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    with pytest.raises(UnrecordedChangeError):
        child.save()
    with pytest.raises(UnrecordedChangeError):
        child.delete()
    with pytest.raises(ValueError, match="time-zone aware"):
        child.record(by=personas.social_worker, at=at.replace(tzinfo=None))


def test_every_change_leaves_a_row_that_says_who_when_and_why(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    child.allocated_to = personas.social_worker
    child.record(by=personas.team_manager, at=at, reason="Knows the family")
    latest = child.history.latest()
    assert (latest.history_user, latest.history_date, latest.history_change_reason) == (
        personas.team_manager,
        at,
        "Knows the family",
    )
    assert child.version == 2


def test_every_table_of_a_childs_record_is_recorded_or_append_only():
    # Grants follow from involvements, which are recorded; drafts and what was sent aren’t part of the record.
    # An e-mail to a guest only carries a link, and the link's making and its use are recorded.
    exempt = {"ChildUserGrant", "ChildGroupGrant", "Draft", "SentForm", "GuestMail"}
    plain = {
        model.__name__
        for model in apps.get_app_config("cases").get_models()
        if not issubclass(model, RecordedModel) and not model.__name__.startswith("Historical")
    }
    assert plain - exempt - {model.__name__ for model in APPEND_ONLY} == set()
