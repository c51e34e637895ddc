"""THE GATE's part for visits: who may see which; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cases import access
from cases.models import Visit
from safeguarding.accounts.models import User


def visible_visits(user: User) -> QuerySet[Visit]:
    """The visits to visible children: all for social care, for others those of their own agency; whoever is
    involved reads in the chronology that there was one."""
    visits = Visit.objects.filter(Exists(access.visible_children(user).filter(pk=OuterRef("child"))))
    return visits if access.reads_as_front_door(user) else visits.filter(agency=user.agency_id)
