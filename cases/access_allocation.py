"""THE GATE's part for allocations, handover notes and workers' skills; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cases import access
from cases.access import Action
from cases.exceptions import NotVisibleError
from cases.models import AllocationRecord, Child, HandoverNote, WorkerSkill
from safeguarding.accounts.models import User


def reads_allocation(user: User) -> bool:
    """Whether the person reads how children are shared out: everybody in social care, and no partner."""
    return access.may(user, Action.VIEW_ALLOCATION)


def visible_allocations(user: User) -> QuerySet[AllocationRecord]:
    """The allocations of the children whom `user` sees, for social care."""
    if not reads_allocation(user):
        return AllocationRecord.objects.none()
    return AllocationRecord.objects.filter(_of(access.visible_children(user)))


def visible_notes(user: User) -> QuerySet[HandoverNote]:
    """The handover notes about children whom `user` sees, for social care."""
    if not reads_allocation(user):
        return HandoverNote.objects.none()
    return HandoverNote.objects.filter(_of(access.visible_children(user)))


def visible_skills(user: User) -> QuerySet[WorkerSkill]:
    """What workers are skilled in, for social care."""
    return WorkerSkill.objects.all() if reads_allocation(user) else WorkerSkill.objects.none()


def get_note(user: User, child: Child, key: int) -> HandoverNote:
    """The handover note with this key about the child; raises NotVisibleError."""
    found = (
        visible_notes(user)
        .select_related("from_worker", "to_worker", "written_by", "owed_by", "child__person")
        .filter(child=child, pk=key)
        .first()
    )
    if found is None:
        raise NotVisibleError
    return found


def may_write(user: User, note: HandoverNote) -> bool:
    """Whether `user` may write a note that they see: the worker who owes it, or a manager in their place."""
    owes = note.from_worker_id == user.pk and access.may(user, Action.RECORD_EVENT)
    return owes or access.may(user, Action.MANAGE_CASE)


def may_receive(user: User, note: HandoverNote) -> bool:
    """Whether `user` may say that they have it: the worker it is for, and nobody in their place."""
    return note.to_worker_id == user.pk and access.may(user, Action.RECORD_EVENT)


def _of(children: QuerySet[Child]) -> Exists:
    """Of one of these children: asked of each row's own child, so that one row never reads all of them."""
    return Exists(children.filter(pk=OuterRef("child")))
