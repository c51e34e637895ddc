"""A child whom school, police and social care work with, and a challenge of the school's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime

import pytest
import time_machine

from cases.models import Child, Event
from cases.states import EventKind
from escalation.models import Challenge
from escalation.services import ladder
from escalation.services.ladder import Facts
from safeguarding.accounts.models import Role, User
from tests.factories import partnership, records
from tests.factories.partnership import Personas


@dataclass
class Scene:
    """Who there is, about whom, and when."""

    personas: Personas
    child: Child
    closure: Event
    at: datetime

    @property
    def social_care(self):
        """The agency that is challenged."""
        return self.personas.social_worker.agency

    def facts(self, **changed: object) -> Facts:
        """What the school says."""
        said = {
            "against": self.social_care,
            "ground": "closure_or_step_down",
            "concern": "He still comes without food and flinches when a door bangs",
            "outcome_sought": "The plan goes on until the review",
            "interim_safety": "He is seen by the head teacher every morning",
        }
        return Facts(**{**said, **changed})

    def raised(self, **changed: object) -> Challenge:
        """The school's challenge of the closure."""
        return ladder.raise_challenge(
            child=self.child,
            facts=self.facts(**changed),
            event=self.closure,
            by=self.personas.school,
            at=self.at,
        )


@pytest.fixture
def scene(personas: Personas, at: datetime) -> Scene:
    """Ada, closed to social care this morning; the social worker had her case."""
    worker = personas.social_worker
    child = records.child("Ada", "Example", by=worker, at=at)
    for partner in (personas.school, personas.police, personas.youth_justice):
        records.involve(child, partner.agency, by=worker, at=at)
    child.allocated_to, child.team = worker, worker.team
    child.record(by=worker, at=at, reason="test data")
    closure = records.event(child, by=worker, at=at, kind=EventKind.EPISODE_CLOSED)
    return Scene(personas, child, closure, at)


@pytest.fixture
def school_manager(personas: Personas) -> User:
    """The school's head teacher."""
    return partnership.user("Harriet Rowe", personas.school.agency, Role.MANAGER)


@pytest.fixture
def time_machine_at() -> Iterator[Callable[[datetime], None]]:
    """`time_machine_at(instant)` sets the clocks there until the test is over."""
    with ExitStack() as stack:
        yield lambda instant: stack.enter_context(time_machine.travel(instant, tick=False))
