"""Every change of a child's record in words: what was there, what is there, who, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Field, Model, Q

from cases import access, access_documents, access_sharing
from cases.models import (
    Address,
    Child,
    ContactDetail,
    Deadline,
    Document,
    EpisodeOfNeed,
    Involvement,
    Person,
    PersonName,
    Plan,
    ReferralDecision,
    Relationship,
    Sharing,
    Warning,
)
from cases.queries.records import day
from safeguarding.accounts.models import Agency, Team, User
from safeguarding.rules import codes
from safeguarding.rules.london_time import LONDON, at_hour
from safeguarding.rules.timescales import TIMESCALES

_QUIET: Final = frozenset(
    {
        *("id", "version", "searched", "sounds", "created_at", "child", "referral_child"),
        # What the history says already: who and when; and what only the service reads.
        *("decided_at", "decided_by", "digest", "suggestion", "criteria"),
        *("starts_at", "due_at", "alert_stage", "next_alert_at"),
    }
)
CHANGES_ON_A_PAGE: Final = 50
_THE_SERVICE: Final = "The service"
_CODES: Final[Mapping[str, codes.CodeList]] = {
    "ethnicity": codes.ETHNICITY,
    "disabilities": codes.DISABILITY,
    "upn_unknown_reason": codes.UPN_UNKNOWN,
    "primary_need": codes.PRIMARY_NEED,
    "closure_reason": codes.CLOSURE_REASON,
    "category": codes.CATEGORY_OF_ABUSE,
}
# Where the column's own name isn't how people say it.
_LABELS: Final[Mapping[str, str]] = {
    "is_confidential": "Confidential",
    "is_safe": "Safe to use",
    "is_restricted": "Seen by named people only",
    "in_household": "Lives with the child",
    "given_name": "First name",
    "family_name": "Last name",
    "text": "Warning",
    "user": "Person",
    "ended_at": "Ended on",
    "opened_on": "Opened on",
    "rule_id": "Time limit",
    "due_on": "Last day",
    "told_at": "Referrer told",
    "told_how": "Told how",
}
_HIDDEN: Final = "Confidential"
_PLACE: Final = frozenset({"lines", "postcode", "confidential_reason"})


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that changed, under the name people know it by."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One saving of one part of the record. `row` names the part's own row, `key` this change of it."""

    at: datetime
    by: str
    by_key: int
    reason: str
    what: str
    part: str
    row: str
    key: str
    order: tuple[datetime, int, int]
    is_new: bool
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader narrows the list to; nothing of each means all. Both days are included; `row` is one
    row of one part, `person` is 0 for the service itself."""

    part: str = ""
    row: str = ""
    person: int | None = None
    since: date | None = None
    until: date | None = None

    @property
    def in_force(self) -> bool:
        """Whether anything is left out by them."""
        return bool(self.part or self.row or self.person is not None or self.since or self.until)

    def keep(self, change: Change) -> bool:
        """Whether the change is among what was asked for."""
        return (
            self.part in ("", change.part)
            and self.row in ("", change.row)
            and self.person in (None, change.by_key)
            and (self.since is None or change.at >= at_hour(self.since, 0))
            and (self.until is None or change.at < at_hour(self.until + timedelta(days=1), 0))
        )


@dataclass(frozen=True, slots=True)
class Changes:
    """One page of changes, and the keys of the next pages if any."""

    changes: list[Change]
    older: str = ""
    newer: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A table of the record, the word for a row of it, and which of its rows belong to the child.

    Rows with the same `line` are one thing's story: a decision made anew is compared with the one it
    replaces.
    """

    model: type[Model]
    word: str
    of: Callable[[User, Child], Q]
    line: str = ""

    @property
    def slug(self) -> str:
        """How the part is called in addresses."""
        return str(self.model._meta.model_name)


def _of_person(user: User, child: Child) -> Q:
    return Q(person_id=child.pk)


def _of_child(user: User, child: Child) -> Q:
    return Q(child_id=child.pk)


def _of_relatives(user: User, child: Child) -> Q:
    """Relationships with people the reader may see; the others are as if they weren't there."""
    visible = access.visible_people(user).values("pk")
    return Q(relative_of_id=child.pk, person_id__in=visible) | Q(
        person_id=child.pk, relative_of_id__in=visible
    )


def _of_referrals(user: User, child: Child) -> Q:
    """What hangs on the child's part of referrals that the reader may see."""
    referrals = access.visible_referrals(user).values("pk")
    return Q(referral_child__child_id=child.pk, referral_child__referral__in=referrals)


def _deadlines(user: User, child: Child) -> Q:
    return _of_child(user, child) | _of_referrals(user, child)


def _sharings(user: User, child: Child) -> Q:
    return Q(id__in=access_sharing.visible_sharings(user).filter(child=child).values("pk"))


_PARTS: Final = (
    _Part(Person, "Identity", lambda user, child: Q(id=child.pk)),
    _Part(Child, "Record", _of_person),
    _Part(PersonName, "Name", _of_person),
    _Part(Address, "Address", _of_person),
    _Part(ContactDetail, "Contact detail", _of_person),
    _Part(Relationship, "Relationship", _of_relatives),
    _Part(Involvement, "Involvement", _of_child),
    _Part(Warning, "Warning", _of_child),
    _Part(EpisodeOfNeed, "Time open to social care", _of_child),
    _Part(Plan, "Plan", _of_child),
    _Part(ReferralDecision, "Decision on a referral", _of_referrals, line="referral_child_id"),
    _Part(Deadline, "Time limit", _deadlines),
    _Part(Sharing, "Sharing", _sharings),
)
PART_CHOICES: Final = [(part.slug, part.word) for part in _PARTS]


