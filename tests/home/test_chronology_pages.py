"""The chronology in its ways: narrowed, of the household, over time, siblings side by side, as files."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from html import unescape

import pypdf
import pytest
from django.urls import reverse

from cases.models import Event
from cases.queries import chronology, chronology_household, chronology_picture
from cases.services import people
from cases.states import RelationshipKind, Sensitivity, Significance
from safeguarding.audit.models import AccessLog, Action
from safeguarding.rules.london_time import at_hour
from tests.factories import chronologies, records

TODAY = date(2026, 3, 10)


@pytest.fixture
def child(personas, at):
    made = records.child("Ada", "Example", by=personas.front_door_worker, at=at)
    for partner in (personas.school, personas.gp, personas.police):
        records.involve(made, partner.agency, by=personas.front_door_worker, at=at)
    return made


@pytest.fixture
def brother(personas, at, child):
    """At home with the child; the school knows him too."""
    made = records.child(
        "Ben", "Example", by=personas.front_door_worker, at=at, date_of_birth=date(2012, 1, 1)
    )
    records.involve(made, personas.school.agency, by=personas.front_door_worker, at=at)
    records.relate(
        made.person,
        child.person,
        RelationshipKind.SIBLING,
        by=personas.front_door_worker,
        at=at,
        in_household=True,
    )
    return made


@pytest.fixture
def hidden_sister(personas, at, child):
    made = records.child("Cleo", "Secret", by=personas.front_door_worker, at=at, is_restricted=True)
    records.relate(
        child.person,
        made.person,
        RelationshipKind.HALF_SIBLING,
        by=personas.front_door_worker,
        at=at,
        in_household=True,
    )
    records.event(made, by=personas.head_of_service, at=at, what_happened="Nobody may read this")
    return made


def line(child, day, what, *, by, **facts):
    when = at_hour(day, 10)
    return records.event(child, by=by, at=when, what_happened=what, **facts)


def page(client, name, child, **query):
    answer = client.get(reverse(name, args=[child.reference]), query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_a_period_a_weight_and_an_agency_narrow_the_list(personas, child, sign_in):
    line(child, date(2023, 12, 31), "Last year", by=personas.school)
    wanted = line(child, date(2024, 1, 1), "New year", by=personas.school)
    line(child, date(2024, 1, 1), "By the GP", by=personas.gp, significance=Significance.CRITICAL)
    line(child, date(2024, 2, 1), "In February", by=personas.school)
    client = sign_in(personas.social_worker)
    query = {
        "agency": personas.school.agency.pk,
        "significance": "routine",
        "since_day": "1",
        "since_month": "1",
        "since_year": "2024",
        "until_day": "31",
        "until_month": "1",
        "until_year": "2024",
    }
    read = page(client, "child_chronology", child, **query)
    assert wanted.what_happened in read
    assert not any(other in read for other in ("Last year", "By the GP", "In February"))
    assert "From: 1 January 2024" in page(client, "child_chronology", child, **query, print="1")
    wrong = page(client, "child_chronology", child, **{**query, "until_year": "2023"})
    assert "To must be the same as or after From" in wrong


def test_the_household_is_read_in_one_line_of_time_and_logged_for_each_child(
    personas, child, brother, hidden_sister, sign_in
):
    line(child, date(2024, 1, 1), "About Ada", by=personas.school)
    line(brother, date(2024, 1, 2), "About Ben", by=personas.school)
    client = sign_in(personas.school)
    alone = page(client, "child_chronology", child)
    assert "About Ben" not in alone
    assert "Take in the other children at home" in alone
    AccessLog.objects.all()
    together = page(client, "child_chronology", child, household="yes")
    assert "Ben Example: " in together
    assert "About Ben" in together
    assert "Nobody may read this" not in together
    looked = AccessLog.objects.filter(user=personas.school, action=Action.READ, reference=brother.reference)
    assert looked.count() == 1
    # Who doesn't see the brother isn't told that there is one.
    assert "Take in the other children" not in page(sign_in(personas.gp), "child_chronology", child)


def test_who_lives_with_the_child(personas, at, child, brother):
    by = personas.social_worker
    mother = records.child("Dot", "Example", by=by, at=at, date_of_birth=date(1990, 1, 1))
    grown = records.child("Eve", "Example", by=by, at=at, date_of_birth=date(2001, 1, 1))
    cousin = records.child("Flo", "Example", by=by, at=at)
    records.relate(mother.person, child.person, RelationshipKind.MOTHER, by=by, at=at, in_household=True)
    records.relate(grown.person, child.person, RelationshipKind.SIBLING, by=by, at=at, in_household=True)
    people.create_family(name="Examples", people=[child.person, cousin.person], by=by, at=at)
    found = {one.child: one.at_home for one in chronology_household.kin(by, child, today=TODAY)}
    assert found == {brother: True, grown: False, cousin: True}
    assert set(chronology_household.household(by, child, today=TODAY)) == {child, brother, cousin}


def test_brothers_and_sisters_stand_side_by_side_by_month(personas, child, brother, hidden_sister, sign_in):
    line(child, date(2024, 1, 20), "Ada was hungry", by=personas.school, impact_on_child="Cried")
    line(brother, date(2024, 1, 3), "Ben brought her", by=personas.school)
    line(brother, date(2024, 3, 3), "Ben was out", by=personas.school, significance=Significance.NOTABLE)
    client = sign_in(personas.school)
    read = page(client, "child_compare", child)
    assert read.index("March 2024") < read.index("January 2024")
    assert read.index("Ada was hungry") < read.index("Ben brought her")
    assert "Cleo" not in read
    assert AccessLog.objects.filter(user=personas.school, reference=brother.reference).count() == 1
    none = page(sign_in(personas.gp), "child_compare", child)
    assert "No brother, sister or other child at home is recorded" in none
    asked = page(client, "child_compare", child, beside=[hidden_sister.reference, brother.reference])
    assert "Nobody may read this" not in asked
    assert "Nothing that you may read fits" in page(client, "child_compare", child, kind="death")


def test_the_picture_counts_what_stands_as_it_is_weighed_now(personas, at, child, sign_in):
    weighed = line(child, date(2024, 1, 1), "A", by=personas.school)
    old = line(child, date(2024, 1, 2), "B", by=personas.school)
    line(child, date(2024, 1, 2), "B, better", by=personas.school, supersedes=old)
    line(child, date(2024, 3, 1), "C", by=personas.gp, significance=Significance.NOTABLE)
    line(child, date(2024, 3, 1), "D", by=personas.police, sensitivity=Sensitivity.POLICE)
    chronologies.curation(weighed, by=personas.social_worker, at=at, significance=Significance.CRITICAL)
    then = chronology.Filters(until=date(2024, 12, 31))
    picture = chronology_picture.draw(personas.school, [child.pk], filters=then)
    assert [period.words for period in picture.periods] == ["Jan 2024", "Feb 2024", "Mar 2024"]
    lanes = {
        lane.name: [(cell.lines, cell.heaviest) if cell else None for cell in lane.cells]
        for lane in picture.lanes
    }
    assert lanes == {
        personas.gp.agency.name: [None, None, (1, "notable")],
        personas.school.agency.name: [(2, "critical"), None, None],
    }
    assert [cell.concern if cell else None for cell in picture.whole] == [1, None, 1]
    assert picture.lines == 3
    until = {"until_day": "31", "until_month": "12", "until_year": "2024"}
    read = page(sign_in(personas.school), "child_over_time", child, **until)
    assert "3 lines that you may read" in read
    assert read.count("<svg") >= 2
    assert f"agency={personas.school.agency.pk}&since_day=1&since_month=1&since_year=2024" in read
    assert "Nothing that you may read fits" in page(
        sign_in(personas.school), "child_over_time", child, kind="death"
    )
    assert page(sign_in(personas.school), "child_over_time", child, print="1")


def test_nothing_to_draw_and_nothing_to_print(personas, at, sign_in):
    unknown = records.child("Gil", "Example", by=personas.front_door_worker, at=at)
    client = sign_in(personas.social_worker)
    for name in ("child_over_time", "child_chronology"):
        assert "Nothing is recorded yet that you may read" in page(client, name, unknown)
    answer = client.get(reverse("chronology_pdf", args=[unknown.reference]))
    assert answer["Content-Type"] == "application/pdf"


def test_the_spreadsheet_holds_what_stands_and_no_formula(personas, at, child, sign_in):
    first = line(child, date(2024, 1, 1), "=HYPERLINK(1)", by=personas.school, themes=["neglect"])
    old = line(child, date(2024, 1, 2), "Wrong", by=personas.school)
    line(child, date(2024, 1, 2), "Right", by=personas.school, supersedes=old)
    chronologies.curation(first, by=personas.social_worker, at=at, significance=Significance.CRITICAL)
    answer = sign_in(personas.gp).get(reverse("chronology_csv", args=[child.reference]), {"kind": "note"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["What happened"] for row in rows] == ["'=HYPERLINK(1)", "Right"]
    assert (rows[0]["How much it weighs"], rows[0]["Weight given by the writer"]) == ("Critical", "Routine")
    assert (rows[0]["Themes"], rows[0]["Weighed by"]) == ("Neglect", personas.social_worker.full_name)
    assert rows[0]["Happened at"] == "2024-01-01 10:00:00"
    assert AccessLog.objects.filter(
        user=personas.gp, action=Action.EXPORT, reference=child.reference
    ).exists()


def test_the_pdf_holds_what_the_reader_may_read(personas, at, child, brother, sign_in):
    seen = line(child, date(2024, 1, 1), "Ada was hungry", by=personas.school, themes=["neglect"])
    line(brother, date(2024, 1, 2), "Ben was out", by=personas.school)
    line(child, date(2024, 1, 2), "Intelligence", by=personas.police, sensitivity=Sensitivity.POLICE)
    chronologies.curation(seen, by=personas.social_worker, at=at)
    answer = sign_in(personas.school).get(
        reverse("chronology_pdf", args=[child.reference]),
        {
            "household": "yes",
            "since_day": "1",
            "since_month": "1",
            "since_year": "2020",
            "until_day": "1",
            "until_month": "1",
            "until_year": "2025",
            "agency": personas.school.agency.pk,
        },
    )
    assert answer["Content-Type"] == "application/pdf"
    text = " ".join(
        " ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(io.BytesIO(answer.content)).pages
    )
    assert "Ada was hungry" in text
    assert "Ben Example:" in text
    assert "He was hungry and said nothing" in text
    assert "With the other children at home" in text
    assert "Intelligence" not in text
    logged = AccessLog.objects.filter(user=personas.school, action=Action.EXPORT)
    assert set(logged.values_list("reference", flat=True)) == {child.reference, brother.reference}


def test_a_pdf_that_would_be_too_long_says_so_and_leaves_nothing_out_in_silence(
    personas, child, sign_in, monkeypatch
):
    monkeypatch.setattr(chronology, "MOST_IN_ONE_PDF", 1)
    for number in (1, 2):
        line(child, date(2024, 1, number), "Late", by=personas.school)
    read = page(sign_in(personas.school), "chronology_pdf", child)
    assert "Too many lines for one PDF" in read
    only = sign_in(personas.school).get(
        reverse("chronology_pdf", args=[child.reference]),
        {"until_day": "1", "until_month": "1", "until_year": "2024"},
    )
    assert only["Content-Type"] == "application/pdf"


def test_5000_lines_are_read_page_by_page_without_a_gap(personas, child):
    start = at_hour(date(2020, 1, 1), 10)
    Event.objects.bulk_create(
        Event(
            child=child,
            kind="note",
            occurred_at=start + timedelta(hours=number // 3),
            recorded_at=start,
            recorded_by=personas.school,
            agency=personas.school.agency,
            what_happened=f"Line {number}",
        )
        for number in range(5_000)
    )
    seen, before = [], None
    while True:
        lines = chronology.read(
            personas.school, [child.pk], filters=chronology.Filters(kind="note"), before=before, size=500
        )
        seen += [event.what_happened for event in lines.events]
        before = lines.older
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 5_000
    assert seen[0] == "Line 4999"
