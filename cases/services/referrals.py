"""Sending a referral: one transaction, from the draft to the front door's clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Draft, Referral, ReferralAdult, ReferralChild
from cases.queries import referrals as queries
from cases.services import deadlines, drafts, references
from cases.services.referral_facts import SOURCE_OF, ReferralFacts, check
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import notify

DECISION = "referral_decision"
_OWN_TABLES = {"children", "adults", "themes", "criteria", "source_code"}


@transaction.atomic
def submit(*, facts: ReferralFacts, by: User, at: datetime, draft: Draft | None = None) -> Referral:
    """Send a referral to the front door and start the clock of its decision.

    Sending the same draft again gives the referral that it became, however often and from wherever it
    is sent. Raises DomainError with the field that is missing or wrong, NotVisibleError for somebody
    else's draft, NotPermittedError for those who don't refer.
    """
    access.require(by, access.Action.REFER)
    if draft is not None:
        draft = access.own_drafts(by).select_for_update().filter(pk=draft.pk).first()
        if draft is None:
            raise NotVisibleError
        if draft.sent_as:
            return Referral.objects.get(reference=draft.sent_as)
    check(facts)
    referral = Referral(
        reference=references.new("R"),
        draft_key=draft.key if draft else None,
        author=by,
        agency=by.agency,
        received_at=at,
        source_code=facts.source_code or SOURCE_OF[by.agency.kind],
        themes=list(facts.themes),
        criteria=list(facts.criteria),
        **_own_columns(facts),
    )
    referral.record(by=by, at=at, reason="Referral sent")
    _add_people(referral, facts, by=by, at=at)
    if draft is not None:
        drafts.mark_sent(draft=draft, reference=referral.reference, at=at)
    _tell_the_front_door(referral, by=by, at=at)
    return referral


def _own_columns(facts: ReferralFacts) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__slots__ if name not in _OWN_TABLES}


def _columns(facts: Any) -> dict[str, Any]:
    return {name: getattr(facts, name) for name in facts.__slots__}


def _add_people(referral: Referral, facts: ReferralFacts, *, by: User, at: datetime) -> None:
    team = queries.front_door_team()
    for position, child in enumerate(facts.children, start=1):
        row = ReferralChild(referral=referral, position=position, **_columns(child))
        row.record(by=by, at=at, reason="Referral sent")
        # The clock is the front door's: a partner doesn't see it.
        with as_service(Service.REFERRAL_INTAKE):
            deadlines.set(rule_id=DECISION, starts_at=at, by=by, at=at, referral_child=row, team=team)
    for adult in facts.adults:
        named = ReferralAdult(referral=referral, **_columns(adult))
        named.record(by=by, at=at, reason="Referral sent")


def _tell_the_front_door(referral: Referral, *, by: User, at: datetime) -> None:
    urgent = referral.immediate_danger or referral.crime_alleged
    notify(
        recipients=[user for user in queries.front_door_staff() if user.pk != by.pk],
        key=f"referral_received:{referral.reference}",
        kind="referral_received",
        text=f"New referral {referral.reference}" + (": look at it at once" if urgent else ""),
        path=reverse("referral", args=[referral.reference]),
        at=at,
        reference=referral.reference,
        urgency=Urgency.URGENT if urgent else Urgency.NORMAL,
    )
