"""THE GATE's part for leaving, step-down, closure and legal milestones; built on cases.access alone."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.access import Action
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Child
from cases.states import Sensitivity
from core_groups.models import (
    Closing,
    HandedOnAction,
    LegalMilestone,
    LegalTold,
    StepDown,
    Withdrawal,
    WithdrawalView,
)
from safeguarding.accounts.models import Agency, Role, User


def visible_withdrawals(user: User) -> QuerySet[Withdrawal]:
    """Which agencies want to leave, or wanted to, of children whom `user` may see."""
    return Withdrawal.objects.filter(_of(user))


def visible_views(user: User) -> QuerySet[WithdrawalView]:
    """What the other agencies said to it."""
    return WithdrawalView.objects.filter(withdrawal__in=visible_withdrawals(user).values("pk"))


def visible_handed_on(user: User) -> QuerySet[HandedOnAction]:
    """Whose the actions of an agency become."""
    return HandedOnAction.objects.filter(withdrawal__in=visible_withdrawals(user).values("pk"))


def visible_step_downs(user: User) -> QuerySet[StepDown]:
    """The step-downs of children whom `user` may see."""
    return StepDown.objects.filter(_of(user))


def visible_closings(user: User) -> QuerySet[Closing]:
    """How episodes of need were closed: for social care staff alone, of children whom they may see."""
    if not access.reads_as_front_door(user):
        return Closing.objects.none()
    return Closing.objects.filter(_of(user))


def visible_milestones(user: User) -> QuerySet[LegalMilestone]:
    """Legal milestones: for social care staff all of visible children, for others those opened further."""
    milestones = LegalMilestone.objects.filter(_of(user))
    if access.reads_as_front_door(user):
        return milestones
    return milestones.exclude(sensitivity=Sensitivity.SOCIAL_CARE)


def visible_told(user: User) -> QuerySet[LegalTold]:
    """Who is to be told of a milestone: all for social care, for others what their own agency was told."""
    told = LegalTold.objects.filter(_of(user))
    if access.reads_as_front_door(user):
        return told
    return told.filter(~Q(words=""), agency=user.agency_id)


def may_speak_for(user: User, agency: Agency, child: Child) -> bool:
    """Whether `user` may say what `agency` wants or thinks: whoever works there, and social care's case
    staff, who write down what they were told; of a child whom they see otherwise than in an emergency."""
    own = user.agency_id == agency.pk and not user.is_social_care and access.may(user, Action.REFER, child)
    return own or access.may(user, Action.MANAGE_INVOLVEMENT, child)


def require_speaks_for(user: User, agency: Agency, child: Child) -> None:
    """Raise NotVisibleError (404) or NotPermittedError (403) where `may_speak_for` says no."""
    access.require(user, Action.REFER, child)
    if not may_speak_for(user, agency, child):
        raise NotPermittedError("speak_for_agency")


def may_answer(user: User, step: StepDown) -> bool:
    """Whether `user` may say whether the receiving agency takes it on: somebody of that agency who works
    cases, of its team where one is named, who didn't propose it."""
    is_there = user.agency_id == step.agency_id and step.team_id in {None, user.team_id}
    is_there = is_there and user.role != Role.BUSINESS_SUPPORT
    return is_there and user.pk != step.proposed_by_id and access.may(user, Action.REFER, step.child)


def require_answers(user: User, step: StepDown) -> None:
    """Raise NotVisibleError (404) or NotPermittedError (403) where `may_answer` says no."""
    if not visible_step_downs(user).filter(pk=step.pk).exists():
        raise NotVisibleError
    if not may_answer(user, step):
        raise NotPermittedError("answer_step_down")


def _of(user: User) -> Exists:
    """Of a child whom `user` may see: asked of each row's own child."""
    return Exists(access.visible_children(user).filter(pk=OuterRef("child")))
