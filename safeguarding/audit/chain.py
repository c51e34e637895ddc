"""The hash chain over everything that must never change: access log, chronology and history.

Rows are sealed a little after they were written, in batches, by one sealer at a time, so that no
page ever waits for another's link. What the chain proves: no sealed row was changed or removed, and
no link was taken out or put in, as long as one anchor (the newest link, written to the log stream at
each sealing) is kept outside the database.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from django.apps import apps
from django.db import connection, models, transaction
from psycopg2 import sql

from safeguarding.accounts.identity import Service, as_service
from safeguarding.audit import sealing_marks
from safeguarding.audit.models import Seal, SealedShape, SealingMark

logger = logging.getLogger("safeguarding.audit.chain")

GENESIS: Final = b"\0" * 32
# Any number of our own, held while sealing, so that two sealers don't fork the chain.
SEALING_LOCK: Final = 7_318_240_115
# How the database writes values down must not depend on who asks.
FIXED_OUTPUT: Final = (
    "SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL bytea_output = 'hex'"
)


@dataclass(frozen=True)
class Anchor:
    """The newest link: keep it outside the database to notice a chain that was cut short or rewritten."""

    link: int
    chain_hash: str

    def __str__(self) -> str:
        return f"{self.link}:{self.chain_hash}"


@dataclass(frozen=True)
class Broken:
    """The first place where the chain doesn't hold, in words; never the row's content."""

    link: int
    table: str
    row_key: int
    why: str

    def __str__(self) -> str:
        return f"link {self.link}: {self.table} row {self.row_key} {self.why}"


def sealed_models() -> list[type[models.Model]]:
    """Every model whose rows are sealed: marked `is_sealed`, and every history."""
    return [
        model
        for model in apps.get_models()
        if getattr(model, "is_sealed", False) or hasattr(model, "history_type")
    ]


def seal(*, at: datetime, batch: int = 5_000, whole: bool = False) -> int:
    """Add every committed row that has no link yet to the chain; returns how many.

    Reads what came since the last time (sealing_marks), or with `whole` every row; at most `batch` of them at
    once. Stops when another sealer runs.
    """
    total = 0
    for model in sealed_models():
        sealed = _seal_table(model, at=at, batch=batch, whole=whole)
        if sealed is None:
            break
        total += sealed
    anchor = newest_anchor()
    if total and anchor:
        logger.info("audit anchor %s, %d rows sealed", anchor, total)
    return total


@as_service(Service.AUDIT_SEALING)
def newest_anchor() -> Anchor | None:
    """The newest link, or None while nothing is sealed."""
    last = Seal.objects.order_by("-pk").values_list("pk", "chain_hash").first()
    return Anchor(last[0], bytes(last[1]).hex()) if last else None


@as_service(Service.AUDIT_SEALING)
def verify(*, anchor: Anchor | None = None, batch: int = 5_000) -> Broken | None:
    """The first broken place of the chain, or None when every link and every sealed row holds."""
    previous, number = GENESIS, 0
    for links in _batches(batch):
        hashes = _hashes_of(links)
        for link in links:
            found = hashes.get((link.shape_id, link.row_key))
            why = _broken_row(link, found, number)
            if found is not None and not why:
                previous = hashlib.sha256(previous + found).digest()
                why = _broken_link(link, previous, anchor)
            if why:
                return Broken(link.pk, link.shape.table, link.row_key, why)
            number = link.pk
    if anchor and anchor.link > number:
        return Broken(anchor.link, Seal._meta.db_table, anchor.link, "is missing: the chain was cut short")
    return None


def tip() -> tuple[int, bytes]:
    """Number and hash of the newest link; of none, before the first."""
    last = Seal.objects.order_by("-pk").values_list("pk", "chain_hash").first() or (0, GENESIS)
    return last[0], bytes(last[1])


def _broken_row(link: Seal, found: bytes | None, number_before: int) -> str:
    if link.pk != number_before + 1:
        return f"stands after a missing link {number_before + 1}"
    if found is None:
        return "was removed"
    return "" if found == bytes(link.row_hash) else "was changed"


def _broken_link(link: Seal, chain_hash: bytes, anchor: Anchor | None) -> str:
    if chain_hash != bytes(link.chain_hash):
        return "has a link that doesn't follow the one before"
    if anchor and anchor.link == link.pk and anchor.chain_hash != chain_hash.hex():
        return "isn't what the anchor says: links were rewritten"
    return ""


def shape_of(model: type[models.Model]) -> SealedShape:
    """The columns of the model's table as they are now."""
    fields = [(str(field.column), field.primary_key) for field in model._meta.concrete_fields]
    key = next(column for column, is_key in fields if is_key)
    columns = sorted(column for column, _ in fields)
    shape, _ = SealedShape.objects.get_or_create(
        table=model._meta.db_table, columns=columns, defaults={"key_column": key}
    )
    return shape


def row_hash(shape: SealedShape) -> sql.Composed:
    """The SQL expression for the hash of a row of this shape."""
    values = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in shape.columns)
    return sql.SQL("sha256(convert_to(array_to_json(ARRAY[{}])::text, 'UTF8'))").format(values)


