"""The forms somebody began and didn't send, for the list on their first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import Resolver404, resolve

from cases import access
from safeguarding.accounts.models import User


@dataclass(frozen=True, slots=True)
class Unsent:
    """One form: what it is called, which record or referral it is about, never a name."""

    title: str
    reference: str
    href: str
    saved_at: datetime


def unsent(user: User) -> list[Unsent]:
    """The person's unsent forms, the last touched first; those whose page is no more are left out."""
    drafts = access.own_drafts(user).exclude(subject="").filter(sent_as="").defer("sealed")
    return [each for each in (_unsent(draft.subject, draft.saved_at) for draft in drafts) if each]


def _unsent(path: str, saved_at: datetime) -> Unsent | None:
    try:
        match = resolve(path)
    except Resolver404:
        return None
    page = getattr(match.func, "view_class", None)
    reference = str(match.kwargs.get("reference", "")).upper()
    return Unsent(title=getattr(page, "title", ""), reference=reference, href=path, saved_at=saved_at)
