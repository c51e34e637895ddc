"""The kinds of file that are taken, as data. Anything else is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from cases.exceptions import DomainError


class RefusedFileError(DomainError):
    """The file isn't taken; the text says why, to stand beside the field."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True, slots=True)
class FileKind:
    """One kind of file: how it is served, how its name ends, how people call it."""

    content_type: str
    ending: str
    label: str


_OPEN: Final = "application/vnd.oasis.opendocument"
_OFFICE: Final = "application/vnd.openxmlformats-officedocument"

PDF: Final = FileKind("application/pdf", "pdf", "PDF")
DOCX: Final = FileKind(f"{_OFFICE}.wordprocessingml.document", "docx", "Word document")
XLSX: Final = FileKind(f"{_OFFICE}.spreadsheetml.sheet", "xlsx", "Excel spreadsheet")
ODT: Final = FileKind(f"{_OPEN}.text", "odt", "OpenDocument text")
ODS: Final = FileKind(f"{_OPEN}.spreadsheet", "ods", "OpenDocument spreadsheet")
TXT: Final = FileKind("text/plain", "txt", "Plain text")
CSV: Final = FileKind("text/csv", "csv", "CSV")
JPEG: Final = FileKind("image/jpeg", "jpg", "JPEG picture")
PNG: Final = FileKind("image/png", "png", "PNG picture")
WEBP: Final = FileKind("image/webp", "webp", "WebP picture")
HEIC: Final = FileKind("image/heic", "heic", "HEIC picture")

KINDS: Final[Mapping[str, FileKind]] = {
    kind.content_type: kind for kind in (PDF, DOCX, XLSX, ODT, ODS, TXT, CSV, JPEG, PNG, WEBP, HEIC)
}
# What a name may end in when somebody chooses a file; the content decides what it is.
ENDINGS: Final = ("pdf", "docx", "odt", "xlsx", "ods", "csv", "txt", "jpg", "jpeg", "png", "heic", "webp")
IN_WORDS: Final = "PDF, Word, Excel, OpenDocument, CSV, plain text, JPEG, PNG, HEIC or WebP"
