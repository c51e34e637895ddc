"""Deciding on one child's part of a referral, telling the referrer, and thinking again."""

from __future__ import annotations

from copy import copy
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Child, Deadline, ReferralChild, ReferralDecision
from cases.queries import digest, strategy
from cases.queries.digest import Digest
from cases.services import deadlines, decision_consequences, decision_facts, events, historic_risk
from cases.services.decision_facts import DecisionFacts
from cases.services.referral_steps import advance, decision_line, lock, record_of
from cases.states import (
    ENDING_OUTCOMES,
    EventKind,
    ReferralChildMove,
    ReferralChildState,
    ReferralOutcome,
    Significance,
    ToldHow,
)
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify

CLOCK: Final = "referral_decision"
_COPIED: Final = (
    "outcome",
    "level",
    "rationale",
    "reasons_for_referrer",
    "transfer_to",
    "sexual_abuse_considered",
    "neglect_considered",
    "other_signs_considered",
    "cause_considered",
    "re_referral_cause",
    "re_referral_note",
    "strategy_declined_reason",
)


class DigestChangedError(ChangedMeanwhileError):
    """The history became another while the manager was writing: it must be read before deciding."""


@transaction.atomic
def decide(
    *, referral_child: ReferralChild, facts: DecisionFacts, by: User, at: datetime
) -> ReferralDecision:
    """Decide what happens next for one child, with the history that was seen kept beside it.

    The same decision sent twice by the same manager is one. Being late never stops it. Raises
    DomainError with the field that lacks something, ChangedMeanwhileError when somebody else was
    quicker, DigestChangedError when the history isn't what was shown, NotVisibleError,
    NotPermittedError.
    """
    access.require(by, access.Action.DECIDE_REFERRAL)
    row = lock(referral_child, by=by)
    _refuse_author(row, by)
    if (again := _same_decision(row, facts, by)) is not None:
        return again
    advance(row, ReferralChildMove.DECIDE)
    child = record_of(row)
    seen = digest.build(user=by, child=child, at=at, referral_child=row)
    row.is_re_referral = seen.is_re_referral
    suggestion = _check(row, facts, seen)
    decision = ReferralDecision(
        referral_child=row,
        criteria=list(facts.criteria),
        digest=seen.as_json(),
        suggestion=[reason.as_json() for reason in suggestion],
        decided_at=at,
        decided_by=by,
        **_copied(facts, is_suggested=bool(suggestion)),
    )
    decision.record(by=by, at=at, reason=decision.rationale)
    row.record(by=by, at=at, reason="Decided")
    _write_line(decision, row, child, by=by, at=at)
    # The history may have become high risk since the match.
    historic_risk.ask(referral_child=row, reasons=seen.historic_risk, by=by, at=at)
    decision_consequences.follow_up(
        decision, row, child, is_urgent=strategy.is_same_day(row, suggestion), by=by, at=at
    )
    _explain_lateness(row, facts, by=by, at=at)
    _tell_in_the_service(decision, row, by=by, at=at)
    return decision


def check(*, referral_child: ReferralChild, facts: DecisionFacts, seen: Digest, by: User) -> None:
    """Raise what `decide` would raise, without deciding: for the page on which answers are checked.

    `seen` is the history as it is now.
    """
    access.require(by, access.Action.DECIDE_REFERRAL, record_of(referral_child))
    _refuse_author(referral_child, by)
    advance(copy(referral_child), ReferralChildMove.DECIDE)
    _check(referral_child, facts, seen)


@transaction.atomic
def tell(*, decision: ReferralDecision, how: str, by: User, at: datetime) -> ReferralDecision:
    """Record that the referrer was told, outside the service; stops the clock of the decision.

    Telling twice changes nothing. Raises DomainError for a way that can't be, ChangedMeanwhileError
    when the decision has been taken back.
    """
    access.require(by, access.Action.WORK_FRONT_DOOR)
    row = lock(decision.referral_child, by=by)
    decision = ReferralDecision.objects.select_for_update().get(pk=decision.pk)
    if decision.superseded_at is not None:
        raise ChangedMeanwhileError("This decision has been taken back: tell the referrer the next one.")
    if decision.told_at is not None:
        return decision
    if how not in ToldHow.values or how == ToldHow.SERVICE:
        raise DomainError("Select how the referrer was told", field="how")
    if how == ToldHow.NOT_POSSIBLE and not row.referral.referrer_is_anonymous:
        raise DomainError("The referrer isn’t anonymous: tell them the outcome", field="how")
    return _mark_told(decision, row, ToldHow(how), by=by, at=at)


@transaction.atomic
def reconsider(*, referral_child: ReferralChild, reason: str, by: User, at: datetime) -> ReferralChild:
    """Take a decision back so that it can be made anew; it stays on record, marked, with the reason.

    The clocks that it started stop and the clock of a decision starts. Raises DomainError without a
    reason, ChangedMeanwhileError when there is no decision to take back.
    """
    access.require(by, access.Action.DECIDE_REFERRAL)
    if not reason.strip():
        raise DomainError("Enter why the decision is reconsidered", field="reason")
    row = lock(referral_child, by=by)
    advance(row, ReferralChildMove.RECONSIDER)
    child = record_of(row)
    decision = ReferralDecision.objects.get(referral_child=row, superseded_at=None)
    decision.superseded_at, decision.superseded_by, decision.superseded_reason = at, by, reason.strip()
    decision.record(by=by, at=at, reason=reason)
    row.record(by=by, at=at, reason=reason)
    decision_consequences.stop_clocks(row, by=by, at=at)
    deadlines.set(rule_id=CLOCK, starts_at=at, by=by, at=at, child=child, referral_child=row, team=by.team)
    events.write(
        child=child,
        kind=EventKind.REFERRAL_DECISION,
        what_happened=f"The decision on {row.referral.reference} ({decision.get_outcome_display()}) is "
        f"reconsidered: {reason.strip()}",
        significance=Significance.SIGNIFICANT,
        source_reference=row.referral.reference,
        supersedes=decision_line(row, child),
        by=by,
        at=at,
    )
    if can_tell_in_the_service(row):
        _notify_author(row, f"referral_reconsidered:{decision.pk}", "is being reconsidered", at=at)
    return row


