"""Every address of meetings, minutes, links and enquiries, by every persona in every standing with the
child: whoever has a part in a meeting keeps it, and nobody else gets further than the record lets them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.access import matrix, matrix_core_groups, strategy_matrix
from tests.access.rows import NOBODY, SOCIAL_CARE, Row
from tests.access.test_matrix import clients, made  # noqa: F401 - its fixtures
from tests.access.test_standing_matrix import OPENED, Standing, _answers, standing  # noqa: F401 - a fixture
from tests.factories.partnership import NAMES

pytestmark = pytest.mark.django_db

OFFICERS = frozenset({"social_worker", "team_manager", "business_support"})


@dataclass(frozen=True)
class Part:
    """Who has a part by name, who merely is on duty, and who gets there by seeing the child's record."""

    named: frozenset[str]
    on_duty: frozenset[str] = NOBODY
    by_record: frozenset[str] = SOCIAL_CARE
    # What those on duty get; of everything else they learn nothing.
    for_duty: frozenset[str] = NOBODY


PLANNED = Part(
    frozenset({"social_worker", "police"}),
    frozenset({"school"}),
    for_duty=frozenset({"meeting", "meeting_file", "meeting_take_on"}),
)
HELD = Part(OFFICERS | {"police", "gp"})
CORE_GROUP = Part(
    frozenset({"social_worker", "health_visitor", "school"}),
    frozenset({"police"}),
)
ENQUIRY = Part(NOBODY, by_record=SOCIAL_CARE | {"police"})
# The GP's surgery is asked in the check.
CHECK = Part(NOBODY, by_record=SOCIAL_CARE | {"police", "gp"})
_GROUP = (matrix_core_groups.core_group, matrix_core_groups.groups_child)
# Rows of the planned meeting that hang on it: those on duty see their own invitation alone.
HANGS_ON_IT = {
    "meeting_answer",
    "meeting_report",
    "meeting_withdraw",
    "meeting_action_close",
    "meeting_report_ask",
    *(row.name for row in matrix_core_groups.CORE_GROUPS if row.kwargs in _GROUP),
}
ON_A_CHILD = {"strategy_decide", "strategy_dissent", "core_group_dissent"}
# Opened by those who see the child, whatever they may do to it.
READ = {
    "meeting",
    "meeting_file",
    "minutes",
    "minutes_copy",
    "minutes_pdf",
    "minutes_changes",
    "strategy_meeting",
    "core_group",
    "core_group_pack",
    "core_group_pack_pdf",
    "enquiry",
}


def _part(row: Row) -> Part | None:
    name = row.name
    if row.public or row.of_child or row.kwargs is matrix.nothing:
        return None
    if name == "lateral_check":
        return CHECK
    if name in {"meeting_guests", "guest_link_send", "guest_link_revoke"} or name.startswith("minutes"):
        return HELD
    if name.startswith("meeting_") or name == "meeting":
        return PLANNED
    if name.startswith(("enquiry", "medical_")):
        return ENQUIRY
    if row.kwargs in _GROUP:
        return CORE_GROUP
    return HELD if row.kwargs in (strategy_matrix.meeting, strategy_matrix.meetings_child) else None


ROWS = {
    row.id: row
    for row in matrix.ROWS
    if _part(row) is not None and (row.method == "get" or row.name not in OPENED)
}


def _expected(row: Row, part: Part, one: Standing, persona: str) -> int:
    if persona in part.on_duty:
        seen = row.name not in HANGS_ON_IT
        return (row.success if row.name in part.for_duty else 403) if seen else 404
    if persona not in part.named and persona not in one.reads & part.by_record:
        return 404
    if row.name in ON_A_CHILD and persona not in one.reads:
        return 404
    if persona not in row.allowed:
        return 403 if persona in row.refused else row.otherwise
    works = persona in one.works or (persona in part.named and row.name not in ON_A_CHILD)
    return row.success if works or row.name in READ else 403


def test_every_kind_of_page_is_among_them():
    names = {row.name for row in ROWS.values()}
    assert {"meeting", "meeting_take_on", "minutes_pdf", "meeting_guests", "strategy_decide"} <= names
    assert {"enquiry", "medical_held", "lateral_check", "strategy_agenda"} <= names


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_who_gets_the_page(clients, standing, row):  # noqa: F811
    one, world = standing
    answers = _answers(row, world, clients)
    part = _part(row)
    assert part is not None
    assert answers == {persona: _expected(row, part, one, persona) for persona in NAMES}
