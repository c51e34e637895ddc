"""Reading the sharing log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cases import access, access_sharing
from cases.exceptions import NotVisibleError
from cases.models import Child, Referral, Sharing
from cases.queries import keyset
from safeguarding.accounts.models import User


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the list to; nothing of each means all. Both days are included."""

    decision: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether anything is left out by them."""
        return bool(self.decision or self.since or self.until)


def of_child(
    user: User,
    child: Child,
    *,
    filters: Filters,
    before: int | None = None,
    after: int | None = None,
) -> keyset.Slice[Sharing]:
    """What was shared about the child, and refused, as far as `user` may read it, the newest first;
    corrected entries stay in it."""
    readable = access_sharing.visible_sharings(user).filter(child=child)
    rows = readable.select_related("recorded_by", "agency", "superseded_by")
    if filters.decision:
        rows = rows.filter(decision=filters.decision)
    if filters.since is not None:
        rows = rows.filter(decided_on__gte=filters.since)
    if filters.until is not None:
        rows = rows.filter(decided_on__lte=filters.until)
    return keyset.read(rows, readable=readable, instant="decided_on", before=before, after=after)


def one_of(user: User, child: Child, key: int) -> Sharing:
    """An entry about this child, to correct it; raises NotVisibleError."""
    readable = access_sharing.visible_sharings(user).select_related("child", "event", "agency")
    found = readable.filter(child=child, pk=key).first()
    if found is None:
        raise NotVisibleError
    return found


def is_superseded(sharing: Sharing) -> bool:
    """Whether a later entry stands in its place."""
    return hasattr(sharing, "superseded_by")


def referrals(user: User, child: Child) -> list[Referral]:
    """The referrals about the child that `user` may read, each with the ground it was shared on."""
    found = access.visible_referrals(user).filter(children__child=child).select_related("agency")
    return list(found.order_by("-received_at", "-pk").distinct())
