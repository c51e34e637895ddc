"""One table as COPY fills it: the lines of its rows, and of their first history where it keeps one."""

from __future__ import annotations

from io import StringIO
from typing import Any, Final

from django.db.models import Field, Model
from psycopg2 import sql

from safeguarding.synthetic.days import NULL

# The last columns of a history's line, beside those of the record itself.
_HISTORY: Final = ("history_date", "history_user_id", "history_change_reason", "history_type", "history_id")


class Table:
    """Lines for a model's table. `given` are its columns that each row says, the key first.

    The other columns are what the model gives a new record by itself. Texts are ours and hold no tab, line
    break or backslash, so nothing is escaped. Raises ValueError for a column that must be given and isn't.
    """

    def __init__(self, model: type[Model], *given: str) -> None:
        self.model = model
        fields = {field.attname: field for field in model._meta.concrete_fields}
        rest = [field for name, field in fields.items() if name not in given]
        self._end = "".join(f"\t{_by_itself(field)}" for field in rest)
        self._columns = [str(fields[name].column) for name in given]
        self._columns += [str(field.column) for field in rest]
        self._history: Any = getattr(getattr(model, "history", None), "model", None)
        self._rows: list[str] = []
        self._past: list[str] = []

    def write(self, *values: object, at: str = NULL, by: object = NULL, why: str = "") -> None:
        """Add a row, and the line of its history: who made it, when and why."""
        line = "\t".join(map(str, values)) + self._end
        self._rows.append(line)
        if self._history is not None:
            self._past.append(f"{line}\t{at}\t{by}\t{why}\t+\t{values[0]}")

    def models(self) -> list[type[Model]]:
        """The model, and its history's."""
        return [self.model, *([self._history] if self._history is not None else [])]

    def flush(self, cursor: Any) -> int:
        """COPY what was added since the last time; returns how many rows that is."""
        written = _copy(cursor, self.model, self._columns, self._rows)
        if self._history is not None:
            written += _copy(cursor, self._history, [*self._columns, *_HISTORY], self._past)
        self._rows, self._past = [], []
        return written


def array(values: tuple[str, ...]) -> str:
    """A list of codes as PostgreSQL writes it."""
    return "{" + ",".join(values) + "}"


def _copy(cursor: Any, model: type[Model], columns: list[str], lines: list[str]) -> int:
    if lines:
        statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        cursor.copy_expert(statement, StringIO("\n".join(lines) + "\n"))
    return len(lines)


def _by_itself(field: Field[Any, Any]) -> str:
    """What a new record has in a column that nobody fills."""
    value = 1 if field.name == "version" else field.get_default()
    if value is None and not field.null:
        raise ValueError(f"{field.model.__name__}.{field.name} has no value by itself")
    if isinstance(value, list):
        return array(tuple(value))
    return NULL if value is None else str(value)
