"""Draws docs/states.md from the tables of moves, or says that it differs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.db.models import TextChoices

from cases.historic_risk_states import REVIEW_MOVES, ReviewState
from cases.management.drawn_page import DrawnPage
from cases.management.state_diagrams import REGISTERED
from cases.meeting_states import MEETING_MOVES, MeetingState
from cases.plan_states import ASSESSMENT_MOVES, AssessmentState, PlanItemState
from cases.states import (
    ENDING_OUTCOMES,
    OPENING_OUTCOMES,
    OUTCOMES_FOR,
    REFERRAL_CHILD_MOVES,
    ReferralChildState,
    ReferralOutcome,
)
from cases.supervision_states import SUPERVISION_MOVES, SupervisionState
from safeguarding.rules.plan_items import ITEM_MOVES

PAGE: Final = Path("docs/states.md")
_HEAD: Final = """# States

Drawn by `python manage.py draw_states` from `cases/states.py`, `cases/meeting_states.py`,
`cases/plan_states.py`, `cases/historic_risk_states.py`, `cases/supervision_states.py`, the rules of plan
items and what other apps add; `--check` fails when this page differs.

Every arrow is a move that a service makes in one transaction. A move that isn't drawn is refused by name.
"""


def draw() -> str:
    """The whole page."""
    return "\n".join(
        [
            _HEAD,
            *_diagram(
                "One child's part of a referral",
                ReferralChildState,
                {"received": "send"},
                REFERRAL_CHILD_MOVES,
            ),
            *_outcomes(),
            *_diagram("A meeting", MeetingState, {"planned": "plan"}, MEETING_MOVES),
            *_diagram("An assessment", AssessmentState, {"draft": "start"}, ASSESSMENT_MOVES),
            *_diagram("An item of a plan", PlanItemState, {"open": "agree"}, ITEM_MOVES),
            *_diagram(
                "A review of a historic high risk",
                ReviewState,
                {"senior": "match a referral of a child with such a history"},
                REVIEW_MOVES,
            ),
            *_diagram("A supervision", SupervisionState, {"draft": "start"}, SUPERVISION_MOVES),
            *(
                line
                for each in REGISTERED
                for line in _diagram(each.title, each.states, each.starts, each.moves)
            ),
        ]
    )


def _diagram(
    title: str, states: type[TextChoices], starts: Mapping[str, str], moves: Mapping[Any, Any]
) -> list[str]:
    """A heading and a diagram; `starts` says by which act something comes to stand in a first state."""
    return [
        f"## {title}",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {state.value}: {state.label}" for state in states),
        *(f"    [*] --> {state}: {act}" for state, act in starts.items()),
        *(f"    {begin.value} --> {end.value}: {_label(move)}" for (begin, move), end in moves.items()),
        "```",
        "",
    ]


def _label(move: Any) -> str:
    """The act in words; a move of a rule is called by its value, having no label for a screen."""
    return str(getattr(move, "label", move.value))


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
        "",
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
