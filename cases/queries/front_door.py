"""What the front door works on: its worklist, and one child's part of a referral."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.urls import reverse

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Deadline, Person, ReferralAdult, ReferralChild, ReferralDecision
from cases.states import ContactKind, ReferralChildState
from safeguarding.accounts.models import User
from safeguarding.rules import ages
from safeguarding.rules.london_time import london_date
from safeguarding.rules.themes import THEMES
from safeguarding.ui.filters import ago

PAGE_SIZE: Final = 50
RECENTLY: Final = timedelta(days=14)
CLOCK: Final = "referral_decision"
_THEMES_SHOWN: Final = 3
_UNTOLD: Final = Exists(
    ReferralDecision.objects.filter(referral_child=OuterRef("pk"), superseded_at=None, told_at=None)
)

# The worklist's tabs: what `?show=` says, its words, and what it holds.
TABS: Final = (
    ("", "To do"),
    ("new", "New"),
    ("to_decide", "To decide"),
    ("to_tell", "To tell"),
    ("decided", "Decided recently"),
)


@dataclass(frozen=True)
class Row:
    """One line, as components/worklist.html shows it."""

    href: str
    title: str
    facts: tuple[str, ...]
    tag: str
    tag_colour: str
    due: date | None
    urgent: bool


@dataclass(frozen=True)
class FrontDoorList:
    """One page of the worklist, with the tabs and how much each holds."""

    page: Page[ReferralChild]
    rows: list[Row]
    tabs: list[dict[str, Any]]


def worklist(*, user: User, show: str, at: datetime, page: int | str = 1) -> FrontDoorList:
    """A page of what the front door has to do, the most urgent first, in a constant number of queries.

    `show` is one of TABS; anything else shows all that is to do. Danger comes first, then an alleged
    crime, then what is due soonest; what was decided comes latest first.
    """
    parts = access.visible_referral_children(user)
    wanted = _conditions(at)
    show = show if show in wanted else ""
    counts = parts.aggregate(**{f"n_{name}": Count("pk", filter=where) for name, where in wanted.items()})
    running = Deadline.objects.filter(
        referral_child=OuterRef("pk"), rule_id=CLOCK, met_at=None, cancelled_at=None
    )
    found = (
        parts.filter(wanted[show])
        .select_related("referral__agency")
        .annotate(due_on=Subquery(running.values("due_on")[:1]))
    )
    paged = Paginator(_ordered(found, show), PAGE_SIZE).get_page(page)
    tabs = [
        {
            "text": text,
            "href": reverse("front_door") + (f"?show={name}" if name else ""),
            "active": name == show,
            "count": counts[f"n_{name}"],
        }
        for name, text in TABS
    ]
    return FrontDoorList(paged, [_row(part, at, is_told=show == "decided") for part in paged], tabs)


def _conditions(at: datetime) -> dict[str, Q | Exists]:
    decided = Q(state=ReferralChildState.DECIDED)
    standing = ReferralDecision.objects.filter(
        referral_child=OuterRef("pk"), superseded_at=None, decided_at__gte=at - RECENTLY
    )
    return {
        "": ~decided | Q(_UNTOLD),
        "new": Q(state=ReferralChildState.RECEIVED),
        "to_decide": Q(state=ReferralChildState.MATCHED),
        "to_tell": decided & Q(_UNTOLD),
        "decided": decided & Q(Exists(standing)),
    }


def _ordered(parts: QuerySet[ReferralChild], show: str) -> QuerySet[ReferralChild]:
    if show == "decided":
        return parts.order_by("-referral__received_at", "-pk")
    return parts.order_by(
        F("referral__immediate_danger").desc(),
        F("referral__crime_alleged").desc(),
        F("due_on").asc(nulls_last=True),
        "referral__received_at",
        "pk",
    )


def _row(part: ReferralChild, at: datetime, *, is_told: bool) -> Row:
    referral = part.referral
    labels = [THEMES[theme].label for theme in referral.themes if theme in THEMES]
    more = [f"and {len(labels) - _THEMES_SHOWN} more"] if len(labels) > _THEMES_SHOWN else []
    due = cast(date | None, vars(part)["due_on"])
    open_still = part.state != ReferralChildState.DECIDED
    tag, colour = _tag(part, is_told=is_told)
    return Row(
        href=reverse("front_door_child", args=[referral.reference, part.position]),
        title=f"{part.name}, {age_words(part, at)}",
        facts=(
            referral.reference,
            f"{referral.agency.name}, {ago(referral.received_at, at)}",
            referral.get_level_display(),
            ", ".join([*labels[:_THEMES_SHOWN], *more]),
            *(["Re-referral"] if part.is_re_referral else []),
            *(["Contact on an open record"] if part.contact_kind == ContactKind.CONTACT else []),
        ),
        tag=tag,
        tag_colour=colour,
        due=due,
        urgent=open_still and (referral.immediate_danger or referral.crime_alleged),
    )


def _tag(part: ReferralChild, *, is_told: bool) -> tuple[str, str]:
    if part.state == ReferralChildState.DECIDED:
        # What is decided and still to do is there because the referrer hasn't been told.
        return ("Decided", "green") if is_told else ("Tell the referrer", "yellow")
    if part.referral.immediate_danger:
        return "Immediate danger", "red"
    if part.referral.crime_alleged:
        return "Crime alleged", "orange"
    return ("New", "blue") if part.state == ReferralChildState.RECEIVED else ("To decide", "purple")


def age_words(part: ReferralChild, at: datetime) -> str:
    """How old the child is, as the referrer said it."""
    return ages.words(part.date_of_birth, london_date(at), expected=part.expected_date)


def part(*, user: User, reference: str, position: int) -> ReferralChild:
    """One child's part with its referral, record and standing decision; raises NotVisibleError (404)."""
    decisions = ReferralDecision.objects.select_related("decided_by", "told_by", "superseded_by")
    found = (
        access.visible_referral_children(user)
        .select_related("referral__agency", "referral__author", "child__person", "matched_by")
        .prefetch_related(Prefetch("decisions", queryset=decisions.order_by("-decided_at", "-pk")))
        .filter(referral__reference=reference.upper(), position=position)
        .first()
    )
    if found is None:
        raise NotVisibleError
    return found


