"""What a file from outside is: by its content, never by its name or what the browser says."""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass
from typing import IO, Final

from cases.uploads import archives, pictures
from cases.uploads.kinds import CSV, IN_WORDS, PDF, TXT, FileKind, RefusedFileError

CHUNK: Final = 64 * 1024
# How far browsers look when they guess what a file is (MIME Sniffing, section 5.2), and some more.
SNIFFED: Final = 2048
_MARKUP: Final = re.compile(
    rb"<\s*(!doctype|!--|html|head|body|script|svg|iframe|style|meta|title|table|\?xml|\?php)", re.IGNORECASE
)
_ACTIVE: Final = re.compile(rb"<\s*(!doctype|html|script|svg|iframe)", re.IGNORECASE)
_CONTROLS: Final = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")

NOT_TAKEN: Final = f"The selected file is of a kind that is not taken. Choose one of: {IN_WORDS}"
WEB_PAGE: Final = "Web pages and drawings that can carry programs are not taken. Save it as a PDF"
OLD_OFFICE: Final = (
    "Old Office files, e-mails and files with a password are not taken. "
    "Save it without a password as PDF, DOCX or XLSX"
)


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found: kind, size in bytes, SHA-256 in hexadecimal."""

    kind: FileKind
    size: int
    sha256: str


def inspect(file: IO[bytes], *, name: str, most_bytes: int) -> Inspected:
    """Look through the whole file once, then tell its kind. `name` decides only between text and CSV.

    Raises RefusedFileError when it is empty, bigger than `most_bytes`, of no kind that is taken, of two kinds
    at once, or unsafe to open. Leaves the file at its start.
    """
    size, sha256 = _measure(file, most_bytes)
    kind = _identify(file, name)
    file.seek(0)
    return Inspected(kind, size, sha256)


def digest(file: IO[bytes]) -> str:
    """SHA-256 of a file from where it stands, in hexadecimal."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def _measure(file: IO[bytes], most_bytes: int) -> tuple[int, str]:
    file.seek(0)
    found, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > most_bytes:
            raise RefusedFileError(f"The selected file must be smaller than {most_bytes // (1024 * 1024)}MB")
        found.update(chunk)
    if size == 0:
        raise RefusedFileError("The selected file is empty")
    return size, found.hexdigest()


def _identify(file: IO[bytes], name: str) -> FileKind:
    file.seek(0)
    start = file.read(SNIFFED)
    file.seek(0)
    if start.startswith(archives.START):
        kind = archives.identify(file)
        if kind is None:
            raise RefusedFileError(NOT_TAKEN)
        return kind
    if start.startswith(b"%PDF-"):
        return _pdf(file, start)
    if _looks_like_a_picture(start):
        _refuse_a_second_kind(file, start)
        return pictures.identify(file)
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise RefusedFileError(OLD_OFFICE)
    return _text(file, start, name)


def _looks_like_a_picture(start: bytes) -> bool:
    is_webp = start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    return start.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or is_webp or start[4:8] == b"ftyp"


def _pdf(file: IO[bytes], start: bytes) -> FileKind:
    _refuse_a_second_kind(file, start)
    file.seek(0, 2)
    file.seek(max(file.tell() - SNIFFED, 0))
    if b"%%EOF" not in file.read():
        raise RefusedFileError("The selected PDF is damaged. Make it again and choose it once more")
    return PDF


def _refuse_a_second_kind(file: IO[bytes], start: bytes) -> None:
    """A file that is also a web page or an archive is made to be mistaken for it."""
    if _ACTIVE.search(start):
        raise RefusedFileError(WEB_PAGE)
    if zipfile.is_zipfile(file):
        raise RefusedFileError("The selected file hides another file. Save it again, or as a PDF")
    file.seek(0)


def _text(file: IO[bytes], start: bytes, name: str) -> FileKind:
    if _MARKUP.search(start):
        raise RefusedFileError(WEB_PAGE)
    content = file.read()
    if _CONTROLS.search(content) or not (_is(content, "utf-8") or _is(content, "cp1252")):
        raise RefusedFileError(NOT_TAKEN)
    return CSV if name.lower().endswith(".csv") else TXT


def _is(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