def read(user: User, child: Child) -> list[Change]:
    """All changes of the record that `user` may see, the newest first; the caller has asked the gate."""
    rows = [(part, _rows(part, user, child)) for part in _PARTS]
    names = _Names([row for _, found in rows for row in found])
    hides = not access.sees_confidential_addresses(user)
    changes = [change for part, found in rows for change in _changes(part, found, names, hides)]
    changes.sort(key=lambda change: change.order, reverse=True)
    return changes


def people(changes: Iterable[Change]) -> list[tuple[int, str]]:
    """The keys and names of those who made the changes, by name."""
    return sorted({change.by_key: change.by for change in changes}.items(), key=lambda one: one[1])


def page(changes: Iterable[Change], *, filters: Filters, before: str = "", after: str = "") -> Changes:
    """The 50 changes that were asked for and follow the change whose key is `before`, or come just ahead of
    `after`; a key of no change of this record counts as none."""
    orders = {change.key: change.order for change in changes}
    kept = [change for change in changes if filters.keep(change)]
    start = 0
    if before in orders:
        start = sum(change.order >= orders[before] for change in kept)
    elif after in orders:
        start = max(0, sum(change.order > orders[after] for change in kept) - CHANGES_ON_A_PAGE)
    shown = kept[start : start + CHANGES_ON_A_PAGE]
    return Changes(
        changes=shown,
        older=shown[-1].key if start + len(shown) < len(kept) else "",
        newer=shown[0].key if shown and start else "",
    )


def _rows(part: _Part, user: User, child: Child) -> list[Any]:
    history: Any = part.model.history.model.objects  # type: ignore[attr-defined]
    return list(history.filter(part.of(user, child)).select_related("history_user").order_by("history_id"))


def _changes(part: _Part, rows: Iterable[Any], names: _Names, hides: bool) -> Iterable[Change]:
    fields = [one for one in part.model._meta.concrete_fields if _is_shown(part.model, one)]
    key_name = str(part.model._meta.pk.attname)
    last: dict[int, Any] = {}
    for row in rows:
        line = getattr(row, part.line or key_name)
        before, last[line] = last.get(line), row
        # Of something made anew only what it says counts, not what it doesn't say yet.
        renewed = before is not None and getattr(before, key_name) != getattr(row, key_name)
        differences = _differences(fields, before, row, names, hides=hides, renewed=renewed)
        if differences or before is None:
            yield Change(
                at=row.history_date,
                by=row.history_user.full_name if row.history_user else _THE_SERVICE,
                by_key=row.history_user_id or 0,
                reason=row.history_change_reason or "",
                what=part.word,
                part=part.slug,
                row=f"{part.slug}.{line}",
                key=f"{part.slug}.{row.history_id}",
                order=(row.history_date, _PARTS.index(part), row.history_id),
                is_new=before is None,
                differences=differences,
            )


def _is_shown(model: type[Model], one: Field[Any, Any]) -> bool:
    ours = one.name == "person" and model is not Relationship
    return one.name not in _QUIET and not ours


def _differences(
    fields: list[Field[Any, Any]], before: Any, row: Any, names: _Names, *, hides: bool, renewed: bool
) -> list[Difference]:
    found = []
    for one in fields:
        old = getattr(before, one.attname) if before is not None else None
        new = getattr(row, one.attname)
        if old == new or ((before is None or renewed) and new in (None, "", [], False)):
            continue
        texts = (names.words(one, old) if before is not None else "", names.words(one, new))
        if (
            hides
            and one.name in _PLACE
            and (row.is_confidential or getattr(before, "is_confidential", False))
        ):
            texts = (_HIDDEN, _HIDDEN)
        found.append(Difference(_label(one), *texts))
    return found


def _label(one: Field[Any, Any]) -> str:
    label = _LABELS.get(one.name) or str(one.verbose_name)
    return label[:1].upper() + label[1:]


class _Names:
    """Keys of people, users, agencies and teams turned into names, each kind in one query."""

    _KINDS: Final = (Person, User, Agency, Team)

    def __init__(self, rows: Iterable[Any]) -> None:
        keys: dict[type[Model], set[int]] = {kind: set() for kind in self._KINDS}
        for row in rows:
            for one in row._meta.concrete_fields:
                if one.is_relation and one.related_model in keys and one.name != "history_user":
                    keys[one.related_model].add(getattr(row, one.attname))
        self._names = {
            kind: {made.pk: str(made) for made in kind._default_manager.filter(pk__in=found - {None})}
            for kind, found in keys.items()
        }

    def words(self, one: Field[Any, Any], value: Any) -> str:
        """A value as people read it."""
        if value is None or value in ("", []):
            return ""
        if one.is_relation and isinstance(one.related_model, type):
            return self._names.get(one.related_model, {}).get(value, "")
        if one.name in _CODES:
            known = dict(_CODES[one.name])
            return ", ".join(
                str(known.get(code, code)) for code in (value if isinstance(value, list) else [value])
            )
        if one.name == "rule_id":
            return TIMESCALES[value].label
        return _plain(value) or str(dict(one.flatchoices or ()).get(value, value))


def _plain(value: Any) -> str:
    """Yes and no, days and instants as they are read; nothing for other values."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{day(value.astimezone(LONDON).date())}, {value.astimezone(LONDON):%H:%M}"
    return day(value) if isinstance(value, date) else ""
