"""The child's own history in a digest: referrals, contacts, plans, enquiries, what recurs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Final, cast

from cases.models import Child, Event, Plan, ReferralChild, ReferralDecision
from cases.queries.digest_parts import (
    AgencyContacts,
    EarlierReferral,
    Evidence,
    Indicator,
    Line,
    PlanLine,
    RecurringTheme,
    Tally,
    WarningLine,
)
from cases.queries.digest_rows import Rows
from cases.queries.digest_words import apart, plan_line, shortened, theme_labels
from cases.states import ContactKind, EventKind, PlanKind
from safeguarding.rules import historic_risk, recurrence, rereferral
from safeguarding.rules.calendar_months import within_months
from safeguarding.rules.historic_risk import HistoricFacts, HistoricReason, PlanPeriod
from safeguarding.rules.london_time import london_date
from safeguarding.rules.rereferral import ReReferral
from safeguarding.rules.themes import THEMES, exploitation_indicators
from safeguarding.ui.filters import date_text

RECENT_MONTHS: Final = 12
REPEAT_PLAN_MONTHS: Final = 24
# Adopted, special guardianship: what the census's closure reasons say of a child removed for good.
REMOVED: Final = frozenset({"RC1", "RC4"})
_REFERRED: Final = frozenset({EventKind.REFERRAL, EventKind.CONTACT})
_FOR_REFERRALS_ONLY: Final = frozenset({HistoricReason.RE_REFERRAL, HistoricReason.MANY_REFERRALS})


class Own:
    """Reads one child's rows as of the referral at hand; every property is one part of the digest."""

    def __init__(self, rows: Rows, child: Child, referral_child: ReferralChild | None, at: datetime) -> None:
        self.rows, self.child, self.part, self.at = rows, child, referral_child, at
        self.reference = referral_child.referral.reference if referral_child else ""
        self.anchor = london_date(referral_child.referral.received_at if referral_child else at)
        self.is_contact = bool(referral_child and referral_child.contact_kind == ContactKind.CONTACT)
        self.events: Sequence[Event] = rows.events.get(child.pk, ())
        self.parts = [
            row for row in rows.referrals.get(child.pk, ()) if row.referral.reference != self.reference
        ]

    @cached_property
    def referrals(self) -> tuple[EarlierReferral, ...]:
        """Referrals and contacts other than the one at hand, the latest first."""
        texts = {line.source_reference: line for line in self._reported}
        here = [
            (row.referral.received_at, row.pk, self._decided_here(row, texts.get(row.referral.reference)))
            for row in self.parts
        ]
        known = {row.referral.reference for row in self.parts}
        only_told = [
            (line.occurred_at, line.pk, self._only_in_the_chronology(line))
            for line in self._reported
            if line.source_reference not in known
        ]
        ordered = sorted([*here, *only_told], key=lambda each: each[:2], reverse=True)
        return tuple(each[2] for each in ordered)

    @cached_property
    def _reported(self) -> list[Event]:
        """The chronology's lines of other referrals and contacts."""
        return [
            line
            for line in self.events
            if line.kind in _REFERRED and (line.source_reference != self.reference or not self.reference)
        ]

    def _decided_here(self, row: ReferralChild, line: Event | None) -> EarlierReferral:
        referral = row.referral
        standing = cast(list[ReferralDecision], vars(row)["standing"])
        decision = standing[0] if standing else None
        received = london_date(referral.received_at)
        return EarlierReferral(
            reference=referral.reference,
            kind=ContactKind(row.contact_kind).label,
            on=date_text(received),
            interval=apart(received, self.anchor),
            agency=referral.agency.name,
            themes=theme_labels(set(referral.themes)),
            level=decision.get_level_display() if decision else referral.get_level_display(),
            outcome=decision.get_outcome_display() if decision else "Not decided yet",
            decided_on=date_text(decision.decided_at) if decision else "",
            rationale=shortened(decision.rationale) if decision else "",
            what_happened=shortened(line.what_happened) if line else "",
        )

    def _only_in_the_chronology(self, line: Event) -> EarlierReferral:
        """A referral from before this service, or from another authority."""
        decided = next(
            (
                each
                for each in self.events
                if each.kind == EventKind.REFERRAL_DECISION
                and each.source_reference
                and each.source_reference == line.source_reference
            ),
            None,
        )
        occurred = london_date(line.occurred_at)
        return EarlierReferral(
            reference=line.source_reference,
            kind="Contact" if line.kind == EventKind.CONTACT else "Referral",
            on=date_text(occurred),
            interval=apart(occurred, self.anchor),
            agency=line.agency.name,
            themes=theme_labels(set(line.themes)),
            level="",
            outcome=shortened(decided.what_happened) if decided else "Not recorded here",
            decided_on=date_text(decided.occurred_at) if decided else "",
            rationale="",
            what_happened=shortened(line.what_happened),
        )

    @cached_property
    def re_referral(self) -> ReReferral:
        """What the referrals before this one say."""
        return rereferral.assess(self.referral_days, self.anchor)

    @cached_property
    def referral_days(self) -> tuple[date, ...]:
        """The days of the referrals before this one, contacts left out: those of this service, and those
        that only the chronology knows (from before it, or from another authority), each once."""
        before = self.part.referral.received_at if self.part else self.at
        here = {row.referral.reference for row in self.parts}
        referred = [
            row.referral.received_at for row in self.parts if row.contact_kind == ContactKind.REFERRAL
        ]
        told = [
            line.occurred_at
            for line in self._reported
            if line.kind == EventKind.REFERRAL and line.source_reference not in here
        ]
        return tuple(sorted(london_date(moment) for moment in (*referred, *told) if moment <= before))

    @cached_property
    def since_closure(self) -> str:
        """The time from the last closure to the referral."""
        closures = [one.closed_on for one in self.rows.episodes.get(self.child.pk, ()) if one.closed_on]
        return rereferral.since_closure(closures, self.anchor)

    @cached_property
    def is_open(self) -> bool:
        """Whether the child is open to social care now."""
        return any(one.closed_on is None for one in self.rows.episodes.get(self.child.pk, ()))

    @cached_property
    def historic_risk(self) -> tuple[str, ...]:
        """Every reason why the history is high risk, at any interval."""
        plans = tuple(
            PlanPeriod(plan.started_on, plan.ended_on)
            for plan in self._plans
            if plan.kind == PlanKind.CHILD_PROTECTION
        )
        found = historic_risk.assess(
            HistoricFacts(
                received=self.anchor,
                earlier_referrals=self.referral_days,
                plans=plans,
                section_47_enquiries=len(self.enquiries),
                siblings_removed=self._siblings_removed,
            )
        )
        skipped = _FOR_REFERRALS_ONLY if self.is_contact else frozenset()
        return tuple(finding.text for finding in found if finding.reason not in skipped)

    @property
    def _siblings_removed(self) -> int:
        siblings = [one.person.pk for one in self.rows.kin if one.is_sibling]
        return sum(
            any(episode.closure_reason in REMOVED for episode in self.rows.episodes.get(key, ()))
            for key in siblings
        )

    @property
    def _plans(self) -> Sequence[Plan]:
        return self.rows.plans.get(self.child.pk, ())

    @cached_property
    def plans(self) -> tuple[PlanLine, ...]:
        """Every plan, the latest first."""
        return tuple(plan_line(plan, self.anchor) for plan in self._plans)

    @cached_property
    def repeat_plan(self) -> str:
        """Whether a child protection plan now would be a repeat one: ever, or within 2 years."""
        ended = [
            plan.ended_on
            for plan in self._plans
            if plan.kind == PlanKind.CHILD_PROTECTION and plan.ended_on and plan.ended_on <= self.anchor
        ]
        if not ended:
            return ""
        if within_months(max(ended), self.anchor, REPEAT_PLAN_MONTHS):
            return "A child protection plan now would be a repeat plan within 2 years."
        return "A child protection plan now would be a repeat plan, after more than 2 years."

    @cached_property
    def enquiries(self) -> tuple[Line, ...]:
        """Section 47 enquiries up to the referral's day."""
        return tuple(
            self._line(line)
            for line in self.events
            if line.kind == EventKind.SECTION_47_ENQUIRY and london_date(line.occurred_at) <= self.anchor
        )

    def _line(self, line: Event) -> Line:
        occurred = london_date(line.occurred_at)
        return Line(
            on=date_text(occurred),
            kind=line.get_kind_display(),
            agency=line.agency.name,
            text=shortened(line.what_happened),
            interval=apart(occurred, self.anchor),
        )

    @cached_property
    def warnings(self) -> tuple[WarningLine, ...]:
        """Current warnings on the child's record, then on visible relatives' records."""
        names = {one.person.pk: one.person.name for one in self.rows.kin}
        ordered = sorted(self.rows.warnings, key=lambda each: each.child_id != self.child.pk)
        return tuple(
            WarningLine(each.text, date_text(each.since), names.get(each.child_id, "")) for each in ordered
        )

    @cached_property
    def was_not_brought(self) -> Tally:
        """How often the child was not brought."""
        return self._tally(EventKind.WAS_NOT_BROUGHT)

    @cached_property
    def missing(self) -> Tally:
        """How often the child was missing."""
        return self._tally(EventKind.MISSING_EPISODE)

    def _tally(self, kind: EventKind) -> Tally:
        days = [london_date(line.occurred_at) for line in self.events if line.kind == kind]
        if not days:
            return Tally()
        recent = [day for day in days if within_months(day, self.anchor, RECENT_MONTHS)]
        return Tally(len(days), len(recent), date_text(max(days)))

    @cached_property
    def contacts(self) -> tuple[AgencyContacts, ...]:
        """What each agency has raised, the most often first; the referral at hand is counted."""
        by_agency: dict[str, list[Event]] = defaultdict(list)
        for line in self.events:
            if line.themes:
                by_agency[line.agency.name].append(line)
        counted = [_contacts(agency, lines) for agency, lines in by_agency.items()]
        return tuple(sorted(counted, key=lambda each: (-each.count, each.agency)))

    @cached_property
    def recurrence(self) -> tuple[RecurringTheme, ...]:
        """Themes that recur across agencies or contacts, at any interval, with all that they rest on.

        A theme that recurs within the last 12 months is marked; what came before stays part of it,
        because a pattern is a pattern whatever the interval (rules, section 4).
        """
        lines = {_reference(line): line for line in reversed(self.events) if line.themes}
        concerns = [
            recurrence.Concern(theme, line.agency.name, london_date(line.occurred_at), _reference(line))
            for line in self.events
            for theme in line.themes
            if theme in THEMES
        ]
        recent = {each.theme for each in recurrence.find(concerns, self.at)}
        ever = recurrence.find(concerns, self.at, window_months=None)
        found = [_recurring(each, lines, each.theme in recent) for each in ever]
        many = recurrence.many_contacts(concerns, self.at)
        if many is not None:
            found.append(_recurring(many, lines, True))
        return tuple(sorted(found, key=lambda each: not each.is_recent))

    @cached_property
    def exploitation(self) -> tuple[Indicator, ...]:
        """The signs of exploitation that any agency has recorded, side by side; one alone is no pattern."""
        by_theme: dict[str, list[Event]] = defaultdict(list)
        for line in self.events:
            for theme in line.themes:
                by_theme[theme].append(line)
        found = exploitation_indicators(by_theme)
        return tuple(_indicator(theme, by_theme[theme]) for theme in found) if len(found) > 1 else ()


