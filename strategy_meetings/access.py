"""THE GATE's part for strategy meetings, enquiries and recurrence; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases import access, access_meetings
from safeguarding.accounts.models import AgencyKind, User
from strategy_meetings.models import (
    ImmediateProtection,
    LateralCheck,
    RecurrenceHit,
    Section47Enquiry,
    StrategyDecision,
    StrategyMeeting,
)


def visible_hits(user: User) -> QuerySet[RecurrenceHit]:
    """The recurrences of concerns about children whom `user` may see; for social care staff alone."""
    if not access.reads_as_front_door(user):
        return RecurrenceHit.objects.none()
    return RecurrenceHit.objects.filter(child__in=access.visible_children(user).values("pk"))


def visible_strategy_meetings(user: User) -> QuerySet[StrategyMeeting]:
    """The details of the strategy meetings `user` may read (cases.access_meetings)."""
    return StrategyMeeting.objects.filter(meeting__in=access_meetings.readable_meetings(user).values("pk"))


def visible_decisions(user: User) -> QuerySet[StrategyDecision]:
    """What readable strategy meetings decided for children whom `user` may see."""
    return StrategyDecision.objects.filter(
        child__in=access.visible_children(user).values("pk"),
        meeting__in=visible_strategy_meetings(user).values("pk"),
    )


def visible_enquiries(user: User) -> QuerySet[Section47Enquiry]:
    """The section 47 enquiries about children whom `user` may see: for social care and the police."""
    makes_enquiries = access.reads_as_front_door(user) or user.agency.kind == AgencyKind.POLICE
    if not makes_enquiries:
        return Section47Enquiry.objects.none()
    return Section47Enquiry.objects.filter(child__in=access.visible_children(user).values("pk"))


def visible_checks(user: User) -> QuerySet[LateralCheck]:
    """What agencies were asked in enquiries: all of visible enquiries, and what `user`'s own agency was."""
    own = Q(agency=user.agency_id, child__in=access.visible_children(user).values("pk"))
    return LateralCheck.objects.filter(own | Q(enquiry__in=visible_enquiries(user).values("pk")))


def visible_protections(user: User) -> QuerySet[ImmediateProtection]:
    """Immediate protection of children whom `user` may see."""
    return ImmediateProtection.objects.filter(child__in=access.visible_children(user).values("pk"))
