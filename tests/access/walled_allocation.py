"""Allocations, handover notes and skills in the walled world, and what the gate says of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from cases import access_allocation
from cases.models import AllocationRecord, Child, HandoverNote, WorkerSkill
from safeguarding.accounts.models import User
from tests.access import allocation_rows

SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    AllocationRecord: access_allocation.visible_allocations,
    HandoverNote: access_allocation.visible_notes,
    WorkerSkill: access_allocation.visible_skills,
}


def fill(child: Child, staff: dict[str, User], *, at: Any) -> None:
    """An allocation of the child, and a note for each way in which it can stand."""
    head, worker, door = staff["head_of_service"], staff["social_worker"], staff["front_door_worker"]
    AllocationRecord.objects.create(child=child, worker=worker, by=head, at=at, reason="Has room")
    allocation_rows.note(child, worker, door, by=head, at=at)
    allocation_rows.note(child, door, worker, by=head, at=at, **allocation_rows.written(door, at))
    held = WorkerSkill.objects.filter(user=worker, skill="neglect", ended_at=None)
    if not held.exists():
        WorkerSkill(user=worker, skill="neglect", since=at).record(by=head, at=at)
