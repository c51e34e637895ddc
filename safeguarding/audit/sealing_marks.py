"""Up to where each table is known to be sealed, so that sealing reads what came since and not everything.

Keys are given out in order, but rows become visible when their transactions commit: a row with a lower key
may come after one with a higher key was sealed. So nothing is settled because it is old. Whoever inserts
locks the table for writing before the row is given its key, and holds that lock until the transaction is
over. Keys up to the highest one in view are settled once everybody is done who held the lock at that moment.

What was put in past the table's sequence, below what is settled, is found by the nightly pass over the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from psycopg2 import sql

from safeguarding.audit.models import SealedShape, SealingMark

# In this database, and by others: one's own rows are in view.
_WRITERS = """
SELECT virtualtransaction FROM pg_locks
 WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND granted
   AND pid IS DISTINCT FROM pg_backend_pid()
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True)
class Moment:
    """What a table's sealer sees as it starts: the highest key (0: no row), and who is writing."""

    top: int
    writers: frozenset[str] = frozenset()


def now(shape: SealedShape) -> Moment:
    """The moment, to be taken before the rows are read. The key first: who was given a lower one is then
    either still writing, or done and in view of whoever reads next."""
    highest = sql.SQL("SELECT {key} FROM {table} ORDER BY {key} DESC LIMIT 1").format(
        key=sql.Identifier(shape.key_column), table=sql.Identifier(shape.table)
    )
    with connection.cursor() as cursor:
        cursor.execute(highest)
        row = cursor.fetchone()
        cursor.execute(_WRITERS, [shape.table])
        return Moment(row[0] if row else 0, frozenset(writer for (writer,) in cursor.fetchall()))


def of(shape: SealedShape) -> SealingMark:
    """The table's mark; a new one, before anything is settled."""
    return SealingMark.objects.filter(table=shape.table).first() or SealingMark(table=shape.table)


def move_on(mark: SealingMark, seen: Moment) -> None:
    """Note that everything above `mark.settled` that was in view at the moment `seen` is sealed."""
    if not seen.writers.isdisjoint(mark.writers):
        return
    # Those are done who may have been given a key up to `given`; where nobody writes, also up to the highest.
    settled = max(mark.settled, mark.given if seen.writers else seen.top)
    if (settled, seen.top, sorted(seen.writers)) != (mark.settled, mark.given, mark.writers):
        mark.settled, mark.given, mark.writers = settled, seen.top, sorted(seen.writers)
        mark.save()
