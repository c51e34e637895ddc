"""THE GATE: who may see which child, and who may do what.

Every read of a child's data starts at one of the `visible_…` querysets or `get_…` functions here;
every service calls `require`. Grants are projected from involvements (cases.services.involvements)
into guardian's tables; they say who is involved, and this module decides what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from enum import Enum
from typing import Final, cast

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import (
    Address,
    Child,
    ChildGroupGrant,
    ChildUserGrant,
    Deadline,
    Draft,
    Event,
    Person,
    Referral,
    ReferralChild,
    Relationship,
)
from cases.states import Sensitivity
from safeguarding.accounts.models import AgencyKind, Role, TeamFunction, User
from safeguarding.accounts.permissions import may_manage_directory
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis


class Action(Enum):
    """What somebody wants to do."""

    VIEW = "view"
    REFER = "refer"
    SEARCH = "search"
    WORK_FRONT_DOOR = "work_front_door"
    DECIDE_REFERRAL = "decide_referral"
    CREATE_PERSON = "create_person"
    EDIT_PERSON = "edit_person"
    RECORD_EVENT = "record_event"
    ADD_DOCUMENT = "add_document"
    MANAGE_INVOLVEMENT = "manage_involvement"
    MANAGE_CASE = "manage_case"
    VIEW_HISTORY = "view_history"
    VIEW_TEAM_WORK = "view_team_work"
    MANAGE_DIRECTORY = "manage_directory"
    MANAGE_TIMESCALES = "manage_timescales"


Who = Callable[[User], bool]
_MANAGERS: Final = frozenset({Role.MANAGER, Role.SENIOR_MANAGER})
_CASE_ROLES: Final = frozenset({Role.PRACTITIONER, Role.MANAGER, Role.SENIOR_MANAGER, Role.CONFERENCE_CHAIR})


def _sees_children(user: User) -> bool:
    return user.role != Role.SYSTEM_ADMIN


def _professional(user: User) -> bool:
    return user.role not in {Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN}


def _front_door(user: User) -> bool:
    in_team = user.team is not None and user.team.function == TeamFunction.FRONT_DOOR
    return user.is_social_care and user.role in _CASE_ROLES and (in_team or user.role in _MANAGERS)


def _social_care_manager(user: User) -> bool:
    return user.is_social_care and user.role in _MANAGERS


def _social_care_staff(user: User) -> bool:
    return user.is_social_care and user.role != Role.SYSTEM_ADMIN


def _social_care_case_staff(user: User) -> bool:
    return user.is_social_care and user.role in _CASE_ROLES


def _manager(user: User) -> bool:
    return user.role in _MANAGERS


# Who may do what, as far as it depends on the person alone. What it may be done to is decided by
# visibility, when it may be done by the state tables.
WHO_MAY: Final[Mapping[Action, Who]] = {
    Action.VIEW: _sees_children,
    Action.REFER: _professional,
    Action.SEARCH: _sees_children,
    Action.WORK_FRONT_DOOR: _front_door,
    Action.DECIDE_REFERRAL: _social_care_manager,
    Action.CREATE_PERSON: _social_care_case_staff,
    Action.EDIT_PERSON: _social_care_case_staff,
    Action.RECORD_EVENT: _professional,
    Action.ADD_DOCUMENT: _professional,
    Action.MANAGE_INVOLVEMENT: _social_care_case_staff,
    Action.MANAGE_CASE: _social_care_manager,
    Action.VIEW_HISTORY: _social_care_staff,
    Action.VIEW_TEAM_WORK: _manager,
    Action.MANAGE_DIRECTORY: may_manage_directory,
    Action.MANAGE_TIMESCALES: lambda user: user.role == Role.PARTNERSHIP_ADMIN,
}

# Who among those who may see the child may see a line of this sensitivity, beside the agency that
# wrote it (which may always, but for supervision).
SENSITIVITY_READERS: Final[Mapping[Sensitivity, Who]] = {
    Sensitivity.SHARED: lambda user: True,
    Sensitivity.PROFESSIONALS: lambda user: True,
    Sensitivity.OWN_AGENCY: lambda user: False,
    Sensitivity.SOCIAL_CARE: _social_care_staff,
    Sensitivity.POLICE: lambda user: user.agency.kind == AgencyKind.POLICE,
    Sensitivity.SUPERVISION: _social_care_manager,
}


def may(user: User, action: Action, child: Child | None = None) -> bool:
    """Whether `user` may do `action` (to `child`, when given). Never raises."""
    if not user.is_active or not WHO_MAY[action](user):
        return False
    return child is None or visible_children(user).filter(pk=child.pk).exists()


def require(user: User, action: Action, child: Child | None = None) -> None:
    """Raise NotVisibleError (404) when `child` may not be seen, NotPermittedError (403) when it may,
    but `action` may not be done."""
    if child is not None and not visible_children(user).filter(pk=child.pk).exists():
        raise NotVisibleError
    if not may(user, action):
        raise NotPermittedError(action.value)


def has_open_access(user: User) -> bool:
    """Whether the person may open every unrestricted record (lead authority's social care)."""
    return _social_care_staff(user) and bool(settings.SOCIAL_CARE_OPEN_ACCESS)


def _named(user: User, key: str = "pk") -> Exists:
    return Exists(ChildUserGrant.objects.filter(content_object=OuterRef(key), user=user))


def _in_a_granted_group(user: User, key: str = "pk") -> Exists:
    return Exists(ChildGroupGrant.objects.filter(content_object=OuterRef(key), group__user=user))


def visible_children(user: User) -> QuerySet[Child]:
    """The children whose record `user` may open; restricted ones only to users named on them."""
    if not user.is_active or not _sees_children(user):
        return Child.objects.none()
    named = _named(user)
    if has_open_access(user):
        return Child.objects.filter(Q(is_restricted=False) | named)
    return Child.objects.filter(named | (Q(is_restricted=False) & _in_a_granted_group(user)))


def visible_people(user: User) -> QuerySet[Person]:
    """The people `user` may see: those with a visible record, and the relatives of visible children.

    A relative who has a record of their own that `user` may not open is left out when that record is
    restricted; anybody else on a visible child's network may be named.
    """
    if not user.is_active or not _sees_children(user):
        return Person.objects.none()
    children = visible_children(user)
    own_record = Exists(children.filter(pk=OuterRef("pk")))
    hidden_record = Exists(Child.objects.filter(pk=OuterRef("pk"), is_restricted=True)) & ~own_record
    seen_relative = Exists(
        Relationship.objects.filter(person=OuterRef("pk"), relative_of__in=children.values("pk"))
    ) | Exists(Relationship.objects.filter(relative_of=OuterRef("pk"), person__in=children.values("pk")))
    people = Person.objects.exclude(hidden_record)
    if not has_open_access(user):
        return people.filter(own_record | seen_relative)
    only_restricted = Exists(
        Relationship.objects.filter(person=OuterRef("pk"), relative_of__child__is_restricted=True)
    )
    return people.filter(own_record | seen_relative | ~only_restricted)


def fully_visible_people(user: User) -> QuerySet[Person]:
    """The people whose identity numbers, addresses and contact details `user` may see and search by.

    For the lead authority's social care staff all visible people; for anybody else those whose own
    record they may open. Whether a relative has a record elsewhere makes no difference, so that
    nothing can be learned from it.
    """
    if _social_care_staff(user):
        return visible_people(user)
    return Person.objects.filter(pk__in=visible_children(user).values("pk"))


def sees_confidential_addresses(user: User) -> bool:
    """Whether the person may see addresses that are marked confidential."""
    return user.is_active and _social_care_staff(user)


def visible_addresses(user: User) -> QuerySet[Address]:
    """The addresses `user` may see and search by; confidential ones for social care staff alone."""
    addresses = Address.objects.filter(person__in=fully_visible_people(user).values("pk"))
    return addresses if sees_confidential_addresses(user) else addresses.filter(is_confidential=False)


def require_person(user: User, action: Action, person: Person) -> None:
    """As `require`, for someone who may have no record of their own.

    Somebody not yet tied to any child (just made, say, and about to get a record) is open to whoever
    may do `action`.
    """
    untied = ~Exists(Child.objects.filter(pk=OuterRef("pk"))) & ~Exists(
        Relationship.objects.filter(Q(person=OuterRef("pk")) | Q(relative_of=OuterRef("pk")))
    )
    if (
        not visible_people(user).filter(pk=person.pk).exists()
        and not Person.objects.filter(untied, pk=person.pk).exists()
    ):
        raise NotVisibleError
    if not may(user, action):
        raise NotPermittedError(action.value)


def readable_sensitivities(user: User) -> list[Sensitivity]:
    """The sensitivities of other agencies' lines that `user` may read."""
    return [level for level, who in SENSITIVITY_READERS.items() if who(user)]


def writable_sensitivities(user: User) -> list[Sensitivity]:
    """How confidential `user` may mark a line: whatever they could read, and their own agency's."""
    readable = readable_sensitivities(user)
    return [level for level in Sensitivity if level in readable or level == Sensitivity.OWN_AGENCY]


def visible_events(user: User) -> QuerySet[Event]:
    """The lines of visible children's chronologies that `user` may read."""
    own = Q(agency=user.agency_id) & ~Q(sensitivity=Sensitivity.SUPERVISION)
    return Event.objects.filter(
        Q(sensitivity__in=readable_sensitivities(user)) | own | Q(recorded_by=user),
        child__in=visible_children(user).values("pk"),
    )


def sent_referrals(user: User) -> QuerySet[Referral]:
    """The referrals of the side that `user` works on: their own, their team's, their agency's for its
    safeguarding leads."""
    if not user.is_active or not _professional(user):
        return Referral.objects.none()
    mine = Q(author=user)
    if user.team_id:
        mine |= Q(author__team=user.team_id)
    if user.is_safeguarding_lead:
        mine |= Q(agency=user.agency_id)
    return Referral.objects.filter(mine)


def may_see_referrer(user: User, referral: Referral) -> bool:
    """Whether the person who reported the concern may be named to `user`: one who asked to stay anonymous
    is known to the front door and to who wrote their words down, and to nobody else."""
    if not referral.referrer_is_anonymous:
        return True
    return user.pk == referral.author_id or may(user, Action.WORK_FRONT_DOOR)


def visible_referrals(user: User) -> QuerySet[Referral]:
    """The referrals `user` may read: their own, their team's, their agency's for its safeguarding
    leads; all for the front door; for other social care staff those of children they may see.

    A referral that was matched to a restricted record is left out for everyone not named on it,
    but for the side that wrote it, which learns nothing of the match.
    """
    if not user.is_active or not _professional(user):
        return Referral.objects.none()
    if not _social_care_staff(user):
        return sent_referrals(user)
    matched = ReferralChild.objects.filter(referral=OuterRef("pk"), child__isnull=False)
    visible = visible_children(user).values("pk")
    hidden = Exists(matched.filter(child__is_restricted=True).exclude(child__in=visible))
    if _front_door(user):
        return Referral.objects.filter(Q(author=user) | ~hidden)
    return Referral.objects.filter(Q(author=user) | (Exists(matched.filter(child__in=visible)) & ~hidden))


def reads_as_front_door(user: User) -> bool:
    """Whether the person reads referrals as social care does (with record, digest and decision)."""
    return _social_care_staff(user)


def visible_referral_children(user: User) -> QuerySet[ReferralChild]:
    """The children's parts of the referrals that `user` may work on at the front door.

    One child's restricted record hides the whole referral, as in `visible_referrals`: its text is
    about all of its children.
    """
    if not may(user, Action.WORK_FRONT_DOOR):
        return ReferralChild.objects.none()
    hidden = Q(child__is_restricted=True) & ~Q(child__in=visible_children(user).values("pk"))
    return ReferralChild.objects.filter(referral__in=visible_referrals(user).values("pk")).exclude(hidden)


def visible_deadlines(user: User) -> QuerySet[Deadline]:
    """The time limits `user` may see: of visible children; for the front door of referrals not yet matched
    (or matched to a record they may open); of supervision their own, and all for social care's managers."""
    seen = Q(child__in=visible_children(user).values("pk"), about_worker=None) | Q(about_worker=user)
    if may(user, Action.MANAGE_CASE):
        seen |= Q(about_worker__isnull=False)
    if may(user, Action.WORK_FRONT_DOOR):
        seen |= Q(child=None, referral_child__in=visible_referral_children(user).values("pk"))
    return Deadline.objects.filter(seen)


def own_drafts(user: User) -> QuerySet[Draft]:
    """What the person is typing; nobody sees another's drafts."""
    return Draft.objects.filter(author=user)


def get_child(
    user: User,
    reference: str,
    action: Action,
    *,
    at: datetime,
    origin: log.Origin,
    look: Look = Look.READ,
) -> Child:
    """The child with this reference, logged as looked at.

    Raises NotVisibleError (404) when there is none or it may not be seen, NotPermittedError (403)
    when it may be seen but `action` may not be done.
    """
    children = visible_children(user).select_related("person", "allocated_to", "team__agency")
    marked = children.annotate(is_named=_named(user), is_in_granted_group=_in_a_granted_group(user))
    child = marked.filter(reference=reference.upper()).first()
    if child is None:
        raise NotVisibleError
    allowed = may(user, action)
    log.write(
        by=user,
        at=at,
        action=look if allowed else Look.REFUSED,
        basis=_basis(child),
        origin=origin,
        child_key=child.pk,
        reference=child.reference,
    )
    if not allowed:
        raise NotPermittedError(action.value)
    return child


def basis_of(user: User, child_key: int) -> Basis:
    """Why `user` sees a child that they may see, for the access log."""
    marked = Child.objects.annotate(is_named=_named(user), is_in_granted_group=_in_a_granted_group(user))
    return _basis(marked.get(pk=child_key))


def _basis(child: Child) -> Basis:
    if child.is_restricted:
        return Basis.NAMED_USER
    marks = cast(dict[str, bool], vars(child))
    involved = marks["is_named"] or marks["is_in_granted_group"]
    return Basis.INVOLVEMENT if involved else Basis.OPEN_ACCESS


def get_referral(
    user: User, reference: str, *, at: datetime, origin: log.Origin, look: Look = Look.READ
) -> Referral:
    """The referral with this reference, logged as looked at; raises NotVisibleError (404)."""
    referral = (
        visible_referrals(user)
        .select_related("author__agency", "agency")
        .filter(reference=reference.upper())
        .first()
    )
    if referral is None:
        raise NotVisibleError
    own = referral.author_id == user.pk or not reads_as_front_door(user)
    log.write(
        by=user,
        at=at,
        action=look,
        basis=Basis.OWN_WORK if own else Basis.OPEN_ACCESS,
        origin=origin,
        reference=referral.reference,
    )
    return referral


def named_users(child_keys: Iterable[int]) -> dict[int, frozenset[int]]:
    """The keys of the users named on each of these children's records, for telling them of it."""
    named: dict[int, set[int]] = {}
    grants = ChildUserGrant.objects.filter(content_object__in=list(child_keys))
    for child_key, user_key in grants.values_list("content_object", "user"):
        named.setdefault(child_key, set()).add(user_key)
    return {child_key: frozenset(users) for child_key, users in named.items()}