def can_tell_in_the_service(row: ReferralChild) -> bool:
    """Whether the referrer reads the outcome here: they wrote the referral and still work with us."""
    return row.referral.author.is_active and not row.referral.is_for_someone_else


def _refuse_author(row: ReferralChild, by: User) -> None:
    if row.referral.author_id == by.pk:
        raise DomainError("You wrote this referral, so another manager must decide on it")


def _check(row: ReferralChild, facts: DecisionFacts, seen: Digest) -> list[strategy.Reason]:
    """What the history suggests, once the decision lacks nothing and the history is the one that was read."""
    if facts.digest_seen and facts.digest_seen != seen.fingerprint:
        raise DigestChangedError(
            "The child’s history has changed while you were deciding. Read it again below; "
            "what you typed is still here."
        )
    suggestion = strategy.suggest(row, seen, level=facts.level)
    decision_facts.check(facts, row, strategy_is_suggested=bool(suggestion))
    return suggestion


def _same_decision(row: ReferralChild, facts: DecisionFacts, by: User) -> ReferralDecision | None:
    """The standing decision, when the same manager has just sent the very same one."""
    if row.state != ReferralChildState.DECIDED:
        return None
    standing = row.decisions.get(superseded_at=None)
    same = (standing.outcome, standing.level, standing.rationale) == (
        facts.outcome,
        facts.level,
        facts.rationale,
    )
    return standing if standing.decided_by_id == by.pk and same else None


def _copied(facts: DecisionFacts, *, is_suggested: bool) -> dict[str, Any]:
    """The columns taken over as typed, without answers to questions that weren't asked."""
    columns = {name: getattr(facts, name) for name in _COPIED}
    if facts.outcome not in ENDING_OUTCOMES:
        columns |= dict.fromkeys(decision_facts.CLOSURE_GATE, "")
    if facts.outcome != ReferralOutcome.TRANSFER:
        columns["transfer_to"] = ""
    if facts.outcome == ReferralOutcome.STRATEGY_MEETING or not is_suggested:
        columns["strategy_declined_reason"] = ""
    return columns


def _write_line(
    decision: ReferralDecision, row: ReferralChild, child: Child, *, by: User, at: datetime
) -> None:
    declined = decision.strategy_declined_reason
    said = [
        f"{decision.get_outcome_display()}, {decision.get_level_display().lower()}.",
        decision.rationale,
        f"A strategy meeting was suggested and not chosen: {declined}" if declined else "",
    ]
    events.write(
        child=child,
        kind=EventKind.REFERRAL_DECISION,
        what_happened=f"Decision on {row.referral.reference}: " + "\n\n".join(part for part in said if part),
        significance=Significance.SIGNIFICANT,
        source_reference=row.referral.reference,
        by=by,
        at=at,
    )


def _tell_in_the_service(decision: ReferralDecision, row: ReferralChild, *, by: User, at: datetime) -> None:
    if can_tell_in_the_service(row):
        _notify_author(row, f"referral_decided:{decision.pk}", "has been decided", at=at)
        _mark_told(decision, row, ToldHow.SERVICE, by=by, at=at)


def _notify_author(row: ReferralChild, key: str, what: str, *, at: datetime) -> None:
    notify(
        recipients=[row.referral.author],
        key=key,
        kind=key.partition(":")[0],
        text=f"Your referral {row.referral.reference} {what}",
        path=reverse("referral", args=[row.referral.reference]),
        at=at,
        reference=row.referral.reference,
    )


def _mark_told(
    decision: ReferralDecision, row: ReferralChild, how: ToldHow, *, by: User, at: datetime
) -> ReferralDecision:
    """Decided and told: only both together meet the clock."""
    decision.told_at, decision.told_how, decision.told_by = at, how, by
    decision.record(by=by, at=at, reason="Referrer told")
    told = "could not be told" if how is ToldHow.NOT_POSSIBLE else "was told the outcome"
    events.write(
        child=record_of(row),
        kind=EventKind.REFERRER_TOLD,
        what_happened=f"The referrer of {row.referral.reference} {told} ({how.label.lower()})",
        source_reference=row.referral.reference,
        by=by,
        at=at,
    )
    deadlines.meet(rule_id=CLOCK, by=by, at=at, referral_child=row)
    return decision


def _explain_lateness(row: ReferralChild, facts: DecisionFacts, *, by: User, at: datetime) -> None:
    """Keep why it is late, where it is and the manager says so; without a reason it is asked for later."""
    clock = _running_clock(row)
    if clock is not None and deadlines.is_late(clock, at) and facts.lateness_code and facts.lateness_reason:
        deadlines.explain_lateness(
            deadline=clock, code=facts.lateness_code, reason=facts.lateness_reason, by=by, at=at
        )


def _running_clock(row: ReferralChild) -> Deadline | None:
    return Deadline.objects.filter(referral_child=row, rule_id=CLOCK, met_at=None, cancelled_at=None).first()
