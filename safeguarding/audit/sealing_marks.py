"""Up to where each table is known to be sealed, so that sealing reads what came since and not everything.

Keys are given out in order, but rows become visible when their transactions commit: a row with a lower key
may come after one with a higher key was sealed. So nothing is settled because it is old. A key is settled
once every transaction has ended that can have been given it: at each round the highest key to be seen is
noted together with the newest transaction there is, and counts when all transactions up to that one are over.
It counts one round later still, for a key is given out an instant before its transaction gets its number.

What was put in past the table's sequence, below what is settled, is found by the nightly pass over the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from psycopg2 import sql

from safeguarding.audit.models import SealedShape, SealingMark


@dataclass(frozen=True)
class Moment:
    """What a table's sealer sees as it starts: the oldest transaction that runs, the number that the next one
    gets, and the table's highest key (0: no row)."""

    oldest: int
    next: int
    top: int


def now(shape: SealedShape) -> Moment:
    """The moment, to be taken before the rows are read: everything older than `oldest` is in view by then."""
    query = sql.SQL(
        "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint,"
        " coalesce((SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1), 0) FROM pg_current_snapshot() s"
    ).format(key=sql.Identifier(shape.key_column), table=sql.Identifier(shape.table))
    with connection.cursor() as cursor:
        cursor.execute(query)
        return Moment(*cursor.fetchone())


def of(shape: SealedShape) -> SealingMark:
    """The table's mark; a new one, before anything is settled."""
    return SealingMark.objects.filter(table=shape.table).first() or SealingMark(table=shape.table)


def move_on(mark: SealingMark, seen: Moment) -> None:
    """Note that everything above `mark.settled` that was in view at the moment `seen` is sealed."""
    # In a cluster to which the database was moved, transactions may be numbered from the start.
    is_another_cluster = seen.next < mark.up_to_transaction
    if seen.oldest < mark.up_to_transaction and not is_another_cluster:
        return
    if not is_another_cluster:
        mark.settled = max(mark.settled, mark.given_before)
    mark.given_before, mark.given, mark.up_to_transaction = mark.given, seen.top, seen.next
    mark.save()
