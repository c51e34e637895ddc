"""At the front door: which record a referral's child belongs to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q

from cases import access
from cases.exceptions import DomainError
from cases.models import Child, EpisodeOfNeed, Person, ReferralChild
from cases.models.referral import Level
from cases.queries import digest
from cases.services import children, deadlines, events, historic_risk, look_backs, referral_people
from cases.services.referral_steps import advance, concern_line, lock, record_of
from cases.states import (
    ContactKind,
    EventKind,
    ReferralChildMove,
    ReferralChildState,
    Sensitivity,
    Significance,
)
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

SIGNIFICANCE: Final = {
    Level.UNIVERSAL: Significance.ROUTINE,
    Level.EARLY_HELP: Significance.NOTABLE,
    Level.CHILD_IN_NEED: Significance.SIGNIFICANT,
    Level.CHILD_PROTECTION: Significance.CRITICAL,
}


@transaction.atomic
def match(*, referral_child: ReferralChild, child: Child, by: User, at: datetime) -> ReferralChild:
    """Say that the referral's child is this child: the concern enters the record's chronology.

    A child who was open when it came gets a contact, any other a referral, marked as a re-referral
    where it is one. The same match again changes nothing. Raises ChangedMeanwhileError when somebody
    matched it to another record, NotVisibleError, NotPermittedError.
    """
    access.require(by, access.Action.WORK_FRONT_DOOR, child)
    row = lock(referral_child, by=by)
    if row.state != ReferralChildState.MATCHED or row.child_id != child.pk:
        _match(row, child, by=by, at=at)
    return row


@transaction.atomic
def match_new(
    *, referral_child: ReferralChild, by: User, at: datetime, person: Person | None = None
) -> Child:
    """Make a record and match the referral's child to it: of somebody who is known without one (`person`,
    such as a brother or sister on another child's network), otherwise from what the referrer said.

    Raises ChangedMeanwhileError, before anything is made, when somebody matched it first.
    """
    access.require(by, access.Action.WORK_FRONT_DOOR)
    row = lock(referral_child, by=by)
    if row.state != ReferralChildState.RECEIVED:
        advance(row, ReferralChildMove.MATCH)
    if person is None:
        child = referral_people.make_record(row, by=by, at=at)
    else:
        child = children.create_record(person=person, by=by, at=at)
    _match(row, child, by=by, at=at)
    return child


@transaction.atomic
def unmatch(*, referral_child: ReferralChild, reason: str, by: User, at: datetime) -> ReferralChild:
    """Take a match back: the concern's line is corrected in the record it was put into by mistake.

    Raises DomainError without a reason, ChangedMeanwhileError when it is decided or not matched now.
    """
    access.require(by, access.Action.WORK_FRONT_DOOR)
    if not reason.strip():
        raise DomainError("Enter why the match is wrong", field="reason")
    row = lock(referral_child, by=by)
    advance(row, ReferralChildMove.UNMATCH)
    child = record_of(row)
    row.child, row.matched_at, row.matched_by = None, None, None
    row.contact_kind, row.is_re_referral = ContactKind.UNKNOWN, False
    row.record(by=by, at=at, reason=reason)
    deadlines.attach(referral_child=row, child=None, by=by, at=at)
    look_backs.take_back(referral_child=row, at=at)
    historic_risk.take_back(referral_child=row, child=child, by=by, at=at)
    _correct_the_record(row, child, reason, by=by, at=at)
    return row


def _match(row: ReferralChild, child: Child, *, by: User, at: datetime) -> None:
    """Match the locked `row`; whoever calls has asked the gate."""
    advance(row, ReferralChildMove.MATCH)
    is_open = _was_open(child, london_date(row.referral.received_at))
    row.child, row.matched_at, row.matched_by = child, at, by
    row.contact_kind = ContactKind.CONTACT if is_open else ContactKind.REFERRAL
    known = digest.build(user=by, child=child, at=at, referral_child=row)
    row.is_re_referral = known.is_re_referral
    row.record(by=by, at=at, reason="Matched to a record")
    deadlines.attach(referral_child=row, child=child, by=by, at=at)
    _write_concern(row, child, by=by, at=at)
    look_backs.tell_of_return(referral_child=row, child=child, at=at)
    historic_risk.ask(referral_child=row, reasons=known.historic_risk, by=by, at=at)


def _was_open(child: Child, on: date) -> bool:
    """Whether the child was open to children's social care on a day.

    On the day of closure the child counts as closed: a concern that comes then is a new referral.
    """
    still = Q(closed_on=None) | Q(closed_on__gt=on)
    return EpisodeOfNeed.objects.filter(still, child=child, opened_on__lte=on).exists()


def _write_concern(row: ReferralChild, child: Child, *, by: User, at: datetime) -> None:
    """The concern as the referring agency's line, and the match as the front door's."""
    referral = row.referral
    is_contact = row.contact_kind == ContactKind.CONTACT
    events.write(
        child=child,
        kind=EventKind.CONTACT if is_contact else EventKind.REFERRAL,
        what_happened=referral.what_happened,
        impact_on_child=referral.daily_life,
        occurred_at=referral.received_at,
        significance=SIGNIFICANCE[Level(referral.level)],
        themes=referral.themes,
        source_reference=referral.reference,
        agency=referral.agency,
        by=by,
        at=at,
    )
    kind = "a contact, because the child was open" if is_contact else "a referral"
    again = " It is a re-referral: there was another in the 12 months before." if row.is_re_referral else ""
    events.write(
        child=child,
        kind=EventKind.REFERRAL_MATCHED,
        what_happened=f"{referral.reference} from {referral.agency.name} was matched to this record as "
        f"{kind}.{again}",
        sensitivity=Sensitivity.SOCIAL_CARE,
        source_reference=referral.reference,
        by=by,
        at=at,
    )


def _correct_the_record(row: ReferralChild, child: Child, reason: str, *, by: User, at: datetime) -> None:
    still_open = (
        " An earlier decision on it opened the child to children's social care: close that if nothing else "
        "needs it."
        if row.decisions.exists() and EpisodeOfNeed.objects.filter(child=child, closed_on=None).exists()
        else ""
    )
    events.write(
        child=child,
        kind=EventKind.REFERRAL_UNMATCHED,
        what_happened=f"{row.referral.reference} is not about this child; the match was undone: "
        f"{reason.strip()}{still_open}",
        significance=Significance.NOTABLE,
        sensitivity=Sensitivity.SOCIAL_CARE,
        source_reference=row.referral.reference,
        supersedes=concern_line(row, child),
        by=by,
        at=at,
    )
