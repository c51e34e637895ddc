"""One child's part of a referral moves from step to step: locked, by the table of moves."""

from __future__ import annotations

from typing import Final, cast

from cases import access
from cases.exceptions import ChangedMeanwhileError, NotVisibleError
from cases.models import Child, Event, ReferralChild
from cases.states import EventKind, NoSuchMoveError, ReferralChildMove, ReferralChildState, next_state
from safeguarding.accounts.models import User
from safeguarding.ui.filters import datetime_text

_NOT_MATCHED: Final = "No record is matched to this child now: somebody has undone the match. Match it first."
_NOT_DECIDED: Final = "There is no decision to reconsider: somebody has already taken it back."


def lock(referral_child: ReferralChild, *, by: User) -> ReferralChild:
    """The row as it is now, held until the transaction ends; raises NotVisibleError.

    Two people who work on it at once wait for each other here: the second sees what the first did.
    """
    rows = ReferralChild.objects.select_related("referral__agency", "referral__author", "child__person")
    row = rows.select_for_update(of=("self",), no_key=True).filter(pk=referral_child.pk).first()
    if row is None or not access.visible_referral_children(by).filter(pk=row.pk).exists():
        raise NotVisibleError
    return row


def advance(row: ReferralChild, move: ReferralChildMove) -> None:
    """Put the locked `row` where `move` leads; raises ChangedMeanwhileError, saying who was quicker."""
    try:
        row.state = next_state(row.state, move)
    except NoSuchMoveError as refused:
        raise ChangedMeanwhileError(_what_happened(row, move)) from refused


def record_of(row: ReferralChild) -> Child:
    """The record of a matched row; the constraint matched_referral_child_has_its_record sees to it."""
    return cast(Child, row.child)


def _what_happened(row: ReferralChild, move: ReferralChildMove) -> str:
    if row.state == ReferralChildState.RECEIVED:
        return _NOT_MATCHED
    if row.state == ReferralChildState.DECIDED:
        decision = row.decisions.select_related("decided_by").get(superseded_at=None)
        who, when = decision.decided_by.full_name, datetime_text(decision.decided_at)
        return f"{who} has already decided on this child, on {when}. What you typed was not saved."
    if move is ReferralChildMove.RECONSIDER:
        return _NOT_DECIDED
    who = row.matched_by.full_name if row.matched_by else "Somebody"
    return f"{who} has already matched this child to a record, on {datetime_text(row.matched_at)}."


def concern_line(row: ReferralChild, child: Child) -> Event | None:
    """The line by which the referral stands in the child's chronology now, corrections followed."""
    return _standing(child, row, (EventKind.REFERRAL, EventKind.CONTACT))


def decision_line(row: ReferralChild, child: Child) -> Event | None:
    """The line of the decision that stands in the child's chronology now, corrections followed."""
    return _standing(child, row, (EventKind.REFERRAL_DECISION,))


def _standing(child: Child, row: ReferralChild, kinds: tuple[EventKind, ...]) -> Event | None:
    lines = Event.objects.filter(child=child, source_reference=row.referral.reference, kind__in=kinds)
    return lines.filter(superseded_by=None).order_by("-pk").first()
