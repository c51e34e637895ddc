"""A worklist on a page: its tiles, what narrows and groups it, its page numbers."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet

from cases.forms.worklist import GROUPS, WorklistForm
from cases.models import Deadline
from cases.queries import worklists, workloads
from cases.queries.worklist_rows import rule_label
from cases.queries.worklist_summary import Summary, summary
from cases.views.pages import Page
from safeguarding.ui.jinja import with_query

# The tiles: `?show=`, words, tone.
_TILES: Final = (
    ("overdue", "Overdue", "red"),
    ("today", "Due today", "orange"),
    ("soon", "Due within a week", "orange"),
    ("paused", "Paused", ""),
    ("", "Running in all", ""),
)
TITLES: Final = {show: text for show, text, _ in _TILES if show} | {"": "All running time limits"}

_EMPTY: Final = {
    "overdue": "Nothing is overdue.",
    "today": "Nothing is due today.",
    "soon": "Nothing is due within a week.",
    "paused": "Nothing is paused.",
}


def listing(view: Page, rows: QuerySet[Deadline]) -> tuple[dict[str, Any], Summary]:
    """What templates/worklists/listing.html shows of `rows` as the address asks for it; and their summary."""
    request = view.request
    filters = worklists.Filters.of(request.GET)
    found = summary(worklists.narrowed(rows, filters), now=view.at)
    counts = found.counts(rule=filters.rule, worker=filters.worker)
    workers = workloads.named(
        found.workers() | ({int(filters.worker)} if filters.worker.isdigit() else set())
    )
    rules = found.rules() | ({filters.rule} if filters.rule else set())
    labels = sorted(((rule, rule_label(rule)) for rule in rules), key=lambda each: each[1])
    return {
        "title": TITLES[filters.show],
        "empty": _EMPTY.get(filters.show, ""),
        "filters": filters,
        "tiles": [
            {
                "number": counts.of(show),
                "text": text,
                "tone": tone,
                "href": with_query(request, show=show or None, page=None) + "#work",
            }
            for show, text, tone in _TILES
        ],
        "form": WorklistForm(initial=vars(filters), rules=labels, workers=workers),
        "active": _active(view, filters, dict(labels), dict(workers)),
        "clear_href": with_query(request, rule=None, worker=None, child=None, group=None, page=None)
        + "#work",
        "show_all_href": "?#work" if filters.show or filters.narrows else "",
        "work": worklists.page(
            rows,
            user=view.user,
            now=view.at,
            filters=filters,
            total=counts.of(filters.show),
            number=request.GET.get("page", ""),
        ),
    }, found


def _active(
    view: Page, filters: worklists.Filters, rules: dict[str, str], workers: dict[str, str]
) -> list[dict[str, str]]:
    """Each filter in force, with the address that takes it away."""
    words = {
        "rule": rules.get(filters.rule, ""),
        "worker": workers.get(filters.worker, "Somebody else") if filters.worker else "",
        "child": filters.child,
        "group": f"By {dict(GROUPS)[filters.group].lower()}" if filters.group else "",
    }
    return [
        {"text": text, "href": with_query(view.request, **{name: None, "page": None}) + "#work"}
        for name, text in words.items()
        if text
    ]
