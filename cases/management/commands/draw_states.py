"""Draws docs/states.md from the tables of moves in cases.states, or says that it differs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from cases.management.drawn_page import DrawnPage
from cases.states import (
    ENDING_OUTCOMES,
    OPENING_OUTCOMES,
    OUTCOMES_FOR,
    REFERRAL_CHILD_MOVES,
    ReferralChildState,
    ReferralOutcome,
)

PAGE: Final = Path("docs/states.md")
_HEAD: Final = """# States

Drawn by `python manage.py draw_states` from `cases/states.py`; `--check` fails when this page differs.

## One child's part of a referral

Every arrow is a move that a service makes in one transaction. A move that isn't drawn is refused by name.
"""


def draw() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_diagram(), "", *_outcomes(), ""])


def _diagram() -> list[str]:
    first = ReferralChildState.RECEIVED
    states = [f"    {state.value}: {state.label}" for state in ReferralChildState]
    moves = [
        f"    {start.value} --> {end.value}: {move.label}"
        for (start, move), end in REFERRAL_CHILD_MOVES.items()
    ]
    return ["```mermaid", "stateDiagram-v2", *states, f"    [*] --> {first.value}: send", *moves, "```"]


def _outcomes() -> list[str]:
    rows = [
        f"| {outcome.label} | {_kinds(outcome)} | {_yes(outcome in ENDING_OUTCOMES)} "
        f"| {_yes(outcome in OPENING_OUTCOMES)} |"
        for outcome in ReferralOutcome
    ]
    return [
        "## Outcomes of a decision",
        "",
        "| Outcome | Possible for | Asks for the closure gate | Opens the child to social care |",
        "|---|---|---|---|",
        *rows,
    ]


def _kinds(outcome: ReferralOutcome) -> str:
    return ", ".join(kind.label for kind, outcomes in OUTCOMES_FOR.items() if outcome in outcomes)


def _yes(holds: bool) -> str:
    return "yes" if holds else ""


class Command(DrawnPage):
    """`draw_states` writes the page; `draw_states --check` exits with 1 when it isn't what it would write."""

    help = "Draw docs/states.md from the tables of moves"
    page = PAGE

    def draw(self) -> str:
        """The whole page."""
        return draw()
