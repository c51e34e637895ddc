"""An agency's own chronology: read, mapped, previewed with duplicates marked, imported only with a yes."""

from __future__ import annotations

import io
from datetime import date, timedelta
from html import unescape

import docx
import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import ChronologyImport, Draft, EmergencyAccess, Event
from cases.queries import chronology_import as queries
from cases.services import chronology_file, chronology_imports
from cases.states import EventKind, Sensitivity, Significance
from cases.uploads.kinds import RefusedFileError
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import at_hour, london_date
from tests.factories import chronologies, records

MAPPING = {"date": 0, "what_happened": 1, "source": 2, "significance": 3, "impact_on_child": 4}


@pytest.fixture
def child(personas, at):
    made = records.child("Ada", "Example", by=personas.front_door_worker, at=at)
    for partner in (personas.school, personas.gp, personas.police):
        records.involve(made, partner.agency, by=personas.front_door_worker, at=at)
    return made


def read_in(child, *, by, at, file=None, name="own.csv"):
    return chronology_imports.take_in(
        child=child, file=file or chronologies.csv_file(), name=name, by=by, at=at
    )


def choose(child, *, by, at, mapping=MAPPING, **changed):
    facts = {"kind": EventKind.SCHOOL_CONCERN, "sensitivity": Sensitivity.PROFESSIONALS, **changed}
    return chronology_imports.choose(child=child, mapping=mapping, by=by, at=at, **facts)


def take(child, staged, numbers=(1, 2), *, by, at, said_yes=True):
    return chronology_imports.import_lines(
        child=child, numbers=numbers, sha256=staged.sha256, said_yes=said_yes, by=by, at=at
    )


@pytest.fixture
def staged(personas, at, child):
    read_in(child, by=personas.school, at=at)
    return choose(child, by=personas.school, at=at)


@pytest.mark.parametrize("kind", ["csv", "docx"])
def test_from_the_file_to_the_chronology_by_hand(personas, at, child, sign_in, kind):
    make = {"csv": chronologies.csv_file, "docx": chronologies.docx_file}[kind]
    with time_machine.travel(at, tick=False):
        client = sign_in(personas.school)
        file = make()
        file.name = f"own.{kind}"
        answer = client.post(reverse("chronology_import", args=[child.reference]), {"file": file})
        columns_href = reverse("chronology_import_columns", args=[child.reference])
        assert (answer.status_code, answer.url) == (303, columns_href)
        page = unescape(client.get(columns_href).content.decode())
        assert "Date (“3/4/2024”)" in page
        assert "You began to import" in unescape(
            client.get(reverse("chronology_import", args=[child.reference])).content.decode()
        )
        chosen = {**{field: str(number) for field, number in MAPPING.items()}, "kind": "school_concern"}
        refused = client.post(columns_href, {**chosen, "sensitivity": ""})
        assert "Select who may see them" in refused.content.decode()
        assert client.get(reverse("chronology_import_lines", args=[child.reference])).status_code == 303
        answer = client.post(columns_href, {**chosen, "sensitivity": "professionals"})
        lines_href = reverse("chronology_import_lines", args=[child.reference])
        assert answer.url == lines_href
        page = unescape(client.get(lines_href).content.decode())
        assert queries.NO_DAY in page
        assert "2 lines are new and selected; 1 line can’t be imported" in page
        sha256 = chronology_imports.waiting(child=child, by=personas.school).sha256
        without = client.post(lines_href, {"lines": ["1"], "sha256": sha256})
        assert "Confirm that you have read the lines" in without.content.decode()
        assert not Event.objects.filter(child=child, kind=EventKind.SCHOOL_CONCERN).exists()
        done = client.post(lines_href, {"lines": ["1", "2"], "yes": "yes", "sha256": sha256})
        assert done.status_code == 303, done.content.decode()
        page = unescape(client.get(done.url).content.decode())
    made = ChronologyImport.objects.get()
    assert f"2 lines are imported, as {made.reference}" in page
    assert (made.lines, made.left_out, made.file_name) == (2, 1, f"own.{kind}")
    first, second = Event.objects.filter(source_reference=made.reference).order_by("occurred_at")
    assert london_date(first.occurred_at) == date(2024, 4, 3)
    assert (first.what_happened, first.impact_on_child) == (
        "Came in without a coat\n\nSource: Class teacher",
        "He was cold all day",
    )
    assert (first.agency, first.significance, second.significance) == (
        personas.school.agency,
        Significance.NOTABLE,
        Significance.SIGNIFICANT,
    )
    assert not Draft.objects.exists()


