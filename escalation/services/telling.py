"""Who is told of what happens in a challenge: only people who see the child, by the challenge's reference."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from cases import access_telling
from escalation.models import Challenge, ChallengeStage
from safeguarding.accounts.models import User
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import notify


def of_challenge(
    challenge: Challenge,
    what: str,
    text: str,
    *,
    at: datetime,
    by: User | None = None,
    urgent: bool = False,
) -> None:
    """Tell whoever raised it and everybody who was asked to speak on a stage, but `by`."""
    people = [each for each in _concerned(challenge) if by is None or each.pk != by.pk]
    notify(
        recipients=access_telling.hearing(people, challenge.child),
        key=f"{challenge.subject}:{what}:{challenge.version}",
        kind=f"challenge_{what}",
        text=f"{text}: {challenge.reference}",
        path=reverse("challenge", args=[challenge.reference]),
        at=at,
        reference=challenge.reference,
        urgency=Urgency.URGENT if urgent else Urgency.NORMAL,
        subject=challenge.subject,
    )


def _concerned(challenge: Challenge) -> Iterable[User]:
    asked = ChallengeStage.objects.filter(challenge=challenge).values("counterpart")
    keys = User.objects.filter(pk__in=asked).values_list("pk", flat=True)
    return User.objects.filter(pk__in=[challenge.raised_by_id, *keys]).order_by("pk")
