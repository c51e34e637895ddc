"""What the database refuses of plans: each rule of the census is tried to be broken.

Two transactions at once try it in test_plan_constraints_at_once.py.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from cases.models import (
    MaleEngaged,
    PlanItem,
    PlanItemProgress,
    PlanScale,
    PlanShare,
    PlanVersion,
)
from cases.states import PlanKind
from safeguarding.accounts.identity import as_user
from tests.cases.at_once import refused_by
from tests.factories import plans, records

LONDON = ZoneInfo("Europe/London")
CP, CIN, EARLY_HELP = PlanKind.CHILD_PROTECTION, PlanKind.CHILD_IN_NEED, PlanKind.EARLY_HELP
MARCH, JUNE, SEPTEMBER = date(2026, 3, 2), date(2026, 6, 1), date(2026, 9, 1)

# Several may refuse the same row; which one does depends on the order in which their indexes were made.
ONE_AT_A_TIME = frozenset(
    {
        "one_open_statutory_plan",
        "statutory_plans_never_overlap",
        "child_protection_plans_share_no_day",
    }
)


def any_of(name: str) -> frozenset[str]:
    """Who may refuse what `name` refuses."""
    return ONE_AT_A_TIME if name in ONE_AT_A_TIME else frozenset({name})


@pytest.fixture
def child(personas, at):
    made = records.child(by=personas.social_worker, at=at)
    plans.episode(made, date(2026, 1, 5), by=personas.social_worker, at=at)
    return made


def refused(write) -> str:
    """The constraint that refused, empty when the row was let through."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return refused_by(error)
    return ""


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        # Two open ones of a kind, and one beside the other.
        ((CP, MARCH, None), (CP, JUNE, None), "one_open_statutory_plan"),
        ((CIN, MARCH, None), (CIN, JUNE, None), "one_open_statutory_plan"),
        ((CIN, MARCH, None), (CP, JUNE, None), "one_open_statutory_plan"),
        ((CP, MARCH, None), (CIN, MARCH, None), "one_open_statutory_plan"),
        # In the past too, whichever is written down first.
        ((CIN, MARCH, JUNE), (CIN, date(2026, 5, 29), None), "statutory_plans_never_overlap"),
        ((CP, MARCH, SEPTEMBER), (CIN, JUNE, date(2026, 7, 1)), "statutory_plans_never_overlap"),
        ((CIN, JUNE, date(2026, 7, 1)), (CP, MARCH, SEPTEMBER), "statutory_plans_never_overlap"),
        ((CP, JUNE, None), (CIN, MARCH, date(2026, 6, 2)), "statutory_plans_never_overlap"),
        ((CP, MARCH, JUNE), (CP, JUNE, None), "child_protection_plans_share_no_day"),
        # Step-down and step-up on one day.
        ((CP, MARCH, JUNE), (CIN, JUNE, None), ""),
        ((CIN, MARCH, JUNE), (CP, JUNE, None), ""),
        ((CIN, MARCH, JUNE), (CIN, JUNE, SEPTEMBER), ""),
        ((CP, MARCH, JUNE), (CP, date(2026, 6, 2), None), ""),
        # Early help runs beside either.
        ((CP, MARCH, None), (EARLY_HELP, MARCH, None), ""),
        ((EARLY_HELP, MARCH, None), (EARLY_HELP, JUNE, None), ""),
    ],
)
def test_one_statutory_plan_at_a_time(personas, child, at, first, second, name):
    kind, started_on, ended_on = first
    facts = {"by": personas.social_worker, "at": at}
    plans.plan(child, started_on, kind=kind, ended_on=ended_on, **facts)
    kind, started_on, ended_on = second
    write = lambda: plans.plan(child, started_on, kind=kind, ended_on=ended_on, **facts)  # noqa: E731
    assert refused(write) in any_of(name)


def test_another_child_and_another_authority_are_their_own(personas, child, at):
    facts = {"by": personas.social_worker, "at": at}
    plans.plan(child, MARCH, **facts)
    plans.plan(records.child(**facts), MARCH, **facts)
    plans.plan(child, MARCH, authority="Leedale", **facts)
    plans.plan(child, MARCH, authority="Leedale", kind=CIN, **facts)


