"""The managers' page: what is due in the team, and what each worker carries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.queries import worklists, workloads
from cases.services import deadlines
from safeguarding.accounts.models import Role
from tests.factories import partnership, records, referrals
from tests.factories.partnership import NAMES

LATE = timedelta(days=200)


def allocate(personas, worker, *, started=None, **facts):
    """A child allocated to `worker` with a running assessment."""
    now = timezone.now()
    child = records.child(by=personas.social_worker, at=now)
    child.allocated_to, child.team = worker, worker.team
    child.record(by=personas.team_manager, at=now)
    facts = {"responsible": worker, **facts}
    deadlines.set(rule_id="assessment", starts_at=started or now, by=worker, at=now, child=child, **facts)
    return child


def test_it_is_for_managers(personas, sign_in):
    status = {name: sign_in(user).get("/team/").status_code for name, user in personas}
    managers = {"front_door_manager", "team_manager", "head_of_service"}
    assert status == {name: 200 if name in managers else 403 for name in NAMES}


def test_a_manager_sees_their_own_team_and_the_head_of_service_everybody(personas, sign_in):
    child = allocate(personas, personas.social_worker, started=timezone.now() - LATE)
    seen = {
        name: child.reference in sign_in(getattr(personas, name)).get("/team/").content.decode()
        for name in ("team_manager", "front_door_manager", "head_of_service")
    }
    assert seen == {"team_manager": True, "front_door_manager": False, "head_of_service": True}


def test_what_a_child_of_the_team_waits_for_is_the_teams_when_nobody_holds_it(personas):
    allocate(personas, personas.social_worker, responsible=None)
    assert worklists.of_team(personas.team_manager).count() == 1
    assert worklists.mine(personas.social_worker).count() == 1


def test_the_list_can_be_narrowed_to_what_is_overdue(personas, sign_in):
    late = allocate(personas, personas.social_worker, started=timezone.now() - LATE)
    early = allocate(personas, personas.social_worker)
    page = sign_in(personas.team_manager).get("/team/?show=overdue").content.decode()
    assert late.reference in page
    assert early.reference not in page


def test_each_workers_load_the_most_overdue_first(personas):
    now = timezone.now()
    second = partnership.user(
        "Nadia Price", personas.social_worker.agency, in_team=personas.social_worker.team
    )
    allocate(personas, personas.social_worker)
    allocate(personas, second, started=now - LATE)
    allocate(personas, second)
    loads = workloads.loads(personas.team_manager, now=now)
    assert [(load.worker, load.children, load.running, load.overdue) for load in loads] == [
        (second, 2, 2, 1),
        (personas.social_worker, 1, 1, 0),
        (personas.team_manager, 0, 0, 0),
    ]


def test_what_a_team_holds_together_is_counted_apart(personas):
    now = timezone.now()
    referrals.referral(by=personas.school, at=now)
    unheld = workloads.loads(personas.front_door_manager, now=now)[-1]
    assert (unheld.worker, unheld.running, unheld.soon) == (None, 2, 2)


def test_a_partners_managers_see_what_their_own_people_answer_for(personas):
    agency, now = personas.police.agency, timezone.now()
    boss = partnership.user("Petra Boss", agency, Role.SENIOR_MANAGER)
    sergeant = partnership.user("Ian Shaw", agency, Role.MANAGER)
    child = allocate(personas, personas.police)
    allocate(personas, personas.social_worker)
    records.involve(child, agency, by=personas.social_worker, at=now)
    assert worklists.of_team(boss).count() == 1
    assert worklists.of_team(sergeant).count() == 0
    assert personas.police in {load.worker for load in workloads.loads(boss, now=now)}


@pytest.mark.parametrize("name", ["team_manager", "head_of_service"])
def test_the_number_of_statements_does_not_grow_with_the_team(personas, sign_in, name):
    client, numbers = sign_in(getattr(personas, name)), []
    for rows in (1, 10):
        for number in range(rows):
            worker = partnership.user(
                f"Worker {rows} {number}",
                personas.social_worker.agency,
                in_team=personas.social_worker.team,
                line_manager=personas.team_manager,
            )
            allocate(personas, worker, started=timezone.now() - LATE)
        with CaptureQueriesContext(connection) as captured:
            client.get("/team/")
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 10


@pytest.mark.parametrize("page", ["team_worker", "team_hand_over"])
def test_nor_with_what_one_worker_holds(personas, sign_in, page):
    client, worker, numbers = sign_in(personas.team_manager), personas.social_worker, []
    for rows in (1, 10):
        for number in range(rows):
            allocate(personas, worker, started=timezone.now() - LATE)
            partnership.user(f"Taker {rows} {number}", worker.agency, in_team=worker.team)
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(page, args=[worker.pk]))
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 12
