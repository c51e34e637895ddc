"""Weighings of lines, and files with an agency's own chronology."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import docx

from cases.models import Curation, Event
from cases.states import Significance
from safeguarding.accounts.models import User

COLUMNS = ("Date", "Event", "Source", "Significance", "Impact on child")
ROWS = (
    ("3/4/2024", "Came in without a coat", "Class teacher", "medium", "He was cold all day"),
    ("12 May 2024", "Hungry at nine in the morning", "Breakfast club", "high", ""),
    ("not known", "Late again", "Register", "low", ""),
)


def curation(event: Event, *, by: User, at: datetime, **facts: Any) -> Curation:
    """What `by` made of a line."""
    latest = event.curations.order_by("-number").first()
    facts = {
        "significance": Significance.SIGNIFICANT,
        "impact_on_child": "He was hungry and said nothing",
        "reason": "Read with what the school wrote",
        **facts,
    }
    return Curation.objects.create(
        event=event,
        number=latest.number + 1 if latest else 1,
        curated_by=by,
        agency=by.agency,
        curated_at=at,
        **facts,
    )


def csv_file(rows: Sequence[Sequence[str]] = ROWS, columns: Sequence[str] = COLUMNS) -> io.BytesIO:
    """The rows as a CSV file, as a spreadsheet program saves it."""
    lines = [",".join(f'"{cell}"' for cell in row) for row in (columns, *rows)]
    return io.BytesIO("\r\n".join(lines).encode())


def docx_file(rows: Sequence[Sequence[str]] = ROWS, columns: Sequence[str] = COLUMNS) -> io.BytesIO:
    """The rows as a table in a Word document, below a heading and a small table with something else."""
    document = docx.Document()
    document.add_heading("Chronology")
    document.add_table(1, 2).rows[0].cells[0].text = "Completed by"
    table = document.add_table(0, len(columns))
    for row in (columns, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file = io.BytesIO()
    document.save(file)
    file.seek(0)
    return file
