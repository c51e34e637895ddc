"""Holding a child protection conference: its quorum, the chair's words, the interim plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db import transaction

from cases import access, access_meetings
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.meeting_states import MeetingState
from cases.models import Child, Deadline
from cases.queries import quorum
from cases.services import deadlines, events, meetings
from cases.states import EventKind, Significance
from core_groups.conference_states import ConferenceKind, QuorumStanding
from core_groups.models import Conference
from core_groups.services import conference_booking as booking
from safeguarding.accounts.models import User
from safeguarding.rules import conference as rules
from safeguarding.rules.conference import ConferenceQuorum, Standing
from safeguarding.rules.quorum import Missing
from safeguarding.ui.filters import date_text

# What a conference of a kind stops, once it has its quorum or the chair went on without. Before a birth the
# 15 working days from the strategy discussion run too.
STOPS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        ConferenceKind.INITIAL: ("icpc",),
        ConferenceKind.PRE_BIRTH: ("icpc", "pre_birth_icpc", "pre_birth_icpc_latest"),
        ConferenceKind.TRANSFER_IN: ("transfer_in",),
        ConferenceKind.REVIEW: ("review_first", "review_next", "pre_birth_review"),
    }
)
DECISION_CLOCK: Final = "conference_decision"
MINUTES_CLOCK: Final = "conference_minutes"


@transaction.atomic
def hold(
    *,
    conference: Conference,
    held_at: datetime,
    by: User,
    at: datetime,
    override_reason: str = "",
    exemption_reason: str = "",
    interim_plan: str = "",
) -> Conference:
    """Record that a conference was held, with its quorum as attendance is recorded now.

    Without its quorum it goes on with the chair's `override_reason`; else it is reconvened, and leaves an
    `interim_plan`. Twice running it needs the chair's `exemption_reason` for that (rules, section 5). Raises
    DomainError, ChangedMeanwhileError, NotVisibleError, NotPermittedError (the chair's words by the chair).
    """
    access_meetings.require_run(by, conference.meeting)
    children = booking.lock_children([row.child for row in conference.parts.select_related("child")])
    conference = lock(conference)
    if conference.meeting.state != MeetingState.PLANNED:
        raise ChangedMeanwhileError("It is on record already that the conference was held or cancelled")
    if not rules.may_be_on(held_at):
        raise DomainError(
            "A child protection conference is never on a Saturday or a Sunday: check the day", field="held_at"
        )
    found = standing(conference, override_reason=override_reason, exemption_reason=exemption_reason)
    _require_words(found, interim_plan)
    uses_words = not found.missing.quorate and (override_reason.strip() or exemption_reason.strip())
    if uses_words and not access.may(by, Action.RUN_CONFERENCE):
        raise NotPermittedError(Action.RUN_CONFERENCE.value)
    conference.meeting = meetings.hold(meeting=conference.meeting, held_at=held_at, by=by, at=at)
    conference.quorum_standing, conference.lacked = found.standing.value, found.missing.text
    if not found.missing.quorate:
        conference.override_reason = override_reason.strip() if found.may_decide else ""
        conference.exemption_reason = "" if found.may_decide else exemption_reason.strip()
        conference.interim_plan = "" if found.may_decide else interim_plan.strip()
    conference.record(by=by, at=at, reason=QuorumStanding(conference.quorum_standing).label)
    for child in children:
        if found.may_decide:
            _go_on(conference, child, by=by, at=at)
        else:
            _reconvene(conference, child, by=by, at=at)
    return conference


def standing(
    conference: Conference, *, override_reason: str = "", exemption_reason: str = ""
) -> ConferenceQuorum:
    """What the conference may do with those recorded as there, and what the chair says."""
    return rules.assess(
        quorum.attending(conference.meeting),
        override_reason=override_reason,
        was_inquorate_before=was_inquorate_before(conference),
        exemption_reason=exemption_reason,
    )


def was_inquorate_before(conference: Conference) -> bool:
    """Whether the last conference held about one of its children was to be reconvened."""
    for row in conference.parts.select_related("child").order_by("pk"):
        last = booking.last_held(row.child)
        if last is not None and last.pk != conference.pk and last.quorum_standing == QuorumStanding.RECONVENE:
            return True
    return False


def lacking(conference: Conference) -> Missing:
    """What the conference, as attendance is recorded now, lacks for its quorum."""
    return quorum.missing(conference.meeting)


def lock(conference: Conference) -> Conference:
    """The conference as it is now, held until the transaction ends."""
    rows = Conference.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting")
    return rows.get(pk=conference.pk)


def _require_words(found: ConferenceQuorum, interim_plan: str) -> None:
    lacks = found.missing.text
    if found.standing is Standing.CHAIR_MUST_SAY:
        raise DomainError(
            f"The conference lacks {lacks}, and the one before lacked its quorum too. Enter why the chair"
            " goes on without, or why it may be inquorate again",
            field="exemption_reason",
        )
    if found.needs_interim_plan and not interim_plan.strip():
        raise DomainError(
            f"The conference lacks {lacks}. Enter what keeps the children safe until it is reconvened, or"
            " why the chair goes on without",
            field="interim_plan",
        )


def _go_on(conference: Conference, child: Child, *, by: User, at: datetime) -> None:
    meeting = conference.meeting
    # A clock that an enquiry started carries the enquiry as its subject.
    running = Deadline.objects.filter(
        child=child,
        rule_id__in=(*STOPS[conference.kind], booking.RECONVENE_CLOCK),
        met_at=None,
        cancelled_at=None,
    )
    for rule_id, subject in set(running.values_list("rule_id", "subject")):
        deadlines.meet(rule_id=rule_id, child=child, subject=subject, by=by, at=at)
    who: dict[str, Any] = {
        "child": child,
        "starts_at": meeting.held_at or at,
        "team": child.team,
        "by": by,
        "at": at,
    }
    deadlines.set(rule_id=DECISION_CLOCK, responsible=meeting.minute_taker, **who)
    deadlines.set(
        rule_id=MINUTES_CLOCK, responsible=meeting.minute_taker, subject=f"meeting:{meeting.pk}", **who
    )


def _reconvene(conference: Conference, child: Child, *, by: User, at: datetime) -> None:
    meeting = conference.meeting
    held_at = meeting.held_at or at
    # The first inquorate conference starts the clock; one that is inquorate again doesn't give more time.
    deadlines.set(
        rule_id=booking.RECONVENE_CLOCK,
        starts_at=held_at,
        child=child,
        responsible=meeting.chair,
        team=child.team,
        by=by,
        at=at,
    )
    events.write(
        child=child,
        kind=EventKind.CONFERENCE,
        what_happened=f"The conference of {date_text(held_at)} lacked {conference.lacked} and is reconvened."
        f" Until then: {conference.interim_plan}",
        significance=Significance.SIGNIFICANT,
        occurred_at=held_at,
        source_reference=meeting.reference,
        by=by,
        at=at,
    )
