"""A manager's way from a worker's list over the check to the deed, as the browser goes it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Deadline
from cases.services import deadlines
from tests.factories import partnership, records
from tests.factories.partnership import NAMES
from tests.factories.worklists import LATE, allocated, clock, leave


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def worker(personas):
    return personas.social_worker


@pytest.fixture
def taker(personas):
    return partnership.user("Nadia Price", personas.social_worker.agency, in_team=personas.social_worker.team)


@pytest.fixture
def child(personas, worker, now):
    return allocated(personas, worker, at=now, name="Robin")


@pytest.fixture
def limit(personas, worker, now):
    """A limit of another worker's child."""
    other = allocated(personas, personas.team_manager, at=now, name="Wren")
    return clock(other, by=worker, at=now, started=now - LATE, responsible=worker)


@pytest.fixture
def client(personas, sign_in):
    return sign_in(personas.team_manager)


def path(worker, name="team_hand_over"):
    return reverse(name, args=[worker.pk])


def read(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def carried(page):
    """The hidden fields of the form that confirms."""
    form = next(each for each in page.split("<form")[1:] if 'name="confirm"' in each)
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form):
        found.setdefault(name, []).append(value)
    return found


def test_choose_check_done(client, worker, taker, child, limit):
    page = read(client.get(path(worker)))
    assert "Robin Dale" in page
    assert "Assessment: Wren Dale" in page
    answers = {
        "children": [child.pk],
        "deadlines": [limit.pk],
        "worker": taker.pk,
        "reason": "Long-term illness",
    }
    check = read(client.post(path(worker), answers))
    assert "Check before handing over" in check
    assert Deadline.objects.get(pk=limit.pk).responsible == worker
    done = client.post(path(worker), carried(check))
    assert done.url == path(worker, "team_worker")
    page = read(client.get(done.url))
    assert "Handed over to Nadia Price: 1 child and 1 time limit" in page
    assert "Left out" not in page
    child.refresh_from_db()
    assert child.allocated_to == taker
    assert Deadline.objects.get(pk=limit.pk).responsible == taker
    # Sent a second time, by the back button: one hand-over.
    assert client.post(path(worker), carried(check)).status_code == 303
    assert Deadline.history.filter(id=limit.pk, responsible=taker).count() == 1


def test_all_of_it_is_what_was_shown(client, personas, worker, taker, child, limit, now):
    check = read(client.post(path(worker), {"everything": "yes", "worker": taker.pk, "reason": "Illness"}))
    later = clock(child, by=worker, at=now, rule="visit_cp", responsible=worker)
    newer = allocated(personas, worker, at=now, name="Kit")
    assert carried(check)["children"] == [str(child.pk)]
    client.post(path(worker), carried(check))
    newer.refresh_from_db()
    later.refresh_from_db()
    assert newer.allocated_to == worker
    # It names the worker and is of a child who was chosen: it goes with the child.
    assert later.responsible == taker


def test_what_was_met_between_the_check_and_the_deed_is_named(client, worker, taker, child, limit, now):
    answers = {"children": [child.pk], "deadlines": [limit.pk], "worker": taker.pk, "reason": "Illness"}
    check = read(client.post(path(worker), answers))
    deadlines.meet(rule_id="assessment", by=worker, at=now, child=limit.child)
    done = client.post(path(worker), carried(check), follow=True)
    page = done.content.decode()
    assert f"Left out: Assessment, {limit.child.reference} (it was met meanwhile)" in page
    assert "Handed over to Nadia Price: 1 child and 0 time limits" in page


def test_when_nothing_is_left_the_form_comes_back_with_what_was_typed(client, worker, taker, limit, now):
    check = read(
        client.post(path(worker), {"deadlines": [limit.pk], "worker": taker.pk, "reason": "Moving on"})
    )
    deadlines.meet(rule_id="assessment", by=worker, at=now, child=limit.child)
    page = read(client.post(path(worker), carried(check)))
    assert "Nothing of this is left to hand over" in page
    assert "Moving on" in page
    again = read(
        client.post(path(worker), {"deadlines": [limit.pk], "worker": taker.pk, "reason": "Moving on"})
    )
    assert "Nothing of this can be handed over: Left out: Assessment" in again


