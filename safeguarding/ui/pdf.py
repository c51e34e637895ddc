"""The one PDF renderer: a document template in, bytes of a tagged PDF out, nothing fetched on the way."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
from django.conf import settings
from markupsafe import Markup
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from safeguarding.ui.jinja import service_environment
from safeguarding.ui.pdf_work import made_by_a_worker


class RefusedAddress(ValueError):
    """A document named something outside itself: a picture, a stylesheet, a file."""


class NothingFetched(URLFetcher):
    """Refuses every address: what people typed ends up in documents, and must make no server call out."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Raise RefusedAddress; the renderer leaves the thing out and goes on."""
        raise RefusedAddress("documents fetch nothing")


def render_pdf(template: str, context: dict[str, Any], *, title: str) -> bytes:
    """Return the PDF of `template`, which extends `layouts/document.html`, rendered by a worker.

    The document is tagged (PDF/UA-1), in British English, and carries `title` in its metadata. `context` may
    give `reference`, `produced_at` (instant) and `produced_by` (a name) for the foot of every page.
    """
    html = (
        service_environment()
        .get_template(template)
        .render({**context, "title": title, "stylesheet": _stylesheet()})
    )
    return made_by_a_worker(html, or_here=pdf_of) if settings.PDF_IN_WORKER else pdf_of(html)


def pdf_of(html: str) -> bytes:
    """Render a whole page; it names nothing outside itself, and nothing would be fetched."""
    document = weasyprint.HTML(string=html, base_url=None, url_fetcher=NothingFetched())
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True, font_config=FontConfiguration())
    return pdf


@cache
def _stylesheet() -> Markup:
    """Return the document's style sheet, which is ours and so may stand in the page as it is."""
    return Markup((Path(settings.BASE_DIR) / "static" / "css" / "document.css").read_text("utf-8"))  # noqa: S704