def test_what_is_there_already_is_marked_and_not_selected(personas, at, child, staged, sign_in):
    take(child, staged, by=personas.school, at=at)
    rows = [*chronologies.ROWS[:2], ("3/4/2024", "Something else", "", "", ""), chronologies.ROWS[1]]
    records.event(
        child, by=personas.gp, at=at, occurred_at=at_hour(date(2024, 4, 3), 9), what_happened="Rang"
    )
    read_in(child, by=personas.school, at=at, file=chronologies.csv_file(rows))
    again = choose(child, by=personas.school, at=at)
    lines = queries.preview(personas.school, child, again, today=london_date(at))
    assert [line.duplicate for line in lines] == [
        queries.THERE_ALREADY,
        queries.THERE_ALREADY,
        "",
        queries.THERE_ALREADY,
    ]
    page = sign_in(personas.school).get(reverse("chronology_import_lines", args=[child.reference]))
    assert page.content.decode().count(" checked") == 1
    assert "3 lines are there already" in page.content.decode()


def test_a_line_that_stands_twice_in_the_file_is_marked(personas, at, child):
    read_in(child, by=personas.school, at=at, file=chronologies.csv_file([chronologies.ROWS[0]] * 2))
    staged = choose(child, by=personas.school, at=at)
    lines = queries.preview(personas.school, child, staged, today=london_date(at))
    assert [line.duplicate for line in lines] == ["", queries.TWICE]


def test_nothing_hidden_is_learned_by_importing(personas, at, child):
    day = at_hour(date(2024, 4, 3), 9)
    records.event(
        child,
        by=personas.police,
        at=at,
        occurred_at=day,
        what_happened=chronologies.ROWS[0][1],
        sensitivity=Sensitivity.POLICE,
    )
    read_in(child, by=personas.school, at=at)
    with as_user(personas.school):
        staged = choose(child, by=personas.school, at=at)
        lines = queries.preview(personas.school, child, staged, today=london_date(at))
    assert [line.duplicate for line in lines] == ["", "", ""]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("1/1/2030", "Later", "", "", ""), queries.FUTURE),
        (("1/1/2024", "", "x", "", ""), queries.NO_WORDS),
        (("soon", "Something", "", "", ""), queries.NO_DAY),
        (("1/1/2024", "x" * 7_600, "", "", ""), queries.TOO_LONG),
        (("1/1/2024", "x", "", "", "y" * 2_001), queries.TOO_LONG),
    ],
)
def test_a_line_that_cannot_be_imported_says_why(personas, at, child, row, problem):
    read_in(child, by=personas.school, at=at, file=chronologies.csv_file([row]))
    staged = choose(child, by=personas.school, at=at)
    (line,) = queries.preview(personas.school, child, staged, today=london_date(at))
    assert line.problem == problem
    with pytest.raises(DomainError) as refused:
        take(child, staged, (1,), by=personas.school, at=at)
    assert refused.value.field == "lines"


def test_a_weight_in_a_strange_word_is_said(personas, at, child):
    rows = [("1/1/2024", "Late", "", "quite", "")]
    read_in(child, by=personas.school, at=at, file=chronologies.csv_file(rows))
    staged = choose(child, by=personas.school, at=at)
    (line,) = queries.preview(personas.school, child, staged, today=london_date(at))
    assert (line.note, line.weight) == (queries.UNKNOWN_WEIGHT, "Routine")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"mapping": {"what_happened": 1}}, "date"),
        ({"mapping": {"date": 1}}, "what_happened"),
        ({"mapping": {"date": 1, "what_happened": 1}}, "what_happened"),
        ({"mapping": {"date": 1, "what_happened": 99}}, "what_happened"),
        ({"kind": EventKind.REFERRAL_DECISION}, "kind"),
        ({"sensitivity": Sensitivity.POLICE}, "sensitivity"),
    ],
)
def test_what_cannot_be_chosen(personas, at, child, changed, field):
    read_in(child, by=personas.school, at=at)
    with pytest.raises(DomainError) as refused:
        choose(child, by=personas.school, at=at, **changed)
    assert refused.value.field == field


def test_no_yes_no_lines_no_import(personas, at, child, staged):
    with pytest.raises(DomainError) as refused:
        take(child, staged, by=personas.school, at=at, said_yes=False)
    assert refused.value.field == "yes"
    with pytest.raises(DomainError) as refused:
        take(child, staged, (), by=personas.school, at=at)
    assert refused.value.field == "lines"
    assert not ChronologyImport.objects.exists()


def test_a_second_yes_imports_nothing_more(personas, at, child, staged):
    take(child, staged, by=personas.school, at=at)
    with pytest.raises(ChangedMeanwhileError):
        take(child, staged, by=personas.school, at=at)
    with pytest.raises(ChangedMeanwhileError):
        choose(child, by=personas.school, at=at)
    assert Event.objects.filter(child=child, kind=EventKind.SCHOOL_CONCERN).count() == 2


def test_a_file_that_took_the_place_of_the_one_that_was_read_is_not_imported(personas, at, child, staged):
    read_in(child, by=personas.school, at=at, file=chronologies.csv_file(chronologies.ROWS[:1]))
    choose(child, by=personas.school, at=at)
    with pytest.raises(ChangedMeanwhileError):
        take(child, staged, by=personas.school, at=at)


