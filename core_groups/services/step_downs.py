"""Step-down: proposed with a lead and a first meeting, answered by the receiving agency, its summary sent and
received, completed (safeguarding.rules.step_down)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from cases import access, access_plans
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Child, Deadline, Event, Involvement, Plan, PlanItem
from cases.plan_states import PlanItemState
from cases.services import deadlines, events, involvements, plans
from cases.states import EventKind, InvolvementRole, PlanKind, Significance
from core_groups import step_down_access
from core_groups.models import StepDown
from core_groups.queries import step_downs as queries
from core_groups.services import membership, step_down_telling
from core_groups.services.membership import Member
from core_groups.step_down_states import STEPS, TO_WHAT, StepDownState
from safeguarding.accounts.models import Agency, AgencyKind, Team, User
from safeguarding.notifications.services import withdraw
from safeguarding.rules.london_time import london_date

PLANNING = "cin_planning"
_OPEN = (StepDownState.PROPOSED, StepDownState.ACCEPTED)
# The part that a receiving agency has while it decides, and after.
_PARTS = {
    AgencyKind.CHILDRENS_SOCIAL_CARE: InvolvementRole.CARE_TEAM,
    AgencyKind.EARLY_HELP: InvolvementRole.EARLY_HELP,
    AgencyKind.SCHOOL: InvolvementRole.SCHOOL,
    AgencyKind.GP_PRACTICE: InvolvementRole.GP,
    AgencyKind.HEALTH_VISITING: InvolvementRole.HEALTH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What is proposed: why, who leads, when they first meet, and which agency takes it on."""

    reason: str
    first_meeting_on: date | None
    agency: Agency
    team: Team | None = None
    lead: User | None = None
    lead_name: str = ""


@transaction.atomic
def propose(*, plan: Plan, proposal: Proposal, by: User, at: datetime) -> StepDown:
    """Propose that a plan steps down; the receiving agency may read the record from now on, and is told.

    A child protection plan may be proposed for before the conference or after it has ended the plan.
    Raises NotVisibleError, NotPermittedError; DomainError with the field; ChangedMeanwhileError when there
    is a proposal already, or the plan ended otherwise.
    """
    access_plans.require_plan(by, plan)
    access.require(by, Action.MANAGE_PLAN, plan.child)
    Child.objects.select_for_update(no_key=True).get(pk=plan.child_id)
    plan = Plan.objects.select_for_update(of=("self",)).select_related("child", "ended_by").get(pk=plan.pk)
    if plan.pk not in {each.pk for each in queries.plans_to_step_down(by, plan.child)}:
        raise ChangedMeanwhileError("This plan has ended, or its step-down is proposed already")
    decided_on = plan.ended_on or london_date(at)
    first_meeting_on = _check(proposal, decided_on)
    made = StepDown(
        child=plan.child,
        plan=plan,
        to_kind=STEPS[PlanKind(plan.kind)],
        reason=proposal.reason.strip(),
        decided_on=decided_on,
        conference=plan.ended_by,
        lead=proposal.lead,
        lead_name=proposal.lead_name.strip(),
        first_meeting_on=first_meeting_on,
        agency=proposal.agency,
        team=proposal.team,
        began=_let_in(plan.child, proposal, by=by, at=at),
        proposed_at=at,
        proposed_by=by,
    )
    made.summary = queries.summary(by, made)
    made.record(by=by, at=at, reason="Step-down proposed")
    _plan_the_first_meeting(made, by=by, at=at)
    to = TO_WHAT[made.to_kind]
    _write(made, f"Step-down to {to} proposed, {proposal.agency} to take it on: {made.reason}", by, at)
    _tell(made, "proposed", "A step-down is proposed to your agency", _receivers(made), by=by, at=at)
    return made


