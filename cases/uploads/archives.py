"""Word, Excel and OpenDocument files are zip archives: which they are, and whether they are safe to open.

Sizes are counted while unpacking, never believed: what an archive says about itself is hostile input too.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass
from typing import IO, Final

from cases.uploads.kinds import DOCX, ODS, ODT, XLSX, FileKind, RefusedFileError

MOST_ENTRIES: Final = 5_000
MOST_BYTES: Final = 150 * 1024 * 1024
# XML of spreadsheets packs to a fortieth at most; a bomb to a thousandth.
MOST_RATIO: Final = 200
RATIO_MATTERS_FROM: Final = 5 * 1024 * 1024
# A chart in a document carries its spreadsheet; nothing decent goes deeper.
MOST_DEPTH: Final = 1
MOST_OF_A_LIST: Final = 4 * 1024 * 1024
CHUNK: Final = 64 * 1024
START: Final = b"PK\x03\x04"

_MAIN_PARTS: Final = {
    b"wordprocessingml.document.main+xml": DOCX,
    b"spreadsheetml.sheet.main+xml": XLSX,
}
_MIMETYPES: Final = {kind.content_type.encode(): kind for kind in (ODT, ODS)}
_MACROS: Final = re.compile(
    r"(^|/)(vbaproject[^/]*\.bin|vbadata\.xml|macrosheets/.*)$|^(basic|scripts)/", re.IGNORECASE
)

TOO_MUCH: Final = "The selected file unpacks to far more than it should. Save it again, or as a PDF"
LOCKED: Final = "The selected file is protected by a password. Remove it and choose it again"
NESTED: Final = "The selected file contains archives within archives, which are not allowed"
DAMAGED: Final = "The selected file is damaged. Open it, save it again and choose it once more"
MACROS: Final = "The selected file contains macros, which are not allowed. Save it without them, or as a PDF"


@dataclass
class _Budget:
    """How much may still be unpacked, over all archives of one file."""

    entries: int = MOST_ENTRIES
    bytes: int = MOST_BYTES

    def take(self, *, entries: int = 0, size: int = 0) -> None:
        self.entries -= entries
        self.bytes -= size
        if self.entries < 0 or self.bytes < 0:
            raise RefusedFileError(TOO_MUCH)


def identify(file: IO[bytes]) -> FileKind | None:
    """What kind of office document the archive is, after unpacking all of it once within the limits.

    None for an archive of another kind. Raises RefusedFileError for bombs, macros, passwords and damage.
    """
    return _look_into(file, _Budget(), depth=0)


def _look_into(file: IO[bytes], budget: _Budget, *, depth: int) -> FileKind | None:
    try:
        with zipfile.ZipFile(file) as archive:
            budget.take(entries=len(archive.infolist()))
            _check_list(archive)
            for entry in archive.infolist():
                _unpack(archive, entry, budget, depth)
            return _kind(archive)
    except RefusedFileError:
        raise
    except Exception as error:
        # Whatever the unpackers make of hostile bytes (zlib, lzma, struct, memory …): not a good archive.
        raise RefusedFileError(DAMAGED) from error


def _check_list(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(set(names)) != len(names):
        raise RefusedFileError(DAMAGED)
    for entry in archive.infolist():
        if _MACROS.search(entry.filename):
            raise RefusedFileError(MACROS)
        if entry.flag_bits & 0x1:
            raise RefusedFileError(LOCKED)
        if entry.filename.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", entry.filename):
            raise RefusedFileError(DAMAGED)


def _unpack(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget, depth: int) -> None:
    unpacked = 0
    nested: io.BytesIO | None = None
    with archive.open(entry) as content:
        while chunk := content.read(CHUNK):
            if unpacked == 0 and chunk.startswith(START):
                nested = io.BytesIO()
            unpacked += len(chunk)
            budget.take(size=len(chunk))
            if unpacked > RATIO_MATTERS_FROM and unpacked > MOST_RATIO * max(entry.compress_size, 1):
                raise RefusedFileError(TOO_MUCH)
            if nested is not None:
                nested.write(chunk)
    if nested is not None:
        if depth >= MOST_DEPTH:
            raise RefusedFileError(NESTED)
        _look_into(nested, budget, depth=depth + 1)


def _kind(archive: zipfile.ZipFile) -> FileKind | None:
    names = set(archive.namelist())
    if "[Content_Types].xml" in names:
        types = _start_of(archive, "[Content_Types].xml")
        if b"macroenabled" in types.lower():
            raise RefusedFileError(MACROS)
        return next((kind for part, kind in _MAIN_PARTS.items() if part in types), None)
    if "mimetype" in names:
        return _MIMETYPES.get(_start_of(archive, "mimetype").strip())
    return None


def _start_of(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as content:
        return content.read(MOST_OF_A_LIST)
