"""What the tests of alerts share: who was told of which step of which time limit."""

from __future__ import annotations

from cases.models import Deadline
from safeguarding.accounts.models import User
from safeguarding.notifications.models import Notification


def told(deadline: Deadline, stage: str) -> set[User]:
    """Who was told of a step: "breach", or "after:2" for the second one of its stage."""
    key = f"deadline:{deadline.pk}:{deadline.revision}:{stage}{'' if ':' in stage else ':1'}"
    return {row.recipient for row in Notification.objects.filter(key=key)}
