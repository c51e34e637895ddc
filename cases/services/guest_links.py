"""Private links for people outside the system: made, renewed, revoked, and whose invitation one opens.

256 random bits are the only key to one invitation; of them a plain SHA-256 is kept, for what can't be guessed
needs no slow hash. The token itself goes into the e-mail alone (cases.services.guest_mails).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from django.db import transaction

from cases import access_meetings
from cases.exceptions import DomainError
from cases.meeting_states import Reply
from cases.models import GuestLink, Invitation, MinutesCopy
from cases.models.guest_mail import GuestMailKind
from cases.services import guest_mails
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User

LASTS_DAYS: Final = 28
_BYTES: Final = 32
# Uses closer together than this are one in the history.
_USES_APART: Final = timedelta(hours=1)


@transaction.atomic
def send(*, invitation: Invitation, kind: GuestMailKind, by: User, at: datetime) -> GuestLink:
    """Make a link in place of those before and have it sent; whoever runs the meeting may.

    Raises DomainError for an invitation that is withdrawn, isn't to somebody outside, or has no address.
    """
    access_meetings.require_run(by, invitation.meeting)
    if invitation.withdrawn_at is not None or not invitation.outside_name:
        raise DomainError("Only somebody outside the system who is asked gets a link")
    if not invitation.outside_email:
        raise DomainError("There is no e-mail address to send the link to")
    return renew(invitation=invitation, kind=kind, by=by, at=at)


@as_service(Service.MEETING_GUEST)
def renew(*, invitation: Invitation, kind: GuestMailKind, by: User | None, at: datetime) -> GuestLink:
    """Make a link in place of those before and have it sent; the caller has asked the gate.

    It ends 28 days after the meeting, or (for minutes that go out later) after it was made.
    """
    _end(invitation, reason="A newer link was made", by=by, at=at)
    token = token_urlsafe(_BYTES)
    link = GuestLink(
        invitation=invitation,
        token_hash=_hash(token),
        made_at=at,
        expires_at=max(invitation.meeting.ends_at, at) + timedelta(days=LASTS_DAYS),
    )
    link.record(by=by, at=at, reason=f"Link sent: {kind.label}")
    guest_mails.write(link=link, kind=kind, token=token, at=at)
    return link


@transaction.atomic
def revoke(*, invitation: Invitation, by: User, at: datetime) -> int:
    """Make every link of the invitation open nothing from now on; returns how many did until now."""
    access_meetings.require_run(by, invitation.meeting)
    return _end(invitation, reason="Revoked", by=by, at=at)


@as_service(Service.MEETING_GUEST)
def opened_by(token: str, *, at: datetime) -> Invitation | None:
    """The invitation that a token opens, noted as used; nothing for one that is unknown, over or revoked,
    and once the invitation was taken back."""
    found = GuestLink.objects.filter(
        token_hash=_hash(token), revoked_at=None, expires_at__gt=at, invitation__withdrawn_at=None
    )
    link = found.select_related("invitation__meeting").first()
    if link is None:
        return None
    if link.last_used_at is None or at - link.last_used_at >= _USES_APART:
        link.last_used_at = at
        link.record(by=None, at=at, reason="Used")
    return link.invitation


@as_service(Service.MEETING_GUEST)
def answer(*, invitation: Invitation, reply: Reply, note: str, deputy_name: str, at: datetime) -> None:
    """What a guest answers; raises DomainError without the deputy's name, or once the meeting was held."""
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=invitation.pk)
    )
    if invitation.meeting.state != "planned" or invitation.withdrawn_at is not None:
        raise DomainError("The meeting isn’t planned any more")
    if reply == Reply.DEPUTY and not deputy_name.strip():
        raise DomainError("Enter who comes instead", field="deputy_name")
    invitation.reply, invitation.replied_at, invitation.reply_note = reply, at, note
    invitation.deputy_name = deputy_name if reply == Reply.DEPUTY else ""
    invitation.record(by=None, at=at, reason=f"Reply by their link: {reply.label}")


@as_service(Service.MEETING_GUEST)
def copy_of(invitation: Invitation) -> MinutesCopy | None:
    """The newest copy of the minutes that went to the guest."""
    copies = MinutesCopy.objects.filter(invitation=invitation, minutes__distributed_at__isnull=False)
    return copies.select_related("minutes__meeting", "invitation").order_by("-minutes__number").first()


@as_service(Service.MEETING_GUEST)
def note_opened(copy: MinutesCopy, *, at: datetime, acknowledged: bool = False) -> MinutesCopy:
    """Note that the guest opened their copy, and (`acknowledged`) says that they have read it; the first
    time counts."""
    copy = MinutesCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    is_first = copy.opened_at is None
    confirms = acknowledged and copy.acknowledged_at is None
    if is_first:
        copy.opened_at = at
    if confirms:
        copy.acknowledged_at = at
    if is_first or confirms:
        copy.record(
            by=None, at=at, reason="Acknowledged by their link" if confirms else "Opened by their link"
        )
    return copy


@as_service(Service.MEETING_GUEST)
def _end(invitation: Invitation, *, reason: str, by: User | None, at: datetime) -> int:
    running = GuestLink.objects.filter(invitation=invitation, revoked_at=None, expires_at__gt=at)
    ended = list(running.select_for_update(of=("self",)))
    for link in ended:
        link.revoked_at, link.revoked_by = at, by
        link.record(by=by, at=at, reason=reason)
    guest_mails.withdraw(ended)
    return len(ended)


def _hash(token: str) -> str:
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
