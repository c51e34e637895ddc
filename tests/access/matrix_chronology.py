"""The matrix's rows of the chronology: read in its ways, taken out as files, weighed, imported into."""

from __future__ import annotations

from dataclasses import replace

from tests.access.matrix import CASE_STAFF, SEES_THE_CHILD, Row, record_form, record_page, row_of

# Nothing waits to be imported: these pages lead to where a file is chosen.
_WAITING: tuple[Row, ...] = tuple(
    replace(record_page(name, allowed=SEES_THE_CHILD), success=303, method=method)
    for name in ("chronology_import_columns", "chronology_import_lines")
    for method in ("get", "post")
)

CHRONOLOGY: tuple[Row, ...] = (
    record_page("child_over_time"),
    record_page("child_compare"),
    record_page("chronology_pdf"),
    record_page("chronology_csv"),
    *record_form("chronology_curate", row_of("event"), CASE_STAFF),
    *record_form("chronology_import", allowed=SEES_THE_CHILD),
    *_WAITING,
)
