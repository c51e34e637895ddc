"""Small files of every kind, good and hostile, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MAIN = "application/vnd.openxmlformats-officedocument."


def archive(entries: dict[str, bytes], *, packed: bool = True) -> bytes:
    """A zip archive with these entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return out.getvalue()


def docx(part: str = "wordprocessingml.document.main+xml", **more: bytes) -> bytes:
    """A Word document; `part` changes what its list of parts says it is, `more` adds parts."""
    types = f'<Types><Override ContentType="{_MAIN}{part}"/></Types>'.encode()
    return archive({"[Content_Types].xml": types, "word/document.xml": b"<w:document/>", **more})


def xlsx() -> bytes:
    """An Excel workbook."""
    return docx("spreadsheetml.sheet.main+xml")


def odf(kind: str = "text") -> bytes:
    """An OpenDocument file."""
    return archive(
        {"mimetype": b"application/vnd.oasis.opendocument." + kind.encode(), "content.xml": b"<x/>"}
    )


def picture(kind: str = "PNG", size: tuple[int, int] = (4, 3)) -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", size).save(out, kind)
    return out.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that says it is this big and holds nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    size = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def heic(width: int = 4, height: int = 3, brand: bytes = b"heic") -> bytes:
    """The header of a HEIC picture of this size."""
    ispe = b"ispe" + b"\0" * 4 + struct.pack("!LL", width, height)
    return b"\0\0\0\x18ftyp" + brand + b"\0\0\0\0mif1heic" + b"\0\0\0\x20meta" + ispe


def upload(content: bytes = PDF, name: str = "letter.pdf") -> SimpleUploadedFile:
    """A file as a form receives it."""
    return SimpleUploadedFile(name, content)