def test_a_plan_that_is_reopened_or_moved_in_time_meets_the_same_refusal(personas, child, at):
    facts = {"by": personas.social_worker, "at": at}
    before = plans.plan(child, MARCH, ended_on=JUNE, **facts)
    plans.plan(child, JUNE, kind=CIN, **facts)
    before.ended_on = None
    assert refused(lambda: before.record(**facts)) in ONE_AT_A_TIME
    before.ended_on = date(2026, 6, 2)
    assert refused(lambda: before.record(**facts)) in ONE_AT_A_TIME


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"ended_on": date(2026, 3, 1), "kind": CIN}, "plan_ends_after_it_starts"),
        ({"ended_on": MARCH}, "child_protection_plan_lasts_a_day"),
        ({"ended_on": MARCH, "kind": CIN}, ""),
        ({"ended_on": MARCH, "authority": "Leedale"}, ""),
        (
            {"danger_statement": "Mum leaves her alone at night"},
            "danger_statement_and_safety_goal_come_as_one",
        ),
        ({"safety_goal": "Somebody safe is always there"}, "danger_statement_and_safety_goal_come_as_one"),
        ({"danger_statement": "Alone", "safety_goal": "Never alone"}, ""),
        ({"visit_every": 0}, "visits_are_at_least_a_day_apart"),
    ],
)
def test_what_a_plan_says_holds_together(personas, child, at, facts, name):
    assert refused(lambda: plans.plan(child, MARCH, by=personas.social_worker, at=at, **facts)) == name


class TestConference:
    # A Thursday in summer: late in the evening in London it is the day before in Greenwich.
    HELD = datetime(2026, 7, 2, 10, 0, tzinfo=LONDON)

    @pytest.mark.parametrize("day", [date(2026, 7, 1), date(2026, 7, 3)])
    def test_a_plan_starts_on_the_day_of_its_conference(self, personas, child, at, day):
        facts = {"by": personas.social_worker, "at": at}
        made_by = plans.conference(child, self.HELD, **facts)
        name = "plan_starts_on_its_conference"
        assert refused(lambda: plans.plan(child, day, made_by=made_by, **facts)) == name
        plan = plans.plan(child, date(2026, 7, 2), made_by=made_by, **facts)
        plan.started_on = day
        assert refused(lambda: plan.record(**facts)) == name

    def test_the_day_is_londons(self, personas, child, at):
        facts = {"by": personas.social_worker, "at": at}
        late = plans.conference(child, datetime(2026, 7, 2, 0, 15, tzinfo=LONDON), **facts)
        assert refused(lambda: plans.plan(child, date(2026, 7, 1), made_by=late, **facts))
        plans.plan(child, date(2026, 7, 2), made_by=late, **facts)

    def test_another_childs_conference_a_planned_one_and_another_meeting_make_no_plan(
        self, personas, child, at
    ):
        facts = {"by": personas.social_worker, "at": at}
        wrong = [
            plans.conference(records.child(**facts), self.HELD, **facts),
            plans.conference(child, self.HELD, held_at=None, state="planned", **facts),
            plans.conference(child, self.HELD, kind="core_group", **facts),
        ]
        for made_by in wrong:
            write = lambda made_by=made_by: plans.plan(child, date(2026, 7, 2), made_by=made_by, **facts)  # noqa: E731
            assert refused(write) == "plan_starts_on_its_conference"

    def test_a_conference_that_made_a_plan_keeps_its_day(self, personas, child, at):
        facts = {"by": personas.social_worker, "at": at}
        made_by = plans.conference(child, self.HELD, **facts)
        plans.plan(child, date(2026, 7, 2), made_by=made_by, **facts)
        made_by.held_at = self.HELD + timedelta(days=1)
        assert refused(lambda: made_by.record(**facts)) == "conference_keeps_its_plans"
        made_by.held_at = self.HELD + timedelta(hours=1)
        assert refused(lambda: made_by.record(**facts)) == ""

    @pytest.mark.parametrize(
        ("held_at", "name"),
        [
            (datetime(2026, 7, 3, 23, 30, tzinfo=LONDON), ""),
            # Friday still in Greenwich, Saturday in London.
            (datetime(2026, 7, 4, 0, 30, tzinfo=LONDON), "conference_is_not_on_a_weekend"),
            (datetime(2026, 7, 5, 23, 30, tzinfo=LONDON), "conference_is_not_on_a_weekend"),
            (datetime(2026, 7, 6, 0, 30, tzinfo=LONDON), ""),
        ],
    )
    def test_no_conference_on_a_weekend_in_london(self, personas, child, at, held_at, name):
        facts = {"by": personas.social_worker, "at": at}
        assert refused(lambda: plans.conference(child, held_at, **facts)) == name
        assert refused(lambda: plans.conference(child, held_at, kind="core_group", **facts)) == ""
        friday = datetime(2026, 7, 3, 22, 0, tzinfo=LONDON)
        booked = plans.conference(child, friday, held_at=None, state="planned", **facts)
        booked.held_at = held_at
        assert refused(lambda: booked.record(**facts)) == name


