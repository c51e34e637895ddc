"""Tables for spreadsheets as CSV, written so that nothing a user typed becomes a formula.

Excel, LibreOffice and Google Sheets take a cell that begins with = + - @ (also after a tab, a carriage
return or a line feed, also in full width) for a formula, which can send what stands beside it elsewhere
(OWASP, "CSV Injection"). Such text gets an apostrophe in front, which spreadsheets take for "this is text".
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final

# So that Excel reads it as UTF-8.
BYTE_ORDER_MARK: Final = "\ufeff"
_STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")

Cell = str | int | float | Decimal | date | bool | None


class _Echo:
    """What `csv.writer` writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV file, one after another, for a streaming response: a table is never whole in memory.

    Every text is quoted; see `neutral` for what happens to it. Content type: `text/csv; charset=utf-8`.
    """
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_ALL)
    yield BYTE_ORDER_MARK + writer.writerow([neutral(column) for column in columns])
    for row in rows:
        yield writer.writerow([neutral(cell) for cell in row])


def neutral(cell: Cell) -> str:
    """A cell as text that no spreadsheet takes for a formula.

    Numbers stay numbers (a minus before a number of ours is no formula), dates are ISO 8601, yes and no are
    words, nothing is empty. NUL and the other control characters but line ends are left out.
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if not isinstance(cell, str):
        return str(cell)
    text = "".join(one for one in cell if one in "\t\r\n" or (one >= " " and one != "\x7f"))
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_STARTS_A_FORMULA) else text
