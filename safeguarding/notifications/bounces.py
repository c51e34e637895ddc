"""Addresses that don't work: refused for good by a mail server, or e-mails that came back from them.

Shown to the system admin until an e-mail is taken there again (after a refusal), the address is changed, or
the admin has settled it (after one that came back). The e-mails themselves are tried again as every other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Final, cast

from django.db.models import F, QuerySet

from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.accounts.permissions import require_directory
from safeguarding.notifications import letters
from safeguarding.notifications.models import Bounce, Email

# SMTP's answers from here on are final; below, the server asks to try again.
FOR_GOOD: Final = 500


@dataclass(frozen=True)
class Returned:
    """One address of an e-mail that came back, as the mail server reports it (RFC 3464)."""

    address: str
    reason: str
    email: int | None


def refused(*, user: User, error: SMTPRecipientsRefused, at: datetime) -> None:
    """Note that the mail server refuses the person's address, if it does so for good."""
    if any(code >= FOR_GOOD for code, _ in error.recipients.values()):
        _note(user=user, reason=in_words(error), came_back=False, at=at)


def in_words(error: Exception) -> str:
    """What the mail server said: its number and its words; or what kind of error it was."""
    if isinstance(error, SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(answer)}" for code, answer in error.recipients.values())
    if isinstance(error, SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else answer


def taken(*, user: User, at: datetime) -> None:
    """An e-mail was taken: a refusal from before is over."""
    standing = Bounce.objects.filter(user=user, address=user.email, came_back=False, settled_at=None)
    standing.update(settled_at=at)


@as_service(Service.EMAIL_DELIVERY)
def came_back(*, raw: bytes, at: datetime) -> int:
    """Note the addresses of an e-mail that came back; returns how many of them are somebody's here.

    Says whom by the e-mail's own Message-ID, or else by the address.
    """
    found = 0
    for each in read(raw):
        users = User.objects.filter(emails=each.email) if each.email else User.objects.none()
        for user in users or User.objects.filter(email__iexact=each.address):
            _note(user=user, reason=each.reason, came_back=True, at=at)
            if each.email:
                Email.objects.filter(pk=each.email).update(last_error=f"Came back: {each.reason}"[:300])
            found += 1
    return found


@as_service(Service.EMAIL_DELIVERY)
def standing(*, user: User | None = None) -> list[Bounce]:
    """The addresses of active people (or of `user`) that don't work, the latest first."""
    return list(_standing(user))


def settle(*, bounce: int, by: User, at: datetime) -> bool:
    """The system admin has seen to it; whether there was one with this key. Raises
    DirectoryNotPermittedError."""
    require_directory(by)
    with as_service(Service.EMAIL_DELIVERY):
        return bool(Bounce.objects.filter(pk=bounce, settled_at=None).update(settled_at=at))


def read(raw: bytes) -> Iterator[Returned]:
    """The failed recipients that a delivery status notification names; nothing from any other e-mail."""
    whole = cast(EmailMessage, message_from_bytes(raw, policy=policy.default))
    key = letters.key_in(raw.decode("ascii", errors="replace"))
    for part in whole.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for block in cast(list[Message], part.get_payload()):
            if str(block.get("Action", "")).strip().lower() == "failed":
                address = str(block.get("Final-Recipient", "")).rpartition(";")[2].strip()
                reason = str(block.get("Diagnostic-Code") or block.get("Status") or "It came back")
                yield Returned(address, " ".join(reason.split()), key)


def _standing(user: User | None) -> QuerySet[Bounce]:
    rows = Bounce.objects.filter(settled_at=None, user__is_active=True, address=F("user__email"))
    return (rows if user is None else rows.filter(user=user)).select_related("user__agency")


def _note(*, user: User, reason: str, came_back: bool, at: datetime) -> None:
    bounce, is_new = Bounce.objects.get_or_create(
        user=user,
        address=user.email,
        defaults={"reason": reason[:300], "came_back": came_back, "first_at": at, "last_at": at},
    )
    if is_new:
        return
    # One that had been settled begins anew.
    begun = {"first_at": at, "times": 1} if bounce.settled_at else {"times": F("times") + 1}
    Bounce.objects.filter(pk=bounce.pk).update(
        **begun, reason=reason[:300], came_back=came_back, last_at=at, settled_at=None
    )
