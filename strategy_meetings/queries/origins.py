"""What a strategy meeting is called for, and what the form of the call starts with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Child, Deadline, Event, ReferralChild
from cases.states import Sensitivity
from safeguarding.accounts.models import AgencyKind, Role, User
from safeguarding.rules.strategy_suggestion import SAME_DAY, HarmKind
from strategy_meetings.access import visible_hits, visible_strategy_meetings
from strategy_meetings.models import RecurrenceHit, StrategyMeeting
from strategy_meetings.queries import household
from strategy_meetings.states import RecurrenceState, Trigger

_HARM_OF: Final = {
    "physical_abuse": HarmKind.INJURY,
    "sexual_abuse": HarmKind.SEXUAL_ABUSE,
    "fabricated_illness": HarmKind.FABRICATED_ILLNESS,
}
_FOR_ALL: Final = (Sensitivity.SHARED, Sensitivity.PROFESSIONALS)
_CHAIRS: Final = (Role.MANAGER, Role.SENIOR_MANAGER, Role.CONFERENCE_CHAIR)
_NO_MEETINGS: Final = (Role.SYSTEM_ADMIN, Role.PARTNERSHIP_ADMIN)


@dataclass(frozen=True, slots=True)
class Origin:
    """Why somebody wants to call a meeting: one of its rows at most, and what is known from it already."""

    trigger: Trigger
    words: str = ""
    concern_at: datetime | None = None
    harm: tuple[HarmKind, ...] = ()
    is_same_day: bool = False
    referral_child: ReferralChild | None = None
    event: Event | None = None
    recurrence: RecurrenceHit | None = None
    follows: StrategyMeeting | None = None


def of_child(user: User, child: Child) -> Origin:
    """A call from the child's own page: new harm, under a plan or not."""
    has_plan = child.plans.filter(ended_on=None).exists()
    return Origin(Trigger.OPEN_PLAN if has_plan else Trigger.EVENT)


def of_event(user: User, child: Child, key: int) -> Origin:
    """A call for a line of the chronology that `user` may read.

    Everybody who is asked reads why a meeting is held: a line that isn't for all of the child's network
    isn't copied into it.
    """
    event = access.visible_events(user).filter(child=child, pk=key).first()
    if event is None:
        raise NotVisibleError
    return Origin(
        Trigger.EVENT,
        words=event.what_happened if event.sensitivity in _FOR_ALL else "",
        concern_at=event.recorded_at,
        harm=_harm(event.themes),
        event=event,
    )


def of_recurrence(user: User, child: Child, key: int) -> Origin:
    """A call for concerns that recur; one that is decided already is not found."""
    hit = visible_hits(user).filter(child=child, pk=key, state=RecurrenceState.OPEN).first()
    if hit is None:
        raise NotVisibleError
    return Origin(Trigger.RECURRENCE, words=hit.text, concern_at=hit.found_at, recurrence=hit)


def of_referral(user: User, child: Child, reference: str, position: int) -> Origin:
    """A call that the decision on a referral asked for; the clock that it started runs on.

    The words of somebody who wants to stay anonymous aren't copied into what everybody asked will read.
    """
    rows = access.visible_referral_children(user).filter(
        child=child, referral__reference=reference.upper(), position=position
    )
    part = rows.select_related("referral", "child").first()
    if part is None:
        raise NotVisibleError
    clock = Deadline.objects.filter(
        referral_child=part, rule_id__startswith="strategy_discussion", cancelled_at=None
    ).first()
    crime = (HarmKind.ALLEGED_CRIME,) if part.referral.crime_alleged else ()
    return Origin(
        Trigger.REFERRAL,
        words="" if part.referral.referrer_is_anonymous else part.referral.what_happened,
        concern_at=clock.starts_at if clock else part.referral.received_at,
        harm=_harm(part.referral.themes) + crime,
        is_same_day=clock is not None and clock.rule_id == SAME_DAY,
        referral_child=part,
    )


def of_meeting(user: User, child: Child, reference: str) -> Origin:
    """A follow-up of an earlier strategy meeting about the child."""
    rows = visible_strategy_meetings(user).filter(
        meeting__children__child=child, meeting__reference=reference.upper()
    )
    earlier = rows.select_related("meeting").first()
    if earlier is None:
        raise NotVisibleError
    return Origin(
        Trigger.FOLLOW_UP,
        words=f"Follow-up of {earlier.meeting.reference}. {earlier.meeting.reason}",
        concern_at=earlier.concern_at,
        is_same_day=earlier.is_same_day,
        follows=earlier,
    )


def household_of(user: User, child: Child) -> list[Child]:
    """The children of the household whose records `user` may see, this child first."""
    keys = household.children(child.pk)
    if len(keys) == 1:
        return [child]
    rows = access.settled_children(user).filter(pk__in=keys - {child.pk}).select_related("person")
    return [child, *rows.order_by("person__family_name", "person__given_name", "pk")]


def others_of_households(user: User, children: Sequence[Child]) -> list[Child]:
    """The children who share a household with these, and aren't among them; as far as `user` may see them."""
    about = {child.pk for child in children}
    keys = {key for members in household.households(about).values() for key in members}
    rows = access.settled_children(user).filter(pk__in=keys - about).select_related("person")
    return list(rows.order_by("person__family_name", "person__given_name", "pk"))


def chairs() -> list[User]:
    """Who chairs strategy meetings: managers and conference chairs of children's social care."""
    return [each for each in minute_takers() if each.role in _CHAIRS]


def minute_takers() -> list[User]:
    """Who may take minutes: children's social care, business support included."""
    staff = User.objects.filter(
        is_active=True, agency__is_lead=True, agency__kind=AgencyKind.CHILDRENS_SOCIAL_CARE
    )
    return list(staff.exclude(role__in=_NO_MEETINGS).order_by("full_name"))


def likely_chair(child: Child, user: User) -> User | None:
    """The line manager of the child's worker, or of whoever calls the meeting."""
    worker = child.allocated_to or user
    return worker.line_manager if worker.line_manager is not None else None


def _harm(themes: Sequence[str]) -> tuple[HarmKind, ...]:
    return tuple(_HARM_OF[theme] for theme in themes if theme in _HARM_OF)
