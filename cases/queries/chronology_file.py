"""A chronology's lines as rows of a spreadsheet."""

from __future__ import annotations

from typing import Final

from cases.models import Event
from cases.queries.chronology import curation_of
from cases.states import EventKind, Sensitivity, Significance
from safeguarding.rules.london_time import LONDON
from safeguarding.rules.themes import theme_label
from safeguarding.ui.spreadsheets import Cell

CSV_COLUMNS: Final = (
    "Happened at",
    "Child",
    "Agency",
    "Kind",
    "What happened",
    "Impact on the child",
    "How much it weighs",
    "Weight given by the writer",
    "Weighed by",
    "Weighed at",
    "Themes",
    "Who may see it",
    "From",
    "Recorded by",
    "Recorded at",
)


def csv_row(event: Event) -> tuple[Cell, ...]:
    """One line, as it counts now, with what its writer gave beside it; instants in London time."""
    curated = curation_of(event)
    counts = curated or event
    return (
        event.occurred_at.astimezone(LONDON).replace(tzinfo=None),
        event.child.reference,
        event.agency.name,
        EventKind(event.kind).label,
        event.what_happened,
        counts.impact_on_child,
        Significance(counts.significance).label,
        Significance(event.significance).label,
        curated.curated_by.full_name if curated else "",
        curated.curated_at.astimezone(LONDON).replace(tzinfo=None) if curated else None,
        ", ".join(theme_label(theme) for theme in event.themes),
        Sensitivity(event.sensitivity).label,
        event.source_reference,
        event.recorded_by.full_name if event.recorded_by else "",
        event.recorded_at.astimezone(LONDON).replace(tzinfo=None),
    )
