"""Who hears of an assessment and of what other agencies were asked: by its reference, never by a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.urls import reverse

from cases import access, access_telling
from cases.models import Assessment, AssessmentPart, Child
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify, withdraw


@as_service(Service.RECORD_KEEPING)
def hearing(people: Iterable[User], children: Collection[int]) -> Mapping[int, list[User]]:
    """Of these people (with their agencies selected) those who may hear of each of these children, by key."""
    asked = list(people)
    known = Child.objects.in_bulk(children)
    restricted = [key for key, child in known.items() if child.is_restricted]
    found = access_telling.hearers(restricted=restricted, children=list(known), users=asked)
    return {
        key: [each for each in asked if found.may_hear(each, child=key, is_restricted=child.is_restricted)]
        for key, child in known.items()
    }


def managers_of(assessment: Assessment, by: User) -> list[User]:
    """Who authorises what `by` sent: the managers of `by`, of its author and of the child's worker."""
    workers = [by, assessment.author, assessment.child.allocated_to]
    keys = {each.line_manager_id for each in workers if each is not None and each.line_manager_id is not None}
    keys -= {by.pk, assessment.author_id}
    found = User.objects.filter(pk__in=keys).select_related("agency", "team").order_by("pk")
    return [each for each in found if access.may(each, access.Action.AUTHORISE_ASSESSMENT)]


def tell(
    assessment: Assessment, people: Iterable[User], what: str, text: str, *, by: User, at: datetime
) -> None:
    """Tell these people, but `by`, of the assessment; each `what` at this version of it once."""
    heard = hearing(people, [assessment.child_id]).get(assessment.child_id, [])
    notify(
        recipients=[each for each in heard if each != by],
        key=f"assessment:{assessment.pk}:{what}:{assessment.version}",
        kind=f"assessment_{what}",
        text=f"{text}: {assessment.reference}",
        path=reverse("assessment", args=[assessment.child.reference, assessment.reference]),
        at=at,
        reference=assessment.reference,
        subject=_subject(assessment),
    )


def no_longer(assessment: Assessment, *, at: datetime) -> None:
    """Take back what was told of the assessment and not read: it has gone on since."""
    withdraw(subjects=[_subject(assessment)], at=at)


def of_agency(agency: int, children: Collection[int]) -> Mapping[int, list[User]]:
    """Who of an agency is told of each of these children: its safeguarding leads among those who see the
    child, or else everybody of it who does."""
    people = (
        User.objects.filter(agency=agency, is_active=True).select_related("agency", "team").order_by("pk")
    )
    found = hearing(people, children)
    return {
        key: [each for each in heard if each.is_safeguarding_lead] or heard for key, heard in found.items()
    }


def tell_of_part(part: AssessmentPart, people: Iterable[User], what: str, text: str, *, at: datetime) -> None:
    """Tell these people of a part that was asked for; each `what` once."""
    notify(
        recipients=people,
        key=f"part:{part.pk}:{what}",
        kind=f"assessment_part_{what}",
        text=text,
        path=reverse("assessment_part", args=[part.pk]),
        at=at,
        subject=subject_of(part),
    )


def subject_of(part: AssessmentPart) -> str:
    """What is told of a part is about this; taken back when it is answered."""
    return f"part:{part.pk}"


def _subject(assessment: Assessment) -> str:
    return f"assessment:{assessment.pk}"
