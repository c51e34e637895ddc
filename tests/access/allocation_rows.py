"""What the permission matrix's world has of handover notes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from cases.models import Child, HandoverNote
from safeguarding.accounts.models import User
from tests.factories import partnership


def note(child: Child, giver: User, taker: User, *, by: User, at: datetime, **facts: Any) -> HandoverNote:
    """A note that one worker owes another, written if `facts` says so."""
    made = HandoverNote(child=child, from_worker=giver, to_worker=taker, owed_at=at, owed_by=by, **facts)
    made.record(by=by, at=at, reason="test data")
    return made


def written(by: User, at: datetime) -> dict[str, Any]:
    """The facts of a written note."""
    words = {"what_matters": "She trusts her nan", "next_dates": "Nothing", "promised": "A bag"}
    return {**words, "written_at": at, "written_by": by}


def build(child: Child, personas: partnership.Personas, at: datetime) -> dict[str, Any]:
    """A note that the social worker owes the front door's worker, and one written for the social worker."""
    ours, theirs, by = personas.social_worker, personas.front_door_worker, personas.team_manager
    return {
        "owed_note": note(child, ours, theirs, by=by, at=at),
        "written_note": note(child, theirs, ours, by=by, at=at, **written(theirs, at)),
    }
