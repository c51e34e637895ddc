"""What the children in need census calls inconsistent in one child's episodes.

Source: children in need census, validation rules (the number stands with each). A period that ends on the day
on which another begins doesn't overlap it, except for two child protection plans (8940). The database holds
most of these by constraints; this finds what older or imported records break, and says it in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Final

from safeguarding.rules import closure, conference
from safeguarding.rules.codes import CATEGORY_OF_ABUSE, stands_alone_broken

_CATEGORIES: Final = frozenset(code for code, _ in CATEGORY_OF_ABUSE)


@dataclass(frozen=True, slots=True)
class Period:
    """A child in need plan: its reference, when it started and ended (None: it runs)."""

    reference: str
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class AssessmentFacts:
    """An assessment; ``factors`` are its census codes, recorded when it is authorised."""

    reference: str
    start: date
    authorised: date | None = None
    factors: tuple[str, ...] = ()

    @property
    def end(self) -> date | None:
        """When it ends for the census."""
        return self.authorised


@dataclass(frozen=True, slots=True)
class EnquiryFacts:
    """A section 47 enquiry: it ends with the date of its initial conference, or with none being required."""

    reference: str
    start: date
    conference_on: date | None = None
    conference_not_required_on: date | None = None

    @property
    def end(self) -> date | None:
        """When it ends for the census."""
        return self.conference_on or self.conference_not_required_on


@dataclass(frozen=True, slots=True)
class ProtectionPlan:
    """A child protection plan with its category of abuse and the dates of its review conferences."""

    reference: str
    start: date
    end: date | None = None
    category: str = ""
    reviews: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class EpisodeFacts:
    """An episode of need, or a referral with no further action (then nothing hangs on it).

    ``conferences``: dates of initial conferences that no enquiry led to (transfer-in).
    """

    reference: str
    referred_on: date
    no_further_action: bool = False
    closed_on: date | None = None
    closure_reason: str = ""
    assessments: tuple[AssessmentFacts, ...] = ()
    enquiries: tuple[EnquiryFacts, ...] = ()
    need_plans: tuple[Period, ...] = ()
    protection_plans: tuple[ProtectionPlan, ...] = ()
    conferences: tuple[date, ...] = ()


_Spans = Sequence[Period | AssessmentFacts | EnquiryFacts | ProtectionPlan | EpisodeFacts]


@dataclass(frozen=True, slots=True)
class Breach:
    """One inconsistency: the census rule's number, what is wrong, and the references it is about."""

    rule: str
    text: str
    references: tuple[str, ...]


def check(episodes: Iterable[EpisodeFacts]) -> tuple[Breach, ...]:
    """Every inconsistency of one child's episodes, episode by episode; empty when there is none."""
    ordered = sorted(episodes, key=lambda episode: (episode.referred_on, episode.reference))
    found: list[Breach] = []
    for episode in ordered:
        found += _no_further_action(episode) if episode.no_further_action else _episode(episode)
    found += _episodes_together([each for each in ordered if not each.no_further_action])
    return tuple(found)


def overlap(first: tuple[date, date | None], second: tuple[date, date | None]) -> bool:
    """Whether two periods (start, end; None: it runs) overlap; one may begin as the other ends.

    A period that ends on the day on which it starts overlaps nothing: the database's ranges are the same.
    """
    (start_1, end_1), (start_2, end_2) = sorted((first, second), key=lambda each: each[0])
    if start_1 == end_1 or start_2 == end_2:
        return False
    return end_1 is None or start_2 < end_1


def _no_further_action(episode: EpisodeFacts) -> Iterator[Breach]:
    wrong = (
        ("8831", "an assessment", [each.reference for each in episode.assessments]),
        ("8831", "a section 47 enquiry", [each.reference for each in episode.enquiries]),
        ("8831", "a conference", [day.isoformat() for day in episode.conferences]),
        ("4000", "a child in need plan", [each.reference for each in episode.need_plans]),
        ("8832", "a child protection plan", [each.reference for each in episode.protection_plans]),
    )
    for rule, noun, references in wrong:
        if references:
            text = f"A referral with no further action has {noun}"
            yield Breach(rule, text, (episode.reference, *references))


def _episode(episode: EpisodeFacts) -> Iterator[Breach]:
    yield from _one_at_a_time(episode)
    yield from _need_beside_protection(episode)
    yield from _in_order(episode)
    yield from _factors(episode.assessments)
    yield from _conference_days(episode)
    for plan in episode.protection_plans:
        yield from _protection_plan(plan, episode)
    if episode.closed_on is not None:
        yield from _closed(episode)


def _one_at_a_time(episode: EpisodeFacts) -> Iterator[Breach]:
    yield from _pairs(episode.assessments, "8863", "Two assessments at the same time")
    yield from _pairs(episode.enquiries, "8890", "Two section 47 enquiries at the same time")
    yield from _pairs(episode.need_plans, "4014", "Two child in need plans at the same time")
    for first, second in combinations(episode.protection_plans, 2):
        earlier, later = sorted((first, second), key=lambda plan: plan.start)
        if earlier.end is None or later.start <= earlier.end:
            text = "Two child protection plans at the same time"
            yield Breach("8940", text, (earlier.reference, later.reference))


