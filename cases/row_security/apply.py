"""The SQL that puts the wall up, made from policies.py; applying it again changes nothing.

A migration that adds a table, or a change of a policy, calls `put_up` in a new migration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from cases.row_security.policies import POLICIES, Policy, Services

ROLE: Final = "safeguarding_app"
FUNCTIONS: Final = Path(__file__).with_name("functions.sql")

# The role belongs to the whole cluster: several databases (of tests, say) may be making it at once.
_ROLE: Final = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN
        CREATE ROLE {ROLE} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
    IF NOT pg_has_role(current_user, '{ROLE}', 'SET') THEN
        EXECUTE format('GRANT {ROLE} TO %I', current_user);
    END IF;
END $$;
"""
# What isn't named in POLICIES is the directory's and the libraries': sessions, second factors, groups.
_RIGHTS: Final = f"""
GRANT USAGE ON SCHEMA public TO {ROLE};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ROLE};
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE};
"""  # noqa: S608 - the role's name is ours
# History of agencies, teams and people (safeguarding.accounts) never changes either.
_APPEND_ONLY: Final = (
    "accounts_historicalagency",
    "accounts_historicalteam",
    "accounts_historicaluser",
    "accounts_historicalcover",
)
_NEVER_DELETED: Final = ("accounts_user", "accounts_agency", "accounts_team", "accounts_cover")


def put_up(apps: Any, schema_editor: Any) -> None:
    """A migration's forward step: role, rights, functions and the policies of the tables there are."""
    with schema_editor.connection.cursor() as cursor:
        for statement in statements(_columns(cursor)):
            cursor.execute(statement)


def take_down(apps: Any, schema_editor: Any) -> None:
    """A migration's backward step: no policies; the role stays, other databases may use it."""
    with schema_editor.connection.cursor() as cursor:
        for policy in POLICIES:
            cursor.execute(f"ALTER TABLE IF EXISTS {policy.table} DISABLE ROW LEVEL SECURITY")


def _columns(cursor: Any) -> dict[str, set[str]]:
    """The tables there are, each with its columns: a fresh database goes through every older state."""
    cursor.execute(
        "SELECT table_name, array_agg(column_name::text) FROM information_schema.columns"
        " WHERE table_schema = 'public' GROUP BY table_name"
    )
    return {table: set(columns) for table, columns in cursor.fetchall()}


def statements(there: Mapping[str, set[str]]) -> Iterator[str]:
    """Everything in order, for those tables that are there, each with its columns."""
    yield _ROLE
    yield _RIGHTS
    yield f"REVOKE UPDATE, DELETE ON {', '.join(each for each in _APPEND_ONLY if each in there)} FROM {ROLE}"
    yield f"REVOKE DELETE ON {', '.join(each for each in _NEVER_DELETED if each in there)} FROM {ROLE}"
    yield FUNCTIONS.read_text()
    for policy in POLICIES:
        if policy.table in there and there[policy.table].issuperset(policy.needs):
            yield from _of_table(policy)
        elif policy.table in there:
            yield f"ALTER TABLE {policy.table} ENABLE ROW LEVEL SECURITY"


def _of_table(policy: Policy) -> Iterator[str]:
    table = policy.table
    revoked = [*(["UPDATE"] if policy.append_only else []), *([] if policy.deletes else ["DELETE"])]
    if revoked:
        yield f"REVOKE {', '.join(revoked)} ON {table} FROM {ROLE}"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    services = policy.reads | policy.writes
    shown = _or_service(policy.sees, services)
    read = _or_service(f"({policy.sees}) OR ({policy.only_reads})", services) if policy.only_reads else shown
    # Nobody writes below a child whom they don't see: a foreign key would tell them that there is one.
    added = _or_service(f"{policy.adds} AND ({policy.sees})", policy.writes)
    yield _policy("seen", table, "SELECT", using=read)
    yield _policy("added", table, "INSERT", check=added)
    if not policy.append_only:
        yield _policy("changed", table, "UPDATE", using=shown, check=added)
    if policy.deletes:
        yield _policy("deleted", table, "DELETE", using=added)


def _or_service(condition: str, services: Services) -> str:
    """The condition, or one of the services asks; the service first, because it costs nothing to ask."""
    if not services:
        return condition
    names = ", ".join(f"'{service.value}'" for service in sorted(services))
    return f"(SELECT coalesce(rls_service() IN ({names}), false)) OR ({condition})"


def _policy(name: str, table: str, command: str, *, using: str = "", check: str = "") -> str:
    conditions = f"{f' USING ({using})' if using else ''}{f' WITH CHECK ({check})' if check else ''}"
    return (
        f"DROP POLICY IF EXISTS {name} ON {table}; CREATE POLICY {name} ON {table} FOR {command}{conditions}"
    )
