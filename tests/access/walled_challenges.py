"""Challenges for the wall's world: between agencies that see the child, and about a restricted record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db.models import Model, QuerySet

from cases.models import Child
from escalation import access
from escalation.models import (
    Challenge,
    ChallengeAction,
    ChallengeContact,
    ChallengeOffer,
    ChallengeStage,
    PolicyRead,
    PolicyText,
)
from escalation.services import ladder, policy, talking
from escalation.services.ladder import Facts
from escalation.services.talking import Step
from escalation.states import ContactHow
from safeguarding.accounts.models import User

# What the gate gives of challenges, table by table.
SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Challenge: access.visible_challenges,
    ChallengeStage: access.visible_stages,
    ChallengeContact: access.visible_contacts,
    ChallengeOffer: access.visible_offers,
    ChallengeAction: access.visible_actions,
    PolicyRead: access.visible_reads,
}


def build(open_child: Child, hidden: Child, staff: Mapping[str, User], *, at: datetime) -> None:
    """Of the school with social care and with the police; of social care with the police about a restricted
    record; a policy that some have read."""
    for child, raiser, against in (
        (open_child, "school", "social_worker"),
        (open_child, "school", "police"),
        (hidden, "social_worker", "police"),
    ):
        _raised(child, staff[raiser], staff[against], at=at)
    number = (PolicyText.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    made = policy.publish(
        title="Policy", text="Speak first.", changes="", number=number, by=staff["partnership_admin"], at=at
    )
    for key in ("school", "gp", "system_admin"):
        policy.confirm(policy=made, by=staff[key], at=at)


def _raised(child: Child, raiser: User, against: User, *, at: datetime) -> None:
    facts = Facts(
        against=against.agency,
        ground="agency_absent",
        concern="Nobody came",
        outcome_sought="Come",
        interim_safety="Seen every day",
    )
    challenge = ladder.raise_challenge(child=child, facts=facts, by=raiser, at=at)
    talking.record_contact(
        challenge=challenge,
        happened_at=at,
        how=ContactHow.PHONE,
        with_whom="Duty",
        words="No answer",
        by=raiser,
        at=at,
    )
    step = Step("Come", against.agency, "Duty", at.date())
    talking.offer(challenge=challenge, words="We come", steps=[step], by=against, at=at)
