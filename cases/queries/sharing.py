"""Reading the sharing log."""

from __future__ import annotations

from cases import access
from cases.models import Child, Referral, Sharing
from cases.queries import keyset
from safeguarding.accounts.models import User


def of_child(
    user: User, child: Child, *, before: int | None = None, after: int | None = None
) -> keyset.Slice[Sharing]:
    """What was shared about the child, and refused, as far as `user` may read it, newest first."""
    readable = access.visible_sharings(user).filter(child=child)
    rows = readable.select_related("decided_by", "agency")
    return keyset.read(rows, readable=readable, instant="decided_at", before=before, after=after)


def referrals(user: User, child: Child) -> list[Referral]:
    """The referrals about the child that `user` may read, each with the ground it was shared on."""
    found = access.visible_referrals(user).filter(children__child=child).select_related("agency")
    return list(found.order_by("-received_at", "-pk").distinct())
