"""How long the sweep takes beside the plain SQL that claims and inserts as many rows (`make bench`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from kombu import Connection
from pytest_django.plugin import DjangoDbBlocker

from cases.models import Deadline, Event
from cases.states import EventKind
from safeguarding.notifications.models import Email, Notification
from safeguarding.rules.london_time import end_of_day
from tests.factories.workers import database_url

OPEN, DUE, BATCH, ROUNDS = 1_000_000, 20_000, 1_000, 3
AT_MOST = 3.0
# As much as the interpreter's own allocations vary by.
FLAT = 1.25
pytestmark = [pytest.mark.bench, pytest.mark.django_db]
# What the plain SQL writes for each deadline is as much as the sweep wrote: `notifications` each and so on.
CLAIM = """
    CREATE TEMP TABLE claimed AS
    WITH due AS (
        SELECT id FROM cases_deadline
         WHERE met_at IS NULL AND cancelled_at IS NULL AND next_alert_at <= %(at)s
         ORDER BY next_alert_at, id FOR NO KEY UPDATE SKIP LOCKED),
    marked AS (
        UPDATE cases_deadline d SET alert_stage = 2, next_alert_at = NULL
          FROM due WHERE d.id = due.id RETURNING d.*)
    SELECT * FROM marked
"""
TELL = """
    WITH told AS (
        INSERT INTO notifications_notification ({columns}) SELECT {values}
          FROM claimed d, generate_series(1, %(notifications)s) n ON CONFLICT DO NOTHING
        RETURNING id, recipient_id)
    INSERT INTO notifications_email
        (notification_id, recipient_id, state, attempts, next_attempt_at, last_error)
    SELECT id, recipient_id, 'waiting', 0, %(at)s, '' FROM told ORDER BY id LIMIT %(emails)s
"""
WRITE = """
    INSERT INTO cases_event (child_id, kind, occurred_at, recorded_at, agency_id, what_happened,
                             significance, impact_on_child, themes, sensitivity, source_reference)
    SELECT child_id, %(kind)s, due_at, %(at)s, (SELECT id FROM accounts_agency WHERE is_lead),
           'Time limit passed: Assessment was due by the end of 10 March 2026', 'notable', '', '{}',
           'professionals', ''
      FROM claimed ORDER BY id LIMIT %(events)s
"""


@pytest.fixture(scope="module")
def at(authority: date, django_db_blocker: DjangoDbBlocker) -> Iterator[datetime]:
    """The instant at which one in fifty of a million open deadlines is breached."""
    breached = end_of_day(authority)
    with django_db_blocker.unblock():
        with transaction.atomic(), connection.cursor() as cursor:
            # What the partnership has open by itself falls due later.
            cursor.execute(
                "UPDATE cases_deadline SET next_alert_at = NULL WHERE next_alert_at <= %s", [breached]
            )
            _open(cursor, breached)
            cursor.execute(
                "CREATE TABLE bench_due AS SELECT * FROM cases_deadline WHERE next_alert_at <= %s", [breached]
            )
        _tidy()
        yield breached
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE bench_due")


def _open(cursor: Any, breached: datetime) -> None:
    """Add the open deadlines: copies of one that is there, on children and workers by turns."""
    later = breached + timedelta(days=30)
    due = "CASE WHEN n %% 50 = 0 THEN %(breached)s ELSE %(later)s + (n / 50 %% 300) * interval '1 day' END"
    told = {
        "child_id": "c.person_id",
        "responsible_id": "w.id",
        "team_id": "w.team_id",
        "next_alert_at": due,
        "due_at": due,
        "due_on": f"(({due}) - interval '1 day')::date",
        "statutory_due_at": due,
        "statutory_due_on": f"(({due}) - interval '1 day')::date",
        "subject": "'bench:' || n",
        "alert_stage": "0",
    }
    columns = [field.column for field in Deadline._meta.concrete_fields if not field.primary_key]
    values = [told.get(column, f"one.{column}") for column in columns]
    cursor.execute(
        f"""
        CREATE TEMP TABLE c ON COMMIT DROP AS
        SELECT person_id, row_number() OVER (ORDER BY person_id) - 1 AS place
          FROM cases_child WHERE NOT is_restricted;
        CREATE TEMP TABLE w ON COMMIT DROP AS
        SELECT id, team_id, row_number() OVER (ORDER BY id) - 1 AS place
          FROM accounts_user WHERE job_title = 'Social worker';
        INSERT INTO cases_deadline ({", ".join(columns)}) SELECT {", ".join(values)}
          FROM generate_series(1, %(open)s) n
          JOIN c ON c.place = n %% (SELECT count(*) FROM c)
          JOIN w ON w.place = n %% (SELECT count(*) FROM w),
               (SELECT * FROM cases_deadline WHERE rule_id = 'visit_cin' AND met_at IS NULL LIMIT 1) one
        """,
        {"breached": breached, "later": later, "open": OPEN},
    )


def _tidy() -> None:
    """Leave no dead rows behind that the next run would have to step over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM (ANALYZE) cases_deadline, notifications_notification, notifications_email, cases_event"
        )
    # Nobody takes the messages that tell workers of the e-mails.
    with Connection(settings.REDIS_URL) as broker:
        broker.default_channel.client.delete("celery")


