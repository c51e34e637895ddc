"""Which time limits and drafts a person may see."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.access.children import (
    hidden_children,
    settled_children,
    unsettled_children,
    visible_children,
)
from cases.access.doors import may
from cases.access.referrals import visible_referral_children
from cases.access.who import Action, has_open_access
from cases.models import Child, Deadline, Draft
from safeguarding.accounts.models import User


def visible_deadlines(user: User) -> QuerySet[Deadline]:
    """The time limits `user` may see: of visible children; for the front door of referrals not yet matched
    (or matched to a record they may open); of supervision their own, and all for social care's managers."""
    return _deadlines(user, visible_children(user), hidden_children(user))


def workable_deadlines(user: User) -> QuerySet[Deadline]:
    """Of the visible time limits those of records that `user` sees without an emergency access."""
    return _deadlines(user, settled_children(user), unsettled_children(user))


def _deadlines(user: User, children: QuerySet[Child], hidden: QuerySet[Child]) -> QuerySet[Deadline]:
    # Asked of each time limit's own child: a list of all visible children would be read for a single one.
    seen = Q(Exists(children.filter(pk=OuterRef("child"))), about_worker=None)
    if user.is_active and has_open_access(user):
        # Worklists read them by the thousand: the few hidden records are asked for, not all the others.
        seen = Q(child__isnull=False, about_worker=None) & ~Q(child__in=hidden.values("pk"))
    if user.is_active:
        seen |= Q(about_worker__isnull=False) if may(user, Action.MANAGE_CASE) else Q(about_worker=user)
    if may(user, Action.WORK_FRONT_DOOR):
        # Asked of each of the few without a child yet: there are as many parts as there ever were referrals.
        part = visible_referral_children(user).filter(pk=OuterRef("referral_child"))
        seen |= Q(Exists(part), child=None)
    return Deadline.objects.filter(seen)


def own_drafts(user: User) -> QuerySet[Draft]:
    """What the person is typing; nobody sees another's drafts."""
    return Draft.objects.filter(author=user)
