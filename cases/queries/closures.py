"""Work that was closed, by whom, and what came after it.

A closure is an episode of need that ended, or a referral (not a contact on an open record) that was decided
with an outcome that ends social care's part.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Q

from cases import access
from cases.models import Child, EpisodeOfNeed, Plan, ReferralChild, ReferralDecision
from cases.states import ENDING_OUTCOMES, ContactKind, ReferralOutcome
from safeguarding.accounts.models import User
from safeguarding.rules import codes, look_back
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.ui.filters import date_text

PAGE_SIZE: Final = 25
# What is older than two years is history, and stands on the record.
SHOWN_MONTHS: Final = 24
_CLOSURE_REASONS: Final = dict(codes.CLOSURE_REASON)


@dataclass(frozen=True, slots=True)
class Closure:
    """One closure: `source` names its row ("episode:12", "decision:7"), `how` says what was closed.

    `referral` is the reference of the referral that was decided.
    """

    source: str
    child: int
    closed_on: date
    closed_by: int
    how: str
    referral: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One closure as the page shows it: `since` says what came after it, `next_look` when to look again."""

    closure: Closure
    child: Child
    came_back: bool
    since: tuple[str, ...]
    next_look: date | None


@dataclass(frozen=True)
class ClosedWork:
    """A page of closures: `page` for the page numbers, `rows` to show."""

    page: Page[Closure]
    rows: list[Row]


def between(first: date, last: date) -> Iterator[Closure]:
    """The closures of these days, both included, that somebody here made; in no order."""
    yield from _of_episodes(Q(closed_on__range=(first, last)))
    until = at_hour(last + timedelta(days=1), 0)
    yield from _of_decisions(Q(decided_at__gte=at_hour(first, 0), decided_at__lt=until))


def last_before(child: Child, at: datetime) -> Closure | None:
    """The last closure of this child's work until the instant `at`."""
    on = london_date(at)
    found = [
        *_of_episodes(Q(child=child, closed_on__lte=on)),
        *_of_decisions(Q(referral_child__child=child, decided_at__lte=at)),
    ]
    return max(found, key=lambda each: each.closed_on, default=None)


def closed_work(user: User, *, today: date, reference: str = "", number: str = "") -> ClosedWork:
    """A page of what `user`, or somebody who has left and whom they managed, closed in the last two years.

    The latest first; only of children whom they may see. `reference` keeps one child's.
    """
    children = access.visible_children(user)
    if reference:
        children = children.filter(reference=reference.upper())
    since = add_months(today, -SHOWN_MONTHS)
    keys = children.values("pk")
    found = [
        *_of_episodes(_by(user, "closed_by") & Q(child__in=keys, closed_on__gte=since)),
        *_of_decisions(
            _by(user, "decided_by") & Q(referral_child__child__in=keys, decided_at__gte=at_hour(since, 0))
        ),
    ]
    found.sort(key=lambda each: (each.closed_on, each.source), reverse=True)
    page = Paginator(found, PAGE_SIZE).get_page(number or 1)
    return ClosedWork(page, _rows(user, list(page.object_list), today))


def _by(user: User, who: str) -> Q:
    return Q(**{who: user}) | Q(**{f"{who}__is_active": False, f"{who}__line_manager": user})


def _of_episodes(condition: Q) -> Iterator[Closure]:
    ended = EpisodeOfNeed.objects.filter(condition, closed_on__isnull=False, closed_by__isnull=False)
    columns = ("pk", "child", "closed_on", "closed_by", "closure_reason")
    for key, child, closed_on, closed_by, reason in ended.order_by().values_list(*columns):
        how = f"Closed to children’s social care: {_CLOSURE_REASONS.get(reason, reason)}"
        yield Closure(f"episode:{key}", child, closed_on, closed_by, how)


def _of_decisions(condition: Q) -> Iterator[Closure]:
    ended = ReferralDecision.objects.filter(
        condition,
        outcome__in=ENDING_OUTCOMES,
        superseded_at=None,
        referral_child__contact_kind=ContactKind.REFERRAL,
    )
    columns = ("pk", "referral_child__child", "decided_at", "decided_by", "outcome")
    reference = "referral_child__referral__reference"
    for key, child, at, by, outcome, sent in ended.order_by().values_list(*columns, reference):
        how = f"{sent} decided: {ReferralOutcome(outcome).label}"
        yield Closure(f"decision:{key}", child, london_date(at), by, how, sent)


def _rows(user: User, closures: list[Closure], today: date) -> list[Row]:
    keys = {closure.child for closure in closures}
    children = Child.objects.select_related("person").in_bulk(keys)
    referred = _referrals(user, keys)
    happened = [*_episodes(keys), *_plans(keys)]
    return [_row(closure, children[closure.child], referred, happened, today) for closure in closures]


@dataclass(frozen=True, slots=True)
class _Since:
    """What happened to a child; `of` names what it is part of: nothing comes after its own closure."""

    child: int
    on: date
    text: str
    of: str


def _row(closure: Closure, child: Child, referred: list[_Since], happened: list[_Since], today: date) -> Row:
    returns = [each for each in referred if _came_after(each, closure)]
    later = sorted(
        [*returns, *(each for each in happened if _came_after(each, closure))], key=lambda each: each.on
    )
    texts = tuple(f"{each.text} on {date_text(each.on)}" for each in later)
    return Row(closure, child, bool(returns), texts, look_back.next_on(closure.closed_on, today))


def _came_after(each: _Since, closure: Closure) -> bool:
    is_its_own = each.of in {closure.source, closure.referral}
    return each.child == closure.child and each.on >= closure.closed_on and not is_its_own


def _referrals(user: User, children: set[int]) -> list[_Since]:
    """Referrals, not contacts; those that `user` may not read are left out."""
    came = ReferralChild.objects.filter(
        child__in=children,
        contact_kind=ContactKind.REFERRAL,
        referral__in=access.visible_referrals(user).values("pk"),
    )
    columns = ("child", "referral__received_at", "referral__reference", "is_re_referral")
    return [
        _Since(child, london_date(at), f"{'Re-referral' if again else 'Referral'} {reference}", reference)
        for child, at, reference, again in came.order_by().values_list(*columns)
    ]


def _episodes(children: set[int]) -> list[_Since]:
    opened = EpisodeOfNeed.objects.filter(child__in=children).order_by()
    return [
        _Since(child, on, "Opened to children’s social care", f"episode:{key}")
        for key, child, on in opened.values_list("pk", "child", "opened_on")
    ]


def _plans(children: set[int]) -> list[_Since]:
    plans = Plan.objects.filter(child__in=children)
    return [
        _Since(plan.child_id, plan.started_on, f"{plan.get_kind_display()} started", f"plan:{plan.pk}")
        for plan in plans
    ]
