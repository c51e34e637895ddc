"""A plan's items and words: who writes them, what is refused, and what stays on record of a change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event, Plan, PlanItemProgress
from cases.plan_states import PlanItemState
from cases.services import plan_items, plan_words, plans
from cases.services.plan_items import ItemFacts
from cases.states import PlanKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import london_date
from tests.factories import plan_content, records


@pytest.fixture
def plan(personas, at):
    """A child in need plan that the health visitor leads, of a child whom school works with too."""
    by = personas.social_worker
    child = records.child(by=by, at=at)
    for partner in (personas.health_visitor, personas.school):
        records.involve(child, partner.agency, by=by, at=at)
    facts = {"kind": PlanKind.CHILD_IN_NEED, "lead": personas.health_visitor}
    return plan_content.running(child, by=by, at=at, **facts)


@pytest.fixture
def item(personas, plan, at):
    due = london_date(at) + timedelta(days=7)
    return plan_content.item(plan, due_on=due, by=personas.social_worker, at=at)


def facts(item, **changed) -> ItemFacts:
    kept = ("need", "action", "outcome", "owner", "owner_name", "agency", "due_on", "measure")
    return ItemFacts(**{**{name: getattr(item, name) for name in kept}, **changed})


def act(personas, name, item, at, who="social_worker", **said):
    by = getattr(personas, who)
    with as_user(by):
        return getattr(plan_items, name)(item=item, by=by, at=at, **said)


def test_items_are_numbered_and_an_owner_brings_their_agency(personas, plan, at):
    by = personas.social_worker
    with as_user(by):
        first = plan_content.item(plan, owner=personas.school, by=by, at=at)
        second = plan_content.item(plan, owner_name="Mona, his mother", by=by, at=at)
    assert (first.number, first.agency) == (1, personas.school.agency)
    assert (second.number, second.owner, second.agency) == (2, None, None)


@pytest.mark.parametrize("who", ["social_worker", "conference_chair", "health_visitor"])
def test_social_care_and_whoever_leads_the_plan_write_in_it(personas, plan, at, who):
    by = getattr(personas, who)
    with as_user(by):
        made = plan_content.item(plan, by=by, at=at)
        plan_words.change(
            plan=plan, danger_statement="", safety_goal="", contingency="Legal advice", by=by, at=at
        )
    assert act(personas, "finish", made, at, who, impact="He sleeps").state == PlanItemState.DONE


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("school", NotPermittedError),
        ("business_support", NotPermittedError),
        ("other_school", NotVisibleError),
        ("gp", NotVisibleError),
        ("partnership_admin", NotVisibleError),
    ],
)
def test_nobody_else_does(personas, plan, item, at, who, error):
    by = getattr(personas, who)
    with pytest.raises(error), as_user(by):
        plan_content.item(plan, by=by, at=at)
    with pytest.raises(error), as_user(by):
        plan_content.words(plan, by=by, at=at)
    with pytest.raises(error):
        act(personas, "finish", item, at, who, impact="He sleeps")


def test_an_item_is_done_with_what_it_changed_and_the_chronology_says_so(personas, plan, item, at):
    with pytest.raises(DomainError, match="what it has changed for the child") as refused:
        act(personas, "finish", item, at, impact=" ")
    assert refused.value.field == "impact"
    done = act(personas, "finish", item, at, impact="He sleeps through")
    assert (done.state, done.closed_by, done.closed_at) == ("done", personas.social_worker, at)
    line = Event.objects.get(child=plan.child, what_happened__startswith="Item 1 of the plan is done")
    assert line.impact_on_child == "He sleeps through"


def test_dropping_and_reopening_take_a_reason_and_the_state_decides(personas, item, at):
    for name, reason in (("drop", " "), ("drop", "x" * 301)):
        with pytest.raises(DomainError) as refused:
            act(personas, name, item, at, reason=reason)
        assert refused.value.field == "reason"
    with pytest.raises(ChangedMeanwhileError):
        act(personas, "reopen", item, at, reason="Again")
    dropped = act(personas, "drop", item, at, reason="Her shifts have changed")
    assert (dropped.state, dropped.closed_reason) == ("dropped", "Her shifts have changed")
    with pytest.raises(ChangedMeanwhileError):
        act(personas, "finish", item, at, impact="He sleeps")
    with pytest.raises(ChangedMeanwhileError):
        act(personas, "change", item, at, facts=facts(item), reason="Better words")
    opened = act(personas, "reopen", item, at, reason="Night shifts again")
    assert (opened.state, opened.closed_at, opened.closed_reason) == ("open", None, "")
    reasons = list(opened.history.order_by("history_id").values_list("history_change_reason", flat=True))
    assert reasons[-2:] == ["Her shifts have changed", "Night shifts again"]


def test_a_day_put_off_stays_on_record_beside_the_new_one(personas, item, at):
    was, now = item.due_on, item.due_on + timedelta(days=14)
    act(personas, "change", item, at, facts=facts(item, measure="Nights alone"), reason="A measure")
    assert not PlanItemProgress.objects.exists()
    act(personas, "change", item, at, facts=facts(item, due_on=now), reason="No sitter yet")
    row = PlanItemProgress.objects.get()
    assert (row.due_was, row.due_now) == (was, now)
    assert row.progress == "To be done by 31 March 2026 instead of 17 March 2026: No sitter yet"
    item.refresh_from_db()
    act(personas, "change", item, at, facts=facts(item, due_on=None), reason="Nobody knows")
    assert PlanItemProgress.objects.last().progress.startswith("To be done by no day instead of 31 March")


def test_the_second_to_change_an_item_or_the_plans_words_is_told(personas, plan, item, at):
    act(personas, "change", item, at, facts=facts(item), reason="First", version=item.version)
    with pytest.raises(ChangedMeanwhileError, match="changed this item since"):
        act(personas, "change", item, at, facts=facts(item), reason="Second", version=item.version)
    by, said = personas.social_worker, {"danger_statement": "", "safety_goal": "", "contingency": "Advice"}
    with as_user(by):
        plan_words.change(plan=plan, version=plan.version, by=by, at=at, **said)
        with pytest.raises(ChangedMeanwhileError, match="changed this plan since"):
            plan_words.change(plan=plan, version=plan.version, by=by, at=at, **said)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"need": " "}, "need"), ({"action": ""}, "action"), ({"owner_name": "Mona"}, "owner")],
)
def test_what_an_item_lacks_is_said_by_its_field(personas, plan, at, wrong, field):
    by = personas.social_worker
    with pytest.raises(DomainError) as refused, as_user(by):
        plan_content.item(plan, **{"owner": personas.school, **wrong}, by=by, at=at)
    assert refused.value.field == field


def test_a_change_without_a_reason_is_refused(personas, item, at):
    with pytest.raises(DomainError) as refused:
        act(personas, "change", item, at, facts=facts(item), reason=" ")
    assert refused.value.field == "reason"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"danger_statement": "Alone"}, "safety_goal"),
        ({"safety_goal": "Not alone"}, "danger_statement"),
        ({"practice_model": "another"}, "practice_model"),
    ],
)
def test_danger_and_goal_come_as_one(personas, plan, at, said, field):
    by = personas.social_worker
    said = {"danger_statement": "", "safety_goal": "", "contingency": "", **said}
    with pytest.raises(DomainError) as refused, as_user(by):
        plan_words.change(plan=plan, by=by, at=at, **said)
    assert refused.value.field == field


def test_nothing_is_written_in_a_plan_that_has_ended(personas, plan, item, at):
    by = personas.social_worker
    with as_user(by):
        plans.end(plan=plan, reason="Safe now", ended_on=london_date(at), by=by, at=at)
    assert Plan.objects.get(pk=plan.pk).ended_on == london_date(at)
    with pytest.raises(ChangedMeanwhileError, match="ended on 10 March 2026"):
        act(personas, "finish", item, at, impact="He sleeps")
    with pytest.raises(ChangedMeanwhileError, match="ended on"), as_user(by):
        plan_content.words(plan, by=by, at=at)
