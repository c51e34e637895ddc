"""Cover for absence: who is somebody's deputy, from when until when.

While it holds, the deputy is told what the absent person is told of time limits, and sees on their first page
for whom they cover. It opens no record to them: the gate asks of the deputy what it asks of anybody.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from safeguarding.accounts.exceptions import DirectoryError
from safeguarding.accounts.models import Cover, Role, User
from safeguarding.accounts.permissions import may_arrange_cover
from safeguarding.accounts.services.recording import record
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import notify, withdraw
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

# Longer than that, somebody else takes the work over for good.
LONGEST: Final = timedelta(days=366)


class CoverNotPermittedError(PermissionDenied):
    """The person may not arrange this cover; on screen this is HTTP 403."""


@transaction.atomic
def name_deputy(
    *, user: User, deputy: User, starts_on: date, ends_on: date, by: User, at: datetime, note: str = ""
) -> Cover:
    """Make `deputy` cover for `user` on these days, both included (in London); asked twice, it is one.

    The deputy is told, and `user` when somebody else arranged it; at once when it begins today. Raises
    CoverNotPermittedError, DirectoryError (days in the past or in the wrong order, a deputy who has left, is
    of another agency, is away themselves; somebody covers already).
    """
    if not may_arrange_cover(by, user):
        raise CoverNotPermittedError
    _check_days(starts_on, ends_on, today=london_date(at))
    # Both, in one order, so that two who name each other at once can't both succeed.
    locked = User.objects.filter(pk__in=[user.pk, deputy.pk]).order_by("pk").select_for_update(no_key=True)
    people = {each.pk: each for each in locked}
    same = _overlapping(user, starts_on, ends_on).filter(deputy=deputy, starts_on=starts_on, ends_on=ends_on)
    if cover := same.first():
        return cover
    _check_deputy(people[user.pk], people[deputy.pk], starts_on, ends_on)
    cover = Cover(
        user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on, note=note, set_by=by, set_at=at
    )
    record(cover, by=by, at=at)
    _tell(cover, by=by, at=at)
    return cover


@transaction.atomic
def end_early(*, cover: Cover, by: User, at: datetime) -> Cover:
    """End a cover now, before its last day or before it began; one that is over is returned as it is.

    The deputy is told. Raises CoverNotPermittedError.
    """
    if not may_arrange_cover(by, cover.user):
        raise CoverNotPermittedError
    locked = Cover.objects.select_for_update(of=("self",), no_key=True)
    cover = locked.select_related("user", "deputy").get(pk=cover.pk)
    today = london_date(at)
    if cover.ended_at is not None or cover.ends_on < today:
        return cover
    cover.ended_at, cover.ended_by = at, by
    cover.ends_on = max(cover.starts_on, min(cover.ends_on, today))
    record(cover, by=by, at=at, reason="Ended early")
    withdraw(subjects=[_subject(cover)], at=at)
    _notify(cover, cover.deputy, "ended", f"You no longer cover for {cover.user.full_name}", at)
    return cover


def _check_days(starts_on: date, ends_on: date, *, today: date) -> None:
    if starts_on < today:
        raise DirectoryError("The first day must be today or later", field="starts_on")
    if ends_on < starts_on:
        raise DirectoryError("The last day must be the first day or later", field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise DirectoryError("Cover can last a year. For longer, hand the work over", field="ends_on")


def _check_deputy(user: User, deputy: User, starts_on: date, ends_on: date) -> None:
    if deputy.pk == user.pk:
        raise DirectoryError("Choose somebody else: nobody covers for themselves", field="deputy")
    if not deputy.is_active or deputy.role == Role.SYSTEM_ADMIN:
        raise DirectoryError(f"{deputy.full_name} can’t cover: choose somebody else", field="deputy")
    if deputy.agency_id != user.agency_id:
        raise DirectoryError(f"{deputy.full_name} works for another agency", field="deputy")
    taken = _overlapping(user, starts_on, ends_on).select_related("deputy").first()
    if taken is not None:
        raise DirectoryError(
            f"{taken.deputy.full_name} covers from {date_text(taken.starts_on)} to"
            f" {date_text(taken.ends_on)}. End that first, or choose other days",
            field="starts_on",
        )
    if _overlapping(deputy, starts_on, ends_on).exists():
        raise DirectoryError(f"{deputy.full_name} is away too on some of these days", field="deputy")
    if Cover.objects.filter(
        deputy=user, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).exists():
        raise DirectoryError(
            f"{user.full_name} covers for somebody else on some of these days. End that first",
            field="starts_on",
        )


def _overlapping(user: User, starts_on: date, ends_on: date) -> QuerySet[Cover]:
    return Cover.objects.filter(
        user=user, ended_at=None, starts_on__lte=ends_on, ends_on__gte=starts_on
    ).order_by("starts_on")


def _tell(cover: Cover, *, by: User, at: datetime) -> None:
    days = f"from {date_text(cover.starts_on)} to {date_text(cover.ends_on)}"
    _notify(cover, cover.deputy, "set", f"You cover for {cover.user.full_name} {days}", at)
    if by.pk != cover.user_id:
        _notify(cover, cover.user, "set", f"{cover.deputy.full_name} covers for you {days}", at)


def _notify(cover: Cover, recipient: User, what: str, text: str, at: datetime) -> None:
    has_begun = cover.starts_on <= london_date(at)
    notify(
        recipients=[recipient],
        key=f"cover:{cover.pk}:{what}",
        kind=f"cover_{what}",
        text=text,
        path=reverse("cover"),
        at=at,
        urgency=Urgency.URGENT if has_begun else Urgency.NORMAL,
        subject=_subject(cover) if what == "set" else "",
    )


def _subject(cover: Cover) -> str:
    return f"cover:{cover.pk}"
