"""Taking the table out of a file that holds an agency's own chronology: CSV, or a table in a Word document.

The file is inspected as documents are (by its content, never by its name) and read here once. It isn't kept
and nobody is handed it, so it needs no scan.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Final
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table

from cases.uploads import inspection, names
from cases.uploads.kinds import CSV, DOCX, RefusedFileError

MOST_MEGABYTES: Final = 5
# More lines than these nobody reads through before saying yes; a longer chronology comes in parts.
MOST_ROWS: Final = 800
MOST_COLUMNS: Final = 20
MOST_IN_A_CELL: Final = 8_000
ENDINGS: Final = ("csv", "docx")

NO_TABLE: Final = "The selected file has no table with a row of headings and at least one line under it"
TOO_LONG: Final = (
    f"The selected file has more than {MOST_ROWS} lines. Divide it and import one part after another"
)
TOO_WIDE: Final = f"The table in the selected file has more than {MOST_COLUMNS} columns"
CELL_TOO_LONG: Final = f"A cell of the selected file has more than {MOST_IN_A_CELL:,} characters. Shorten it"
NOT_A_TABLE: Final = "Choose a CSV file or a Word document (DOCX) with a table"
DAMAGED: Final = "The selected Word document can’t be read. Save it again, or save its table as CSV"


@dataclass(frozen=True, slots=True)
class FileTable:
    """What was read: the headings, the lines under them (each as long as the headings), the file's hash."""

    file_name: str
    sha256: str
    columns: list[str]
    rows: list[list[str]]


def read(file: IO[bytes], *, name: str) -> FileTable:
    """The table of the file; `name` is what the person's computer calls it.

    Raises RefusedFileError, whose text says why, for a file that isn't taken or holds no table.
    """
    found = inspection.inspect(file, name=name, most_bytes=MOST_MEGABYTES * 1024 * 1024)
    if found.kind == CSV:
        rows = list(_of_csv(file.read()))
    elif found.kind == DOCX:
        rows = list(_of_docx(file))
    else:
        raise RefusedFileError(NOT_A_TABLE)
    columns, lines = _headed(rows)
    return FileTable(names.safe_name(name, found.kind.ending), found.sha256, columns, lines)


def _of_csv(content: bytes) -> Iterator[list[str]]:
    """Spreadsheets save CSV as UTF-8 or in the code page of Windows; with commas or semicolons."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    start = text[: text.find("\n")]
    delimiter = max(",;\t", key=start.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        raise RefusedFileError(CELL_TOO_LONG) from None


def _of_docx(file: IO[bytes]) -> Iterator[list[str]]:
    """The longest table, and those that go on from it: with the same headings."""
    try:
        tables = [_cells(table) for table in docx.Document(file).tables]
    except (OpcError, BadZipFile, KeyError, ValueError, SyntaxError, AttributeError):
        raise RefusedFileError(DAMAGED) from None
    longest = max(tables, key=len, default=[])
    yield from longest
    for table in tables:
        if table is not longest and table and table[0] == longest[0]:
            yield from table[1:]


def _cells(table: Table) -> list[list[str]]:
    if len(table.rows) > MOST_ROWS * 2:
        raise RefusedFileError(TOO_LONG)
    return [[cell.text for cell in row.cells] for row in table.rows]


def _headed(rows: Iterable[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The headings (the first row with two words or more: a title may stand above) and the lines below."""
    filled = [[_clean(cell) for cell in row] for row in rows]
    filled = [row for row in filled if any(row)]
    start = next((number for number, row in enumerate(filled) if sum(map(bool, row)) > 1), None)
    if start is None or start + 1 == len(filled):
        raise RefusedFileError(NO_TABLE)
    columns, lines = filled[start], filled[start + 1 :]
    if len(columns) > MOST_COLUMNS:
        raise RefusedFileError(TOO_WIDE)
    if len(lines) > MOST_ROWS:
        raise RefusedFileError(TOO_LONG)
    if any(len(cell) > MOST_IN_A_CELL for row in filled for cell in row):
        raise RefusedFileError(CELL_TOO_LONG)
    wide = len(columns)
    named = [column or f"Column {number}" for number, column in enumerate(columns, 1)]
    return named, [[*row, *[""] * wide][:wide] for row in lines]


def _clean(cell: str) -> str:
    """Without what a database can't hold and without the apostrophe that spreadsheets put before formulas."""
    plain = "".join(one for one in cell if one in "\t\n" or one >= " ").strip()
    return plain[1:] if plain[:1] == "'" and plain[1:2] in "=+-@" and plain[1:] else plain
