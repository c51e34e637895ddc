"""The genogram of a child's family: on the page, on paper, in words."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases.queries.genogram import genogram_of
from cases.views.pages import ChildPage
from safeguarding.audit.models import Action as Look
from safeguarding.rules.london_time import london_date
from safeguarding.ui.pdf import render_pdf


class GenogramPage(ChildPage):
    """The drawing, and the same in words."""

    template_name = "genogram/page.html"

    @property
    def look(self) -> Look:  # type: ignore[override]
        """A page asked for as a print is logged as one."""
        return self.reading

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        drawn = genogram_of(self.user, self.child, today=london_date(self.at))
        return self.render(child=self.child, drawn=drawn)


class GenogramPdf(ChildPage):
    """The same as a PDF."""

    look = Look.EXPORT

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        child = self.child
        facts = {
            "child": child,
            "drawn": genogram_of(self.user, child, today=london_date(self.at)),
            "reference": child.reference,
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"Genogram of {child.person.name}"
        answer = HttpResponse(
            render_pdf("genogram/document.html", facts, title=title), content_type="application/pdf"
        )
        answer["Content-Disposition"] = f'attachment; filename="genogram-{child.reference}.pdf"'
        return answer
