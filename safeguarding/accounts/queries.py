"""Reads of the directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404

from safeguarding.accounts.models import Agency, Team, User

PAGE_SIZE = 50


def people(*, terms: str = "", agency: int | None = None, closed: bool = False, page: Any = 1) -> Page[User]:
    """A page of the people whose name, address or agency has every word of `terms`, by name.

    `agency` keeps those of one agency; closed accounts come only with `closed`.
    """
    found = User.objects.order_by("full_name", "pk")
    if not closed:
        found = found.filter(is_active=True)
    if agency:
        found = found.filter(agency=agency)
    for word in terms.split():
        found = found.filter(
            Q(full_name__icontains=word) | Q(email__icontains=word) | Q(agency__name__icontains=word)
        )
    return Paginator(found, PAGE_SIZE).get_page(page)


def agencies(*, closed: bool = True) -> QuerySet[Agency]:
    """Agencies with the number of their people (`people`) and teams (`team_count`)."""
    found = Agency.objects.annotate(
        people=Count("users", filter=Q(users__is_active=True), distinct=True),
        team_count=Count("teams", filter=Q(teams__is_active=True), distinct=True),
    )
    return found if closed else found.filter(is_active=True)


def agency(pk: int) -> Agency:
    """The agency; raises Http404."""
    return _found(Agency.objects.filter(pk=pk))


def teams_of(agency: Agency) -> QuerySet[Team]:
    """The teams of an agency with the number of their people (`people`)."""
    return agency.teams.annotate(people=Count("users", filter=Q(users__is_active=True)))


def team(pk: int) -> Team:
    """The team with its agency; raises Http404."""
    return _found(Team.objects.select_related("agency").filter(pk=pk))


def user(pk: int) -> User:
    """The person with agency, team and line manager; raises Http404."""
    return _found(User.objects.select_related("line_manager").filter(pk=pk))


def active_teams() -> QuerySet[Team]:
    """Teams a person can be put in, with their agencies."""
    return Team.objects.filter(is_active=True, agency__is_active=True).select_related("agency")


def possible_line_managers() -> QuerySet[User]:
    """People who may be somebody's line manager."""
    return User.objects.filter(is_active=True)


def sessions(user: User) -> list[UserSession]:
    """Where the person is signed in; rows of sessions that are over are cleared away on the occasion."""
    found: list[UserSession] = UserSession.objects.purge_and_list(user)
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a record's history."""

    at: Any
    by: str
    what: tuple[str, ...]
    reason: str


def history(record: User | Agency | Team) -> list[Change]:
    """Who changed what of the record and when, in words, the last one written first."""
    rows = list(record.history.select_related("history_user").order_by("-history_id"))
    older: list[Any] = [*rows[1:], None]
    return [
        Change(
            at=row.history_date,
            by=row.history_user.full_name if row.history_user else "The system",
            what=_differences(row, before),
            reason=row.history_change_reason or "",
        )
        for row, before in zip(rows, older, strict=True)
    ]


def _differences(row: Any, before: Any) -> tuple[str, ...]:
    if before is None:
        return ("Added",)
    fields = [f for f in row.instance._meta.concrete_fields if hasattr(row, f.attname)]
    changed = [f for f in fields if getattr(row, f.attname) != getattr(before, f.attname)]
    return tuple(
        f"{str(f.verbose_name).capitalize()}: {_shown(f, before)} → {_shown(f, row)}" for f in changed
    )


def _shown(field: Any, row: Any) -> str:
    value = getattr(row, field.attname)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value in (None, ""):
        return "nothing"
    if field.is_relation:
        return str(field.related_model.objects.filter(pk=value).first() or value)
    if hasattr(value, "strftime"):
        return f"{value:%-d %B %Y}"
    return str(dict(field.flatchoices).get(value, value))


def _found(rows: QuerySet[Any]) -> Any:
    thing = rows.first()
    if thing is None:
        raise Http404
    return thing
