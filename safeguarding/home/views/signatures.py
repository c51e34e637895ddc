"""The signatures that wait for somebody: one list, oldest first; each is read and signed on its own page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.access import Action
from cases.queries import signatures
from cases.queries.signatures import Queue, Waiting
from cases.views.pages import Page
from safeguarding.home import signature_counts
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import datetime_text


class SignaturesPage(Page):
    """What waits for one's signature. There is no way to sign several at once."""

    action = Action.SIGN
    template_name = "signatures/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List a page of it."""
        kind = request.GET.get("kind", "")
        signer = signatures.signer(self.user, today=london_date(self.at))
        after = signatures.cursor(request.GET.get("after", ""))
        queue = signatures.read(signer, kind=kind, after=after)
        signature_counts.keep(self.user, queue.total)
        labels = signatures.labels()
        return self.render(
            lines=[_line(each, labels) for each in queue.lines],
            total=queue.total,
            tabs=_tabs(queue, labels, kind),
            next_href=_href(kind if kind in labels else "", after=str(queue.after)) if queue.after else "",
            first_href=_href(kind if kind in labels else "") if after else "",
        )


def _line(waiting: Waiting, labels: dict[str, str]) -> dict[str, Any]:
    name = waiting.child.person.name if waiting.child is not None else waiting.reference
    reference = [waiting.reference] if waiting.child is not None else []
    return {
        "title": f"{labels[waiting.kind]}: {name}",
        "href": waiting.href,
        "facts": [*reference, f"Asked by {waiting.asked_by}", f"Since {datetime_text(waiting.since)}"],
        "what_changed": waiting.what_changed,
    }


def _tabs(queue: Queue, labels: dict[str, str], kind: str) -> list[dict[str, Any]]:
    tabs = [{"text": "All", "href": _href(""), "active": kind not in labels, "count": queue.total}]
    return tabs + [
        {
            "text": labels[each],
            "href": _href(each),
            "active": each == kind,
            "count": queue.counts.get(each, 0),
        }
        for each in labels
        if each in queue.counts or each == kind
    ]


def _href(kind: str, *, after: str = "") -> str:
    asked = {"kind": kind, "after": after}
    return reverse("signatures", query={name: value for name, value in asked.items() if value})
