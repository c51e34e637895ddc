"""Reads of cover for absence: who is away, and who stands in for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from safeguarding.accounts.models import Cover, Role, User
from safeguarding.accounts.permissions import may_arrange_cover

_PEOPLE = ("user__agency", "user__team", "user__line_manager", "deputy__agency", "deputy__team", "set_by")


@dataclass(frozen=True)
class Arranged:
    """A cover as `user` sees it."""

    cover: Cover
    has_begun: bool
    can_end: bool


def holding(on: date) -> QuerySet[Cover]:
    """The covers that hold on this day (in London), of people and deputies who are still here."""
    return Cover.objects.filter(
        ended_at=None, starts_on__lte=on, ends_on__gte=on, user__is_active=True, deputy__is_active=True
    )


def deputies(users: Iterable[User], *, on: date) -> dict[int, User]:
    """Who stands in on this day for each of `users` (by their keys) who is away, in one statement."""
    rows = holding(on).filter(user__in=[user.pk for user in users]).select_related("deputy__team")
    return {row.user_id: row.deputy for row in rows}


def covered_by(user: User, *, on: date) -> list[Cover]:
    """Whom `user` covers for on this day."""
    rows = holding(on).filter(deputy=user).select_related("user__team")
    return list(rows.order_by("ends_on", "user__full_name"))


def of_person(user: User, *, today: date) -> list[Cover]:
    """When `user` is, or will be, away and who covers, the first first."""
    rows = Cover.objects.filter(user=user, ended_at=None, ends_on__gte=today, deputy__is_active=True)
    return list(rows.select_related("deputy", "set_by").order_by("starts_on"))


def arranged(user: User, *, today: date) -> list[Arranged]:
    """The covers, now and to come, that concern `user`: theirs, those they give, their people’s."""
    rows = _concerning(user).filter(ended_at=None, ends_on__gte=today)
    return [
        Arranged(cover, has_begun=cover.starts_on <= today, can_end=may_arrange_cover(user, cover.user))
        for cover in rows.order_by("starts_on", "user__full_name")
    ]


def one(user: User, key: int) -> Cover | None:
    """The cover with this key, if it concerns `user`."""
    return _concerning(user).filter(pk=key).first()


def managed(user: User) -> QuerySet[User]:
    """Those for whom `user` may name a deputy beside themselves (as permissions.manages)."""
    theirs = Q(line_manager=user)
    if user.role == Role.MANAGER and user.team_id is not None:
        theirs |= Q(team=user.team_id)
    if user.role == Role.SENIOR_MANAGER:
        theirs |= Q(agency=user.agency_id)
    people = User.objects.filter(theirs, is_active=True, agency=user.agency_id).exclude(pk=user.pk)
    return people.order_by("full_name")


def possible_deputies(user: User) -> QuerySet[User]:
    """Those who may stand in for `user`: the active people of their agency but for system admins."""
    found = User.objects.filter(is_active=True, agency=user.agency_id).exclude(pk=user.pk)
    return found.exclude(role=Role.SYSTEM_ADMIN).order_by("full_name")


def _concerning(user: User) -> QuerySet[Cover]:
    concerns = Q(user=user) | Q(deputy=user) | Q(user__in=managed(user).values("pk"))
    return Cover.objects.filter(concerns).select_related(*_PEOPLE)
