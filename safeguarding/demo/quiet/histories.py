"""What happened to the quieter families after they were referred, in a few patterns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from cases.models import EpisodeOfNeed
from cases.states import EventKind, LatenessReason, PlanKind, ReferralOutcome
from safeguarding.demo.happenings import Allocated, Clock, Closed, Line, Met, Planned
from safeguarding.demo.quiet import concerns
from safeguarding.demo.quiet.families import Drawn, draw, referral
from safeguarding.demo.referring import Refers
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Step, Story
from safeguarding.demo.when import Ago, ago

Pattern = Callable[[Random], Story]

_WORKERS = (
    ("social_worker", "team_manager"),
    ("social_worker_east", "team_manager"),
    ("social_worker_west", "team_manager_west"),
    ("newly_qualified", "team_manager_west"),
)
_VISITS = (
    "Home visit. The children were seen alone in their room and talked about school.",
    "Visit after school. Tea was on the table; the younger ones showed their drawings.",
    "Visit: nobody in, note left, new time agreed by phone.",
    "Seen at school, alone. Would like the arguing to stop.",
)
_LATE = (
    (LatenessReason.INFORMATION_AWAITED, "Health's information came in the tenth week."),
    (LatenessReason.FAMILY_UNAVAILABLE, "The family was abroad for a funeral for three weeks."),
    (LatenessReason.WORKLOAD, "The worker was off sick and the team had two vacancies."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """The main need that the assessment found; no service records it yet."""

    of: tuple[str, ...]
    when: Ago
    need: str
    by: str

    def play(self, stage: Stage) -> None:
        """Put it on the episode that is open."""
        for key in self.of:
            episode = EpisodeOfNeed.objects.get(child=stage.people[key].pk, closed_on=None)
            episode.primary_need = self.need
            episode.record(by=stage.staff(self.by), at=stage.moment(self.when), reason="Main need assessed")


def _on(days: int, hour: int = 10) -> Ago:
    return ago(0, 0, days, hour=hour)


def ended(random: Random) -> Story:
    """One referral, which ended there."""
    days = random.randint(9, 720)
    family = draw(random, since=_on(days, 9))
    return _told(family, referral(random, family, _on(days)))


def again(random: Random) -> Story:
    """Two or three referrals, each ended; some within a year of the one before."""
    days = random.randint(150, 720)
    family = draw(random, since=_on(days, 9))
    later = sorted((random.randint(8, days - 60) for _ in range(random.choice((1, 1, 2)))), reverse=True)
    return _told(family, *(referral(random, family, _on(each)) for each in (days, *later)))


def assessed(random: Random) -> Story:
    """Assessed by a social worker, in time or late, and closed."""
    days = random.randint(95, 720)
    family = draw(random, since=_on(days, 9))
    first = referral(random, family, _on(days), outcome=ReferralOutcome.ASSESSMENT)
    took = random.choice((24, 33, 41, 52, 58, 61, 70, 83))
    return _told(
        family, first, *_assessment(random, first.about, days, took), *_closed(random, first, days - took)
    )


def open_now(random: Random) -> Story:
    """Being assessed now; some of it overdue."""
    days = random.choice((6, 9, 13, 20, 27, 34, 41, 48, 55, 60, 66, 74))
    family = draw(random, since=_on(days, 9))
    first = referral(random, family, _on(days), outcome=ReferralOutcome.ASSESSMENT)
    worker, manager = random.choice(_WORKERS)
    steps: list[Step] = [first]
    if days > 8:
        steps.append(Allocated(of=first.about, worker=worker, when=_on(days - 5), by=manager))
        steps.append(_visit(random, worker, first.about, days - 7))
        steps.append(Clock(rule="visit_cin", of=first.about, when=_on(min(days - 7, 16), 14), by=worker))
    return _told(family, *steps)


def planned(random: Random) -> Story:
    """Open with a plan: a child in need plan, or a child protection plan after a strategy meeting."""
    days = random.randint(110, 420)
    family = draw(random, since=_on(days, 9))
    protects = random.random() < 0.4
    outcome = ReferralOutcome.STRATEGY_MEETING if protects else ReferralOutcome.ASSESSMENT
    first = referral(random, family, _on(days), outcome=outcome)
    took = random.choice((28, 39, 50))
    assessment = _assessment(random, first.about, days, took)
    worker = next(step.worker for step in assessment if isinstance(step, Allocated))
    plan = Planned(
        of=first.about,
        kind=PlanKind.CHILD_PROTECTION if protects else PlanKind.CHILD_IN_NEED,
        category=random.choice(("NEG", "NEG", "EMO", "EMO", "PHY", "SAB")) if protects else "",
        start=_on(days - took - 1),
        by="conference_chair" if protects else worker,
    )
    visits = [_visit(random, worker, first.about, back) for back in range(days - took - 12, 5, -21)]
    last = random.choice((2, 3, 5, 7, 9, 12, 16, 31))
    rules = ("visit_cp", "core_group_next") if protects else ("visit_cin", "cin_review")
    clocks = [Clock(rule=rule, of=first.about, when=_on(last, 15), by=worker) for rule in rules]
    return _told(family, first, *assessment, plan, *visits[:8], *clocks)


def waiting(random: Random, when: Ago | datetime) -> Story:
    """A referral of today or of the last days that nobody has matched yet."""
    family = draw(random, since=_on(random.randint(30, 500), 9))
    return _told(family, referral(random, family, when, is_decided=False, key="waiting"))


PATTERNS: tuple[tuple[Pattern, int], ...] = (
    (ended, 44),
    (again, 16),
    (assessed, 18),
    (open_now, 13),
    (planned, 9),
)


def _told(family: Drawn, *steps: Step) -> Story:
    return Story(f"The {family.name} family", family.people, (*family.ties, *steps))


def _assessment(random: Random, about: tuple[str, ...], days: int, took: int) -> tuple[Step, ...]:
    worker, manager = random.choice(_WORKERS)
    done = _on(days - took)
    code, why = random.choice(_LATE) if random.random() < 0.7 else ("", "")
    need = random.choices(list(concerns.NEEDS), list(concerns.NEEDS.values()))[0]
    return (
        Allocated(of=about, worker=worker, when=_on(days - 6), by=manager),
        Met(rule="strategy_discussion_same_day", of=about, when=_on(days - 7, 9), by=manager),
        Met(rule="strategy_discussion", of=about, when=_on(days - 7, 9), by=manager),
        _visit(random, worker, about, days - 9),
        Met(rule="assessment", of=about, when=done, code=code, why=why, by=manager),
        Line(
            who=worker,
            when=done,
            of=about,
            kind=EventKind.ASSESSMENT,
            what="Assessment authorised by the team manager and shared with the family.",
        ),
        Needs(of=about, when=done, need=need, by=manager),
    )


def _closed(random: Random, first: Refers, days: int) -> tuple[Step, ...]:
    return (Closed(of=first.about, when=_on(days, 15), reason=random.choice(("RC8", "RC8", "RC9"))),)


def _visit(random: Random, worker: str, about: tuple[str, ...], days: int) -> Line:
    return Line(
        who=worker,
        when=_on(max(days, 0), 14),
        of=about,
        kind=EventKind.VISIT,
        what=random.choice(_VISITS),
    )
