"""The permission matrix of plans, visits and drift, as data.

The school owns the first item of the plan: it records progress on it and changes nothing else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.access import matrix
from tests.access.rows import CASE_STAFF, MANAGERS, SEES_THE_CHILD

if TYPE_CHECKING:
    from tests.access.world import World

CHAIRS = frozenset({"conference_chair", "head_of_service"})
_plan = matrix.row_of("plan")
_help = matrix.row_of("help_plan")


def _first(world: World) -> dict[str, Any]:
    """The plan's first item, or its first version."""
    return {**_plan(world), "number": 1}


def _done(world: World) -> dict[str, Any]:
    """The plan's item that is done."""
    return {**_plan(world), "number": 2}


def rows() -> tuple[matrix.Row, ...]:
    """Every address of plans and visits; `matrix` takes them over."""
    return (
        matrix.record_page("child_plans"),
        matrix.record_page("plan", _plan),
        matrix.record_page("plan_compare", _plan),
        matrix.record_page("plan_pdf", _first),
        matrix.record_page("child_visits"),
        *matrix.record_form("visit_new", allowed=SEES_THE_CHILD),
        *matrix.record_form("plan_new"),
        *matrix.record_form("plan_words", _plan),
        *matrix.record_form("plan_visit_every", _plan),
        *matrix.record_form("plan_category", _plan, CHAIRS),
        *matrix.record_form("plan_move", _plan, CHAIRS),
        *matrix.record_form("plan_end", _help),
        *matrix.record_form("plan_share", _plan),
        *matrix.record_form("plan_scale", _plan),
        *matrix.record_form("plan_item_new", _plan),
        *matrix.record_form("plan_item_change", _first),
        *matrix.record_form("plan_item_progress", _first, CASE_STAFF | {"school"}),
        *matrix.record_form("plan_item_finish", _first),
        *matrix.record_form("plan_item_drop", _first),
        *matrix.record_form("plan_item_reopen", _done),
        matrix.Row("drift", MANAGERS),
    )