def standing_decision(part: ReferralChild) -> ReferralDecision | None:
    """The decision that stands now, out of those loaded with the part."""
    return next((one for one in part.decisions.all() if one.superseded_at is None), None)


def earlier_decisions(part: ReferralChild) -> list[ReferralDecision]:
    """Decisions that were taken back, the latest first."""
    return [one for one in part.decisions.all() if one.superseded_at is not None]


def others(part: ReferralChild, *, user: User) -> list[ReferralChild]:
    """The other children of the same referral whom `user` may work on."""
    parts = access.visible_referral_children(user).filter(referral=part.referral_id).exclude(pk=part.pk)
    return list(parts.select_related("child__person").order_by("position"))


def adults(part: ReferralChild) -> list[ReferralAdult]:
    """The adults whom the referrer named, for somebody who has the part."""
    return list(ReferralAdult.objects.filter(referral=part.referral_id).order_by("pk"))


def clock(part: ReferralChild) -> Deadline | None:
    """The time limit of the decision: the running one, or the last."""
    clocks = Deadline.objects.filter(referral_child=part, rule_id=CLOCK, cancelled_at=None)
    return clocks.order_by(F("met_at").desc(nulls_first=True), "-pk").first()


def child_with_reference(*, user: User, reference: str) -> Child | None:
    """The record with this reference, if `user` may open it."""
    children = access.visible_children(user).select_related("person")
    return children.filter(reference=reference.strip().upper()).first()


def person_of_choice(*, user: User, choice: str) -> Person | None:
    """The person without a record whom a candidate's value ("person-12") names, if `user` may see them."""
    key = choice.removeprefix("person-")
    if key == choice or not key.isdigit():
        return None
    return access.visible_people(user).filter(pk=int(key)).first()


def people_with_keys(*, user: User, keys: Mapping[int, int]) -> dict[int, Person]:
    """For each adult's key the person on record with the key chosen for it, if `user` may see them."""
    people = access.visible_people(user).in_bulk(list(keys.values()))
    return {adult: people[key] for adult, key in keys.items() if key in people}
