"""What somebody is typing: encrypted at rest, private to its author, gone after a while.

The key ring is settings.DRAFT_KEYS, newest first: new drafts are sealed with the first key, and any of
them opens an older one, so that keys can be changed while people are typing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from cases import access
from cases.exceptions import DomainError, NotVisibleError
from cases.models import Draft
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User

Data = dict[str, Any]
EXPIRE_AFTER_DAYS = 28


@transaction.atomic
def start(*, form: str, by: User, at: datetime, data: Mapping[str, Any] | None = None) -> Draft:
    """Begin a draft of the form called `form`."""
    return Draft.objects.create(
        author=by, form=form, sealed=_seal(dict(data or {})), created_at=at, saved_at=at
    )


@transaction.atomic
def save(*, draft: Draft, data: Mapping[str, Any], by: User, at: datetime) -> Draft:
    """Replace what the draft holds. Raises NotVisibleError for another's, DomainError when it was sent."""
    own = _locked(draft, by)
    return _keep(own, dict(data), at)


@transaction.atomic
def change(*, draft: Draft, how: Callable[[Data], None], by: User, at: datetime) -> Draft:
    """Change part of what the draft holds: `how` gets its data and alters them in place.

    The row is locked meanwhile, so two windows that save different parts lose nothing of each other.
    Raises as `save`.
    """
    own = _locked(draft, by)
    data = _open(own)
    how(data)
    return _keep(own, data, at)


@transaction.atomic
def keep(*, form: str, subject: str, data: Mapping[str, Any], by: User, at: datetime) -> Draft:
    """Put what is typed into the one draft that `by` has of this form about this subject."""
    sealed = _seal(dict(data))
    draft, _ = access.own_drafts(by).update_or_create(
        author=by,
        form=form,
        subject=subject,
        defaults={"sealed": sealed, "saved_at": at},
        create_defaults={"sealed": sealed, "saved_at": at, "created_at": at},
    )
    return draft


def running(*, form: str, subject: str, by: User) -> Draft | None:
    """The draft that `by` has of this form about this subject, if there is one."""
    return access.own_drafts(by).filter(form=form, subject=subject).first()


@transaction.atomic
def finish(*, form: str, subject: str, by: User) -> bool:
    """Delete the draft of a form that was sent or given up; answers whether there was one."""
    deleted, _ = access.own_drafts(by).filter(form=form, subject=subject).delete()
    return bool(deleted)


def read(draft: Draft, *, by: User) -> Data:
    """What the draft holds. Raises NotVisibleError for another's, DomainError when no key opens it."""
    if draft.author_id != by.pk:
        raise NotVisibleError
    return _open(draft)


@transaction.atomic
def discard(*, draft: Draft, by: User) -> None:
    """Throw the draft away. Raises NotVisibleError for another's, DomainError when it was sent."""
    _locked(draft, by).delete()


def mark_sent(*, draft: Draft, reference: str, at: datetime) -> None:
    """Remember what the draft became and forget what it said: the record says it from now on."""
    draft.sent_as, draft.saved_at, draft.sealed = reference, at, _seal({})
    draft.save()


@as_service(Service.DRAFT_EXPIRY)
def expire(*, at: datetime, older_than_days: int = EXPIRE_AFTER_DAYS) -> int:
    """Delete the drafts that nobody has touched for so many days; answers how many."""
    deleted, _ = Draft.objects.filter(saved_at__lt=at - timedelta(days=older_than_days)).delete()
    return deleted


def _locked(draft: Draft, by: User) -> Draft:
    own = access.own_drafts(by).select_for_update().filter(pk=draft.pk).first()
    if own is None:
        raise NotVisibleError
    if own.sent_as:
        raise DomainError(f"This was already sent, as {own.sent_as}")
    return own


def _keep(draft: Draft, data: Data, at: datetime) -> Draft:
    draft.sealed, draft.saved_at = _seal(data), at
    draft.save()
    return draft


def _keys() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.DRAFT_KEYS])


def _seal(data: Data) -> bytes:
    return _keys().encrypt(json.dumps(data, cls=DjangoJSONEncoder).encode())


def _open(draft: Draft) -> Data:
    try:
        data: Data = json.loads(_keys().decrypt(bytes(draft.sealed)))
    except InvalidToken:
        raise DomainError("This draft can't be opened any more. Start a new one.") from None
    return data
