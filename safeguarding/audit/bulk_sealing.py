"""Sealing a great many rows at once: after an import, where one batch after the other would take days.

The chain is the same as `chain.seal` makes it: each table's rows by their key. COPY knows no row-level
security, so this is for whoever owns the tables, as imports are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import Any, Final

from django.db import connection, transaction
from psycopg2 import sql

from safeguarding.audit.chain import FIXED_OUTPUT, SEALING_LOCK, row_hash, sealed_models, shape_of, tip
from safeguarding.audit.models import SealedShape

_BATCH: Final = 50_000


def seal_all(*, at: datetime) -> int:
    """Add every row of each table that has no seal at all to the chain; returns how many.

    A table of which anything is sealed already is left to `chain.seal`. Memory stays the same however many
    rows there are. Raises RuntimeError while another sealer runs.
    """
    return sum(_seal(shape_of(model), at) for model in sealed_models())


@transaction.atomic
def _seal(shape: SealedShape, at: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING_LOCK])
        if not cursor.fetchone()[0]:
            raise RuntimeError("Somebody else is sealing")
        cursor.execute(
            "SELECT EXISTS (SELECT FROM audit_seal s JOIN audit_sealedshape h ON h.id = s.shape_id"
            " WHERE h.table = %s)",
            [shape.table],
        )
        if cursor.fetchone()[0]:
            return 0
        cursor.execute(FIXED_OUTPUT)
        first, previous = tip()
        number = first
        for rows in _batches(cursor, shape):
            previous = _append(cursor, shape, rows, after=(number, previous), at=at)
            number += len(rows)
        return number - first


def _batches(cursor: Any, shape: SealedShape) -> Iterator[list[tuple[int, str]]]:
    """Key and hash of the table's rows in the order of their keys."""
    query = sql.SQL(
        "DECLARE unsealed CURSOR FOR SELECT {key}, encode({hash}, 'hex') FROM {table} ORDER BY {key}"
    )
    cursor.execute(
        query.format(
            key=sql.Identifier(shape.key_column), hash=row_hash(shape), table=sql.Identifier(shape.table)
        )
    )
    while True:
        cursor.execute(f"FETCH {_BATCH} FROM unsealed")
        if not (rows := cursor.fetchall()):
            cursor.execute("CLOSE unsealed")
            return
        yield rows


def _append(
    cursor: Any, shape: SealedShape, rows: list[tuple[int, str]], *, after: tuple[int, bytes], at: datetime
) -> bytes:
    """COPY the links of these rows behind the link `after` (number and hash); returns the last one's hash."""
    number, previous = after
    links, sha256, ends = [], hashlib.sha256, f"{shape.pk}\t{at.isoformat()}"
    for place, (key, found) in enumerate(rows, start=number + 1):
        previous = sha256(previous + bytes.fromhex(found)).digest()
        links.append(f"{place}\t{key}\t\\\\x{found}\t\\\\x{previous.hex()}\t{ends}\n")
    copy = "COPY audit_seal (id, row_key, row_hash, chain_hash, shape_id, sealed_at) FROM STDIN"
    cursor.copy_expert(copy, StringIO("".join(links)))
    return previous
