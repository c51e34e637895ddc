"""The page of one time limit, and its forms: what is shown to whom, right though no sweep ever ran."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Deadline, Draft
from cases.services import deadline_changes as changes
from cases.services import deadlines
from safeguarding.audit.models import AccessLog, Action, Basis
from tests.factories import clocks, records, referrals
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

    def _clock(rule_id: str, days: int = 0) -> Deadline:
        worker = personas.social_worker
        return clocks.start(rule_id, child=child, worker=worker, at=now - days * DAY)

    return _clock


@pytest.fixture
def read(sign_in):
    """`read(user, deadline, page)` gives the page's text."""

    def _read(user, deadline, page: str = "") -> str:
        answer = sign_in(user).get(f"/deadlines/{deadline.pk}/{page}")
        assert answer.status_code == 200
        return " ".join(answer.content.decode().split())

    return _read


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def day(value: date) -> str:
    return f"{value.day} {value:%B} {value.year}"


class TestThePage:
    """One time limit, whole."""

    def test_it_shows_the_rule_its_source_the_dates_the_holder_and_the_way_to_the_act(
        self, personas, child, clock, read
    ):
        running = clock("assessment", 1)
        page = read(personas.social_worker, running)
        for expected in (
            "Assessment",
            f"Robin Dale, {child.reference}",
            "The assessment is finished and authorised within 45 working days of the referral.",
            "Statutory guidance: Working Together to Safeguard Children 2026",
            f"By the end of {day(running.statutory_due_on)}",
            "Held by",
            "Sam Brennan",
            "Assessment authorised by a manager",
            "Go to the child’s record to meet it",
            "Clock started: date of the referral",
        ):
            assert expected in page, expected
        assert "Agreed date" not in page

    def test_the_rule_is_shown_as_it_was_when_the_clock_started(self, personas, clock, read):
        running = clock("visit_cp")
        Deadline.objects.filter(pk=running.pk).update(amount=7, edition="Our own procedure 2025")
        page = read(personas.social_worker, running)
        assert "is visited at least every 7 working days" in page
        assert "Local procedure: Our own procedure 2025" in page

    @pytest.mark.parametrize(
        ("days", "expected"),
        [(200, "Overdue"), (0, "Running")],
    )
    def test_the_status_is_right_though_nothing_ever_swept(self, personas, clock, read, days, expected):
        running = clock("assessment", days)
        page = read(personas.social_worker, running)
        assert f">{expected}<" in page
        assert ("Being late stops nothing" in page) == (days == 200)
        assert running.alert_stage == 0

    def test_its_whole_life_is_told_the_newest_first(self, personas, child, clock, read, now):
        worker, manager = personas.social_worker, personas.team_manager
        running = clock("assessment", 1)
        limit = running.statutory_due_on
        changes.reschedule(
            deadline=running, due_on=limit + 7 * DAY, reason="Father abroad", by=manager, at=now
        )
        late = running.statutory_due_at + DAY
        changes.explain_lateness(
            deadline=running, code="family_unavailable", reason="Came back on Friday", by=worker, at=late
        )
        running.refresh_from_db()
        running.responsible = personas.conference_chair
        running.record(by=manager, at=late, reason="Sam is on leave")
        deadlines.meet(rule_id="assessment", by=manager, at=late, child=child)
        running.refresh_from_db()
        running.lateness_reason = "Came back on Saturday"
        running.record(by=manager, at=late, reason="Reason for lateness")
        running.record(by=None, at=late, reason="Looked at")
        page = read(worker, running)
        story = [
            "Changed",
            "Said why it is late: The family could not be reached or was away",
            "Came back on Saturday",
            "Met late",
            "Handed to Carol Ibbotson",
            "Sam is on leave",
            "Said why it is late",
            "Came back on Friday",
            f"Moved from {day(limit)} to {day(limit + 7 * DAY)}",
            "Father abroad",
            "Started, due by the end of",
        ]
        at = page.index("What happened to it")
        for line in story:
            at = page.index(line, at)
        assert f"moved by Tom Whitfield on {day(now.date())}: Father abroad" in page
        assert "Statutory date" in page

    def test_paused_running_again_stopped_and_replaced_are_told_too(self, personas, child, clock, read, now):
        manager = personas.team_manager
        review = clock("lcspr", 10)
        changes.pause(deadline=review, reason="Trial", by=manager, at=now - 3 * DAY)
        page = read(manager, review)
        assert ">Paused<" in page
        assert f"Paused since {day((now - 3 * DAY).date())} because: Trial" in page
        assert "Let it run again" in page
        assert "Agree another date" not in page
        changes.resume(deadline=review, by=manager, at=now)
        assert "Runs again, due by the end of" in read(manager, review)
        other = clock("rapid_review")
        changes.supersede(deadline=review, by_deadline=other, reason="Joined", by=manager, at=now)
        page = read(manager, review)
        for expected in (">Replaced<", "Replaced by another time limit", "Joined", f"/deadlines/{other.pk}/"):
            assert expected in page
        assert "to meet it" not in page
        changes.cancel(deadline=other, reason="Set by mistake", by=manager, at=now)
        page = read(manager, other)
        for expected in (">Stopped<", "by Tom Whitfield", "Set by mistake"):
            assert expected in page

    def test_met_in_time_it_offers_nothing_more(self, personas, child, clock, read, now):
        running = clock("assessment")
        deadlines.meet(rule_id="assessment", by=personas.team_manager, at=now, child=child)
        page = read(personas.team_manager, running)
        assert "Met in time" in page
        assert "govuk-button--secondary" not in page.split("<main", 1)[1]

    def test_by_the_hour_the_hour_is_shown_and_the_law_offers_no_other_date(
        self, personas, clock, read, child, now
    ):
        law = clock("police_protection")
        page = read(personas.head_of_service, law)
        assert " at " in page
        assert "Agree another date" not in page
        assert "Stop it: it no longer applies" in page

    def test_a_due_day_on_which_nobody_works_has_a_day_to_book_by(self, personas, child, read):
        start = datetime(2026, 11, 30, 10, tzinfo=LONDON)  # three months on: Sunday 28 February 2027
        running = clocks.start("review_first", child=child, worker=personas.social_worker, at=start)
        assert "26 February 2027" in read(personas.social_worker, running)
        Deadline.objects.filter(pk=running.pk).update(due_on=date(2031, 2, 28))
        assert "Book by" not in read(personas.social_worker, running)

    def test_a_referral_without_a_record_leads_the_front_door_to_it(self, personas, read, now):
        sent = referrals.referral(by=personas.school, at=now, children=(referrals.MAISIE,))
        running = Deadline.objects.get(referral_child__referral=sent)
        page = read(personas.front_door_worker, running)
        assert f"Maisie Thornbury, {sent.reference}" in page
        assert "Go to the referral to meet it" in page
        logged = AccessLog.objects.filter(reference=sent.reference, page="deadline").get()
        assert (logged.child_key, logged.basis) == (None, Basis.OWN_WORK)

    def test_supervision_is_about_a_worker_and_met_on_the_page_of_supervisions(self, personas, clock, read):
        running = clock("supervision_worker")
        page = read(personas.social_worker, running)
        assert "Sam Brennan" in page
        assert "to meet it" in page
        assert f'href="{reverse("supervisions")}"' in page

    def test_partners_see_how_it_stands_and_neither_history_nor_buttons(self, personas, clock, read):
        page = read(personas.gp, clock("assessment", 200))
        assert "Overdue" in page
        assert "What happened to it" not in page
        for button in ("Agree another date", "Stop it", "Say why it is late"):
            assert button not in page

    def test_each_look_is_logged_and_a_refusal_as_one(self, personas, child, clock, sign_in):
        running = clock("assessment")
        sign_in(personas.gp).get(f"/deadlines/{running.pk}/")
        assert sign_in(personas.gp).get(f"/deadlines/{running.pk}/stop/").status_code == 403
        logged = AccessLog.objects.filter(user=personas.gp).exclude(action=Action.SIGN_IN).order_by("pk")
        assert list(logged.values_list("page", "action", "child_key", "basis")) == [
            ("deadline", Action.READ, child.pk, Basis.INVOLVEMENT),
            ("deadline_cancel", Action.REFUSED, child.pk, Basis.INVOLVEMENT),
        ]
        assert sign_in(personas.school).get(f"/deadlines/{running.pk}/").status_code == 404


