"""The one-machine servers: real ones, in a directory of their own, started and stopped for each test."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from safeguarding.embedded import places, ports, servers
from safeguarding.embedded.postgres import Cluster
from safeguarding.embedded.servers import Servers, servers_for_tests

# Loopback is not the outside world; pytest-socket is there for that.
pytestmark = pytest.mark.enable_socket


@pytest.fixture
def no_servers_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def throwaway(tmp_path: Path, no_servers_named: None) -> Iterator[Servers]:
    pair = Servers(tmp_path / "run", throwaway=True)
    yield pair
    pair.remove()


def version_of(url: str) -> int:
    connection = psycopg2.connect(url)
    try:
        return connection.server_version
    finally:
        connection.close()


def test_both_start_keep_their_data_and_stop(throwaway: Servers) -> None:
    urls = throwaway.start()
    assert version_of(urls["DATABASE_URL"]) >= 180000
    with redis.Redis.from_url(urls["REDIS_URL"]) as client:
        assert client.ping()

    assert throwaway.start() == urls, "a second start changes nothing"

    connection = psycopg2.connect(urls["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        for extension in ("pg_trgm", "fuzzystrmatch", "unaccent", "btree_gist", "citext"):
            cursor.execute(f"CREATE EXTENSION {extension}")
        cursor.execute("CREATE TABLE kept AS SELECT 'Zoë' AS name")
    connection.close()

    throwaway.stop()
    assert not throwaway.postgres.is_running()
    assert not throwaway.redis.is_running()
    assert ports.is_free(throwaway.postgres.port or 0)
    assert ports.is_free(throwaway.redis.port or 0)

    connection = psycopg2.connect(throwaway.start()["DATABASE_URL"])
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM kept")
        assert cursor.fetchone() == ("Zoë",)
    connection.close()


def test_nobody_gets_in_without_the_password(throwaway: Servers) -> None:
    urls = throwaway.start()
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(
            f"postgresql://safeguarding:guess@{ports.HOST}:{throwaway.postgres.port}/safeguarding"
        )
    with (
        redis.Redis(port=throwaway.redis.port or 0, retry=Retry(NoBackoff(), 0)) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()
    assert urls["DATABASE_URL"] != urls["REDIS_URL"]


def test_secrets_are_readable_by_their_owner_alone(throwaway: Servers) -> None:
    throwaway.start()
    for home in (throwaway.postgres.home, throwaway.redis.home):
        assert stat.S_IMODE(home.stat().st_mode) == 0o700
        assert stat.S_IMODE((home / "password").stat().st_mode) == 0o600


def test_no_directory_above_is_loosened(tmp_path: Path, no_servers_named: None) -> None:
    project = tmp_path / "home" / "project"
    project.mkdir(parents=True)
    for directory in (tmp_path / "home", project):
        directory.chmod(0o700)
    pair = Servers(project / ".run", throwaway=True)
    try:
        pair.start()
        for directory in (tmp_path / "home", project, project / ".run"):
            assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    finally:
        pair.remove()


def test_a_taken_port_is_named_and_another_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind((ports.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        picked = ports.pick("Redis", port)
    assert picked > port
    assert f"Port {port} is taken: Redis uses {picked} instead." in capsys.readouterr().out


def test_servers_named_in_the_environment_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = {"DATABASE_URL": "postgresql://elsewhere/db", "REDIS_URL": "redis://elsewhere/0"}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    with servers_for_tests(tmp_path) as urls:
        assert urls == named
    assert {name: os.environ[name] for name in named} == named
    assert list(tmp_path.iterdir()) == []


def test_a_run_of_tests_leaves_nothing_behind_nor_does_one_that_was_killed(
    tmp_path: Path, no_servers_named: None
) -> None:
    killed = Servers(
        tmp_path / f"{servers.TEST_PREFIX}{2**22 + 1}", throwaway=True
    )  # no process has that number
    killed.start()
    with servers_for_tests(tmp_path) as urls:
        assert not killed.redis.is_running()
        assert os.environ["DATABASE_URL"] == urls["DATABASE_URL"]
        home = places.postgres_home(tmp_path / f"{servers.TEST_PREFIX}{os.getpid()}")
        assert Cluster(home).is_running()
    assert "DATABASE_URL" not in os.environ
    assert not home.exists()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has clusters outside the project")
def test_the_cluster_of_a_deleted_clone_is_removed(tmp_path: Path, throwaway: Servers) -> None:
    gone = Servers(tmp_path / "gone", throwaway=True)
    gone.start()
    home = gone.postgres.home
    gone.redis.remove()
    (tmp_path / "gone").rename(tmp_path / "elsewhere")
    throwaway.start()
    assert not home.exists()
