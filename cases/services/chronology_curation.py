"""What case staff make of a line, beside it: how much it weighs and what it meant for the child."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Curation, Event
from cases.states import Significance
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User

CHANGED = "Somebody else has weighed this line meanwhile"


@transaction.atomic
def curate(
    *,
    event: Event,
    significance: Significance,
    impact_on_child: str,
    reason: str,
    version: int,
    by: User,
    at: datetime,
) -> Curation:
    """Say how much a line weighs and what it meant for the child, as it is seen now.

    `version` is the number of the curation that `by` had before them, 0 for none. The line itself and the
    earlier curations stay as they are. Raises NotVisibleError and NotPermittedError as the gate says,
    DomainError with the field without a reason or for a line that a correction replaced,
    ChangedMeanwhileError when somebody was quicker.
    """
    access.require(by, access.Action.CURATE_CHRONOLOGY, event.child)
    if not access.visible_events(by).filter(pk=event.pk).exists():
        raise NotVisibleError
    if not reason.strip():
        raise DomainError("Say why it is seen so", field="reason")
    if Event.objects.filter(supersedes=event).exists():
        raise DomainError("A correction has taken this line’s place. Open the corrected line")
    if version != _latest_number(event):
        raise ChangedMeanwhileError(CHANGED)
    try:
        with transaction.atomic():
            return Curation.objects.create(
                event=event,
                number=version + 1,
                significance=significance,
                impact_on_child=impact_on_child.strip(),
                reason=reason.strip(),
                curated_by=by,
                agency=by.agency,
                curated_at=at,
            )
    except IntegrityError:
        raise ChangedMeanwhileError(CHANGED) from None


@as_service(Service.RECORD_KEEPING)
def carry_over(*, replaced: Event, by_line: Event) -> Curation | None:
    """What was made of a line stands with its correction too, in the words and name of whoever wrote it.

    Asked by the service that corrects, in its transaction.
    """
    latest = replaced.curations.order_by("-number").first()
    if latest is None:
        return None
    return Curation.objects.create(
        event=by_line,
        number=1,
        significance=latest.significance,
        impact_on_child=latest.impact_on_child,
        reason=latest.reason,
        curated_by=latest.curated_by,
        agency=latest.agency,
        curated_at=latest.curated_at,
    )


def _latest_number(event: Event) -> int:
    latest = event.curations.order_by("-number").first()
    return latest.number if latest else 0
