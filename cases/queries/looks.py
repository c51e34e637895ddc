"""Who has looked at what: lines of the access log, by child and by person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Referral
from cases.queries import keyset
from cases.queries.looks_words import PAGE_WORDS
from safeguarding.accounts.models import User
from safeguarding.audit.models import AccessLog, Action
from safeguarding.rules.london_time import at_hour


def page_words(page: str) -> str:
    """A logged page's name as people read it."""
    return PAGE_WORDS.get(page) or page.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the list to; nothing of each means all. Both days are included."""

    person: int | None = None
    agency: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether anything is left out by them."""
        return bool(self.person or self.agency or self.action or self.since or self.until)


def of_child(
    user: User,
    child: Child,
    *,
    filters: Filters,
    before: int | None = None,
    after: int | None = None,
) -> keyset.Slice[AccessLog]:
    """The looks at a child's record and at the referrals matched to it, newest first; the caller has asked
    the gate for VIEW_LOOKS."""
    looks = _at_child(user, child)
    return _page(looks, filters, before=before, after=after)


def lookers(user: User, child: Child) -> tuple[list[User], list[str]]:
    """The people who have looked at the child, by name, and the agencies, as they were called then: for the
    filters."""
    pairs = set(_at_child(user, child).order_by().values_list("user", "agency_name").distinct())
    people = User.objects.filter(pk__in={key for key, _ in pairs}).order_by("full_name", "pk")
    return list(people), sorted({name for _, name in pairs})


def of_user(
    reader: User,
    person: User,
    *,
    filters: Filters,
    before: int | None = None,
    after: int | None = None,
) -> keyset.Slice[AccessLog]:
    """What one person looked at, newest first; the caller has asked the gate for AUDIT_LOOKS.

    The partnership admin audits everything, by reference alone. Anybody else doesn't learn here of a
    restricted record that they aren't named on.
    """
    looks = AccessLog.objects.filter(user=person)
    if not access.may(reader, access.Action.REVIEW_LOOKS):
        looks = looks.exclude(at_hidden_records(reader))
    return _page(looks, filters, before=before, after=after)


def lines(keys: list[int], *, page: Any = 1) -> Page[AccessLog]:
    """A page of these lines of the log, oldest first: what a review rests on."""
    return Paginator(AccessLog.objects.filter(pk__in=keys).order_by("at", "pk"), keyset.PAGE_SIZE).get_page(
        page
    )


def person(pk: int) -> User:
    """Whoever's looks are asked for; raises NotVisibleError."""
    found = User.objects.filter(pk=pk).first()
    if found is None:
        raise NotVisibleError
    return found


def _page(
    looks: QuerySet[AccessLog], filters: Filters, *, before: int | None, after: int | None
) -> keyset.Slice[AccessLog]:
    narrowed = _filtered(looks, filters).select_related("user__agency", "user__team")
    return keyset.read(narrowed, readable=looks, instant="at", before=before, after=after)


def _at_child(user: User, child: Child) -> QuerySet[AccessLog]:
    # Asked first and for itself: with the references at hand each side of the OR reads its own index.
    referrals = list(
        access.visible_referrals(user).filter(children__child=child).values_list("reference", flat=True)
    )
    return AccessLog.objects.filter(
        Q(child_key=child.pk) | Q(child_key=None, reference__in=referrals)
    ).exclude(action=Action.SEARCH)


def at_hidden_records(reader: User) -> Q:
    """Looks at records, and at referrals of records, that `reader` may not open."""
    hidden = Child.objects.filter(is_restricted=True).exclude(
        pk__in=access.visible_children(reader).values("pk")
    )
    of_hidden = Exists(hidden.filter(pk=OuterRef("child_key")))
    referral_of_hidden = Exists(
        Referral.objects.filter(reference=OuterRef("reference"), children__child__in=hidden.values("pk"))
    )
    return Q(of_hidden) | Q(referral_of_hidden)


def _filtered(looks: QuerySet[AccessLog], filters: Filters) -> QuerySet[AccessLog]:
    if filters.person is not None:
        looks = looks.filter(user=filters.person)
    if filters.agency:
        looks = looks.filter(agency_name=filters.agency)
    if filters.action:
        looks = looks.filter(action=filters.action)
    if filters.since is not None:
        looks = looks.filter(at__gte=midnight(filters.since))
    if filters.until is not None:
        looks = looks.filter(at__lt=midnight(filters.until + timedelta(days=1)))
    return looks


def midnight(day: date) -> datetime:
    """The instant at which a day begins in London."""
    return at_hour(day, 0)