NEW = {"due_on_day": "", "due_on_month": "", "due_on_year": "", "reason": ""}


def fields(on: date, reason: str = "Father abroad", **more) -> dict[str, str]:
    return {
        "due_on_day": str(on.day),
        "due_on_month": str(on.month),
        "due_on_year": str(on.year),
        "reason": reason,
        **more,
    }


class TestTheForms:
    """Moved, paused, stopped: once, kept while typed, told when somebody was quicker."""

    def test_another_date_is_agreed_and_shown(self, personas, clock, sign_in):
        running, client = clock("assessment"), sign_in(personas.team_manager)
        address = f"/deadlines/{running.pk}/reschedule/"
        form = text(client.get(address))
        assert f'value="{running.due_on.day}"' in form
        assert "enters the chronology" in form
        new = running.due_on + 10 * DAY
        answer = client.post(address, fields(new, version=str(running.version)))
        assert (answer.status_code, answer.url) == (303, f"/deadlines/{running.pk}/")
        page = text(client.get(answer.url))
        assert "The new date is recorded" in page
        assert f"By the end of {day(new)}, moved by Tom Whitfield" in page
        assert "Agree another date" in page
        assert f"Statutory date: by the end of {day(running.statutory_due_on)}" in text(client.get(address))

    def test_a_worker_is_told_beside_the_date_that_later_is_a_managers_to_agree(
        self, personas, clock, sign_in
    ):
        running, client = clock("assessment"), sign_in(personas.social_worker)
        address = f"/deadlines/{running.pk}/reschedule/"
        assert "must be agreed by a manager" in text(client.get(address))
        page = text(client.post(address, fields(running.due_on + DAY, "Father abroad")))
        assert "Only a manager of children’s social care can agree a date after the statutory date" in page
        assert "Father abroad" in page
        assert Draft.objects.filter(author=personas.social_worker, form="deadline_reschedule").exists()

    def test_empty_forms_say_what_is_missing(self, personas, clock, sign_in):
        client = sign_in(personas.team_manager)
        page = text(client.post(f"/deadlines/{clock('assessment').pk}/reschedule/", NEW))
        assert "Enter the new date" in page
        assert "Enter why the date is moved" in page

    def test_who_is_slower_reads_who_met_it_and_keeps_what_they_typed(
        self, personas, child, clock, sign_in, now
    ):
        running, client = clock("assessment"), sign_in(personas.team_manager)
        address, seen = f"/deadlines/{running.pk}/reschedule/", str(running.version)
        deadlines.meet(rule_id="assessment", by=personas.social_worker, at=now, child=child)
        page = text(client.post(address, fields(running.due_on - DAY, "Holidays first", version=seen)))
        assert "Sam Brennan met this time limit on" in page
        assert "Holidays first" in page
        answer = client.get(address)
        assert (answer.status_code, answer.url) == (302, f"/deadlines/{running.pk}/")
        assert "can’t be done" in text(client.get(answer.url))

    def test_who_is_slower_than_another_change_sees_it_beside_their_own(self, personas, clock, sign_in, now):
        running, client = clock("assessment"), sign_in(personas.team_manager)
        address, seen = f"/deadlines/{running.pk}/reschedule/", str(running.version)
        changes.reschedule(
            deadline=running,
            due_on=running.due_on - 7 * DAY,
            reason="Exams",
            by=personas.social_worker,
            at=now,
        )
        mine = fields(running.due_on - DAY, "Holidays first")
        page = text(client.post(address, {**mine, "version": seen}))
        for expected in ("while you were writing", "Exams", "Holidays first", day(running.due_on - DAY)):
            assert expected in page
        running.refresh_from_db()
        assert f'name="version" value="{running.version}"' in page
        assert client.post(address, {**mine, "version": str(running.version)}).status_code == 303

    def test_sent_twice_it_is_moved_once(self, personas, clock, sign_in):
        running, client = clock("assessment"), sign_in(personas.team_manager)
        token = {"form_token": "0123456789abcdef0123456789abcdef"}
        mine = fields(running.due_on - DAY, version=str(running.version), **token)
        for _ in range(2):
            assert client.post(f"/deadlines/{running.pk}/reschedule/", mine).status_code == 303
        running.refresh_from_db()
        assert running.revision == 1

    def test_paused_and_let_run_again(self, personas, clock, sign_in):
        review, client = clock("lcspr"), sign_in(personas.team_manager)
        address = f"/deadlines/{review.pk}/"
        assert "working days of the pause" in text(client.get(f"{address}pause/"))
        assert client.post(f"{address}pause/", {"reason": "Trial"}).status_code == 303
        form = text(client.get(f"{address}resume/"))
        assert "because: Trial. The working days since then are added" in form
        assert client.post(f"{address}resume/", {"version": "2"}).status_code == 303
        review.refresh_from_db()
        assert (review.paused_at, review.version) == (None, 3)
        assert "somebody has already let it run again" in text(client.post(f"{address}resume/", {}))

    def test_stopped_with_its_cause(self, personas, clock, sign_in):
        running, client = clock("assessment"), sign_in(personas.team_manager)
        address = f"/deadlines/{running.pk}/stop/"
        assert "govuk-button--warning" in text(client.get(address))
        assert "Enter why the time limit no longer applies" in text(client.post(address, {"reason": " "}))
        answer = client.post(address, {"reason": "Moved abroad", "version": str(running.version)})
        assert answer.status_code == 303
        assert "Moved abroad" in text(client.get(answer.url))

    def test_what_is_typed_is_kept_as_a_draft_without_another_look_in_the_log(self, personas, clock, sign_in):
        running, client = clock("assessment"), sign_in(personas.team_manager)
        address = f"/deadlines/{running.pk}/stop/"
        answer = client.post(address, {"reason": "Half a sen"}, HTTP_X_AUTOSAVE="1")
        assert answer.status_code == 200
        assert not AccessLog.objects.filter(page="deadline_cancel").exists()
        assert "Half a sen" in text(client.get(address))

    def test_met_late_the_reason_can_be_said_and_said_better(self, personas, child, clock, sign_in, now):
        running, client = clock("assessment", 200), sign_in(personas.social_worker)
        address = f"/deadlines/{running.pk}/lateness/"
        assert "It is due by the end of" in text(client.get(address))
        deadlines.meet(rule_id="assessment", by=personas.team_manager, at=now, child=child)
        assert "It was due by the end of" in text(client.get(address))
        for said in ("Two were ill", "Three were ill"):
            answer = client.post(address, {"code": "workload", "reason": said})
            assert said in text(client.get(answer.url))
