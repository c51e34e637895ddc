"""The permission matrix of assessments, other agencies' parts, tool results and the tools themselves.

The social worker writes the assessment and recorded the result; the GP is asked for its part.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.access import matrix

if TYPE_CHECKING:
    from tests.access.world import World


def assessment(world: World) -> dict[str, Any]:
    """The assessment, through the child."""
    return {**matrix.child(world), "assessment": world.rows["assessment"].reference}


def section(world: World) -> dict[str, Any]:
    """One section of the assessment."""
    return {**assessment(world), "section": "risks"}


def father(world: World) -> dict[str, Any]:
    """The child's father, in the assessment."""
    return {**assessment(world), "person": world.rows["father"].pk}


def result(world: World) -> dict[str, Any]:
    """The tool result, through the child."""
    return {**matrix.child(world), "result": world.rows["tool_result"].reference}


def childs_tool(world: World) -> dict[str, Any]:
    """A tool that anybody may use, for the child."""
    return {**matrix.child(world), "tool": "neglect_toolkit"}


def tool(world: World) -> dict[str, Any]:
    """A tool of the partnership."""
    return {"code": "gcp2"}


PART = matrix.row_of("assessment_part", matrix.nothing)
TAKES_BACK = matrix.MANAGERS | {"social_worker"}


def rows() -> tuple[matrix.Row, ...]:
    """Every address; `matrix` takes them over."""
    care, staff = matrix.SOCIAL_CARE, matrix.CASE_STAFF
    reads_part = matrix.Row("assessment_part", care | {"gp"}, PART, otherwise=404)
    return (
        matrix.record_page("child_assessments"),
        matrix.record_page("child_tools"),
        # Another agency doesn't learn that there is one.
        *(
            matrix.Row(name, care, assessment, otherwise=404, of_child=True)
            for name in ("assessment", "assessment_file")
        ),
        *matrix.record_form("assessment_new"),
        *(
            row
            for name in ("seen", "factors", "recommendation", "males", "ask", "send", "parents_copy")
            for row in matrix.record_form(f"assessment_{name}", assessment)
        ),
        *matrix.record_form("assessment_section", section),
        *matrix.record_form("assessment_male", father),
        *matrix.record_form("assessment_give_back", assessment, matrix.MANAGERS),
        *matrix.record_form("assessment_authorise", assessment, matrix.MANAGERS),
        matrix.Row("assessment_parts", matrix.PROFESSIONALS),
        reads_part,
        replace(reads_part, method="post", allowed=staff | {"gp"}, refused=frozenset({"business_support"})),
        *matrix.record_form("tool_result_new", childs_tool, matrix.SEES_THE_CHILD),
        matrix.record_page("tool_result", result),
        *matrix.record_form("tool_result_marac", result, matrix.SEES_THE_CHILD),
        *matrix.record_form("tool_result_take_back", result, TAKES_BACK),
        matrix.Row("tools", matrix.ALL),
        matrix.Row("tool", matrix.ALL, tool),
        matrix.Row("tool_register", matrix.ALL - matrix.SYSTEM_ADMIN),
        *matrix.form(
            matrix.Row("tool_new", matrix.PARTNERSHIP_ADMIN),
            matrix.Row("tool_change", matrix.PARTNERSHIP_ADMIN, tool),
            matrix.Row("tool_accredit", matrix.PARTNERSHIP_ADMIN),
            matrix.Row(
                "tool_withdraw",
                matrix.PARTNERSHIP_ADMIN,
                matrix.row_of("accreditation", matrix.nothing),
            ),
        ),
    )
