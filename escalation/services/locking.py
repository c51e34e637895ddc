"""A challenge as it is now, held until the act is done: the child first, as everywhere."""

from __future__ import annotations

from cases.exceptions import ChangedMeanwhileError
from cases.models import Child
from escalation.models import Challenge


def locked(challenge: Challenge) -> Challenge:
    """The challenge, locked behind its child."""
    Child.objects.select_for_update(no_key=True).get(pk=challenge.child_id)
    rows = Challenge.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related(
        "child", "raised_by__agency", "raising_agency__group", "against_agency__group"
    ).get(pk=challenge.pk)


def open_challenge(challenge: Challenge) -> Challenge:
    """As `locked`; raises ChangedMeanwhileError when it has ended."""
    found = locked(challenge)
    if not found.is_open:
        raise ChangedMeanwhileError(f"The challenge has ended: {found.get_state_display().lower()}")
    return found
