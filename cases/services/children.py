"""The record of a child: making it, opening and closing it to social care."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Child, Deadline, EpisodeOfNeed, Person
from cases.services import deadline_changes, events, involvements, references
from cases.services.allocation import allocate
from cases.services.chronology import correct_event, record_event
from cases.services.warnings import add_warning, end_warning
from cases.states import EventKind, InvolvementRole, Significance
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.rules import codes
from safeguarding.rules.episode_clocks import END_WITH_THE_EPISODE
from safeguarding.rules.london_time import at_hour, london_date

__all__ = [
    "add_warning",
    "allocate",
    "close_episode",
    "correct_event",
    "create_record",
    "end_warning",
    "open_episode",
    "record_event",
]


@transaction.atomic
def create_record(
    *,
    person: Person,
    by: User,
    at: datetime,
    is_restricted: bool = False,
    restricted_reason: str = "",
) -> Child:
    """Make the safeguarding record of a person; the maker's team (or agency) becomes involved.

    A restricted record names its maker, who would otherwise not see it. Raises DomainError when the
    person has a record, or when a restriction has no reason.
    """
    access.require_person(by, access.Action.CREATE_PERSON, person)
    if is_restricted and not restricted_reason.strip():
        raise DomainError("Say why only named people may see the record", field="restricted_reason")
    Person.objects.select_for_update().get(pk=person.pk)
    if Child.objects.filter(pk=person.pk).exists():
        raise DomainError("This person has a record already")
    child = Child(
        person=person,
        reference=references.new("C"),
        is_restricted=is_restricted,
        restricted_reason=restricted_reason.strip(),
        created_at=at,
    )
    _keep(child, by=by, at=at)
    return child


@as_service(Service.RECORD_KEEPING)
def _keep(child: Child, *, by: User, at: datetime) -> None:
    """Save a new record with its first lines; only from then on may its maker see it."""
    child.record(by=by, at=at, reason="Record created")
    events.write(
        child=child, kind=EventKind.RECORD_CREATED, what_happened="The record was created", by=by, at=at
    )
    involvements.start(
        child=child,
        agency=by.agency,
        team=by.team,
        role=InvolvementRole.CARE_TEAM,
        reason="Made the record",
        by=by,
        at=at,
    )
    if child.is_restricted:
        involvements.start(
            child=child,
            agency=by.agency,
            user=by,
            role=InvolvementRole.NAMED_USER,
            reason="Made the record",
            by=by,
            at=at,
        )


@transaction.atomic
def open_episode(
    *, child: Child, opened_on: date, by: User, at: datetime, primary_need: str = ""
) -> EpisodeOfNeed:
    """Open the child to children's social care; gives the episode that is open already, if one is.

    Raises DomainError for a day in the future or inside an earlier episode, or an unknown need.
    """
    access.require(by, access.Action.EDIT_PERSON, child)
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    running = EpisodeOfNeed.objects.filter(child=child, closed_on=None).first()
    if running is not None:
        return running
    if opened_on > london_date(at):
        raise DomainError("The day it opened can’t be in the future", field="opened_on")
    if primary_need and primary_need not in dict(codes.PRIMARY_NEED):
        raise DomainError("Choose the child’s main need", field="primary_need")
    if EpisodeOfNeed.objects.filter(child=child, closed_on__gt=opened_on).exists():
        raise DomainError("An earlier time open to social care ended after that day", field="opened_on")
    episode = EpisodeOfNeed(child=child, opened_on=opened_on, primary_need=primary_need)
    episode.record(by=by, at=at, reason="Opened to children's social care")
    events.write(
        child=child,
        kind=EventKind.EPISODE_OPENED,
        what_happened="The child was opened to children’s social care",
        occurred_at=_on(opened_on, at),
        significance=Significance.NOTABLE,
        by=by,
        at=at,
    )
    return episode


@transaction.atomic
def close_episode(
    *, episode: EpisodeOfNeed, closed_on: date, closure_reason: str, by: User, at: datetime
) -> EpisodeOfNeed:
    """Close the child to children's social care with a census reason.

    The clocks of what social care was going to do stop; open again, the child gets new ones.
    Raises ChangedMeanwhileError when it is closed, DomainError with the field for a day or reason that
    can't be right.
    """
    access.require(by, access.Action.MANAGE_CASE, episode.child)
    episode = EpisodeOfNeed.objects.select_for_update().select_related("child").get(pk=episode.pk)
    if episode.closed_on is not None:
        raise ChangedMeanwhileError("Somebody has already closed this")
    if not episode.opened_on <= closed_on <= london_date(at):
        raise DomainError("The day it closed must be between the day it opened and today", field="closed_on")
    reasons = dict(codes.CLOSURE_REASON)
    if closure_reason not in reasons:
        raise DomainError("Choose why it closed", field="closure_reason")
    episode.closed_on, episode.closure_reason, episode.closed_by = closed_on, closure_reason, by
    episode.record(by=by, at=at, reason="Closed to children's social care")
    events.write(
        child=episode.child,
        kind=EventKind.EPISODE_CLOSED,
        what_happened=f"The child was closed to children’s social care: {reasons[closure_reason]}",
        occurred_at=_on(closed_on, at),
        significance=Significance.NOTABLE,
        by=by,
        at=at,
    )
    deadline_changes.stop(
        running=Deadline.objects.filter(child=episode.child, rule_id__in=END_WITH_THE_EPISODE),
        reason=f"The child was closed to children’s social care: {reasons[closure_reason]}",
        by=by,
        at=at,
    )
    return episode


def _on(day: date, at: datetime) -> datetime:
    """Midday of a day, or now when that is still to come."""
    return min(at_hour(day, 12), at)
