"""Reading documents: what stands on a child's record or with a referral, and the file itself."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any, Final, cast
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access, access_documents
from cases.exceptions import NotVisibleError
from cases.models import Child, Document, Referral
from cases.states import ScanState
from cases.uploads import inspection, store
from cases.uploads.kinds import KINDS
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis

logger = logging.getLogger(__name__)

DOCUMENTS_ON_A_PAGE: Final = 50

_COLOURS: Final = {
    ScanState.NOT_SCANNED: "grey",
    ScanState.CLEAN: "green",
    ScanState.INFECTED: "red",
    ScanState.FAILED: "orange",
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as a list shows it."""

    document: Document
    kind: str
    size: str
    scan: str
    scan_colour: str
    can_open: bool
    can_withdraw: bool
    # Of the record, where the list is of several.
    reference: str = ""


def of_child(user: User, child: Child) -> list[DocumentRow]:
    """The documents on a child's record and with its referrals that `user` may know of, the newest first."""
    here = Q(child=child) | Q(referral__in=Referral.objects.filter(children__child=child))
    rows = _rows(user, access_documents.visible_documents(user).filter(here))
    # Whoever reads the record by emergency access alone changes nothing on it.
    return rows if child.emergency_until is None else [replace(row, can_withdraw=False) for row in rows]


def of_referral(user: User, referral: Referral) -> list[DocumentRow]:
    """The documents that were added to a referral, the newest first."""
    workable = access.workable_referrals(user).filter(pk=OuterRef("referral"))
    here = access_documents.visible_documents(user).filter(referral=referral)
    rows = _rows(user, here.annotate(is_work=Exists(workable)))
    return [row if vars(row.document)["is_work"] else replace(row, can_withdraw=False) for row in rows]


def left_behind(user: User, *, at: datetime, origin: log.Origin, page: Any = 1) -> Page[DocumentRow]:
    """A page of what the agency added to records that it left, the newest first, each with its record's
    reference and nothing else of it; logged as a look at each of these records."""
    found = access_documents.own_documents(user).select_related("uploaded_by", "agency")
    shown: Page[Any] = Paginator(found, DOCUMENTS_ON_A_PAGE).get_page(page)
    documents: list[Document] = list(shown.object_list)
    references = access_documents.references_left_behind(documents)
    shown.object_list = [
        replace(_row(user, each), can_withdraw=False, reference=references[cast(int, each.child_id)])
        for each in documents
    ]
    log.write_each(
        by=user,
        at=at,
        action=Look.READ,
        basis=Basis.OWN_WORK,
        origin=origin,
        records=sorted(references.items()),
    )
    return shown


def one_of(
    user: User, key: UUID, *, child: Child | None = None, referral: Referral | None = None
) -> Document:
    """The standing document of this child or referral, to act on.

    Raises NotVisibleError, NotPermittedError where it is there to be read alone.
    """
    found = access_documents.visible_documents(user).filter(
        child=child, referral=referral, key=key, withdrawn_at=None
    )
    document = found.select_related("child", "referral", "agency").first()
    if document is None:
        raise NotVisibleError
    access_documents.require_workable(user, document)
    return document


def file_of(document: Document) -> IO[bytes]:
    """The file, which the caller closes.

    Raises NotVisibleError when it is gone or isn't any more what was added, and says so in the log.
    """
    try:
        file = store.read(document.stored_as)
    except OSError:
        logger.exception("The file of document %s can't be read", document.key)
        raise NotVisibleError from None
    if inspection.digest(file) != document.sha256:
        file.close()
        logger.error("The file of document %s was changed outside the service", document.key)
        raise NotVisibleError
    file.seek(0)
    return file


def _rows(user: User, documents: QuerySet[Document]) -> list[DocumentRow]:
    found: Iterable[Document] = documents.select_related("uploaded_by", "agency", "withdrawn_by", "referral")
    return [_row(user, document) for document in found]


def _row(user: User, document: Document) -> DocumentRow:
    state = ScanState(document.scan_state)
    is_waiting = settings.CLAMAV is not None and state in {ScanState.NOT_SCANNED, ScanState.FAILED}
    return DocumentRow(
        document=document,
        kind=KINDS[document.content_type].label,
        size=size_in_words(document.size),
        scan="Being checked for viruses" if is_waiting else str(state.label),
        scan_colour="blue" if is_waiting else _COLOURS[state],
        can_open=access_documents.may_open(document),
        can_withdraw=not document.is_withdrawn and access_documents.may_withdraw(user, document),
    )


def size_in_words(size: int) -> str:
    """A size in bytes for people: "3KB", "1.4MB"."""
    if size < 1024 * 1024:
        return f"{max(round(size / 1024), 1)}KB"
    return f"{size / (1024 * 1024):.1f}MB"