class TestEpisode:
    def test_a_plan_belongs_to_an_open_episode_of_the_same_child(self, personas, child, at):
        facts = {"by": personas.social_worker, "at": at}
        here = child.episodes.get()
        other = plans.episode(records.child(**facts), date(2026, 1, 5), **facts)
        name = "plan_belongs_to_its_episode"
        assert refused(lambda: plans.plan(child, MARCH, episode=other, **facts)) == name
        # Not before the referral.
        assert refused(lambda: plans.plan(child, date(2026, 1, 2), episode=here, **facts)) == name
        here.closed_on, here.closure_reason = JUNE, "RC7"
        here.record(**facts)
        assert refused(lambda: plans.plan(child, MARCH, episode=here, **facts)) == name
        assert refused(lambda: plans.plan(child, MARCH, ended_on=SEPTEMBER, episode=here, **facts)) == name
        assert refused(lambda: plans.plan(child, MARCH, ended_on=JUNE, episode=here, **facts)) == ""

    def test_an_episode_with_an_open_plan_is_not_closed(self, personas, child, at):
        facts = {"by": personas.social_worker, "at": at}
        here = child.episodes.get()
        plan = plans.plan(child, MARCH, episode=here, **facts)
        here.closed_on, here.closure_reason = SEPTEMBER, "RC7"
        assert refused(lambda: here.record(**facts)) == "closed_episode_has_no_open_work"
        plan.ended_on = date(2026, 9, 2)
        plan.record(**facts)
        assert refused(lambda: here.record(**facts)) == "closed_episode_has_no_open_work"
        plan.ended_on = SEPTEMBER
        plan.record(**facts)
        assert refused(lambda: here.record(**facts)) == ""


