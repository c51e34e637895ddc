"""The permission matrix of professional challenge, as data.

The school challenges social care. Police, GP and health visitor see the child, and no challenge between
others; the partnership's office sees one child alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access import matrix
from tests.access.world import World

_SEES = matrix.SOCIAL_CARE | {"school"}
_PARTIES = matrix.CASE_STAFF | {"school"}
_RAISING = frozenset({"school"})
_RAISES = matrix.CASE_STAFF | {"school", "gp", "health_visitor", "police"}


def challenge(name: str, **more: str) -> Callable[[World], dict[str, Any]]:
    """The world's challenge of this name, and below it a row."""
    return lambda world: {
        "reference": world.rows[name].reference,
        **{key: world.rows[row].pk for key, row in more.items()},
    }


def _page(
    name: str,
    allowed: frozenset[str],
    which: str = "challenge",
    sees: frozenset[str] = _SEES,
    **more: str,
) -> matrix.Row:
    return matrix.Row(name, allowed, challenge(which, **more), sees - allowed, 404)


CHALLENGES: tuple[matrix.Row, ...] = (
    matrix.record_page("child_challenges"),
    *matrix.record_form("challenge_new", allowed=_RAISES),
    *matrix.record_form("challenge_event", matrix.row_of("event"), _RAISES),
    matrix.Row("challenges", matrix.PROFESSIONALS - {"business_support"}),
    _page("challenge", _SEES),
    *matrix.form(
        _page("challenge_contact", _PARTIES),
        _page("challenge_counterpart", _PARTIES),
        _page("challenge_up", _PARTIES),
        _page("challenge_offer", matrix.CASE_STAFF),
        _page("challenge_answer", _RAISING),
        _page("challenge_withdraw", _RAISING),
        _page("challenge_meeting", matrix.CASE_STAFF),
        _page("challenge_dissent", _RAISING, "agreed_challenge"),
        _page("challenge_learning", _PARTIES, "agreed_challenge"),
        _page("challenge_action_done", _PARTIES, "agreed_challenge", pk="agreed_action"),
        _page(
            "challenge_decide",
            matrix.PARTNERSHIP_ADMIN,
            "top_challenge",
            _SEES | matrix.PARTNERSHIP_ADMIN,
        ),
        _page("resolution_hold", matrix.CASE_STAFF, "resolution"),
    ),
    matrix.Row("challenge_desk", matrix.PARTNERSHIP_ADMIN),
    matrix.Row("challenge_desk_export", matrix.PARTNERSHIP_ADMIN),
    matrix.Row("challenge_policy", matrix.ALL),
    matrix.Row("challenge_policy_read", matrix.ALL, method="post", success=303),
    *matrix.form(matrix.Row("challenge_policy_new", matrix.PARTNERSHIP_ADMIN)),
)
