"""The permission matrix of strategy meetings, section 47 enquiries and immediate protection, as data.

Police and GP were asked to the meeting by name; school and health visitor are in the child's network and
were not. The GP is asked in a lateral check.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.access import matrix

if TYPE_CHECKING:
    from tests.access.world import World

Kwargs = Callable[["World"], dict[str, Any]]


def meeting(world: World) -> dict[str, Any]:
    """The strategy meeting."""
    return {"reference": world.rows["strategy"].reference}


def meetings_child(world: World) -> dict[str, Any]:
    """The child of the strategy meeting."""
    return {**meeting(world), "child": world.child.reference}


def follow_up(world: World) -> dict[str, Any]:
    """The strategy meeting, from the child's record."""
    return {**matrix.child(world), "meeting": world.rows["strategy"].reference}


def part(world: World) -> dict[str, Any]:
    """The child's part of the school's referral, from the child's record."""
    return {**matrix.child(world), "referral": world.referral.reference, "position": 1}


def enquiry(world: World) -> dict[str, Any]:
    """The section 47 enquiry."""
    return {"reference": world.rows["enquiry"].reference}


def rows() -> tuple[matrix.Row, ...]:
    """Every address of strategy meetings; `matrix` takes them over."""
    return (*_calls(), *_meeting(), *_enquiry(), *_protection())


def _calls() -> tuple[matrix.Row, ...]:
    without = matrix.SEES_THE_CHILD - matrix.CASE_STAFF
    return (
        matrix.record_page("child_strategy"),
        *matrix.record_form("strategy_call"),
        *matrix.record_form("strategy_call_event", matrix.row_of("event")),
        *matrix.record_form("strategy_call_recurrence", matrix.row_of("hit_to_meet")),
        # Only who reads the referral's part calls one from it; everybody else from the record.
        *matrix.form(
            matrix.Row("strategy_call_referral", matrix.FRONT_DOOR, part, without, otherwise=404),
        ),
        *matrix.record_form("strategy_follow_up", follow_up),
    )


def _meeting() -> tuple[matrix.Row, ...]:
    care, staff, managers = matrix.SOCIAL_CARE, matrix.CASE_STAFF, matrix.MANAGERS
    sees = care | {"police", "gp"}

    def page(name: str, allowed: frozenset[str], kwargs: Kwargs = meeting, **more: Any) -> matrix.Row:
        return matrix.Row(name, allowed, kwargs, sees - allowed, 404, **more)

    return (
        page("strategy_meeting", sees),
        *matrix.form(
            page("strategy_invite", staff),
            page("strategy_child_new", staff),
            page("strategy_history", care),
            page("strategy_agenda", care),
            page("strategy_hold", care),
            page("strategy_decide", staff, meetings_child),
            page("strategy_dissent", sees, meetings_child),
        ),
        page("strategy_history_read", care, method="post", success=303),
        page("strategy_sign", managers, method="post", success=303),
    )


def _enquiry() -> tuple[matrix.Row, ...]:
    sees = matrix.SOCIAL_CARE | {"police"}
    writes = matrix.CASE_STAFF | {"police"}
    answers = matrix.CASE_STAFF | {"gp"}

    def page(name: str, allowed: frozenset[str], kwargs: Kwargs = enquiry, **more: Any) -> matrix.Row:
        return matrix.Row(name, allowed, kwargs, sees - allowed, 404, **more)

    return (
        page("enquiry", sees),
        *matrix.form(
            page("enquiry_seen", writes),
            page("enquiry_not_seen", writes),
            page("enquiry_write", writes),
            page("enquiry_ask", writes),
            page("enquiry_submit", writes),
            page("enquiry_send_back", matrix.MANAGERS),
            page("enquiry_conference", matrix.CASE_STAFF),
            page("medical_new", writes),
            page("medical_held", writes, matrix.row_of("medical", enquiry)),
            page("medical_not_held", writes, matrix.row_of("medical", enquiry)),
            page("lateral_check", answers, matrix.row_of("check", matrix.nothing)),
        ),
        page("enquiry_sign", matrix.MANAGERS, method="post", success=303),
    )


def _protection() -> tuple[matrix.Row, ...]:
    records = matrix.CASE_STAFF | {"police"}
    one = matrix.row_of("protection")
    return (
        *matrix.record_form("protection_new", allowed=records),
        *matrix.record_form("protection_extend", one, records),
        *matrix.record_form("protection_end", one, records),
        *matrix.record_form("protection_review", one, matrix.MANAGERS),
    )
