"""Every rule of census consistency (domain rules, section 3), and the attempts to break it.

One row a rule: an attempt through the service, one past it in the database, and one by two transactions at
once, of which the second begins before the first is committed. Where a service belongs to another test module
the row names that test.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from cases.exceptions import DomainError
from cases.models import Child, EpisodeOfNeed
from cases.services import children
from cases.services import plans as plan_services
from cases.states import PlanKind
from core_groups.services import closings
from core_groups.services import conference_booking as booking
from safeguarding.rules.london_time import LONDON
from strategy_meetings.models import Section47Enquiry, StrategyMeeting
from strategy_meetings.services import enquiries
from tests.cases.at_once import one_then_other, refused_by
from tests.core_groups import endings
from tests.factories import conferences, partnership, plans, records

ROOT = Path(__file__).parents[2]
OPENED, MARCH, APRIL = date(2026, 1, 5), date(2026, 3, 2), date(2026, 4, 1)
CP, CIN = PlanKind.CHILD_PROTECTION, PlanKind.CHILD_IN_NEED
HELD = datetime(2026, 3, 12, 10, 0, tzinfo=LONDON)
SATURDAY = datetime(2026, 3, 14, 10, 0, tzinfo=LONDON)


@dataclass
class Story:
    """A child open since January, and who works with them."""

    people: partnership.Personas
    child: Child
    episode: EpisodeOfNeed
    at: datetime

    @property
    def facts(self) -> dict[str, Any]:
        """Who writes, and when."""
        return {"by": self.people.social_worker, "at": self.at}

    def plan(self, kind: PlanKind, started_on: date, **more: Any) -> Any:
        """A plan, past its service."""
        return plans.plan(self.child, started_on, kind=kind, episode=self.episode, **more, **self.facts)

    def need_plan(self) -> Any:
        """A child in need plan, by its service."""
        return endings.need_plan(self.child, self.people, self.at)

    def protection_plan(self) -> Any:
        """A child protection plan, by its service."""
        return endings.protection_plan(self.child, self.people, self.at)

    def close(self, **more: Any) -> None:
        """The episode closed, past its service."""
        facts = {"closed_on": APRIL, "closure_reason": "RC7", **more}
        for name, value in facts.items():
            setattr(self.episode, name, value)
        self.episode.record(**self.facts)

    def sign(self, reason: str = "RC7") -> None:
        """The episode closed, by its service."""
        people, at = self.people, self.at
        words = endings.words(reason=reason)
        closing = closings.write(episode=self.episode, words=words, by=people.social_worker, at=at)
        closings.sign(closing=closing, by=people.team_manager, at=at)

    def assess(self, **more: Any) -> Any:
        """An assessment being written, past its service."""
        return plans.assessment(self.episode, **{**self.facts, "started_on": OPENED, **more})

    def strategy(self) -> StrategyMeeting:
        """A strategy meeting that was held."""
        meeting = plans.conference(self.child, self.at, kind="strategy_meeting", **self.facts)
        made = StrategyMeeting(meeting=meeting, trigger="referral", concern_at=self.at)
        made.record(**self.facts)
        return made

    def enquiry(self, reference: str = "E0000001") -> Section47Enquiry:
        """A section 47 enquiry, past its service."""
        made = Section47Enquiry(
            reference=reference,
            child=self.child,
            started_by=self.strategy(),
            kind="single",
            started_at=self.at,
        )
        made.record(**self.facts)
        return made

    def start_enquiry(self) -> Section47Enquiry:
        """A section 47 enquiry, by its service."""
        return enquiries.start(strategy=self.strategy(), child=self.child, is_joint=False, **self.facts)


Act = Callable[[Story], object]


@dataclass(frozen=True)
class Rule:
    """A rule, its numbers in the census, and who tries to break it how."""

    text: str
    numbers: str
    # Through the service: the acts, of which the last is refused in words; or the test elsewhere.
    service: tuple[Act, ...] | str
    # Past the service: the acts, of which the last is refused by one of these.
    database: tuple[Act, ...]
    refused_by: frozenset[str]
    # Two transactions at once, and who refuses the second ("" where it is let through, and harmless).
    at_once: tuple[Act, Act]
    second_refused_by: frozenset[str]


def _names(*names: str) -> frozenset[str]:
    return frozenset(names)


_ONE_PLAN = _names(
    "one_open_statutory_plan", "statutory_plans_never_overlap", "child_protection_plans_share_no_day"
)
_ONE_ASSESSMENT = _names("one_open_assessment", "assessments_never_overlap")
_OPEN_WORK = _names("closed_episode_has_no_open_work")


def _moved(story: Story) -> None:
    """A plan made by a conference, then the conference's day changed."""
    made_by = plans.conference(story.child, HELD, **story.facts)
    story.plan(CP, HELD.date(), made_by=made_by)
    made_by.held_at = HELD + timedelta(days=1)
    made_by.record(**story.facts)


