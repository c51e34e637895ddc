"""Strategy meetings, section 47 enquiries, protection and recurrence of the demo, all by the services."""

from __future__ import annotations

from datetime import datetime

from safeguarding.demo.meetings import ackroyd, dobson, hallam, pickersgill, recurring
from safeguarding.demo.partnership import Cast


def load(cast: Cast, at: datetime) -> None:
    """Tell the families, let the search for recurrence look, and decide on some of what it finds."""
    hallam.load(cast, at)
    ackroyd.load(cast, at)
    pickersgill.load(cast, at)
    stage = dobson.load(cast, at)
    recurring.load(cast, at)
    dobson.meet(stage)
