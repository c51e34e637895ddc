"""Who is involved with a child, and the grants that follow from it (cases.services.involvements.project)."""

from __future__ import annotations

from typing import Final

from cases.models import ChildGroupGrant, ChildUserGrant, Involvement
from cases.states import InvolvementRole
from safeguarding.synthetic.days import NULL
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.household import Family, Member
from safeguarding.synthetic.staff import Worker
from safeguarding.synthetic.table import Table
from safeguarding.synthetic.world import World

_SCHOOL_AGE: Final = 4 * 365
_GROWN: Final = 19 * 365


class Involvements:
    """The running involvements of each child, and exactly the grants that they give."""

    def __init__(self, world: World) -> None:
        self._days, self._staff, self._view = world.days, world.staff, world.view
        self._involvements = Table(
            Involvement, "id", "child_id", "agency_id", "team_id", "user_id", "role", "reason", "since"
        )
        self._groups = Table(ChildGroupGrant, "id", "content_object_id", "group_id", "permission_id")
        self._users = Table(ChildUserGrant, "id", "content_object_id", "user_id", "permission_id")
        self.tables = (self._involvements, self._groups, self._users)

    def write(self, family: Family, dice: Dice) -> None:
        """Involve the front door, the schools and practices, the police where they referred, the workers."""
        staff, draw = self._staff, dice.draw
        first, latest = family.referrals[0], family.referrals[-1]
        since = self._days.instant(first.ago, 0.5)
        school = dice.pick(staff.schools)
        practice = dice.pick(staff.practices)
        visitor = staff.visitors[0]
        has_practice = draw() < 0.6
        for child in family.children:
            self._team(dice, child, staff.door, "Made the record", since)
            if _SCHOOL_AGE <= child.born_ago < _GROWN:
                self._agency(dice, child, (school.agency, school.group), InvolvementRole.SCHOOL, since)
            elif child.born_ago < _SCHOOL_AGE:
                self._agency(dice, child, (visitor.agency, visitor.group), InvolvementRole.HEALTH, since)
            if has_practice:
                self._agency(dice, child, (practice.agency, practice.group), InvolvementRole.GP, since)
            if latest.by.code == "6" and latest.ago < 365:
                police = staff.police[0]
                self._agency(dice, child, (police.agency, police.group), InvolvementRole.POLICE, since)
            if family.is_restricted:
                self._user(dice, child, staff.door_manager, InvolvementRole.NAMED_USER, since)
            if family.is_open(child):
                now = self._days.instant(latest.ago, 0.95)
                worker = family.worker
                self._team(dice, child, worker, "Works with the family", now)
                self._user(dice, child, worker.user, InvolvementRole.LEAD_SOCIAL_WORKER, now)

    def _agency(
        self, dice: Dice, child: Member, who: tuple[int, int], role: InvolvementRole, since: str
    ) -> None:
        agency, group = who
        self._involve(dice, child, (agency, NULL, NULL), role, reason="Works with the child", since=since)
        self._groups.write(dice.key(), child.key, group, self._view)

    def _team(self, dice: Dice, child: Member, where: Worker, reason: str, since: str) -> None:
        care = (self._staff.lead, where.team, NULL)
        self._involve(dice, child, care, InvolvementRole.CARE_TEAM, reason=reason, since=since)
        self._groups.write(dice.key(), child.key, where.group, self._view)

    def _user(self, dice: Dice, child: Member, user: int, role: InvolvementRole, since: str) -> None:
        self._involve(dice, child, (self._staff.lead, NULL, user), role, reason="Allocated", since=since)
        self._users.write(dice.key(), child.key, user, self._view)

    def _involve(
        self,
        dice: Dice,
        child: Member,
        who: tuple[int, int | str, int | str],
        role: InvolvementRole,
        *,
        reason: str,
        since: str,
    ) -> None:
        self._involvements.write(
            dice.key(),
            child.key,
            *who,
            role,
            reason,
            since,
            at=since,
            by=self._staff.door.user,
            why=reason,
        )
