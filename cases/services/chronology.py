"""What professionals add to a child's chronology, and how a line is corrected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Event
from cases.services import chronology_curation, events
from cases.states import WRITTEN_BY_THE_SERVICE, EventKind, Sensitivity, Significance
from safeguarding.accounts.models import User
from safeguarding.rules.themes import THEMES


@transaction.atomic
def record_event(
    *,
    child: Child,
    kind: EventKind,
    what_happened: str,
    occurred_at: datetime,
    by: User,
    at: datetime,
    significance: Significance = Significance.ROUTINE,
    impact_on_child: str = "",
    themes: Sequence[str] = (),
    sensitivity: Sensitivity = Sensitivity.PROFESSIONALS,
) -> Event:
    """Add what happened to a child, for the writer's agency.

    The same line sent twice by the same person is one line. Raises DomainError with the field when it
    says nothing, lies in the future, names an unknown theme, or is marked for readers among whom the
    writer isn't.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    if not what_happened.strip():
        raise DomainError("Say what happened", field="what_happened")
    if occurred_at > at:
        raise DomainError("The date it happened can’t be in the future", field="occurred_at")
    if sensitivity not in access.writable_sensitivities(by):
        raise DomainError("Choose who may see this", field="sensitivity")
    if not set(themes) <= set(THEMES):
        raise DomainError("Choose from the list of themes", field="themes")
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    sent = Event.objects.filter(
        child=child, kind=kind, occurred_at=occurred_at, recorded_by=by, what_happened=what_happened.strip()
    ).first()
    if sent is not None:
        return sent
    return events.write(
        child=child,
        kind=kind,
        what_happened=what_happened.strip(),
        occurred_at=occurred_at,
        significance=significance,
        impact_on_child=impact_on_child.strip(),
        themes=themes,
        sensitivity=sensitivity,
        by=by,
        at=at,
    )


def correctable(event: Event, by: User) -> bool:
    """Whether `by` may correct the line: their agency wrote it, by hand."""
    return event.agency_id == by.agency_id and event.kind not in WRITTEN_BY_THE_SERVICE


@transaction.atomic
def correct_event(*, event: Event, what_happened: str, by: User, at: datetime, reason: str) -> Event:
    """Correct a line by a new one that supersedes it; only the agency that wrote it by hand may.

    Raises NotPermittedError for others, DomainError when nothing or no reason is given,
    ChangedMeanwhileError when the line is superseded already.
    """
    access.require(by, access.Action.RECORD_EVENT, event.child)
    if not access.visible_events(by).filter(pk=event.pk).exists():
        raise NotVisibleError
    if not correctable(event, by):
        raise NotPermittedError(access.Action.RECORD_EVENT.value)
    if not what_happened.strip():
        raise DomainError("Say what happened", field="what_happened")
    if not reason.strip():
        raise DomainError("Say why it is corrected", field="reason")
    try:
        with transaction.atomic():
            made = Event.objects.create(
                child=event.child,
                kind=event.kind,
                occurred_at=event.occurred_at,
                recorded_at=at,
                recorded_by=by,
                agency=event.agency,
                what_happened=f"{what_happened.strip()}\n\nCorrected because: {reason.strip()}",
                significance=event.significance,
                impact_on_child=event.impact_on_child,
                themes=event.themes,
                sensitivity=event.sensitivity,
                source_reference=event.source_reference,
                supersedes=event,
            )
    except IntegrityError:
        raise ChangedMeanwhileError("Somebody has already corrected this") from None
    chronology_curation.carry_over(replaced=event, by_line=made)
    return made
