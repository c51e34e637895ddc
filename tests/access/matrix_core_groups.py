"""The matrix's rows of core groups: the health visitor chairs, the school takes the minutes, the police are
asked for those on duty, the GP knows the child and isn't asked."""

from __future__ import annotations

from typing import Any

from tests.access.matrix import (
    CASE_STAFF,
    MANAGERS,
    PARTNERSHIP_ADMIN,
    SEES_THE_CHILD,
    SOCIAL_CARE,
    Row,
    form,
    record_form,
    record_page,
)
from tests.access.rows import child
from tests.access.world import World

RUNS = CASE_STAFF | {"health_visitor", "school"}
READS = SOCIAL_CARE | {"health_visitor", "school"}


def core_group(world: World) -> dict[str, Any]:
    """The core group that was held."""
    return {"reference": world.rows["core_group"].reference}


def member(world: World) -> dict[str, Any]:
    """A member of it, below the child."""
    return {**child(world), "pk": world.rows["member"].pk}


def groups_child(world: World) -> dict[str, Any]:
    """The child of the core group, on the meeting's address."""
    return {**core_group(world), "child": world.child.reference}


def page(name: str, allowed: frozenset[str] = READS, **more: Any) -> Row:
    """A page of the core group: 404 for those who don't read it, 403 for those who read and don't run it."""
    return Row(name, allowed, core_group, READS - allowed, 404, **more)


CORE_GROUPS: tuple[Row, ...] = (
    Row("core_group_reports", MANAGERS | PARTNERSHIP_ADMIN),
    Row("core_group_reports_export", MANAGERS | PARTNERSHIP_ADMIN),
    record_page("child_core_group", allowed=SEES_THE_CHILD),
    *record_form("core_group_new"),
    *record_form("core_group_member_new"),
    *record_form("core_group_member_end", member),
    page("core_group"),
    page("core_group_pack"),
    page("core_group_pack_pdf"),
    # Nothing typed changes nothing, and the agenda stands as it did.
    *form(page("core_group_agenda", RUNS), success=303),
    *form(
        page("core_group_hold", RUNS),
        page("core_group_next", RUNS),
        page("core_group_male", RUNS),
        page("core_group_missing", RUNS),
        Row("core_group_dissent", RUNS, groups_child, READS - RUNS, 404),
    ),
)
