"""One table's conditions, and the conditions that many tables share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from safeguarding.accounts.identity import Service

Services = frozenset[Service]
NONE: Final[Services] = frozenset()
# The partnership's counts and reports, which name no child.
OVERSIGHT: Final[Services] = frozenset({Service.OVERSIGHT})

# The services ask who may write what; here only that somebody does who works with children.
PROFESSIONAL: Final = "(SELECT rls_is('professional'))"
SOCIAL_CARE: Final = "(SELECT rls_is('social_care'))"
CHILD: Final = "rls_sees_child(child_id)"
# Somebody who is merely on duty knows of a meeting, and doesn't read it.
MEETING: Final = "rls_reads_meeting(meeting_id)"
# access.visible_events, for tables with the columns of a chronology's line.
OPEN_LINE: Final = (
    "sensitivity IN ('shared', 'professionals')"
    " OR (agency_id = (SELECT rls_agency()) AND sensitivity <> 'supervision')"
    " OR recorded_by_id = (SELECT rls_user())"
    " OR (sensitivity = 'social_care' AND (SELECT rls_is('social_care')))"
    " OR (sensitivity = 'police' AND (SELECT rls_is('police')))"
    " OR (sensitivity = 'supervision' AND (SELECT rls_is('social_care_manager')))"
)


@dataclass(frozen=True)
class Policy:
    """One table's conditions. `adds` is what a person's new row must fulfil beside `sees`."""

    table: str
    sees: str
    reads: Services = NONE
    writes: Services = NONE
    adds: str = PROFESSIONAL
    # A condition for reading alone: what else a person sees here, and may neither add nor change.
    only_reads: str = ""
    # The application may delete rows here, or change none at all (the table is append-only).
    deletes: bool = False
    append_only: bool = False
    # History: the live table and its key; `sees` is asked beside whether the live row is seen.
    live: str = field(default="", compare=False)
    # Columns that a later migration added: before it, the table stands without policies, shown to nobody.
    needs: tuple[str, ...] = ()
