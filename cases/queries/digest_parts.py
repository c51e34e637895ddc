"""What a history digest is made of: plain, frozen parts in the words in which they were shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EarlierReferral:
    """An earlier referral or contact: when, from whom, at which level, and what came of it.

    `interval` is the time between it and the referral at hand, in words.
    """

    reference: str
    kind: str
    on: str
    interval: str
    agency: str
    themes: tuple[str, ...]
    level: str
    outcome: str
    decided_on: str
    rationale: str
    what_happened: str


@dataclass(frozen=True, slots=True)
class AgencyContacts:
    """How often one agency raised a concern, about what, and between which days."""

    agency: str
    count: int
    first: str
    last: str
    themes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan, here or in another authority; `since` is the time since it ended, in words."""

    kind: str
    category: str
    started: str
    ended: str
    lasted: str
    since: str
    authority: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, with the age of whom it happened to where that is known."""

    on: str
    kind: str
    agency: str
    text: str
    interval: str = ""
    age: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened, in all and in the last 12 months."""

    count: int = 0
    recent: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class WarningLine:
    """Something to know first; `whose` names the relative whose record it is on, empty for the child."""

    text: str
    since: str
    whose: str


@dataclass(frozen=True, slots=True)
class Relative:
    """A sibling or a parent with what their own record says, as far as the reader may see it."""

    name: str
    relationship: str
    age: str
    reference: str
    is_open: bool
    referrals: int
    last_referral: str
    plans: tuple[PlanLine, ...]
    enquiries: int
    themes: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Male:
    """A father or another man or older boy around the child."""

    name: str
    relationship: str
    in_household: bool
    has_parental_responsibility: bool
    age: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One line that a recurring theme rests on."""

    on: str
    agency: str
    kind: str
    reference: str


@dataclass(frozen=True, slots=True)
class RecurringTheme:
    """A theme that several agencies, or many contacts, have raised; `is_recent` is within 12 months."""

    theme: str
    label: str
    text: str
    agencies: tuple[str, ...]
    first: str
    last: str
    is_recent: bool
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One sign of exploitation: how often it was recorded, by which agencies, and when last."""

    label: str
    count: int
    agencies: tuple[str, ...]
    last: str


@dataclass(frozen=True, slots=True)
class RiskLine:
    """What a head of service decided about a historic high risk, for good: when, what, why, who."""

    on: str
    decision: str
    rationale: str
    by: str
