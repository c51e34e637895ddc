"""Who may change a time limit: asked of every persona, for every change."""

from __future__ import annotations

from datetime import date

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, NotPermittedError, NotVisibleError
from cases.models import Deadline
from cases.services import deadline_changes as changes
from tests.factories import clocks, records, referrals

EARLIER = date(2026, 4, 30)


@pytest.fixture
def child(personas, at):
    return records.child(by=personas.social_worker, at=at)


@pytest.fixture
def supervision(personas, child, at):
    return clocks.start("supervision_worker", child=child, worker=personas.social_worker, at=at)


@pytest.fixture
def review(personas, child, at):
    """A local child safeguarding practice review, which may be moved, paused and stopped."""
    return clocks.start("lcspr", child=child, worker=personas.social_worker, at=at)


CHANGES = {
    "reschedule": {"due_on": EARLIER, "reason": "x"},
    "pause": {"reason": "x"},
    "resume": {},
    "cancel": {"reason": "x"},
}
SEES_IT = {"team_manager", "front_door_manager", "head_of_service"}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_who_may_change_a_time_limit_about_a_child(personas, review, at, change):
    """Managers all of it, the worker who answers for it what makes it no later; others see it at most."""
    records.involve(review.child, personas.gp.agency, by=personas.social_worker, at=at)
    allowed, unseen = set(), set()
    for name, user in personas:
        try:
            getattr(changes, change)(deadline=review, by=user, at=at, version=99, **CHANGES[change])
        except ChangedMeanwhileError:
            allowed.add(name)
        except NotVisibleError:
            unseen.add(name)
        except NotPermittedError:
            pass
    worker = {"social_worker"} if change in {"reschedule", "resume"} else set()
    assert allowed == SEES_IT | worker
    assert {"school", "police", "other_school", "system_admin"} <= unseen
    assert "gp" not in unseen


def test_a_partner_who_answers_for_it_brings_it_forward(personas, child, at):
    records.involve(child, personas.school.agency, by=personas.social_worker, at=at)
    report = clocks.start(
        "report_review", child=child, worker=personas.social_worker, at=at, responsible=personas.school
    )
    moved = changes.reschedule(
        deadline=report, due_on=date(2026, 4, 1), reason="Holidays", by=personas.school, at=at
    )
    assert moved.due_on == date(2026, 4, 1)


def test_what_names_neither_worker_nor_team_is_answered_for_by_the_childs_worker(personas, child, at):
    unheld = clocks.start("assessment", child=child, worker=personas.social_worker, at=at, responsible=None)
    facts = {"deadline": unheld, "due_on": EARLIER, "reason": "x", "by": personas.social_worker, "at": at}
    with pytest.raises(NotPermittedError):
        changes.reschedule(**facts)
    child.allocated_to = personas.social_worker
    child.record(by=personas.team_manager, at=at)
    assert changes.reschedule(**facts).due_on == EARLIER


def test_a_referral_that_no_team_holds_is_answered_for_by_the_front_door(personas, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    unheld = Deadline.objects.get(referral_child__referral=sent)
    Deadline.objects.filter(pk=unheld.pk).update(team=None)
    moved = changes.reschedule(
        deadline=unheld, due_on=at.date(), reason="Today", by=personas.front_door_worker, at=at
    )
    assert moved.due_on == at.date()
    with pytest.raises(NotVisibleError):
        changes.reschedule(deadline=unheld, due_on=EARLIER, reason="x", by=personas.social_worker, at=at)


def test_supervision_is_seen_by_the_worker_and_social_cares_managers_alone(personas, supervision, at):
    sees = {name for name, user in personas if supervision in access.visible_deadlines(user)}
    assert sees == {"social_worker", *SEES_IT}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_who_saw_an_older_version_is_told(personas, review, at, change):
    seen = review.version
    changes.reschedule(deadline=review, due_on=EARLIER, reason="x", by=personas.social_worker, at=at)
    with pytest.raises(ChangedMeanwhileError, match="while you were writing"):
        getattr(changes, change)(
            deadline=review, by=personas.team_manager, at=at, version=seen, **CHANGES[change]
        )
