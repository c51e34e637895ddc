"""Safe withdrawal: an agency leaves a child's network only when the others were heard and somebody has its
actions (safeguarding.rules.withdrawal). Refusals and dissent are kept: a challenge may point at them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases import access, access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.meeting_states import ActionState, MeetingState
from cases.models import Child, Event, Invitation, Involvement, Meeting, MeetingAction, PlanItem
from cases.plan_states import PlanItemState
from cases.services import events, invitations, involvements
from cases.states import EventKind, Significance
from core_groups import step_down_access
from core_groups.models import CoreGroupMember, HandedOnAction, Withdrawal, WithdrawalView
from core_groups.queries import withdrawals as queries
from core_groups.services import membership, step_down_telling
from core_groups.step_down_states import ViewAnswer, WithdrawalOutcome
from safeguarding.accounts.models import Agency, User
from safeguarding.notifications.services import withdraw
from safeguarding.rules import withdrawal as rule

MOST_LETTERS = 300


@transaction.atomic
def ask(
    *,
    child: Child,
    agency: Agency,
    reason: str,
    by: User,
    at: datetime,
    meeting: Meeting | None = None,
) -> Withdrawal:
    """An agency asks to leave: somebody of it, or social care on its behalf; the others are told.

    Raises NotVisibleError, NotPermittedError; DomainError without a reason, for children's social care
    (which closes instead), or an agency that isn't in the network; ChangedMeanwhileError when it has
    asked already.
    """
    step_down_access.require_speaks_for(by, agency, child)
    child = Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    if not reason.strip():
        raise DomainError("Enter why the agency leaves", field="reason")
    if agency.is_lead:
        raise DomainError("Children’s social care leaves by closing its work", field="agency")
    if agency not in queries.network(child):
        raise DomainError("This agency isn’t involved with the child", field="agency")
    if Withdrawal.objects.filter(child=child, agency=agency, decided_at=None).exists():
        raise ChangedMeanwhileError("This agency has asked to leave already")
    made = Withdrawal(
        child=child, agency=agency, reason=reason.strip(), asked_at=at, asked_by=by, meeting=meeting
    )
    made.record(by=by, at=at, reason="Asks to leave")
    events.write(
        child=child,
        kind=EventKind.NOTE,
        what_happened=f"{agency} asks to leave the child’s network: {made.reason}",
        significance=Significance.NOTABLE,
        agency=agency,
        by=by,
        at=at,
    )
    others = [each for each in queries.network(child) if each != agency]
    step_down_telling.tell(
        child,
        [*step_down_telling.of_agencies(child, others), *step_down_telling.workers_of(child)],
        key=f"{_subject(made)}:asked",
        kind="leaving_asked",
        text="An agency asks to leave a child’s network: your agency’s view is needed",
        path=reverse("leaving_one", args=[child.reference, made.pk]),
        by=by,
        at=at,
    )
    return made


@transaction.atomic
def view(
    *, withdrawal: Withdrawal, agency: Agency, answer: ViewAnswer, words: str, by: User, at: datetime
) -> WithdrawalView:
    """Write down another agency's view, or how it was asked without an answer; a later word replaces it.

    What was said before stays in the history. Raises NotVisibleError, NotPermittedError,
    ChangedMeanwhileError when it is decided; DomainError without words, or for an agency that has no view
    to give.
    """
    _require_seen(by, withdrawal)
    step_down_access.require_speaks_for(by, agency, withdrawal.child)
    withdrawal = _locked(withdrawal)
    if agency.pk == withdrawal.agency_id:
        raise DomainError("The agency that leaves has said why: choose another", field="agency")
    if agency not in queries.network(withdrawal.child):
        raise DomainError("This agency isn’t involved with the child", field="agency")
    if not words.strip():
        raise DomainError("Enter what the agency says, or how it was asked", field="words")
    if answer == ViewAnswer.NO_ANSWER and not access.may(by, access.Action.MANAGE_INVOLVEMENT):
        raise DomainError("Say whether your agency agrees", field="answer")
    row = WithdrawalView.objects.filter(withdrawal=withdrawal, agency=agency).first()
    row = row or WithdrawalView(withdrawal=withdrawal, agency=agency)
    row.answer, row.words, row.given_at, row.given_by = answer, words.strip(), at, by
    row.record(by=by, at=at, reason=f"View: {answer.label.lower()}")
    return row


@transaction.atomic
def hand_on(
    *,
    withdrawal: Withdrawal,
    row: PlanItem | MeetingAction,
    to_agency: Agency,
    by: User,
    at: datetime,
    to_user: User | None = None,
) -> HandedOnAction:
    """Say whose an open action becomes when the agency leaves; it changes hands with the decision.

    For social care's case staff. Raises NotVisibleError, NotPermittedError; ChangedMeanwhileError when it
    is decided; DomainError for an agency that leaves or isn't involved, or a person of another one.
    """
    _require_seen(by, withdrawal)
    access.require(by, access.Action.MANAGE_INVOLVEMENT, withdrawal.child)
    withdrawal = _locked(withdrawal)
    open_now = queries.open_actions(by, withdrawal)
    if not any(type(each.row) is type(row) and each.row.pk == row.pk for each in open_now):
        raise ChangedMeanwhileError("This isn’t an open action of the agency any more")
    agencies, people = queries.takers(by, withdrawal)
    if to_agency not in agencies:
        raise DomainError("Choose an agency that stays with the child", field="to_agency")
    if to_user is not None and (to_user not in people or to_user.agency_id != to_agency.pk):
        raise DomainError("Choose somebody of that agency", field="to_user")
    which = {"plan_item": row} if isinstance(row, PlanItem) else {"meeting_action": row}
    made = HandedOnAction.objects.filter(withdrawal=withdrawal, **which).first()
    made = made or HandedOnAction(withdrawal=withdrawal, **which)
    made.to_agency, made.to_user = to_agency, to_user
    made.record(by=by, at=at, reason=f"Goes to {to_user.full_name if to_user else to_agency}")
    return made


@transaction.atomic
def decide(
    *, withdrawal: Withdrawal, outcome: WithdrawalOutcome, reason: str, by: User, at: datetime
) -> Withdrawal:
    """Let the agency leave, keep it, or note that it took its request back.

    Leaving ends every part of the agency and hands its actions on, in this transaction. Social care's case
    staff decide; the agency itself takes back. Raises NotVisibleError, NotPermittedError,
    ChangedMeanwhileError when it is decided; DomainError without a reason, or while something stands in
    the way of leaving.
    """
    _require_seen(by, withdrawal)
    if outcome == WithdrawalOutcome.TAKEN_BACK:
        step_down_access.require_speaks_for(by, withdrawal.agency, withdrawal.child)
    else:
        access.require(by, access.Action.MANAGE_INVOLVEMENT, withdrawal.child)
    withdrawal = _locked(withdrawal)
    if not reason.strip():
        raise DomainError("Enter the reason for the decision", field="reason")
    if outcome == WithdrawalOutcome.LEAVES:
        in_the_way = queries.standing(by, withdrawal).in_the_way
        if in_the_way:
            raise DomainError(". ".join(in_the_way), field="outcome")
        _pass_on(withdrawal, by=by, at=at)
    withdrawal.outcome, withdrawal.decision_reason = outcome, reason.strip()
    withdrawal.decided_at, withdrawal.decided_by = at, by
    withdrawal.decision_event = _write(withdrawal, by=by, at=at)
    withdrawal.record(by=by, at=at, reason=f"{outcome.label}: {reason.strip()}")
    withdraw(subjects=[_subject(withdrawal)], at=at)
    if outcome == WithdrawalOutcome.LEAVES:
        _end_parts(withdrawal, by=by, at=at)
    return withdrawal


def _pass_on(withdrawal: Withdrawal, *, by: User, at: datetime) -> None:
    """Give each open action its new owner; what was done or dropped meanwhile stays as it is."""
    reason = f"Handed on by {withdrawal.agency}, which leaves the network"
    for each in withdrawal.handed_on.select_related("to_agency", "to_user").order_by("pk"):
        if each.plan_item_id is not None:
            item = PlanItem.objects.select_for_update(of=("self",)).get(pk=each.plan_item_id)
            if item.state == PlanItemState.OPEN:
                item.agency, item.owner, item.owner_name = each.to_agency, each.to_user, ""
                item.record(by=by, at=at, reason=reason)
        elif each.meeting_action_id is not None:
            action = MeetingAction.objects.select_for_update(of=("self",)).get(pk=each.meeting_action_id)
            if action.state == ActionState.OPEN:
                action.agency, action.owner = each.to_agency, each.to_user
                action.owner_name = "" if each.to_user else each.to_agency.name
                action.record(by=by, at=at, reason=reason)


def _end_parts(withdrawal: Withdrawal, *, by: User, at: datetime) -> None:
    parts = Involvement.objects.select_for_update(of=("self",)).filter(
        child=withdrawal.child, agency=withdrawal.agency, until=None
    )
    reason = withdrawal.decision_reason[:MOST_LETTERS]
    members = CoreGroupMember.objects.filter(
        plan__child=withdrawal.child, plan__ended_on=None, agency=withdrawal.agency, until=None
    )
    for member in members.select_related("plan").order_by("pk"):
        membership.end(member=member, reason=reason, by=by, at=at)
    for asked in _core_groups_to_come(withdrawal, by):
        told = f"The agency leaves: {reason}"[:MOST_LETTERS]
        invitations.withdraw(invitation=asked, reason=told, by=by, at=at)
    for part in parts.select_related("child", "agency", "team").order_by("pk"):
        involvements.finish(involvement=part, reason=reason, by=by, at=at)


def _core_groups_to_come(withdrawal: Withdrawal, by: User) -> list[Invitation]:
    """The agency's invitations, which open the words and the minutes of meetings, to core groups and child
    in need meetings to come; but for those that are about another child too with whom it stays."""
    meetings = access_meetings.readable_meetings(by).filter(
        kind__in=access_meetings.SHARED_BY_MEMBERS,
        state=MeetingState.PLANNED,
        children__child=withdrawal.child,
    )
    asked = Invitation.objects.filter(
        meeting__in=meetings.values("pk"), agency=withdrawal.agency, withdrawn_at=None
    )
    others = Child.objects.exclude(pk=withdrawal.child_id)
    return [
        row
        for row in asked.select_related("meeting").order_by("pk")
        if all(
            withdrawal.agency not in queries.network(other)
            for other in others.filter(meetings__meeting=row.meeting_id)
        )
    ]


def _write(withdrawal: Withdrawal, *, by: User, at: datetime) -> Event:
    """One line with the decision and, in their own words, whoever doesn't agree."""
    outcome = WithdrawalOutcome(withdrawal.outcome)
    views = withdrawal.views.select_related("agency")
    against = rule.dissents(
        rule.View(each.agency.name, rule.Answer(each.answer), each.words) for each in views
    )
    said = "".join(f" {each.agency} doesn’t agree: {each.words}" for each in against)
    what = {
        WithdrawalOutcome.LEAVES: "leaves the child’s network",
        WithdrawalOutcome.STAYS: "asked to leave the child’s network and stays",
        WithdrawalOutcome.TAKEN_BACK: "takes back its request to leave the child’s network",
    }[outcome]
    return events.write(
        child=withdrawal.child,
        kind=EventKind.INVOLVEMENT_ENDED if outcome == WithdrawalOutcome.LEAVES else EventKind.NOTE,
        what_happened=f"{withdrawal.agency} {what}: {withdrawal.decision_reason}{said}",
        significance=Significance.SIGNIFICANT,
        by=by,
        at=at,
    )


def _require_seen(by: User, withdrawal: Withdrawal) -> None:
    if not step_down_access.visible_withdrawals(by).filter(pk=withdrawal.pk).exists():
        raise NotVisibleError


def _locked(withdrawal: Withdrawal) -> Withdrawal:
    """The undecided request as it is now, held until the transaction ends."""
    Child.objects.select_for_update(no_key=True).get(pk=withdrawal.child_id)
    row = Withdrawal.objects.select_for_update(of=("self",)).select_related("child", "agency")
    found = row.get(pk=withdrawal.pk)
    if found.decided_at is not None:
        raise ChangedMeanwhileError(f"This was decided already: {found.get_outcome_display().lower()}")
    return found


def _subject(withdrawal: Withdrawal) -> str:
    return f"leaving:{withdrawal.pk}"
