"""Families: who belongs to them, and what their people are to each other."""

from __future__ import annotations

from itertools import combinations
from typing import Final

from cases.models import Family, FamilyMember, Relationship
from cases.states import PARENT_KINDS, RelationshipKind
from safeguarding.synthetic import household
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.table import Table
from safeguarding.synthetic.world import World

_WHY: Final = "Added with the family"


class Families:
    """The family, its members and their relationships."""

    def __init__(self, world: World) -> None:
        self._days, self._by = world.days, world.staff.door.user
        self._families = Table(Family, "id", "name")
        self._members = Table(FamilyMember, "id", "family_id", "person_id", "in_household")
        self._ties = Table(
            Relationship,
            "id",
            "person_id",
            "relative_of_id",
            "kind",
            "has_parental_responsibility",
            "in_household",
        )
        self.tables = (self._families, self._members, self._ties)

    def write(self, family: household.Family, dice: Dice) -> None:
        """Write the family as it was known at the first referral."""
        at = self._days.instant(family.referrals[0].ago, 0.5)
        self._families.write(family.key, family.name, at=at, by=self._by, why=_WHY)
        for member in (*family.children, *family.adults):
            self._members.write(
                dice.key(), family.key, member.key, member.in_household, at=at, by=self._by, why=_WHY
            )
        for adult in family.adults:
            for child in family.children:
                self._tie(dice, adult, child, adult.relative, at)
        for elder, younger in combinations(family.children, 2):
            self._tie(dice, elder, younger, RelationshipKind.SIBLING, at)

    def _tie(
        self,
        dice: Dice,
        who: household.Member,
        to: household.Member,
        kind: RelationshipKind | None,
        at: str,
    ) -> None:
        self._ties.write(
            dice.key(),
            who.key,
            to.key,
            kind,
            kind in PARENT_KINDS,
            who.in_household,
            at=at,
            by=self._by,
            why=_WHY,
        )
