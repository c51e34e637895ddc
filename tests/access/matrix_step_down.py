"""The permission matrix of leaving, step-down, closure and legal milestones, as data.

The school asked to leave; the health visitor is asked to take the child on; the social worker wrote the
closure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.access import matrix
from tests.access.rows import INVOLVED

if TYPE_CHECKING:
    from tests.access.world import World

_POST: dict[str, Any] = {"method": "post", "success": 303}


def handed_on(world: World) -> dict[str, Any]:
    """The school's open action, below its request."""
    action = f"item-{world.rows['leaving_item'].pk}"
    return {**matrix.row_of("leaving")(world), "action": action}


def plan(world: World) -> dict[str, Any]:
    """A plan that doesn't step down: its step is proposed already."""
    return {**matrix.child(world), "plan": world.rows["stepping_plan"].pk}


def rows() -> tuple[matrix.Row, ...]:
    """Every address of leaving, step-down, closing and legal milestones; `matrix` takes them over."""
    sees, staff, managers = matrix.SEES_THE_CHILD, matrix.CASE_STAFF, matrix.MANAGERS
    leaving, step, told = matrix.row_of("leaving"), matrix.row_of("step_down"), matrix.row_of("legal_told")

    def act(name: str, allowed: frozenset[str], kwargs: Callable[[World], dict[str, Any]]) -> matrix.Row:
        return matrix.Row(name, allowed, kwargs, sees - allowed, 404, **_POST)

    return (
        matrix.record_page("leaving"),
        *matrix.record_form("leaving_new", allowed=staff | INVOLVED),
        matrix.record_page("leaving_one", leaving),
        *matrix.record_form("leaving_view", leaving, staff | (INVOLVED - {"school"})),
        *matrix.record_form("leaving_hand_on", handed_on),
        *matrix.record_form("leaving_decide", leaving, staff | {"school"}),
        matrix.record_page("step_down"),
        # Its step is proposed already: who may propose finds nothing, nobody else is let in.
        matrix.Row("step_down_new", matrix.NOBODY, plan, sees - staff, 404),
        matrix.record_page("step_down_one", step),
        *matrix.record_form("step_down_summary", step),
        act("step_down_send", staff, step),
        act("step_down_receive", frozenset({"health_visitor"}), step),
        *matrix.record_form("step_down_answer", step, frozenset({"health_visitor"})),
        act("step_down_complete", staff, step),
        *matrix.record_form("step_down_drop", step),
        matrix.record_page("closing", allowed=matrix.SOCIAL_CARE),
        *matrix.record_form("closing_write"),
        *matrix.record_form("closing_send_back", allowed=managers),
        act("closing_sign", managers, matrix.child),
        matrix.record_page("legal"),
        *matrix.record_form("legal_new"),
        *matrix.record_form("legal_told", told),
    )
