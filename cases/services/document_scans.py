"""Having documents scanned for viruses."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from cases.models import Document
from cases.states import ScanState
from cases.uploads import clamav, store
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify

logger = logging.getLogger(__name__)


def waiting() -> QuerySet[Document]:
    """The documents that no scanner has judged yet, the oldest first."""
    unjudged = Q(scan_state__in=[ScanState.NOT_SCANNED, ScanState.FAILED], withdrawn_at=None)
    return Document.objects.filter(unjudged).order_by("uploaded_at", "pk")


def rescan(*, document: Document, at: datetime, by: User | None = None) -> Document:
    """Have the scanner look at a document, now or again; without a scanner nothing happens.

    `by` is None when the service does it by itself. A scanner that can't be asked, or a file that is gone,
    leaves the state "failed", and the next run tries again. Who added an infected file is told.
    """
    if settings.CLAMAV is None:
        return document
    verdict: clamav.Verdict | None = None
    try:
        with store.read(document.stored_as) as file:
            verdict = clamav.scan(file, address=settings.CLAMAV)
    except (clamav.ScannerError, OSError):
        logger.exception("Document %s could not be scanned", document.key)
    return _note(document, verdict, by=by, at=at)


@as_service(Service.DOCUMENT_SCAN)
def _note(document: Document, verdict: clamav.Verdict | None, *, by: User | None, at: datetime) -> Document:
    document = Document.objects.select_for_update().get(pk=document.pk)
    state = ScanState.FAILED
    if verdict is not None:
        state = ScanState.CLEAN if verdict.is_clean else ScanState.INFECTED
    if state == ScanState.FAILED and document.scan_state != ScanState.NOT_SCANNED:
        # A failure teaches nothing new: what was found before still holds.
        return document
    document.scan_state, document.scanned_at = state, at
    document.threat = verdict.threat if verdict is not None else ""
    document.record(by=by, at=at, reason=f"Virus scan: {state.label}")
    if state == ScanState.INFECTED:
        _tell_who_added(document, at=at)
    return document


def _tell_who_added(document: Document, *, at: datetime) -> None:
    place = document.child or document.referral
    name = "child_documents" if document.child else "referral"
    notify(
        recipients=[document.uploaded_by],
        key=f"document_infected:{document.key}",
        kind="document_infected",
        text=f"A document you added to {place} is held back: a virus was found in it",
        path=reverse(name, args=[str(place)]),
        at=at,
        reference=str(place),
    )
