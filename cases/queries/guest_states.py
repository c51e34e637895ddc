"""How the private links of people outside the system stand: on their way, sent, opened, over, revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cases.models import GuestLink, GuestMail, Invitation
from cases.models.guest_mail import GuestMailState
from safeguarding.accounts.identity import Service, as_service
from safeguarding.ui.filters import datetime_text


@dataclass(frozen=True, slots=True)
class GuestState:
    """The newest link of one guest in words; `works` as long as it opens something."""

    text: str
    colour: str
    works: bool = False
    can_send: bool = True
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


_NO_ADDRESS = GuestState("No e-mail address to send a link to", "red", can_send=False)
_NOTHING_SENT = GuestState("No link was sent", "red")


def states(invitations: Sequence[Invitation], *, now: datetime) -> dict[int, GuestState]:
    """The state of each of these guests, whose invitations came through the gate, by invitation."""
    if not invitations:
        return {}
    rows = GuestLink.objects.filter(invitation__in=invitations).order_by("made_at", "pk")
    newest = {link.invitation_id: link for link in rows}
    mails = _mails(list(newest.values()))
    return {row.pk: _state(row, newest.get(row.pk), mails, now) for row in invitations}


@as_service(Service.MEETING_GUEST)
def _mails(links: list[GuestLink]) -> dict[int, GuestMail]:
    """The e-mail of each link. They hold sealed keys and are nobody's to read: here only how they stand."""
    rows = GuestMail.objects.filter(link__in=links).defer("token").order_by("pk")
    return {mail.link_id: mail for mail in rows}


def _state(
    invitation: Invitation, link: GuestLink | None, mails: dict[int, GuestMail], now: datetime
) -> GuestState:
    can_send = bool(invitation.outside_email)
    if link is None:
        return _NOTHING_SENT if can_send else _NO_ADDRESS
    if link.revoked_at is not None:
        return GuestState(f"Link revoked {datetime_text(link.revoked_at)}", "red", can_send=can_send)
    if link.expires_at <= now:
        return GuestState(f"Link ended {datetime_text(link.expires_at)}", "grey", can_send=can_send)
    text, colour = _works(link, mails.get(link.pk))
    return GuestState(text, colour, True, can_send, link.expires_at, link.last_used_at)


def _works(link: GuestLink, mail: GuestMail | None) -> tuple[str, str]:
    if link.last_used_at is not None:
        return f"Link opened, last {datetime_text(link.last_used_at)}", "green"
    if mail is not None and mail.state == GuestMailState.FAILED:
        return "The mail server has not taken the e-mail; it is tried again", "red"
    if mail is not None and mail.sent_at is not None:
        return f"Link sent {datetime_text(mail.sent_at)}, not opened yet", "blue"
    return "The e-mail is on its way", "yellow"
