"""What every test shares: real servers, no calls out of the machine, named personas."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations
from django.test.utils import CaptureQueriesContext
from pytest_socket import socket_allow_hosts

from tests import ready_database

pytest_plugins = ["tests.factories.fixtures", "tests.factories.own_amounts"]

_sql_flush = DatabaseOperations.sql_flush


def _sql_flush_past_the_triggers(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
    """Tests that commit empty the tables afterwards; the append-only triggers stand aside for that alone."""
    statements = _sql_flush(self, *args, **kwargs)
    return ["SET LOCAL session_replication_role = replica;", *statements] if statements else []


DatabaseOperations.sql_flush = _sql_flush_past_the_triggers  # type: ignore[method-assign]


_captured_queries = CaptureQueriesContext.captured_queries


def _asked(self: CaptureQueriesContext) -> list[dict[str, Any]]:
    """Budgets count what a page asks, not how its transaction is framed and told who asks."""
    framing = ("SAVEPOINT", "RELEASE SAVEPOINT", "SELECT set_config('role'")
    return [query for query in _captured_queries.fget(self) if not query["sql"].startswith(framing)]


CaptureQueriesContext.captured_queries = property(_asked)  # type: ignore[assignment]


def pytest_runtest_setup() -> None:
    """Tests talk to this machine alone."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Every process's database is a copy of one that is migrated once."""
    connections["default"].settings_dict["TEST"]["TEMPLATE"] = ready_database.ready()


@pytest.fixture(scope="session", autouse=True)
def _documents_root(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Uploaded documents of tests lie in a directory of the run."""
    from django.conf import settings

    settings.DOCUMENTS_ROOT = tmp_path_factory.mktemp("documents")


@pytest.fixture(autouse=True)
def _clear_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits and other cached state never leak from one test into the next."""
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        from django.core.cache import cache

        cache.clear()
