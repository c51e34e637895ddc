"""Finding looks that somebody should ask about, and recording what came of asking."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Address, Person, PersonName
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import AgencyKind, Role, TeamFunction, User
from safeguarding.audit.models import AccessLog, AccessReview, Action, Basis, ReviewOutcome
from safeguarding.notifications.services import notify
from safeguarding.rules import unusual_access as rules
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.rules.working_days import england_and_wales

# LOCAL: days back to which a night that was missed is made up for.
CATCH_UP_DAYS: Final = 7
# LOCAL: for so long one answer holds for the same person, record and reasons.
ANSWER_HOLDS: Final = timedelta(days=90)
_DUTY_AGENCIES: Final = frozenset({AgencyKind.POLICE, AgencyKind.HOSPITAL})

Pair = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class _Found:
    """One item to be: whose looks, at which record (None: the day as a whole), why, on what lines."""

    user: int
    child: int | None
    reference: str
    reasons: tuple[str, ...]
    lines: tuple[int, ...]


def build(*, at: datetime, days: int = CATCH_UP_DAYS) -> int:
    """Make the review items of the last `days` whole days; returns how many are new.

    A day that was gone through before adds nothing, and two runs at once make each item once.
    """
    today = london_date(at)
    made = sum(build_day(day=today - timedelta(days=back), at=at) for back in range(days, 0, -1))
    if made:
        _tell(made, at=at)
    return made


@as_service(Service.ACCESS_REVIEW)
def build_day(*, day: date, at: datetime) -> int:
    """Make the review items of one day in London; returns how many are new. A constant number of reads."""
    found = _find(day)
    if not found:
        return 0
    # Two runs at once must not both find that an item isn't there yet.
    list(User.objects.filter(pk__in={one.user for one in found}).order_by("pk").select_for_update())
    known = _known(found, day)
    made = [one for one in found if not _answered(one, day, known.get((one.user, one.child), []))]
    for one in made:
        AccessReview(
            user_id=one.user,
            day=day,
            child_key=one.child,
            reference=one.reference,
            reasons=list(one.reasons),
            evidence=list(one.lines),
            created_at=at,
        ).record(by=None, at=at, reason="Found by the nightly check")
    return len(made)


@transaction.atomic
def review(*, item: AccessReview, outcome: ReviewOutcome, note: str, by: User, at: datetime) -> AccessReview:
    """Record what came of asking, once.

    Raises DomainError with the field, ChangedMeanwhileError when somebody has reviewed it already.
    """
    access.require(by, access.Action.REVIEW_LOOKS)
    item = AccessReview.objects.select_for_update().get(pk=item.pk)
    if item.reviewed_at is not None:
        raise ChangedMeanwhileError("Somebody has already reviewed this")
    if item.user_id == by.pk:
        raise DomainError("These are your own looks. Somebody else has to review them")
    if not note.strip():
        raise DomainError("Say what you found out", field="note")
    item.outcome, item.note = outcome, note.strip()
    item.reviewed_at, item.reviewed_by = at, by
    item.record(by=by, at=at, reason="Reviewed")
    return item


def _tell(made: int, *, at: datetime) -> None:
    """The partnership's office hears how many there are, and nothing of them."""
    notify(
        recipients=User.objects.filter(role=Role.PARTNERSHIP_ADMIN, is_active=True),
        key=f"access_reviews:{at.isoformat()}",
        kind="access_reviews",
        text=f"There {'is a look' if made == 1 else f'are {made} looks'} to ask about",
        path=reverse("access_reviews"),
        at=at,
    )


def _find(day: date) -> list[_Found]:
    rows = list(
        AccessLog.objects.filter(at__gte=at_hour(day, 0), at__lt=at_hour(day + timedelta(days=1), 0))
        .exclude(reference="")
        .exclude(action__in=[Action.SEARCH, Action.SIGN_IN, Action.REFUSED])
        .exclude(basis__in=[Basis.NONE, Basis.OWN_WORK])
        .order_by("at", "pk")
    )
    users = User.objects.select_related("agency", "team").in_bulk({row.user_id for row in rows})
    return [*_about_children(rows, users), *_about_days(rows, users)]


def _about_children(rows: Iterable[AccessLog], users: Mapping[int, User]) -> Iterable[_Found]:
    pairs: dict[tuple[int, int], list[AccessLog]] = defaultdict(list)
    for row in rows:
        if row.child_key is not None:
            pairs[row.user_id, row.child_key].append(row)
    children = {child for _, child in pairs}
    names, postcodes = _family_names(children), _postcodes(children)
    for (user, child), looks in pairs.items():
        reasons = rules.about_child(
            user_name=users[user].full_name,
            user_postcode=users[user].home_postcode,
            family_names=names[child],
            postcodes=postcodes[child],
        )
        if reasons:
            lines = tuple(look.pk for look in looks)
            yield _Found(user, child, looks[0].reference, tuple(reasons), lines)


def _about_days(rows: Iterable[AccessLog], users: Mapping[int, User]) -> Iterable[_Found]:
    by_user: dict[int, list[rules.Seen]] = defaultdict(list)
    for row in rows:
        by_open_access = row.basis == Basis.OPEN_ACCESS
        by_user[row.user_id].append(rules.Seen(row.pk, row.at, row.child_key, by_open_access))
    for key, looks in by_user.items():
        user = users[key]
        at_door = user.team is not None and user.team.function == TeamFunction.FRONT_DOOR
        found = rules.about_day(
            looks,
            calendar=england_and_wales(),
            has_duty_hours=at_door or user.agency.kind in _DUTY_AGENCIES,
            takes_new_concerns=at_door,
        )
        if found:
            lines = sorted({line for rested in found.values() for line in rested})
            yield _Found(key, None, "", tuple(found), tuple(lines))


def _family_names(children: Iterable[int]) -> dict[int, set[str]]:
    names: dict[int, set[str]] = defaultdict(set)
    for model, key in ((Person, "pk"), (PersonName, "person_id")):
        found = model._default_manager.filter(**{f"{key}__in": children})
        for child, name in found.values_list(key, "family_name"):
            names[child].add(name)
    return names


def _postcodes(children: Iterable[int]) -> dict[int, set[str]]:
    """Present addresses alone, confidential ones too: the item doesn't say which address it was."""
    postcodes: dict[int, set[str]] = defaultdict(set)
    present = Address.objects.filter(person__in=children, until=None).exclude(postcode="")
    for child, postcode in present.values_list("person_id", "postcode"):
        postcodes[child].add(postcode)
    return postcodes


def _known(found: list[_Found], day: date) -> dict[Pair, list[AccessReview]]:
    """Items of the same people and records within the time for which an answer holds, either way."""
    known: dict[Pair, list[AccessReview]] = defaultdict(list)
    near = Q(day__gte=day - ANSWER_HOLDS, day__lte=day + ANSWER_HOLDS)
    for item in AccessReview.objects.filter(near, user__in={one.user for one in found}):
        known[item.user_id, item.child_key].append(item)
    return known


def _answered(one: _Found, day: date, items: Iterable[AccessReview]) -> bool:
    """Whether the same is on the list already: this very day, or, for one child's record, another day whose
    item still waits or was answered as part of their work."""
    settled = {"", ReviewOutcome.EXPECTED}
    return any(
        item.day == day
        or (one.child is not None and item.outcome in settled and set(one.reasons) <= set(item.reasons))
        for item in items
    )
