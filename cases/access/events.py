"""Which lines of a chronology a person may read."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.access.children import visible_children
from cases.access.doors import may
from cases.access.sensitivity import Reader, Standing, levels_of, readable_sensitivities
from cases.access.who import Action
from cases.models import Event, Involvement
from cases.states import WRITTEN_BY_THE_SERVICE
from safeguarding.accounts.models import User


def visible_events(user: User) -> QuerySet[Event]:
    """The lines of visible children's chronologies that `user` may read."""
    readable = Q(sensitivity__in=readable_sensitivities(user))
    own = Q(agency=user.agency_id, sensitivity__in=levels_of(Reader.OWN_AGENCY))
    written = Q(recorded_by=user, sensitivity__in=levels_of(Reader.AUTHOR))
    return Event.objects.filter(readable | own | written, child__in=visible_children(user).values("pk"))


def own_events(user: User) -> QuerySet[Event]:
    """What `user`'s agency wrote about children whose record they may no longer open.

    Only what somebody typed: what the service writes by itself tells of others' acts.
    """
    if not may(user, Action.RECORD_EVENT):
        return Event.objects.none()
    own = Event.objects.filter(own_after_leaving(user, author="recorded_by"))
    return own.exclude(kind__in=WRITTEN_BY_THE_SERVICE)


def own_after_leaving(user: User, *, author: str) -> Q:
    """Of what hangs on a child: what `user`'s agency wrote itself, on records that they may no longer open.

    For those who could open the record while the agency, their team or they themselves were involved.
    Records that became restricted are left out, as everywhere. `author`: the field that says who wrote it.
    """
    theirs = Q(user=user) | Q(user=None, team=None)
    if user.team_id:
        theirs |= Q(team=user.team_id)
    was_involved = Involvement.objects.filter(
        theirs, child=OuterRef("child"), agency=user.agency_id, until__isnull=False
    )
    own = Q(sensitivity__in=levels_of(Reader.OWN_AGENCY, standing=Standing.WAS_INVOLVED))
    levels = levels_of(Reader.AUTHOR, standing=Standing.WAS_INVOLVED)
    written = Q(**{author: user}, sensitivity__in=levels)
    left = Exists(was_involved) & ~Q(child__in=visible_children(user).values("pk"))
    return (own | written) & Q(agency=user.agency_id, child__is_restricted=False) & left
