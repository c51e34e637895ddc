"""The child, the meeting that was called about them, and pages opened as a persona."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from strategy_meetings.models import StrategyMeeting
from tests.factories import records
from tests.strategy_meetings.steps import call


@pytest.fixture
def child(personas, at):
    made = records.child("Rosalind", "Ashdown", by=personas.team_manager, at=at)
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=personas.team_manager, at=at, reason="test data")
    for each in (personas.school, personas.gp):
        records.involve(made, each.agency, by=personas.team_manager, at=at)
    return made


@pytest.fixture
def go(personas, sign_in):
    """`go("police", "url_name", *args, **posted)`: a persona opens a page, or sends a form."""
    clients = {}

    def _go(name, url, *args, status=None, **data):
        client = clients.setdefault(name, sign_in(getattr(personas, name)))
        path = reverse(url, args=args)
        answer = client.post(path, data) if data else client.get(path)
        assert answer.status_code == (status or (303 if data else 200)), unescape(answer.content.decode())
        return unescape(answer.content.decode())

    return _go


@pytest.fixture
def called(personas, child, at, go):
    go("social_worker", "strategy_call", child.reference, **call(personas, child, at))
    return StrategyMeeting.objects.select_related("meeting").get()
