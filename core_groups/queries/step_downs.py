"""Step-downs: what stands of one, what stands in the way, and the transfer summary as the record gives it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from cases import access, access_plans
from cases.models import Child, Event, Plan, PlanItem, Warning
from cases.plan_states import PlanItemState
from cases.states import EventKind, PlanKind, Sensitivity
from core_groups import step_down_access
from core_groups.models import StepDown
from core_groups.queries import withdrawals
from core_groups.step_down_states import OPEN_STEP_DOWNS, STEPS, StepDownState
from safeguarding.accounts.models import Agency, AgencyKind, Team, User
from safeguarding.rules import step_down as rule
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

# What goes to another agency holds nothing that isn't for the whole network.
_FOR_ALL: Final = (Sensitivity.SHARED, Sensitivity.PROFESSIONALS)
_VOICES: Final = 3
_ALSO: Final = (
    "child",
    "plan",
    "agency",
    "team",
    "lead",
    "conference",
    "proposed_by",
    "answered_by",
    "summary_sent_by",
    "summary_received_by",
)


def of_child(user: User, child: Child) -> list[StepDown]:
    """The step-downs of this child, the latest first."""
    found = step_down_access.visible_step_downs(user).filter(child=child)
    return list(found.select_related("plan", "agency", "lead", "proposed_by"))


def one_of(user: User, child: Child, key: int) -> StepDown | None:
    """The step-down with this key, through the child."""
    return (
        step_down_access.visible_step_downs(user).filter(child=child, pk=key).select_related(*_ALSO).first()
    )


def plans_to_step_down(user: User, child: Child) -> list[Plan]:
    """Our plans of the child that may step down: those that run, and a child protection plan that a
    conference has ended and after which there is no plan yet."""
    ours = access_plans.visible_plans(user).filter(child=child, authority="", kind__in=list(STEPS))
    plans = list(ours.order_by("-started_on", "-pk"))
    busy = set(
        StepDown.objects.filter(plan__in=plans, state__in=OPEN_STEP_DOWNS).values_list("plan", flat=True)
    )
    newest = plans[0] if plans else None
    return [
        plan
        for plan in plans
        if plan.pk not in busy
        and (plan.ended_on is None or (plan == newest and plan.ended_by_id is not None))
    ]


def receivers() -> tuple[list[Agency], list[Team]]:
    """Who may take a child on: the agencies that work with children, and their teams."""
    agencies = Agency.objects.filter(is_active=True).exclude(kind=AgencyKind.PARTNERSHIP)
    return list(agencies), list(Team.objects.filter(is_active=True, agency__in=agencies))


def in_the_way(step: StepDown) -> tuple[str, ...]:
    """Why the step-down can't be completed yet (safeguarding.rules.step_down)."""
    accepted = step.state in {StepDownState.ACCEPTED, StepDownState.COMPLETED}
    facts = rule.StepDown(
        start=step.plan.kind,
        to=step.to_kind,
        decided_on=step.plan.ended_on or step.decided_on,
        lead_professional=lead(step),
        first_meeting_on=step.first_meeting_on,
        accepted_by=str(step.answered_by) if accepted else "",
        accepted_on=london_date(step.answered_at) if accepted and step.answered_at else None,
        refused_reason=step.refused_reason,
        decided_by_conference=step.plan.ended_by_id is not None,
        summary_received=step.summary_received_at is not None,
    )
    return rule.refusals(facts)


def lead(step: StepDown) -> str:
    """The lead professional's name."""
    return step.lead.full_name if step.lead is not None else step.lead_name


def summary(user: User, step: StepDown) -> str:
    """The transfer summary as the record gives it: plain paragraphs, to be edited before it is sent.

    Only what stands in the plan, and lines that every professional of the network may read.
    """
    plan = step.plan
    items = list(PlanItem.objects.filter(plan=plan).select_related("owner", "agency").order_by("number"))
    parts = [
        ("Why this plan steps down", step.reason),
        (f"{PlanKind(plan.kind).label} from", date_text(plan.started_on)),
        ("What we are worried about", plan.danger_statement),
        ("What we want to see", plan.safety_goal),
        ("What has changed for the child", _lines(f"{item.need}: {item.impact}" for item in _done(items))),
        ("What is still to be done", _lines(_open(items))),
        ("How safe each says the child is, from 0 to 10", _scales(plan)),
        ("What the child says", _voices(user, step.child)),
        ("What anyone should know first", _warnings(user, step.child)),
        ("What we do if it doesn’t work", plan.contingency),
        ("Who is involved", _lines(agency.name for agency in withdrawals.network(step.child))),
        ("Who leads, and the first meeting", f"{lead(step)}, {date_text(step.first_meeting_on)}"),
    ]
    return "\n\n".join(f"{title}\n{text}" for title, text in parts if text)


def _done(items: list[PlanItem]) -> list[PlanItem]:
    return [item for item in items if item.state == PlanItemState.DONE]


def _open(items: list[PlanItem]) -> list[str]:
    told = []
    for item in items:
        if item.state != PlanItemState.OPEN:
            continue
        who = (
            item.owner.full_name
            if item.owner
            else item.owner_name or (str(item.agency or "") or "nobody yet")
        )
        due = f", by {date_text(item.due_on)}" if item.due_on else ""
        told.append(f"{item.action} ({who}{due})")
    return told


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(f"- {text}" for text in texts)


def _scales(plan: Plan) -> str:
    """The last score of each person."""
    last = {each.who: each for each in plan.scales.order_by("given_on", "pk")}
    return _lines(
        f"{each.who}: {each.score} on {date_text(each.given_on)}{f' ({each.reason})' if each.reason else ''}"
        for each in last.values()
    )


def _voices(user: User, child: Child) -> str:
    events: list[Event] = list(
        access.visible_events(user)
        .filter(child=child, kind=EventKind.VOICE, sensitivity__in=_FOR_ALL)
        .order_by("-occurred_at")[:_VOICES]
    )
    return _lines(f"{date_text(london_date(each.occurred_at))}: {each.what_happened}" for each in events)


def _warnings(user: User, child: Child) -> str:
    seen = access.visible_children(user).filter(pk=child.pk)
    warnings = Warning.objects.filter(child__in=seen, ended_on=None).order_by("since")
    return _lines(each.text for each in warnings)