def test_change_goes_back_to_the_answers(client, worker, taker, child):
    answers = {"everything": "yes", "worker": taker.pk, "reason": "Long-term illness"}
    check = read(client.post(path(worker), answers))
    posted = {name: value for name, value in carried(check).items() if name != "confirm"}
    page = read(client.post(path(worker), {**posted, "change": "yes"}))
    assert "Long-term illness" in page
    assert re.search(rf'value="{child.pk}"[^>]*checked', page)


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({"reason": "x"}, "Select who takes it over"),
        ({"everything": "yes"}, "Enter why the work is handed over|Enter why it is handed over"),
        ({"reason": "x", "to": True}, "Choose what is handed over"),
        ({"children": ["x"], "reason": "x", "to": True}, "Select only from the options shown"),
        ({"children": ["9" * 30], "reason": "x", "to": True}, "Select only from the options shown"),
    ],
)
def test_what_is_missing_stands_beside_its_field(client, worker, taker, child, answers, message):
    facts = {**answers, **({"worker": taker.pk} if answers.pop("to", False) else {})}
    facts.pop("to", None)
    assert re.search(message, read(client.post(path(worker), facts)))


def test_the_work_of_somebody_who_left_is_found_and_given(client, worker, taker, child, now):
    clock(child, by=worker, at=now, responsible=worker)
    leave(worker)
    team = read(client.get("/team/"))
    assert "Nobody holds 1 child and 1 time limit." in team
    assert "/team/workers/nobody/" in team
    page = read(client.get("/team/workers/nobody/"))
    assert "Nobody holds this: Sam Brennan has left" in page
    assert "They have left" in read(client.get(path(worker, "team_worker")))
    check = read(
        client.post(
            "/team/workers/nobody/hand-over/", {"everything": "yes", "worker": taker.pk, "reason": "Left"}
        )
    )
    client.post("/team/workers/nobody/hand-over/", carried(check))
    assert "give them to somebody" not in read(client.get("/team/"))


def test_a_worker_without_work_leaves_nothing_to_choose(client, worker, taker):
    assert "Children" not in read(client.get(path(worker))).split("Who takes it over?")[0].split("<h1")[1]
    page = read(client.post(path(worker), {"worker": taker.pk, "reason": "x"}))
    assert "Choose what is handed over" in page
    assert "No child is allocated here." in read(client.get(path(worker, "team_worker")))


def test_whose_work_it_is_only_their_managers_may_open(personas, sign_in, worker):
    for name in ("team_worker", "team_hand_over"):
        status = {each: sign_in(user).get(path(worker, name)).status_code for each, user in personas}
        expected = {"team_manager": 200, "head_of_service": 200, "front_door_manager": 404}
        assert status == {each: expected.get(each, 403) for each in NAMES}


def test_a_restricted_child_is_offered_to_nobody_who_is_not_named(client, personas, worker, now):
    hidden = allocated(personas, worker, at=now, name="Robin", is_restricted=True)
    clock(hidden, by=worker, at=now, responsible=worker)
    for name in ("team_worker", "team_hand_over"):
        page = read(client.get(path(worker, name)))
        assert "Robin" not in page
        assert hidden.reference not in page
    records.involve(hidden, personas.team_manager, by=personas.head_of_service, at=now)
    assert "Robin Dale" in read(client.get(path(worker)))


def test_a_worker_s_page_narrows_as_every_worklist_does(client, worker, child, limit, now):
    clock(child, by=worker, at=now + timedelta(0), responsible=worker)
    page = read(client.get(path(worker, "team_worker") + "?show=overdue&group=child"))
    assert "Assessment: Wren Dale" in page
    assert "Assessment: Robin Dale" not in page
    assert "1 in all, 1 overdue" in re.sub(r"\s+", " ", page)
