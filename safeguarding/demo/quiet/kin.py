"""A quieter family's relationships, address and household, written many rows at a time.

The services would ask the gate for each pair of people whom the same family's lines have just made; here
the rows are written with their history, as the same person at the same moment, and nothing else is skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from simple_history.utils import bulk_create_with_history

from cases.models import Address, Family, FamilyMember, Relationship
from cases.states import RelationshipKind
from safeguarding.audit.models import RecordedModel
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import Ago
from safeguarding.rules.names import normalise

WRITER = "front_door_worker"
Row = TypeVar("Row", bound=RecordedModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Who belongs together, under which address; `father` is empty where there is none on record."""

    when: Ago
    name: str
    children: tuple[str, ...]
    lines: str
    postcode: str
    father: str = ""
    father_at_home: bool = False

    def play(self, stage: Stage) -> None:
        """Write it all down."""
        living_there = ("mother", *self.children)
        self._write(stage, Relationship, self._relationships(stage))
        self._write(stage, Address, [self._address(stage, key) for key in living_there])
        (family,) = self._write(stage, Family, [Family(name=f"The {self.name} family")])
        members = [FamilyMember(family=family, person=stage.people[key]) for key in living_there]
        self._write(stage, FamilyMember, members)

    def _relationships(self, stage: Stage) -> list[Relationship]:
        people = stage.people
        rows = []
        for index, key in enumerate(self.children):
            mother = Relationship(person=people["mother"], kind=RelationshipKind.MOTHER, in_household=True)
            rows.append((mother, key, True))
            if self.father:
                father = Relationship(
                    person=people[self.father],
                    kind=RelationshipKind.FATHER,
                    in_household=self.father_at_home,
                )
                rows.append((father, key, True))
            for younger in self.children[index + 1 :]:
                sibling = Relationship(person=people[key], kind=RelationshipKind.SIBLING, in_household=True)
                rows.append((sibling, younger, False))
        for row, key, is_parent in rows:
            row.relative_of, row.has_parental_responsibility = people[key], is_parent
        return [row for row, _, _ in rows]

    def _address(self, stage: Stage, key: str) -> Address:
        return Address(
            person=stage.people[key],
            lines=self.lines,
            postcode=self.postcode,
            searched=normalise(f"{self.lines} {self.postcode}"),
            since=stage.day(self.when),
        )

    def _write(self, stage: Stage, model: type[Row], rows: Sequence[Row]) -> list[Row]:
        for row in rows:
            row.version = 1
        return list(
            bulk_create_with_history(
                rows,
                model,
                default_user=stage.staff(WRITER),
                default_date=stage.moment(self.when),
                default_change_reason="Added with the family",
            )
        )
