"""Taking an agency's own chronology into a child's: the file, which column is what, and the reader's yes.

Until the yes, what was read lies in a private draft, encrypted at rest, which expires as drafts do. With it,
the chosen lines become events of the reader's agency. They never change: a mistake is corrected line by line,
as any line is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Child, ChronologyImport, Draft
from cases.queries.chronology_import import Line, preview
from cases.services import chronology_file, drafts, events, references
from cases.states import WRITTEN_BY_THE_SERVICE, EventKind, Sensitivity, Significance
from safeguarding.accounts.models import User
from safeguarding.rules import agency_chronology
from safeguarding.rules.london_time import at_hour, london_date

FORM = "chronology_import"
GONE = "These lines are imported already, or the file was given up"


@dataclass(frozen=True, slots=True)
class Staged:
    """A file that was read and waits for the yes: its table, which column is what, and for whose eyes."""

    file_name: str
    sha256: str
    columns: list[str]
    rows: list[list[str]]
    mapping: Mapping[str, int]
    kind: EventKind = EventKind.NOTE
    sensitivity: Sensitivity = Sensitivity.PROFESSIONALS
    # Whether somebody has said which column is what; until then `mapping` is a guess.
    is_mapped: bool = False


@transaction.atomic
def take_in(*, child: Child, file: IO[bytes], name: str, by: User, at: datetime) -> Staged:
    """Read the file and keep its table until the reader says yes; a file that waited before is given up.

    Raises NotVisibleError and NotPermittedError as the gate says, RefusedFileError with the field for a file
    that isn't taken.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    table = chronology_file.read(file, name=name)
    guessed = agency_chronology.guess_columns(table.columns)
    staged = Staged(**asdict(table), mapping=guessed)
    _keep(child, staged, by=by, at=at)
    return staged


def waiting(*, child: Child, by: User) -> Staged | None:
    """What `by` has read in for this child and neither imported nor given up."""
    draft = drafts.running(**_which(child), by=by)
    if draft is None:
        return None
    told = drafts.read(draft, by=by)
    return Staged(
        **{**told, "kind": EventKind(told["kind"]), "sensitivity": Sensitivity(told["sensitivity"])}
    )


@transaction.atomic
def choose(
    *,
    child: Child,
    mapping: Mapping[str, int],
    kind: EventKind,
    sensitivity: Sensitivity,
    by: User,
    at: datetime,
) -> Staged:
    """Say which column is what, what kind of line they are and who may read them.

    Raises DomainError with the field when date or words have no column, one column is two things, or the
    writer isn't among the readers; ChangedMeanwhileError when nothing waits any more.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    staged = waiting(child=child, by=by)
    if staged is None:
        raise ChangedMeanwhileError(GONE)
    for field, message in (
        (agency_chronology.DATE, "Select the column with the date"),
        (agency_chronology.WHAT, "Select the column with what happened"),
    ):
        if field not in mapping:
            raise DomainError(message, field=field)
    if len(set(mapping.values())) < len(mapping):
        raise DomainError("A column can only be one of these", field=agency_chronology.WHAT)
    if not set(mapping.values()) <= set(range(len(staged.columns))):
        raise DomainError("Select a column of the file", field=agency_chronology.WHAT)
    if kind in WRITTEN_BY_THE_SERVICE:
        raise DomainError("Select what kind of lines they are", field="kind")
    if sensitivity not in access.writable_sensitivities(by):
        raise DomainError("Choose who may see this", field="sensitivity")
    chosen = replace(staged, mapping=dict(mapping), kind=kind, sensitivity=sensitivity, is_mapped=True)
    _keep(child, chosen, by=by, at=at)
    return chosen


@transaction.atomic
def import_lines(
    *, child: Child, numbers: Collection[int], sha256: str, said_yes: bool, by: User, at: datetime
) -> ChronologyImport:
    """Take the lines with these numbers into the chronology, for the agency of `by`, and forget the file.

    `sha256` is of the file whose lines `by` had before them. All or nothing. Raises DomainError without the
    yes, without a line, or with one that can't be imported; ChangedMeanwhileError when nothing waits any more
    or another file does.
    """
    access.require(by, access.Action.RECORD_EVENT, child)
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    staged = waiting(child=child, by=by)
    if staged is None or not staged.is_mapped or staged.sha256 != sha256:
        raise ChangedMeanwhileError(GONE)
    if not said_yes:
        raise DomainError(
            "Confirm that you have read the lines and that they are about this child", field="yes"
        )
    lines = {
        line.number: line for line in preview(by, child, staged, today=london_date(at)) if not line.problem
    }
    if not numbers:
        raise DomainError("Select at least one line", field="lines")
    if not set(numbers) <= set(lines):
        raise DomainError("Select from the lines that can be imported", field="lines")
    made = ChronologyImport.objects.create(
        reference=references.new("H"),
        child=child,
        agency=by.agency,
        file_name=staged.file_name,
        sha256=staged.sha256,
        lines=len(set(numbers)),
        left_out=len(staged.rows) - len(set(numbers)),
        imported_by=by,
        imported_at=at,
    )
    for number in sorted(set(numbers)):
        _write(lines[number], staged, made, by=by, at=at)
    give_up(child=child, by=by)
    return made


def give_up(*, child: Child, by: User) -> bool:
    """Forget the file that waits; answers whether there was one."""
    return drafts.finish(**_which(child), by=by)


def _write(line: Line, staged: Staged, made: ChronologyImport, *, by: User, at: datetime) -> None:
    assert line.day is not None  # noqa: S101 - a line without a day has a problem
    source = f"\n\nSource: {line.source}" if line.source else ""
    events.write(
        child=made.child,
        kind=staged.kind,
        what_happened=f"{line.what_happened}{source}",
        # The file knows the day alone; noon is on that day wherever one reads it.
        occurred_at=min(at_hour(line.day, 12), at),
        significance=Significance(line.significance),
        impact_on_child=line.impact_on_child,
        sensitivity=staged.sensitivity,
        source_reference=made.reference,
        by=by,
        at=at,
    )


def _keep(child: Child, staged: Staged, *, by: User, at: datetime) -> Draft:
    return drafts.keep(**_which(child), data=asdict(staged), by=by, at=at)


def _which(child: Child) -> dict[str, Any]:
    """The one draft that somebody has of this: on the page from which they go on."""
    return {"form": FORM, "subject": reverse("chronology_import_columns", args=[child.reference])}
