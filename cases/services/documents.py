"""Documents: adding one, taking one back."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from kombu.exceptions import OperationalError

from cases import access, access_documents, tasks
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Document, Referral
from cases.queries import referrals as queries
from cases.services import events
from cases.states import EventKind, Sensitivity
from cases.uploads import inspection, names, store
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify

logger = logging.getLogger(__name__)


def add_to_child(
    *, child: Child, title: str, file: IO[bytes], name: str, sensitivity: Sensitivity, by: User, at: datetime
) -> Document:
    """Add a document to a child's record; its line stands in the chronology for the same readers.

    `name` is what the person's computer calls it. Adding the same file again under the same title gives the
    document that is there. Raises DomainError with the field for a file that isn't taken, a missing title,
    or readers among whom the person isn't.
    """
    access.require(by, access.Action.ADD_DOCUMENT, child)
    if sensitivity not in access.writable_sensitivities(by):
        raise DomainError("Choose who may see this", field="sensitivity")
    document = Document(child=child, sensitivity=sensitivity)
    return _add(document, title=title, file=file, name=name, by=by, at=at)


def add_to_referral(
    *, referral: Referral, title: str, file: IO[bytes], name: str, by: User, at: datetime
) -> Document:
    """Add a document to a referral that was sent: whoever may read the referral may open it.

    The front door is told when the side that sent it adds one. Raises as `add_to_child`.
    """
    access_documents.require_addable(by, referral)
    document = Document(referral=referral, sensitivity=Sensitivity.PROFESSIONALS)
    return _add(document, title=title, file=file, name=name, by=by, at=at)


def _add(document: Document, *, title: str, file: IO[bytes], name: str, by: User, at: datetime) -> Document:
    title = title.strip()
    if not title:
        raise DomainError("Say what the document is", field="title")
    most_bytes = settings.DOCUMENT_MOST_MEGABYTES * 1024 * 1024
    found = inspection.inspect(file, name=name, most_bytes=most_bytes)
    stored_as = store.keep(file)
    try:
        with transaction.atomic():
            same = _same(document, title, found.sha256, by)
            if same is None:
                document.title = title
                document.file_name = names.safe_name(name, found.kind.ending)
                document.content_type = found.kind.content_type
                document.size, document.sha256, document.stored_as = found.size, found.sha256, stored_as
                document.uploaded_by, document.agency, document.uploaded_at = by, by.agency, at
                document.record(by=by, at=at, reason="Document added")
                _tell_of(document, by=by, at=at)
                key = document.pk
                transaction.on_commit(lambda: _ask_for_a_scan(key))
    except BaseException:
        store.discard(stored_as)
        raise
    if same is not None:
        store.discard(stored_as)
        return same
    return document


def _same(document: Document, title: str, sha256: str, by: User) -> Document | None:
    """The document that the same person added already: a form sent twice makes one."""
    place: Child | Referral = document.child or document.referral  # type: ignore[assignment]
    type(place).objects.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
    return Document.objects.filter(
        child=document.child,
        referral=document.referral,
        sensitivity=document.sensitivity,
        title=title,
        sha256=sha256,
        uploaded_by=by,
        withdrawn_at=None,
    ).first()


def _tell_of(document: Document, *, by: User, at: datetime) -> None:
    _write_lines(document, EventKind.DOCUMENT_ADDED, "Document added", by=by, at=at)
    if document.referral is not None:
        notify(
            recipients=[user for user in queries.front_door_staff() if user.pk != by.pk],
            key=f"document_added:{document.key}",
            kind="document_added",
            text=f"A document was added to {document.referral.reference}",
            path=reverse("referral", args=[document.referral.reference]),
            at=at,
            reference=document.referral.reference,
        )


def _ask_for_a_scan(document_id: int) -> None:
    """Hand the document to the workers; when no broker answers, `scan_waiting_documents` has it later."""
    if settings.CLAMAV is None:
        return
    try:
        tasks.scan_document.delay(document_id)
    except OperationalError:
        logger.exception("The broker does not answer; the document waits for the next run of the scans")


def _write_lines(
    document: Document, kind: EventKind, what: str, *, by: User, at: datetime, why: str = ""
) -> None:
    """A line for the same readers. A referral's document leaves one on each matched record: without its
    title, and for social care, which alone reads the referral there."""
    because = f": {why}" if why else ""
    if document.child is not None:
        events.write(
            child=document.child,
            kind=kind,
            what_happened=f"{what}: {document.title}{f' ({why})' if why else ''}",
            sensitivity=Sensitivity(document.sensitivity),
            agency=document.agency,
            by=by,
            at=at,
        )
        return
    # Read as whoever acts, who sees the referral; the records it is about they may not see.
    said = f"{what}, with {document.referral}{because}"
    with as_service(Service.RECORD_KEEPING):
        _write_on_matched_records(document, kind, said, by=by, at=at)


def _write_on_matched_records(
    document: Document, kind: EventKind, what: str, *, by: User, at: datetime
) -> None:
    """Records which the side that sent the referral doesn't see."""
    for child in Child.objects.filter(referral_children__referral=document.referral).distinct():
        events.write(
            child=child,
            kind=kind,
            what_happened=what,
            sensitivity=Sensitivity.SOCIAL_CARE,
            source_reference=str(document.referral),
            by=by,
            at=at,
        )


@transaction.atomic
def withdraw(*, document: Document, reason: str, by: User, at: datetime) -> Document:
    """Take a document back, because it is wrong or in the wrong place: it stays kept, and nobody opens it.

    Raises NotVisibleError and NotPermittedError as the gate says, DomainError without a reason,
    ChangedMeanwhileError when somebody was quicker.
    """
    if not access_documents.visible_documents(by).filter(pk=document.pk).exists():
        raise NotVisibleError
    access_documents.require_workable(by, document)
    if not access_documents.may_withdraw(by, document):
        raise NotPermittedError(access.Action.ADD_DOCUMENT.value)
    if not reason.strip():
        raise DomainError("Say why it is withdrawn", field="reason")
    document = Document.objects.select_for_update().get(pk=document.pk)
    if document.is_withdrawn:
        raise ChangedMeanwhileError("Somebody has already withdrawn this document")
    document.withdrawn_at, document.withdrawn_by, document.withdrawn_reason = at, by, reason.strip()
    document.record(by=by, at=at, reason=reason.strip())
    _write_lines(
        document, EventKind.DOCUMENT_WITHDRAWN, "Document withdrawn", by=by, at=at, why=reason.strip()
    )
    return document
