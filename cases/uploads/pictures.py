"""Pictures: what they are and how big they would become, by their headers alone; nothing is decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO, Final

from PIL import Image

from cases.uploads.kinds import HEIC, JPEG, PNG, WEBP, FileKind, RefusedFileError

# Twice what a good telephone takes; four bytes each when somebody opens it.
MOST_PIXELS: Final = 80_000_000
HEADER: Final = 1024 * 1024

_FORMATS: Final = {"JPEG": JPEG, "MPO": JPEG, "PNG": PNG, "WEBP": WEBP}
_HEIC_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})

TOO_BIG: Final = "The selected picture has too many pixels. Make it smaller and choose it again"
DAMAGED: Final = "The selected picture is damaged. Choose another one"


def identify(file: IO[bytes]) -> FileKind:
    """What kind of picture it is; raises RefusedFileError for one that isn't whole or far too big."""
    start = file.read(HEADER)
    file.seek(0)
    if start[4:8] == b"ftyp":
        return _heic(start)
    try:
        with Image.open(file, formats=("JPEG", "PNG", "WEBP")) as picture:
            kind, (width, height) = _FORMATS[picture.format or ""], picture.size
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedFileError(TOO_BIG) from error
    except Exception as error:
        # Whatever a reader of headers makes of hostile bytes: not a good picture.
        raise RefusedFileError(DAMAGED) from error
    _check_pixels(width, height)
    return kind


def _heic(start: bytes) -> FileKind:
    if start[8:12] not in _HEIC_BRANDS:
        raise RefusedFileError("Video and sound are not taken. Choose a document or a picture")
    sizes = list(_heic_sizes(start))
    if not sizes:
        raise RefusedFileError(DAMAGED)
    for width, height in sizes:
        _check_pixels(width, height)
    return HEIC


def _heic_sizes(start: bytes) -> Iterator[tuple[int, int]]:
    """Every size the file's `ispe` boxes give (ISO/IEC 23008-12: four bytes of flags, width, height)."""
    for found in re.finditer(rb"ispe.{4}(.{4})(.{4})", start, re.DOTALL):
        yield int.from_bytes(found[1], "big"), int.from_bytes(found[2], "big")


def _check_pixels(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise RefusedFileError(TOO_BIG)
