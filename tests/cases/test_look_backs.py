"""Whoever closed the work with a child sees whether the child came back: at once, and months later."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from time_machine import travel

from cases import tasks
from cases.models import EpisodeOfNeed, Involvement, Plan
from cases.services import children, decisions, involvements, look_backs
from cases.services.front_door import unmatch
from cases.states import PlanKind
from safeguarding.notifications.models import Notification
from tests.factories import front_door, partnership, records
from tests.factories.fixtures import LONDON


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


CLOSED = london(2026, 1, 10, 15)


@pytest.fixture
def closed(personas):
    """`closed(child=…)`: the child's episode, opened in November and closed on 10 January 2026."""

    def _closed(*, by=None, is_restricted: bool = False, closed_at: datetime = CLOSED):
        by = by or personas.team_manager
        opened = london(2025, 11, 10, 10)
        child = records.child(by=by, at=opened, is_restricted=is_restricted)
        if is_restricted:
            records.involve(child, by, by=by, at=opened)
        episode = children.open_episode(child=child, opened_on=opened.date(), by=by, at=opened)
        return children.close_episode(
            episode=episode, closed_on=closed_at.date(), closure_reason="RC8", by=by, at=closed_at
        )

    return _closed


def told() -> list[tuple[str, str, str]]:
    rows = Notification.objects.filter(kind__in=["look_back", "child_came_back"]).order_by("pk")
    return [(row.recipient.full_name, row.kind, row.key.rpartition(":")[2]) for row in rows]


def test_the_closing_manager_looks_back_three_times_and_once_each(closed, personas):
    episode = closed()
    for day in (date(2026, 4, 9), date(2026, 4, 10), date(2026, 4, 11), date(2026, 7, 10), date(2027, 1, 10)):
        look_backs.tell_due(at=london(day.year, day.month, day.day, 7))
    name = personas.team_manager.full_name
    assert told() == [(name, "look_back", months) for months in ("3", "6", "12")]
    row = Notification.objects.filter(kind="look_back").last()
    reference = episode.child.reference
    assert row.text == f"{reference}: 3 months since the work was closed. See whether the child came back."
    assert (row.path, row.reference) == (f"/closed-work/?child={reference}", reference)


def test_days_on_which_nothing_ran_are_made_good_with_the_latest_look(closed, personas):
    closed()
    for day in (date(2026, 7, 28), date(2026, 7, 29)):
        assert look_backs.tell_due(at=london(day.year, day.month, day.day, 7)) == (day.day == 28)
    assert told() == [(personas.team_manager.full_name, "look_back", "6")]


def test_a_look_long_past_is_not_told_any_more(closed):
    closed()
    assert look_backs.tell_due(at=london(2027, 4, 10, 7)) == 0


def test_a_referral_that_was_ended_counts_as_a_closure_and_one_that_goes_on_does_not(personas):
    by, at = personas.front_door_manager, CLOSED
    for outcome in ("no_further_action", "assessment"):
        child = records.child(by=by, at=at)
        row = front_door.matched(child, author=personas.school, by=by, at=at)
        decisions.decide(referral_child=row, facts=front_door.ending(outcome), by=by, at=at)
    assert look_backs.tell_due(at=london(2026, 4, 10, 7)) == 1
    assert told() == [(by.full_name, "look_back", "3")]


def test_a_decision_that_was_taken_back_closed_nothing(personas):
    by, at = personas.front_door_manager, CLOSED
    row = front_door.matched(records.child(by=by, at=at), author=personas.school, by=by, at=at)
    decisions.decide(referral_child=row, facts=front_door.ending(), by=by, at=at)
    decisions.reconsider(referral_child=row, reason="News from the school", by=by, at=at)
    assert look_backs.tell_due(at=london(2026, 4, 10, 7)) == 0


@pytest.mark.parametrize("has_manager", [True, False])
def test_when_the_closing_manager_has_left_their_own_manager_looks_back(closed, personas, has_manager):
    closed()
    manager = personas.team_manager
    manager.is_active = False
    manager.line_manager = personas.front_door_manager if has_manager else None
    manager.save()
    look_backs.tell_due(at=london(2026, 4, 10, 7))
    heir = personas.front_door_manager if has_manager else personas.head_of_service
    assert told() == [(heir.full_name, "look_back", "3")]


def test_what_was_told_before_they_left_is_not_told_again_to_their_manager(closed, personas):
    closed()
    look_backs.tell_due(at=london(2026, 4, 10, 7))
    personas.team_manager.is_active = False
    personas.team_manager.save()
    assert look_backs.tell_due(at=london(2026, 4, 11, 7)) == 0


def test_only_people_named_on_a_restricted_record_are_told(closed, personas):
    closed(is_restricted=True)
    hidden = closed(is_restricted=True)
    for involvement in Involvement.objects.filter(child=hidden.child):
        involvements.finish(involvement=involvement, reason="No longer", by=personas.team_manager, at=CLOSED)
    assert look_backs.tell_due(at=london(2026, 4, 10, 7)) == 1


def test_many_closures_are_looked_at_in_batches(closed, monkeypatch):
    monkeypatch.setattr(look_backs, "BATCH", 2)
    for _ in range(5):
        closed()
    assert look_backs.tell_due(at=london(2026, 4, 10, 7)) == 5


def test_the_task_runs_at_the_clocks_own_time(closed):
    closed()
    with travel(london(2026, 4, 10, 6, 50)):
        tasks.look_back_at_closures()
    assert len(told()) == 1


