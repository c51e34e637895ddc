"""THE GATE's part for what is laid over the chronology; built on cases.access alone."""

from __future__ import annotations

from django.db.models import QuerySet

from cases import access
from cases.models import ChronologyImport, Curation
from safeguarding.accounts.models import User


def visible_curations(user: User) -> QuerySet[Curation]:
    """What was made of lines that `user` may read: whoever reads a line reads how it is weighed."""
    return Curation.objects.filter(event__in=access.visible_events(user).values("pk"))


def visible_imports(user: User) -> QuerySet[ChronologyImport]:
    """The imports into visible children's chronologies: all for social care, others' own agency's."""
    imports = ChronologyImport.objects.filter(child__in=access.visible_children(user).values("pk"))
    return imports if access.reads_as_front_door(user) else imports.filter(agency=user.agency_id)
