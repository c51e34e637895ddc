"""The relatives' part of a digest: siblings' histories, parents' own childhoods, fathers and other males."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from cases.models import Event, Person
from cases.models.person import Sex
from cases.queries.digest_kin import Kin
from cases.queries.digest_parts import Line, Male, Relative
from cases.queries.digest_rows import Rows
from cases.queries.digest_words import apart, plan_line, shortened, theme_labels
from cases.states import EventKind, RelationshipKind, Significance
from safeguarding.rules import ages
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

MOST_LINES: Final = 8
# From this age a male of the household is somebody to ask about, brother or not.
MALE_FROM: Final = 16
_WEIGHTY: Final = frozenset({Significance.SIGNIFICANT, Significance.CRITICAL})
_ALWAYS_TOLD: Final = frozenset(
    {
        EventKind.SECTION_47_ENQUIRY,
        EventKind.POLICE_PROTECTION,
        EventKind.CONFERENCE,
        EventKind.PLAN_STARTED,
        EventKind.LEGAL,
        EventKind.DEATH,
    }
)
_ACTS: Final = frozenset(
    {
        EventKind.REFERRAL_DECISION,
        EventKind.REFERRER_TOLD,
        EventKind.REFERRAL_MATCHED,
        EventKind.HISTORIC_RISK_REVIEW,
    }
)
_MALE_TIES: Final = frozenset({RelationshipKind.FATHER.label})


@dataclass(frozen=True, slots=True)
class KinHistory:
    """What the relatives' records say."""

    siblings: tuple[Relative, ...]
    parents: tuple[Relative, ...]
    males: tuple[Male, ...]


def describe(rows: Rows, *, on: date, reference: str) -> KinHistory:
    """Siblings, parents and males as of the referral's day.

    What the referral at hand (`reference`) itself says of a sibling is no earlier history of theirs.
    """
    return KinHistory(
        siblings=tuple(_relative(rows, kin, on, reference) for kin in rows.kin if kin.is_sibling),
        parents=tuple(_relative(rows, kin, on, reference) for kin in rows.kin if kin.is_parent),
        males=tuple(_male(kin, on) for kin in rows.kin if _is_male_to_know(kin, on)),
    )


def _relative(rows: Rows, kin: Kin, on: date, reference: str) -> Relative:
    key = kin.person.pk
    record = rows.children.get(key)
    events = [
        line
        for line in _as_a_child(rows.events.get(key, ()), kin)
        if not reference or line.source_reference != reference
    ]
    referred = [line for line in events if line.kind == EventKind.REFERRAL]
    return Relative(
        name=kin.person.name,
        relationship=kin.label,
        age=_age(kin.person, on),
        reference=record.reference if record else "",
        is_open=any(episode.closed_on is None for episode in rows.episodes.get(key, ())),
        referrals=len(referred),
        last_referral=date_text(referred[0].occurred_at) if referred else "",
        plans=tuple(plan_line(plan, on) for plan in rows.plans.get(key, ())),
        enquiries=sum(line.kind == EventKind.SECTION_47_ENQUIRY for line in events),
        themes=theme_labels({theme for line in events for theme in line.themes}),
        lines=_lines(events, kin, on),
    )


def _as_a_child(events: Sequence[Event], kin: Kin) -> Sequence[Event]:
    """A parent's record tells their childhood; what came after their 18th birthday isn't part of it."""
    born = kin.person.date_of_birth
    if not kin.is_parent or born is None:
        return events
    return [line for line in events if not ages.is_adult(born, london_date(line.occurred_at))]


def _lines(events: Sequence[Event], kin: Kin, on: date) -> tuple[Line, ...]:
    """The weightiest lines, the latest first, no more than a page can carry."""
    told = [
        line
        for line in events
        if (line.significance in _WEIGHTY or line.kind in _ALWAYS_TOLD) and line.kind not in _ACTS
    ]
    return tuple(_line(line, kin, on) for line in told[:MOST_LINES])


def _line(line: Event, kin: Kin, on: date) -> Line:
    occurred = london_date(line.occurred_at)
    born = kin.person.date_of_birth
    return Line(
        on=date_text(occurred),
        kind=line.get_kind_display(),
        agency=line.agency.name,
        text=shortened(line.what_happened),
        interval=apart(occurred, on),
        age=ages.words(born, occurred) if born and born <= occurred else "",
    )


def _is_male_to_know(kin: Kin, on: date) -> bool:
    """Fathers whatever is recorded of them, and males from 16 who are kin or live in the household."""
    if kin.label in _MALE_TIES:
        return True
    born = kin.person.date_of_birth
    young = born is not None and born <= on and ages.years(born, on) < MALE_FROM
    return kin.person.sex == Sex.MALE and not young


def _male(kin: Kin, on: date) -> Male:
    return Male(
        name=kin.person.name,
        relationship=kin.label,
        in_household=kin.in_household,
        has_parental_responsibility=kin.has_parental_responsibility,
        age=_age(kin.person, on),
    )


def _age(person: Person, on: date) -> str:
    return ages.words(person.date_of_birth, on, expected=person.expected_date, died=person.date_of_death)
