"""Telling people once, and reading what one was told."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from kombu import Connection

from safeguarding.notifications import queries, services
from safeguarding.notifications.models import Email, Notification


def tell(*recipients, at=None, key="key", path="/", **facts) -> list[Notification]:
    facts = {"kind": "test", "text": "R7654321: something", "reference": "R7654321", **facts}
    return services.notify(recipients=recipients, key=key, path=path, at=at or timezone.now(), **facts)


@pytest.fixture
def no_broker(monkeypatch):
    """Messages go to an address where no broker listens."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    deliver_these = services.tasks.deliver_these

    def delay(email_ids: list[int]) -> None:
        with Connection(f"redis://127.0.0.1:{port}/0") as nobody:
            deliver_these.apply_async((email_ids,), connection=nobody)

    monkeypatch.setattr(deliver_these, "delay", delay)


def test_everyone_is_told_once(personas):
    assert len(tell(personas.gp, personas.police)) == 2
    assert [row.recipient for row in tell(personas.gp, personas.school)] == [personas.school]
    assert Notification.objects.count() == Email.objects.count() == 3


def test_people_who_left_are_not_told(personas):
    personas.gp.is_active = False
    assert tell(personas.gp) == []
    assert not Notification.objects.exists()


def test_telling_many_takes_as_many_statements_as_telling_one(personas):
    numbers = []
    for people in ([personas.gp], [user for _, user in personas]):
        with CaptureQueriesContext(connection) as captured:
            tell(*people, key=f"{len(people)} people")
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]


def test_delivery_is_asked_for_after_the_commit(personas, monkeypatch, django_capture_on_commit_callbacks):
    asked = []
    monkeypatch.setattr(services.tasks.deliver_these, "delay", asked.extend)
    with django_capture_on_commit_callbacks(execute=True):
        (told,) = tell(personas.gp, urgency="urgent")
        tell(personas.gp, key="goes with the daily e-mail")
        assert asked == []
    assert asked == [told.email.pk]


def test_a_broker_that_is_down_is_logged_and_the_email_waits(
    personas, no_broker, caplog, django_capture_on_commit_callbacks
):
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        (told,) = tell(personas.gp, urgency="urgent")
    assert "broker does not answer" in caplog.text
    assert told.email.pk in [row.pk for row in Email.objects.filter(state="waiting")]


def test_the_list_shows_only_what_i_was_told_newest_first(personas, sign_in):
    now = timezone.now()
    tell(personas.gp, key="1", text="R1111111: first", at=now - timedelta(hours=1))
    tell(personas.gp, key="2", text="R2222222: second", at=now)
    tell(personas.police, key="3", text="R3333333: not mine", at=now)
    page = sign_in(personas.gp).get(reverse("notifications")).content.decode()
    assert page.index("R2222222") < page.index("R1111111")
    assert "R3333333" not in page
    assert "2 unread" in page


def test_the_list_comes_in_pages_at_a_constant_number_of_statements(personas, sign_in):
    client, numbers = sign_in(personas.gp), []
    for count in (1, 60):
        for number in range(count):
            tell(personas.gp, key=f"{count} {number}")
        with CaptureQueriesContext(connection) as captured:
            response = client.get(reverse("notifications"))
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 6
    assert response.content.decode().count("app-worklist__item") == queries.PAGE_SIZE
    assert client.get(reverse("notifications") + "?page=3").status_code == 200


def test_an_empty_list_says_so(personas, sign_in):
    assert b"You have no notifications yet" in sign_in(personas.gp).get(reverse("notifications")).content


def test_opening_one_marks_it_read_once_and_leads_to_its_page(personas, sign_in):
    (told,) = tell(personas.gp, path="/referrals/")
    client = sign_in(personas.gp)
    response = client.get(reverse("notification_open", args=[told.pk]))
    assert (response.status_code, response["Location"]) == (302, "/referrals/")
    told.refresh_from_db()
    first = told.read_at
    assert first is not None
    client.get(reverse("notification_open", args=[told.pk]))
    told.refresh_from_db()
    assert told.read_at == first


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:x", ""])
def test_opening_one_never_leads_off_this_host(personas, sign_in, path):
    (told,) = tell(personas.gp, path=path)
    response = sign_in(personas.gp).get(reverse("notification_open", args=[told.pk]))
    assert response["Location"] == reverse("notifications")


def test_anothers_notification_is_not_there(personas, sign_in):
    (told,) = tell(personas.gp)
    assert sign_in(personas.police).get(reverse("notification_open", args=[told.pk])).status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


def test_all_are_marked_read_by_a_button(personas, sign_in):
    tell(personas.gp)
    (others,) = tell(personas.police, key="other")
    client = sign_in(personas.gp)
    assert client.get(reverse("notifications_read")).status_code == 405
    response = client.post(reverse("notifications_read"), follow=True)
    assert b"Everything is marked as read" in response.content
    assert queries.count_unread(personas.gp) == 0
    others.refresh_from_db()
    assert others.read_at is None
