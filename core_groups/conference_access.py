"""THE GATE's part for child protection conferences; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from cases import access, access_meetings
from cases.states import Sensitivity
from core_groups.models import (
    Conference,
    ConferenceChild,
    ConferenceDissent,
    ConferenceReport,
    ConferenceRequest,
    DecisionLetter,
    LetterCopy,
)
from safeguarding.accounts.models import User


def visible_conferences(user: User) -> QuerySet[Conference]:
    """The details of the conferences whose meeting `user` may read."""
    return Conference.objects.filter(meeting__in=access_meetings.readable_meetings(user).values("pk"))


def visible_requests(user: User) -> QuerySet[ConferenceRequest]:
    """The conferences asked for about children whom `user` may see: for social care staff alone."""
    if not access.reads_as_front_door(user):
        return ConferenceRequest.objects.none()
    return ConferenceRequest.objects.filter(child__in=access.visible_children(user).values("pk"))


def visible_parts(user: User) -> QuerySet[ConferenceChild]:
    """What readable conferences decided for children whom `user` may see."""
    return ConferenceChild.objects.filter(
        child__in=access.visible_children(user).values("pk"),
        conference__in=visible_conferences(user).values("pk"),
    )


def visible_reports(user: User) -> QuerySet[ConferenceReport]:
    """The reports to readable conferences, as far as `user` may read them: by sensitivity, by child."""
    own = Q(agency=user.agency_id) & ~Q(sensitivity=Sensitivity.SUPERVISION)
    readable = Q(sensitivity__in=access.readable_sensitivities(user)) | own | Q(author=user)
    return ConferenceReport.objects.filter(
        readable,
        child__in=access.visible_children(user).values("pk"),
        conference__in=visible_conferences(user).values("pk"),
    )


def visible_dissents(user: User) -> QuerySet[ConferenceDissent]:
    """The dissents to decisions that `user` may see."""
    return ConferenceDissent.objects.filter(part__in=visible_parts(user).values("pk"))


def visible_letters(user: User) -> QuerySet[DecisionLetter]:
    """The letters about decisions that `user` may see."""
    return DecisionLetter.objects.filter(part__in=visible_parts(user).values("pk"))


def visible_copies(user: User) -> QuerySet[LetterCopy]:
    """The copies of letters that `user` may see."""
    return LetterCopy.objects.filter(letter__in=visible_letters(user).values("pk"))
