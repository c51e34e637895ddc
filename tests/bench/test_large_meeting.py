"""How long the pages, acts and the PDF of a meeting with 60 people and 8 children take (`make bench`)."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.models import Invitation
from cases.services import meetings
from safeguarding.accounts.identity import as_user
from safeguarding.celery import app
from safeguarding.ui import pdf_work
from tests.cases.test_minutes_pages import posted
from tests.factories import large_meeting
from tests.factories.workers import Worker

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
# Seconds for any one of them, on two cores that others use too.
AT_MOST = 30.0


class Figures:
    """What was done, how long it took, how many statements it asked."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def __call__(self, what: str, do: Callable[[], Any]) -> Any:
        """Do it, and note the seconds and the statements."""
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            result = do()
            seconds = time.perf_counter() - started
        self.lines.append(f"{what}: {seconds:.2f} s, {len(queries)} statements")
        assert seconds < AT_MOST, what
        return result

    def file(self, what: str, pdf: bytes) -> None:
        """Note the size of a file."""
        self.lines.append(f"{what}: {len(pypdf.PdfReader(io.BytesIO(pdf)).pages)} pages, {len(pdf)} bytes")


def test_a_large_meeting(personas, sign_in, monkeypatch, tmp_path: Path, capsys):
    measured = Figures()
    meeting = large_meeting.planned(personas, at=timezone.now(), words=large_meeting.WORDS, with_emails=True)
    worker, chair = sign_in(personas.social_worker), sign_in(personas.team_manager)

    def path(name: str, *parts: int) -> str:
        return reverse(name, args=[meeting.reference, *parts])

    worker.get(path("meeting"))
    measured("Meeting's page", lambda: worker.get(path("meeting")))
    marks = posted(measured("Attendance page", lambda: worker.get(path("meeting_attendance"))))
    for row in Invitation.objects.filter(meeting=meeting):
        marks |= {f"seen-{row.pk}": "unknown", f"came-{row.pk}": "attended"}
    measured("Attendance of all", lambda: worker.post(path("meeting_attendance"), marks))
    with as_user(personas.social_worker):
        now = timezone.now()
        meetings.hold(meeting=meeting, held_at=now, by=personas.social_worker, at=now)
    typed = posted(measured("First draft of the minutes", lambda: worker.get(path("minutes_draft"))))
    measured("Minutes saved", lambda: worker.post(path("minutes_draft"), typed))
    measured("Minutes approved", lambda: chair.post(path("minutes_approve", 1), {"number": "1"}))
    sent = measured("Minutes sent out", lambda: chair.post(path("minutes_distribute", 1), {"number": "1"}))
    assert sent.status_code == 303
    measured("Receipt", lambda: chair.get(path("minutes_receipt", 1)))
    made = measured("PDF made by the web server", lambda: chair.get(path("minutes_pdf", 1))).content
    _by_a_worker(chair, path("minutes_pdf", 1), measured, monkeypatch, tmp_path)
    measured.file("PDF", made)
    receipt = measured("Receipt as PDF", lambda: chair.get(path("minutes_receipt_pdf", 1))).content
    measured.file("Receipt", receipt)
    with capsys.disabled():
        print("", *measured.lines, sep="\n")  # noqa: T201 - the figures are what this is for


def _by_a_worker(client, path: str, measured: Figures, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "PDF_IN_WORKER", True)
    monkeypatch.setattr(app.conf, "broker_url", settings.REDIS_URL)
    worker = Worker(mail_port=0, log=tmp_path / "worker.log", broker=settings.REDIS_URL)
    here = []
    monkeypatch.setattr(
        "safeguarding.ui.pdf.made_by_a_worker",
        lambda html, or_here: pdf_work.made_by_a_worker(html, or_here=lambda page: here.append(page) or b""),
    )
    try:
        while not client.get(path).content:
            pass  # the worker comes up
        here.clear()
        measured("PDF made by a worker", lambda: client.get(path))
        assert not here
    finally:
        worker.kill()
        monkeypatch.setattr(settings, "PDF_IN_WORKER", False)
