"""A test that commits can be cleaned up after, although the tables are append-only."""

from __future__ import annotations

import pytest

from cases.models import Event
from tests.factories import partnership, records


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_each_test_that_commits_starts_from_empty_tables(at, round_):
    assert not Event.objects.exists()
    worker = partnership.build().social_worker
    records.event(records.child(by=worker, at=at), by=worker, at=at)
    assert Event.objects.count() == 1
