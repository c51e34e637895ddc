"""What a decision sets going: an episode of need, a clock, word to the child's worker."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.urls import reverse

from cases.models import Child, Deadline, EpisodeOfNeed, ReferralChild, ReferralDecision
from cases.services import children, deadline_changes, deadlines
from cases.states import OPENING_OUTCOMES, ContactKind, ReferralOutcome
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify
from safeguarding.rules.london_time import london_date
from safeguarding.rules.strategy_suggestion import SAME_DAY, SOON

# Clocks that a decision starts, and that stop when it is taken back.
STARTED: Final = ("assessment", SOON, SAME_DAY)


def stop_clocks(row: ReferralChild, *, by: User, at: datetime) -> None:
    """Stop the clocks that the decision on `row` started: it is taken back."""
    started = Deadline.objects.filter(referral_child=row, rule_id__in=STARTED)
    deadline_changes.stop(running=started, reason="The decision is reconsidered", by=by, at=at)


def follow_up(
    decision: ReferralDecision, row: ReferralChild, child: Child, *, is_urgent: bool, by: User, at: datetime
) -> None:
    """What the outcome sets going: an episode, a clock, word to the child's worker."""
    if decision.outcome in OPENING_OUTCOMES:
        children.open_episode(child=child, opened_on=_opening_day(row, child, at), by=by, at=at)
    elif row.contact_kind == ContactKind.REFERRAL:
        _close_what_was_opened(row, child, decision, by=by, at=at)
    _start_clock(decision, row, child, is_urgent=is_urgent, by=by, at=at)
    _tell_the_worker(decision, row, child, at=at)


def _start_clock(
    decision: ReferralDecision, row: ReferralChild, child: Child, *, is_urgent: bool, by: User, at: datetime
) -> None:
    starts = {
        ReferralOutcome.ASSESSMENT: ("assessment", row.referral.received_at),
        ReferralOutcome.STRATEGY_MEETING: (SAME_DAY if is_urgent else SOON, at),
    }
    outcome = ReferralOutcome(decision.outcome)
    if outcome not in starts:
        return
    rule_id, starts_at = starts[outcome]
    deadlines.set(
        rule_id=rule_id,
        starts_at=starts_at,
        by=by,
        at=at,
        child=child,
        referral_child=row,
        responsible=child.allocated_to,
        team=child.team or by.team,
    )


def _tell_the_worker(decision: ReferralDecision, row: ReferralChild, child: Child, *, at: datetime) -> None:
    """A contact reaches the worker who has the child."""
    if row.contact_kind != ContactKind.CONTACT or child.allocated_to is None:
        return
    notify(
        recipients=[child.allocated_to],
        key=f"contact_decided:{decision.pk}",
        kind="contact_decided",
        text=f"A contact on {child.reference} has been decided",
        path=reverse("child", args=[child.reference]),
        at=at,
        reference=child.reference,
    )


def _opening_day(row: ReferralChild, child: Child, at: datetime) -> date:
    """The day of the referral, or the day after which nothing was open where that is later."""
    received = london_date(row.referral.received_at)
    closed = EpisodeOfNeed.objects.filter(child=child, closed_on__gt=received).order_by("-closed_on").first()
    return received if closed is None or closed.closed_on is None else min(closed.closed_on, london_date(at))


def _close_what_was_opened(
    row: ReferralChild, child: Child, decision: ReferralDecision, *, by: User, at: datetime
) -> None:
    """Close the episode that an earlier decision on this referral opened, when nothing else needs it."""
    opened_before = row.decisions.filter(superseded_at__isnull=False, outcome__in=OPENING_OUTCOMES)
    standing = ReferralDecision.objects.filter(
        referral_child__child=child, superseded_at=None, outcome__in=OPENING_OUTCOMES
    )
    episode = EpisodeOfNeed.objects.filter(
        child=child, closed_on=None, opened_on__gte=london_date(row.referral.received_at)
    ).first()
    if episode is None or not opened_before.exists() or standing.exists():
        return
    transferred = decision.outcome == ReferralOutcome.TRANSFER
    children.close_episode(
        episode=episode,
        closed_on=london_date(at),
        closure_reason="RC5" if transferred else "RC7",
        by=by,
        at=at,
    )
