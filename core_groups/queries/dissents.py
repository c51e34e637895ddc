"""Dissent at conferences and core groups, and with an agency's leaving, for the partnership's counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cases.meeting_states import MeetingKind
from cases.queries.dissents import Dissented
from core_groups.models import ConferenceDissent, CoreGroupDissent, WithdrawalView
from core_groups.step_down_states import ViewAnswer


def since(at: datetime) -> Iterator[Dissented]:
    """Those recorded from `at` on; asked as a service."""
    conference = ConferenceDissent.objects.filter(recorded_at__gte=at).order_by("recorded_at", "pk")
    for child, agency, recorded_at in conference.values_list("part__child", "agency", "recorded_at"):
        yield Dissented(child, agency, recorded_at, "Child protection conference")
    group = CoreGroupDissent.objects.filter(recorded_at__gte=at).order_by("recorded_at", "pk")
    for child, agency, recorded_at, kind in group.values_list(
        "child", "agency", "recorded_at", "meeting__kind"
    ):
        yield Dissented(child, agency, recorded_at, MeetingKind(kind).label)
    views = WithdrawalView.objects.filter(given_at__gte=at, answer=ViewAnswer.DISSENTS)
    for child, agency, given_at in views.order_by("given_at", "pk").values_list(
        "withdrawal__child", "agency", "given_at"
    ):
        yield Dissented(child, agency, given_at, "An agency’s leaving")
