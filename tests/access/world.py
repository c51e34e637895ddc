"""One small world for the permission matrix: each kind of record once, and what is in its addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from cases.models import Child, Draft, Involvement, Referral
from cases.services import drafts
from safeguarding.accounts.models import User
from tests.factories import partnership, records, referrals


@dataclass
class World:
    """The personas and the records that the matrix's addresses point at."""

    personas: partnership.Personas
    child: Child
    restricted: Child
    referral: Referral
    draft: Draft
    kwargs: dict[str, dict[str, Any]] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """The persona with this name."""
        return getattr(self.personas, name)


def build() -> World:
    """A child whom the school, the GP, the health visitor and the police are involved with; a
    restricted child; a referral that the school sent; a draft of the school's."""
    personas = partnership.build()
    at = timezone.now() - timedelta(hours=1)
    worker = personas.front_door_worker
    child = records.child("Ada", "Example", by=worker, at=at)
    for partner in (personas.school, personas.gp, personas.health_visitor, personas.police):
        records.involve(child, partner.agency, by=worker, at=at)
    restricted = records.child("Rex", "Hidden", by=worker, at=at, is_restricted=True)
    records.involve(restricted, personas.head_of_service, by=worker, at=at)
    referral = referrals.referral(by=personas.school, at=at)
    return World(
        personas=personas,
        child=child,
        restricted=restricted,
        referral=referral,
        draft=drafts.start(form="referral", by=personas.school, at=at),
    )


def involvement(world: World) -> Involvement:
    """The school's involvement with the child."""
    return Involvement.objects.get(child=world.child, agency=world.personas.school.agency)
