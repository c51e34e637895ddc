"""THE GATE's part for time limits: who may see, move, pause, stop and explain which; on cases.access."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Final

from cases import access
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Deadline
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis

_JOINED: Final = (
    "child__person",
    "child__allocated_to",
    "referral_child__referral",
    "about_worker",
    "responsible",
    "team__agency",
)


class Act(Enum):
    """What somebody wants to do to a time limit; the act that meets it is the act's own question."""

    BRING_FORWARD = "bring_forward_deadline"
    POSTPONE = "postpone_deadline"
    PAUSE = "pause_deadline"
    RESUME = "resume_deadline"
    CANCEL = "cancel_deadline"
    EXPLAIN = "explain_lateness"


Who = Callable[[User, Deadline], bool]


def answers_for(user: User, deadline: Deadline) -> bool:
    """Whether the person answers for it: the worker it names, the team that holds it, or where it names
    neither the child's worker and, for a referral without a record, the front door."""
    if deadline.responsible_id is not None or deadline.team_id is not None:
        own = deadline.responsible_id == user.pk
        return own or (user.team_id is not None and deadline.team_id == user.team_id)
    if deadline.child is not None:
        return deadline.child.allocated_to_id == user.pk
    return deadline.referral_child_id is not None and access.may(user, access.Action.WORK_FRONT_DOOR)


def _manages(user: User, deadline: Deadline) -> bool:
    return access.may(user, access.Action.MANAGE_CASE)


def _answers_or_manages(user: User, deadline: Deadline) -> bool:
    return answers_for(user, deadline) or _manages(user, deadline)


# Later than the statutory date, standing still and stopping are for managers of children's social care.
WHO_MAY: Final[Mapping[Act, Who]] = {
    Act.BRING_FORWARD: _answers_or_manages,
    Act.POSTPONE: _manages,
    Act.PAUSE: _manages,
    Act.RESUME: _answers_or_manages,
    Act.CANCEL: _manages,
    Act.EXPLAIN: _answers_or_manages,
}


def may(user: User, act: Act, deadline: Deadline) -> bool:
    """Whether `user` may do `act` to a time limit that they see, not only in an emergency. Never raises."""
    return user.is_active and WHO_MAY[act](user, deadline) and _is_workable(user, deadline)


def get_deadline(
    user: User,
    key: int,
    *,
    at: datetime,
    origin: log.Origin,
    act: Act | None = None,
    is_logged: bool = True,
) -> Deadline:
    """The time limit with this key, with what its page shows, logged as a look at its child or referral.

    Raises NotVisibleError (404) and, where `act` may not be done, NotPermittedError (403). `is_logged` is
    False only for what is kept while somebody types, which shows nobody anything.
    """
    found = access.visible_deadlines(user).select_related(*_JOINED)
    deadline = found.filter(pk=key).first()
    if deadline is None:
        raise NotVisibleError
    allowed = act is None or may(user, act, deadline)
    if is_logged:
        log.write(
            by=user,
            at=at,
            action=Look.READ if allowed else Look.REFUSED,
            basis=_basis(user, deadline),
            origin=origin,
            child_key=deadline.child_id,
            reference=_reference(deadline),
        )
    if not allowed:
        raise NotPermittedError(act.value if act else "")
    return deadline


def know_workable(user: User, rows: Iterable[Deadline], *, is_workable: bool) -> None:
    """Note for `may` whether `user` sees the record of these rows without an emergency access."""
    for row in rows:
        vars(row).setdefault("_workable", {})[user.pk] = is_workable


def _is_workable(user: User, deadline: Deadline) -> bool:
    """Whether `user` sees its record without an emergency access, which is for reading; asked once a row."""
    if deadline.child_id is None:
        return True
    known: dict[int, bool] = vars(deadline).setdefault("_workable", {})
    if user.pk not in known:
        known[user.pk] = access.settled_children(user).filter(pk=deadline.child_id).exists()
    return known[user.pk]


def _basis(user: User, deadline: Deadline) -> Basis:
    if deadline.child_id is not None:
        return access.basis_of(user, deadline.child_id)
    return Basis.OWN_WORK


def _reference(deadline: Deadline) -> str:
    if deadline.child is not None:
        return deadline.child.reference
    return deadline.referral_child.referral.reference if deadline.referral_child is not None else ""
