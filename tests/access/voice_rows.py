"""What the permission matrix's world has of appointments and the child's voice."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cases.models import Child
from cases.services import appointments, voice
from cases.voice_states import VoiceKind
from safeguarding.rules.london_time import london_date
from tests.factories import partnership


def build(child: Child, personas: partnership.Personas, at: datetime) -> dict[str, Any]:
    """An appointment with the health visitor at which the child wasn't seen, and what the school heard."""
    day = london_date(at) - timedelta(days=2)
    missed = appointments.AppointmentFacts(
        service="Two-year review", on=day, outcome="was_not_brought", impact="Not weighed", told="The GP"
    )
    heard = voice.VoiceFacts(
        kind=VoiceKind.WORDS, heard_on=day, place="In the book corner", words="I like my nan\u2019s house"
    )
    return {
        "appointment": appointments.record(child=child, facts=missed, by=personas.health_visitor, at=at),
        "voice": voice.record(child=child, facts=heard, by=personas.school, at=at),
    }
