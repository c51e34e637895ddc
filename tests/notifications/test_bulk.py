"""Telling very many at once: as telling one by one, each person once under each key."""

from __future__ import annotations

import pytest
from django.utils import timezone

from safeguarding.notifications import bulk, services
from safeguarding.notifications.bulk import Line
from safeguarding.notifications.models import Email, Notification


def lines(*people, key: str = "key") -> list[Line]:
    return [
        Line(user.pk, key, "test", f"R{user.pk}: something", "/", "R1234567", "urgent", "thing:1")
        for user in people
    ]


def test_everybody_is_told_once_with_an_e_mail_each(personas):
    at = timezone.now()
    assert bulk.send_lines(lines(personas.gp, personas.police), at=at) == 2
    assert bulk.send_lines(lines(personas.police, personas.school), at=at) == 1
    assert Notification.objects.count() == Email.objects.count() == 3
    row = Notification.objects.get(recipient=personas.gp)
    assert (row.key, row.kind, row.text, row.path, row.reference, row.urgency, row.subject) == (
        "key",
        "test",
        f"R{personas.gp.pk}: something",
        "/",
        "R1234567",
        "urgent",
        "thing:1",
    )
    assert (row.created_at, row.email.next_attempt_at, row.email.state) == (at, at, "waiting")


def test_nothing_to_tell_asks_nothing(personas, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert bulk.send_lines([], at=timezone.now()) == 0


@pytest.mark.parametrize(("people", "messages"), [(1, [1]), (3, [2, 1])])
def test_the_workers_are_asked_in_few_messages_after_the_commit(
    personas, monkeypatch, django_capture_on_commit_callbacks, people, messages
):
    asked: list[list[int]] = []
    monkeypatch.setattr(services.tasks, "AT_ONCE", 2)
    monkeypatch.setattr(services.tasks.deliver_these, "delay", asked.append)
    with django_capture_on_commit_callbacks(execute=True):
        told = [user for _, user in personas][:people]
        bulk.send_lines(lines(*told), at=timezone.now())
        assert asked == []
    assert [len(each) for each in asked] == messages
    assert sorted(key for message in asked for key in message) == sorted(
        Email.objects.values_list("pk", flat=True)
    )


def test_what_was_told_of_a_subject_is_known_until_it_is_withdrawn(personas):
    bulk.send_lines(lines(personas.gp), at=timezone.now())
    assert bulk.told_about(["thing:1", "thing:2", ""]) == {"key"}
    Notification.objects.update(withdrawn_at=timezone.now())
    assert bulk.told_about(["thing:1"]) == set()
