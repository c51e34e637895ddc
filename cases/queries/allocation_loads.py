"""What workers carry: children, plans, unborn children, what is overdue, supervision; for whoever asks.

Counted as far as the reader may see the children. Who was closed to social care isn't carried any more, even
while somebody is still named on the record.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, When

from cases import access, access_allocation
from cases.allocation_states import SKILL_WORDS
from cases.models import AllocationLimits, Child, Deadline, EpisodeOfNeed, Plan
from cases.queries.worklist_scope import HOLDER, OPEN
from cases.states import PlanKind
from safeguarding.accounts.models import User
from safeguarding.rules.allocation import DEFAULTS, SPECIALIST_POST, Limits, Skill

# Supervision that is due within so many days counts as due.
SOON: Final = timedelta(days=7)
_OF_PLANS: Final = {
    "protection": PlanKind.CHILD_PROTECTION,
    "in_need": PlanKind.CHILD_IN_NEED,
}


@dataclass(frozen=True, slots=True)
class Carrying:
    """How many children, by plan; how many unborn; time limits overdue; supervisions due or overdue."""

    children: int = 0
    protection: int = 0
    in_need: int = 0
    unborn: int = 0
    overdue: int = 0
    supervision: int = 0


@dataclass(frozen=True, slots=True)
class Skilled:
    """One worker's skills: their codes, the languages they speak, and all of it in words."""

    codes: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def is_specialist(self) -> bool:
        """Whether they hold the post of a specialist exploitation worker."""
        return SPECIALIST_POST in self.codes

    def for_language(self, language: str) -> frozenset[str]:
        """The codes, with the language skill only where it is this language; any, where none is known."""
        speaks = not language or language.casefold() in {each.casefold() for each in self.languages}
        return self.codes if speaks else self.codes - {Skill.LANGUAGE}


UNSKILLED: Final = Skilled()


def limits_in_force() -> Limits:
    """The partnership's newest numbers, or the defaults."""
    row = AllocationLimits.objects.first()
    return DEFAULTS if row is None else Limits(row.children, row.protection)


def limits_so_far() -> list[AllocationLimits]:
    """The partnership's own numbers, the newest first."""
    return list(AllocationLimits.objects.select_related("set_by"))


def carried_children(user: User) -> QuerySet[Child]:
    """The children whom `user` sees and whom somebody carries: allocated, and not closed to social care."""
    episodes = EpisodeOfNeed.objects.filter(child=OuterRef("pk"))
    is_carried = Exists(episodes.filter(closed_on=None)) | ~Exists(episodes)
    return access.visible_children(user).filter(is_carried, allocated_to__isnull=False)


def carrying(
    user: User, workers: Collection[int], *, now: datetime, but: Child | None = None
) -> dict[int, Carrying]:
    """What each of these workers (by key) carries, without the child `but`; in three statements."""
    children = carried_children(user).filter(allocated_to__in=workers)
    if but is not None:
        children = children.exclude(pk=but.pk)
    plans = Plan.objects.filter(child=OuterRef("pk"), ended_on=None, authority="")
    has = {f"has_{name}": Exists(plans.filter(kind=kind)) for name, kind in _OF_PLANS.items()}
    unborn = Q(person__date_of_birth=None, person__expected_date__isnull=False)
    counted = (
        children.order_by()
        .annotate(**has)
        .values("allocated_to")
        .annotate(
            children=Count("pk"),
            unborn=Count("pk", filter=unborn),
            **{name: Count("pk", filter=Q(**{f"has_{name}": True})) for name in _OF_PLANS},
        )
    )
    found = {row.pop("allocated_to"): row for row in counted.values("allocated_to", *_COUNTED)}
    overdue, supervision = _overdue(user, workers, now), _supervision(user, workers, now)
    return {
        key: Carrying(**found.get(key, {}), overdue=overdue.get(key, 0), supervision=supervision.get(key, 0))
        for key in workers
    }


_COUNTED: Final = ("children", "unborn", *_OF_PLANS)


def skilled(user: User, workers: Collection[int]) -> dict[int, Skilled]:
    """What each of these workers (by key) is skilled in; those without any are left out."""
    rows = access_allocation.visible_skills(user).filter(user__in=workers, ended_at=None)
    by_worker: dict[int, list[tuple[str, str]]] = {}
    for key, skill, detail in rows.values_list("user", "skill", "detail"):
        by_worker.setdefault(key, []).append((skill, detail))
    return {key: _skilled(held) for key, held in by_worker.items()}


def _skilled(held: list[tuple[str, str]]) -> Skilled:
    order = list(SKILL_WORDS)
    held.sort(key=lambda each: (order.index(each[0]), each[1]))
    return Skilled(
        codes=frozenset(skill for skill, _ in held),
        languages=tuple(detail for _, detail in held if detail),
        words=tuple(detail or SKILL_WORDS[skill] for skill, detail in held),
    )


def _overdue(user: User, workers: Collection[int], now: datetime) -> dict[int, int]:
    late = access.visible_deadlines(user).filter(OPEN, paused_at=None, due_at__lte=now)
    return _by(late.annotate(of=HOLDER).filter(of__in=workers))


def _supervision(user: User, workers: Collection[int], now: datetime) -> dict[int, int]:
    """Of the worker themselves, and of the children whom they hold."""
    due = access.visible_deadlines(user).filter(
        OPEN, paused_at=None, due_at__lte=now + SOON, rule_id__startswith="supervision"
    )
    whose = Case(When(about_worker__isnull=False, then=F("about_worker")), default=F("child__allocated_to"))
    return _by(due.annotate(of=whose).filter(of__in=workers))


def _by(rows: QuerySet[Deadline]) -> dict[int, int]:
    of: Any = "of"
    return dict(rows.order_by().values_list(of).annotate(Count("pk")))
