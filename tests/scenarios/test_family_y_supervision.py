"""Family Y in supervision: what was promised, cancelled and claimed stands beside what was seen."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.models import Child, Deadline, PlanItem, PlanScale, Supervision, Visit
from cases.queries import supervision as queries
from cases.services import appointments, supervision, supervision_signing
from cases.services.appointments import AppointmentFacts
from cases.supervision_states import SupervisionKind, SupervisionState
from safeguarding.demo.stories import family_y
from safeguarding.rules.supervision_prompts import Theme
from tests.factories import plans, records, supervisions
from tests.scenarios.conftest import AT, Told

STORY = family_y
TODAY = AT.date()


@pytest.fixture
def callum(told: Told) -> Child:
    """The eldest, with a plan from five weeks ago, held by the social worker."""
    child = Child.objects.get(pk=told.stage.children["callum"].pk)
    worker, start = told.stage.staff("social_worker"), AT - timedelta(days=35)
    child.allocated_to, child.team = worker, worker.team
    child.record(by=told.stage.staff("team_manager"), at=start, reason="test data")
    plans.plan(child, start.date(), by=worker, at=start)
    return child


def _start(told: Told, *children: Child) -> Supervision:
    by, worker = told.stage.staff("team_manager"), told.stage.staff("social_worker")
    row = supervision.start(kind=SupervisionKind.CASE, supervised=[worker], held_on=TODAY, by=by, at=AT)
    there = set(row.parts.values_list("child", flat=True))
    keys = [child.pk for child in children if child.pk not in there]
    if keys:
        supervision.add_children(supervision=row, children=keys, by=by, at=AT)
    return row


def _visit(told: Told, child: Child, days: int, **facts: object) -> None:
    worker = told.stage.staff("social_worker")
    when = AT - timedelta(days=days)
    told_of = {"kind": "other", "where": "At home", "words": "Clean kitchen, mother friendly", **facts}
    whose = {"who": worker, "agency": worker.agency, "recorded_by": worker}
    Visit(child=child, visited_at=when, recorded_at=when, **told_of, **whose).record(
        by=worker, at=when, reason="test data"
    )


def _missed(told: Told, child: Child, days: int, outcome: str) -> None:
    doctor = told.stage.staff("gp")
    facts = AppointmentFacts(
        service="Continence clinic",
        on=TODAY - timedelta(days=days),
        outcome=outcome,
        impact="Still sore, still without treatment",
        told="Nobody yet",
    )
    appointments.record(child=child, facts=facts, by=doctor, at=AT - timedelta(days=days))


def test_supervision_shows_the_facts_of_disguised_compliance(told: Told, callum: Child) -> None:
    """Supervision repeated that the mother was engaging well.

    Given visits put off, an action promised and not done, a clinic cancelled and a score that rose, when the
    manager starts a supervision, then each stands there as a fact and asks its question.
    """
    worker = told.stage.staff("social_worker")
    plan = callum.plans.get(ended_on=None)
    _visit(told, callum, 20, seen=True, not_seen_reason="His mother stayed in the room")
    _visit(told, callum, 9, seen=False, not_seen_reason="Said to be asleep at five in the afternoon")
    _missed(told, callum, 12, "cancelled")
    PlanItem(
        plan=plan,
        number=1,
        need="Sore",
        action="Bring Callum to the clinic",
        owner_name="His mother",
        due_on=TODAY - timedelta(days=6),
    ).record(by=worker, at=AT, reason="test data")
    for score, days in ((3, 34), (7, 3)):
        PlanScale(plan=plan, who="Mother", score=score, given_on=TODAY - timedelta(days=days)).record(
            by=worker, at=AT, reason="test data"
        )

    row = _start(told, callum)
    manager = told.stage.staff("team_manager")
    (part,) = queries.whole(manager, row).children
    raised = {prompt.theme: prompt for prompt in part.prompts}

    assert Theme.DISGUISED_COMPLIANCE in raised
    claimed = " ".join(raised[Theme.OVER_OPTIMISM].because)
    assert "Mother: 3 to 7" in claimed
    assert "Promised and not done: 1" in claimed
    page = told.page("social_worker", "supervision", row.pk)
    for fact in (
        "Said to be asleep at five in the afternoon",
        "Continence clinic, 26 February 2026: cancelled by a parent or carer",
        "Bring Callum to the clinic, due 4 March 2026, His mother",
        "Improvement is claimed. What has been seen to change for the child",
        "This was promised and not done. Is agreeing a way of being left alone?",
        "Seen 1 time, never alone",
    ):
        assert fact in page


def test_the_uncle_whom_nobody_met_is_asked_for(told: Told, callum: Child) -> None:
    """Given Barry lives there and nobody met him, then supervision asks what is known of him."""
    row = _start(told, callum)

    (part,) = queries.whole(told.stage.staff("team_manager"), row).children
    (prompt,) = [each for each in part.prompts if each.theme is Theme.MALES]

    assert any("Barry Ventris" in fact for fact in prompt.because)


def test_signing_needs_an_answer_to_what_the_facts_raise(told: Told, callum: Child) -> None:
    """Given a male whom nobody met, when all else is written, then nobody can sign without him."""
    manager, worker = told.stage.staff("team_manager"), told.stage.staff("social_worker")
    row = supervisions.written(_start(told, callum), AT, by=manager, males="")

    problems = supervision_signing.unfinished(queries.whole(worker, row), at=AT)

    assert problems == [f"{callum.reference}: write “Fathers and other males”"]


def test_persistently_not_brought_forces_supervision(told: Told, callum: Child) -> None:
    """The clinic waited in vain for years and nobody was made to talk about it.

    Given the child isn't brought for the third time in a row, then supervision is mandatory within days: the
    child is in the next one by itself, can't be left out, and the clock stops when both have signed.
    """
    manager, worker = told.stage.staff("team_manager"), told.stage.staff("social_worker")
    records.involve(callum, told.stage.staff("gp").agency, by=worker, at=AT - timedelta(days=35))
    for days in (30, 16, 2):
        _missed(told, callum, days, "was_not_brought")
    owed = Deadline.objects.get(child=callum, rule_id="supervision_was_not_brought")
    assert owed.due_on == date(2026, 3, 13)

    row = _start(told)
    assert [part.child for part in row.parts.all()] == [callum]
    page = told.page("team_manager", "supervision", row.pk)
    assert "supervision about this child is mandatory" in page
    assert "The child was persistently not brought: discussing it here is mandatory." in page
    with pytest.raises(supervision.DomainError):
        supervision.leave_out(part=row.parts.get(), by=manager, at=AT)

    supervisions.written(row, AT, by=manager)
    row = supervisions.signed_by(row, worker, at=AT)
    owed.refresh_from_db()
    assert owed.met_at is None
    row = supervisions.signed_by(row, manager, at=AT)
    owed.refresh_from_db()
    assert (row.state, owed.met_at) == (SupervisionState.SIGNED, AT)
