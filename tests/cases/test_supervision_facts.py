"""What is on record of a child since they were last discussed, and how it is kept."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from cases.models import MaleEngaged, PlanItem, PlanScale, SupervisionOfChild, Visit
from cases.queries.supervision_facts import Facts, frozen, gather, lines, thawed
from cases.services import deadlines, supervision
from safeguarding.rules.london_time import london_date
from tests.access import challenge_rows
from tests.factories import plans, records, supervisions

TODAY = date(2026, 3, 10)


@pytest.fixture
def child(personas, at):
    return supervisions.child(personas, at - timedelta(days=200))


def visit(child, by, when, **facts):
    told = {"kind": "other", "where": "At home", "seen": True, "seen_alone": True, "words": "Quiet", **facts}
    who = {"who": by, "agency": by.agency, "recorded_by": by}
    made = Visit(child=child, visited_at=when, recorded_at=when, **told, **who)
    made.record(by=by, at=when, reason="test data")


def test_of_a_child_never_discussed_the_last_three_months_are_told(personas, child, at):
    worker = personas.social_worker
    visit(child, worker, at - timedelta(days=120))
    facts = gather(personas.team_manager, child, at=at)
    assert (facts.is_first, facts.since, facts.until) == (True, date(2025, 12, 10), TODAY)
    assert (facts.visits, facts.last_seen) == (0, london_date(at - timedelta(days=120)))
    told = {line.label: line.value for line in lines(facts)}
    assert told["Seen alone"] == "0, last on 10 November 2025"
    assert told["Last heard"] == "Never written down"
    assert told["Promised and not done"] == "None"


def test_since_the_last_supervision_and_no_earlier(personas, child, at):
    before = at - timedelta(days=28)
    visit(child, personas.social_worker, before - timedelta(days=3))
    supervisions.signed(personas, before, children=[child])
    visit(
        child,
        personas.social_worker,
        at - timedelta(days=5),
        seen_alone=False,
        not_seen_reason="Mother there",
    )
    facts = gather(personas.team_manager, child, at=at)
    assert (facts.is_first, facts.since) == (False, london_date(before))
    assert (facts.visits, facts.seen, facts.seen_alone) == (1, 1, 0)


def test_a_draft_is_no_supervision_yet(personas, child, at):
    supervisions.begun(personas, at - timedelta(days=10), children=[child])
    assert gather(personas.team_manager, child, at=at).is_first


def test_what_was_promised_and_not_done_by_whom(personas, child, at):
    worker, manager = personas.social_worker, personas.team_manager
    start = at - timedelta(days=60)
    plan = plans.plan(child, london_date(start), by=worker, at=start)
    for number, (owner, agency) in enumerate(
        [(personas.school, None), (None, personas.gp.agency), (None, None)], start=1
    ):
        PlanItem(
            plan=plan,
            number=number,
            need="Sleep",
            action=f"Action {number}",
            owner=owner,
            agency=agency,
            due_on=TODAY - timedelta(days=1),
        ).record(by=worker, at=at, reason="test data")
    row = supervisions.begun(personas, start, children=[child])
    supervision.add_action(
        supervision=row,
        what="See her alone",
        owner=worker,
        due_on=london_date(start),
        child=child,
        by=manager,
        at=start,
    )
    supervisions.signed_by(supervisions.written(row, start, by=manager), worker, manager, at=start)
    assert gather(manager, child, at=at).promised == (
        "Action 1, due 9 March 2026, Sarah Linton",
        "Action 2, due 9 March 2026, Millbrook Surgery",
        "Action 3, due 9 March 2026",
        "See her alone, agreed in supervision, due 9 January 2026, Sam Brennan",
        "Words on decision, agreed in supervision, due 6 February 2026, Sam Brennan",
    )


def test_passed_time_limits_but_for_supervisions_own(personas, child, at):
    for rule_id in ("visit_cin", "supervision_child"):
        deadlines.set(
            rule_id=rule_id,
            starts_at=at - timedelta(days=90),
            child=child,
            by=personas.social_worker,
            at=at,
        )
    (late,) = gather(personas.team_manager, child, at=at).late
    assert "due" in late
    assert "upervision" not in late


def test_a_score_that_rose_is_named_and_one_that_fell_or_is_old_is_not(personas, child, at):
    worker = personas.social_worker
    plan = plans.plan(child, TODAY - timedelta(days=300), by=worker, at=at)
    for who, scores in (
        ("Mother", [(3, 40), (6, 5)]),
        ("School", [(6, 40), (3, 5)]),
        ("Father", [(2, 250), (8, 200)]),
        ("GP", [(5, 5)]),
    ):
        for score, days in scores:
            PlanScale(plan=plan, who=who, score=score, given_on=TODAY - timedelta(days=days)).record(
                by=worker, at=at, reason="test data"
            )
    assert gather(personas.team_manager, child, at=at).improved == ("Mother: 3 to 6 on 5 March 2026",)


def test_a_father_counts_as_missing_until_he_was_seen_or_invited(personas, child, at):
    worker = personas.social_worker
    father = records.person("Dev", "Quarmby", sex="M", date_of_birth=date(1990, 1, 1), by=worker, at=at)
    records.relate(father, child.person, "father", by=worker, at=at)
    assert gather(personas.team_manager, child, at=at).males == ("Dev Quarmby, father",)
    plan = plans.plan(child, TODAY, by=worker, at=at)
    MaleEngaged(child=child, person=father, name="Dev", plan=plan, was_invited=True).record(
        by=worker, at=at, reason="test data"
    )
    assert gather(personas.team_manager, child, at=at).males == ()


def test_open_challenges_are_counted(personas, child, at):
    records.involve(child, personas.school.agency, by=personas.social_worker, at=at)
    challenge_rows.raised(child, personas, at)
    assert gather(personas.team_manager, child, at=at).challenges == 1


def test_what_is_kept_comes_back_as_it_was(personas, child, at):
    visit(
        child,
        personas.social_worker,
        at - timedelta(days=5),
        seen=False,
        seen_alone=False,
        not_seen_reason="Out",
    )
    facts = gather(personas.team_manager, child, at=at)
    row = supervisions.begun(personas, at, children=[child])
    kept = SupervisionOfChild.objects.get(supervision=row).facts
    assert thawed(kept) == facts
    bare = Facts(since=TODAY, until=TODAY)
    assert thawed(json.loads(json.dumps(frozen(bare), default=str))) == bare
