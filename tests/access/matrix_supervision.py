"""The permission matrix of supervision, as data: who takes part, managers who read, nobody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.access import matrix
from tests.access.world import World

_PART = frozenset({"social_worker", "team_manager"})
_READS = _PART | matrix.MANAGERS


def supervision(name: str, **more: str) -> Callable[[World], dict[str, Any]]:
    """The world's supervision of this name, and below it a row."""
    return lambda world: {
        "pk": world.rows[f"supervision_{name}"].pk,
        **{key: world.rows[f"supervision_{row}"].pk for key, row in more.items()},
    }


def part(world: World) -> dict[str, Any]:
    """The child's part of the draft."""
    return {**supervision("draft")(world), "reference": world.child.reference}


def _page(
    name: str, kwargs: Callable[[World], dict[str, Any]], allowed: frozenset[str] = _PART
) -> matrix.Row:
    return matrix.Row(name, allowed, kwargs, _READS - allowed, 404)


def _button(name: str, kwargs: Callable[[World], dict[str, Any]]) -> matrix.Row:
    return replace(_page(name, kwargs), method="post", success=303)


SUPERVISION: tuple[matrix.Row, ...] = (
    matrix.Row("supervisions", matrix.CASE_STAFF),
    *matrix.form(matrix.Row("supervision_new", matrix.MANAGERS)),
    matrix.Row("supervision_compliance", matrix.MANAGERS | matrix.PARTNERSHIP_ADMIN),
    matrix.Row("supervision_sampling", matrix.HEAD),
    _page("supervision", supervision("signed"), _READS),
    _page("supervision_pdf", supervision("signed"), _READS),
    *matrix.form(
        _page("supervision_children", supervision("draft")),
        _page("supervision_of_child", part),
        _page("supervision_agenda", supervision("draft")),
        _page("supervision_action_new", supervision("draft")),
        _page("supervision_call_off", supervision("draft")),
        _page("supervision_sign", supervision("draft")),
        _page("supervision_take_back", supervision("half")),
        _page("supervision_addendum", supervision("signed")),
        _page("supervision_action_done", supervision("signed", action="action")),
        _page("supervision_sample", supervision("signed"), matrix.HEAD),
    ),
    _button("supervision_leave_out", part),
    _button("supervision_facts", part),
    _button("supervision_action_leave_out", supervision("draft", action="draft_action")),
    matrix.record_page("child_supervision", allowed=matrix.CASE_STAFF),
)
