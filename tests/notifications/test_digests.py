"""The daily e-mail: at 7:30 in London, once a person and day, references and links, nothing twice."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from safeguarding.notifications import delivery, digests, letters, queries, services, tasks
from safeguarding.notifications.models import Email, EmailState, Notification
from tests.factories import partnership
from tests.notifications.mail_servers import mail_server

LONDON = ZoneInfo("Europe/London")
MINUTE = timedelta(minutes=1)


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


EVENING = london(2026, 3, 10, 18, 0)
MORNING = london(2026, 3, 11, 7, 30)


def tell(user, at, key="key", reference="C7654321", **facts) -> Notification:
    (told,) = services.notify(
        recipients=[user],
        key=key,
        kind="test",
        text=f"{reference}: Assessment due soon",
        reference=reference,
        path="/",
        at=at,
        **facts,
    )
    return told


def send_all(at: datetime) -> int:
    """What a run of the tasks does at that moment; returns how many e-mails went out."""
    digests.gather(at=at)
    return sum(delivery.deliver(key, at=at) == EmailState.SENT for key in delivery.waiting(at=at))


def test_what_is_not_urgent_waits_for_half_past_seven_and_then_comes_in_one_email(personas, smtp, settings):
    settings.SITE_URL = "https://safeguarding.example"
    first = tell(personas.gp, EVENING, "1", "C1111111")
    second = tell(personas.gp, EVENING, "2", "")
    tell(personas.police, EVENING, "1", "C3333333")
    with mail_server() as server:
        smtp(server.port)
        assert send_all(MORNING - MINUTE) == 0
        assert send_all(MORNING) == 2
        assert send_all(MORNING + MINUTE) == 0
    mine = next(mail for mail in server.taken if f"To: {personas.gp.email}" in mail)
    assert "Subject: 2 things to look at in Safeguarding" in mine
    assert f"C1111111: https://safeguarding.example/notifications/{first.pk}/" in mine
    assert f"https://safeguarding.example/notifications/{second.pk}/" in mine
    assert "C3333333" not in mine
    assert "Assessment" not in "".join(server.taken)
    assert set(Email.objects.values_list("state", flat=True)) == {EmailState.SENT}
    assert queries.last_digest_on() == MORNING.date()


@pytest.mark.parametrize(
    ("told", "sent"),
    [
        (london(2026, 3, 6, 18), london(2026, 3, 7, 7, 30)),  # Saturday
        (london(2026, 12, 24, 18), london(2026, 12, 25, 7, 30)),  # Christmas Day
        (london(2026, 3, 28, 18), london(2026, 3, 29, 7, 30)),  # the clocks went forward in the night
        (london(2026, 10, 24, 18), london(2026, 10, 25, 7, 30)),  # and back
    ],
)
def test_it_is_half_past_seven_in_london_on_every_day_of_the_year(personas, mailoutbox, told, sent):
    tell(personas.gp, told)
    assert send_all(sent - MINUTE) == 0
    assert send_all(sent) == 1


def test_the_moment_is_the_last_half_past_seven_before():
    assert digests.latest(MORNING) == MORNING
    assert digests.latest(MORNING - MINUTE) == london(2026, 3, 10, 7, 30)
    summer = datetime(2026, 7, 1, 6, 29, tzinfo=ZoneInfo("UTC"))
    assert digests.latest(summer) == london(2026, 6, 30, 7, 30)
    assert digests.latest(summer + MINUTE) == london(2026, 7, 1, 7, 30)


def test_what_comes_after_half_past_seven_comes_the_next_day(personas, mailoutbox):
    tell(personas.gp, EVENING, "1")
    assert send_all(MORNING) == 1
    tell(personas.gp, MORNING + MINUTE, "2", "C2222222")
    assert send_all(MORNING + 2 * MINUTE) == 0
    assert send_all(MORNING + timedelta(days=1)) == 1
    assert "C2222222" in mailoutbox[1].body
    assert "C7654321" not in mailoutbox[1].body


def test_a_run_that_was_missed_is_made_good(personas, mailoutbox):
    tell(personas.gp, EVENING, "1", "C1111111")
    tell(personas.gp, MORNING + MINUTE, "2", "C2222222")
    assert send_all(MORNING + timedelta(hours=5)) == 1
    assert "C2222222" not in mailoutbox[0].body
    assert send_all(MORNING + timedelta(days=3)) == 1
    assert "C2222222" in mailoutbox[1].body


def test_what_became_visible_late_comes_with_the_next_days(personas, mailoutbox):
    tell(personas.gp, EVENING, "1")
    send_all(MORNING)
    tell(personas.gp, EVENING, "committed late", "C2222222")
    assert send_all(MORNING + MINUTE) == 0
    assert send_all(MORNING + timedelta(days=1)) == 1


def test_a_day_without_anything_has_no_email(personas, mailoutbox):
    assert send_all(MORNING) == 0
    read = tell(personas.gp, EVENING)
    services.mark_read(notification=read, by=personas.gp, at=EVENING + MINUTE)
    tell(personas.police, EVENING, subject="deadline:1")
    services.withdraw(subjects=["deadline:1"], at=EVENING + MINUTE)
    assert send_all(MORNING) == 0
    assert send_all(MORNING + timedelta(days=1)) == 0
    assert set(Email.objects.values_list("state", flat=True)) == {EmailState.WITHDRAWN}


def test_what_is_read_or_withdrawn_while_the_digest_waits_is_left_out(personas, mailoutbox):
    read = tell(personas.gp, EVENING, "1", "C1111111")
    tell(personas.gp, EVENING, "2", "C2222222", subject="deadline:2")
    tell(personas.gp, EVENING, "3", "C3333333")
    alone = tell(personas.police, EVENING, "4")
    digests.gather(at=MORNING)
    services.mark_read(notification=read, by=personas.gp, at=MORNING)
    services.mark_read(notification=alone, by=personas.police, at=MORNING)
    services.withdraw(subjects=["deadline:2"], at=MORNING)
    assert send_all(MORNING) == 1
    (mail,) = mailoutbox
    assert [number for number in "123" if f"C{number * 7}" in mail.body] == ["3"]
    assert sorted(Email.objects.values_list("state", flat=True)) == ["sent"] * 2 + ["withdrawn"] * 4


def test_urgent_ones_come_at_once_whatever_was_chosen(personas, mailoutbox):
    services.choose_pace(pace="digest", by=personas.gp, at=EVENING)
    tell(personas.gp, EVENING, urgency="urgent")
    assert send_all(EVENING) == 1
    assert mailoutbox[0].subject.startswith("Urgent: C7654321")
    assert send_all(MORNING) == 0


def test_who_chose_so_is_told_of_everything_at_once(personas, mailoutbox):
    services.choose_pace(pace="at_once", by=personas.gp, at=EVENING)
    tell(personas.gp, EVENING)
    assert send_all(EVENING) == 1
    assert send_all(MORNING) == 0


def test_a_digest_that_is_refused_is_tried_again_and_lists_the_same(personas, smtp):
    tell(personas.gp, EVENING)
    now = MORNING
    with mail_server("refuses") as server:
        smtp(server.port)
        for minutes in (1, 5, 15):
            assert send_all(now) == 0
            digest = Email.objects.get(digest_on=MORNING.date())
            assert (digest.state, digest.next_attempt_at) == (EmailState.FAILED, now + minutes * MINUTE)
            now = digest.next_attempt_at
        server.manner = "takes"
        assert send_all(now) == 1
    assert "C7654321" in server.taken[0]
    assert send_all(now + timedelta(days=1)) == 0


def test_one_that_fails_is_shown_to_the_system_admin_as_the_daily_email(personas, smtp, sign_in):
    tell(personas.gp, EVENING)
    with mail_server("refuses") as server:
        smtp(server.port)
        send_all(MORNING)
    page = sign_in(personas.system_admin).get(reverse("status")).content.decode()
    assert "Daily e-mail" in page[page.index("has not taken") :]
    assert "11 March 2026 at 7:30am" in page
    assert "C7654321" not in page


def test_a_mail_sent_twice_because_a_worker_died_has_the_same_message_id(personas, mailoutbox):
    tell(personas.gp, EVENING)
    send_all(MORNING)
    # As if the worker had died after the mail server took the mail.
    Email.objects.filter(digest_on=MORNING.date()).update(
        state=EmailState.SENDING, sent_at=None, claimed_until=MORNING
    )
    Email.objects.filter(digest_on=None).update(state=EmailState.DIGEST, sent_at=None)
    assert send_all(MORNING + MINUTE) == 1
    first, second = mailoutbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert first.body == second.body


def test_a_very_long_one_ends_with_a_link_to_the_list(personas, mailoutbox):
    for number in range(letters.MOST_LINES + 3):
        tell(personas.gp, EVENING, str(number))
    assert send_all(MORNING) == 1
    assert mailoutbox[0].body.count("C7654321") == letters.MOST_LINES
    assert f"And 3 more: http://localhost:8000{reverse('notifications')}" in mailoutbox[0].body


def test_making_up_many_takes_as_many_statements_as_one(personas):
    numbers = []
    for day, people in enumerate(([personas.gp], [user for _, user in personas])):
        for user in people:
            tell(user, EVENING + timedelta(days=day), f"{day}")
        with CaptureQueriesContext(connection) as captured:
            digests.gather(at=MORNING + timedelta(days=day))
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


def test_several_batches_leave_nobody_out(personas, mailoutbox):
    for name, user in personas:
        tell(user, EVENING, name)
    assert len(digests.gather(at=MORNING, batch=4)) == 15


def test_the_task_makes_them_up_and_asks_for_their_delivery(personas, monkeypatch):
    asked: list[int] = []
    monkeypatch.setattr(tasks.deliver_these, "delay", asked.extend)
    tell(personas.gp, london(2020, 1, 1, 12))
    tasks.gather_digests()
    assert asked == [Email.objects.get(notification=None).pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_email_for_each_person():
    people = partnership.build()
    for name, user in people:
        tell(user, EVENING, name)
    start = threading.Barrier(4)

    def work() -> None:
        try:
            start.wait()
            digests.gather(at=MORNING, batch=2)
        finally:
            connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    made = Email.objects.filter(digest_on=MORNING.date())
    assert made.count() == made.values("recipient").distinct().count()
    digests.gather(at=MORNING)
    assert made.count() == 15
    carried = Email.objects.filter(state=EmailState.DIGEST)
    assert all(
        row.carried_by.recipient_id == row.recipient_id for row in carried.select_related("carried_by")
    )


@pytest.mark.django_db(transaction=True)
def test_while_one_is_at_it_another_does_nothing():
    people = partnership.build()
    tell(people.gp, EVENING)
    done: list[list[int]] = []

    def work() -> None:
        try:
            done.append(digests.gather(at=MORNING))
        finally:
            connections.close_all()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [digests.GATHERING_LOCK])
        other = threading.Thread(target=work)
        other.start()
        other.join()
    assert done == [[]]
    assert len(digests.gather(at=MORNING)) == 1