def _pairs(spans: _Spans, rule: str, text: str) -> Iterator[Breach]:
    for first, second in combinations(spans, 2):
        if overlap(_dates(first), _dates(second)):
            yield Breach(rule, text, (first.reference, second.reference))


def _need_beside_protection(episode: EpisodeFacts) -> Iterator[Breach]:
    for need in episode.need_plans:
        for plan in episode.protection_plans:
            if overlap((need.start, need.end), (plan.start, plan.end)):
                text = "A child in need plan beside a child protection plan"
                yield Breach("4016", text, (need.reference, plan.reference))


def _in_order(episode: EpisodeFacts) -> Iterator[Breach]:
    """Each starts no earlier than the referral, ends no earlier than it starts, and not after the closure."""
    kinds: tuple[tuple[str, str, _Spans], ...] = (
        ("1103", "8608", episode.assessments),
        ("2889", "8615", episode.enquiries),
        ("4015", "4011", episode.need_plans),
        ("1105", "8925", episode.protection_plans),
    )
    for too_early, backwards, spans in kinds:
        for span in spans:
            start, end = _dates(span)
            if start < episode.referred_on:
                yield Breach(too_early, "It started before the referral", (span.reference, episode.reference))
            if end is not None and end < start:
                yield Breach(backwards, "It ended before it started", (span.reference,))
            if episode.closed_on is not None and episode.closed_on < (end or start):
                yield Breach(
                    "8565", "Activity after the episode was closed", (span.reference, episode.reference)
                )


def _factors(assessments: Iterable[AssessmentFacts]) -> Iterator[Breach]:
    for each in assessments:
        codes = each.factors
        wrong = (
            (each.authorised is not None and not codes, "8897", "An authorised assessment has no factors"),
            (each.authorised is None and bool(codes), "8614", "Factors before the assessment is authorised"),
            (len(set(codes)) < len(codes), "8898", "A factor is recorded twice"),
            (stands_alone_broken(codes), "8869", "No factors identified, and another factor beside it"),
        )
        for holds, rule, text in wrong:
            if holds:
                yield Breach(rule, text, (each.reference,))


def _conference_days(episode: EpisodeFacts) -> Iterator[Breach]:
    of_enquiries = [(each.reference, each.conference_on) for each in episode.enquiries]
    others = [(episode.reference, day) for day in episode.conferences]
    for reference, day in (*of_enquiries, *others):
        if day is not None and not conference.may_be_on(day):
            yield Breach("8875", f"An initial conference on a weekend, {day.isoformat()}", (reference,))
        if day is not None and day < episode.referred_on:
            yield Breach("1104", "An initial conference before the referral", (reference,))


def _protection_plan(plan: ProtectionPlan, episode: EpisodeFacts) -> Iterator[Breach]:
    held = {each.conference_on for each in episode.enquiries} | set(episode.conferences)
    wrong = (
        (plan.start not in held, "2885", "A child protection plan starts on no initial conference’s day"),
        (plan.end == plan.start, "8840", "A child protection plan started and ended on the same day"),
        (plan.category not in _CATEGORIES, "8905", "A child protection plan without its category of abuse"),
        (
            any(day <= plan.start for day in plan.reviews),
            "8841",
            "A review on or before the plan’s first day",
        ),
    )
    for holds, rule, text in wrong:
        if holds:
            yield Breach(rule, text, (plan.reference,))
    for need in episode.need_plans:
        if any(need.start < day and (need.end is None or day < need.end) for day in plan.reviews):
            text = "A review conference while a child in need plan ran"
            yield Breach("4003", text, (plan.reference, need.reference))


def _closed(episode: EpisodeFacts) -> Iterator[Breach]:
    open_work: tuple[tuple[str, str, _Spans], ...] = (
        ("8867", "an assessment that nobody authorised", episode.assessments),
        ("8868", "a section 47 enquiry with no conference and none set aside", episode.enquiries),
        ("8565", "an open child in need plan", episode.need_plans),
        ("8565", "an open child protection plan", episode.protection_plans),
    )
    for rule, noun, spans in open_work:
        running = tuple(span.reference for span in spans if _dates(span)[1] is None)
        if running:
            yield Breach(rule, f"The closed episode has {noun}", (episode.reference, *running))
    authorised = [each for each in episode.assessments if each.authorised is not None]
    is_only = len(episode.assessments) == len(authorised) == 1
    refused = closure.reason_refused(
        episode.closure_reason,
        has_authorised_assessment=bool(authorised),
        has_other_work=bool(
            episode.enquiries or episode.need_plans or episode.protection_plans or episode.conferences
        ),
        only_factors=frozenset(authorised[0].factors) if is_only else None,
    )
    if refused is not None:
        yield Breach(refused.rule, refused.text, (episode.reference,))


def _episodes_together(episodes: Sequence[EpisodeFacts]) -> Iterator[Breach]:
    for first, second in combinations(episodes, 2):
        if overlap(_dates(first), _dates(second)):
            yield Breach("8820", "Two episodes at the same time", (first.reference, second.reference))


def _dates(
    span: Period | AssessmentFacts | EnquiryFacts | ProtectionPlan | EpisodeFacts,
) -> tuple[date, date | None]:
    if isinstance(span, EpisodeFacts):
        return span.referred_on, span.closed_on
    return span.start, span.end
