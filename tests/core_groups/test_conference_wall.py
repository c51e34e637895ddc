"""The database shows of conferences what the gate shows, table by table, to every persona."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from safeguarding.accounts.identity import as_user
from tests.access import walled_conferences
from tests.access.walled_conferences import SAME
from tests.factories import records


def _raw(model) -> set:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {model._meta.pk.column} FROM {model._meta.db_table}")
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture
def world(personas):
    """Conferences about an open record and about a restricted one, whom the head of service sees alone."""
    at, by = timezone.now(), personas.head_of_service
    hidden = records.child("Rex", "Hidden", by=by, at=at, is_restricted=True)
    for who in (by, personas.social_worker):
        records.involve(hidden, who, by=by, at=at)
    open_child = records.child("Ada", "Example", by=by, at=at)
    records.involve(open_child, personas.school.agency, by=by, at=at)
    walled_conferences.build(open_child, hidden, dict(personas), at=at)
    return personas


def test_what_the_gate_shows_and_no_other_row(world):
    disagreed, shown = {}, dict.fromkeys(SAME, 0)
    for name, user in world:
        for model, gate in SAME.items():
            allowed = set(gate(user).values_list("pk", flat=True))
            with as_user(user):
                raw = _raw(model)
            shown[model] += len(allowed)
            if raw != allowed:
                disagreed[name, model.__name__] = {"leaked": raw - allowed, "lost": allowed - raw}
    assert disagreed == {}
    everybody = len(list(world))
    assert all(0 < number < everybody * model.objects.count() for model, number in shown.items())
