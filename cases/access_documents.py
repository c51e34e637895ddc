"""THE GATE's part for documents: who may see, add, open and withdraw which; built on cases.access alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from cases import access
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Child, Document, Referral
from cases.states import ScanState
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


def visible_documents(user: User) -> QuerySet[Document]:
    """The documents `user` may know of: on a visible child's record by the rule of chronology lines, on a
    referral those of every referral they may read."""
    own = Q(agency=user.agency_id, sensitivity__in=access.levels_of(access.Reader.OWN_AGENCY))
    written = Q(uploaded_by=user, sensitivity__in=access.levels_of(access.Reader.AUTHOR))
    readable = Q(sensitivity__in=access.readable_sensitivities(user)) | own | written
    return Document.objects.filter(
        (readable & Q(child__in=access.visible_children(user).values("pk")))
        | Q(referral__in=access.visible_referrals(user).values("pk"))
    )


def own_documents(user: User) -> QuerySet[Document]:
    """What `user`'s agency added to records that they may no longer open, and didn't take back; by the rule
    of its own lines (access.own_events)."""
    return Document.objects.filter(pk__in=_left_behind(user))


@as_service(Service.OWN_WORDS)
def _left_behind(user: User, **only: UUID) -> list[int]:
    """Their keys: that the agency was involved stands in rows that it doesn't see any more."""
    if not access.may(user, access.Action.ADD_DOCUMENT):
        return []
    own = Document.objects.filter(access.own_after_leaving(user, author="uploaded_by"), withdrawn_at=None)
    return list(own.filter(**only).values_list("pk", flat=True))


@as_service(Service.OWN_WORDS)
def references_left_behind(documents: Iterable[Document]) -> dict[int, str]:
    """The reference of each record that these (own) documents were added to, and nothing else of it."""
    children = Child.objects.filter(pk__in={each.child_id for each in documents})
    return dict(children.values_list("pk", "reference"))


def addable_referrals(user: User) -> QuerySet[Referral]:
    """The referrals to which `user` may add documents: those of the side that sent them, and for the front
    door all that it reads."""
    if not access.may(user, access.Action.ADD_DOCUMENT):
        return Referral.objects.none()
    if access.may(user, access.Action.WORK_FRONT_DOOR):
        return access.workable_referrals(user)
    return access.sent_referrals(user)


def may_add_to(user: User, referral: Referral) -> bool:
    """Whether `user` may add documents to a referral."""
    return addable_referrals(user).filter(pk=referral.pk).exists()


def require_addable(user: User, referral: Referral) -> None:
    """Raise NotVisibleError (404) for a referral that may not be read, NotPermittedError (403) for one that
    may be read but not added to."""
    if not access.visible_referrals(user).filter(pk=referral.pk).exists():
        raise NotVisibleError
    if not may_add_to(user, referral):
        raise NotPermittedError(access.Action.ADD_DOCUMENT.value)


def may_withdraw(user: User, document: Document) -> bool:
    """Whether `user` may take a document back: people of the agency that added it, social care's managers."""
    own = user.agency_id == document.agency_id and access.may(user, access.Action.ADD_DOCUMENT)
    return own or access.may(user, access.Action.MANAGE_CASE)


def may_open(document: Document) -> bool:
    """Whether a document's file is handed out: never when withdrawn or infected; where a scanner is
    configured, not before it found the file clean."""
    if document.is_withdrawn or document.scan_state == ScanState.INFECTED:
        return False
    return settings.CLAMAV is None or document.scan_state == ScanState.CLEAN


def require_workable(user: User, document: Document) -> None:
    """Raise NotPermittedError for a document of a record or a referral that is seen by emergency access
    alone: it is there to be read."""
    if document.child is not None:
        access.require(user, access.Action.ADD_DOCUMENT, document.child)
    elif not access.workable_referrals(user).filter(documents=document).exists():
        raise NotPermittedError(access.Action.ADD_DOCUMENT.value)


def get_document(user: User, key: UUID, *, at: datetime, origin: log.Origin) -> Document:
    """The document with this key for handing out its file, logged as an export.

    Raises NotVisibleError (404) when there is none, it may not be seen or was withdrawn; NotPermittedError
    (403) while its file is held back.
    """
    document, basis, reference = _found(user, key)
    allowed = may_open(document)
    log.write(
        by=user,
        at=at,
        action=Look.EXPORT if allowed else Look.REFUSED,
        basis=basis,
        origin=origin,
        child_key=document.child_id,
        reference=reference,
        terms=f"document {document.key}",
    )
    if not allowed:
        raise NotPermittedError(access.Action.VIEW.value)
    return document


def _found(user: User, key: UUID) -> tuple[Document, Basis, str]:
    """The standing document with this key, on what basis it is read, and the reference of its place."""
    seen = visible_documents(user).select_related("child", "referral")
    document = seen.filter(key=key, withdrawn_at=None).first()
    if document is not None:
        return document, _basis(user, document), str(document.child or document.referral)
    own = Document.objects.filter(pk__in=_left_behind(user, key=key)).first()
    if own is None:
        raise NotVisibleError
    (reference,) = references_left_behind([own]).values()
    return own, Basis.OWN_WORK, reference


def _basis(user: User, document: Document) -> Basis:
    if document.child_id is not None:
        return access.basis_of(user, document.child_id)
    own = document.uploaded_by_id == user.pk or not access.reads_as_front_door(user)
    return Basis.OWN_WORK if own else Basis.OPEN_ACCESS
