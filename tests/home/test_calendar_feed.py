"""The calendar feed: private, references only, as its owner sees it, gone when it should be."""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar
from redis.exceptions import ConnectionError as RedisConnectionError

from cases.services import deadlines
from safeguarding.accounts.services import cover as covers
from safeguarding.audit.models import AccessLog, Action
from safeguarding.home import calendar_file
from safeguarding.log_lines import HideFeedAddresses
from safeguarding.notifications import calendar_feeds
from safeguarding.notifications.models import CalendarFeed
from tests.factories import records, referrals
from tests.factories.workers import database_url, wait_until

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def child(personas):
    made = records.child("Maisie", "Thornbury", by=personas.social_worker, at=NOW)
    made.allocated_to = personas.social_worker
    made.record(by=personas.team_manager, at=NOW)
    return made


def start(personas, child, rule="assessment", at=NOW, subject=""):
    return deadlines.set(
        rule_id=rule,
        starts_at=at,
        by=personas.social_worker,
        at=at,
        child=child,
        responsible=personas.social_worker,
        subject=subject,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        return closed.getsockname()[1]


def feed_of(user) -> str:
    return reverse("calendar_feed", args=[calendar_feeds.make(by=user, at=NOW)])


def read(path: str):
    """What a calendar program gets, which isn't signed in."""
    answer = Client().get(path)
    assert answer.status_code == 200, answer.status_code
    return answer, list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_it_shows_what_is_due_with_its_reference_and_nothing_else(clock, personas, child):
    deadline = start(personas, child)
    answer, (event,) = read(feed_of(personas.social_worker))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event["summary"] == f"Assessment due – {child.reference}"
    assert event["uid"] == f"time-limit-{deadline.pk}@localhost"
    assert event["dtstart"].dt == deadline.due_on
    assert event["dtend"].dt == deadline.due_on + timedelta(days=1)
    assert str(event["url"]) == f"http://localhost:8000{reverse('child_assessments', args=[child.reference])}"
    for word in ("Maisie", "Thornbury", "Sam", "Brennan"):
        assert word not in answer.content.decode()


def test_what_runs_by_the_hour_has_its_time_whatever_the_clocks_do(personas):
    # The clocks go forward on 29 March 2026: 72 hours from Friday noon are Monday at one.
    friday = datetime(2026, 3, 27, 12, 0, tzinfo=ZoneInfo("Europe/London"))
    child = records.child(by=personas.social_worker, at=friday)
    rules = [rule.id for rule in deadlines.timescales.TIMESCALES.values() if rule.unit.name == "HOURS"]
    deadline = start(personas, child, rule=rules[0], at=friday)
    with time_machine.travel(friday, tick=False):
        _, (event,) = read(feed_of(personas.social_worker))
    assert event["dtstart"].dt == deadline.due_at
    assert event["dtstart"].to_ical().endswith(b"Z")
    assert "dtend" not in event


def test_a_day_is_the_day_in_london_also_in_summer(personas):
    # Half past eleven at night in London is half past ten in UTC, and the same day.
    late = datetime(2026, 7, 1, 23, 30, tzinfo=ZoneInfo("Europe/London"))
    child = records.child(by=personas.social_worker, at=late)
    deadline = start(personas, child, at=late)
    with time_machine.travel(late, tick=False):
        _, (event,) = read(feed_of(personas.social_worker))
    assert isinstance(event["dtstart"].dt, date)
    assert event["dtstart"].dt == deadline.due_on


def test_an_entry_keeps_its_number_and_counts_its_changes(clock, personas, child):
    deadline, path = start(personas, child), feed_of(personas.social_worker)
    _, (before,) = read(path)
    deadline.due_on += timedelta(days=3)
    deadline.record(by=personas.team_manager, at=NOW, reason="Later")
    _, (after,) = read(path)
    assert before["uid"] == after["uid"]
    assert after["sequence"] > before["sequence"]
    assert after["dtstart"].dt == before["dtstart"].dt + timedelta(days=3)


@pytest.mark.parametrize("how", ["met", "cancelled", "paused", "handed over"])
def test_what_does_not_run_for_the_person_any_more_vanishes(clock, personas, child, how):
    deadline, path = start(personas, child), feed_of(personas.social_worker)
    assert len(read(path)[1]) == 1
    if how == "met":
        deadlines.meet(rule_id="assessment", by=personas.social_worker, at=NOW, child=child)
    elif how == "cancelled":
        deadlines.cancel(deadline=deadline, reason="Moved away", by=personas.team_manager, at=NOW)
    elif how == "paused":
        deadline.paused_at, deadline.paused_reason = NOW, "Ill"
        deadline.record(by=personas.team_manager, at=NOW)
    else:
        deadline.responsible = personas.front_door_worker
        deadline.record(by=personas.team_manager, at=NOW)
    assert read(path)[1] == []


def test_it_shows_what_its_owner_may_see_and_no_more(clock, personas, child):
    start(personas, child)
    hidden = records.child("Rex", "Hidden", by=personas.social_worker, at=NOW, is_restricted=True)
    start(personas, hidden)
    answer, events = read(feed_of(personas.social_worker))
    assert len(events) == 1
    assert hidden.reference not in answer.content.decode()
    assert read(feed_of(personas.school))[1] == []
    assert read(feed_of(personas.system_admin))[1] == []


class TestOfThoseWhomOneCoversFor:
    """The front door's worker covers for the social worker from today to tomorrow."""

    @pytest.fixture
    def deputy(self, personas):
        return personas.front_door_worker

    @pytest.fixture
    def cover(self, personas, deputy):
        today = NOW.date()
        return covers.name_deputy(
            user=personas.social_worker,
            deputy=deputy,
            starts_on=today,
            ends_on=today + timedelta(days=1),
            by=personas.social_worker,
            at=NOW,
        )

    def test_they_are_shown_as_long_as_the_cover_lasts(self, clock, personas, child, deputy, cover):
        deadline, path = start(personas, child), feed_of(deputy)
        for day, is_there in ((0, True), (1, True), (2, False)):
            clock.move_to(NOW + timedelta(days=day))
            shown = [str(event["summary"]) for event in read(path)[1]]
            assert shown == ([f"Assessment due – {child.reference} (you cover)"] if is_there else [])
        assert deadline.responsible == personas.social_worker

    def test_not_before_it_begins(self, clock, personas, child, deputy):
        tomorrow = NOW.date() + timedelta(days=1)
        days = {"starts_on": tomorrow, "ends_on": tomorrow}
        covers.name_deputy(
            user=personas.social_worker, deputy=deputy, by=personas.team_manager, at=NOW, **days
        )
        start(personas, child)
        path = feed_of(deputy)
        assert read(path)[1] == []
        clock.move_to(NOW + timedelta(days=1))
        assert len(read(path)[1]) == 1

    def test_not_once_it_was_ended(self, clock, personas, child, deputy, cover):
        start(personas, child)
        covers.end_early(cover=cover, by=personas.social_worker, at=NOW)
        assert read(feed_of(deputy))[1] == []

    def test_nothing_that_the_deputy_may_not_open(self, clock, personas, deputy, cover):
        hidden = records.child("Rex", "Hidden", by=personas.social_worker, at=NOW, is_restricted=True)
        records.involve(hidden, personas.social_worker, by=personas.head_of_service, at=NOW)
        start(personas, hidden)
        assert len(read(feed_of(personas.social_worker))[1]) == 1
        answer, events = read(feed_of(deputy))
        assert events == []
        assert hidden.reference not in answer.content.decode()

    def test_what_both_answer_for_is_there_once_and_is_ones_own(self, clock, personas, child, cover, deputy):
        deputy.team = personas.social_worker.team
        deputy.save()
        deadlines.set(
            rule_id="assessment",
            starts_at=NOW,
            by=personas.social_worker,
            at=NOW,
            child=child,
            team=personas.social_worker.team,
        )
        (event,) = read(feed_of(deputy))[1]
        assert event["summary"] == f"Assessment due – {child.reference}"

    def test_no_name_is_said_whom_one_covers_for(self, clock, personas, child, deputy, cover):
        start(personas, child)
        answer, _ = read(feed_of(deputy))
        for word in ("Maisie", "Thornbury", "Sam", "Brennan"):
            assert word not in answer.content.decode()


def test_the_front_door_sees_referrals_by_their_reference(clock, personas):
    sent = referrals.referral(by=personas.school, at=NOW, children=(referrals.MAISIE,))
    answer, (event,) = read(feed_of(personas.front_door_worker))
    assert event["summary"] == f"Decision on a referral due – {sent.reference}, child 1"
    assert "Thornbury" not in answer.content.decode()


def test_one_that_is_about_nobody_has_no_reference(clock):
    entry = calendar_file.Entry(1, 1, "Supervision due", "", "/", due=date(2026, 3, 12))
    assert b"SUMMARY:Supervision due\r\n" in calendar_file.written([entry], at=NOW)


def test_each_reading_is_logged_as_an_export(clock, personas, child):
    start(personas, child)
    read(feed_of(personas.social_worker))
    line = AccessLog.objects.get(page="calendar_feed")
    assert (line.user, line.action, line.found) == (personas.social_worker, Action.EXPORT, 1)
    assert line.terms == child.reference
    assert line.address == "127.0.0.1"
    assert CalendarFeed.objects.get().last_read_at == NOW


def test_nothing_of_it_is_kept_on_the_way(clock, personas):
    answer, _ = read(feed_of(personas.social_worker))
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Robots-Tag"] == "noindex"


class TestItEnds:
    def test_when_the_person_stops_it(self, clock, personas, sign_in):
        path = feed_of(personas.social_worker)
        client = sign_in(personas.social_worker)
        assert client.post(reverse("your_calendar_stop")).url == reverse("your_calendar")
        assert Client().get(path).status_code == 404
        assert calendar_feeds.of(personas.social_worker) is None

    def test_when_the_address_is_renewed(self, clock, personas):
        old, new = feed_of(personas.social_worker), feed_of(personas.social_worker)
        assert Client().get(old).status_code == 404
        read(new)

    def test_when_the_person_leaves(self, clock, personas):
        path = feed_of(personas.social_worker)
        personas.social_worker.is_active = False
        personas.social_worker.save()
        assert Client().get(path).status_code == 404

    def test_and_begins_again_with_a_new_address(self, clock, personas):
        feed_of(personas.social_worker)
        calendar_feeds.stop(by=personas.social_worker, at=NOW)
        read(feed_of(personas.social_worker))


def test_an_unknown_address_is_not_there_and_guessing_is_slow(db, settings):
    settings.CALENDAR_GUESSES_A_MINUTE = 2
    client = Client()
    answers = [client.get(f"/calendar/guess{number}.ics").status_code for number in range(3)]
    assert answers == [404, 404, 429]


def test_one_that_is_asked_for_too_often_has_to_wait(clock, personas, settings):
    settings.CALENDAR_READS_AN_HOUR = 2
    mine, anothers = feed_of(personas.social_worker), feed_of(personas.team_manager)
    assert [Client().get(mine).status_code for _ in range(3)] == [200, 200, 429]
    assert Client().get(anothers).status_code == 200


@pytest.mark.parametrize("error", [RedisConnectionError, ValueError])
def test_when_reads_cannot_be_counted_nobody_is_held_up(clock, personas, settings, monkeypatch, error):
    def broken(*_args, **_kwargs):
        raise error

    settings.CALENDAR_READS_AN_HOUR = 0
    monkeypatch.setattr(cache, "incr", broken)
    read(feed_of(personas.social_worker))


def test_many_entries_take_as_many_statements_as_one(clock, personas):
    path, numbers = feed_of(personas.social_worker), []
    for count in (1, 8):
        for _ in range(count):
            start(personas, records.child(by=personas.social_worker, at=NOW))
        with CaptureQueriesContext(connection) as captured:
            read(path)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


class TestTheAddress:
    @pytest.fixture
    def client(self, personas) -> Client:
        """The social worker, who signed in with a password a while ago."""
        user = personas.social_worker
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
        client = Client()
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        return client

    def test_is_made_after_confirming_and_shown_once(self, client, personas):
        page = client.get(reverse("your_calendar")).content.decode()
        assert "Make a private address" in page
        asked = client.post(reverse("your_calendar_new"))
        assert asked.url.startswith("/account/reauthenticate/")
        assert not CalendarFeed.objects.exists()
        answer = client.post(asked.url, {"password": PASSWORD}, follow=True)
        page = answer.content.decode()
        address = page[page.index("http://localhost:8000/calendar/") :].partition("<")[0]
        assert "It is not shown again" in page
        read(address.removeprefix("http://localhost:8000"))
        again = client.get(reverse("your_calendar")).content.decode()
        assert "/calendar/" not in again.replace("/account/calendar/", "")
        assert "Make a new address" in again

    def test_is_kept_as_a_hash_alone(self, personas):
        token = calendar_feeds.make(by=personas.social_worker, at=NOW)
        assert len(token) >= 43
        kept = CalendarFeed.objects.get()
        assert kept.token_hash == sha256(token.encode()).hexdigest()

    def test_asked_for_by_a_link_leads_to_the_page(self, client):
        asked = client.get(reverse("your_calendar_new"))
        answer = client.post(asked.url, {"password": PASSWORD}, follow=True)
        assert "Make a private address" in answer.content.decode()
        assert not CalendarFeed.objects.exists()

    def test_is_in_no_line_of_the_web_server(self, transactional_db, tmp_path):
        log, port = tmp_path / "requests.log", free_port()
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "safeguarding.settings.test",
            "DATABASE_URL": database_url(),
        }
        command = ["gunicorn", "safeguarding.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
        command += ["--access-logfile", "-", "--logger-class", "safeguarding.gunicorn_log.GunicornLogger"]
        with log.open("wb") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", *command], env=environment, stdout=out, stderr=subprocess.STDOUT
            )
        try:
            wait_until(lambda: b"Listening at" in log.read_bytes(), "the web server listens", 40)
            with pytest.raises(HTTPError, match="404"):
                urlopen(f"http://127.0.0.1:{port}/calendar/very-secret.ics", timeout=30)
            wait_until(lambda: b'" 404 ' in log.read_bytes(), "the request is logged")
        finally:
            server.terminate()
            server.wait(timeout=20)
        assert b"GET /calendar/(private).ics" in log.read_bytes()
        assert b"very-secret" not in log.read_bytes()

    def test_is_in_no_line_of_the_log(self, db, caplog):
        caplog.handler.addFilter(HideFeedAddresses())
        with caplog.at_level(logging.INFO):
            Client().get("/calendar/very-secret.ics")
            logging.getLogger("x").info("%(r)s", {"r": "GET /calendar/very-secret.ics HTTP/1.1"})
            logging.getLogger("x").info("another line of %s", "words")
        assert "very-secret" not in caplog.text
        assert "/calendar/(private).ics HTTP/1.1" in caplog.text
        assert "another line of words" in caplog.text
