"""The clock strip: what runs now, what is next, what was late and why, paused, rescheduled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.queries import clock_strip
from cases.services import deadline_changes as changes
from cases.services import deadlines
from cases.services.deadlines import Status
from tests.factories import clocks, records
from tests.factories.fixtures import LONDON

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def child(personas, now):
    made = records.child("Robin", "Dale", by=personas.social_worker, at=now)
    records.involve(made, personas.gp.agency, by=personas.social_worker, at=now)
    return made


@pytest.fixture
def clock(personas, child, now):
    """`clock(rule_id, days)` starts a clock of the social worker's so many days ago."""

    def _clock(rule_id: str, days: int = 0, **facts):
        worker = personas.social_worker
        return clocks.start(rule_id, child=child, worker=worker, at=now - days * DAY, **facts)

    return _clock


def met(clock, by, at):
    deadlines.meet(rule_id=clock.rule_id, by=by, at=at, child=clock.child, subject=clock.subject)


def words(one) -> str:
    return " / ".join(one.notes)


def test_without_any_clock_it_says_so(personas, child, now):
    empty = clock_strip.strip(personas.social_worker, child, now=now)
    assert (empty.summary, empty.running, empty.missed) == ("No time limit is running.", [], [])


def test_what_runs_stands_in_the_order_in_which_it_is_due_and_the_next_is_named(personas, child, clock, now):
    manager = personas.team_manager
    overdue, soon, later = clock("assessment", 200), clock("visit_cp"), clock("review_next")
    paused = clock("lcspr", 100)
    changes.pause(deadline=paused, reason="Trial", by=manager, at=now)
    strip = clock_strip.strip(personas.social_worker, child, now=now)
    assert [one.title for one in strip.running] == [
        "Assessment", "Visit, child protection plan", "Next review conference",
        "Local child safeguarding practice review",
    ]  # fmt: skip
    assert strip.summary.startswith("4 time limits run, 1 is overdue, 1 is paused. Next: Visit, child")
    first, *_, last = strip.running
    assert (first.is_overdue, first.counts_down, first.href) == (True, True, f"/deadlines/{overdue.pk}/")
    assert "Why it is late: No reason given yet" in first.notes
    assert (last.status, last.counts_down) == (Status.PAUSED, False)
    assert "because: Trial" in words(last)
    assert "Held by Sam Brennan" in words(last)
    assert {soon.pk, later.pk}


def test_one_that_is_overdue_has_nothing_next(personas, child, clock, now):
    clock("assessment", 200)
    strip = clock_strip.strip(personas.social_worker, child, now=now)
    assert strip.summary == "1 time limit runs, 1 is overdue."


def test_another_agreed_date_stands_beside_the_statutory_one(personas, child, clock, now):
    running = clock("assessment")
    changes.reschedule(
        deadline=running,
        due_on=running.due_on + 7 * DAY,
        reason="Father abroad",
        by=personas.team_manager,
        at=now,
    )
    one = clock_strip.strip(personas.social_worker, child, now=now).running[0]
    assert "Statutory date: by the end of" in words(one)
    assert "moved by Tom Whitfield on" in words(one)
    assert "Father abroad" in words(one)


def test_by_the_hour_the_instant_is_due(personas, child, clock, now):
    law = clock("police_protection")
    one = clock_strip.strip(personas.social_worker, child, now=now).running[0]
    assert one.due == law.due_at


def test_a_day_counted_past_the_calendars_end_is_called_provisional(personas, child, now):
    far = datetime(2028, 12, 28, 10, tzinfo=LONDON)
    clocks.start("visit_cp", child=child, worker=personas.social_worker, at=far)
    one = clock_strip.strip(personas.social_worker, child, now=now).running[0]
    assert "Provisional: the bank holidays after 31 December 2028 are not known yet" in one.notes


def test_what_was_missed_says_why_the_latest_first(personas, child, clock, now):
    worker, manager = personas.social_worker, personas.team_manager
    explained, silent = clock("assessment", 200), clock("visit_cin", 100)
    in_time, stopped = clock("icpc"), clock("visit_cp", 60)
    met(explained, manager, now - 3 * DAY)
    changes.explain_lateness(deadline=explained, code="workload", reason="Two were ill", by=worker, at=now)
    met(silent, manager, now - 2 * DAY)
    met(in_time, manager, now)
    changes.cancel(deadline=stopped, reason="Moved abroad", by=manager, at=now)
    strip = clock_strip.strip(worker, child, now=now)
    assert strip.running == []
    assert [one.title for one in strip.missed] == [
        "Visit, child protection plan", "Visit, child in need plan", "Assessment",
    ]  # fmt: skip
    last, second, first = strip.missed
    assert "Why it is late: Not enough staff or time. Two were ill" in first.notes
    assert first.explain_href == ""
    assert second.explain_href == f"/deadlines/{silent.pk}/lateness/"
    assert "Moved abroad" in words(last)
    assert (last.explain_href, second.status, last.status) == ("", Status.MET_LATE, Status.CANCELLED)


def test_the_reason_is_asked_of_those_who_answer_for_it(personas, child, clock, now):
    late = clock("assessment", 200)
    for user, asked in (
        (personas.gp, False),
        (personas.conference_chair, False),
        (personas.team_manager, True),
    ):
        one = clock_strip.strip(user, child, now=now).running[0]
        assert bool(one.explain_href) is asked, user
    assert late.lateness_code == ""


def test_a_long_life_of_missed_time_limits_shows_the_latest(personas, child, clock, now):
    for number in range(12):
        met(clock("visit_cp", 60, subject=str(number)), personas.team_manager, now - number * DAY)
    strip = clock_strip.strip(personas.social_worker, child, now=now)
    assert (len(strip.missed), strip.more_missed) == (10, 2)


def test_it_takes_one_statement_however_much_there_is(personas, child, clock, now):
    numbers = []
    for rows in (1, 8):
        for number in range(rows):
            late = clock("visit_cp", 60, subject=f"{rows}-{number}")
            met(late, personas.team_manager, now)
            clock("icpc", 60, subject=f"{rows}-{number}", responsible=None)
        with CaptureQueriesContext(connection) as asked:
            clock_strip.strip(personas.social_worker, child, now=now)
        numbers.append(len(asked))
    assert numbers == [1, 1]


def test_it_stands_on_the_childs_page_and_on_paper_unfolded(personas, child, clock, now, sign_in):
    late = clock("assessment", 200)
    running = clock("visit_cp")
    met(late, personas.team_manager, now)
    client = sign_in(personas.social_worker)
    screen = client.get(f"/children/{child.reference}/").content.decode()
    paper = client.get(f"/children/{child.reference}/?print=1").content.decode()
    for page in (screen, paper):
        assert f"/deadlines/{running.pk}/" in page
        assert "Missed before (1)" in page
    assert '<details class="govuk-details" open' in paper
    assert '<details class="govuk-details" open' not in screen
