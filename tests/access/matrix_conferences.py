"""The permission matrix of child protection conferences, as data.

The GP was asked by name; school, health visitor and police are in the child's network and were not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.access import matrix

if TYPE_CHECKING:
    from tests.access.world import World

UNIT = frozenset({"head_of_service", "conference_chair", "business_support"})
CHAIRS = UNIT - {"business_support"}


def conference(world: World) -> dict[str, Any]:
    """The conference that was held."""
    return {"reference": world.rows["conference"].reference}


def its_child(world: World) -> dict[str, Any]:
    """The child of that conference."""
    return {**conference(world), "child": world.child.reference}


def copy(world: World) -> dict[str, Any]:
    """The mother's copy of the letter."""
    return {**its_child(world), "pk": world.rows["letter_copy"].pk}


def rows() -> tuple[matrix.Row, ...]:
    """Every address of conferences; `matrix` takes them over."""
    care = matrix.SOCIAL_CARE
    sees = care | {"gp"}

    def page(name: str, allowed: frozenset[str], kwargs: Any = its_child, **more: Any) -> matrix.Row:
        return matrix.Row(name, allowed, kwargs, sees - allowed, 404, **more)

    return (
        matrix.Row("conferences", UNIT),
        matrix.record_page("child_conferences"),
        *matrix.record_form("conference_request"),
        *matrix.record_form("conference_book", allowed=UNIT),
        page("conference", sees, conference),
        page("conference_pack", sees, conference),
        *matrix.form(
            page("conference_invite", care, conference),
            page("conference_hold", care, conference),
            page("conference_advocate", care),
            page("conference_report", sees),
            page("conference_decide", CHAIRS),
            page("conference_dissent", sees),
            page("conference_letter_send", UNIT),
        ),
        page("conference_letter", sees),
        page("conference_letter_file", sees),
        page("conference_letter_received", care, copy, method="post", success=303),
    )
