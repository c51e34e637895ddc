"""THE GATE's part for the sharing log: who may read and correct which entry; built on cases.access alone."""

from __future__ import annotations

from django.db.models import QuerySet

from cases import access
from cases.models import Sharing
from safeguarding.accounts.models import User


def visible_sharings(user: User) -> QuerySet[Sharing]:
    """What was shared, or refused, about visible children: all of it for social care, for anybody else
    what their own agency wrote down."""
    sharings = Sharing.objects.filter(child__in=access.visible_children(user).values("pk"))
    return sharings if access.reads_as_front_door(user) else sharings.filter(agency=user.agency_id)


def may_correct(user: User, sharing: Sharing) -> bool:
    """Whether `user` may correct an entry that they may read: the agency that wrote it may."""
    return sharing.agency_id == user.agency_id and access.may(user, access.Action.RECORD_EVENT)
