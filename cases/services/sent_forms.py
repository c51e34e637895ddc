"""A form sent twice makes one record: by a double click, a reload, or a proxy that tries again.

Whoever sends claims the form first, in the transaction that makes the record: the second of two at the same
instant waits for the first at the unique row, and is then led to where the first one went. A form that
differs in one letter is another form, so nothing that was typed is ever dropped for a repetition.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from cases.models import SentForm
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User

FORGET_AFTER_DAYS = 28


def fingerprint(token: UUID, posted: Iterable[tuple[str, list[str]]]) -> str:
    """What two sendings of the same form have in common; it tells nothing of what was typed."""
    text = repr((token.hex, sorted(posted)))
    return salted_hmac("sent form", text, algorithm="sha256").hexdigest()


@transaction.atomic
def claim(*, fingerprint: str, by: User, at: datetime) -> SentForm | None:
    """Take the form, to be sent in the transaction that runs; answers the earlier sending, if any."""
    sent, is_new = SentForm.objects.get_or_create(
        author=by, fingerprint=fingerprint, defaults={"sent_at": at}
    )
    return None if is_new else sent


def was_sent(*, fingerprint: str, by: User) -> bool:
    """Whether the form as it stands has become a record."""
    return SentForm.objects.filter(author=by, fingerprint=fingerprint).exists()


def settle(*, fingerprint: str, by: User, went_to: str) -> None:
    """Remember where the person was led after the form became a record."""
    SentForm.objects.filter(author=by, fingerprint=fingerprint).update(went_to=went_to)


def release(*, fingerprint: str, by: User) -> None:
    """Give back a form that came back with errors: it may be sent again as it stands."""
    SentForm.objects.filter(author=by, fingerprint=fingerprint).delete()


@transaction.atomic
@as_service(Service.DRAFT_EXPIRY)
def forget(*, at: datetime, older_than_days: int = FORGET_AFTER_DAYS) -> int:
    """Delete the traces of forms sent so many days ago; answers how many."""
    deleted, _ = SentForm.objects.filter(sent_at__lt=at - timedelta(days=older_than_days)).delete()
    return deleted
