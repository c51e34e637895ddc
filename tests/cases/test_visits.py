"""Visits: what is asked of them, the clocks they start anew, and what never counts as one."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.exceptions import DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import MeetingFormat, MeetingKind
from cases.models import Deadline, Event, Visit
from cases.plan_states import VisitKind
from cases.queries import visits as queries
from cases.services import deadlines, meetings, plan_words, visits
from cases.states import EventKind, PlanKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import london_date
from tests.factories import plan_content, plans, records

CP, CIN = PlanKind.CHILD_PROTECTION, PlanKind.CHILD_IN_NEED
STATUTORY, OTHER = VisitKind.STATUTORY, VisitKind.OTHER
ALONE = {"seen": True, "seen_alone": True, "bedroom_seen": True}


@pytest.fixture
def child(personas, at):
    """Open, allocated, with a child protection plan whose clock of visits runs since it began."""
    by = personas.social_worker
    made = records.child(by=by, at=at)
    made.allocated_to, made.team = by, by.team
    made.record(by=by, at=at, reason="test data")
    records.involve(made, personas.school.agency, by=by, at=at)
    plans.episode(made, london_date(at) - timedelta(days=60), by=by, at=at)
    plan_content.running(made, by=by, at=at)
    began = at - timedelta(days=7)
    deadlines.set(rule_id="visit_cp", starts_at=began, child=made, responsible=by, team=by.team, by=by, at=at)
    return made


def visit(personas, child, at, who="social_worker", **facts) -> Visit:
    by = getattr(personas, who)
    facts = {
        "kind": STATUTORY,
        "visited_at": at - timedelta(hours=2),
        "where": "At home",
        "words": "He showed me his room",
        **ALONE,
        **facts,
    }
    with as_user(by):
        return visits.record(child=child, by=by, at=at, **facts)


def running(child) -> dict[str, datetime]:
    rows = Deadline.objects.filter(child=child, met_at=None, cancelled_at=None)
    return dict(rows.values_list("rule_id", "starts_at"))


def line(child) -> Event:
    return Event.objects.get(child=child, kind=EventKind.VISIT)


def test_a_visit_at_which_the_child_was_seen_meets_the_clocks_and_starts_them_anew(personas, child, at):
    made = visit(personas, child, at)
    then = at - timedelta(hours=2)
    assert running(child) == {"visit_cp": then, "unseen_social_worker": then, "unseen_anyone": then}
    met = Deadline.objects.get(rule_id="visit_cp", child=child, met_at__isnull=False)
    assert (met.met_at, met.met_by) == (then, personas.social_worker)
    assert made.plan == child.plans.get()
    said = line(child)
    assert said.what_happened == "Visit under the plan: the child was seen alone, and where they sleep"
    assert said.occurred_at == then
    assert made.words not in said.what_happened


@pytest.mark.parametrize(
    ("kind", "days", "rule_id"), [(CP, 10, "visit_cp"), (CIN, 20, "visit_cin")], ids=["CP", "CIN"]
)
def test_each_kind_of_plan_has_its_own_clock(personas, at, kind, days, rule_id):
    by = personas.social_worker
    child = records.child(by=by, at=at)
    plan_content.running(child, by=by, at=at, kind=kind)
    visit(personas, child, at)
    clock = Deadline.objects.get(child=child)
    assert (clock.rule_id, clock.amount) == (rule_id, days)


def test_a_visit_at_which_the_child_was_not_seen_is_on_record_and_the_clock_runs_on(personas, child, at):
    before = running(child)
    made = visit(personas, child, at, seen=False, seen_alone=False, not_seen_reason="Nobody opened the door")
    assert running(child) == before
    assert (made.seen_alone, made.not_seen_reason) == (False, "Nobody opened the door")
    assert line(child).what_happened == "Visit under the plan: the child was not seen"
    assert line(child).significance == "notable"


def test_a_core_group_is_no_visit(personas, child, at):
    before, by = running(child), personas.social_worker
    with as_user(by):
        group = meetings.plan(
            kind=MeetingKind.CORE_GROUP,
            children=[child],
            starts_at=at + timedelta(hours=1),
            ends_at=at + timedelta(hours=2),
            format=MeetingFormat.IN_PERSON,
            reason="Core group",
            by=by,
            at=at,
        )
        later = at + timedelta(hours=3)
        meetings.hold(meeting=group, held_at=at + timedelta(hours=1), by=by, at=later)
    assert {"visit_cp": running(child)["visit_cp"]} == before
    assert not Visit.objects.exists()
    assert "meeting" not in {field.name for field in Visit._meta.get_fields()}


def test_another_agencys_visit_says_that_somebody_saw_the_child_and_is_none_under_the_plan(
    personas, child, at
):
    before = running(child)
    made = visit(personas, child, at, "school", kind=OTHER, seen_alone=False, not_seen_reason="Mother stayed")
    assert (made.plan, made.agency) == (None, personas.school.agency)
    assert running(child) == {**before, "unseen_anyone": made.visited_at}
    assert line(child).what_happened == ("Another visit: the child was seen, not alone, and where they sleep")


def test_a_visit_written_down_late_moves_nothing_back(personas, child, at):
    visit(personas, child, at)
    before = running(child)
    visit(personas, child, at, visited_at=at - timedelta(days=2), bedroom_seen=False)
    visit(personas, child, at, kind=OTHER, visited_at=at - timedelta(days=1))
    assert running(child) == before
    visit(personas, child, at + timedelta(hours=5), visited_at=at + timedelta(hours=4))
    assert set(running(child).values()) == {at + timedelta(hours=4)}


def test_a_visit_before_what_is_running_began_meets_nothing(personas, child, at):
    before = running(child)["visit_cp"]
    visit(personas, child, at, visited_at=at - timedelta(days=8))
    assert running(child)["visit_cp"] == before


def test_a_child_who_is_not_open_has_no_clock_of_being_seen(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    visit(personas, child, at, kind=OTHER)
    assert running(child) == {}


def test_who_visited_may_be_a_colleague_and_nobody_of_another_agency(personas, child, at):
    assert visit(personas, child, at, who="team_manager").who == personas.team_manager
    by = personas.team_manager
    with as_user(by):
        made = visits.record(
            child=child,
            kind=STATUTORY,
            visited_at=at,
            where="At school",
            words="Quiet",
            who=personas.social_worker,
            by=by,
            at=at,
            **ALONE,
        )
    assert (made.who, made.recorded_by) == (personas.social_worker, by)
    with pytest.raises(DomainError) as refused, as_user(by):
        visits.record(
            child=child,
            kind=STATUTORY,
            visited_at=at,
            where="At school",
            words="Quiet",
            who=personas.school,
            by=by,
            at=at,
            **ALONE,
        )
    assert refused.value.field == "who"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"visited_at": timedelta(hours=1)}, "visited_at"),
        ({"where": " "}, "where"),
        ({"words": " "}, "words"),
        ({"seen": False, "not_seen_reason": " "}, "not_seen_reason"),
        ({"seen_alone": False, "not_seen_reason": " "}, "not_alone_reason"),
        ({"visited_at": timedelta(days=-40)}, "kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_missing_is_said_by_its_field(personas, child, at, wrong, field):
    if "visited_at" in wrong:
        wrong = {"visited_at": at + wrong["visited_at"]}
    with pytest.raises(DomainError) as refused:
        visit(personas, child, at, **wrong)
    assert refused.value.field == field
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("who", "kind", "error"),
    [
        ("school", STATUTORY, NotPermittedError),
        ("business_support", STATUTORY, NotPermittedError),
        ("other_school", OTHER, NotVisibleError),
        ("partnership_admin", OTHER, NotVisibleError),
    ],
)
def test_who_may_not_record_one(personas, child, at, who, kind, error):
    with pytest.raises(error):
        visit(personas, child, at, who, kind=kind)


def test_who_reads_a_visit(personas, child, at):
    ours = visit(personas, child, at)
    theirs = visit(personas, child, at, "school", kind=OTHER)

    def read(who):
        user = getattr(personas, who)
        with as_user(user):
            return set(queries.of_child(user, child))

    assert read("social_worker") == read("conference_chair") == {ours, theirs}
    assert read("school") == {theirs}
    assert read("gp") == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"seen": False, "seen_alone": False},
        {"seen": False, "seen_alone": True, "not_seen_reason": "Out"},
        {"seen": True, "seen_alone": False},
        {"words": " "},
    ],
)
def test_the_database_refuses_it_too(personas, child, at, wrong):
    by = personas.social_worker
    row = Visit(
        child=child,
        kind=OTHER,
        visited_at=at,
        who=by,
        agency=by.agency,
        where="At home",
        recorded_at=at,
        recorded_by=by,
        **{"words": "Quiet", "seen": True, "seen_alone": True, **wrong},
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        row.record(by=by, at=at)


class TestPace:
    """How often the plan asks for visits."""

    def agree(self, personas, child, at, days, who="social_worker", version=None):
        by = getattr(personas, who)
        with as_user(by):
            plan = child.plans.get()
            return plan_words.visit_every(plan=plan, days=days, version=version, by=by, at=at)

    def due(self, child):
        return Deadline.objects.get(child=child, rule_id="visit_cp", met_at=None).due_on

    def test_more_often_moves_the_clock_that_runs_and_the_next_one(self, personas, child, at):
        usual = self.due(child)
        plan = self.agree(personas, child, at, 5)
        assert (plan.visit_every, plan.visit_every_agreed_by) == (5, None)
        # From Tuesday the 3rd five working days: Tuesday the 10th.
        assert self.due(child) == london_date(at)
        visit(personas, child, at)
        assert self.due(child) == london_date(at) + timedelta(days=7)
        self.agree(personas, child, at, None)
        assert self.due(child) == london_date(at) + timedelta(days=14)
        assert usual == london_date(at) + timedelta(days=7)

    def test_less_often_is_the_chairs_and_the_plan_says_who_agreed(self, personas, child, at):
        for who in ("social_worker", "team_manager"):
            with pytest.raises(DomainError, match="Only a conference chair") as refused:
                self.agree(personas, child, at, 15, who)
            assert refused.value.field == "days"
        plan = self.agree(personas, child, at, 15, "conference_chair")
        assert plan.visit_every_agreed_by == personas.conference_chair

    @pytest.mark.parametrize("days", [0, 61])
    def test_a_number_that_cannot_be_is_refused(self, personas, child, at, days):
        with pytest.raises(DomainError, match="from 1 to 60"):
            self.agree(personas, child, at, days)

    def test_an_early_help_plan_has_no_clock_of_visits(self, personas, at):
        by = personas.social_worker
        child = records.child(by=by, at=at)
        plan_content.running(child, by=by, at=at, kind=PlanKind.EARLY_HELP)
        with pytest.raises(DomainError, match="Only child protection"):
            self.agree(personas, child, at, 5)
