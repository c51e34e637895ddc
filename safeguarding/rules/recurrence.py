"""Recurrence: the same concern from several agencies, or again and again, with the evidence for it.

Source: local procedure, from published reviews: the same theme from 2 agencies or more, or 3 contacts or more
in 12 months, means "consider a strategy meeting"; declining that needs a manager's rationale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from safeguarding.rules.calendar_months import quantity, within_months
from safeguarding.rules.london_time import london_date, require_aware
from safeguarding.rules.themes import THEMES

WINDOW_MONTHS: Final = 12
ENOUGH_AGENCIES: Final = 2
ENOUGH_CONTACTS: Final = 3


class RecurrenceReason(StrEnum):
    """Which of the two limits was reached."""

    AGENCIES = "agencies"
    CONTACTS = "contacts"


@dataclass(frozen=True, slots=True)
class Concern:
    """One theme that one agency raised on one day; ``reference`` names the contact that is its evidence.

    A contact about several themes is several concerns with one reference.
    """

    theme: str
    agency: str
    occurred_on: date
    reference: str


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A concern that recurs. ``theme`` is None when the contacts are of any theme.

    ``references`` is the evidence, oldest first; ``first`` and ``last`` are its days.
    """

    theme: str | None
    agencies: tuple[str, ...]
    references: tuple[str, ...]
    first: date
    last: date
    reasons: tuple[RecurrenceReason, ...]

    @property
    def text(self) -> str:
        """What recurs, in a sentence for the screen."""
        label = "Concerns" if self.theme is None else THEMES[self.theme].label
        contacts = quantity(len(self.references), "contact")
        agencies = "1 agency" if len(self.agencies) == 1 else f"{len(self.agencies)} agencies"
        return f"{label}: {contacts} from {agencies}."


def find(
    events: Iterable[Concern], at: datetime, *, window_months: int | None = WINDOW_MONTHS
) -> list[Recurrence]:
    """Themes that recur up to ``at``, the most evidence first, then by theme.

    Counts concerns of the ``window_months`` before the London day of ``at``, both ends included; None counts
    the whole history, for the digest that looks at any interval. Raises NaiveInstant.
    """
    by_theme: dict[str, list[Concern]] = defaultdict(list)
    for concern in _within(events, at, window_months):
        by_theme[concern.theme].append(concern)
    found = (_recurrence(theme, concerns) for theme, concerns in by_theme.items())
    hits = [(recurrence.theme or "", recurrence) for recurrence in found if recurrence.reasons]
    hits.sort(key=lambda hit: (-len(hit[1].references), hit[0]))
    return [recurrence for _, recurrence in hits]


def many_contacts(
    events: Iterable[Concern], at: datetime, *, window_months: int | None = WINDOW_MONTHS
) -> Recurrence | None:
    """The contacts of any theme taken together, when there are 3 or more; otherwise None.

    Raises NaiveInstant.
    """
    concerns = _within(events, at, window_months)
    if not concerns:
        return None
    together = _recurrence(None, concerns)
    return together if RecurrenceReason.CONTACTS in together.reasons else None


def _within(events: Iterable[Concern], at: datetime, window_months: int | None) -> list[Concern]:
    require_aware(at)
    today = london_date(at)
    return sorted(
        (
            concern
            for concern in events
            if concern.occurred_on <= today
            and (window_months is None or within_months(concern.occurred_on, today, window_months))
        ),
        key=lambda concern: (concern.occurred_on, concern.reference),
    )


def _recurrence(theme: str | None, concerns: list[Concern]) -> Recurrence:
    agencies = tuple(sorted({concern.agency for concern in concerns}))
    references = tuple(dict.fromkeys(concern.reference for concern in concerns))
    reached = (
        (len(agencies) >= ENOUGH_AGENCIES, RecurrenceReason.AGENCIES),
        (len(references) >= ENOUGH_CONTACTS, RecurrenceReason.CONTACTS),
    )
    return Recurrence(
        theme=theme,
        agencies=agencies,
        references=references,
        first=concerns[0].occurred_on,
        last=concerns[-1].occurred_on,
        reasons=tuple(reason for holds, reason in reached if holds),
    )
