"""THE GATE's part for plans and assessments: who may see and work on which; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access, access_meetings
from cases.access import Action
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Assessment, AssessmentPart, Child, MaleEngaged, Meeting, Plan, PlanItem
from safeguarding.accounts.models import Role, User


def visible_plans(user: User) -> QuerySet[Plan]:
    """The plans of the children whom `user` may see: a plan is shared with the network and the family."""
    return Plan.objects.filter(_of(access.visible_children(user)))


def visible_assessments(user: User) -> QuerySet[Assessment]:
    """The assessments of the children whom `user` may see: for social care staff alone."""
    if not access.reads_as_front_door(user):
        return Assessment.objects.none()
    return Assessment.objects.filter(_of(access.visible_children(user)))


def visible_parts(user: User) -> QuerySet[AssessmentPart]:
    """What other agencies were asked for assessments: all for social care, for others what their own was."""
    parts = AssessmentPart.objects.filter(_of(access.visible_children(user)))
    return parts if access.reads_as_front_door(user) else parts.filter(agency=user.agency_id)


def visible_males(user: User) -> QuerySet[MaleEngaged]:
    """What was done about fathers and males of visible children; in assessments for social care alone."""
    males = MaleEngaged.objects.filter(_of(access.visible_children(user)))
    return males if access.reads_as_front_door(user) else males.filter(assessment=None)


def workable_plans(user: User) -> QuerySet[Plan]:
    """The plans whose words `user` may change: social care's case staff, and whoever leads the plan; of
    children whom they see otherwise than in an emergency."""
    if not access.may(user, Action.REFER):
        return Plan.objects.none()
    led = Q() if access.may(user, Action.MANAGE_PLAN) else Q(lead=user)
    return Plan.objects.filter(led, _of(access.settled_children(user)))


def require_plan(user: User, plan: Plan) -> None:
    """Raise NotVisibleError (404) for a plan that may not be seen, NotPermittedError (403) for one whose
    words `user` may not change."""
    if not visible_plans(user).filter(pk=plan.pk).exists():
        raise NotVisibleError
    if not works_on(user, plan):
        raise NotPermittedError("manage_plan")


def works_on(user: User, plan: Plan) -> bool:
    """Whether `require_plan` would let `user` through, of a plan that they see; for buttons."""
    return workable_plans(user).filter(pk=plan.pk).exists()


def answers_for(user: User, item: PlanItem) -> bool:
    """Whether an item is `user`'s own, or their agency's: those who work cases, for business support of the
    agency that owns nearly every item writes no plan content."""
    own = item.owner_id == user.pk or (item.agency_id is not None and item.agency_id == user.agency_id)
    return own and user.role != Role.BUSINESS_SUPPORT


def goes_through(user: User, meeting: Meeting) -> bool:
    """Whether `user` may record for the whole plan at a meeting: whoever runs it; of a core group or a child
    in need meeting that is also a chair or a minute-taker of another agency."""
    return access_meetings.runs(user, meeting)


def _of(children: QuerySet[Child]) -> Exists:
    """Of one of these children: asked of each row's own child, so that one row never reads all of them."""
    return Exists(children.filter(pk=OuterRef("child")))
