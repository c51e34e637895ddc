"""Plans: begun, their category changed, ended. What is in one has services of its own.

A child protection plan begins by a conference on its day and ends by one, or by moving to another
authority. The conference's own service calls these in its transaction; no page starts one by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from django.db import transaction

from cases import access, access_plans
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.meeting_states import MeetingKind
from cases.models import Child, Deadline, EpisodeOfNeed, Meeting, Plan
from cases.plan_states import STATUTORY
from cases.services import deadline_changes, deadlines, events
from cases.states import EventKind, PlanKind, Significance
from safeguarding.accounts.models import User
from safeguarding.rules import codes
from safeguarding.rules.census_consistency import overlap
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.ui.filters import date_text

_CP, _CIN = PlanKind.CHILD_PROTECTION, PlanKind.CHILD_IN_NEED
MOST_LETTERS: Final = 300
_CATEGORIES: Final = frozenset(code for code, _ in codes.CATEGORY_OF_ABUSE)
VISITS: Final[Mapping[str, str]] = {_CP: "visit_cp", _CIN: "visit_cin"}
# What runs for a plan and stops when it ends.
CLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    _CP: (
        "visit_cp",
        "core_group_first",
        "core_group_next",
        "core_group_before_review",
        "review_first",
        "review_next",
        "pre_birth_review",
        "supervision_child",
    ),
    _CIN: ("visit_cin", "cin_review", "cin_review_after_cp_plan"),
}


@transaction.atomic
def start(
    *,
    child: Child,
    kind: PlanKind,
    by: User,
    at: datetime,
    started_on: date | None = None,
    conference: Meeting | None = None,
    category: str = "",
    lead: User | None = None,
    lead_name: str = "",
    oversight_by: User | None = None,
) -> Plan:
    """Begin a plan of our own.

    A child protection plan begins on the day of its `conference` (`started_on` is left out) with a
    `category` of abuse, and ends a child in need plan on that day. A child in need plan needs no child
    protection plan beside it. Raises DomainError, ChangedMeanwhileError when there is such a plan already,
    NotVisibleError, NotPermittedError.
    """
    access.require(by, Action.RUN_CONFERENCE if kind == _CP else Action.MANAGE_PLAN, child)
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    if kind == _CP:
        started_on = _conference_day(conference, child)
        if category not in _CATEGORIES:
            raise DomainError("Select the category of abuse", field="category")
    elif conference is not None or category:
        raise DomainError("Only a child protection plan has a conference and a category of abuse")
    if started_on is None or started_on > london_date(at):
        raise DomainError("Enter the day on which it began, today or before", field="started_on")
    episode = None
    if kind in STATUTORY:
        episode = _open_episode(child, started_on)
        _make_room(child, kind, started_on, by=by, at=at)
    if lead is not None and lead_name.strip():
        raise DomainError("Choose one lead professional", field="lead")
    plan = Plan(
        child=child,
        kind=kind,
        category=category,
        initial_category=category,
        started_on=started_on,
        episode=episode,
        made_by=conference,
        lead=lead,
        lead_name=lead_name.strip(),
        oversight_by=oversight_by,
    )
    plan.record(by=by, at=at, reason=f"{kind.label} started")
    began_at = _instant(started_on, conference)
    said = f": {codes.label(codes.CATEGORY_OF_ABUSE, category).lower()}" if category else ""
    _write(plan, EventKind.PLAN_STARTED, f"{kind.label} started{said}", began_at, conference, by=by, at=at)
    if kind in VISITS:
        deadlines.set(
            rule_id=VISITS[kind],
            starts_at=began_at,
            child=child,
            responsible=child.allocated_to,
            team=child.team,
            by=by,
            at=at,
        )
    return plan


@transaction.atomic
def end(
    *,
    plan: Plan,
    reason: str,
    by: User,
    at: datetime,
    ended_on: date | None = None,
    conference: Meeting | None = None,
) -> Plan:
    """End a plan: a child protection plan by a `conference` on its day, any other on `ended_on`.

    Its time limits stop. Raises DomainError, ChangedMeanwhileError when it has ended already,
    NotVisibleError, NotPermittedError.
    """
    plan = _locked(plan, by)
    if plan.kind == _CP:
        ended_on = _conference_day(conference, plan.child)
        if ended_on <= plan.started_on:
            raise DomainError("The conference that ends the plan comes after the one that made it")
    elif conference is not None:
        raise DomainError("Only a child protection plan is ended by a conference")
    return _end(plan, ended_on, reason, conference, by=by, at=at)


@transaction.atomic
def move_away(*, plan: Plan, authority: str, ended_on: date, by: User, at: datetime) -> Plan:
    """End a plan because another authority takes it over; raises as `end` does."""
    plan = _locked(plan, by)
    if not authority.strip():
        raise DomainError("Enter the authority that takes it over", field="authority")
    plan.moved_to = authority.strip()
    return _end(plan, ended_on, f"Moved to {plan.moved_to}", None, by=by, at=at)


@transaction.atomic
def change_category(*, plan: Plan, category: str, reason: str, by: User, at: datetime) -> Plan:
    """Change the category of abuse, by a conference chair with a reason; the first one stays beside it."""
    plan = _locked(plan, by)
    if plan.kind != _CP or category not in _CATEGORIES or category == plan.category:
        raise DomainError("Select another category of abuse", field="category")
    if not reason.strip():
        raise DomainError("Enter why the category changes", field="reason")
    plan.category = category
    plan.record(by=by, at=at, reason=reason.strip())
    label = codes.label(codes.CATEGORY_OF_ABUSE, category).lower()
    what = f"Category of abuse changed to {label}: {reason.strip()}"
    _write(plan, EventKind.CONFERENCE, what, at, None, by=by, at=at)
    return plan


def _end(
    plan: Plan, ended_on: date | None, reason: str, conference: Meeting | None, *, by: User, at: datetime
) -> Plan:
    if not reason.strip():
        raise DomainError("Enter why the plan ends", field="reason")
    if len(reason.strip()) > MOST_LETTERS:
        raise DomainError(f"The reason must be {MOST_LETTERS} characters or fewer", field="reason")
    if ended_on is None or not plan.started_on <= ended_on <= london_date(at):
        raise DomainError("Enter the day on which it ended, between its start and today", field="ended_on")
    if plan.kind == _CP and ended_on == plan.started_on:
        raise DomainError("A child protection plan lasts at least a day", field="ended_on")
    plan.ended_on, plan.end_reason, plan.ended_by = ended_on, reason.strip(), conference
    plan.record(by=by, at=at, reason=reason.strip())
    running = Deadline.objects.filter(child=plan.child, rule_id__in=CLOCKS.get(plan.kind, ()))
    label = PlanKind(plan.kind).label
    deadline_changes.stop(running=running, reason=f"{label} ended", by=by, at=at)
    what = f"{label} ended: {reason.strip()}"
    _write(plan, EventKind.PLAN_ENDED, what, _instant(ended_on, conference), conference, by=by, at=at)
    return plan


def _locked(plan: Plan, by: User) -> Plan:
    """The open plan as it is now, held until the transaction ends, for somebody who may end or change it."""
    access_plans.require_plan(by, plan)
    # Whoever leads a plan writes in it; its beginning and its end are social care's.
    action = Action.RUN_CONFERENCE if plan.kind == _CP else Action.MANAGE_PLAN
    if not access.may(by, action):
        raise NotPermittedError(action.value)
    Child.objects.select_for_update(no_key=True).get(pk=plan.child_id)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("child").get(pk=plan.pk)
    if plan.ended_on is not None:
        raise ChangedMeanwhileError(f"This plan ended on {date_text(plan.ended_on)}")
    return plan


def _conference_day(conference: Meeting | None, child: Child) -> date:
    """The day of a held conference about the child. Source: census 2885."""
    if (
        conference is None
        or conference.kind != MeetingKind.CONFERENCE
        or conference.held_at is None
        or not conference.children.filter(child=child).exists()
    ):
        raise DomainError("A child protection plan begins and ends by a conference about the child")
    return london_date(conference.held_at)


def _open_episode(child: Child, started_on: date) -> EpisodeOfNeed:
    episode = EpisodeOfNeed.objects.filter(child=child, closed_on=None, opened_on__lte=started_on).first()
    if episode is None:
        raise DomainError("The child wasn’t open to children’s social care on that day", field="started_on")
    return episode


def _make_room(child: Child, kind: PlanKind, started_on: date, *, by: User, at: datetime) -> None:
    """End the child in need plan that a child protection plan takes the place of; refuse anything else."""
    ours = list(Plan.objects.select_for_update().filter(child=child, authority="", kind__in=STATUTORY))
    for other in ours:
        if other.ended_on is None and other.kind == _CIN and kind == _CP and other.started_on <= started_on:
            _end(other, started_on, "A child protection plan began", None, by=by, at=at)
        elif other.ended_on is None:
            label = PlanKind(other.kind).label.lower()
            raise ChangedMeanwhileError(f"There is a {label} from {date_text(other.started_on)} already")
        elif overlap((started_on, None), (other.started_on, other.ended_on)) or (
            kind == other.kind == _CP and other.ended_on >= started_on
        ):
            raise DomainError(
                f"Another plan ran until {date_text(other.ended_on)}: this one begins later",
                field="started_on",
            )


def _instant(day: date, conference: Meeting | None) -> datetime:
    """When something happened of which the day is known: at the conference, or in the morning."""
    if conference is not None and conference.held_at is not None:
        return conference.held_at
    return at_hour(day, 9)


def _write(
    plan: Plan,
    kind: EventKind,
    what: str,
    occurred_at: datetime,
    conference: Meeting | None,
    *,
    by: User,
    at: datetime,
) -> None:
    events.write(
        child=plan.child,
        kind=kind,
        what_happened=what,
        significance=Significance.SIGNIFICANT,
        occurred_at=min(occurred_at, at),
        source_reference=conference.reference if conference is not None else "",
        by=by,
        at=at,
    )
