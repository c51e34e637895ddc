"""Time limits: of each decision and assessment, and those that run for the children who are open today."""

from __future__ import annotations

from typing import Final

from cases.models import Deadline
from cases.models.deadline import AlertStage
from cases.services.deadline_alerts import STORED
from cases.states import LatenessReason, PlanKind
from safeguarding.rules.timescales import TIMESCALES
from safeguarding.synthetic import figures
from safeguarding.synthetic.days import NULL, Limit
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.household import Family, Member, Part, Referring, Told
from safeguarding.synthetic.table import Table
from safeguarding.synthetic.world import World

# What runs for an open child, by the plan they have, with its length in days: it began within that length,
# or a little before, so that some are overdue.
_RUNNING: Final = {
    PlanKind.CHILD_PROTECTION: (("visit_cp", 14), ("core_group_next", 42), ("review_next", 182)),
    PlanKind.CHILD_IN_NEED: (("visit_cin", 28), ("cin_review", 42)),
    None: (("unseen_social_worker", 28),),
}
_ALWAYS: Final = (("supervision_child", 30), ("unseen_anyone", 42))
_OVER: Final = 1.03
_REASONS: Final = tuple(LatenessReason)


class Deadlines:
    """The deadlines of a family's referrals, met or running, and of its open children."""

    def __init__(self, world: World) -> None:
        self._days, self._staff = world.days, world.staff
        self._deadlines = Table(
            Deadline,
            "id",
            "child_id",
            "referral_child_id",
            "rule_id",
            "starts_at",
            "amount",
            "unit",
            "edition",
            "statutory_due_on",
            "statutory_due_at",
            "due_on",
            "due_at",
            "responsible_id",
            "team_id",
            "alert_stage",
            "alert_number",
            "next_alert_at",
            "met_at",
            "met_by_id",
            "lateness_code",
            "lateness_reason",
        )
        self.tables = (self._deadlines,)

    def write(self, family: Family, dice: Dice) -> None:
        """Write the limits of the family's referrals, then those that run now."""
        draw = dice.draw
        for referral in family.referrals:
            took = 25 + int(draw() * 32) + (40 if draw() < figures.IS_MET_LATE else 0)
            for part in referral.parts:
                self._decision(family, referral, part, dice)
                if referral.opens:
                    self._assessment(family, referral, part, took, dice)
        if (opened := family.open_since) is not None:
            for part in opened.parts:
                for rule_id, length in (*_RUNNING[opened.plan], *_ALWAYS):
                    ago = min(opened.ago, 1 + int(draw() * length * _OVER))
                    self._running(family, part.child, rule_id, ago, dice)

    def _decision(self, family: Family, referral: Referring, part: Part, dice: Dice) -> None:
        is_matched = referral.decided_ago is not None or not part.key % 2
        self._write(
            family,
            dice,
            ("referral_decision", referral.ago),
            child=part.child if is_matched else None,
            part=part,
            reference=referral.reference,
            team=self._staff.door.team,
            met_ago=referral.decided_ago,
        )

    def _assessment(self, family: Family, referral: Referring, part: Part, took: int, dice: Dice) -> None:
        met = referral.ago - took
        self._write(
            family,
            dice,
            ("assessment", referral.ago),
            child=part.child,
            part=part,
            reference=part.child.reference,
            worker=family.worker.user,
            team=family.worker.team,
            met_ago=met if met >= 1 else None,
        )

    def _running(self, family: Family, child: Member, rule_id: str, ago: int, dice: Dice) -> None:
        self._write(
            family,
            dice,
            (rule_id, ago),
            child=child,
            reference=child.reference,
            worker=family.worker.user,
            team=family.worker.team,
        )

    def _write(
        self,
        family: Family,
        dice: Dice,
        clock: tuple[str, int],
        *,
        reference: str,
        child: Member | None = None,
        part: Part | None = None,
        worker: int | None = None,
        team: int | None = None,
        met_ago: int | None = None,
    ) -> None:
        rule_id, started_ago = clock
        limit, key = self._days.limit(rule_id, started_ago), dice.key()
        is_late = met_ago is not None and met_ago < limit.due_ago
        is_breached = met_ago is None and limit.due_ago > 0
        stage, number = AlertStage.NONE, 0
        if is_late:
            stage, number = AlertStage.BREACH, 1
        elif met_ago is None and limit.stage is not None:
            stage, number = STORED[limit.stage], limit.number
        rule = TIMESCALES[rule_id]
        reason = _REASONS[key % len(_REASONS)]
        started = self._days.instant(started_ago, 0.1)
        by = worker or self._staff.door_manager
        self._deadlines.write(
            key,
            child.key if child is not None else NULL,
            part.key if part is not None else NULL,
            rule_id,
            started,
            rule.amount,
            rule.unit,
            rule.edition,
            limit.due_on,
            limit.due_at,
            limit.due_on,
            limit.due_at,
            worker or NULL,
            team or NULL,
            stage.value,
            number,
            limit.next_alert_at if met_ago is None else NULL,
            self._days.instant(met_ago, 0.75) if met_ago is not None else NULL,
            by if met_ago is not None else NULL,
            reason if is_late else "",
            reason.label if is_late else "",
            at=started,
            by=by,
            why="Clock started",
        )
        if is_breached and worker is not None:
            family.told.append(_breach(key, rule_id, limit, worker, reference))


def _breach(key: int, rule_id: str, limit: Limit, worker: int, reference: str) -> Told:
    """What the sweep told the worker."""
    return Told(
        worker,
        f"deadline:{key}:0:breach:1",
        "deadline_breach",
        f"{reference}: {TIMESCALES[rule_id].label} was due by the end of {limit.due_words}",
        f"/deadlines/{key}/act/",
        reference,
        limit.due_ago,
        is_urgent=True,
        subject=f"deadline:{key}",
    )
