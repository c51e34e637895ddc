"""What a worker does for the pages."""

from __future__ import annotations

from celery import shared_task

from safeguarding.ui import pdf, pdf_work


@shared_task(acks_late=False)
def make_pdf(key: str) -> None:
    """Render the document that waits under this key."""
    pdf_work.make(key, pdf.pdf_of)
