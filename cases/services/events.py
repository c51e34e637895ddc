"""Writing the chronology."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cases.models import Child, Event
from cases.states import EventKind, Sensitivity, Significance
from safeguarding.accounts.models import Agency, User


def write(
    *,
    child: Child,
    kind: EventKind,
    what_happened: str,
    by: User | None,
    at: datetime,
    occurred_at: datetime | None = None,
    significance: Significance = Significance.ROUTINE,
    impact_on_child: str = "",
    themes: Sequence[str] = (),
    sensitivity: Sensitivity = Sensitivity.PROFESSIONALS,
    source_reference: str = "",
    agency: Agency | None = None,
    supersedes: Event | None = None,
) -> Event:
    """Add one line to a child's chronology, for the actor's agency or the one whose concern it is.

    `supersedes` is the line that it corrects. What no person did (`by` None) names its agency. Called by
    services that have asked the gate.
    """
    written_for = agency or (by.agency if by is not None else None)
    if written_for is None:
        raise ValueError("A line that no person wrote names the agency whose concern it is")
    return Event.objects.create(
        child=child,
        kind=kind,
        occurred_at=occurred_at or at,
        recorded_at=at,
        recorded_by=by,
        agency=written_for,
        what_happened=what_happened,
        significance=significance,
        impact_on_child=impact_on_child,
        themes=list(themes),
        sensitivity=sensitivity,
        source_reference=source_reference,
        supersedes=supersedes,
    )
