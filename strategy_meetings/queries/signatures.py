"""What is signed in this app: section 47 enquiries, and meetings held without their quorum."""

from __future__ import annotations

from datetime import datetime
from typing import Final, cast

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases import access, access_meetings
from cases.queries.signatures import Signer, Source, Waiting
from safeguarding.accounts.models import User
from safeguarding.ui.filters import date_text
from strategy_meetings.access import visible_enquiries, visible_strategy_meetings
from strategy_meetings.models import Section47Enquiry, StrategyMeeting
from strategy_meetings.states import EnquiryState

ENQUIRY: Final = "enquiry"
INQUORATE: Final = "inquorate"


def _enquiries(by: Signer) -> QuerySet[Section47Enquiry]:
    """Enquiries that one's people gave in, lead, or that are about their children; never what one gave in."""
    if not access.may(by.user, access.Action.DECIDE_REFERRAL):
        return Section47Enquiry.objects.none()
    return (
        visible_enquiries(by.user)
        .filter(
            by.of_settled_child(),
            by.own_people("submitted_by", "lead", "child__allocated_to"),
            state=EnquiryState.AWAITING_SIGNATURE,
        )
        .exclude(submitted_by=by.user)
        .select_related("child__person", "submitted_by")
    )


def _enquiry(row: Section47Enquiry, since: datetime) -> Waiting:
    return Waiting(
        kind=ENQUIRY,
        reference=row.reference,
        child=row.child,
        asked_by=cast(User, row.submitted_by).full_name,
        since=since,
        href=reverse("enquiry", args=[row.reference]),
    )


def _inquorate(by: Signer) -> QuerySet[StrategyMeeting]:
    """Meetings held without their quorum that one chairs, or one's people called; never one's own call."""
    if not access.may(by.user, access.Action.DECIDE_REFERRAL):
        return StrategyMeeting.objects.none()
    workable = access_meetings.workable_meetings(by.user)
    return (
        visible_strategy_meetings(by.user)
        .filter(
            Q(meeting__chair=by.user) | by.own_people("meeting__called_by"),
            meeting__in=workable.values("pk"),
            inquorate_signed_at=None,
            meeting__held_at__isnull=False,
        )
        .exclude(Q(inquorate_reason="") | Q(meeting__called_by=by.user))
        .select_related("meeting__called_by")
    )


def _meeting(row: StrategyMeeting, since: datetime) -> Waiting:
    return Waiting(
        kind=INQUORATE,
        reference=row.meeting.reference,
        child=None,
        asked_by=row.meeting.called_by.full_name,
        since=since,
        href=reverse("strategy_meeting", args=[row.meeting.reference]),
        what_changed=f"Held on {date_text(since)} without its quorum.",
    )


SOURCES: Final = (
    Source(ENQUIRY, "Section 47 enquiry to sign", _enquiries, "submitted_at", _enquiry),
    Source(INQUORATE, "Meeting held without its quorum", _inquorate, "meeting__held_at", _meeting),
)
