"""No table that tells of a child stands outside the wall."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from cases.row_security.apply import ROLE
from cases.row_security.policies import POLICIES

WALLED = {policy.table for policy in POLICIES}


def test_every_table_of_the_apps_about_children_has_a_policy():
    tables = {
        model._meta.db_table
        for app in ("cases", "strategy_meetings", "core_groups", "escalation")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.managed
    }
    assert tables - WALLED == set()


@pytest.mark.django_db
def test_the_database_has_what_the_policies_say():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity")
        assert {row[0] for row in cursor.fetchall()} == WALLED
        cursor.execute("SELECT tablename, cmd FROM pg_policies")
        found = set(cursor.fetchall())
    for policy in POLICIES:
        commands = {"SELECT", "INSERT"} | (set() if policy.append_only else {"UPDATE"})
        commands |= {"DELETE"} if policy.deletes else set()
        assert {cmd for table, cmd in found if table == policy.table} == commands, policy.table


@pytest.mark.django_db
def test_the_role_of_the_application_owns_nothing_and_goes_round_nothing():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcanlogin FROM pg_roles WHERE rolname = %s",
            [ROLE],
        )
        assert cursor.fetchall() == [(False, False, False, False)]
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [ROLE])
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT table_name, privilege_type FROM information_schema.role_table_grants"
            " WHERE grantee = %s AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')",
            [ROLE],
        )
        held = set(cursor.fetchall())
    for policy in POLICIES:
        rights = {right for table, right in held if table == policy.table}
        assert ("UPDATE" in rights) != policy.append_only, policy.table
        assert ("DELETE" in rights) == policy.deletes, policy.table
        assert "TRUNCATE" not in rights