def _indicator(theme: str, lines: Sequence[Event]) -> Indicator:
    agencies = tuple(sorted({line.agency.name for line in lines}))
    last = max(london_date(line.occurred_at) for line in lines)
    return Indicator(THEMES[theme].label, len(lines), agencies, date_text(last))


def _reference(line: Event) -> str:
    """What the same contact has in common: the referral's reference, or the line's own number."""
    return line.source_reference or f"event {line.pk}"


def _contacts(agency: str, lines: Iterable[Event]) -> AgencyContacts:
    days = [london_date(line.occurred_at) for line in lines]
    themes = {theme for line in lines for theme in line.themes}
    return AgencyContacts(agency, len(days), date_text(min(days)), date_text(max(days)), theme_labels(themes))


def _recurring(found: recurrence.Recurrence, lines: dict[str, Event], is_recent: bool) -> RecurringTheme:
    return RecurringTheme(
        theme=found.theme or "",
        label=THEMES[found.theme].label if found.theme else "Concerns of any kind",
        text=found.text,
        agencies=found.agencies,
        first=date_text(found.first),
        last=date_text(found.last),
        is_recent=is_recent,
        evidence=tuple(_evidence(lines[reference]) for reference in found.references),
    )


def _evidence(line: Event) -> Evidence:
    return Evidence(
        on=date_text(line.occurred_at),
        agency=line.agency.name,
        kind=line.get_kind_display(),
        reference=line.source_reference,
    )
