"""Supervision in the walled world, and what the gate says of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Model, QuerySet

from cases import access_supervision
from cases.models import (
    Child,
    Supervision,
    SupervisionAction,
    SupervisionAddendum,
    SupervisionOfChild,
    SupervisionSample,
    SupervisionSignature,
)
from safeguarding.accounts.models import User

SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Supervision: access_supervision.visible_supervisions,
    SupervisionSignature: access_supervision.visible_signatures,
    SupervisionOfChild: access_supervision.visible_parts,
    SupervisionAction: access_supervision.visible_actions,
    SupervisionAddendum: access_supervision.visible_addenda,
    SupervisionSample: access_supervision.visible_samples,
}
_FACTS = {"since": "2026-01-01", "until": "2026-02-01"}


def fill(child: Child, staff: dict[str, User], *, at: Any) -> None:
    """About the child: the worker’s by their manager, one of a worker by another manager, a chair’s own."""
    head, manager, worker = staff["head_of_service"], staff["team_manager"], staff["social_worker"]
    _one("case", manager, [worker], child, head, at=at)
    _one("group", staff["front_door_manager"], [staff["front_door_worker"]], child, head, at=at)
    _one("personal", head, [staff["conference_chair"]], child, head, at=at)
    _one("personal", head, [manager], None, head, at=at)


def _one(
    kind: str, supervisor: User, workers: Sequence[User], child: Child | None, head: User, *, at: Any
) -> None:
    whose: dict[str, Any] = {"by": supervisor, "at": at}
    row = Supervision(kind=kind, supervisor=supervisor, held_on=at.date(), started_at=at)
    row.record(**whose)
    for person in (supervisor, *workers):
        signature = SupervisionSignature(supervision=row, person=person, is_supervisor=person == supervisor)
        signature.record(**whose)
    if child is not None:
        SupervisionOfChild(
            supervision=row, child=child, case_holder=workers[0], facts=_FACTS, facts_at=at
        ).record(**whose)
    SupervisionAction(
        supervision=row, child=child, what="See her", owner=workers[0], due_on=at.date()
    ).record(**whose)
    SupervisionAddendum.objects.create(
        supervision=row, child=child, text="On Monday", added_at=at, added_by=supervisor
    )
    SupervisionSample.objects.create(
        supervision=row, grade=2, words="Facts used", sampled_at=at, sampled_by=head
    )
