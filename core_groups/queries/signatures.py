"""What is signed in this app: closures, agencies that leave, and what conferences decide."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases import access, access_meetings
from cases.access import Action
from cases.queries.signatures import Signer, Source, Waiting
from core_groups import conference_access, step_down_access
from core_groups.conference_states import ConferenceDecision, QuorumStanding
from core_groups.models import Closing, ConferenceChild, Withdrawal
from safeguarding.ui.filters import date_text

CLOSING: Final = "closing"
LEAVING: Final = "leaving"
CONFERENCE: Final = "conference"


def _closings(by: Signer) -> QuerySet[Closing]:
    """Closures that one's people wrote, or about their children; never what one wrote."""
    if not access.may(by.user, Action.CLOSE_EPISODE):
        return Closing.objects.none()
    return (
        step_down_access.visible_closings(by.user)
        .filter(
            by.of_settled_child(),
            by.own_people("author", "child__allocated_to"),
            signed_at=None,
            sent_back_at=None,
        )
        .exclude(author=by.user)
        .select_related("child__person", "author")
    )


def _closing(row: Closing, since: datetime) -> Waiting:
    return Waiting(
        kind=CLOSING,
        reference=row.child.reference,
        child=row.child,
        asked_by=row.author.full_name,
        since=since,
        href=reverse("closing", args=[row.child.reference]),
        what_changed="Written anew since it was first sent." if row.version > 1 else "",
    )


def _leavings(by: Signer) -> QuerySet[Withdrawal]:
    """Agencies that ask to leave children of one's people."""
    if not access.may(by.user, Action.MANAGE_CASE):
        return Withdrawal.objects.none()
    rows = step_down_access.visible_withdrawals(by.user).filter(
        by.of_settled_child(), by.own_people("child__allocated_to"), decided_at=None
    )
    return rows.select_related("child__person", "agency").prefetch_related("views")


def _leaving(row: Withdrawal, since: datetime) -> Waiting:
    views = list(row.views.all())
    return Waiting(
        kind=LEAVING,
        reference=row.child.reference,
        child=row.child,
        asked_by=row.agency.name,
        since=since,
        href=reverse("leaving_one", args=[row.child.reference, row.pk]),
        what_changed=f"Agencies heard so far: {len(views)}." if views else "",
    )


def _conferences(by: Signer) -> QuerySet[ConferenceChild]:
    """What is still to be decided for children of conferences that one chaired and that may decide."""
    if not access.may(by.user, Action.RUN_CONFERENCE):
        return ConferenceChild.objects.none()
    workable = access_meetings.workable_meetings(by.user)
    rows = conference_access.visible_parts(by.user).filter(
        Q(conference__meeting__chair=by.user),
        by.of_settled_child(),
        conference__meeting__in=workable.values("pk"),
        conference__meeting__held_at__isnull=False,
        conference__quorum_standing__in=[QuorumStanding.QUORATE, QuorumStanding.OVERRIDDEN],
        decision=ConferenceDecision.NONE,
    )
    return rows.select_related("child__person", "conference__meeting__called_by")


def _conference(row: ConferenceChild, since: datetime) -> Waiting:
    meeting = row.conference.meeting
    return Waiting(
        kind=CONFERENCE,
        reference=meeting.reference,
        child=row.child,
        asked_by=meeting.called_by.full_name,
        since=since,
        href=reverse("conference_decide", args=[meeting.reference, row.child.reference]),
        what_changed=f"Held on {date_text(since)}.",
    )


SOURCES: Final = (
    Source(CLOSING, "Closure to sign", _closings, "written_at", _closing),
    Source(LEAVING, "Agency that asks to leave", _leavings, "asked_at", _leaving),
    Source(CONFERENCE, "Conference to decide", _conferences, "conference__meeting__held_at", _conference),
)
