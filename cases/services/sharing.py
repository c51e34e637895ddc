"""Writing the sharing log: each decision to share information about a child, or to refuse it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases import access
from cases.exceptions import DomainError
from cases.models import Child, Sharing
from cases.services import events
from cases.states import EventKind, Sensitivity, SharingDecision, SharingGround, ToldOfSharing
from safeguarding.accounts.models import User


@dataclass(frozen=True, slots=True)
class SharingFacts:
    """One sharing, or refusal, as it is typed in."""

    decision: SharingDecision
    what: str
    whose: str
    recipient: str
    ground: SharingGround
    told: ToldOfSharing
    reason: str
    told_note: str = ""


@transaction.atomic
def record_sharing(*, child: Child, facts: SharingFacts, by: User, at: datetime) -> Sharing:
    """Record what was shared with whom, or that it was refused, with an event in the chronology.

    Raises DomainError with the field. The event names whom it was shared with and why, and is read by
    social care and the agency that wrote it, as the log itself is. Source: HM Government, Information
    sharing advice: record what was shared, with whom and for what purpose, and decisions not to share.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    _check(facts)
    sharing = Sharing(
        child=child,
        decision=facts.decision,
        what=facts.what.strip(),
        whose=facts.whose.strip(),
        recipient=facts.recipient.strip(),
        ground=facts.ground,
        told=facts.told,
        told_note="" if facts.told == ToldOfSharing.TOLD else facts.told_note.strip(),
        reason=facts.reason.strip(),
        decided_at=at,
        decided_by=by,
        agency=by.agency,
    )
    sharing.record(by=by, at=at, reason=sharing.reason)
    verb = "Shared with" if facts.decision == SharingDecision.SHARED else "Refused to share with"
    events.write(
        child=child,
        kind=EventKind.SHARING,
        what_happened=f"{verb} {sharing.recipient}: {sharing.what}\n\nWhy: {sharing.reason}",
        by=by,
        at=at,
        sensitivity=Sensitivity.SOCIAL_CARE,
    )
    return sharing


def _check(facts: SharingFacts) -> None:
    for field, message in (
        ("what", "Say what was asked for or shared"),
        ("whose", "Say whose information it is"),
        ("recipient", "Say with whom"),
        ("reason", "Say why"),
    ):
        if not getattr(facts, field).strip():
            raise DomainError(message, field=field)
    if facts.decision == SharingDecision.SHARED and facts.ground == SharingGround.NONE:
        raise DomainError("Nothing is shared without a lawful ground. Select one", field="ground")
    if facts.told != ToldOfSharing.TOLD and not facts.told_note.strip():
        raise DomainError("Say why they were not told", field="told_note")