class TestContent:
    @pytest.fixture
    def plan(self, personas, child, at):
        return plans.plan(child, MARCH, by=personas.social_worker, at=at)

    @pytest.fixture
    def item(self, personas, plan, at):
        made = PlanItem(plan=plan, number=1, need="Sleep", action="Bedtime at eight")
        made.record(by=personas.social_worker, at=at)
        return made

    @pytest.mark.parametrize(
        ("facts", "name"),
        [
            ({"state": "done", "closed": True}, "done_plan_item_says_its_impact"),
            ({"state": "done", "closed": True, "impact": " \n"}, "done_plan_item_says_its_impact"),
            ({"state": "done", "closed": True, "impact": "She sleeps through"}, ""),
            ({"state": "done", "impact": "She sleeps"}, "closed_plan_item_says_when_and_by_whom"),
            ({"state": "dropped", "closed": True}, "dropped_plan_item_says_why"),
            ({"state": "dropped", "closed": True, "closed_reason": "She moved"}, ""),
            ({"closed": True}, "closed_plan_item_says_when_and_by_whom"),
            ({"owner": True, "owner_name": "Grandmother"}, "plan_item_has_one_owner_at_most"),
            ({"owner_name": "Grandmother"}, ""),
        ],
    )
    def test_no_item_is_done_without_its_impact(self, personas, item, at, facts, name):
        worker = personas.social_worker
        if facts.pop("closed", False):
            item.closed_at, item.closed_by = at, worker
        if facts.pop("owner", False):
            item.owner = worker
        for field, value in facts.items():
            setattr(item, field, value)
        assert refused(lambda: item.record(by=worker, at=at)) == name

    def test_an_item_is_addressed_once_at_a_meeting_and_as_often_as_wished_between(
        self, personas, child, item, at
    ):
        facts = {"by": personas.social_worker, "at": at}
        meeting = plans.conference(child, at, kind="core_group", **facts)

        def progress(**more):
            row = {"agency": personas.gp.agency, "recorded_at": at, "recorded_by": personas.gp, **more}
            PlanItemProgress(item=item, **{"progress": "Three nights", **row}).record(**facts)

        progress(meeting=meeting)
        assert refused(lambda: progress(meeting=meeting)) == "plan_item_addressed_once_a_meeting"
        assert refused(lambda: progress(progress=" ")) == "progress_has_words"
        progress()
        progress()
        assert refused(
            lambda: PlanItem(plan=item.plan, number=1, need="Food", action="A meal").record(**facts)
        ) == ("plan_item_number_once")

    @pytest.mark.parametrize(("score", "name"), [(0, ""), (10, ""), (11, "scale_is_from_0_to_10")])
    def test_the_scale_goes_from_0_to_10(self, personas, plan, at, score, name):
        scale = PlanScale(plan=plan, who="Mother", score=score, given_on=MARCH)
        assert refused(lambda: scale.record(by=personas.social_worker, at=at)) == name

    def test_a_version_never_changes_and_is_shared_on_a_day_or_not_for_a_reason(self, personas, plan, at):
        facts = {"by": personas.social_worker, "at": at}
        version = PlanVersion.objects.create(
            plan=plan, number=1, content={"items": []}, made_at=at, made_by=personas.social_worker
        )
        with pytest.raises((ProgrammingError, InternalError), match="append-only"), transaction.atomic():
            PlanVersion.objects.filter(pk=version.pk).update(content={})
        name = "plan_is_shared_on_a_day_or_there_is_a_reason"

        def share(**more):
            PlanShare(plan_version=version, with_whom="Mother", **more).record(**facts)

        assert refused(share) == name
        assert refused(lambda: share(shared_on=MARCH)) == name
        assert refused(lambda: share(shared_on=MARCH, how="post", not_shared_reason="no")) == name
        share(shared_on=MARCH, how="in_person")
        share(not_shared_reason="It would put her at risk")

    def test_a_male_is_engaged_in_one_piece_of_work_and_once(self, personas, child, plan, at):
        facts = {"by": personas.social_worker, "at": at}
        meeting = plans.conference(child, at, kind="core_group", **facts)
        one = "male_is_engaged_in_one_piece_of_work"
        assert refused(lambda: MaleEngaged(child=child, name="Ade").record(**facts)) == one
        both = MaleEngaged(child=child, name="Ade", meeting=meeting, plan=plan)
        assert refused(lambda: both.record(**facts)) == one
        MaleEngaged(child=child, name="Ade", meeting=meeting).record(**facts)
        again = MaleEngaged(child=child, name="Ade", meeting=meeting)
        assert refused(lambda: again.record(**facts)) == "male_once_in_a_piece_of_work"


@pytest.mark.parametrize("who", ["gp", "other_school", "system_admin", "partnership_admin"])
def test_the_wall_shows_a_plan_to_whoever_sees_the_child(personas, child, at, who):
    facts = {"by": personas.social_worker, "at": at}
    plan = plans.plan(child, MARCH, **facts)
    item = PlanItem(plan=plan, number=1, need="Sleep", action="Bedtime at eight")
    item.record(**facts)
    PlanItemProgress(
        item=item, agency=personas.gp.agency, progress="x", recorded_at=at, recorded_by=personas.gp
    ).record(**facts)
    PlanScale(plan=plan, who="Mother", score=3, given_on=MARCH).record(**facts)
    version = PlanVersion.objects.create(plan=plan, number=1, content={}, made_at=at, made_by=facts["by"])
    PlanShare(plan_version=version, with_whom="Mother", not_shared_reason="risk").record(**facts)
    MaleEngaged(child=child, name="Ade", plan=plan).record(**facts)
    records.involve(child, personas.gp, **facts)
    models = (type(plan), PlanItem, PlanItemProgress, PlanScale, PlanVersion, PlanShare, MaleEngaged)
    with as_user(getattr(personas, who)):
        counts = {model.objects.count() for model in models}
    assert counts == ({1} if who == "gp" else {0})