@transaction.atomic
def write_summary(*, step: StepDown, text: str, version: int, by: User, at: datetime) -> StepDown:
    """Change the transfer summary until it is sent. Raises as `propose` does."""
    step = _worked_on(step, by)
    if step.version != version:
        raise ChangedMeanwhileError("Somebody has changed this step-down while you were writing")
    if step.summary_sent_at is not None:
        raise ChangedMeanwhileError("The transfer summary was sent already")
    if not text.strip():
        raise DomainError("Enter the transfer summary", field="summary")
    step.summary = text.strip()
    step.record(by=by, at=at, reason="Transfer summary written")
    return step


@transaction.atomic
def send_summary(*, step: StepDown, by: User, at: datetime) -> StepDown:
    """Send the transfer summary to the receiving agency; from now on it stays as it is."""
    step = _worked_on(step, by)
    if step.summary_sent_at is not None:
        raise ChangedMeanwhileError("The transfer summary was sent already")
    step.summary_sent_at, step.summary_sent_by = at, by
    step.record(by=by, at=at, reason="Transfer summary sent")
    _tell(step, "sent", "A transfer summary waits for your agency", _receivers(step), by=by, at=at)
    return step


@transaction.atomic
def accept(*, step: StepDown, by: User, at: datetime) -> StepDown:
    """The receiving agency takes it on. Raises NotVisibleError, NotPermittedError, ChangedMeanwhileError."""
    step = _answered(step, by)
    step.state, step.answered_at, step.answered_by = StepDownState.ACCEPTED, at, by
    step.record(by=by, at=at, reason="Accepted by the receiving agency")
    _write(step, f"{step.agency} accepts the step-down", by, at)
    _tell(step, "accepted", "A step-down was accepted", [step.proposed_by], by=by, at=at)
    return step


@transaction.atomic
def refuse(*, step: StepDown, reason: str, by: User, at: datetime) -> StepDown:
    """The receiving agency doesn't take it on, and why; a challenge may point at the line of it.

    What let it read the record ends. Raises as `accept` does; DomainError without a reason.
    """
    step = _answered(step, by)
    if not reason.strip():
        raise DomainError("Enter why your agency doesn’t take it on", field="reason")
    step.state, step.answered_at, step.answered_by = StepDownState.REFUSED, at, by
    step.refused_reason = reason.strip()
    written = _write(step, f"{step.agency} refuses the step-down: {step.refused_reason}", by, at)
    step.refused_event = written
    step.record(by=by, at=at, reason="Refused by the receiving agency")
    _tell(step, "refused", "A step-down was refused", [step.proposed_by], by=by, at=at)
    _let_go(step, "Refused to take the child on", by=by, at=at)
    return step


@transaction.atomic
def receive_summary(*, step: StepDown, by: User, at: datetime) -> StepDown:
    """The receiving agency confirms that it has the transfer summary. Raises as `accept` does."""
    step_down_access.require_answers(by, step)
    step = _locked(step)
    if step.summary_sent_at is None:
        raise DomainError("The transfer summary wasn’t sent yet")
    if step.summary_received_at is not None:
        raise ChangedMeanwhileError("Somebody has confirmed this already")
    step.summary_received_at, step.summary_received_by = at, by
    step.record(by=by, at=at, reason="Transfer summary received")
    withdraw(subjects=[_subject(step)], at=at)
    _tell(step, "received", "A transfer summary was received", [step.proposed_by], by=by, at=at)
    return step


@transaction.atomic
def complete(*, step: StepDown, by: User, at: datetime) -> StepDown:
    """Take the step: the plan below begins, with the open items of the plan above.

    A child in need plan begins on the day on which the conference ended the child protection plan, so that
    the child is never without one. Raises DomainError naming what stands in the way; else as `propose`.
    """
    step = _worked_on(step, by)
    in_the_way = queries.in_the_way(step)
    if in_the_way:
        raise DomainError(". ".join(in_the_way))
    plan, today = step.plan, london_date(at)
    if plan.ended_on is None:
        plan = plans.end(plan=plan, reason="Stepped down to early help", ended_on=today, by=by, at=at)
    new = plans.start(
        child=step.child,
        kind=PlanKind(step.to_kind),
        started_on=plan.ended_on,
        lead=step.lead,
        lead_name=step.lead_name,
        oversight_by=step.child.allocated_to if step.to_kind == PlanKind.CHILD_IN_NEED else None,
        by=by,
        at=at,
    )
    _carry_over(plan, new, by=by, at=at)
    _keep_the_group(plan, new, by=by, at=at)
    step.state, step.new_plan = StepDownState.COMPLETED, new
    step.conference, step.decided_on = plan.ended_by, plan.ended_on or today
    step.completed_at, step.completed_by = at, by
    step.record(by=by, at=at, reason="Step-down completed")
    _plan_the_first_meeting(step, by=by, at=at)
    to = TO_WHAT[step.to_kind]
    what = f"Stepped down to {to}, led by {queries.lead(step)}; taken on by {step.agency}"
    _write(step, what, by, at)
    return step


