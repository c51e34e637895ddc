"""How long the chronology of a child with 5,000 lines takes, in each way to read it (`make bench`)."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Event
from cases.queries import chronology
from cases.states import EventKind, Significance
from safeguarding.rules.london_time import at_hour
from tests.factories import chronologies, records

pytestmark = [pytest.mark.bench, pytest.mark.django_db]
LINES = 5_000
# Seconds for any one of them, on two cores that others use too.
AT_MOST = 60.0
WORDS = "He came in without a coat and said that nobody had been up. The teacher rang home; no answer. " * 4


def test_the_chronology_of_5000_lines(personas, at, sign_in, capsys):
    child = _child(personas, at)
    worker, told = sign_in(personas.social_worker), []

    def measured(what: str, name: str, **query: Any) -> bytes:
        path = reverse(name, args=[child.reference])
        with CaptureQueriesContext(connection) as queries:
            started = time.perf_counter()
            answer = worker.get(path, query)
            seconds = time.perf_counter() - started
        assert answer.status_code == 200
        assert seconds < AT_MOST, what
        told.append(f"{what}: {seconds:.2f} s, {len(queries)} statements, {len(answer.content):,} bytes")
        content: bytes = answer.content
        return content

    measured("First page, cold", "child_chronology")
    measured("First page", "child_chronology")
    oldest = Event.objects.filter(child=child).order_by("occurred_at")[60]
    measured("Last page by key", "child_chronology", before=oldest.pk)
    measured("Critical lines as weighed now", "child_chronology", significance="critical")
    measured("Over time: lanes and density", "child_over_time")
    measured("Side by side", "child_compare")
    measured("Spreadsheet of all", "chronology_csv")
    measured("PDF of all: says that it is too long", "chronology_pdf")
    last = Event.objects.filter(child=child).order_by("occurred_at")[chronology.MOST_IN_ONE_PDF - 1]
    day = last.occurred_at.date() - timedelta(days=1)
    period = {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    pdf = measured(f"PDF of almost {chronology.MOST_IN_ONE_PDF} lines", "chronology_pdf", **period)
    assert pdf.startswith(b"%PDF")
    with capsys.disabled():
        print("", *told, sep="\n")  # noqa: T201 - the figures are what this is for


def _child(personas, at):
    """Lines of five agencies over 15 years, a hundred of them weighed by social care."""
    draw = random.Random(2004)
    child = records.child("Ada", "Example", by=personas.front_door_worker, at=at)
    writers = (personas.school, personas.gp, personas.police, personas.health_visitor, personas.social_worker)
    start = at_hour(date(2011, 1, 1), 9)
    made = Event.objects.bulk_create(
        Event(
            child=child,
            kind=draw.choice(list(EventKind)),
            occurred_at=start + timedelta(hours=26 * number),
            recorded_at=start + timedelta(hours=26 * number),
            recorded_by=(writer := draw.choice(writers)),
            agency=writer.agency,
            what_happened=f"{WORDS}{number}",
            significance=draw.choices(list(Significance), (70, 20, 8, 2))[0],
        )
        for number in range(LINES)
    )
    for event in draw.sample(made, 100):
        chronologies.curation(event, by=personas.social_worker, at=at)
    return child
