"""What a file is, by its content; what is refused, and in which words."""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.uploads import archives, kinds
from cases.uploads.inspection import inspect
from cases.uploads.kinds import RefusedFileError
from cases.uploads.names import MOST_CHARACTERS, safe_name
from tests.factories import files

MEGABYTE = 1024 * 1024
GOOD = {
    "pdf": files.PDF,
    "docx": files.docx(),
    "xlsx": files.xlsx(),
    "odt": files.odf("text"),
    "ods": files.odf("spreadsheet"),
    "txt": b"Seen at school. \xc2\xa320 was owed.\r\n",
    "csv": b"name,day\n",
    "jpg": files.picture("JPEG"),
    "png": files.picture("PNG"),
    "webp": files.picture("WEBP"),
    "heic": files.heic(),
}


def looked_into(content: bytes, name: str = "file"):
    return inspect(io.BytesIO(content), name=name, most_bytes=25 * MEGABYTE)


@pytest.mark.parametrize("ending", GOOD)
def test_a_file_is_known_by_its_content_whatever_it_is_called(ending):
    called = "list.csv" if ending == "csv" else "holiday.exe"
    found = looked_into(GOOD[ending], called)
    assert found.kind.ending == ending
    assert (found.size, found.sha256) == (len(GOOD[ending]), hashlib.sha256(GOOD[ending]).hexdigest())


def test_text_of_an_older_windows_is_text():
    assert looked_into("Café, £20".encode("cp1252")).kind == kinds.TXT


def test_a_chart_may_carry_its_spreadsheet():
    assert looked_into(files.docx(**{"word/embeddings/sheet.xlsx": files.xlsx()})).kind == kinds.DOCX


def _cut_from_the_list(content: bytes) -> bytes:
    return content[: content.rindex(b"PK\x05\x06")]


def _encrypted() -> bytes:
    content = bytearray(files.docx())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def _twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a", b"2")
    return out.getvalue()


REFUSED = {
    "nothing": (b"", "empty"),
    "web page": (b"\n <!DOCTYPE html><html>", "Web pages"),
    "script": (b"hello <script>alert(1)</script>", "Web pages"),
    "drawing": (b'<?xml version="1.0"?><svg onload="alert(1)"/>', "Web pages"),
    "program": (b"MZ\x90\0\x03\0\0\0", "of a kind"),
    "control characters": (b"text \x1b[31m", "of a kind"),
    "unknown bytes": (b"\x81\x8d\x8f", "of a kind"),
    "old office": (files.OLD_WORD, "Old Office"),
    "cut PDF": (files.PDF[:30], "PDF is damaged"),
    "PDF and web page": (b"%PDF-1.7\n<html><script>1</script>\n%%EOF", "Web pages"),
    "PDF and archive": (files.PDF + files.docx(), "hides another"),
    "picture and archive": (files.picture() + files.docx(), "hides another"),
    "picture and script": (files.picture()[:8] + b"<script>", "Web pages"),
    "picture of nothing": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "picture is damaged"),
    "picture bomb": (files.png_header(40_000, 40_000), "too many pixels"),
    "large picture": (files.png_header(9_000, 9_000), "too many pixels"),
    "HEIC bomb": (files.heic(60_000, 60_000), "too many pixels"),
    "HEIC without a size": (files.heic()[:24], "picture is damaged"),
    "video": (files.heic(brand=b"isom"), "Video and sound"),
    "other archive": (files.archive({"a.txt": b"a"}), "of a kind"),
    "slides": (files.docx("presentationml.presentation.main+xml"), "of a kind"),
    "OpenDocument drawing": (files.odf("graphics"), "of a kind"),
    "macros by name": (files.docx(**{"word/vbaProject.bin": b"x"}), "macros"),
    "macros by type": (
        files.archive({"[Content_Types].xml": b"application/vnd.ms-word.document.macroEnabled.main+xml"}),
        "macros",
    ),
    "OpenDocument macros": (files.archive({"mimetype": b"x", "Basic/script.xml": b"x"}), "macros"),
    "password": (_encrypted(), "password"),
    "way out": (files.archive({"../../etc/passwd": b"x"}), "damaged"),
    "one name twice": (_twice(), "damaged"),
    "cut archive": (_cut_from_the_list(files.docx()), "damaged"),
    "archives in archives": (
        files.docx(**{"a.xlsx": files.docx(**{"b.xlsx": files.xlsx()})}),
        "archives within archives",
    ),
    "bomb by ratio": (files.archive({"a": b"\0" * (6 * MEGABYTE)}), "unpacks to far more"),
    "bomb by entries": (
        files.archive({str(n): b"" for n in range(archives.MOST_ENTRIES + 1)}),
        "unpacks to far more",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_and_why(what):
    content, words = REFUSED[what]
    with pytest.raises(RefusedFileError, match=words) as refused:
        looked_into(content)
    assert refused.value.field == "file"


def test_a_bomb_of_many_small_parts_is_counted_together():
    budget = archives._Budget(bytes=MEGABYTE)
    parts = files.archive({str(n): bytes([n]) * 300_000 for n in range(5)}, packed=False)
    with pytest.raises(RefusedFileError, match="unpacks"):
        archives._look_into(io.BytesIO(parts), budget, depth=0)


def test_an_archive_that_lies_about_its_sizes_is_unpacked_within_the_limits():
    content = bytearray(files.archive({"a": b"\0" * (6 * MEGABYTE)}))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    with pytest.raises(RefusedFileError):
        looked_into(bytes(content))


def test_a_file_over_the_limit_is_refused_before_anything_looks_into_it():
    with pytest.raises(RefusedFileError, match="smaller than 1MB"):
        inspect(io.BytesIO(files.PDF + b" " * MEGABYTE), name="a", most_bytes=MEGABYTE)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("letter.pdf", "letter.pdf"),
        (r"C:\Users\me\letter.docx", "letter.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("photo\u202egnp.exe", "photognp.pdf"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ("CON.pdf", "document-CON.pdf"),
        ("lpt1", "document-lpt1.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("   ", "document.pdf"),
        ('what "is"; <this>?.txt', "what -is-- -this.pdf"),
        ("Ærø – Łódź.pdf", "Ærø – Łódź.pdf"),
        ("x" * 500, "x" * MOST_CHARACTERS + ".pdf"),
    ],
)
def test_names_are_made_safe(name, safe):
    assert safe_name(name, "pdf") == safe


@given(st.text())
def test_any_name_becomes_one_that_every_disk_takes(name):
    safe = safe_name(name, "pdf")
    assert safe.endswith(".pdf")
    assert len(safe.encode()) < 255
    assert not set(safe) & set('<>:"/\\|?*\0\r\n\u202e')
    assert safe_name(safe, "pdf") == safe


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    base=st.sampled_from([*GOOD.values(), b""]),
    at=st.floats(0, 1),
    damage=st.binary(max_size=40),
    cut=st.booleans(),
)
def test_damage_is_refused_or_taken_but_never_breaks_anything(base, at, damage, cut):
    place = int(at * len(base))
    content = base[:place] + damage + (b"" if cut else base[place + len(damage) :])
    with contextlib.suppress(RefusedFileError):
        assert looked_into(content).kind in kinds.KINDS.values()