def _on_another_day(story: Story) -> None:
    made_by = plans.conference(story.child, HELD, **story.facts)
    story.plan(CP, HELD.date() + timedelta(days=1), made_by=made_by)


def _by_no_conference(story: Story) -> None:
    people, meeting = story.people, plans.conference(story.child, HELD, kind="core_group", **story.facts)
    plan_services.start(
        child=story.child, kind=CP, conference=meeting, category="NEG", by=people.conference_chair, at=HELD
    )


def _book_on_saturday(story: Story) -> None:
    conferences.due(story.child, story.people, story.at)
    facts = conferences.facts(story.people, SATURDAY)
    booking.book(facts=facts, children=[story.child], by=story.people.business_support, at=story.at)


def _not_open(story: Story) -> None:
    """A child whose referral went no further has no episode; a plan finds none."""
    other = records.child(**story.facts)
    plan_services.start(child=other, kind=CIN, started_on=MARCH, **story.facts)


def _protection_for_nobody_open(story: Story) -> None:
    other = records.child(**story.facts)
    endings.protection_plan(other, story.people, story.at)


def _assessed_in_anothers_episode(story: Story) -> None:
    story.assess(child=records.child(**story.facts))


def _close_without_reason(story: Story) -> None:
    children.close_episode(
        episode=story.episode,
        closed_on=story.at.date(),
        closure_reason="",
        by=story.people.team_manager,
        at=story.at,
    )


