"""Requesting an initial child protection conference from the conference unit.

The request is an act of the section 47 enquiry. The conference itself is a meeting of its own kind; until it
was held its clock runs on from the strategy meeting that started the enquiry.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.services import deadlines, events
from cases.states import EventKind, Significance
from safeguarding.accounts.models import AgencyKind, TeamFunction, User
from strategy_meetings.models import Section47Enquiry, StrategyDecision
from strategy_meetings.services import enquiries, telling
from strategy_meetings.states import EnquiryOutcome, EnquiryState, StrategyOutcome

REQUEST: Final = "icpc_request"


@transaction.atomic
def request(*, enquiry: Section47Enquiry, words: str, by: User, at: datetime) -> Section47Enquiry:
    """Request the conference; the clock of the request stops, the conference's own runs on.

    Raises NotVisibleError, NotPermittedError; DomainError while no conference is decided on, or without
    words; ChangedMeanwhileError when it was requested already.
    """
    enquiry = enquiries.locked(enquiry, by)
    access.require(by, access.Action.CALL_MEETING, enquiry.child)
    if enquiry.conference_requested_at is not None:
        raise ChangedMeanwhileError(f"{enquiry.conference_requested_by} has requested it already")
    if not is_decided(enquiry):
        raise DomainError("Neither the strategy meeting nor the enquiry has decided on a conference")
    if not words.strip():
        raise DomainError("Enter what the conference unit needs to know", field="words")
    enquiry.conference_requested_at, enquiry.conference_requested_by = at, by
    enquiry.conference_request = words
    enquiry.record(by=by, at=at, reason="Initial child protection conference requested")
    deadlines.meet(rule_id=REQUEST, child=enquiry.child, by=by, at=at)
    events.write(
        child=enquiry.child,
        kind=EventKind.SECTION_47_ENQUIRY,
        # Who can't safely sit together stands on the enquiry's page, not before everybody in the network.
        what_happened="Initial child protection conference requested",
        significance=Significance.SIGNIFICANT,
        source_reference=enquiry.reference,
        by=by,
        at=at,
    )
    unit = User.objects.filter(
        team__function=TeamFunction.CONFERENCING,
        agency__is_lead=True,
        agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE,
        is_active=True,
    )
    telling.of_enquiry(
        enquiry,
        unit.select_related("agency", "team").order_by("pk"),
        "conference",
        "An initial child protection conference is requested",
        by=by,
        at=at,
    )
    return enquiry


def is_decided(enquiry: Section47Enquiry) -> bool:
    """Whether a conference follows: by the signed enquiry, or before that by the strategy meeting."""
    if enquiry.state == EnquiryState.ENDED:
        return enquiry.outcome == EnquiryOutcome.CONFERENCE
    decisions = StrategyDecision.objects.filter(meeting=enquiry.started_by_id, child=enquiry.child_id)
    return decisions.filter(outcomes__contains=[StrategyOutcome.CONFERENCE]).exists()
