"""Indexes and foreign keys put aside while rows stream in, and put back afterwards, all of them checked.

Checking each row against the tables it refers to, and keeping every index sorted, takes several times as
long as building them once. Their definitions are kept in a table until each is back, so that a load that was
cut short is noticed. Primary keys, CHECK constraints and triggers stay where they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from multiprocessing.pool import Pool
from typing import Final

from django.db import connection, models, transaction

# Unique and exclusion constraints, foreign keys, and every index that isn't a constraint's. Foreign keys come
# second: their checks use the indexes.
_NOTE: Final = """
    CREATE TABLE synthetic_put_aside AS
    SELECT conrelid::regclass::text AS of, contype = 'f' AS is_second,
           'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname) AS away,
           'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '
               || pg_get_constraintdef(oid) AS back
      FROM pg_constraint WHERE conrelid = ANY (%(tables)s::regclass[]) AND contype IN ('f', 'u', 'x')
    UNION ALL
    SELECT indrelid::regclass::text, false, 'DROP INDEX ' || indexrelid::regclass, pg_get_indexdef(indexrelid)
      FROM pg_index WHERE indrelid = ANY (%(tables)s::regclass[])
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))
"""
# The largest tables first, so that no process is left alone with one at the end.
_WAITING: Final = """
    SELECT back FROM synthetic_put_aside WHERE is_second = %s AND NOT of = ANY (%s)
     ORDER BY pg_relation_size(of::regclass) DESC, back
"""
# Room for sorting and hashing: little else runs.
_ROOM: Final = "SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL work_mem = '256MB'"


def is_unfinished() -> bool:
    """Whether an earlier load was cut short before everything was back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('synthetic_put_aside') IS NOT NULL")
        return bool(cursor.fetchone()[0])


@transaction.atomic
def put_aside(tables: Iterable[type[models.Model]]) -> None:
    """Note the indexes and foreign keys of these tables, then drop them."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"tables": sorted(model._meta.db_table for model in tables)})
        cursor.execute("SELECT away FROM synthetic_put_aside")
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def put_back(pool: Pool | None = None, *, but: tuple[type[models.Model], ...] = ()) -> None:
    """Make what is still aside again, except on the tables `but`; several processes share the work."""
    kept = [model._meta.db_table for model in but]
    for is_second in (False, True):
        with connection.cursor() as cursor:
            cursor.execute(_WAITING, [is_second, kept])
            statements = [row[0] for row in cursor.fetchall()]
        for _ in map(make, statements) if pool is None else pool.imap_unordered(make, statements):
            pass
    if not kept:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS synthetic_put_aside")


@transaction.atomic
def make(statement: str) -> None:
    """Make one thing again, and strike it off the list."""
    with connection.cursor() as cursor:
        cursor.execute(_ROOM)
        cursor.execute(statement)
        cursor.execute("DELETE FROM synthetic_put_aside WHERE back = %s", [statement])