def _seal_table(model: type[models.Model], *, at: datetime, batch: int, whole: bool) -> int | None:
    """Seal what is new of one table, from its mark on; None when another sealer came between."""
    shape, mark, seen = _start(model)
    after, total = 0 if whole else mark.settled, 0
    # Beside what was seen there may be more by now; it is left to the next time.
    while after < seen.top:
        walked = _seal_batch(shape, after=after, at=at, batch=batch)
        if walked is None:
            return None
        if walked.last is None:
            break
        if whole and walked.sealed and walked.sealed[0] <= mark.settled:
            logger.warning("%s row %d was put in below what was sealed", shape.table, walked.sealed[0])
        after, total = walked.last, total + len(walked.sealed)
    _finish(mark, seen)
    return total


@as_service(Service.AUDIT_SEALING)
def _start(model: type[models.Model]) -> tuple[SealedShape, SealingMark, sealing_marks.Moment]:
    shape = shape_of(model)
    return shape, sealing_marks.of(shape), sealing_marks.now(shape)


@as_service(Service.AUDIT_SEALING)
def _finish(mark: SealingMark, seen: sealing_marks.Moment) -> None:
    sealing_marks.move_on(mark, seen)


class _Walked(NamedTuple):
    """The last key that was looked at (None: there was none), and the keys that were sealed."""

    last: int | None
    sealed: list[int]


# Both sides are bounded by keys: no batch takes longer, or more memory, because the table has grown.
_WINDOW: Final = """
SELECT max(k) FROM (SELECT {key} AS k FROM {table} WHERE {key} > {after} ORDER BY {key} LIMIT {batch}) w
"""
_UNSEALED: Final = """
SELECT t.{key}, {hash} FROM {table} t
 WHERE t.{key} > {after} AND t.{key} <= {last} AND NOT EXISTS (
       SELECT FROM audit_seal s
        WHERE s.shape_id = ANY({shapes}) AND s.row_key = t.{key}
          AND s.row_key > {after} AND s.row_key <= {last})
 ORDER BY t.{key}
"""


@as_service(Service.AUDIT_SEALING)
def _seal_batch(shape: SealedShape, *, after: int, at: datetime, batch: int) -> _Walked | None:
    """Seal what has no link of the next `batch` rows behind `after`; None while another sealer runs."""
    shapes = SealedShape.objects.filter(table=shape.table).values_list("pk", flat=True)
    facts = {
        "key": sql.Identifier(shape.key_column),
        "table": sql.Identifier(shape.table),
        "after": sql.Literal(after),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING_LOCK])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(FIXED_OUTPUT)
        cursor.execute(sql.SQL(_WINDOW).format(batch=sql.Literal(batch), **facts))
        last = cursor.fetchone()[0]
        facts |= {"last": sql.Literal(last), "shapes": sql.Literal(list(shapes)), "hash": row_hash(shape)}
        cursor.execute(sql.SQL(_UNSEALED).format(**facts))
        rows = cursor.fetchall()
    if rows:
        # Numbers are given here, not by a sequence, so that a gap always means a missing link.
        number, previous = tip()
        _append(shape, rows, number=number, previous=previous, at=at)
    return _Walked(last, [key for key, _ in rows])


def _append(
    shape: SealedShape, rows: Iterable[tuple[int, bytes]], *, number: int, previous: bytes, at: datetime
) -> None:
    links = []
    for row_key, row_hash in rows:
        number += 1
        previous = hashlib.sha256(previous + bytes(row_hash)).digest()
        links.append(
            Seal(
                pk=number,
                shape=shape,
                row_key=row_key,
                row_hash=bytes(row_hash),
                chain_hash=previous,
                sealed_at=at,
            )
        )
    Seal.objects.bulk_create(links)


def _batches(size: int) -> Iterator[list[Seal]]:
    after = 0
    while links := list(Seal.objects.filter(pk__gt=after).select_related("shape").order_by("pk")[:size]):
        yield links
        after = links[-1].pk


@transaction.atomic
def _hashes_of(links: list[Seal]) -> dict[tuple[int, int], bytes]:
    """The present hash of each linked row that still exists, by shape and row key."""
    found: dict[tuple[int, int], bytes] = {}
    with connection.cursor() as cursor:
        cursor.execute(FIXED_OUTPUT)
        by_shape = sorted(links, key=lambda link: link.shape_id)
        for shape_id, group in groupby(by_shape, key=lambda link: link.shape_id):
            members = list(group)
            shape = members[0].shape
            cursor.execute(
                sql.SQL("SELECT {key}, {hash} FROM {table} WHERE {key} = ANY({keys})").format(
                    key=sql.Identifier(shape.key_column),
                    hash=row_hash(shape),
                    table=sql.Identifier(shape.table),
                    keys=sql.Literal([link.row_key for link in members]),
                )
            )
            found.update({(shape_id, key): bytes(value) for key, value in cursor.fetchall()})
    return found
