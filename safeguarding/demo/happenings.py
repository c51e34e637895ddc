"""What happens in a story: lines of the chronology, agencies, plans, episodes, time limits.

Where a service exists it is called with the date in the past; lines for what has no service yet
(plans, enquiries, conferences, core groups) are written by the agency whose line it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cases.models import EpisodeOfNeed, Involvement, Meeting, Plan
from cases.services import children, deadlines, events, involvements
from cases.states import EventKind, InvolvementRole, PlanKind, Sensitivity, Significance
from safeguarding.demo import conferences
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import Ago
from safeguarding.rules.conference import may_be_on

NOTABLE = Significance.NOTABLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something that happened, as the agency of `who` recorded it."""

    who: str
    when: Ago | datetime
    of: tuple[str, ...]
    kind: EventKind
    what: str
    impact: str = ""
    themes: tuple[str, ...] = ()
    weight: Significance = NOTABLE
    seen_by: Sensitivity = Sensitivity.PROFESSIONALS

    def play(self, stage: Stage) -> None:
        """Write the line for each of the children."""
        moment = stage.moment(self.when)
        for key in self.of:
            events.write(
                child=stage.children[key],
                kind=self.kind,
                what_happened=self.what,
                impact_on_child=self.impact,
                themes=self.themes,
                significance=self.weight,
                sensitivity=self.seen_by,
                occurred_at=moment,
                by=stage.staff(self.who),
                at=moment,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Joins:
    """An agency becomes involved: all of it, or `only` one of its people."""

    who: str
    role: InvolvementRole
    of: tuple[str, ...]
    when: Ago
    why: str
    only: bool = False
    by: str = "front_door_worker"

    def play(self, stage: Stage) -> None:
        """Involve the agency of `who`."""
        user = stage.staff(self.who)
        for key in self.of:
            involvements.start(
                child=stage.children[key],
                agency=user.agency,
                user=user if self.only else None,
                role=self.role,
                reason=self.why,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaves:
    """An agency's involvement ends."""

    who: str
    of: tuple[str, ...]
    when: Ago
    why: str
    by: str = "team_manager"

    def play(self, stage: Stage) -> None:
        """End what runs of the agency of `who`."""
        for key in self.of:
            running = Involvement.objects.filter(
                child=stage.people[key].pk, agency=stage.staff(self.who).agency, until=None
            )
            for involvement in running.select_related("child", "agency", "team", "user"):
                involvements.finish(
                    involvement=involvement,
                    reason=self.why,
                    by=stage.staff(self.by),
                    at=stage.moment(self.when),
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan from `start` to `end` (or still running), with its lines; `elsewhere` in another authority."""

    of: tuple[str, ...]
    kind: PlanKind
    start: Ago
    end: Ago | None = None
    category: str = ""
    end_reason: str = ""
    elsewhere: str = ""
    by: str = "conference_chair"

    @property
    def when(self) -> Ago:
        """When the plan began."""
        return self.start

    def play(self, stage: Stage) -> None:
        """Begin the plan; a child protection plan of our own by a conference on its day."""
        is_ours = self.kind == PlanKind.CHILD_PROTECTION and not self.elsewhere
        meeting = self._conference(stage) if is_ours else None
        for key in self.of:
            self._begin(stage, key, meeting)

    def _conference(self, stage: Stage) -> Meeting | None:
        """The conference of that day; none where the calendar of a story puts it on a weekend."""
        held_at, by = stage.moment(self.start), stage.staff(self.by)
        if not may_be_on(held_at):
            return None
        about = [stage.children[key] for key in self.of]
        return conferences.made(about, held_at, self.category, by=by, minutes=stage.staff("business_support"))

    def finish(self, stage: Stage) -> None:
        """End the plan."""
        if self.end is None:
            return
        at, by = stage.moment(self.end), stage.staff(self.by)
        for key in self.of:
            child = stage.children[key]
            plan = Plan.objects.get(child=child, kind=self.kind, started_on=stage.day(self.start))
            plan.ended_on, plan.end_reason = stage.day(self.end), self.end_reason
            plan.record(by=by, at=at, reason=self.end_reason)
            events.write(
                child=child,
                kind=EventKind.PLAN_ENDED,
                what_happened=f"{self.kind.label} ended: {self.end_reason}",
                significance=Significance.SIGNIFICANT,
                by=by,
                at=at,
            )

    def _begin(self, stage: Stage, key: str, meeting: Meeting | None) -> None:
        at, by = stage.moment(self.start), stage.staff(self.by)
        plan = Plan(
            child=stage.children[key],
            kind=self.kind,
            category=self.category,
            started_on=stage.day(self.start),
            authority=self.elsewhere,
            made_by=meeting,
        )
        plan.record(by=by, at=at, reason="Plan started")
        place = f" in {self.elsewhere}" if self.elsewhere else ""
        category = f", category {_CATEGORIES[self.category]}" if self.category else ""
        events.write(
            child=stage.children[key],
            kind=EventKind.PLAN_STARTED,
            what_happened=f"{self.kind.label} started{place}{category}",
            significance=Significance.CRITICAL
            if self.kind == PlanKind.CHILD_PROTECTION
            else Significance.SIGNIFICANT,
            by=by,
            at=at,
        )


_CATEGORIES = {"NEG": "neglect", "PHY": "physical abuse", "SAB": "sexual abuse", "EMO": "emotional abuse"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocated:
    """A social worker becomes responsible."""

    of: tuple[str, ...]
    worker: str
    when: Ago | datetime
    why: str = "Allocated for assessment"
    although: str = "Agreed between both workers and their manager"
    by: str = "team_manager"

    def play(self, stage: Stage) -> None:
        """Allocate the children; `although` is said where somebody else knows the child."""
        worker = stage.staff(self.worker)
        for key in self.of:
            children.allocate(
                child=stage.child(key),
                worker=worker,
                team=worker.team,
                reason=self.why,
                mismatch_reason=self.although,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A child is opened to social care, for what came before this service held referrals."""

    of: tuple[str, ...]
    when: Ago
    need: str = "N1"
    by: str = "team_manager"

    def play(self, stage: Stage) -> None:
        """Open the episodes."""
        for key in self.of:
            children.open_episode(
                child=stage.child(key),
                opened_on=stage.day(self.when),
                primary_need=self.need,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Children are closed to social care."""

    of: tuple[str, ...]
    when: Ago
    reason: str = "RC8"
    by: str = "team_manager"

    def play(self, stage: Stage) -> None:
        """Close what is open."""
        for key in self.of:
            open_now = EpisodeOfNeed.objects.select_related("child").get(
                child=stage.people[key].pk, closed_on=None
            )
            children.close_episode(
                episode=open_now,
                closed_on=stage.day(self.when),
                closure_reason=self.reason,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """A time limit of the children is kept (or met late, with the reason)."""

    rule: str
    of: tuple[str, ...]
    when: Ago
    code: str = ""
    why: str = ""
    by: str = "team_manager"

    def play(self, stage: Stage) -> None:
        """Stop the clocks."""
        for key in self.of:
            deadlines.meet(
                rule_id=self.rule,
                child=stage.child(key),
                lateness_code=self.code,
                lateness_reason=self.why,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time limit starts."""

    rule: str
    of: tuple[str, ...]
    when: Ago
    by: str = "team_manager"

    def play(self, stage: Stage) -> None:
        """Start the clocks for the children's worker."""
        moment = stage.moment(self.when)
        for key in self.of:
            child = stage.child(key)
            deadlines.set(
                rule_id=self.rule,
                starts_at=moment,
                child=child,
                responsible=child.allocated_to,
                team=child.team,
                by=stage.staff(self.by),
                at=moment,
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Warned:
    """Something anyone should know first."""

    of: tuple[str, ...]
    text: str
    when: Ago
    by: str = "front_door_worker"

    def play(self, stage: Stage) -> None:
        """Add the warning."""
        for key in self.of:
            children.add_warning(
                child=stage.children[key],
                text=self.text,
                by=stage.staff(self.by),
                at=stage.moment(self.when),
            )
