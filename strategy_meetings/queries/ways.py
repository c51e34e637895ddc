"""Where the common pages of meetings, a recurrence and a referral lead on to in this app, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases import access
from cases.meeting_states import MeetingState
from cases.models import Child, Meeting, MeetingChild, ReferralChild
from cases.queries.meeting_links import Link, Ways
from safeguarding.accounts.models import User
from strategy_meetings.access import (
    visible_decisions,
    visible_enquiries,
    visible_hits,
    visible_strategy_meetings,
)
from strategy_meetings.models import RecurrenceHit, Section47Enquiry, StrategyMeeting

_NOTHING_YET: Final = frozenset({MeetingState.PLANNED, MeetingState.CANCELLED})


def results(user: User, meeting: Meeting, children: Sequence[Child]) -> list[Link]:
    """For each child the decision and the enquiry that came of it, or that a decision is missing."""
    if meeting.state in _NOTHING_YET:
        return []
    decided = set(visible_decisions(user).filter(meeting=meeting.pk).values_list("child", flat=True))
    enquiries = {row.child_id: row for row in visible_enquiries(user).filter(started_by=meeting.pk)}
    page = f"{reverse('strategy_meeting', args=[meeting.reference])}#decisions"
    may_decide = access.may(user, access.Action.CALL_MEETING)
    found = []
    for child in children:
        if child.pk in decided:
            found.append(Link(f"What was decided for {child.person.name}", page))
        elif may_decide:
            href = reverse("strategy_decide", args=[meeting.reference, child.reference])
            found.append(Link(f"Record what was decided for {child.person.name}", href))
        if child.pk in enquiries:
            found.append(to_enquiry(enquiries[child.pk], f" about {child.person.name}"))
    return found


def of_referral(user: User, part: ReferralChild) -> list[Link]:
    """The strategy meetings about the child that were called for their part of the referral, or for a
    brother's or sister's."""
    about = MeetingChild.objects.filter(child=part.child_id).values("meeting")
    called = Q(referral_child__referral=part.referral_id, meeting__in=about)
    return _links(visible_strategy_meetings(user).filter(Q(referral_child=part) | called))


def of_hit(user: User, hit: RecurrenceHit) -> list[Link]:
    """The strategy meetings that were called because of it."""
    return _links(visible_strategy_meetings(user).filter(recurrence=hit))


def follow_ups(user: User, strategy: StrategyMeeting) -> list[Link]:
    """The strategy meetings that followed this one."""
    return _links(visible_strategy_meetings(user).filter(follows=strategy))


def origin(user: User, strategy: StrategyMeeting) -> Link | None:
    """What the meeting was called for, where `user` may see that; nothing for new harm without a line.

    Needs `referral_child__referral`, `event__child` and `follows__meeting`.
    """
    if strategy.follows is not None:
        seen = visible_strategy_meetings(user).filter(pk=strategy.follows.pk)
        return next(iter(_links(seen)), None)
    if strategy.recurrence_id is not None:
        hit = visible_hits(user).filter(pk=strategy.recurrence_id).select_related("child").first()
        return to_hit(hit) if hit is not None else None
    if strategy.referral_child is not None:
        return _to_referral(user, strategy.referral_child)
    if strategy.event is not None and access.visible_events(user).filter(pk=strategy.event.pk).exists():
        href = reverse("child_chronology", args=[strategy.event.child.reference])
        return Link(f"The chronology of {strategy.event.child.reference}", href)
    return None


def meeting_of(user: User, enquiry: Section47Enquiry) -> Link | None:
    """The strategy meeting that started an enquiry, for those who see it."""
    return next(iter(_links(visible_strategy_meetings(user).filter(pk=enquiry.started_by_id))), None)


def to_hit(hit: RecurrenceHit) -> Link:
    """The recurrence with its evidence."""
    return Link(
        f"What recurs for {hit.child.reference}",
        reverse("recurrence_hit", args=[hit.child.reference, hit.pk]),
    )


def to_enquiry(enquiry: Section47Enquiry, about: str = "") -> Link:
    """A section 47 enquiry."""
    return Link(
        f"Section 47 enquiry {enquiry.reference}{about}", reverse("enquiry", args=[enquiry.reference])
    )


def _to_referral(user: User, part: ReferralChild) -> Link | None:
    works_on_it = access.may(user, access.Action.WORK_FRONT_DOOR)
    if not works_on_it or not access.visible_referral_children(user).filter(pk=part.pk).exists():
        return None
    reference = part.referral.reference
    return Link(f"Referral {reference}", reverse("front_door_child", args=[reference, part.position]))


def _links(rows: QuerySet[StrategyMeeting]) -> list[Link]:
    found = rows.select_related("meeting").order_by("meeting__starts_at", "pk")
    return [
        Link(
            f"Strategy meeting {row.meeting.reference}{_cancelled(row.meeting)}",
            reverse("meeting", args=[row.meeting.reference]),
        )
        for row in found
    ]


def _cancelled(meeting: Meeting) -> str:
    return " (cancelled)" if meeting.state == MeetingState.CANCELLED else ""


WAYS: Final = Ways(
    page="strategy_meeting",
    hold="strategy_hold",
    add_child="strategy_child_new",
    results=results,
    of_referral=of_referral,
)