@transaction.atomic
def drop(*, step: StepDown, reason: str, by: User, at: datetime) -> StepDown:
    """Pursue a step-down no further; what let the receiving agency read the record ends."""
    step = _worked_on(step, by)
    if not reason.strip():
        raise DomainError("Enter why it isn’t pursued", field="reason")
    step.state = StepDownState.DROPPED
    step.record(by=by, at=at, reason=reason.strip())
    withdraw(subjects=[_subject(step)], at=at)
    _write(step, f"Step-down not pursued: {reason.strip()}", by, at)
    _let_go(step, "The step-down isn’t pursued", by=by, at=at)
    return step


def _check(proposal: Proposal, decided_on: date) -> date:
    """The day of the first meeting, when all that a step-down needs is there."""
    if not proposal.reason.strip():
        raise DomainError("Enter why less is enough now", field="reason")
    if (proposal.lead is None) == (not proposal.lead_name.strip()):
        raise DomainError("Name one lead professional", field="lead")
    if proposal.first_meeting_on is None or proposal.first_meeting_on < decided_on:
        raise DomainError("The first meeting comes after the decision", field="first_meeting_on")
    if proposal.team is not None and proposal.team.agency_id != proposal.agency.pk:
        raise DomainError("Choose a team of that agency", field="agency")
    return proposal.first_meeting_on


def _let_in(child: Child, proposal: Proposal, *, by: User, at: datetime) -> Involvement | None:
    """Let the receiving agency read the record, unless it does already."""
    agency, team = proposal.agency, proposal.team
    reads = Q(team=None) | Q(team=team)
    running = Involvement.objects.filter(reads, child=child, agency=agency, until=None, user=None)
    if agency.is_lead or running.exists():
        return None
    role = _PARTS.get(AgencyKind(agency.kind), InvolvementRole.OTHER)
    reason = "Asked to take the child on in a step-down"
    return involvements.start(child=child, agency=agency, team=team, role=role, reason=reason, by=by, at=at)


def _let_go(step: StepDown, reason: str, *, by: User, at: datetime) -> None:
    if step.began_id is None:
        return
    part = Involvement.objects.select_for_update(of=("self",)).select_related("child", "agency", "team")
    running = part.filter(pk=step.began_id, until=None).first()
    if running is not None:
        involvements.finish(involvement=running, reason=reason, by=by, at=at)


def _carry_over(old: Plan, new: Plan, *, by: User, at: datetime) -> None:
    """The words of the plan above, and its open items, go on in the plan below."""
    new.danger_statement, new.safety_goal = old.danger_statement, old.safety_goal
    new.contingency, new.practice_model = old.contingency, old.practice_model
    label = PlanKind(new.kind).label.lower()
    new.record(by=by, at=at, reason="Words of the plan before")
    still_open = PlanItem.objects.select_for_update(of=("self",)).filter(plan=old, state=PlanItemState.OPEN)
    for number, item in enumerate(still_open.order_by("number"), start=1):
        PlanItem(
            plan=new,
            number=number,
            need=item.need,
            outcome=item.outcome,
            action=item.action,
            owner_id=item.owner_id,
            owner_name=item.owner_name,
            agency_id=item.agency_id,
            due_on=item.due_on,
            measure=item.measure,
        ).record(by=by, at=at, reason="Goes on from the plan before")
        item.state, item.closed_reason = PlanItemState.DROPPED, f"Goes on in the {label}"
        item.closed_at, item.closed_by = at, by
        item.record(by=by, at=at, reason=item.closed_reason)


