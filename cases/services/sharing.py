"""Writing the sharing log: each decision to share information about a child, or to refuse it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from cases import access, access_sharing
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Sharing
from cases.services import events
from cases.states import EventKind, Sensitivity, SharingDecision, SharingGround, ToldOfSharing
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import at_hour, london_date


@dataclass(frozen=True, slots=True)
class SharingFacts:
    """One sharing, or refusal, as it is typed in; `decided_on` is the day in London."""

    decision: SharingDecision
    what: str
    whose: str
    recipient: str
    reason: str
    decided_on: date
    told: ToldOfSharing
    told_note: str = ""
    # Safeguarding a child needs nobody's consent: that is what the law says unless somebody says otherwise.
    ground: SharingGround = SharingGround.PUBLIC_TASK


@transaction.atomic
def record_sharing(*, child: Child, facts: SharingFacts, by: User, at: datetime) -> Sharing:
    """Record what was shared with whom, or that it was refused, with a line in the chronology.

    The line is read by social care and the agency that wrote it, as the log itself is. Raises DomainError
    with the field. Source: HM Government, Information sharing: advice for practitioners providing
    safeguarding services (2024): record what was shared, with whom, why and on what ground, and decisions
    not to share.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    return _write(child, facts, by=by, at=at)


@transaction.atomic
def correct_sharing(*, sharing: Sharing, facts: SharingFacts, why: str, by: User, at: datetime) -> Sharing:
    """Say an entry better: a new one supersedes it, and the old one stays readable.

    Only the agency that wrote it may. Raises NotVisibleError and NotPermittedError as the gate says,
    DomainError with the field, ChangedMeanwhileError when it is superseded already.
    """
    access.require(by, access.Action.RECORD_EVENT, sharing.child)
    if not access_sharing.visible_sharings(by).filter(pk=sharing.pk).exists():
        raise NotVisibleError
    if not access_sharing.may_correct(by, sharing):
        raise NotPermittedError(access.Action.RECORD_EVENT.value)
    if not why.strip():
        raise DomainError("Say why it is corrected", field="why")
    try:
        with transaction.atomic():
            return _write(sharing.child, facts, by=by, at=at, supersedes=sharing, why=why.strip())
    except IntegrityError:
        raise ChangedMeanwhileError("Somebody has already corrected this") from None


def _write(
    child: Child,
    facts: SharingFacts,
    *,
    by: User,
    at: datetime,
    supersedes: Sharing | None = None,
    why: str = "",
) -> Sharing:
    _check(facts, at)
    told = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(facts).items()}
    verb = "Shared with" if facts.decision == SharingDecision.SHARED else "Refused to share with"
    corrected = f"\n\nCorrected because: {why}" if why else ""
    event = events.write(
        child=child,
        kind=EventKind.SHARING,
        what_happened=f"{verb} {told['recipient']}: {told['what']}\n\nWhy: {told['reason']}{corrected}",
        by=by,
        at=at,
        occurred_at=_instant(facts.decided_on, at),
        sensitivity=Sensitivity.SOCIAL_CARE,
        supersedes=supersedes.event if supersedes else None,
    )
    sharing = Sharing(
        **told,
        child=child,
        recorded_at=at,
        recorded_by=by,
        agency=by.agency,
        event=event,
        supersedes=supersedes,
        correction_reason=why,
    )
    if facts.told == ToldOfSharing.TOLD:
        sharing.told_note = ""
    sharing.record(by=by, at=at, reason=why or told["reason"])
    return sharing


def _instant(day: date, at: datetime) -> datetime:
    """When the line happened: now for today, noon for an earlier day."""
    return at if day == london_date(at) else at_hour(day, 12)


def _check(facts: SharingFacts, at: datetime) -> None:
    for field, message in (
        ("what", "Say what was asked for or shared"),
        ("whose", "Say whose information it is"),
        ("recipient", "Say with whom"),
        ("reason", "Say why"),
    ):
        if not getattr(facts, field).strip():
            raise DomainError(message, field=field)
    if facts.decided_on > london_date(at):
        raise DomainError("The day can’t be in the future", field="decided_on")
    if facts.decision == SharingDecision.SHARED and facts.ground == SharingGround.NONE:
        raise DomainError("Nothing is shared without a lawful ground. Select one", field="ground")
    if facts.told != ToldOfSharing.TOLD and not facts.told_note.strip():
        raise DomainError("Say why they were not told", field="told_note")
