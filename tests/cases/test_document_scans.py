"""Documents and the virus scanner: what is held back, what is told, what is tried again."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError

from cases import tasks
from cases.models import Document
from cases.services import document_scans
from cases.states import ScanState
from cases.uploads import store
from safeguarding.audit import runs
from safeguarding.audit.models import AccessLog, Action
from safeguarding.notifications.models import Notification
from tests.cases.test_documents import added, child, post  # noqa: F401 - a fixture among them
from tests.factories import files, scanners


@pytest.fixture
def scanner(settings):
    with scanners.running() as running:
        settings.CLAMAV = running.address
        yield running


@pytest.fixture
def document(personas, at, child):  # noqa: F811
    return added(child, by=personas.school, at=at, content=files.EICAR, name="eicar.txt")


def status(client, document) -> int:
    return client.get(reverse("document", args=[document.key])).status_code


def test_without_a_scanner_a_document_says_that_it_is_not_scanned(personas, at, document, sign_in):
    tasks.scan_waiting_documents()
    assert document_scans.rescan(document=document, at=at).scan_state == ScanState.NOT_SCANNED
    assert status(sign_in(personas.gp), document) == 200


def test_a_document_waits_for_the_scanner_and_then_opens(personas, at, child, scanner, sign_in):  # noqa: F811
    document = added(child, by=personas.school, at=at)
    client = sign_in(personas.gp)
    assert status(client, document) == 403
    assert AccessLog.objects.filter(action=Action.REFUSED, child_key=child.pk).exists()
    listed = client.get(reverse("child_documents", args=[child.reference])).content.decode()
    assert "Being checked for viruses" in listed
    tasks.scan_document(document.pk)
    document.refresh_from_db()
    assert document.scan_state == ScanState.CLEAN
    assert document.history.latest().history_change_reason == "Virus scan: No virus found"
    assert status(client, document) == 200
    assert scanner.seen == [files.PDF]


def test_an_infected_document_is_never_handed_out_and_its_author_is_told(
    personas, document, scanner, sign_in, settings
):
    tasks.scan_waiting_documents()
    document.refresh_from_db()
    assert (document.scan_state, document.threat) == (ScanState.INFECTED, "Eicar-Test-Signature")
    told = Notification.objects.get(kind="document_infected")
    assert told.recipient == personas.school
    assert document.title not in told.text
    settings.CLAMAV = None
    assert status(sign_in(personas.school), document) == 403


def test_an_infected_document_of_a_referral_is_told_with_its_reference(personas, at, scanner):
    from cases.services import documents
    from tests.factories import referrals

    referral = referrals.referral(by=personas.school, at=at)
    found = documents.add_to_referral(
        referral=referral,
        title="x",
        file=files.upload(files.EICAR),
        name="x.txt",
        by=personas.school,
        at=at,
    )
    document_scans.rescan(document=found, at=at)
    told = Notification.objects.get(kind="document_infected")
    assert (told.reference, told.path) == (referral.reference, reverse("referral", args=[referral.reference]))


def test_a_scan_that_fails_is_said_and_tried_again(personas, at, child, settings):  # noqa: F811
    document = added(child, by=personas.school, at=at)
    with scanners.running() as gone:
        settings.CLAMAV = gone.address
    tasks.scan_waiting_documents()
    document.refresh_from_db()
    assert (document.scan_state, document.version) == (ScanState.FAILED, 2)
    tasks.scan_waiting_documents()
    document.refresh_from_db()
    assert document.version == 2, "the same failure again is nothing new"
    with scanners.running() as back:
        settings.CLAMAV = back.address
        tasks.scan_waiting_documents()
    document.refresh_from_db()
    assert document.scan_state == ScanState.CLEAN


def test_a_scanner_that_is_away_is_not_asked_for_every_document(personas, at, child, settings):  # noqa: F811
    for number in range(5):
        added(child, by=personas.school, at=at, title=str(number))
    with scanners.running() as gone:
        settings.CLAMAV = gone.address
    tasks.scan_waiting_documents()
    assert Document.objects.filter(scan_state=ScanState.FAILED).count() == tasks.GIVE_UP_AFTER
    assert runs.last()[runs.Job.SCANNING].failure == "The scanner doesn’t answer"


def test_a_verdict_stands_when_a_later_scan_fails(personas, at, child, scanner):  # noqa: F811
    document = document_scans.rescan(document=added(child, by=personas.school, at=at), at=at)
    scanner.answer = b"what? ERROR\0"
    assert document_scans.rescan(document=document, at=at, by=personas.school).scan_state == ScanState.CLEAN
    scanner.answer = b"stream: New FOUND\0"
    assert document_scans.rescan(document=document, at=at).scan_state == ScanState.INFECTED


def test_a_lost_file_fails_its_scan(personas, at, document, scanner):
    Path(store.storage().path(document.stored_as)).unlink()
    assert document_scans.rescan(document=document, at=at).scan_state == ScanState.FAILED


def test_adding_asks_the_workers_and_a_dead_broker_loses_nothing(
    personas,
    child,  # noqa: F811
    scanner,
    sign_in,
    monkeypatch,
    caplog,
    django_capture_on_commit_callbacks,
):
    asked = []
    monkeypatch.setattr(tasks.scan_document, "delay", asked.append)
    address = reverse("document_new", args=[child.reference])
    with django_capture_on_commit_callbacks(execute=True):
        post(sign_in(personas.school), address)
    assert asked == [Document.objects.get().pk]

    def _dead(_):
        raise OperationalError

    monkeypatch.setattr(tasks.scan_document, "delay", _dead)
    with django_capture_on_commit_callbacks(execute=True):
        assert post(sign_in(personas.school), address, title="Another").status_code == 303
    assert "broker does not answer" in caplog.text


def test_without_a_scanner_the_workers_are_not_asked(
    personas,
    child,  # noqa: F811
    sign_in,
    monkeypatch,
    django_capture_on_commit_callbacks,
):
    monkeypatch.setattr(tasks.scan_document, "delay", lambda _: pytest.fail("asked"))
    with django_capture_on_commit_callbacks(execute=True):
        post(sign_in(personas.school), reverse("document_new", args=[child.reference]))
