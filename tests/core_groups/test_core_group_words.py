"""What the pages of core groups say of numbers: each once, with the word that fits."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

pytestmark = pytest.mark.django_db


def text_of(client, address, *args):
    return client.get(reverse(address, args=args)).content.decode()


def test_a_count_is_said_once(personas, held, at, sign_in):
    with time_machine.travel(at + timedelta(hours=3), tick=False):
        report = text_of(sign_in(personas.head_of_service), "core_group_reports")
        agenda = text_of(sign_in(personas.health_visitor), "core_group_agenda", held.meeting.reference)
    assert "0 times" in report
    assert "0 0 times" not in report
    assert "can’t be approved yet: 6 points still without words" in agenda
