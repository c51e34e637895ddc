"""The chronology: what the service wrote itself, and what people noted."""

from __future__ import annotations

from typing import Final

from cases.models import Event
from cases.states import DECISION_EVENTS, OPENING_OUTCOMES, EventKind, Sensitivity, Significance
from safeguarding.synthetic import figures
from safeguarding.synthetic.days import NULL
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.household import Family, Member, Referring
from safeguarding.synthetic.table import Table, array
from safeguarding.synthetic.world import World

# Kind, words, theme, and whose line it is.
_NOTES: Final = (
    (EventKind.SCHOOL_CONCERN, "Came to school without breakfast or coat.", "neglect", "school"),
    (EventKind.SCHOOL_CONCERN, "Attendance this half-term is 71 per cent.", "school_attendance", "school"),
    (EventKind.WAS_NOT_BROUGHT, "Was not brought to a health appointment.", "was_not_brought", "health"),
    (EventKind.HEALTH_ATTENDANCE, "Seen at the surgery with a cough; no concern.", "", "health"),
    (EventKind.POLICE_INCIDENT, "Officers called by a neighbour; all were calm.", "", "police"),
    (EventKind.DOMESTIC_ABUSE_INCIDENT, "Argument between the adults at home.", "domestic_abuse", "police"),
    (EventKind.MISSING_EPISODE, "Missing from home overnight; returned safe.", "missing", "police"),
    (EventKind.VOICE, "“I like it when we all have tea together.”", "", "care"),
    (EventKind.NOTE, "Telephone call with the family.", "", "care"),
)
# Besides one for each referral that opened a child, so many more assessments make ASSESSMENTS_PER_REFERRAL.
_OPENING: Final = sum(figures.OUTCOMES[outcome] for outcome in OPENING_OUTCOMES) / 1000
_AGAIN: Final = figures.ASSESSMENTS_PER_REFERRAL / _OPENING - 1
_ASSESSED: Final = 40
_VISITS: Final = 6


class Events:
    """The chronology of each child of a family."""

    def __init__(self, world: World) -> None:
        self._days, self._staff = world.days, world.staff
        self._events = Table(
            Event,
            "id",
            "child_id",
            "kind",
            "occurred_at",
            "recorded_at",
            "recorded_by_id",
            "agency_id",
            "what_happened",
            "significance",
            "themes",
            "sensitivity",
            "source_reference",
        )
        self.tables = (self._events,)

    def write(self, family: Family, dice: Dice) -> None:
        """Write what happened, referral by referral, then what was noted in between."""
        draw, first = dice.draw, family.referrals[0].ago
        door = self._staff.door.user
        for child in family.children:
            text = "The record was created"
            self._line(dice, child, EventKind.RECORD_CREATED, (first, 0.5), text=text, by=door)
        for referral in family.referrals:
            for part in referral.parts:
                if referral.decided_ago is not None:
                    self._decided(family, referral, part.child, dice)
        for child in family.children:
            for _ in range(int(draw() * (2 * figures.NOTES_OF_A_CHILD + 1))):
                self._note(family, child, 1 + int(draw() * first), dice)
            if family.is_open(child):
                self._visits(family, child, dice)

    def _decided(self, family: Family, referral: Referring, child: Member, dice: Dice) -> None:
        """The lines from a referral to its closure."""
        ago, reference = referral.ago, referral.reference
        manager, worker = self._staff.door_manager, family.worker.user

        def line(kind: EventKind, when: tuple[int, float], text: str, by: int, agency: int = 0) -> None:
            self._line(dice, child, kind, when, text=text, by=by, agency=agency, reference=reference)

        told = f"Referral {reference} was received"
        line(EventKind.REFERRAL, (ago, 0.1), told, referral.by.user, referral.by.agency)
        decision = f"Decision on {reference}: {referral.outcome.label}"
        line(EventKind.REFERRAL_DECISION, (referral.decided_ago or 1, 0.7), decision, manager)
        if not referral.opens:
            return
        line(EventKind.EPISODE_OPENED, (ago, 0.9), "The child was opened to children’s social care", manager)
        if referral.is_enquired:
            line(EventKind.SECTION_47_ENQUIRY, (ago, 0.95), "A section 47 enquiry was started", manager)
        ends = referral.closed_ago or 1
        for days in (_ASSESSED, 3 * _ASSESSED) if dice.draw() < _AGAIN else (_ASSESSED,):
            if referral.closed_ago is not None or ago > days:
                line(EventKind.ASSESSMENT, (max(ends, ago - days), 0.5), "Assessment completed", worker)
        if (held := referral.conference_ago) is not None:
            line(EventKind.CONFERENCE, (held, 0.5), "Initial child protection conference", manager)
        if referral.plan is not None:
            started = f"{referral.plan.label} started"
            line(EventKind.PLAN_STARTED, (referral.plan_ago, 0.6), started, worker)
        if referral.closed_ago is not None:
            closed = "The child was closed to children’s social care"
            line(EventKind.EPISODE_CLOSED, (referral.closed_ago, 0.9), closed, worker)

    def _note(self, family: Family, child: Member, ago: int, dice: Dice) -> None:
        kind, text, theme, side = dice.pick(_NOTES)
        staff, themes = self._staff, (theme,) if theme else ()
        people = {"school": staff.schools, "health": staff.practices, "police": staff.police}.get(side)
        by, agency = family.worker.user, staff.lead
        if people is not None:
            partner = people[family.key % len(people)]
            by, agency = partner.user, partner.agency
        self._line(dice, child, kind, (ago, dice.draw()), text=text, by=by, agency=agency, themes=themes)

    def _visits(self, family: Family, child: Member, dice: Dice) -> None:
        draw, ago = dice.draw, (family.open_since or family.referrals[-1]).ago
        text = "Visited at home; the child was seen and spoken to alone."
        for number in range(min(_VISITS, ago // 20)):
            when = (1 + number * 20 + int(draw() * 10), draw())
            self._line(dice, child, EventKind.VISIT, when, text=text, by=family.worker.user)

    def _line(
        self,
        dice: Dice,
        child: Member,
        kind: EventKind,
        when: tuple[int, float],
        *,
        text: str,
        by: int,
        agency: int = 0,
        reference: str = "",
        themes: tuple[str, ...] = (),
    ) -> None:
        at = self._days.instant(*when)
        weight = Significance.SIGNIFICANT if kind in DECISION_EVENTS else Significance.ROUTINE
        self._events.write(
            dice.key(),
            child.key,
            kind,
            at,
            at,
            by or NULL,
            agency or self._staff.lead,
            text,
            weight,
            array(themes),
            Sensitivity.PROFESSIONALS,
            reference,
        )
