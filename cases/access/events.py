"""Which lines of a chronology a person may read and write."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases.access.children import visible_children
from cases.access.who import SENSITIVITY_READERS
from cases.models import Event
from cases.states import Sensitivity
from safeguarding.accounts.models import User


def readable_sensitivities(user: User) -> list[Sensitivity]:
    """The sensitivities of other agencies' lines that `user` may read."""
    return [level for level, who in SENSITIVITY_READERS.items() if who(user)]


def writable_sensitivities(user: User) -> list[Sensitivity]:
    """How confidential `user` may mark a line: whatever they could read, and their own agency's."""
    readable = readable_sensitivities(user)
    return [level for level in Sensitivity if level in readable or level == Sensitivity.OWN_AGENCY]


def visible_events(user: User) -> QuerySet[Event]:
    """The lines of visible children's chronologies that `user` may read."""
    own = Q(agency=user.agency_id) & ~Q(sensitivity=Sensitivity.SUPERVISION)
    return Event.objects.filter(
        Q(sensitivity__in=readable_sensitivities(user)) | own | Q(recorded_by=user),
        child__in=visible_children(user).values("pk"),
    )
