"""A child whose initial conference is due, and that conference held."""

from __future__ import annotations

from datetime import date

import pytest

from tests.core_groups.conference.sittings import HELD
from tests.factories import conferences, plans, records


@pytest.fixture
def child(personas, at):
    made = records.child(
        "Rosalind", "Ashdown", by=personas.team_manager, at=at, date_of_birth=date(2016, 5, 1)
    )
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=personas.team_manager, at=at, reason="test data")
    for each in (personas.school, personas.gp):
        records.involve(made, each.agency, by=personas.team_manager, at=at)
    plans.episode(made, date(2026, 1, 5), by=personas.social_worker, at=at)
    conferences.due(made, personas, at)
    return made


@pytest.fixture
def held(personas, child, at):
    return conferences.held([child], personas, HELD, at)
