"""One quieter family: who they are, where they live, which agencies know them, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from cases.states import InvolvementRole, ReferralOutcome
from safeguarding.demo.happenings import Joins
from safeguarding.demo.people import Who
from safeguarding.demo.quiet import concerns, names, outcomes
from safeguarding.demo.quiet.concerns import Concern
from safeguarding.demo.quiet.kin import Home
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.story import Step
from safeguarding.demo.when import Ago

_SCHOOLS = {"school": "Ashfield Primary School", "other_school": "Beacon High School"}


@dataclass(frozen=True)
class Drawn:
    """A family as it was drawn: its children by key with their ages in years."""

    name: str
    people: tuple[Who, ...]
    ties: tuple[Step, ...]
    ages: dict[str, int]
    mother: str

    @property
    def children(self) -> tuple[str, ...]:
        """The children's keys, the eldest first."""
        return tuple(self.ages)


def draw(random: Random, *, since: Ago) -> Drawn:
    """Draw a family that has been on record since then."""
    kind = names.heritage(random)
    family = random.choice(kind.families)
    count = random.choices((1, 2, 3, 4), (30, 40, 22, 8))[0]
    mother = Who(
        key="mother",
        given=random.choice(kind.women),
        family=family if random.random() < 0.7 else random.choice(kind.families),
        sex="F",
        age=(random.randint(24, 46), random.randint(0, 11)),
        known=since,
    )
    ages = sorted(random.sample(range(_years(since), 17), count), reverse=True)
    children = _children(random, kind, family, ages=ages, since=since)
    father = Who(
        key="father",
        given=random.choice(kind.men),
        family=family,
        sex="M",
        age=(random.randint(26, 52), random.randint(0, 11)),
        known=since,
    )
    adults = (mother, father) if random.random() < 0.75 else (mother,)
    people = (*adults, *children)
    keys = {child.key: age for child, age in zip(children, ages, strict=True)}
    return Drawn(
        name=family,
        people=people,
        ties=_ties(random, people, keys, since),
        ages=keys,
        mother=mother.given,
    )


def _years(since: Ago) -> int:
    """The youngest, in whole years, that a child can be who was on record then."""
    return since.years + (31 * since.months + since.days) // 365 + 1


def _children(random: Random, kind: names.Heritage, family: str, *, ages: list[int], since: Ago) -> list[Who]:
    """Children of these ages, no two of one name."""
    girls = random.sample(kind.girls, len(ages))
    boys = random.sample(kind.boys, len(ages))
    found = []
    for index, age in enumerate(ages):
        girl = random.random() < 0.49
        found.append(
            Who(
                key=f"child{index}",
                given=girls[index] if girl else boys[index],
                family=family,
                sex="F" if girl else "M",
                age=(age, random.randint(1, 11)),
                record=since,
                facts=_facts(random, kind, age),
            )
        )
    return found


def _facts(random: Random, kind: names.Heritage, age: int) -> dict[str, Any]:
    facts: dict[str, Any] = {"ethnicity": kind.ethnicity, "first_language": kind.language}
    if random.random() < 0.1:
        facts["disabilities"] = [random.choice(("AUT", "LD", "MOB", "COMM", "BEH"))]
    if random.random() < 0.8:
        facts["nhs_number"] = names.nhs_number(random)
    if age >= 5 and random.random() < 0.7:
        facts["upn"] = names.upn(random)
    return facts


def _ties(random: Random, people: tuple[Who, ...], ages: dict[str, int], since: Ago) -> tuple[Step, ...]:
    lines, postcode = names.address(random)
    home = Home(
        when=since,
        name=next(who.family for who in people if who.key in ages),
        children=tuple(ages),
        lines=lines,
        postcode=postcode,
        father="father" if any(who.key == "father" for who in people) else "",
        father_at_home=random.random() < 0.6,
    )
    return (home, *_agencies(random, ages, since))


def _agencies(random: Random, ages: dict[str, int], when: Ago) -> list[Step]:
    groups: dict[tuple[str, InvolvementRole, str], list[str]] = {}
    for key, age in ages.items():
        if random.random() < 0.5:
            groups.setdefault(("gp", InvolvementRole.GP, "Registered at the practice"), []).append(key)
        if age < 4 and random.random() < 0.7:
            reason = ("health_visitor", InvolvementRole.HEALTH, "Health visiting")
            groups.setdefault(reason, []).append(key)
        elif age < 11 and random.random() < 0.4:
            groups.setdefault(("school", InvolvementRole.SCHOOL, "On roll"), []).append(key)
        elif age >= 11 and random.random() < 0.4:
            groups.setdefault(("other_school", InvolvementRole.SCHOOL, "On roll"), []).append(key)
    return [
        Joins(who=who, role=role, of=tuple(of), when=when, why=why) for (who, role, why), of in groups.items()
    ]


def referral(
    random: Random,
    family: Drawn,
    when: Ago | datetime,
    *,
    outcome: ReferralOutcome | None = None,
    is_decided: bool = True,
    key: str = "",
) -> Refers:
    """A referral that fits the family, decided with `outcome` (None: something that ended it)."""
    source = random.choices(list(concerns.SOURCES), list(concerns.SOURCES.values()))[0]
    concern, about = _fitting(random, family, source)
    is_public = source == "someone"
    anonymous = is_public and random.random() < 0.4
    more: dict[str, Any] = {}
    if is_public:
        more = {
            "is_for_someone_else": True,
            "referrer_is_anonymous": anonymous,
            "referrer_name": "" if anonymous else random.choice(("Mrs Proctor", "Mr Lyle", "Ivy Walmsley")),
            "referrer_phone": "" if anonymous else "01632 960877",
            "source_code": "9" if anonymous else random.choice(("1A", "1B")),
        }
    told_how = ("not_possible" if anonymous else "phone") if is_public else ""
    if random.random() < 0.2:
        more |= {"tool_used": "neglect_tool"} if "neglect" in concern.themes else {}
    names_ = {
        "name": next(who.given for who in family.people if who.key == about[0]),
        "mother": family.mother,
    }
    return Refers(
        key=key,
        who="front_door_worker" if is_public else source,
        when=when,
        about=about,
        what=concern.what.format(**names_),
        day=concern.day.format(**names_),
        voice=concern.voice,
        unheard="Too young to say." if family.ages[about[0]] < 3 else "Not known to the person who rang.",
        themes=concern.themes,
        level=concern.level,
        because=concern.because,
        parents=random.choice(("agree", "agree", "agree", "disagree")),
        school=_SCHOOLS.get(source, ""),
        more=more,
        matched=is_decided,
        decided=_decided(random, concern, outcome, told_how) if is_decided else None,
    )


def _decided(random: Random, concern: Concern, outcome: ReferralOutcome | None, told_how: str) -> Decided:
    if outcome is None:
        return outcomes.ending(random, concern.level, told_how=told_how)
    level = 4 if outcome == ReferralOutcome.STRATEGY_MEETING else 3
    return outcomes.of(random, outcome, level, told_how=told_how)


def _fitting(random: Random, family: Drawn, source: str) -> tuple[Concern, tuple[str, ...]]:
    """A concern that this source raises and the children of an age for it, all at home or one."""
    for concern in random.sample(concerns.CONCERNS, len(concerns.CONCERNS)):
        youngest, eldest = concern.ages
        about = tuple(key for key, age in family.ages.items() if youngest <= age <= eldest)
        if source in concern.by and about:
            return concern, about[: 4 if "domestic_abuse" in concern.themes else random.choice((1, 1, 2))]
    return concerns.CONCERNS[0], family.children
