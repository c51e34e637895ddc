"""The people of a story, and what they are to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from cases.models.person import ContactKindOf
from cases.services import children, people
from cases.states import RelationshipKind
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import Ago, ago, born

WRITER = "front_door_worker"
RELATIVES = frozenset(RelationshipKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody of the story. `age` is (years, months) today; `known` is when they were written down,
    `record` when they got a record as a child, by the worker `maker`."""

    key: str
    given: str = ""
    family: str = ""
    sex: str = "U"
    age: tuple[int, int] | None = None
    due_in_weeks: int = 0
    known: Ago = field(default_factory=ago)
    record: Ago | None = None
    maker: str = WRITER
    restricted: str = ""
    aliases: tuple[str, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def birthday(self, today: date) -> date | None:
        """The day of birth, spread over the month by name so that not all share one."""
        if self.age is None:
            return None
        return born(today, *self.age, day=sum(map(ord, self.key + self.given)) % 27)

    def play(self, stage: Stage) -> None:
        """Write the person down, and make the record where there is one."""
        at = stage.moment(self.record or self.known)
        by = stage.staff(self.maker)
        expected = date.fromordinal(stage.today.toordinal() + 7 * self.due_in_weeks)
        person = people.create_person(
            given_name=self.given,
            family_name=self.family,
            sex=self.sex,
            date_of_birth=self.birthday(stage.today),
            expected_date=expected if self.due_in_weeks else None,
            aliases=self.aliases,
            by=by,
            at=at,
            **self.facts,
        )
        stage.people[self.key] = person
        if self.record is not None:
            stage.children[self.key] = children.create_record(
                person=person,
                is_restricted=bool(self.restricted),
                restricted_reason=self.restricted,
                by=by,
                at=at,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What `who` is to each of `to`."""

    who: str
    to: tuple[str, ...]
    kind: RelationshipKind
    when: Ago
    pr: bool = False
    home: bool = False
    since: Ago | None = None
    note: str = ""
    by: str = WRITER

    def play(self, stage: Stage) -> None:
        """Record the relationships."""
        for relative in self.to:
            people.relate(
                person=stage.people[self.who],
                relative_of=stage.people[relative],
                kind=self.kind,
                has_parental_responsibility=self.pr,
                in_household=self.home,
                since=stage.day(self.since) if self.since else None,
                note=self.note,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lives:
    """Where people live, or lived before they moved to the next address."""

    who: tuple[str, ...]
    lines: str
    postcode: str
    when: Ago
    confidential: str = ""
    by: str = WRITER

    def play(self, stage: Stage) -> None:
        """Record the address; the one before ends."""
        for key in self.who:
            people.add_address(
                person=stage.people[key],
                lines=self.lines,
                postcode=self.postcode,
                since=stage.day(self.when),
                is_confidential=bool(self.confidential),
                confidential_reason=self.confidential,
                ends_others=True,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """How somebody is reached, and whether it is safe."""

    who: str
    number: str
    when: Ago
    safe: bool = True
    note: str = ""
    by: str = WRITER

    def play(self, stage: Stage) -> None:
        """Record the number."""
        people.add_contact_detail(
            person=stage.people[self.who],
            kind=ContactKindOf.PHONE,
            value=self.number,
            is_safe=self.safe,
            note=self.note,
            by=stage.staff(self.by),
            at=stage.moment(self.when),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A family by name."""

    name: str
    who: tuple[str, ...]
    when: Ago
    by: str = WRITER

    def play(self, stage: Stage) -> None:
        """Make the family."""
        people.create_family(
            name=self.name,
            people=[stage.people[key] for key in self.who],
            by=stage.staff(self.by),
            at=stage.moment(self.when),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Dies:
    """A death in the family."""

    who: str
    when: Ago
    told: Ago
    by: str = WRITER

    def play(self, stage: Stage) -> None:
        """Record the death."""
        people.record_death(
            person=stage.people[self.who],
            died_on=stage.day(self.when),
            reason="The death was reported",
            by=stage.staff(self.by),
            at=stage.moment(self.told),
        )
