"""What the database refuses of plans when two transactions are at it at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.states import PlanKind
from tests.cases.at_once import one_then_other
from tests.cases.test_plan_constraints import any_of
from tests.factories import partnership, plans, records

LONDON = ZoneInfo("Europe/London")
CP, CIN = PlanKind.CHILD_PROTECTION, PlanKind.CHILD_IN_NEED
MARCH, JUNE, SEPTEMBER = date(2026, 3, 2), date(2026, 6, 1), date(2026, 9, 1)


class TestAtOnce:
    """Each pair by two transactions of which the second begins before the first is committed."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def story(self, transactional_db, at):
        people = partnership.build()
        facts = {"by": people.social_worker, "at": at}
        child = records.child(**facts)
        return people, child, plans.episode(child, date(2026, 1, 5), **facts), facts

    @pytest.mark.parametrize(
        ("first", "second", "name"),
        [
            ((CP, MARCH, None), (CP, JUNE, None), "one_open_statutory_plan"),
            ((CIN, MARCH, None), (CP, JUNE, None), "one_open_statutory_plan"),
            ((CP, MARCH, SEPTEMBER), (CIN, JUNE, None), "statutory_plans_never_overlap"),
            ((CP, MARCH, JUNE), (CP, JUNE, None), "child_protection_plans_share_no_day"),
            ((CP, MARCH, JUNE), (CIN, JUNE, None), ""),
        ],
    )
    def test_one_of_two_plans(self, story, first, second, name):
        people, child, _, facts = story

        def begin(kind, started_on, ended_on):
            return lambda: plans.plan(child, started_on, kind=kind, ended_on=ended_on, **facts)

        outcome = one_then_other(people.social_worker, begin(*first), begin(*second))
        assert outcome[0] == ""
        assert outcome[1] in any_of(name)

    def test_a_plan_and_the_closure_of_its_episode(self, story):
        people, child, episode, facts = story

        def close():
            episode.closed_on, episode.closure_reason = SEPTEMBER, "RC7"
            episode.record(**facts)

        def begin():
            plans.plan(child, MARCH, episode=episode, **facts)

        outcome = one_then_other(people.team_manager, close, begin)
        assert outcome == ["", "plan_belongs_to_its_episode"]

    def test_the_closure_of_an_episode_and_a_plan_begun_before(self, story):
        people, child, episode, facts = story

        def close():
            episode.closed_on, episode.closure_reason = SEPTEMBER, "RC7"
            episode.record(**facts)

        def begin():
            plans.plan(child, MARCH, episode=episode, **facts)

        outcome = one_then_other(people.team_manager, begin, close)
        assert outcome == ["", "closed_episode_has_no_open_work"]

    def test_a_plan_and_another_day_for_its_conference(self, story):
        people, child, _, facts = story
        held_at = datetime(2026, 7, 2, 10, 0, tzinfo=LONDON)
        made_by = plans.conference(child, held_at, **facts)

        def move():
            made_by.held_at = held_at + timedelta(days=1)
            made_by.record(**facts)

        def begin():
            plans.plan(child, date(2026, 7, 2), made_by=made_by, **facts)

        outcome = one_then_other(people.social_worker, begin, move)
        assert outcome == ["", "conference_keeps_its_plans"]
