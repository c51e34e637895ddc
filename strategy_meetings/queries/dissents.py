"""Dissent with what strategy meetings decided, for the partnership's counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cases.queries.dissents import Dissented
from strategy_meetings.models import Dissent


def since(at: datetime) -> Iterator[Dissented]:
    """Those recorded from `at` on; asked as a service."""
    rows = Dissent.objects.filter(recorded_at__gte=at).order_by("recorded_at", "pk")
    for child, agency, recorded_at in rows.values_list("decision__child", "agency", "recorded_at"):
        yield Dissented(child, agency, recorded_at, "Strategy meeting")
