"""When recurring concerns ask a manager for a decision, and when a decision keeps them quiet.

Sources: local procedure (the same theme from 2 agencies or more, or 3 contacts or more in 12 months: consider
a strategy meeting); published reviews for the signs of exploitation, which count together because each agency
saw only one of them. A decision keeps a hit quiet until evidence comes that wasn't before whoever decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from safeguarding.rules import recurrence
from safeguarding.rules.calendar_months import quantity
from safeguarding.rules.recurrence import Concern
from safeguarding.rules.themes import EXPLOITATION_INDICATORS, THEMES

# Stands for all the signs of exploitation together, beside the themes' own codes.
EXPLOITATION: Final = "exploitation"
# That there is something is no sign of its own.
_NOT_COUNTED: Final = frozenset({"other"})


@dataclass(frozen=True, slots=True)
class Hit:
    """A recurrence that nobody has decided on: `theme` is a theme's code or EXPLOITATION.

    `references` is its evidence, oldest first; `signs` are the theme codes in it, in the themes' order.
    """

    theme: str
    agencies: tuple[str, ...]
    references: tuple[str, ...]
    signs: tuple[str, ...]
    first: date
    last: date

    @property
    def label(self) -> str:
        """What recurs, in words."""
        return label_of(self.theme)

    @property
    def text(self) -> str:
        """What recurs, in a sentence for the screen: no name and no fact beyond the theme."""
        contacts = quantity(len(self.references), "contact")
        agencies = "1 agency" if len(self.agencies) == 1 else f"{len(self.agencies)} agencies"
        return f"{self.label}: {contacts} from {agencies}."


def label_of(theme: str) -> str:
    """The words for a theme's code or EXPLOITATION; KeyError for anything else."""
    return "Signs of exploitation" if theme == EXPLOITATION else THEMES[theme].label


def find(
    concerns: Iterable[Concern], at: datetime, *, decided: Mapping[str, frozenset[str]] | None = None
) -> list[Hit]:
    """What recurs in the 12 months up to `at` and asks for a decision, the most evidence first.

    `decided` gives for each theme all references that were before somebody who decided on it: a hit is
    quiet while all of its evidence is among them. Signs of exploitation count together when two different
    ones are among them; one sign alone recurs as its own theme. Raises NaiveInstant.
    """
    known = [each for each in concerns if each.theme in THEMES and each.theme not in _NOT_COUNTED]
    together = [replace(each, theme=EXPLOITATION) for each in known if each.theme in EXPLOITATION_INDICATORS]
    signs: dict[str, set[str]] = {}
    for each in known:
        signs.setdefault(each.reference, set()).add(each.theme)
    hits = [_hit(each, signs) for each in recurrence.find([*known, *together], at)]
    asked = decided or {}
    loud = [
        hit
        for hit in hits
        if (hit.theme != EXPLOITATION or len(hit.signs) > 1)
        and not set(hit.references) <= asked.get(hit.theme, frozenset())
    ]
    return sorted(loud, key=lambda hit: (hit.theme != EXPLOITATION, -len(hit.references), hit.theme))


def _hit(found: recurrence.Recurrence, signs: Mapping[str, set[str]]) -> Hit:
    theme = found.theme or ""
    among = {sign for reference in found.references for sign in signs[reference]}
    counted = among & EXPLOITATION_INDICATORS if theme == EXPLOITATION else among & {theme}
    return Hit(
        theme=theme,
        agencies=found.agencies,
        references=found.references,
        signs=tuple(code for code in THEMES if code in counted),
        first=found.first,
        last=found.last,
    )
