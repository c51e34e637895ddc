"""The gate's table of who reads which line, as rows for a page."""

from __future__ import annotations

from dataclasses import dataclass

from cases import access
from cases.access import Reader, Standing
from cases.states import Sensitivity


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of reader of one sensitivity: yes or no in each standing, in the order of `Standing`."""

    level: str
    reader: str
    answers: tuple[bool, ...]


def standings() -> list[str]:
    """The columns."""
    return [standing.value for standing in Standing]


def table() -> list[list[Line]]:
    """For each sensitivity a line for each kind of reader, yes or no by standing."""
    return [[_line(level, reader) for reader in Reader] for level in Sensitivity]


def _line(level: Sensitivity, reader: Reader) -> Line:
    answers = tuple(reader in access.grounds(level, standing) for standing in Standing)
    return Line(level.label, reader.value, answers)
