"""Appointments, the child's voice and warnings in the walled world, and what the gate says of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Model, QuerySet

from cases import access_voice
from cases.models import Appointment, Child, VoiceEntry, Warning
from cases.states import Sensitivity
from cases.voice_states import WARNING_LEVELS
from safeguarding.accounts.models import User
from tests.factories import records

SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Appointment: access_voice.visible_appointments,
    VoiceEntry: access_voice.visible_voice,
    Warning: access_voice.visible_warnings,
}


def fill(child: Child, staff: dict[str, User], *, at: Any) -> None:
    """An appointment, a warning for each reader there is, and what the child said for each sensitivity."""
    head, nurse = staff["head_of_service"], staff["health_visitor"]
    for number, writer in enumerate((nurse, staff["school"])):
        Appointment(
            child=child,
            agency=writer.agency,
            service="Check-up",
            on=at.date() - timedelta(days=number),
            recorded_at=at,
            recorded_by=writer,
        ).record(by=writer, at=at)
    for level in WARNING_LEVELS:
        Warning(child=child, text="Dog", since=at.date(), sensitivity=level).record(by=head, at=at)
    for level in Sensitivity:
        for writer in (head, staff["police"], nurse):
            line = records.event(child, by=writer, at=at, sensitivity=level)
            VoiceEntry(
                child=child,
                kind="words",
                heard_on=at.date(),
                place="School",
                words="I am tired",
                sensitivity=level,
                agency=writer.agency,
                recorded_at=at,
                recorded_by=writer,
                event=line,
            ).record(by=writer, at=at)
