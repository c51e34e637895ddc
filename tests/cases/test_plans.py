"""Plans begun and ended: by whom, by which conference, what gives way, and which clocks run."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Event, Plan
from cases.services import deadlines
from cases.services import plans as service
from cases.states import EventKind, PlanKind
from safeguarding.accounts.identity import as_user
from tests.factories import plans, records

LONDON = ZoneInfo("Europe/London")
CP, CIN, EARLY_HELP = PlanKind.CHILD_PROTECTION, PlanKind.CHILD_IN_NEED, PlanKind.EARLY_HELP
OPENED = date(2026, 1, 5)
HELD = datetime(2026, 3, 5, 14, 0, tzinfo=LONDON)


@pytest.fixture
def child(personas, at):
    made = records.child(by=personas.social_worker, at=at)
    plans.episode(made, OPENED, by=personas.social_worker, at=at)
    return made


@pytest.fixture
def conference(personas, child, at):
    return plans.conference(child, HELD, by=personas.conference_chair, at=at)


def begin(personas, child, at, who="conference_chair", **facts) -> Plan:
    by = getattr(personas, who)
    with as_user(by):
        return service.start(child=child, by=by, at=at, **facts)


def finish(personas, plan, at, who="conference_chair", **facts) -> Plan:
    by = getattr(personas, who)
    with as_user(by):
        return service.end(plan=plan, by=by, at=at, **{"reason": "Safe now", **facts})


def running(child) -> set[str]:
    return set(
        Deadline.objects.filter(child=child, met_at=None, cancelled_at=None).values_list("rule_id", flat=True)
    )


def lines(child, kind) -> list[str]:
    return list(Event.objects.filter(child=child, kind=kind).values_list("what_happened", flat=True))


class TestChildProtection:
    def test_it_begins_on_its_conferences_day_with_its_category_and_its_clock(
        self, personas, child, conference, at
    ):
        plan = begin(personas, child, at, kind=CP, conference=conference, category="NEG")
        assert (plan.started_on, plan.category, plan.initial_category) == (date(2026, 3, 5), "NEG", "NEG")
        assert (plan.made_by, plan.episode) == (conference, child.episodes.get())
        assert lines(child, EventKind.PLAN_STARTED) == ["Child protection plan started: neglect"]
        event = Event.objects.get(child=child, kind=EventKind.PLAN_STARTED)
        assert (event.occurred_at, event.source_reference) == (HELD, conference.reference)
        clock = Deadline.objects.get(child=child, rule_id="visit_cp")
        assert (clock.starts_at, clock.due_on) == (HELD, date(2026, 3, 19))

    def test_a_child_in_need_plan_gives_way_on_that_day(self, personas, child, conference, at):
        need = begin(personas, child, at, "social_worker", kind=CIN, started_on=date(2026, 2, 2))
        assert running(child) == {"visit_cin"}
        begin(personas, child, at, kind=CP, conference=conference, category="PHY")
        need.refresh_from_db()
        assert (need.ended_on, need.end_reason) == (date(2026, 3, 5), "A child protection plan began")
        assert running(child) == {"visit_cp"}
        assert lines(child, EventKind.PLAN_ENDED) == [
            "Child in need plan ended: A child protection plan began"
        ]

    @pytest.mark.parametrize("who", ["social_worker", "team_manager", "business_support"])
    def test_only_a_conference_chair_begins_one(self, personas, child, conference, at, who):
        with pytest.raises(NotPermittedError):
            begin(personas, child, at, who, kind=CP, conference=conference, category="NEG")

    def test_who_does_not_see_the_child_learns_nothing(self, personas, child, conference, at):
        with pytest.raises(NotVisibleError):
            begin(personas, child, at, "other_school", kind=CP, conference=conference, category="NEG")

    @pytest.mark.parametrize(
        "wrong", ["none", "another_meeting", "not_held", "another_child"], ids=lambda wrong: wrong
    )
    def test_no_plan_without_a_conference_about_the_child_that_was_held(self, personas, child, at, wrong):
        facts = {"by": personas.conference_chair, "at": at}
        meeting = {
            "none": lambda: None,
            "another_meeting": lambda: plans.conference(child, HELD, kind="core_group", **facts),
            "not_held": lambda: plans.conference(child, HELD, held_at=None, state="planned", **facts),
            "another_child": lambda: plans.conference(records.child(**facts), HELD, **facts),
        }[wrong]()
        with pytest.raises(DomainError, match="by a conference about the child"):
            begin(personas, child, at, kind=CP, conference=meeting, category="NEG")
        assert not Plan.objects.exists()

    @pytest.mark.parametrize("category", ["", "XXX"])
    def test_it_has_a_category_of_abuse(self, personas, child, conference, at, category):
        with pytest.raises(DomainError) as refused:
            begin(personas, child, at, kind=CP, conference=conference, category=category)
        assert refused.value.field == "category"

    def test_a_second_one_is_refused_by_name(self, personas, child, conference, at):
        begin(personas, child, at, kind=CP, conference=conference, category="NEG")
        with pytest.raises(ChangedMeanwhileError, match="There is a child protection plan from 5 March 2026"):
            begin(personas, child, at, kind=CP, conference=conference, category="NEG")
        with pytest.raises(ChangedMeanwhileError, match="child protection plan"):
            begin(personas, child, at, "social_worker", kind=CIN, started_on=date(2026, 3, 9))

    def test_a_child_in_need_plan_that_began_later_is_not_ended_before_it_began(
        self, personas, child, conference, at
    ):
        begin(personas, child, at, "social_worker", kind=CIN, started_on=date(2026, 3, 9))
        with pytest.raises(ChangedMeanwhileError, match="child in need plan from 9 March 2026"):
            begin(personas, child, at, kind=CP, conference=conference, category="NEG")

    def test_a_child_who_was_not_open_then_has_no_plan(self, personas, at):
        facts = {"by": personas.conference_chair, "at": at}
        closed = records.child(**facts)
        plans.episode(closed, date(2026, 3, 6), **facts)
        made_by = plans.conference(closed, HELD, **facts)
        with pytest.raises(DomainError, match="wasn’t open"):
            begin(personas, closed, at, kind=CP, conference=made_by, category="NEG")

    def test_it_ends_by_a_conference_and_its_clocks_stop(self, personas, child, conference, at):
        plan = begin(personas, child, at, kind=CP, conference=conference, category="NEG")
        for rule_id in ("review_first", "core_group_next"):
            deadlines.set(rule_id=rule_id, starts_at=HELD, child=child, by=personas.social_worker, at=at)
        with pytest.raises(DomainError, match="by a conference"):
            finish(personas, plan, at, ended_on=date(2026, 3, 9))
        with pytest.raises(DomainError, match="comes after the one that made it"):
            finish(personas, plan, at, conference=conference)
        review = plans.conference(child, HELD + timedelta(days=1), by=personas.conference_chair, at=at)
        with pytest.raises(NotPermittedError):
            finish(personas, plan, at, "team_manager", conference=review)
        plan = finish(personas, plan, at, conference=review)
        assert (plan.ended_on, plan.ended_by) == (date(2026, 3, 6), review)
        assert running(child) == set()
        assert lines(child, EventKind.PLAN_ENDED) == ["Child protection plan ended: Safe now"]
        with pytest.raises(ChangedMeanwhileError, match="ended on 6 March 2026"):
            finish(personas, plan, at, conference=review)

    def test_the_next_one_begins_on_another_day_and_a_step_down_on_the_same(
        self, personas, child, conference, at
    ):
        chair = personas.conference_chair
        plan = begin(personas, child, at, kind=CP, conference=conference, category="NEG")
        review = plans.conference(child, HELD + timedelta(days=1), by=chair, at=at)
        finish(personas, plan, at, conference=review)
        with pytest.raises(DomainError, match="ran until 6 March 2026"):
            begin(personas, child, at, kind=CP, conference=review, category="NEG")
        with pytest.raises(DomainError, match="ran until 6 March 2026"):
            begin(personas, child, at, "social_worker", kind=CIN, started_on=date(2026, 3, 5))
        begin(personas, child, at, "social_worker", kind=CIN, started_on=date(2026, 3, 6))

    def test_the_chair_changes_the_category_and_the_first_one_stays(self, personas, child, conference, at):
        plan = begin(personas, child, at, kind=CP, conference=conference, category="NEG")

        def change(category="EMO", reason="She told school more", who="conference_chair"):
            by = getattr(personas, who)
            with as_user(by):
                return service.change_category(plan=plan, category=category, reason=reason, by=by, at=at)

        with pytest.raises(NotPermittedError):
            change(who="social_worker")
        for wrong in ({"category": "NEG"}, {"category": "XXX"}, {"reason": " "}):
            with pytest.raises(DomainError):
                change(**wrong)
        changed = change()
        assert (changed.category, changed.initial_category) == ("EMO", "NEG")
        assert lines(child, EventKind.CONFERENCE) == [
            "Category of abuse changed to emotional abuse: She told school more"
        ]

    def test_it_moves_to_another_authority_without_a_conference(self, personas, child, conference, at):
        plan = begin(personas, child, at, kind=CP, conference=conference, category="NEG")
        chair = personas.conference_chair
        with as_user(chair):
            facts = {"plan": plan, "by": chair, "at": at}
            with pytest.raises(DomainError) as refused:
                service.move_away(authority=" ", ended_on=date(2026, 3, 10), **facts)
            assert refused.value.field == "authority"
            with pytest.raises(DomainError, match="at least a day"):
                service.move_away(authority="Leedale", ended_on=date(2026, 3, 5), **facts)
            moved = service.move_away(authority="Leedale", ended_on=date(2026, 3, 10), **facts)
        assert (moved.moved_to, moved.end_reason) == ("Leedale", "Moved to Leedale")


class TestOtherPlans:
    def test_a_lead_may_not_end_what_is_social_cares_to_end(self, personas, child, at):
        lead = personas.health_visitor
        records.involve(child, lead.agency, by=personas.social_worker, at=at)
        plan = begin(personas, child, at, "social_worker", kind=CIN, started_on=OPENED, lead=lead)
        with pytest.raises(NotPermittedError):
            finish(personas, plan, at, "health_visitor", ended_on=date(2026, 3, 9))
        assert finish(personas, plan, at, "social_worker", ended_on=date(2026, 3, 9)).ended_on

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"started_on": None}, "started_on"),
            ({"started_on": date(2026, 3, 11)}, "started_on"),
            ({"started_on": date(2026, 1, 2)}, "started_on"),
            ({"category": "NEG"}, None),
            ({"lead_name": "Ruth Bell", "lead": True}, "lead"),
        ],
    )
    def test_what_a_child_in_need_plan_may_not_say(self, personas, child, at, facts, field):
        facts = {"started_on": OPENED, **facts}
        if facts.pop("lead", False):
            facts["lead"] = personas.health_visitor
        with pytest.raises(DomainError) as refused:
            begin(personas, child, at, "social_worker", kind=CIN, **facts)
        assert refused.value.field == field

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"reason": " "}, "reason"),
            ({"reason": "x" * 301}, "reason"),
            ({"ended_on": None}, "ended_on"),
            ({"ended_on": date(2026, 3, 11)}, "ended_on"),
            ({"ended_on": date(2026, 1, 4)}, "ended_on"),
        ],
    )
    def test_an_end_has_its_day_and_its_reason(self, personas, child, at, facts, field):
        plan = begin(personas, child, at, "social_worker", kind=CIN, started_on=OPENED)
        with pytest.raises(DomainError) as refused:
            finish(personas, plan, at, "social_worker", **{"ended_on": date(2026, 3, 9), **facts})
        assert refused.value.field == field

    def test_no_conference_ends_a_child_in_need_plan(self, personas, child, conference, at):
        plan = begin(personas, child, at, "social_worker", kind=CIN, started_on=OPENED)
        with pytest.raises(DomainError, match="Only a child protection plan"):
            finish(personas, plan, at, "social_worker", conference=conference)

    def test_early_help_needs_no_episode_and_runs_beside_anything(self, personas, child, at):
        begin(personas, child, at, "social_worker", kind=CIN, started_on=OPENED)
        outside = records.child(by=personas.social_worker, at=at)
        for who in (child, outside):
            plan = begin(
                personas, who, at, "social_worker", kind=EARLY_HELP, started_on=OPENED, lead_name="Ruth Bell"
            )
            assert (plan.episode, plan.lead_name) == (None, "Ruth Bell")
        assert running(outside) == set()
