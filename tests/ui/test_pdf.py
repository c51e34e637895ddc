"""Documents: readable, tagged, and fetching nothing."""

from __future__ import annotations

import io
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import jinja2
import pypdf
import pytest
from weasyprint.urls import URLFetcher

from safeguarding.ui.jinja import service_environment
from safeguarding.ui.pdf import NothingFetched, RefusedAddress, render_pdf

RECEIPT = (
    '{% extends "layouts/document.html" %}{% from "components/summary_list.html" import summary_list %}'
    "{% block content %}<h2>The child</h2>{{ summary_list(rows) }}{{ story | paragraphs }}{% endblock %}"
)


@pytest.fixture(autouse=True)
def _documents(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two documents beside the project's own."""
    loader: Any = service_environment().loader
    own = jinja2.ChoiceLoader([loader.own, jinja2.DictLoader({"receipt": RECEIPT, "hostile": HOSTILE})])
    monkeypatch.setattr(loader, "own", own)


def read(pdf: bytes) -> pypdf.PdfReader:
    """Return the document, parsed."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def test_says_what_it_should() -> None:
    rows = [{"key": "Name", "value": "Zoë <b>O’Hara</b>"}, {"key": "NHS number", "value": None}]
    context = {"rows": rows, "story": "One.\n\nTwo.", "reference": "R-1042", "produced_by": "Priya Nair"}
    document = read(render_pdf("receipt", context, title="Receipt for R-1042"))
    text = document.pages[0].extract_text()
    for part in ("Zoë <b>O’Hara</b>", "Not recorded", "Official – sensitive · R-1042 · by Priya Nair"):
        assert part in text
    assert "Page 1 of 1" in text
    assert document.metadata is not None
    assert document.metadata.title == "Receipt for R-1042"


def test_is_tagged_and_in_british_english() -> None:
    root: Any = read(render_pdf("receipt", {"rows": [], "story": ""}, title="T")).trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root


def test_long_documents_number_their_pages() -> None:
    document = read(render_pdf("receipt", {"rows": [], "story": "Much.\n\n" * 200}, title="T"))
    assert len(document.pages) > 2
    assert f"Page 2 of {len(document.pages)}" in document.pages[1].extract_text()


HOSTILE = """{% extends "layouts/document.html" %}{% block content %}
<link rel="stylesheet" href="{{ address }}"><style>@import url("{{ address }}");
p { background: url({{ address }}) }
@font-face { font-family: x; src: url({{ address }}) } p { font-family: x }</style>
<link rel="attachment" href="{{ address }}"><img src="{{ address }}" alt="x">
<object data="{{ address }}"></object>
<svg><image href="{{ address }}"/></svg><p>Still here</p>{% endblock %}"""


@pytest.fixture
def visited() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths it was asked for."""
    paths: list[str] = []

    class Trap(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Trap)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/secret.png", paths
    server.shutdown()
    server.server_close()


def test_calls_no_server(visited: tuple[str, list[str]]) -> None:
    address, paths = visited
    document = read(render_pdf("hostile", {"address": address}, title="T"))
    assert paths == []
    assert "Still here" in document.pages[0].extract_text()


def test_reads_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET-WORDS")
    pdf = render_pdf("hostile", {"address": secret.as_uri()}, title="T")
    document = read(pdf)
    assert "TOP-SECRET-WORDS" not in document.pages[0].extract_text()
    assert not document.attachments
    assert b"TOP-SECRET-WORDS" not in pdf


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1/", "https://x", "file:///etc/passwd", "data:text/plain,x", "ftp://x"]
)
def test_every_kind_of_address_is_refused(address: str) -> None:
    with pytest.raises(RefusedAddress):
        NothingFetched().fetch(address)


def test_the_refusal_stands_where_the_renderer_looks() -> None:
    assert NothingFetched.fetch is not URLFetcher.fetch
