"""Telling whoever closed the work with a child whether the child came back.

A referral tells at once; 3, 6 and 12 months after a closure its look back is due. Where whoever closed it has
left, their manager is told, or else the heads of service; never somebody who may not see the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from django.urls import reverse

from cases import access_telling
from cases.access_telling import Hearers
from cases.models import Child, ReferralChild
from cases.queries import closures
from cases.queries.closures import Closure
from cases.states import ContactKind
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import AgencyKind, Role, User
from safeguarding.notifications.bulk import Line, send_lines, told_about
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import withdraw
from safeguarding.rules import look_back
from safeguarding.rules.london_time import london_date

BATCH: Final = 1000


@as_service(Service.LOOK_BACK)
def tell_due(*, at: datetime) -> int:
    """Tell of every look back that is due at `at` and has not been told; answers how many people were told.

    May run as often as one likes, and makes good the days on which it didn't: the latest look alone is told.
    """
    today = london_date(at)
    due = (
        (closure, months)
        for closure in closures.between(*look_back.closures_to_look_at(today))
        if (months := look_back.due_at(closure.closed_on, today)) is not None
    )
    told = 0
    while batch := list(islice(due, BATCH)):
        told += send_lines(list(_lines_of(batch)), at=at)
    return told


@as_service(Service.LOOK_BACK)
def tell_of_return(*, referral_child: ReferralChild, child: Child, at: datetime) -> int:
    """Tell whoever closed the work with `child` last that a referral has come since; part of matching it.

    A contact on an open record is none, and after 12 months only a re-referral is. Answers how many people
    were told.
    """
    referral = referral_child.referral
    closure = closures.last_before(child, referral.received_at)
    if closure is None or referral_child.contact_kind != ContactKind.REFERRAL:
        return 0
    received_on = london_date(referral.received_at)
    if not look_back.came_back(closure.closed_on, received_on, is_re_referral=referral_child.is_re_referral):
        return 0
    subject = f"return:{referral_child.pk}"
    text = f"{child.reference}: {referral.reference} has come in since the work was closed"
    rest = ("child_came_back", text, _path(child), child.reference, Urgency.NORMAL, subject)
    told = _Told([closure]).of(closure)
    return send_lines([Line(user.pk, subject, *rest) for user in told], at=at)


def take_back(*, referral_child: ReferralChild, at: datetime) -> int:
    """Withdraw what was told of a return that was none: the referral is about another child."""
    return withdraw(subjects=[f"return:{referral_child.pk}"], at=at)


def _lines_of(batch: Sequence[tuple[Closure, int]]) -> Iterator[Line]:
    known = told_about(_subject(closure) for closure, _ in batch)
    told = _Told([closure for closure, _ in batch])
    for closure, months in batch:
        key = f"{_subject(closure)}:{months}"
        if key in known:
            continue
        child, subject = told.children[closure.child], _subject(closure)
        text = (
            f"{child.reference}: {months} months since the work was closed. See whether the child came back."
        )
        rest = ("look_back", text, _path(child), child.reference, Urgency.NORMAL, subject)
        yield from (Line(user.pk, key, *rest) for user in told.of(closure))


def _subject(closure: Closure) -> str:
    return f"look_back:{closure.source}"


def _path(child: Child) -> str:
    return f"{reverse('closed_work')}?child={child.reference}"


class _Told:
    """Who is told of these closures, with what that takes read in a constant number of statements."""

    def __init__(self, rows: Sequence[Closure]) -> None:
        self.children = Child.objects.in_bulk({row.child for row in rows})
        related = ("agency", "team", "line_manager__agency", "line_manager__team")
        closers = User.objects.filter(pk__in={row.closed_by for row in rows})
        self._closers = {user.pk: user for user in closers.select_related(*related)}
        self._heads = list(
            User.objects.filter(
                role=Role.SENIOR_MANAGER,
                is_active=True,
                agency__is_lead=True,
                agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE,
            )
        )
        self._hearers = self._may_hear()

    def of(self, closure: Closure) -> list[User]:
        """Whoever closed it; their manager, or else the heads of service, when they have left."""
        closer, child = self._closers[closure.closed_by], self.children[closure.child]
        manager = closer.line_manager
        heirs = [manager] if manager is not None and manager.is_active else self._heads
        return [
            user
            for user in ([closer] if closer.is_active else heirs)
            if self._hearers.may_hear(user, child=child.pk, is_restricted=child.is_restricted)
        ]

    def _may_hear(self) -> Hearers:
        restricted = [child.pk for child in self.children.values() if child.is_restricted]
        users = {user.pk: user for user in self._people()}
        return access_telling.hearers(
            restricted=restricted, children=list(self.children), users=list(users.values())
        )

    def _people(self) -> Iterable[User]:
        for closer in self._closers.values():
            yield closer
            if closer.line_manager is not None:
                yield closer.line_manager
        yield from self._heads
