"""The children's records: who has them, their episodes of need, plans and warnings."""

from __future__ import annotations

from typing import Final

from cases.models import Child, EpisodeOfNeed, Plan, Warning
from cases.states import PlanKind
from safeguarding.synthetic import figures
from safeguarding.synthetic.days import NULL
from safeguarding.synthetic.dice import Dice, even
from safeguarding.synthetic.household import Family, Member, Referring
from safeguarding.synthetic.table import Table
from safeguarding.synthetic.world import World

# Of 100 closures: ours.
_CLOSURES: Final = even({"RC8": 35, "RC7": 50, "RC9": 10, "RC5": 3, "RC6": 2})
_WARNINGS: Final = (
    "A large dog is kept loose in the yard",
    "Visit in pairs: threats were made to staff",
    "Do not leave messages on the shared phone",
    "The stairs to the flat are not lit",
)


class Children:
    """Each child's record and what it says of their time with social care."""

    def __init__(self, world: World) -> None:
        self._days, self._staff = world.days, world.staff
        self._needs, self._categories = even(figures.NEEDS), even(figures.CATEGORIES)
        self._children = Table(
            Child,
            "person_id",
            "reference",
            "is_restricted",
            "restricted_reason",
            "allocated_to_id",
            "team_id",
            "created_at",
        )
        self._episodes = Table(
            EpisodeOfNeed,
            "id",
            "child_id",
            "opened_on",
            "primary_need",
            "closed_on",
            "closure_reason",
            "closed_by_id",
        )
        self._plans = Table(
            Plan, "id", "child_id", "kind", "category", "started_on", "ended_on", "end_reason"
        )
        self._warnings = Table(Warning, "id", "child_id", "text", "since")
        self.tables = (self._children, self._episodes, self._plans, self._warnings)

    def write(self, family: Family, dice: Dice) -> None:
        """Write the records of the family's children."""
        draw = dice.draw
        for child in family.children:
            self._record(family, child)
            if draw() < figures.HAS_WARNING:
                ago = family.referrals[-1].ago
                self._warnings.write(
                    dice.key(),
                    child.key,
                    dice.pick(_WARNINGS),
                    self._days.day(ago),
                    at=self._days.instant(ago, 0.6),
                    by=self._staff.door.user,
                    why="Warning added",
                )
        for referral in family.referrals:
            if referral.opens:
                self._care(family, referral, dice)

    def _record(self, family: Family, child: Member) -> None:
        is_open = family.is_open(child)
        made = self._days.instant(family.referrals[0].ago, 0.5)
        self._children.write(
            child.key,
            child.reference,
            family.is_restricted,
            "A member of staff’s family" if family.is_restricted else "",
            family.worker.user if is_open else NULL,
            family.worker.team if is_open else NULL,
            made,
            at=made,
            by=self._staff.door.user,
            why="Record created",
        )

    def _care(self, family: Family, referral: Referring, dice: Dice) -> None:
        """The episode that a referral opened, and the plan that came of it."""
        need = dice.pick(self._needs)
        category = dice.pick(self._categories)
        for part in referral.parts:
            self._episode(family, referral, part.child, need, dice)
            if referral.plan is not None:
                self._plan(family, referral, part.child, category, dice)

    def _episode(self, family: Family, referral: Referring, child: Member, need: str, dice: Dice) -> None:
        closed = referral.closed_ago
        reason = dice.pick(_CLOSURES)
        self._episodes.write(
            dice.key(),
            child.key,
            self._days.day(referral.ago),
            need,
            NULL if closed is None else self._days.day(closed),
            "" if closed is None else reason,
            NULL if closed is None else family.worker.user,
            at=self._days.instant(referral.ago, 0.9),
            by=self._staff.door_manager,
            why="Opened to children's social care",
        )

    def _plan(self, family: Family, referral: Referring, child: Member, category: str, dice: Dice) -> None:
        ended = referral.closed_ago
        self._plans.write(
            dice.key(),
            child.key,
            referral.plan,
            category if referral.plan == PlanKind.CHILD_PROTECTION else "",
            self._days.day(referral.plan_ago),
            NULL if ended is None else self._days.day(ended),
            "" if ended is None else "The child is safe without a plan",
            at=self._days.instant(referral.plan_ago, 0.4),
            by=family.worker.user,
            why="Plan started",
        )
