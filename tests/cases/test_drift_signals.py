"""The facts that drift is found by: items put off, reviews with words and numbers, cancelled meetings."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.meeting_states import MeetingKind, MeetingState
from cases.models import PlanScale, PlanVersion
from cases.queries import drift
from cases.services import plan_items, plan_progress, plan_versions, plans
from cases.states import PlanKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import london_date
from tests.factories import plan_content, records
from tests.factories import plans as rows

CIN = PlanKind.CHILD_IN_NEED
WEEK = timedelta(days=7)


@pytest.fixture
def child(personas, at):
    by = personas.social_worker
    made = records.child(by=by, at=at)
    made.allocated_to, made.team = by, by.team
    made.record(by=by, at=at, reason="test data")
    records.involve(made, personas.school.agency, by=by, at=at)
    return made


@pytest.fixture
def plan(personas, child, at):
    """A plan of a year that is reviewed by conferences."""
    by, began = personas.social_worker, london_date(at) - timedelta(days=364)
    made = rows.plan(child, began, by=by, at=at, category="NEG")
    plan_content.words(made, by=by, at=at)
    return made


def signs(personas, child, on, who="social_worker"):
    user = getattr(personas, who)
    with as_user(user):
        return {sign.signal.value: sign for sign in drift.of_child(user, child, on)}


def review(personas, plan, when, scores=(), **facts):
    by = personas.conference_chair
    meeting = rows.conference(plan.child, when, by=by, at=when, **facts)
    for who, score in scores:
        PlanScale(plan=plan, meeting=meeting, who=who, score=score, given_on=london_date(when)).record(
            by=by, at=when
        )
    plan_versions.make(plan=plan, meeting=meeting, by=by, at=when)
    return meeting


def test_a_plan_that_moves_shows_none(personas, child, plan, at):
    by = personas.social_worker
    due = london_date(at) + WEEK
    item = plan_content.item(plan, due_on=due, by=by, at=at)
    plan_content.item(plan, by=by, at=at)
    plan_progress.record(item=item, progress="Brought forward", due_on=london_date(at), by=by, at=at)
    assert signs(personas, child, london_date(at)) == {}
    assert signs(personas, records.child(by=by, at=at), london_date(at)) == {}


def test_an_action_put_off_once_its_day_had_come_and_one_whose_day_has_passed(personas, child, plan, at):
    by, due = personas.social_worker, london_date(at) + WEEK
    rolled = plan_content.item(plan, due_on=due, action="Find a sitter", by=by, at=at)
    plan_content.item(plan, due_on=due, action="Mend the lock", by=by, at=at)
    done = plan_content.item(plan, due_on=due, by=by, at=at)
    plan_items.finish(item=done, impact="He sleeps", by=by, at=at)
    plan_progress.record(item=rolled, progress="None found", due_on=due + WEEK, by=by, at=at + WEEK)
    found = signs(personas, child, due + timedelta(days=1))["rolled_over"]
    assert found.text == "2 actions rolled over"
    assert [(each.reference, each.text) for each in found.evidence] == [
        ("Item 1", "Find a sitter: due 17 March 2026, put off to 24 March 2026"),
        ("Item 2", "Mend the lock: was due 17 March 2026 and is not done"),
    ]


def test_a_day_put_off_by_changing_the_item_is_found_too(personas, child, plan, at):
    by, due = personas.social_worker, london_date(at)
    item = plan_content.item(plan, due_on=due, action="Find a sitter", by=by, at=at)
    facts = plan_items.ItemFacts(need="Alone", action="Find a sitter", due_on=due + WEEK)
    plan_items.change(item=item, facts=facts, reason="Nobody yet", by=by, at=at)
    assert signs(personas, child, due)["rolled_over"].text == "1 action rolled over"


def test_words_and_numbers_that_did_not_change_between_reviews(personas, child, plan, at):
    began = at - timedelta(days=364)
    for months, score in ((0, 4), (3, 4), (9, 4)):
        when = began + timedelta(days=28 * months)
        review(personas, plan, when, [("Mona", score), ("School", months)])
    found = signs(personas, child, london_date(at))
    assert found["same_wording"].text == "3 parts of the plan worded as at the review before"
    assert {each.reference for each in found["same_wording"].evidence} == {
        "Danger statement",
        "Safety goal",
        "Contingency",
    }
    assert {(each.reference, each.text) for each in found["same_scale"].evidence} == {("Mona", "4 of 10")}


def test_a_number_given_between_two_reviews_belongs_to_the_later(personas, child, plan, at):
    by, began = personas.social_worker, at - timedelta(days=364)
    for months in (0, 3, 9):
        when = began + timedelta(days=28 * months)
        review(personas, plan, when)
        day = london_date(when - WEEK) if months else london_date(when)
        PlanScale(plan=plan, who="Mona", score=4, given_on=day).record(by=by, at=at)
    assert "same_scale" in signs(personas, child, london_date(at))
    # One more since the last review is nobody's review yet; a changed one is another number.
    later = PlanScale.objects.order_by("given_on").last()
    later.score = 6
    later.record(by=by, at=at)
    assert "same_scale" not in signs(personas, child, london_date(at))


def test_beyond_fifteen_months(personas, child, plan, at):
    assert signs(personas, child, plan.started_on + timedelta(days=455)) == {}
    found = signs(personas, child, plan.started_on + timedelta(days=460))["long_plan"]
    assert found.evidence[0].text == "Started 11 March 2025"


@pytest.mark.parametrize(
    ("kind", "meeting", "other"),
    [
        (PlanKind.CHILD_PROTECTION, MeetingKind.CORE_GROUP, MeetingKind.CHILD_IN_NEED_MEETING),
        (CIN, MeetingKind.CHILD_IN_NEED_MEETING, MeetingKind.CORE_GROUP),
    ],
)
def test_cancelled_meetings_of_the_kind_that_works_on_the_plan(personas, child, at, kind, meeting, other):
    by = personas.social_worker
    plan_content.running(child, by=by, at=at, kind=kind)
    cancelled = {"state": MeetingState.CANCELLED, "held_at": None, "cancelled_at": at, "cancelled_by": by}
    for when, of in ((at - WEEK, meeting), (at - 5 * WEEK, meeting), (at - WEEK, other)):
        facts = {**cancelled, "kind": of, "cancelled_reason": "The chair was ill"}
        rows.conference(child, when, by=by, at=at, **facts)
    rows.conference(child, at, kind=meeting, by=by, at=at)
    found = signs(personas, child, london_date(at))["cancelled_core_groups"]
    assert [(each.on, each.text) for each in found.evidence] == [
        (london_date(at - WEEK), "The chair was ill")
    ]
    # Whoever doesn't read the meeting learns nothing of it.
    assert signs(personas, child, london_date(at), "school") == {}


def test_a_child_in_need_plan_is_reviewed_at_its_meetings(personas, child, at):
    plan = plan_content.running(child, by=personas.social_worker, at=at, kind=CIN)
    plan_content.words(plan, by=personas.social_worker, at=at)
    for weeks in (3, 1):
        review(personas, plan, at - weeks * WEEK, kind=MeetingKind.CHILD_IN_NEED_MEETING)
    # Before the plan began, and of another kind.
    review(personas, plan, at - 8 * WEEK, kind=MeetingKind.CHILD_IN_NEED_MEETING)
    review(personas, plan, at - WEEK, kind=MeetingKind.CORE_GROUP)
    assert "same_wording" in signs(personas, child, london_date(at))
    assert PlanVersion.objects.count() == 4


def test_the_teams_plans_those_with_most_signs_first(personas, child, plan, at):
    by = personas.social_worker
    plan_content.item(plan, due_on=london_date(at) - WEEK, by=by, at=at)
    other = records.child(by=by, at=at)
    other.allocated_to = by
    other.record(by=by, at=at, reason="test data")
    old = rows.plan(other, london_date(at) - timedelta(days=600), by=by, at=at)
    plan_content.item(old, due_on=london_date(at) - WEEK, by=by, at=at)
    ended = records.child(by=by, at=at)
    ended.allocated_to = by
    ended.record(by=by, at=at, reason="test data")
    gone = rows.plan(ended, london_date(at) - timedelta(days=700), kind=CIN, by=by, at=at)
    plans.end(plan=gone, reason="Safe", ended_on=london_date(at), by=by, at=at)

    def listed(who):
        user = getattr(personas, who)
        with as_user(user):
            return [(each.plan.child_id, len(each.signs)) for each in drift.of_team(user, london_date(at))]

    assert listed("team_manager") == [(other.pk, 2), (child.pk, 1)]
    assert listed("head_of_service") == [(other.pk, 2), (child.pk, 1)]
    assert listed("front_door_manager") == []


def test_many_plans_cost_what_one_costs(personas, at):
    by, costs = personas.social_worker, []
    made = []
    for _ in range(8):
        child = records.child(by=by, at=at)
        plan = plan_content.running(child, by=by, at=at)
        plan_content.item(plan, due_on=london_date(at), by=by, at=at)
        made.append(plan)
    for some in (made[:1], made):
        with as_user(by), CaptureQueriesContext(connection) as queries:
            drift.signals(by, some, london_date(at))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 6
