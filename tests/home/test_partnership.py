"""The partnership's counts: right, nameless, against the statutory date; the export is logged."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.exceptions import NotPermittedError
from cases.queries import oversight
from cases.services import deadlines
from safeguarding.accounts.identity import as_user
from safeguarding.audit.models import AccessLog, Action
from tests.factories import partnership, referrals
from tests.factories.partnership import NAMES
from tests.factories.worklists import LATE, allocated, clock, leave, paused, rescheduled

LONDON = ZoneInfo("Europe/London")
PASSWORD = "correct horse battery staple"


@pytest.fixture
def worker(personas):
    return personas.social_worker


def ask(personas, at):
    with as_user(personas.partnership_admin):
        return oversight.oversight(personas.partnership_admin, now=at)


@pytest.mark.parametrize("name", [name for name in NAMES if name != "partnership_admin"])
def test_it_is_the_partnership_admins(personas, at, name):
    for ask_for in (oversight.oversight, oversight.lines):
        with pytest.raises(NotPermittedError):
            ask_for(getattr(personas, name), now=at)


def test_each_rule_and_team_with_the_age_of_its_breaches(personas, worker, at):
    child = allocated(personas, worker, at=at)
    started = {"visit_cp": 15, "visit_cin": 40, "cin_review": 80, "assessment": 300}
    for rule, days in started.items():
        clock(child, by=worker, at=at, rule=rule, started=at - timedelta(days=days), responsible=worker)
    clock(child, by=worker, at=at, rule="icpc", team=personas.conference_chair.team)
    found = ask(personas, at)
    totals = dict(found.by_rule)
    assert {rule: (each.week, each.month, each.quarter, each.older) for rule, each in totals.items()} == {
        "Visit, child protection plan": (1, 0, 0, 0),
        "Visit, child in need plan": (0, 1, 0, 0),
        "Child in need review": (0, 0, 1, 0),
        "Assessment": (0, 0, 0, 1),
        "Initial child protection conference": (0, 0, 0, 0),
    }
    assert (found.totals.running, found.totals.breached) == (5, 4)
    care = "Northmoor Children's Services"
    assert [(where, each.running, each.breached) for where, each in found.by_team] == [
        ((care, "Child Protection Team East"), 4, 4),
        ((care, "Conference Unit"), 1, 0),
    ]


def test_another_date_hides_no_breach_and_a_pause_is_counted_apart(personas, worker, at):
    moved, still = (
        clock(allocated(personas, worker, at=at), by=worker, at=at, started=at - LATE) for _ in range(2)
    )
    rescheduled(moved, to=at + timedelta(days=9), by=worker, at=at)
    paused(still, by=personas.team_manager, at=at)
    totals = ask(personas, at).totals
    assert (totals.running, totals.breached, totals.rescheduled, totals.paused) == (1, 1, 1, 1)


def test_restricted_records_count_and_show_nothing_of_themselves(personas, worker, sign_in, at):
    hidden = allocated(personas, worker, at=at, name="Robin", is_restricted=True)
    clock(hidden, by=worker, at=at, responsible=worker)
    sent = referrals.referral(by=personas.school, at=at)
    assert ask(personas, at).totals.running == 3
    page = sign_in(personas.partnership_admin).get("/partnership/").content.decode()
    assert "Assessment" in page
    for secret in ("Robin", hidden.reference, sent.reference, "Thornbury", worker.full_name):
        assert secret not in page


def test_what_no_team_and_nobody_holds_is_not_lost(personas, worker, at):
    loose = allocated(personas, None, at=at)
    loose.team = None
    loose.record(by=personas.team_manager, at=at)
    clock(loose, by=worker, at=at)
    gone = partnership.user("Gil Gone", worker.agency, in_team=worker.team)
    clock(allocated(personas, gone, at=at), by=worker, at=at)
    deadlines.set(rule_id="supervision_worker", starts_at=at, by=worker, at=at, about_worker=worker)
    leave(gone)
    care = "Northmoor Children's Services"
    assert dict(ask(personas, at).by_team).keys() == {
        ("Nobody", "No team"),
        (care, "Child Protection Team East"),
    }
    assert ask(personas, at).totals.running == 3


class TestTheWeeks:
    """On Wednesday, 1 April 2026: the clocks went forward on Sunday the 29th of March."""

    now = datetime(2026, 4, 1, 12, 0, tzinfo=LONDON)

    def due_on(self, personas, day, *, met=None, stopped=None):
        worker = personas.social_worker
        started = self.now - timedelta(days=90)
        made = clock(allocated(personas, worker, at=started), by=worker, at=started, responsible=worker)
        made.statutory_due_at = made.due_at = day + timedelta(days=1)
        made.statutory_due_on = made.due_on = day.date()
        made.met_at, made.met_by = met, worker if met else None
        if stopped:
            made.cancelled_at, made.cancelled_by, made.cancelled_reason = stopped, worker, "Closed"
        made.record(by=worker, at=self.now)
        return made

    def test_fell_due_missed_and_standing(self, personas):
        def day(number, month=3):
            return datetime(2026, month, number, 0, 0, tzinfo=LONDON)

        self.due_on(personas, day(22), met=day(20))
        self.due_on(personas, day(24), met=day(26))
        self.due_on(personas, day(29))
        self.due_on(personas, day(31), met=day(31) + timedelta(hours=23))
        self.due_on(personas, day(25), stopped=day(24))
        self.due_on(personas, day(25), stopped=day(31))
        self.due_on(personas, day(2, month=4))
        weeks = ask(personas, self.now).weeks
        assert len(weeks) == oversight.WEEKS
        said = [(week.begins.date().isoformat(), week.due, week.missed, week.standing) for week in weeks[-3:]]
        assert said == [
            ("2026-03-16", 1, 0, 0),
            ("2026-03-23", 3, 3, 2),
            ("2026-03-30", 1, 0, 1),
        ]
        assert all((week.due, week.missed, week.standing) == (0, 0, 0) for week in weeks[:-3])


class TestTheExport:
    def rows(self, answer):
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    def test_asks_for_the_password_again_and_is_logged(self, personas, worker, at):
        admin = personas.partnership_admin
        admin.set_password(PASSWORD)
        admin.save(update_fields=["password"])
        clock(allocated(personas, worker, at=at, name="Robin"), by=worker, at=at, responsible=worker)
        client, path = Client(), reverse("partnership_work_export")
        with time_machine.travel(at, tick=False):
            client.post(reverse("account_login"), {"login": admin.email, "password": PASSWORD})
            asked = client.get(path)
            assert asked.url.startswith("/account/reauthenticate/")
            assert not AccessLog.objects.filter(action=Action.EXPORT).exists()
            answer = client.post(asked.url, {"password": PASSWORD}, follow=True)
        assert answer["Content-Disposition"] == 'attachment; filename="time-limits-2026-03-10.csv"'
        head, line = self.rows(answer)
        assert head[:5] == ["Time limit", "Agency", "Team", "Running", "Breached"]
        assert line[:5] == [
            "Assessment",
            "Northmoor Children's Services",
            "Child Protection Team East",
            "1",
            "0",
        ]
        logged = AccessLog.objects.get(action=Action.EXPORT)
        assert (logged.user, logged.page, logged.found, logged.child_key) == (
            admin,
            "partnership_work_export",
            1,
            None,
        )

    def test_a_team_s_name_never_becomes_a_formula(self, personas, worker, sign_in, at):
        evil = partnership.team(worker.agency, '=HYPERLINK("http://evil")')
        clock(allocated(personas, worker, at=at), by=worker, at=at, team=evil)
        answer = sign_in(personas.partnership_admin).get(reverse("partnership_work_export"))
        assert self.rows(answer)[1][2].startswith("'=HYPERLINK")