def _put_back(at: datetime) -> None:
    """As it was before the sweep at `at`."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "DELETE FROM notifications_email WHERE notification_id IN"
            " (SELECT id FROM notifications_notification WHERE created_at = %s)",
            [at],
        )
        cursor.execute("DELETE FROM notifications_notification WHERE created_at = %s", [at])
        cursor.execute("DELETE FROM cases_event WHERE recorded_at = %s", [at])
        cursor.execute("DELETE FROM cases_deadline WHERE id IN (SELECT id FROM bench_due)")
        cursor.execute("INSERT INTO cases_deadline SELECT * FROM bench_due")
    _tidy()


def _sweep(at: datetime) -> dict[str, float]:
    """One sweep by a process of its own, with real commits and the real broker."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.sweep_once", at.isoformat(), str(BATCH)],
        env={
            **os.environ,
            "DATABASE_URL": database_url(),
            "DJANGO_SETTINGS_MODULE": "safeguarding.settings.test",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def _plain(at: datetime, wrote: dict[str, int]) -> float:
    """Seconds that the plain SQL takes to claim what is due and to write as many rows as the sweep wrote."""
    told = {
        "recipient_id": "d.responsible_id",
        "key": "'plain:' || d.id || ':' || n",
        "kind": "'deadline_breach'",
        "text": "'C0000000: Assessment was due by the end of 10 March 2026'",
        "path": "'/children/C0000000/'",
        "reference": "'C0000000'",
        "urgency": "'urgent'",
        "created_at": "%(at)s",
        "read_at": "NULL",
        "withdrawn_at": "NULL",
        "subject": "'deadline:' || d.id",
    }
    columns = [field.column for field in Notification._meta.concrete_fields if not field.primary_key]
    tell = TELL.format(columns=", ".join(columns), values=", ".join(told[column] for column in columns))
    facts = {
        **wrote,
        "notifications": wrote["notifications"] // DUE,
        "at": at,
        "kind": EventKind.DEADLINE_BREACHED,
    }
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (CLAIM, tell, WRITE):
            cursor.execute(statement, facts)
    seconds = time.perf_counter() - started
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE claimed")
    return seconds


def _written(at: datetime) -> dict[str, int]:
    return {
        "notifications": Notification.objects.filter(created_at=at).count(),
        "emails": Email.objects.filter(notification__created_at=at).count(),
        "events": Event.objects.filter(recorded_at=at).count(),
    }


@dataclass
class Measured:
    """Seconds of the sweep and of the plain SQL, what was written, and the sweep for few and for many."""

    sweeps: list[float]
    plain: list[float]
    wrote: dict[str, int]
    few: dict[str, float]
    many: dict[str, float]


@pytest.fixture(scope="module")
def measured(at: datetime, django_db_blocker: DjangoDbBlocker) -> Measured:
    """Sweep and plain SQL by turns. A fixture: a test's own transaction would hide what it does."""
    sweeps, plain, wrote = [], [], {}
    with django_db_blocker.unblock():
        for _ in range(ROUNDS):
            many = _sweep(at)
            assert many["moved"] == DUE
            sweeps.append(many["seconds"])
            wrote = _written(at)
            _put_back(at)
            plain.append(_plain(at, wrote))
            assert _written(at) == wrote
            _put_back(at)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE cases_deadline SET next_alert_at = %s + interval '30 days'"
                " WHERE id IN (SELECT id FROM bench_due ORDER BY id OFFSET %s)",
                [at, DUE // 10],
            )
        few = _sweep(at)
        _put_back(at)
    return Measured(sweeps, plain, wrote, few, many)


def test_the_sweep_takes_at_most_three_times_the_plain_sql(measured, capsys):
    swept, plain = median(measured.sweeps), median(measured.plain)
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what this is for
            f"\nSweep: {OPEN:,} open, {DUE:,} due, {measured.wrote}; {swept:.1f} s,"
            f" plain SQL {plain:.1f} s ({swept / plain:.1f}); load {os.getloadavg()[0]:.1f}"
        )
    assert swept <= AT_MOST * plain


def test_the_sweep_needs_no_more_memory_for_ten_times_as_many(measured, capsys):
    few, many = measured.few, measured.many
    with capsys.disabled():
        print(  # noqa: T201 - the figures are what this is for
            f"\nSweep: {few['before']:.0f} MB before; at most {few['after']:.0f} MB for"
            f" {few['moved']:,} deadlines, {many['after']:.0f} MB for {many['moved']:,}"
        )
    assert many["moved"] == 10 * few["moved"]
    assert many["after"] <= FLAT * few["after"]