def test_a_file_is_given_up(personas, at, child, staged, sign_in):
    answer = sign_in(personas.school).post(
        reverse("chronology_import_lines", args=[child.reference]), {"give_up": "yes"}
    )
    assert answer.url == reverse("child_chronology", args=[child.reference])
    assert chronology_imports.waiting(child=child, by=personas.school) is None
    assert chronology_imports.give_up(child=child, by=personas.school) is False


def test_only_who_works_with_the_child_imports_and_what_waits_is_private(personas, at, child, staged):
    assert chronology_imports.waiting(child=child, by=personas.gp) is None
    with pytest.raises(NotVisibleError):
        read_in(child, by=personas.other_school, at=at)
    now = timezone.now()
    EmergencyAccess(
        child=child,
        user=personas.health_visitor,
        reason="Night call",
        opened_at=now,
        until=now + timedelta(hours=4),
    ).record(by=personas.health_visitor, at=now)
    with pytest.raises(NotPermittedError):
        read_in(child, by=personas.health_visitor, at=now)


def test_social_care_and_the_own_agency_see_what_was_imported(personas, at, child, staged, sign_in):
    made = take(child, staged, by=personas.school, at=at)
    seen = {
        name: str(made)
        in sign_in(getattr(personas, name))
        .get(reverse("chronology_import", args=[child.reference]))
        .content.decode()
        for name in ("school", "social_worker", "gp")
    }
    assert seen == {"school": True, "social_worker": True, "gp": False}


HEAD = b"Date,Event\n"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (HEAD, "own.csv", chronology_file.NO_TABLE),
        (b"Only words\n", "own.csv", chronology_file.NO_TABLE),
        (HEAD + b"1/1/2024,x\n" * 801, "own.csv", chronology_file.TOO_LONG),
        (b",".join([b"Date"] * 21) + b"\n" + b",".join([b"x"] * 21), "own.csv", chronology_file.TOO_WIDE),
        (HEAD + b"1/1/2024," + b"x" * 8_001, "own.csv", chronology_file.CELL_TOO_LONG),
        (HEAD + b"1/1/2024," + b"x" * 140_000, "own.csv", chronology_file.CELL_TOO_LONG),
        (HEAD + b"1/1/2024,x", "own.txt", chronology_file.NOT_A_TABLE),
    ],
)
def test_files_that_are_not_taken_say_why(content, name, message):
    with pytest.raises(RefusedFileError) as refused:
        chronology_file.read(io.BytesIO(content), name=name)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("\ufeffDate;Event\n1/1/2024;Café\n".encode(), [["1/1/2024", "Café"]]),
        ("Date;Event\n1/1/2024;Café\n".encode("cp1252"), [["1/1/2024", "Café"]]),
        (
            b"Chronology of Ada,\n\nDate,Event\n1/1/2024,'=1+1\n2/1/2024\n",
            [["1/1/2024", "=1+1"], ["2/1/2024", ""]],
        ),
        (b"Date\tEvent\n1/1/2024\t'Late'\n", [["1/1/2024", "'Late'"]]),
    ],
)
def test_what_spreadsheets_write_is_read(content, rows):
    table = chronology_file.read(io.BytesIO(content), name="Own chronology.csv")
    assert (table.columns, table.rows) == (["Date", "Event"], rows)


def test_tables_of_a_word_document_that_go_on_are_read_as_one():
    document = docx.Document()
    for rows in (
        [("Date", "Event"), ("1/1/2024", "A"), ("2/1/2024", "B")],
        [("Date", "Event"), ("3/1/2024", "C")],
    ):
        table = document.add_table(0, 2)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    file = io.BytesIO()
    document.save(file)
    assert [row[1] for row in chronology_file.read(file, name="own.docx").rows] == ["A", "B", "C"]


def test_a_word_document_without_a_table_or_with_an_endless_one_is_refused(monkeypatch):
    file = io.BytesIO()
    docx.Document().save(file)
    with pytest.raises(RefusedFileError, match="no table"):
        chronology_file.read(file, name="own.docx")
    monkeypatch.setattr(chronology_file, "MOST_ROWS", 1)
    with pytest.raises(RefusedFileError) as refused:
        chronology_file.read(chronologies.docx_file(), name="own.docx")
    assert str(refused.value) == chronology_file.TOO_LONG


def test_a_word_document_that_cannot_be_read_is_refused(monkeypatch):
    def broken(file):
        raise KeyError("no relationship")

    whole = chronologies.docx_file()
    monkeypatch.setattr(chronology_file.docx, "Document", broken)
    with pytest.raises(RefusedFileError) as refused:
        chronology_file.read(whole, name="own.docx")
    assert str(refused.value) == chronology_file.DAMAGED
