"""Where a person goes to do what a time limit asks for."""

from __future__ import annotations

from django.urls import reverse

from cases import access
from cases.models import Deadline
from safeguarding.accounts.models import User


def act_path(deadline: Deadline, user: User) -> str:
    """The address of the page on which `user` can meet `deadline`; the home page when there is none.

    Needs `referral_child__referral` and `child` selected; asks the database nothing more.
    """
    part = deadline.referral_child
    if part is not None and _is_for_front_door(deadline) and access.may(user, access.Action.WORK_FRONT_DOOR):
        return reverse("front_door_child", args=[part.referral.reference, part.position])
    if deadline.child is not None:
        return reverse("child", args=[deadline.child.reference])
    return reverse("home")


def reference_of(deadline: Deadline) -> str:
    """The reference by which people speak of what `deadline` is about."""
    if deadline.referral_child is not None and _is_for_front_door(deadline):
        return deadline.referral_child.referral.reference
    return deadline.child.reference if deadline.child is not None else ""


def label_of(deadline: Deadline) -> str:
    """The reference, with the child's place in the referral: brothers and sisters share a reference."""
    part = deadline.referral_child
    place = f", child {part.position}" if part is not None and _is_for_front_door(deadline) else ""
    return reference_of(deadline) + place


def _is_for_front_door(deadline: Deadline) -> bool:
    """An assessment has its referral too, and is done on the child's record."""
    return deadline.rule_id == "referral_decision" or deadline.child is None
