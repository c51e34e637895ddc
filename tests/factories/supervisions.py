"""Supervisions at every stage, by the services, each act behind the wall."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from cases.models import Child, Supervision
from cases.queries import supervision as queries
from cases.services import supervision, supervision_signing
from cases.services.supervision import AgendaFacts
from cases.supervision_states import AGENDA, PARTS, SupervisionKind
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date
from tests.factories import partnership, records
from tests.factories.partnership import Personas

WORDS = {part.value: f"Words on {part.value}" for part in PARTS}


def child(personas: Personas, at: datetime, given: str = "Nell", **facts: Any) -> Child:
    """A child of the social worker and their team."""
    by = personas.team_manager
    made = records.child(given, "Quarmby", by=by, at=at, **facts)
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=by, at=at, reason="test data")
    return made


def colleague(personas: Personas, name: str) -> User:
    """Another social worker of the team manager."""
    manager = personas.team_manager
    return partnership.user(name, manager.agency, in_team=manager.team, line_manager=manager)


def begun(
    personas: Personas,
    at: datetime,
    *,
    children: Sequence[Child] = (),
    kind: SupervisionKind = SupervisionKind.CASE,
    supervised: Sequence[User] = (),
    by: User | None = None,
) -> Supervision:
    """A draft: the team manager supervises the social worker about these children."""
    by = by or personas.team_manager
    workers = list(supervised) or [personas.social_worker]
    with as_user(by):
        row = supervision.start(kind=kind, supervised=workers, held_on=london_date(at), by=by, at=at)
        there = set(row.parts.values_list("child", flat=True))
        keys = [each.pk for each in children if each.pk not in there]
        if keys:
            supervision.add_children(supervision=row, children=keys, by=by, at=at)
    return row


def written(row: Supervision, at: datetime, *, by: User, **words: str) -> Supervision:
    """Every part of every child, the agenda, and the next day."""
    with as_user(by):
        for part in row.parts.filter(left_out=False):
            supervision.write(part=part, version=part.version, words={**WORDS, **words}, by=by, at=at)
        now = Supervision.objects.get(pk=row.pk)
        facts = AgendaFacts(
            held_on=now.held_on,
            next_on=now.held_on + timedelta(days=28),
            words={name: f"Words on {name}" for name in AGENDA},
        )
        return supervision.write_agenda(supervision=now, version=now.version, facts=facts, by=by, at=at)


def signed_by(row: Supervision, *people: User, at: datetime) -> Supervision:
    """These people read it and sign."""
    for person in people:
        with as_user(person):
            found = queries.whole(person, queries.get(person, row.pk))
            row = supervision_signing.sign(supervision=row, seen=found.fingerprint, by=person, at=at)
    return row


def signed(personas: Personas, at: datetime, *, children: Sequence[Child], **facts: Any) -> Supervision:
    """One that both have signed."""
    row = written(begun(personas, at, children=children), at, by=personas.team_manager, **facts)
    return signed_by(row, personas.social_worker, personas.team_manager, at=at)
