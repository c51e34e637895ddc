"""Loading: the staff, then the children in stretches by several processes, then what was put aside."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing.pool import Pool
from typing import Any, Final

from django.contrib.auth.models import Permission
from django.db import connection, connections, models
from django.db.models import Max

from cases.models import Child, Person
from safeguarding.accounts.models import User
from safeguarding.audit import bulk_sealing
from safeguarding.audit.models import Seal
from safeguarding.synthetic import figures, put_aside, staff
from safeguarding.synthetic.days import Days
from safeguarding.synthetic.household import Households
from safeguarding.synthetic.names import Names
from safeguarding.synthetic.rows.children import Children
from safeguarding.synthetic.rows.deadlines import Deadlines
from safeguarding.synthetic.rows.events import Events
from safeguarding.synthetic.rows.families import Families
from safeguarding.synthetic.rows.involvements import Involvements
from safeguarding.synthetic.rows.notifications import Notifications
from safeguarding.synthetic.rows.people import People
from safeguarding.synthetic.rows.referrals import Referrals
from safeguarding.synthetic.world import Rows, World

# One module for each kind of row. Notifications come last: they write what the others noted as told.
KINDS: Final[tuple[Callable[[World], Rows], ...]] = (
    People,
    Families,
    Children,
    Involvements,
    Referrals,
    Deadlines,
    Events,
    Notifications,
)
# The world a process makes its stretches in: set before the processes start, and inherited by them.
_world: World | None = None


@dataclass
class Report:
    """How many rows were written, and how many seconds each step took."""

    rows: int
    seconds: dict[str, float]


def holds_records() -> bool:
    """Whether anybody is on record or has an account here."""
    return any(model._default_manager.exists() for model in (User, Person, Child))


def load(*, children: int, seed: int, today: date, workers: int, tell: Callable[[str], None]) -> Report:
    """Fill an empty database with a partnership of so many children; the same arguments give the same rows.

    `tell` hears each step as it ends. Everything that was put aside is put back also when a step fails.
    """
    report = Report(0, {})

    @contextmanager
    def step(name: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        report.seconds[name] = time.monotonic() - started
        tell(f"{name}: {report.seconds[name]:.1f} s")

    days = Days(today)
    with step("Staff"):
        world = _make_world(children, seed, days)
    tables = _tables(world)
    put_aside.put_aside([*tables, Seal])
    with _processes(world, workers) as pool:
        try:
            with step("Rows"):
                report.rows = _write(pool, world)
            with step("Indexes, foreign keys and seals"):
                _seal_while(lambda: put_aside.put_back(pool, but=(Seal,)), pool, days.now)
        finally:
            put_aside.put_back(pool)
    with step("Numbers and statistics"):
        _finish(tables)
    return report


def _make_world(children: int, seed: int, days: Days) -> World:
    names = Names()
    began = days.now - timedelta(days=figures.DAYS + 365)
    people = staff.build(children=children, names=names, at=began)
    view = Permission.objects.get(codename="view_child", content_type__app_label="cases")
    return World(seed, children, days, people, Households(names, people), view.pk)


def _tables(world: World) -> list[type[models.Model]]:
    return [model for kind in KINDS for table in kind(world).tables for model in table.models()]


@contextmanager
def _processes(world: World, workers: int) -> Iterator[Pool | None]:
    """So many processes and one to seal, each with a connection of its own; with 1, this one does it all."""
    global _world  # noqa: PLW0603 - what the processes inherit
    _world = world
    if workers == 1:
        yield None
        return
    # A connection can't be shared with a process that is born now.
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(workers + 1) as pool:
        yield pool


def _write(pool: Pool | None, world: World) -> int:
    numbers = world.stretches()
    written = map(_stretch, numbers) if pool is None else pool.imap_unordered(_stretch, numbers)
    return sum(written)


def _stretch(number: int) -> int:
    """Make one stretch and COPY it, in one transaction; returns its rows."""
    if _world is None:
        raise RuntimeError("No world to make children in")
    kinds, dice = [kind(_world) for kind in KINDS], _world.dice(number)
    for family in _world.families(number, dice):
        for kind in kinds:
            kind.write(family, dice)
    with connection.cursor() as cursor:
        return sum(table.flush(cursor) for kind in kinds for table in kind.tables)


def _seal_while(other: Callable[[], None], pool: Pool | None, at: datetime) -> None:
    """Seal every line of history and chronology, while `other` runs where there are processes."""
    if pool is None:
        other()
        bulk_sealing.seal_all(at=at)
        return
    sealing = pool.apply_async(bulk_sealing.seal_all, kwds={"at": at})
    other()
    sealing.get()


def _finish(tables: list[type[models.Model]]) -> None:
    """Make new rows get numbers after these ones, and tell the planner what is there now."""
    directory: list[Any] = [User, *staff.TABLES]
    with connection.cursor() as cursor:
        for model in (*tables, *directory):
            table, key = model._meta.db_table, model._meta.pk
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [table, key.column])
            if (sequence := cursor.fetchone()[0]) is not None:
                last = model._default_manager.aggregate(last=Max(key.attname))["last"] or 1
                cursor.execute("SELECT setval(%s, %s)", [sequence, last])
        cursor.execute("ANALYZE")
