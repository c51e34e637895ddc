"""The probe: facts, and no data."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from safeguarding.audit import runs
from safeguarding.home import health, tasks


def test_anyone_may_ask_and_learns_no_more_than_this(db, client):
    response = client.get("/health/")
    assert response.status_code == 200
    assert response.json() == {
        "database": "ok",
        "redis": "ok",
        "worker": "unknown",
        "worker_age": None,
        "beat": "unknown",
        "beat_age": None,
        "queue": 0,
        "jobs": {job.value: {"state": "unknown", "age": None} for job in runs.Job},
    }


def test_a_heartbeat_shows_that_worker_and_beat_are_alive(db, client):
    tasks.heartbeat()
    tasks.beat_is_alive()
    told = client.get("/health/").json()
    assert (told["worker"], told["beat"]) == ("ok", "ok")
    assert told["worker_age"] <= 1


def test_a_worker_that_stands_still_is_told_as_late_and_pages_go_on(db, client):
    now = timezone.now()
    health.worker_ticked(now - timedelta(minutes=5))
    health.beat_ticked(now)
    response = client.get("/health/")
    assert response.status_code == 200
    assert (response.json()["worker"], response.json()["beat"]) == ("late", "ok")


@pytest.mark.parametrize(("part", "error"), [("database", DatabaseError), ("redis", RedisConnectionError)])
def test_without_database_or_redis_it_is_503(db, client, monkeypatch, part, error):
    def down(*_args, **_kwargs):
        raise error

    if part == "database":
        monkeypatch.setattr(health, "connection", SimpleNamespace(cursor=down))
    else:
        monkeypatch.setattr(cache, "get_many", down)
    response = client.get("/health/")
    assert response.status_code == 503
    assert response.json()[part] == "down"