def _keep_the_group(old: Plan, new: Plan, *, by: User, at: datetime) -> None:
    """Who belonged to the core group belongs to the child in need meetings, and so does who leads them."""
    if new.kind != PlanKind.CHILD_IN_NEED:
        return
    members = [
        Member(
            user=row.user,
            agency=None if row.user else row.agency,
            outside_name=row.outside_name,
            is_family=row.is_family,
            part=row.part,
        )
        for row in membership.current(old)
    ]
    if new.lead is not None and new.lead not in {member.user for member in members}:
        members.append(Member(user=new.lead, part="Lead professional"))
    if members:
        membership.fix(plan=new, members=members, by=by, at=at)


def _plan_the_first_meeting(step: StepDown, *, by: User, at: datetime) -> None:
    """From the conference's decision the child in need planning meeting has its time limit, once."""
    conference = step.plan.ended_by
    if step.to_kind != PlanKind.CHILD_IN_NEED or conference is None or conference.held_at is None:
        return
    begun = Deadline.objects.filter(child=step.child, rule_id=PLANNING, starts_at=conference.held_at)
    if not begun.exists():
        deadlines.set(
            rule_id=PLANNING,
            starts_at=conference.held_at,
            child=step.child,
            responsible=step.child.allocated_to,
            team=step.child.team,
            by=by,
            at=at,
        )


def _worked_on(step: StepDown, by: User) -> StepDown:
    """The open step-down, held until the transaction ends, for social care's case staff."""
    if not step_down_access.visible_step_downs(by).filter(pk=step.pk).exists():
        raise NotVisibleError
    access.require(by, Action.MANAGE_PLAN, step.child)
    return _locked(step)


def _answered(step: StepDown, by: User) -> StepDown:
    """The proposed step-down, held, for somebody of the receiving agency."""
    step_down_access.require_answers(by, step)
    found = _locked(step)
    if found.state != StepDownState.PROPOSED:
        raise ChangedMeanwhileError(
            f"Somebody has answered this already: {found.get_state_display().lower()}"
        )
    return found


def _locked(step: StepDown) -> StepDown:
    Child.objects.select_for_update(no_key=True).get(pk=step.child_id)
    rows = StepDown.objects.select_for_update(of=("self",))
    found = rows.select_related("child__allocated_to", "child__team", "plan__ended_by", "agency", "lead").get(
        pk=step.pk
    )
    if found.state not in _OPEN:
        raise ChangedMeanwhileError(f"This step-down has ended: {found.get_state_display().lower()}")
    return found


def _receivers(step: StepDown) -> list[User]:
    """Who hears of it at the receiving agency: the team that is named, its people named with the child, its
    safeguarding leads, and the lead professional."""
    found = {each.pk: each for each in step_down_telling.of_agencies(step.child, [step.agency])}
    if step.team_id is not None:
        members = User.objects.filter(team=step.team_id, is_active=True).select_related("agency", "team")
        found |= {each.pk: each for each in members.order_by("pk")}
    if step.lead is not None and step.lead.agency_id == step.agency_id:
        found[step.lead.pk] = step.lead
    return list(found.values())


def _tell(step: StepDown, what: str, text: str, people: list[User], *, by: User, at: datetime) -> None:
    step_down_telling.tell(
        step.child,
        people,
        key=f"{_subject(step)}:{what}",
        kind=f"step_down_{what}",
        text=text,
        path=reverse("step_down_one", args=[step.child.reference, step.pk]),
        by=by,
        at=at,
    )


def _write(step: StepDown, what: str, by: User, at: datetime) -> Event:
    return events.write(
        child=step.child,
        kind=EventKind.STEP_DOWN,
        what_happened=what,
        significance=Significance.SIGNIFICANT,
        by=by,
        at=at,
    )


def _subject(step: StepDown) -> str:
    return f"step_down:{step.pk}"
