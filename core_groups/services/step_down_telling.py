"""Who is told of leaving, step-down, closure and legal milestones: only people who see the child, by its
reference."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from cases import access, access_telling
from cases.models import Child, Involvement
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, User
from safeguarding.notifications.services import notify


def of_agencies(child: Child, agencies: Collection[Agency]) -> list[User]:
    """Who stands for these agencies with the child: those involved by name, and safeguarding leads."""
    named = Involvement.objects.filter(child=child, until=None, user__isnull=False).values("user")
    found = User.objects.filter(
        Q(pk__in=named) | Q(is_safeguarding_lead=True), agency__in=agencies, is_active=True
    )
    return list(found.select_related("agency", "team").order_by("pk"))


def workers_of(child: Child) -> list[User]:
    """The child's social worker."""
    return [child.allocated_to] if child.allocated_to is not None else []


def managers_of(by: User, child: Child) -> list[User]:
    """Who signs what `by` wrote: the managers of `by` and of the child's worker who may close episodes."""
    workers = [each for each in (by, child.allocated_to) if each is not None]
    keys = {each.line_manager_id for each in workers if each.line_manager_id is not None}
    found = User.objects.filter(pk__in=keys - {by.pk}).select_related("agency", "team").order_by("pk")
    return [each for each in found if access.may(each, access.Action.CLOSE_EPISODE)]


def tell(
    child: Child,
    people: Iterable[User],
    *,
    key: str,
    kind: str,
    text: str,
    path: str,
    by: User | None,
    at: datetime,
) -> None:
    """Tell these people, but `by`, once under `key`; those alone who may hear of the child.

    `subject` is `key` up to its last colon, so that it can be taken back.
    """
    asked = [each for each in people if each != by]
    notify(
        recipients=_hearing(asked, child),
        key=key,
        kind=kind,
        text=f"{text}: {child.reference}",
        path=path,
        at=at,
        reference=child.reference,
        subject=key.rpartition(":")[0],
    )


@as_service(Service.RECORD_KEEPING)
def _hearing(people: list[User], child: Child) -> list[User]:
    found = access_telling.hearers(
        restricted=[child.pk] if child.is_restricted else [], children=[child.pk], users=people
    )
    return [
        each for each in people if found.may_hear(each, child=child.pk, is_restricted=child.is_restricted)
    ]
