"""A worker of its own process renders what people typed; without one nobody goes without their file."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pypdf
import pytest
from django.conf import settings
from django.core.cache import cache
from redis import Redis

from safeguarding.celery import app
from safeguarding.ui import pdf, pdf_work
from tests.factories.workers import Worker

# The worker's connection to the database is told which one by the test's.
pytestmark = pytest.mark.django_db

PAGE = '<html lang="en-GB"><head><title>T</title></head><body><p>Secretwords</p></body></html>'


@pytest.fixture
def in_worker(settings, monkeypatch):
    """PDFs are handed over; the messages go where these tests' worker listens."""
    settings.PDF_IN_WORKER = True
    monkeypatch.setattr(app.conf, "broker_url", settings.REDIS_URL)
    with Redis.from_url(settings.REDIS_URL) as redis:
        redis.delete("celery")
        yield redis
        redis.delete("celery")


def text(made: bytes) -> str:
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)


def here(html: str) -> bytes:
    raise AssertionError("made by the web server")


def test_a_worker_makes_the_file(in_worker, tmp_path: Path):
    worker = Worker(mail_port=0, log=tmp_path / "worker.log", broker=settings.REDIS_URL)
    try:
        # The worker needs a while to come up; the message waits for it.
        made = b""
        for _ in range(3):
            made = pdf_work.made_by_a_worker(PAGE, or_here=lambda html: b"")
            if made:
                break
        assert "Secretwords" in text(made), (tmp_path / "worker.log").read_text()
        started = time.monotonic()
        assert "Secretwords" in text(pdf_work.made_by_a_worker(PAGE, or_here=here))
        assert time.monotonic() - started < pdf_work.WAIT_SECONDS
    finally:
        worker.kill()
    # Nothing of it is left behind.
    assert in_worker.keys("*pdf:*") == []


def test_nothing_that_was_typed_can_be_read_on_the_way(in_worker, monkeypatch):
    monkeypatch.setattr(pdf_work, "WAIT_SECONDS", 0.2)
    monkeypatch.setattr(cache, "delete", lambda key: None)
    pdf_work.made_by_a_worker(PAGE, or_here=lambda html: b"")
    message, [waiting] = in_worker.lrange("celery", 0, -1)[0], in_worker.keys("*pdf:asked:*")
    assert b"Secretwords" not in message + in_worker.get(waiting)
    assert 0 < in_worker.ttl(waiting) <= pdf_work.KEPT_SECONDS


def test_without_a_worker_the_file_is_made_here(in_worker, monkeypatch):
    monkeypatch.setattr(pdf_work, "WAIT_SECONDS", 0.2)
    assert "Secretwords" in text(pdf_work.made_by_a_worker(PAGE, or_here=pdf.pdf_of))


def test_without_a_broker_the_file_is_made_here_at_once(in_worker, monkeypatch, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert "Secretwords" in text(pdf_work.made_by_a_worker(PAGE, or_here=pdf.pdf_of))


def test_a_page_that_is_gone_already_needs_no_worker(in_worker):
    pdf_work.make("nothing-there", here)


def test_the_workers_part_leaves_the_file_and_takes_the_page_away(in_worker):
    cache.set("pdf:asked:key", pdf_work._keys().encrypt(PAGE.encode()), timeout=10)
    pdf_work.make("key", lambda html: html.upper().encode())
    assert cache.get("pdf:asked:key") is None
    assert b"SECRETWORDS" in pdf_work._keys().decrypt(cache.get("pdf:made:key"))
