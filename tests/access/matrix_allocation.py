"""The matrix's rows of allocating a child, handover notes, workloads, skills and limits of load."""

from __future__ import annotations

from dataclasses import replace

from tests.access.matrix import (
    ALL,
    MANAGERS,
    NOT_MANAGERS,
    PARTNERSHIP_ADMIN,
    SOCIAL_CARE,
    Row,
    form,
    record_form,
    record_page,
    row_of,
    worker,
)

# The one note is owed by the social worker, the other is written for them.
MANAGE_THE_WORKER = frozenset({"team_manager", "head_of_service"})
_RECEIVED = record_page("handover_note_received", row_of("written_note"), frozenset({"social_worker"}))

ALLOCATION: tuple[Row, ...] = (
    record_page("child_allocations", allowed=SOCIAL_CARE),
    record_page("handover_note", row_of("written_note"), SOCIAL_CARE),
    *record_form("handover_note_write", row_of("owed_note"), MANAGERS | {"social_worker"}),
    _RECEIVED,
    replace(_RECEIVED, method="post", success=303),
    Row("handover_notes", SOCIAL_CARE),
    Row("workload_board", MANAGERS),
    *form(Row("worker_skills", MANAGE_THE_WORKER, worker, NOT_MANAGERS, 404)),
    Row("allocation_limits", ALL),
    *form(Row("allocation_limits_change", PARTNERSHIP_ADMIN)),
)
