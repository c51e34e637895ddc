"""What is laid over the chronology in the walled world: every line weighed, and imports of two agencies."""

from __future__ import annotations

from datetime import datetime

from cases.models import Child, ChronologyImport, Event
from cases.services import references
from safeguarding.accounts.models import User
from tests.factories import chronologies


def build(child: Child, staff: dict[str, User], *, at: datetime) -> None:
    """Weigh each line of the child, whoever may read it, and import for the GP and social care."""
    for event in Event.objects.filter(child=child):
        chronologies.curation(event, by=staff["head_of_service"], at=at)
    for key in ("gp", "head_of_service"):
        ChronologyImport.objects.create(
            reference=references.new("H"),
            child=child,
            agency=staff[key].agency,
            file_name="own.csv",
            sha256="0" * 64,
            lines=1,
            left_out=0,
            imported_by=staff[key],
            imported_at=at,
        )
