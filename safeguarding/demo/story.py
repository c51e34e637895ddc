"""A story: people and happenings as data, played in the order in which they happened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction

from safeguarding.demo.happenings import Planned
from safeguarding.demo.people import Who
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import Ago


class Step(Protocol):
    """One thing that happens at one time."""

    @property
    def when(self) -> Ago | datetime:
        """When it happens."""
        ...

    def play(self, stage: Stage) -> None:
        """Let it happen."""
        ...


@dataclass(frozen=True, slots=True)
class Story:
    """A title for the reader of the code, the people, and the steps."""

    title: str
    people: Sequence[Who]
    steps: Sequence[Step]

    @transaction.atomic
    def play(self, stage: Stage) -> Stage:
        """Tell the story on `stage`, oldest first; what falls on one instant keeps its written order."""
        acts = sorted(self._acts(stage), key=lambda act: act[0])
        for _, act in acts:
            act(stage)
        return stage

    def _acts(self, stage: Stage) -> list[tuple[datetime, Callable[[Stage], None]]]:
        acts: list[tuple[datetime, Callable[[Stage], None]]] = []
        acts += [(stage.moment(who.record or who.known), who.play) for who in self.people]
        for step in self.steps:
            acts.append((stage.moment(step.when), step.play))
            if isinstance(step, Planned) and step.end is not None:
                acts.append((stage.moment(step.end), step.finish))
        return acts
