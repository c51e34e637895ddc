"""Loading a synthetic partnership: the same seed gives the same, and everything holds afterwards."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg2.errors import UniqueViolation

from cases.models import Child, Person
from safeguarding.accounts.models import User
from safeguarding.synthetic import loading, put_aside
from tests.factories import synthetic

TODAY = date(2026, 3, 10)
DEFINED = """
    SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION SELECT 'constraint', conrelid::regclass::text, conname,
                 pg_get_constraintdef(oid) || convalidated::text FROM pg_constraint WHERE conrelid <> 0
    UNION SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) || tgenabled::text
            FROM pg_trigger WHERE NOT tgisinternal
"""
pytestmark = pytest.mark.django_db(transaction=True)


def checksums() -> dict[str, tuple[int, str]]:
    """Rows and checksum of each table that is loaded, whatever order its rows lie in.

    The key of the permission that grants give isn't ours: Django gives it when it makes the permissions.
    """
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            table = model._meta.db_table
            if table.startswith(("cases_", "notifications_")) or model is User:
                cursor.execute(
                    "SELECT count(*), md5(string_agg(line, '' ORDER BY line))"
                    f" FROM (SELECT md5((to_jsonb(t) - 'permission_id')::text) AS line FROM {table} t) lines"
                )
                found[table] = cursor.fetchone()
    return found


def definitions() -> set[tuple[str, ...]]:
    """Every index, constraint and trigger of the database, as it is written down."""
    with connection.cursor() as cursor:
        cursor.execute(DEFINED)
        return set(cursor.fetchall())


def test_the_same_seed_gives_the_same_rows_however_many_processes_make_them(django_db_blocker):
    rows = []
    for seed, workers in ((7, 2), (7, 1), (8, 1)):
        partnership = synthetic.partnership(
            django_db_blocker, children=1_200, today=TODAY, seed=seed, workers=workers
        )
        with partnership:
            rows.append(checksums())
    assert rows[0] == rows[1]
    differing = {table for table, found in rows[2].items() if rows[0][table] != found}
    assert {"cases_person", "cases_event", "cases_deadline", "cases_referral"} <= differing
    assert rows[0]["cases_child"][0] == rows[2]["cases_child"][0] == 1_200


def test_indexes_constraints_and_triggers_are_as_before(django_db_blocker):
    before = definitions()
    with synthetic.partnership(django_db_blocker, children=50, today=TODAY):
        assert definitions() == before


def test_what_was_put_aside_is_back_also_when_the_load_fails(django_db_blocker):
    before = definitions()
    with connection.cursor() as cursor:
        # A key that the load gives too.
        cursor.execute(
            "INSERT INTO cases_family (id, version, name) SELECT n, 1, 'Here' FROM generate_series(1, 99) n"
        )
    with pytest.raises(UniqueViolation), synthetic.partnership(django_db_blocker, children=50, today=TODAY):
        pass
    assert definitions() == before
    assert not put_aside.is_unfinished()


def test_the_command_loads_and_says_so():
    said = StringIO()
    call_command("load_synthetic", "--children=20", "--today=2026-03-10", "--workers=1", stdout=said)
    assert Child.objects.count() == 20
    assert "Loaded 20 children" in said.getvalue()


def test_it_refuses_a_database_that_holds_anything():
    call_command("load_synthetic", "--children=5", "--workers=1", stdout=StringIO())
    people = Person.objects.count()
    with pytest.raises(CommandError, match="records or users here already"):
        call_command("load_synthetic", "--children=5")
    assert Person.objects.count() == people


def test_it_refuses_productions_settings(settings):
    settings.SECURE_SSL_REDIRECT = True
    with pytest.raises(CommandError, match="production"):
        call_command("load_synthetic", "--children=5")
    assert not loading.holds_records()


def test_it_refuses_a_database_that_an_earlier_load_left_without_indexes():
    put_aside.put_aside([Child])
    try:
        with pytest.raises(CommandError, match="cut short"):
            call_command("load_synthetic", "--children=5")
    finally:
        put_aside.put_back()
    assert not put_aside.is_unfinished()


@pytest.mark.parametrize("wrong", ["--children=0", "--workers=0"])
def test_it_refuses_numbers_that_make_nothing(wrong):
    with pytest.raises(CommandError, match="at least 1"):
        call_command("load_synthetic", "--children=5", wrong)
