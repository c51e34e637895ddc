"""Who can be allocated a child: skills, load, continuity, and what asks for a reason.

Published local reviews found workers who weren't matched to the child they were given. Nothing here stops a
manager but one thing: a specialist exploitation worker is never the only statutory case holder of a child.
Source: findings of local reviews (workers matched to children); the amounts are local, and no guidance sets
one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Skill(StrEnum):
    """What a worker is trained or experienced in."""

    NEGLECT = "neglect"
    SEXUAL_ABUSE = "sexual_abuse"
    DOMESTIC_ABUSE = "domestic_abuse"
    EXPLOITATION = "exploitation"
    DISABILITY = "disability"
    PRE_BIRTH = "pre_birth"
    LANGUAGE = "language"


SKILLS: Final = MappingProxyType(
    {
        Skill.NEGLECT: "Neglect",
        Skill.SEXUAL_ABUSE: "Sexual abuse and harmful sexual behaviour",
        Skill.DOMESTIC_ABUSE: "Domestic abuse",
        Skill.EXPLOITATION: "Exploitation",
        Skill.DISABILITY: "Disabled children",
        Skill.PRE_BIRTH: "Unborn children and babies",
        Skill.LANGUAGE: "Speaks the family’s language",
    }
)
# A post and not a skill: who holds it works beside a child's social worker.
SPECIALIST_POST: Final = "exploitation_post"
SPECIALIST_LABEL: Final = "Specialist exploitation worker"

_BY_CATEGORY: Final = MappingProxyType({"NEG": Skill.NEGLECT, "SAB": Skill.SEXUAL_ABUSE})
_BY_THEME: Final = MappingProxyType(
    {
        "neglect": Skill.NEGLECT,
        "home_conditions": Skill.NEGLECT,
        "sexual_abuse": Skill.SEXUAL_ABUSE,
        "harmful_sexual_behaviour": Skill.SEXUAL_ABUSE,
        "domestic_abuse": Skill.DOMESTIC_ABUSE,
        "child_sexual_exploitation": Skill.EXPLOITATION,
        "child_criminal_exploitation": Skill.EXPLOITATION,
    }
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many children one worker carries here: allocated, and of those on child protection plans."""

    children: int = 18
    protection: int = 9

    @property
    def refusal(self) -> str:
        """Why these can't stand, or nothing."""
        if self.protection < 1:
            return "Each number is 1 or more"
        if self.protection > self.children:
            return "A worker can’t carry more child protection plans than children"
        return ""


DEFAULTS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Need:
    """What is known of a child that asks for a skill: born or not, disabilities, language, plans, themes."""

    is_unborn: bool = False
    is_disabled: bool = False
    needs_interpreter: bool = False
    categories: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A worker as far as the rule asks: skills, how many children they carry, whether they are away.

    ``children`` and ``protection`` are counted without the child who is to be allocated.
    """

    skills: frozenset[str] = frozenset()
    children: int = 0
    protection: int = 0
    is_away: bool = False
    is_specialist: bool = False


class Mismatch(StrEnum):
    """What asks a manager for the reason of their choice."""

    SKILL = "skill"
    LOAD = "load"
    PROTECTION = "protection"
    CONTINUITY = "continuity"


MISMATCHES: Final = MappingProxyType(
    {
        Mismatch.SKILL: "No worker’s skill that was asked for",
        Mismatch.LOAD: "More children than the local limit",
        Mismatch.PROTECTION: "More child protection plans than the local limit",
        Mismatch.CONTINUITY: "Another worker knows the child and could take them",
    }
)


def suggested(need: Need) -> tuple[Skill, ...]:
    """The skills that what is known of a child asks for, in the order of the list; the manager decides."""
    found = {_BY_CATEGORY[each] for each in need.categories if each in _BY_CATEGORY}
    found |= {_BY_THEME[each] for each in need.themes if each in _BY_THEME}
    facts = (
        (need.is_unborn, Skill.PRE_BIRTH),
        (need.is_disabled, Skill.DISABILITY),
        (need.needs_interpreter, Skill.LANGUAGE),
    )
    found |= {skill for holds, skill in facts if holds}
    return tuple(skill for skill in SKILLS if skill in found)


def is_full(candidate: Candidate, *, on_protection_plan: bool, limits: Limits = DEFAULTS) -> bool:
    """Whether one more child is over the local load limit."""
    return bool(_load(candidate, on_protection_plan, limits))


def mismatches(
    chosen: Candidate,
    *,
    wanted: Collection[str] = (),
    on_protection_plan: bool = False,
    knows_the_child: bool = False,
    earlier: Iterable[Candidate] = (),
    limits: Limits = DEFAULTS,
) -> tuple[Mismatch, ...]:
    """What asks for a reason when `chosen` is allocated the child.

    ``wanted`` are the skills asked for: each missing one counts. ``earlier`` are the other workers who held
    the child before and still work here: passing them over counts where one of them isn't away and has room,
    and `chosen` is none of them (``knows_the_child``).
    """
    found = [Mismatch.SKILL] if not set(wanted) <= chosen.skills else []
    found += _load(chosen, on_protection_plan, limits)
    if not knows_the_child and any(_could_take(each, on_protection_plan, limits) for each in earlier):
        found.append(Mismatch.CONTINUITY)
    return tuple(found)


def refusal(chosen: Candidate) -> str:
    """Why somebody can't be a child's only statutory case holder, or nothing."""
    if not chosen.is_specialist:
        return ""
    return (
        "A specialist exploitation worker can’t be the only statutory case holder of a child. "
        "Allocate a social worker, and involve the specialist beside them"
    )


def _load(candidate: Candidate, on_protection_plan: bool, limits: Limits) -> list[Mismatch]:
    found = []
    if candidate.children + 1 > limits.children:
        found.append(Mismatch.LOAD)
    if on_protection_plan and candidate.protection + 1 > limits.protection:
        found.append(Mismatch.PROTECTION)
    return found


def _could_take(candidate: Candidate, on_protection_plan: bool, limits: Limits) -> bool:
    is_free = not candidate.is_away and not candidate.is_specialist
    return is_free and not _load(candidate, on_protection_plan, limits)
