"""The permission matrix of meetings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.access.rows import CASE_STAFF, PROFESSIONALS, SOCIAL_CARE, Row, form, row_of
from tests.access.world import World

# The police by name; the school's people on duty see the invitation, and nothing else that hangs on it.
READS_THE_MEETING = SOCIAL_CARE | {"police"}
SEES_THE_MEETING = READS_THE_MEETING | {"school"}


def meeting(world: World) -> dict[str, Any]:
    """The planned meeting: the police are asked by name, the school's people on duty."""
    return {"reference": world.rows["meeting"].reference}


def meeting_page(
    name: str, allowed: frozenset[str] = SEES_THE_MEETING, kwargs: Any = meeting, **more: Any
) -> Row:
    """A page of the meeting: 404 without a part in it, 403 for those who may not do this."""
    return Row(name, allowed, kwargs, SEES_THE_MEETING - allowed, 404, **more)


def row_page(name: str, allowed: frozenset[str], which: str, **more: Any) -> Row:
    """A page of one row of the meeting: 404 also for those who see their own invitation alone."""
    return Row(name, allowed, invited(which), READS_THE_MEETING - allowed, 404, **more)


def invited(which: str) -> Callable[[World], dict[str, Any]]:
    """An invitation to the meeting, or its action."""
    return row_of(which, meeting)


ROWS: tuple[Row, ...] = (
    Row("meetings", PROFESSIONALS),
    Row("meetings_calendar", PROFESSIONALS),
    meeting_page("meeting"),
    meeting_page("meeting_file"),
    *form(
        meeting_page("meeting_change", CASE_STAFF),
        meeting_page("meeting_cancel", CASE_STAFF),
        meeting_page("meeting_invite", CASE_STAFF),
        meeting_page("meeting_invite_outside", CASE_STAFF),
        meeting_page("meeting_action_new", CASE_STAFF),
        meeting_page("meeting_information_new", CASE_STAFF | {"police"}),
        row_page("meeting_answer", CASE_STAFF | {"police"}, "police_invitation"),
        row_page("meeting_report", CASE_STAFF | {"police"}, "police_invitation"),
        row_page("meeting_withdraw", CASE_STAFF, "police_invitation"),
        row_page("meeting_action_close", CASE_STAFF | {"police"}, "meeting_action"),
    ),
    meeting_page("meeting_attendance", CASE_STAFF),
    meeting_page("meeting_attendance", CASE_STAFF, method="post", success=303),
    meeting_page(
        "meeting_take_on",
        frozenset({"school"}),
        invited("school_invitation"),
        method="post",
        success=303,
    ),
    row_page("meeting_report_ask", CASE_STAFF, "police_invitation", method="post", success=303),
)
