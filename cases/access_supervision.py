"""THE GATE's part for supervision; built on cases.access alone.

Supervision is children's social care's own: read by those who take part, and by its managers; that of a
supervisor or chair by its heads of service. What is written of a child only by whoever sees the child. Other
agencies don't learn that there was one.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.access import Action
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import (
    Child,
    Supervision,
    SupervisionAction,
    SupervisionAddendum,
    SupervisionOfChild,
    SupervisionSample,
    SupervisionSignature,
)
from cases.supervision_states import SupervisionKind
from safeguarding.accounts.models import User


def visible_supervisions(user: User) -> QuerySet[Supervision]:
    """The supervisions that `user` may read; what is written of a child stands behind `visible_parts`."""
    if not user.is_active or not access.reads_as_front_door(user):
        return Supervision.objects.none()
    if access.may(user, Action.SAMPLE_SUPERVISION):
        return Supervision.objects.all()
    mine = Exists(SupervisionSignature.objects.filter(supervision=OuterRef("pk"), person=user))
    reads = Q(mine)
    if access.may(user, Action.SUPERVISE):
        reads |= ~Q(kind=SupervisionKind.PERSONAL)
    return Supervision.objects.filter(reads)


def visible_parts(user: User) -> QuerySet[SupervisionOfChild]:
    """What was written of children whom `user` sees, in supervisions that they may read."""
    return SupervisionOfChild.objects.filter(_of(user), _child(user))


def visible_signatures(user: User) -> QuerySet[SupervisionSignature]:
    """Who took part in visible supervisions."""
    return SupervisionSignature.objects.filter(_of(user))


def visible_actions(user: User) -> QuerySet[SupervisionAction]:
    """What was agreed in visible supervisions, but for children whom `user` doesn't see."""
    return SupervisionAction.objects.filter(_of(user)).filter(Q(child=None) | Q(_child(user)))


def visible_addenda(user: User) -> QuerySet[SupervisionAddendum]:
    """What was added to visible supervisions, but about children whom `user` doesn't see."""
    return SupervisionAddendum.objects.filter(_of(user)).filter(Q(child=None) | Q(_child(user)))


def visible_samples(user: User) -> QuerySet[SupervisionSample]:
    """How good senior managers found visible supervisions."""
    return SupervisionSample.objects.filter(_of(user))


def takes_part(user: User, supervision: Supervision) -> bool:
    """Whether `user` is the supervisor or one of those supervised."""
    return supervision.signatures.filter(person=user).exists()


def require_part(user: User, supervision: Supervision) -> Supervision:
    """The supervision as `user` may see it. Raises NotVisibleError (404) for one that may not be seen,
    NotPermittedError (403) for whoever reads it and takes no part."""
    found = visible_supervisions(user).filter(pk=supervision.pk).first()
    if found is None:
        raise NotVisibleError
    if not access.may(user, Action.BE_SUPERVISED) or not takes_part(user, found):
        raise NotPermittedError(Action.BE_SUPERVISED.value)
    return found


def reads_of_children(user: User) -> bool:
    """Whether a child's page leads `user` to supervision: children's social care, without the offices."""
    return access.may(user, Action.BE_SUPERVISED)


def _of(user: User) -> Exists:
    return Exists(visible_supervisions(user).filter(pk=OuterRef("supervision")))


def _child(user: User) -> Exists:
    children: QuerySet[Child] = access.visible_children(user)
    return Exists(children.filter(pk=OuterRef("child")))