RULES = (
    Rule(
        "one open child in need plan at a time",
        "4014",
        (Story.need_plan, Story.need_plan),
        (lambda s: s.plan(CIN, MARCH), lambda s: s.plan(CIN, APRIL)),
        _ONE_PLAN,
        (lambda s: s.plan(CIN, MARCH), lambda s: s.plan(CIN, APRIL)),
        _ONE_PLAN,
    ),
    Rule(
        "one open child protection plan at a time",
        "8940",
        (Story.protection_plan, Story.protection_plan),
        (lambda s: s.plan(CP, MARCH, ended_on=APRIL), lambda s: s.plan(CP, APRIL)),
        _ONE_PLAN,
        (lambda s: s.plan(CP, MARCH), lambda s: s.plan(CP, APRIL)),
        _ONE_PLAN,
    ),
    Rule(
        "one open assessment at a time",
        "8863 8896",
        "tests/cases/test_assessments.py::test_one_at_a_time_and_none_within_another",
        (Story.assess, Story.assess),
        _ONE_ASSESSMENT,
        (Story.assess, Story.assess),
        _ONE_ASSESSMENT,
    ),
    Rule(
        "one open section 47 enquiry at a time",
        "8890",
        "tests/scenarios/test_census_rules.py::test_a_second_enquiry_is_the_first_one_going_on",
        (lambda s: s.enquiry("E0000001"), lambda s: s.enquiry("E0000002")),
        _names("one_open_section_47_enquiry"),
        (lambda s: s.enquiry("E0000001"), lambda s: s.enquiry("E0000002")),
        _names("one_open_section_47_enquiry"),
    ),
    Rule(
        "never a child in need plan beside a child protection plan",
        "4016 4017",
        (Story.protection_plan, Story.need_plan),
        (lambda s: s.plan(CP, MARCH), lambda s: s.plan(CIN, MARCH)),
        _ONE_PLAN,
        (lambda s: s.plan(CP, MARCH), lambda s: s.plan(CIN, MARCH)),
        _ONE_PLAN,
    ),
    Rule(
        "a child protection plan starts on the day of its conference",
        "2885",
        (_by_no_conference,),
        (_on_another_day,),
        _names("plan_starts_on_its_conference"),
        (lambda s: None, _moved),
        _names("conference_keeps_its_plans"),
    ),
    Rule(
        "no conference on a weekend",
        "8875",
        (_book_on_saturday,),
        (lambda s: plans.conference(s.child, SATURDAY, **s.facts),),
        _names("conference_is_not_on_a_weekend"),
        (
            lambda s: plans.conference(s.child, HELD, **s.facts),
            lambda s: plans.conference(s.child, SATURDAY, **s.facts),
        ),
        _names("conference_is_not_on_a_weekend"),
    ),
    Rule(
        "a referral with no further action has no assessment",
        "8831",
        "tests/cases/test_assessments.py::test_a_child_who_is_not_open_has_none",
        (_assessed_in_anothers_episode,),
        _names("assessment_belongs_to_its_episode"),
        (Story.close, Story.assess),
        _names("assessment_belongs_to_its_episode"),
    ),
    Rule(
        "a referral with no further action has no child in need plan",
        "4000",
        (_not_open,),
        (lambda s: plans.plan(records.child(**s.facts), MARCH, kind=CIN, episode=s.episode, **s.facts),),
        _names("plan_belongs_to_its_episode"),
        (Story.close, lambda s: s.plan(CIN, MARCH)),
        _names("plan_belongs_to_its_episode"),
    ),
    Rule(
        "a referral with no further action has no child protection plan",
        "8832",
        (_protection_for_nobody_open,),
        (lambda s: plans.plan(records.child(**s.facts), MARCH, episode=s.episode, **s.facts),),
        _names("plan_belongs_to_its_episode"),
        (Story.close, lambda s: s.plan(CP, MARCH)),
        _names("plan_belongs_to_its_episode"),
    ),
    Rule(
        "a closure has its date and its reason",
        "8640",
        (_close_without_reason,),
        (lambda s: s.close(closure_reason=""),),
        _names("closed_episode_has_date_and_reason"),
        (lambda s: None, lambda s: s.close(closed_on=None)),
        _names("closed_episode_has_date_and_reason"),
    ),
    Rule(
        "a closure after an assessment has an authorised one",
        "8825",
        (lambda s: s.sign("RC9"),),
        (Story.assess, Story.close),
        _OPEN_WORK,
        (Story.assess, Story.close),
        _OPEN_WORK,
    ),
    Rule(
        "a closure leaves no assessment that nobody authorised",
        "8867",
        (Story.assess, Story.sign),
        (Story.assess, Story.close),
        _OPEN_WORK,
        (Story.assess, Story.close),
        _OPEN_WORK,
    ),
    Rule(
        "a closure leaves no section 47 enquiry that has not ended",
        "8868",
        (Story.start_enquiry, Story.sign),
        (Story.enquiry, Story.close),
        _names("closed_episode_has_no_open_enquiry"),
        (Story.enquiry, Story.close),
        _names("closed_episode_has_no_open_enquiry"),
    ),
    Rule(
        "a closure leaves no open plan",
        "8565",
        (Story.need_plan, Story.sign),
        (lambda s: s.plan(CIN, MARCH), Story.close),
        _OPEN_WORK,
        (lambda s: s.plan(CIN, MARCH), Story.close),
        _OPEN_WORK,
    ),
)
BY_SERVICE = [rule for rule in RULES if not isinstance(rule.service, str)]
ELSEWHERE = [rule for rule in RULES if isinstance(rule.service, str)]


def _text(rule: Rule) -> str:
    return f"{rule.text} ({rule.numbers})"


def story_of(at: datetime) -> Story:
    people = partnership.build()
    child = endings.child(people, at)
    return Story(people, child, child.episodes.select_related("child").get(), at)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if not isinstance(rule.service, str)], ids=lambda rule: rule.text
)
def test_the_service_refuses_in_words(at, rule):
    story = story_of(at)
    *before, last = rule.service
    for act in before:
        act(story)
    with pytest.raises(DomainError) as refused:
        last(story)
    assert str(refused.value), rule.text


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if isinstance(rule.service, str)], ids=lambda rule: rule.text
)
def test_the_service_is_tried_elsewhere(rule):
    path, name = str(rule.service).split("::")
    tree = ast.parse((ROOT / path).read_text())
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.django_db
def test_a_second_enquiry_is_the_first_one_going_on(at):
    story = story_of(at)
    assert story.start_enquiry() == story.start_enquiry()
    assert Section47Enquiry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("rule", RULES, ids=_text)
def test_the_database_refuses(at, rule):
    story = story_of(at)
    *before, last = rule.database
    for act in before:
        act(story)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        last(story)
    assert refused_by(refused.value) in rule.refused_by


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rule", RULES, ids=_text)
def test_of_two_at_once_the_second_is_refused(transactional_db, at, rule):
    story = story_of(at)
    first, second = rule.at_once
    outcome = one_then_other(story.people.social_worker, lambda: first(story), lambda: second(story))
    assert outcome[0] == ""
    assert outcome[1] in rule.second_refused_by
