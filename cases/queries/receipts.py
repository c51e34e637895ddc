"""What became of each copy of minutes that went out: sent, delivered, opened, acknowledged, chased."""

from __future__ import annotations

from cases.exceptions import NotVisibleError
from cases.models import Minutes, MinutesCopy


def copies(version: Minutes) -> list[MinutesCopy]:
    """Every recipient's copy; those that nobody opened come first, the longest sent on top."""
    rows = MinutesCopy.objects.filter(minutes=version).select_related(
        "invitation__user", "invitation__agency", "invitation__team", "opened_by"
    )
    return sorted(rows, key=lambda copy: (copy.opened_at is not None, copy.sent_at, copy.pk))


def get(version: Minutes, key: int) -> MinutesCopy:
    """One copy of this version; raises NotVisibleError (404) for another's."""
    copy = MinutesCopy.objects.filter(minutes=version, pk=key).select_related("minutes__meeting").first()
    if copy is None:
        raise NotVisibleError
    return copy
