"""Referrals of a story: sent, matched, decided, told, each by the service and on its own day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cases.models import Referral, ReferralChild, ReferralDecision
from cases.services import decisions, front_door, referrals
from cases.services.decision_facts import DecisionFacts
from cases.services.referral_facts import AdultFacts, ChildFacts, ReferralFacts
from cases.states import ENDING_OUTCOMES, ReferralOutcome
from safeguarding.demo import historic_risk
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import Ago
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.rules.rereferral import Cause
from safeguarding.rules.working_days import add, england_and_wales

DECIDER = "front_door_manager"
MATCHER = "front_door_worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided for every child of a referral; next working day at noon unless `hours` later."""

    outcome: ReferralOutcome
    level: int
    why: str
    told: str
    hours: float = 0
    # Sexual abuse, neglect, all other signs, the cause: each as considered before anything ended.
    gate: tuple[str, str, str, str] = ("", "", "", "")
    cause: str = Cause.UNMET_NEED
    cause_note: str = ""
    no_meeting: str = "The information was taken to fall short of significant harm."
    transfer_to: str = ""
    by: str = DECIDER
    # How the referrer was told, where that isn't done by the service; empty: still to be told.
    told_how: str = ""

    def facts(self, row: ReferralChild) -> DecisionFacts:
        """The decision on `row` as it is typed in."""
        sexual, neglect, other, cause = self.gate if self.outcome in ENDING_OUTCOMES else ("",) * 4
        again = row.is_re_referral
        return DecisionFacts(
            outcome=self.outcome,
            level=self.level,
            rationale=self.why,
            reasons_for_referrer=self.told,
            transfer_to=self.transfer_to,
            sexual_abuse_considered=sexual,
            neglect_considered=neglect,
            other_signs_considered=other,
            cause_considered=cause,
            re_referral_cause=self.cause if again else "",
            re_referral_note=self.cause_note if again else "",
            strategy_declined_reason=self.no_meeting,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refers:
    """A referral: who sent it, when, about whom, in their words. `more` are other facts of it."""

    who: str
    when: Ago | datetime
    about: tuple[str, ...]
    what: str
    day: str
    themes: tuple[str, ...]
    level: int
    because: str
    key: str = ""
    voice: str = ""
    unheard: str = ""
    parents: str = "agree"
    adults: tuple[AdultFacts, ...] = ()
    school: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    matched: bool = True
    decided: Decided | None = None

    def facts(self, stage: Stage) -> ReferralFacts:
        """What the referrer sends."""
        return ReferralFacts(
            children=tuple(self._child(stage, key) for key in self.about),
            adults=self.adults,
            what_happened=self.what,
            daily_life=self.day,
            voice=self.voice,
            voice_missing_reason="" if self.voice else self.unheard or "The child was not spoken to.",
            themes=self.themes,
            level=self.level,
            level_rationale=self.because,
            parents_know=self.parents,
            **self.more,
        )

    def play(self, stage: Stage) -> None:
        """Send it, match it and decide it, as far as it has come."""
        at = stage.moment(self.when)
        referral = referrals.submit(facts=self.facts(stage), by=stage.staff(self.who), at=at)
        for key, row in zip(self.about, rows_of(referral), strict=True):
            stage.referred[self.key, key] = row
            if self.matched:
                self._match(stage, key, row, at)

    def _match(self, stage: Stage, key: str, row: ReferralChild, sent: datetime) -> None:
        at = min(sent + timedelta(minutes=50), stage.at)
        by = stage.staff(MATCHER)
        if key in stage.children:
            historic_risk.settle(stage.cast, before=at, child=stage.children[key].pk)
            row = front_door.match(referral_child=row, child=stage.children[key], by=by, at=at)
        else:
            stage.children[key] = front_door.match_new(referral_child=row, by=by, at=at)
            row.refresh_from_db()
        if self.decided is not None:
            decide(stage, row, self.decided, sent=sent)

    def _child(self, stage: Stage, key: str) -> ChildFacts:
        person = stage.people[key]
        return ChildFacts(
            given_name=person.given_name,
            family_name=person.family_name,
            is_unborn=person.date_of_birth is None,
            date_of_birth=person.date_of_birth,
            expected_date=person.expected_date if person.date_of_birth is None else None,
            sex=person.sex,
            school=self.school,
        )


def rows_of(referral: Referral) -> list[ReferralChild]:
    """The children's parts of a referral, in the order in which they were named."""
    return list(ReferralChild.objects.filter(referral=referral).order_by("position"))


def decide(stage: Stage, row: ReferralChild, decided: Decided, *, sent: datetime) -> ReferralDecision:
    """Decide on a matched part, in time, and tell the referrer where that was done by other means."""
    if decided.hours:
        at = sent + timedelta(hours=decided.hours)
    else:
        at = at_hour(add(london_date(sent), 1, england_and_wales()), 12)
    at = min(at, stage.at)
    by = stage.staff(decided.by)
    decision = decisions.decide(referral_child=row, facts=decided.facts(row), by=by, at=at)
    if decided.told_how:
        decisions.tell(decision=decision, how=decided.told_how, by=stage.staff(MATCHER), at=at)
    return decision
