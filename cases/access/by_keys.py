"""Finding rows by keys that are looked up first."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet


class _OneOf(Func):
    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def one_of(column: str, keys: QuerySet[Any, Any]) -> _OneOf:
    """The condition `column = ANY (ARRAY(keys))`.

    Unlike a join or an IN it is planned as what it is: the keys are found once, then the rows by their
    index. Behind the wall the planner can't tell how few the keys are and reads all rows to compare them.
    """
    return _OneOf(F(column), ArraySubquery(keys))