def read(client, **query: str) -> str:
    """The page of closed work, its white space made single."""
    return " ".join(client.get("/closed-work/", query).content.decode().split())


RETURNED = london(2026, 5, 1, 9)


def test_a_re_referral_tells_whoever_closed_the_work_at_once_and_once(closed, personas):
    episode = closed()
    row = front_door.matched(
        episode.child, author=personas.school, by=personas.front_door_worker, at=RETURNED
    )
    assert told() == [(personas.team_manager.full_name, "child_came_back", str(row.pk))]
    told_of = Notification.objects.get(kind="child_came_back")
    reference = episode.child.reference
    assert told_of.text == f"{reference}: {row.referral.reference} has come in since the work was closed"
    assert look_backs.tell_of_return(referral_child=row, child=episode.child, at=RETURNED) == 0


def test_a_match_that_is_undone_takes_the_word_of_a_return_back(closed, personas):
    by = personas.front_door_worker
    row = front_door.matched(closed().child, author=personas.school, by=by, at=RETURNED)
    unmatch(referral_child=row, reason="Her cousin", by=by, at=RETURNED)
    assert Notification.objects.get(kind="child_came_back").withdrawn_at == RETURNED


def test_the_last_one_to_close_is_told_of_the_return(closed, personas):
    child, head = closed().child, personas.head_of_service
    opened, again = london(2026, 2, 2, 10), london(2026, 3, 2, 10)
    episode = children.open_episode(child=child, opened_on=opened.date(), by=head, at=opened)
    children.close_episode(episode=episode, closed_on=again.date(), closure_reason="RC8", by=head, at=again)
    front_door.matched(child, author=personas.school, by=personas.front_door_worker, at=RETURNED)
    assert [name for name, kind, _ in told() if kind == "child_came_back"] == [head.full_name]


@pytest.mark.parametrize("what", ["a contact while open", "years later", "never closed"])
def test_what_is_no_return_tells_nobody(closed, personas, what):
    by = personas.front_door_worker
    child = records.child(by=by, at=CLOSED) if what == "never closed" else closed().child
    if what == "a contact while open":
        children.open_episode(child=child, opened_on=date(2026, 2, 2), by=by, at=london(2026, 2, 2, 10))
    at = RETURNED + timedelta(days=700) if what == "years later" else RETURNED
    front_door.matched(child, author=personas.school, by=by, at=at)
    assert told() == []


def test_the_page_lists_what_one_closed_and_what_came_since(closed, personas, sign_in):
    quiet, returned = closed(), closed()
    by = personas.front_door_manager
    row = front_door.matched(returned.child, author=personas.school, by=by, at=RETURNED)
    decisions.decide(referral_child=row, facts=front_door.facts(), by=by, at=RETURNED + timedelta(hours=2))
    Plan(child=returned.child, kind=PlanKind.CHILD_IN_NEED, started_on=date(2026, 5, 20)).record(
        by=by, at=RETURNED
    )
    with travel(london(2026, 6, 1, 9)):
        page = read(sign_in(personas.team_manager))
        one = (
            sign_in(personas.team_manager)
            .get(f"/closed-work/?child={quiet.child.reference}")
            .content.decode()
        )
    assert page.count("Closed to children’s social care: ") == 2
    assert f"Referral {row.referral.reference} on 1 May 2026" in page
    assert "Opened to children’s social care on 1 May 2026" in page
    assert "Child in need plan started on 20 May 2026" in page
    assert ("Referred again" in page, "Not referred again" in page) == (True, True)
    assert "Look again on 10 July 2026" in page
    assert (quiet.child.reference in one, returned.child.reference in one) == (True, False)
    assert ("Referred again" in one, "Nothing so far" in one, "Show all children" in one) == (
        False,
        True,
        True,
    )


def test_the_page_shows_a_decision_that_ended_a_referral_and_not_that_referral_as_a_return(personas, sign_in):
    by, at = personas.front_door_manager, CLOSED
    row = front_door.matched(records.child(by=by, at=at), author=personas.school, by=by, at=at)
    decisions.decide(referral_child=row, facts=front_door.ending(), by=by, at=at)
    with travel(london(2026, 6, 1, 9)):
        page = read(sign_in(by))
    assert f"{row.referral.reference} decided: No further action" in page
    assert "Not referred again" in page


def test_the_page_shows_the_work_of_people_who_left_and_nothing_one_may_not_see(closed, personas, sign_in):
    left = partnership.user(
        "Len Leaver", personas.team_manager.agency, "manager", line_manager=personas.team_manager
    )
    theirs, hidden = closed(by=left), closed(by=personas.team_manager, is_restricted=True)
    someone_elses = closed(by=personas.head_of_service)
    left.is_active = False
    left.save()
    EpisodeOfNeed.objects.filter(pk=hidden.pk).update(closed_by=left)
    with travel(london(2026, 6, 1, 9)):
        mine = read(sign_in(personas.team_manager))
        heads = read(sign_in(personas.head_of_service))
    assert theirs.child.reference in mine
    assert hidden.child.reference in mine  # named on it
    assert someone_elses.child.reference not in mine
    assert hidden.child.reference not in heads
    assert "no closed work of yours" not in heads


def test_without_closed_work_the_page_says_so(personas, sign_in):
    assert "There is no closed work of yours" in read(sign_in(personas.team_manager))
