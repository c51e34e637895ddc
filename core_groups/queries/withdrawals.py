"""Agencies that want to leave: the network, what the agency has open, and what stands in the way."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from cases import access_meetings, access_plans
from cases.meeting_states import ActionState
from cases.models import Child, Invitation, Involvement, MeetingAction, PlanItem
from cases.plan_states import PlanItemState
from cases.queries import changed_since
from cases.queries.changed_since import Since
from cases.states import InvolvementRole
from core_groups import step_down_access
from core_groups.models import HandedOnAction, Withdrawal
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import withdrawal as rule

# Being asked to one meeting, or named on a restricted record, makes nobody a part of the network.
OUTSIDE_THE_NETWORK: Final = (InvolvementRole.MEETING, InvolvementRole.NAMED_USER)


@dataclass(frozen=True, slots=True)
class OpenAction:
    """Something the agency still has to do: `key` names its row ("item-12", "action-7")."""

    key: str
    text: str
    owner: str
    row: PlanItem | MeetingAction
    handed_on: HandedOnAction | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One request with all that belongs to it; `in_the_way` says why the agency can't leave yet."""

    withdrawal: Withdrawal
    views: list[object]
    still_to_ask: list[Agency]
    actions: list[OpenAction]
    in_the_way: tuple[str, ...]


def of_child(user: User, child: Child) -> list[Withdrawal]:
    """The requests to leave this child's network, the latest first."""
    found = step_down_access.visible_withdrawals(user).filter(child=child)
    return list(found.select_related("agency", "asked_by", "decided_by"))


def one_of(user: User, child: Child, key: int) -> Withdrawal | None:
    """The request with this key, through the child."""
    found = step_down_access.visible_withdrawals(user).filter(child=child, pk=key)
    return found.select_related("child", "agency", "asked_by", "decided_by").first()


def since_asked(user: User, withdrawal: Withdrawal) -> Since:
    """What was recorded about the child since the agency asked to leave."""
    return changed_since.of_child(user, withdrawal.child, withdrawal.asked_at)


def network(child: Child) -> list[Agency]:
    """The agencies that are involved with the child now."""
    running = Involvement.objects.filter(child=child, until=None).exclude(role__in=OUTSIDE_THE_NETWORK)
    return list(Agency.objects.filter(pk__in=running.values("agency")).order_by("name"))


def standing(user: User, withdrawal: Withdrawal) -> Standing:
    """What was said, what is open, and what stands in the way."""
    given = step_down_access.visible_views(user).filter(withdrawal=withdrawal)
    views = list(given.select_related("agency", "given_by"))
    agencies = network(withdrawal.child)
    heard = {view.agency_id for view in views}
    actions = open_actions(user, withdrawal)
    facts = rule.Withdrawal(
        agency=withdrawal.agency.name,
        reason=withdrawal.reason,
        views=tuple(rule.View(view.agency.name, rule.Answer(view.answer), view.words) for view in views),
        actions=tuple(
            rule.HandedOn(each.key, each.text, each.handed_on.to_agency.name if each.handed_on else "")
            for each in actions
        ),
    )
    return Standing(
        withdrawal=withdrawal,
        views=list(views),
        still_to_ask=[each for each in agencies if each.pk not in heard and each.pk != withdrawal.agency_id],
        actions=actions,
        in_the_way=rule.refusals(facts, {agency.name for agency in agencies}),
    )


def open_actions(user: User, withdrawal: Withdrawal) -> list[OpenAction]:
    """What the agency has open in running plans and after meetings, as far as `user` may read it."""
    handed = step_down_access.visible_handed_on(user).filter(withdrawal=withdrawal)
    rows = list(handed.select_related("to_agency", "to_user"))
    items = {row.plan_item_id: row for row in rows if row.plan_item_id}
    actions = {row.meeting_action_id: row for row in rows if row.meeting_action_id}
    return [
        *(
            OpenAction(
                f"item-{item.pk}", item.action, _owner(item.owner, item.owner_name), item, items.get(item.pk)
            )
            for item in _items(user, withdrawal)
        ),
        *(
            OpenAction(
                f"action-{each.pk}",
                each.what,
                _owner(each.owner, each.owner_name),
                each,
                actions.get(each.pk),
            )
            for each in _meeting_actions(user, withdrawal)
        ),
    ]


def _items(user: User, withdrawal: Withdrawal) -> QuerySet[PlanItem]:
    plans = access_plans.visible_plans(user).filter(child=withdrawal.child_id, ended_on=None)
    whose = Q(owner__agency=withdrawal.agency_id) | Q(owner=None, agency=withdrawal.agency_id)
    items = PlanItem.objects.filter(whose, plan__in=plans.values("pk"), state=PlanItemState.OPEN)
    return items.select_related("owner", "plan").order_by("plan", "number")


def _meeting_actions(user: User, withdrawal: Withdrawal) -> QuerySet[MeetingAction]:
    about = Q(child=withdrawal.child_id) | Q(child=None, meeting__children__child=withdrawal.child_id)
    whose = Q(owner__agency=withdrawal.agency_id) | Q(owner=None, agency=withdrawal.agency_id)
    found = access_meetings.visible_actions(user).filter(about & whose, state=ActionState.OPEN)
    return found.select_related("owner", "meeting").order_by("due_on", "pk").distinct()


def _owner(owner: User | None, name: str) -> str:
    return owner.full_name if owner is not None else name


def takers(user: User, withdrawal: Withdrawal) -> tuple[list[Agency], list[User]]:
    """To whom an action may be handed on: the agencies that stay, and their people who have a part already
    (by name in the network, in the plan, or asked to a meeting about the child)."""
    staying = [each for each in network(withdrawal.child) if each.pk != withdrawal.agency_id]
    return staying, people(user, withdrawal.child, staying)


def people(user: User, child: Child, agencies: Collection[Agency]) -> list[User]:
    """The people of these agencies who have a part with the child by name."""
    plans = access_plans.visible_plans(user).filter(child=child, ended_on=None).values("pk")
    meetings = access_meetings.visible_meetings(user).filter(children__child=child).values("pk")
    known = (
        Q(pk__in=Involvement.objects.filter(child=child, until=None).values("user"))
        | Q(pk__in=PlanItem.objects.filter(plan__in=plans).values("owner"))
        | Q(pk__in=Invitation.objects.filter(meeting__in=meetings, withdrawn_at=None).values("user"))
        | Q(pk=child.allocated_to_id)
    )
    found = User.objects.filter(known, agency__in=agencies, is_active=True)
    return list(found.select_related("agency").order_by("agency__name", "full_name"))
