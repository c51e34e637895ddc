"""Own amounts of a partnership for visits, and the clocks that they are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from cases.models import Deadline, LocalTimescale
from cases.services import deadlines, timescales
from safeguarding.accounts.models import User
from tests.factories import records
from tests.factories.partnership import Personas

VISIT = "visit_cp"


@pytest.fixture
def admin(personas: Personas) -> User:
    """Who sets the partnership's amounts."""
    return personas.partnership_admin


@pytest.fixture
def own_amount(admin: User, at: datetime) -> Callable[..., LocalTimescale]:
    """`own_amount(5)` sets the partnership's amount for visits as of `at`, or with other facts."""

    def _own(amount: int = 5, **facts: Any) -> LocalTimescale:
        known = {
            "rule_id": VISIT,
            "amount": amount,
            "effective_from": at.date(),
            "reason": "Children ask for it",
            "by": admin,
            "at": at,
        }
        return timescales.set_local(**{**known, **facts})

    return _own


@pytest.fixture
def visit_clock(personas: Personas, at: datetime) -> Callable[..., Deadline]:
    """`visit_clock(days_ago)` starts the clock of a visit that many days before `at`."""

    def _visit(days_ago: int = 0, rule_id: str = VISIT, **facts: Any) -> Deadline:
        child = records.child(by=personas.social_worker, at=at - timedelta(days=60))
        known = {"responsible": personas.social_worker, **facts}
        begun = at - timedelta(days=days_ago)
        return deadlines.set(
            rule_id=rule_id, starts_at=begun, by=personas.social_worker, at=begun, child=child, **known
        )

    return _visit
