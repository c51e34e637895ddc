"""Who could take a child: load, skills, who knows the child, who is away; and what doesn't match."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from cases import access, access_plans
from cases.allocation_states import SKILL_WORDS
from cases.models import Child, Involvement, Plan
from cases.queries import choices
from cases.queries.allocation_loads import (
    UNSKILLED,
    Carrying,
    Skilled,
    carrying,
    limits_in_force,
    skilled,
)
from cases.states import InvolvementRole, PlanKind
from safeguarding.accounts import cover_queries
from safeguarding.accounts.models import Cover, User
from safeguarding.rules import ages
from safeguarding.rules import allocation as rules
from safeguarding.rules.allocation import Limits, Mismatch, Skill
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import plural

# More in the table would hide the best; the list to choose from has everybody.
SHOWN: Final = 12


@dataclass(frozen=True, slots=True)
class Candidate:
    """One worker, as whoever allocates sees them; `knew_until` is None for who holds the child now."""

    worker: User
    carried: Carrying
    skilled: Skilled
    facts: rules.Candidate
    away: Cover | None
    knows_the_child: bool
    knew_until: date | None
    is_holder: bool

    @property
    def in_short(self) -> str:
        """What tells them apart in a list: load, skills, whether they are away."""
        parts = [
            plural(self.carried.children, "child", "children"),
            *self.skilled.words,
            *(["knows the child"] if self.knows_the_child else []),
            *(["away"] if self.away else []),
        ]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a choice for one child is weighed by: everybody, the limits, and what is known of the child."""

    candidates: dict[int, Candidate]
    limits: Limits
    on_protection_plan: bool
    suggested: tuple[Skill, ...]

    def mismatches(self, chosen: int, wanted: Collection[str]) -> tuple[Mismatch, ...]:
        """What asks for a reason; nothing where the chosen worker holds the child already."""
        one = self.candidates[chosen]
        if one.is_holder:
            return ()
        return rules.mismatches(
            one.facts,
            wanted=wanted,
            on_protection_plan=self.on_protection_plan,
            knows_the_child=one.knows_the_child,
            earlier=[each.facts for each in self._earlier],
            limits=self.limits,
        )

    def in_words(self, chosen: int, wanted: Collection[str]) -> list[str]:
        """What doesn't match, in words."""
        one = self.candidates[chosen]
        told = {
            Mismatch.SKILL: "is not skilled in " + " or ".join(self._lacking(one, wanted)),
            Mismatch.LOAD: f"carries {plural(one.carried.children, 'child', 'children')}"
            f" and the limit here is {self.limits.children}",
            Mismatch.PROTECTION: f"carries {plural(one.carried.protection, 'child protection plan')}"
            f" and the limit here is {self.limits.protection}",
            Mismatch.CONTINUITY: "doesn’t know the child, and "
            + " and ".join(each.worker.full_name for each in self._earlier if self._has_room(each))
            + " could take them",
        }
        return [told[each] for each in self.mismatches(chosen, wanted)]

    def ranked(self) -> list[Candidate]:
        """Everybody, the best first: who knows the child, who matches what is suggested, the least loaded."""
        return sorted(self.candidates.values(), key=self._order)

    @property
    def _earlier(self) -> list[Candidate]:
        found = (each for each in self.candidates.values() if each.knows_the_child and not each.is_holder)
        return sorted(found, key=lambda each: each.worker.full_name)

    def _has_room(self, one: Candidate) -> bool:
        full = rules.is_full(one.facts, on_protection_plan=self.on_protection_plan, limits=self.limits)
        return not (full or one.away or one.facts.is_specialist)

    def _lacking(self, one: Candidate, wanted: Collection[str]) -> list[str]:
        return [SKILL_WORDS[each] for each in SKILL_WORDS if each in set(wanted) - one.facts.skills]

    def _order(self, one: Candidate) -> tuple[bool, bool, bool, bool, int, int, str]:
        return (
            one.facts.is_specialist,
            not one.knows_the_child,
            one.away is not None,
            not self._has_room(one),
            -len(one.facts.skills & set(self.suggested)),
            one.carried.children,
            one.worker.full_name,
        )


def ground(user: User, child: Child, *, now: datetime, among: Iterable[User] | None = None) -> Ground:
    """Everybody who could take the child (or those of them `among` whom one is chosen, and who knew the
    child), in a fixed number of statements."""
    history = _history(child)
    knew = {key: london_date(until) if until else None for key, until in history.items()}
    everybody = choices.social_workers() if among is None else _with_earlier(among, history)
    keys = [each.pk for each in everybody]
    loads, skills = carrying(user, keys, now=now, but=child), skilled(user, keys)
    away = {each.user_id: each for each in _away(keys, london_date(now))}
    plans = list(access_plans.visible_plans(user).filter(child=child, ended_on=None, authority=""))
    language = child.person.first_language
    return Ground(
        candidates={
            each.pk: Candidate(
                worker=each,
                carried=loads[each.pk],
                skilled=skills.get(each.pk, UNSKILLED),
                facts=_facts(loads[each.pk], skills.get(each.pk, UNSKILLED), language, each.pk in away),
                away=away.get(each.pk),
                knows_the_child=each.pk in knew,
                knew_until=knew.get(each.pk),
                is_holder=child.allocated_to_id == each.pk,
            )
            for each in everybody
        },
        limits=limits_in_force(),
        on_protection_plan=any(plan.kind == PlanKind.CHILD_PROTECTION for plan in plans),
        suggested=rules.suggested(_need(user, child, plans, language)),
    )


def _facts(load: Carrying, skills: Skilled, language: str, is_away: bool) -> rules.Candidate:
    return rules.Candidate(
        skills=skills.for_language(language),
        children=load.children,
        protection=load.protection,
        is_away=is_away,
        is_specialist=skills.is_specialist,
    )


def _with_earlier(among: Iterable[User], history: dict[int, datetime | None]) -> list[User]:
    chosen = {each.pk: each for each in among}
    return [
        *chosen.values(),
        *(each for each in choices.social_workers() if each.pk in history.keys() - chosen),
    ]


def _history(child: Child) -> dict[int, datetime | None]:
    """Who was the child's social worker, by key, and until when last; None for who still is."""
    rows = Involvement.objects.filter(
        child=child, role=InvolvementRole.LEAD_SOCIAL_WORKER, user__isnull=False
    ).order_by("since")
    return {key: until for key, until in rows.values_list("user", "until") if key is not None}


def _away(workers: Collection[int], today: date) -> list[Cover]:
    return list(cover_queries.holding(today).filter(user__in=workers).select_related("deputy"))


def _need(user: User, child: Child, plans: list[Plan], language: str) -> rules.Need:
    person = child.person
    themes = access.visible_events(user).filter(child=child).exclude(themes=[]).order_by("-occurred_at")
    return rules.Need(
        is_unborn=ages.is_unborn(person.date_of_birth, person.expected_date),
        is_disabled=bool(set(person.disabilities) - {"NONE"}),
        needs_interpreter=person.interpreter_needed and bool(language),
        categories=frozenset(plan.category for plan in plans if plan.category),
        themes=frozenset(one for found in themes.values_list("themes", flat=True)[:20] for one in found),
    )
