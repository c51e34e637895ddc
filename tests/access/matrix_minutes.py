"""The matrix's rows of meetings' minutes and of guests' links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.access.matrix import ALL, MANAGERS, SOCIAL_CARE, Row, form
from tests.access.world import World


def minutes(which: str, **parts: Any) -> Callable[[World], dict[str, Any]]:
    """The world's meeting called `which`, and what else is in the address: numbers, or names of rows."""
    return lambda world: {
        "reference": world.rows[which].reference,
        **{name: world.rows[part].pk if isinstance(part, str) else part for name, part in parts.items()},
    }


def guest(world: World) -> dict[str, Any]:
    """The private link of somebody outside."""
    return {"token": world.rows["guest_token"]}


ASKED = frozenset({"gp", "police"})
# Seen, and not theirs to approve.
NOT_APPROVERS = (SOCIAL_CARE | ASKED) - MANAGERS

MINUTES: tuple[Row, ...] = (
    Row("minutes", SOCIAL_CARE | ASKED, minutes("sent_minutes"), otherwise=404),
    Row("minutes_copy", SOCIAL_CARE | ASKED, minutes("sent_minutes", number=1), otherwise=404),
    Row("minutes_pdf", SOCIAL_CARE | ASKED, minutes("sent_minutes", number=1), otherwise=404),
    replace(
        Row("minutes_acknowledge", ASKED, minutes("sent_minutes", number=1), SOCIAL_CARE, 404, 303),
        method="post",
    ),
    Row("minutes_changes", SOCIAL_CARE, minutes("drafted_minutes", number=2), otherwise=404),
    *form(Row("minutes_draft", SOCIAL_CARE, minutes("drafted_minutes"), ASKED, 404)),
    *form(Row("minutes_correct", MANAGERS, minutes("sent_minutes"), NOT_APPROVERS, 404)),
    *form(
        Row("minutes_approve", MANAGERS, minutes("drafted_minutes", number=2), NOT_APPROVERS, 404),
        success=303,
    ),
    *form(Row("minutes_distribute", SOCIAL_CARE, minutes("sent_minutes", number=1), ASKED, 404)),
    Row("minutes_receipt", SOCIAL_CARE, minutes("sent_minutes", number=1), ASKED, 404),
    Row("minutes_receipt_pdf", SOCIAL_CARE, minutes("sent_minutes", number=1), ASKED, 404),
    replace(
        Row(
            "minutes_chase",
            SOCIAL_CARE,
            minutes("sent_minutes", number=1, pk="minutes_copy"),
            ASKED,
            404,
            303,
        ),
        method="post",
    ),
    Row("meeting_guests", SOCIAL_CARE, minutes("sent_minutes"), ASKED, 404),
    Row("guest_link_send", SOCIAL_CARE, minutes("sent_minutes", pk="guest"), ASKED, 404, 303, "post"),
    Row("guest_link_revoke", SOCIAL_CARE, minutes("sent_minutes", pk="guest"), ASKED, 404, 303, "post"),
    Row("guest", ALL, guest, public=True),
    Row("guest_pdf", ALL, guest, public=True),
    Row("guest_read", ALL, guest, success=303, method="post", public=True),
)
