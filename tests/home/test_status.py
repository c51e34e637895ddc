"""The status page and the probe: true also while workers are down, and without anybody's data."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from celery import current_app
from django.conf import settings as project
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from kombu import Connection

from cases import tasks as case_tasks
from safeguarding.audit import chain, runs
from safeguarding.audit import tasks as audit_tasks
from safeguarding.audit.models import JobRun
from safeguarding.home import health
from safeguarding.notifications import services
from safeguarding.notifications import tasks as mail_tasks
from safeguarding.notifications.models import Email
from tests.factories import records, referrals

NOW = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)


@pytest.fixture
def status(personas, sign_in):
    """`status()`: the page as the system admin sees it who signs in now."""

    def _status() -> str:
        return sign_in(personas.system_admin).get(reverse("status")).content.decode()

    return _status


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def state(job: runs.Job, at: datetime | None = None) -> str:
    return {each.kind.job: each.state for each in health.check(at or timezone.now()).jobs}[job]


def test_before_anything_ran_everything_is_not_heard_from(status):
    page = status()
    assert page.count("Not heard from yet") == len(runs.Job) + 2  # and worker and beat
    assert "None yet" in page


def test_what_ran_is_shown_with_what_came_of_it(clock, personas, status, mailoutbox, monkeypatch):
    monkeypatch.setattr(mail_tasks.deliver, "delay", lambda key: None)
    services.notify(
        recipients=[personas.gp],
        key="1",
        kind="test",
        text="C7654321: due",
        reference="C7654321",
        path="/",
        at=NOW - timedelta(days=1),
    )
    mail_tasks.gather_digests()
    mail_tasks.deliver_waiting()
    case_tasks.sweep_deadlines()
    audit_tasks.seal_audit()
    audit_tasks.verify_audit()
    page = status()
    assert "11 March 2026 at 9am: 1 made up" in page
    assert "11 March 2026 at 9am: 1 sent" in page
    assert "Not heard from yet" in page  # no worker has beaten
    assert state(runs.Job.SWEEP) == state(runs.Job.VERIFICATION) == "ok"
    assert "11 March 2026" in page[page.index("Last daily e-mail sent") :]
    assert "C7654321" not in page
    assert page.count("Gareth Penrose") == 0


def noted_by(task: str) -> set[str]:
    """The jobs whose run one entry of the schedule notes."""
    JobRun.objects.all().delete()
    current_app.tasks[task]()
    return set(JobRun.objects.values_list("job", flat=True))


def test_everything_that_runs_by_the_clock_is_on_the_page(db):
    # The heartbeat is the worker's and beat's own line of the page.
    current_app.loader.import_default_modules()  # as a worker does when it starts
    tasks = {entry["task"] for entry in project.CELERY_BEAT_SCHEDULE.values()}
    noted = {task: noted_by(task) for task in sorted(tasks - {"safeguarding.home.tasks.heartbeat"})}
    assert {task: len(jobs) for task, jobs in noted.items() if len(jobs) != 1} == {}
    assert set().union(*noted.values()) == set(runs.Job) == {kind.job for kind in health.JOBS}


def test_the_last_time_there_was_something_to_do_is_kept_beside_the_last_run(clock, personas, db):
    clock.move_to(NOW)
    with runs.noted(runs.Job.SWEEP, clock=timezone.now) as run:
        run.count = 7
    clock.move_to(NOW + timedelta(minutes=1))
    with runs.noted(runs.Job.SWEEP, clock=timezone.now):
        pass
    row = JobRun.objects.get()
    assert (row.count, row.did_count, row.did_at) == (0, 7, NOW)
    assert row.finished_at == NOW + timedelta(minutes=1)


def test_workers_that_stand_still_are_told_as_late_and_the_page_works(clock, status):
    for job in runs.Job:
        with runs.noted(job, clock=timezone.now):
            pass
    health.worker_ticked(NOW)
    health.beat_ticked(NOW)
    assert "Late" not in status()
    clock.move_to(NOW + timedelta(minutes=30))
    page = status()
    assert page.count("Late") == 11  # worker, beat and all jobs but the daily ones
    assert "30 minutes ago" in page
    clock.move_to(NOW + timedelta(hours=27))
    assert state(runs.Job.VERIFICATION) == "late"


def test_a_job_that_fails_says_so_and_the_error_goes_on(db, monkeypatch, status):
    def broken(**_facts: object) -> int:
        raise ZeroDivisionError("Maisie")

    monkeypatch.setattr(case_tasks.deadlines, "sweep", broken)
    with pytest.raises(ZeroDivisionError):
        case_tasks.sweep_deadlines()
    assert state(runs.Job.SWEEP) == "failed"
    page = status()
    assert "ZeroDivisionError" in page
    assert "Maisie" not in page
    monkeypatch.undo()
    case_tasks.sweep_deadlines()
    assert state(runs.Job.SWEEP) == "ok"
    assert "put right since" in status()


def test_a_broken_audit_chain_shows(db, monkeypatch, status):
    monkeypatch.setattr(chain, "verify", lambda: chain.Broken(7, "cases_event", 3, "was changed"))
    audit_tasks.verify_audit()
    assert state(runs.Job.VERIFICATION) == "failed"
    assert "link 7: cases_event row 3 was changed" in status()


def test_a_run_that_cannot_be_noted_has_still_run(db, monkeypatch, caplog):
    def away(**_facts: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(JobRun.objects, "update_or_create", away)
    case_tasks.sweep_deadlines()
    assert "could not be noted" in caplog.text


def test_what_waits_for_a_worker_is_counted(db, client, settings):
    with Connection(settings.CELERY_BROKER_URL) as broker:
        broker.default_channel.client.delete("celery")
        for _ in range(3):
            case_tasks.sweep_deadlines.apply_async(connection=broker)
        try:
            assert client.get("/health/").json()["queue"] == 3
        finally:
            broker.default_channel.client.delete("celery")


def test_a_broker_that_does_not_answer_is_not_known_to_have_a_queue(db, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert health.check(timezone.now()).queue is None


def test_the_probe_tells_states_and_ages_and_nothing_else(clock, personas, client):
    referrals.referral(by=personas.school, at=NOW)
    case_tasks.sweep_deadlines()
    clock.move_to(NOW + timedelta(seconds=90))
    told = client.get("/health/").json()
    assert told["jobs"]["sweep"] == {"state": "ok", "age": 90}
    assert set(told) == {"database", "redis", "worker", "worker_age", "beat", "beat_age", "queue", "jobs"}


def test_pages_show_true_states_of_time_limits_without_a_worker(personas, sign_in, clock):
    from cases.services import deadlines

    child = records.child(by=personas.social_worker, at=NOW)
    deadlines.set(
        rule_id="assessment",
        starts_at=NOW - timedelta(days=200),
        by=personas.social_worker,
        at=NOW,
        child=child,
        responsible=personas.social_worker,
    )
    assert "Overdue" in sign_in(personas.social_worker).get("/").content.decode()
    assert not Email.objects.exists()


def test_the_last_daily_email_is_the_last_that_was_sent(personas):
    from safeguarding.notifications import queries

    Email.objects.create(recipient=personas.gp, digest_on=date(2026, 3, 9), next_attempt_at=NOW)
    assert queries.last_digest_on() is None
    Email.objects.update(state="sent", sent_at=NOW)
    assert queries.last_digest_on() == date(2026, 3, 9)
