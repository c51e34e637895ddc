"""Who can own an item of a plan, lead it or oversee it, as choices of forms."""

from __future__ import annotations

from django.db.models import Q

from cases.exceptions import DomainError
from cases.models import Child, Involvement
from cases.queries.choices import social_workers
from safeguarding.accounts.models import Agency, Role, User

_NO_CASE_WORK = (Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN, Role.BUSINESS_SUPPORT)


def network(child: Child) -> tuple[list[Agency], list[User]]:
    """The agencies involved with the child, children's social care among them, and their people: of social
    care the child's team and worker alone, for it is large."""
    involved = Involvement.objects.filter(child=child, until=None).values("agency")
    agencies = list(
        Agency.objects.filter(Q(pk__in=involved) | Q(is_lead=True), is_active=True).order_by("name")
    )
    ours = Q(agency__is_lead=True)
    near = Q(pk=child.allocated_to_id) | Q(team=child.team_id, team__isnull=False)
    people = User.objects.filter(Q(agency__in=involved) & ~ours | ours & near, is_active=True)
    people = people.exclude(role__in=_NO_CASE_WORK).select_related("agency").order_by("full_name", "pk")
    return agencies, list(people)


def owners(child: Child) -> list[tuple[str, str]]:
    """Who can own an item: people of the network by name, then its agencies as a whole."""
    agencies, people = network(child)
    return [
        *((f"user-{one.pk}", f"{one.full_name}, {one.agency.name}") for one in people),
        *((f"agency-{one.pk}", f"{one.name} (nobody by name yet)") for one in agencies),
    ]


def owner_from(
    child: Child, value: str, *, keep: tuple[User | None, Agency | None]
) -> tuple[User | None, Agency | None]:
    """The owner and the agency that a choice of `owners` stands for; `keep` are those whom the item has now,
    who may have left the network. Raises DomainError for nobody who can be chosen."""
    if not value:
        return None, None
    agencies, people = network(child)
    owner, agency = keep
    for person in (*people, *([owner] if owner is not None else [])):
        if value == f"user-{person.pk}":
            return person, person.agency
    for one in (*agencies, *([agency] if agency is not None else [])):
        if value == f"agency-{one.pk}":
            return None, one
    raise DomainError("Select who owns it", field="owner")


def value_of(owner: User | None, agency: Agency | None) -> str:
    """The choice that stands for this owner."""
    if owner is not None:
        return f"user-{owner.pk}"
    return f"agency-{agency.pk}" if agency is not None else ""


def leads(child: Child) -> list[User]:
    """Who can lead a plan: the people of the network, and children's social care's practitioners."""
    _, people = network(child)
    found = {person.pk: person for person in (*people, *social_workers())}
    return sorted(found.values(), key=lambda person: (person.full_name, person.pk))


def one_of(people: list[User], key: str, *, field: str) -> User | None:
    """The person with this key among `people`, none for no key; raises DomainError for another one."""
    if not key:
        return None
    for person in people:
        if str(person.pk) == key:
            return person
    raise DomainError("Select somebody from the list", field=field)
