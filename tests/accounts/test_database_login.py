"""The login of the web server: a member of the application's role, and nothing more."""

from __future__ import annotations

from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.factories import records

LOGIN = "safeguarding_login_of_a_test"


@pytest.fixture
def login(transactional_db, monkeypatch):
    """The address of the login, made by the command; dropped afterwards."""
    held = connection.settings_dict
    url = f"postgresql://{LOGIN}:secret-of-a-test@{held['HOST']}:{held['PORT']}/{held['NAME']}"
    monkeypatch.setenv("APP_DATABASE_URL", url)
    for _ in range(2):
        call_command("database_login", stdout=StringIO())
    yield url
    with connection.cursor() as cursor:
        cursor.execute(f"DROP ROLE {LOGIN}")


def test_the_login_reads_no_child_until_it_is_said_who_asks(login, personas, at):
    child = records.child(by=personas.social_worker, at=at)
    outside = psycopg2.connect(login)
    try:
        with outside.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM cases_child")
            assert cursor.fetchone() == (0,)
            cursor.execute("SELECT rls_become(%s, '', true)", [personas.social_worker.pk])
            cursor.execute("SELECT person_id FROM cases_child")
            assert cursor.fetchall() == [(child.pk,)]
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                cursor.execute("ALTER TABLE cases_child DISABLE ROW LEVEL SECURITY")
        outside.rollback()
        with outside.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute(f"SET ROLE {connection.settings_dict['USER']}")
    finally:
        outside.close()


def test_the_owner_is_refused_as_the_login(db, monkeypatch):
    owner = connection.settings_dict["USER"]
    monkeypatch.setenv("APP_DATABASE_URL", f"postgresql://{owner}:x@localhost/x")
    with pytest.raises(CommandError, match="owner"):
        call_command("database_login")
