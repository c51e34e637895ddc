"""A plan of three items, its core group chaired by the health visitor and minuted by the school."""

from __future__ import annotations

import pytest

from tests.factories import core_groups


@pytest.fixture
def plan(personas, at):
    """An open child protection plan with three items and its core group."""
    return core_groups.plan(personas, at)


@pytest.fixture
def group(personas, plan, at):
    """A core group about it, an hour from now."""
    return core_groups.planned(plan, personas=personas, at=at)


@pytest.fixture
def held(group, at):
    """The core group, held."""
    return core_groups.held(group, at)
