"""Two managers, or a manager and a worker, at the same moment: one of them wins, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cases.exceptions import ChangedMeanwhileError
from cases.models import Deadline, Involvement
from cases.services import deadlines, hand_over
from cases.states import InvolvementRole
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.factories import partnership
from tests.factories.worklists import allocated, clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    return partnership.build()


def together(*acts):
    """The outcomes of these acts, each in a thread, started together; a refusal is an outcome."""
    barrier = Barrier(len(acts))

    def run(act):
        try:
            barrier.wait(timeout=10)
            return act()
        except ChangedMeanwhileError as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_managers_one_hands_over_and_the_other_is_told(people, at):
    worker, agency = people.social_worker, people.social_worker.agency
    takers = [partnership.user(f"Taker {number}", agency, in_team=worker.team) for number in range(2)]
    children = [allocated(people, worker, at=at) for _ in range(4)]
    limits = [clock(child, by=worker, at=at, responsible=worker) for child in children]

    def give(by, to, order):
        def act():
            with as_user(by):
                return hand_over.hand_over(
                    holder=str(worker.pk),
                    children=[child.pk for child in children[::order]],
                    deadlines=[limit.pk for limit in limits[::order]],
                    to=to,
                    reason="Illness",
                    by=by,
                    at=at,
                )

        return act

    outcomes = together(give(people.team_manager, takers[0], 1), give(people.head_of_service, takers[1], -1))
    refused = [each for each in outcomes if isinstance(each, ChangedMeanwhileError)]
    assert len(refused) == 1
    winner = takers[1 if outcomes[0] in refused else 0]
    assert {child.allocated_to for child in _fresh(children)} == {winner}
    assert {limit.responsible for limit in Deadline.objects.all()} == {winner}
    leads = Involvement.objects.filter(role=InvolvementRole.LEAD_SOCIAL_WORKER, until=None)
    assert [lead.user for lead in leads] == [winner] * 4
    assert Notification.objects.filter(kind="handed_over").count() == 2


def test_what_is_met_at_the_same_moment_is_met_and_is_nobodys_work_any_more(people, at):
    worker, manager = people.social_worker, people.team_manager
    taker = partnership.user("Nadia Price", worker.agency, in_team=worker.team)
    child = allocated(people, worker, at=at)
    met, other = (
        clock(child, by=worker, at=at, rule=rule, responsible=worker) for rule in ("assessment", "visit_cp")
    )

    def give():
        with as_user(manager):
            return hand_over.hand_over(
                holder=str(worker.pk),
                children=[],
                deadlines=[met.pk, other.pk],
                to=taker,
                reason="Illness",
                by=manager,
                at=at,
            )

    def meet():
        with as_user(worker):
            return deadlines.meet(rule_id="assessment", by=worker, at=at, child=child)

    given, _ = together(give, meet)
    met.refresh_from_db()
    other.refresh_from_db()
    assert (met.met_by, other.responsible) == (worker, taker)
    # Whoever came first: a limit met before is left out, one met after was handed over before.
    left_out = [each.why for each in given.left_out]
    assert (met.responsible, left_out) in [(worker, ["it was met meanwhile"]), (taker, [])]


def _fresh(children):
    return [type(child).objects.get(pk=child.pk) for child in children]
