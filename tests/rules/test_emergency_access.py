"""How long an emergency lasts, and what must be said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from safeguarding.rules import emergency_access as rule
from safeguarding.rules.london_time import NaiveInstant
from safeguarding.rules.timescale_rows import Authority

NOW = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)


def test_a_record_stays_open_for_four_elapsed_hours_also_when_the_clocks_change() -> None:
    assert rule.ends_at(NOW) - NOW == timedelta(hours=4)


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(NaiveInstant):
        rule.ends_at(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("reason", "enough"),
    [
        ("Emergency", False),
        ("x" + " " * 30 + "y", False),
        ("Child in custody now", True),
        ("", False),
    ],
)
def test_a_reason_says_something(reason: str, enough: bool) -> None:
    assert rule.says_why(reason) is enough


def test_the_number_is_a_local_one() -> None:
    assert rule.AUTHORITY is Authority.LOCAL
