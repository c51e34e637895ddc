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
    if part is not None and access.may(user, access.Action.WORK_FRONT_DOOR):
        return reverse("front_door_child", args=[part.referral.reference, part.position])
    if deadline.child is not None:
        return reverse("child", args=[deadline.child.reference])
    return reverse("home")


def reference_of(deadline: Deadline) -> str:
    """The reference by which people speak of what `deadline` is about."""
    if deadline.referral_child is not None:
        return deadline.referral_child.referral.reference
    return deadline.child.reference if deadline.child is not None else ""
