"""What leaving, step-down, closure and legal milestones add to a child's history, as far as its reader may
see them."""

from __future__ import annotations

from typing import Final

from django.db.models import Q

from cases.models import Child
from cases.queries.history_shape import Part
from core_groups import step_down_access as access
from core_groups.models import (
    Closing,
    HandedOnAction,
    LegalMilestone,
    LegalTold,
    StepDown,
    Withdrawal,
    WithdrawalView,
)
from safeguarding.accounts.models import User

# What a row hangs on, and what the history says already.
_WHOSE: Final = frozenset({"withdrawal", "plan", "new_plan", "milestone", "began", "meeting"})
_WHO_AND_WHEN: Final = frozenset(
    {
        *("asked_at", "asked_by", "given_at", "given_by", "proposed_at", "proposed_by", "written_at"),
        *("answered_at", "answered_by", "completed_at", "completed_by", "decision_event", "refused_event"),
        *("summary_sent_by", "summary_received_by", "sent_back_at", "sent_back_by", "told_by", "signed_by"),
    }
)
_WITHOUT: Final = _WHOSE | _WHO_AND_WHEN


def _withdrawals(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_withdrawals(user).filter(child=child).values("pk"))


def _of_withdrawals(user: User, child: Child) -> Q:
    return Q(withdrawal_id__in=access.visible_withdrawals(user).filter(child=child).values("pk"))


def _step_downs(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_step_downs(user).filter(child=child).values("pk"))


def _closings(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_closings(user).filter(child=child).values("pk"))


def _milestones(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_milestones(user).filter(child=child).values("pk"))


def _told(user: User, child: Child) -> Q:
    return Q(id__in=access.visible_told(user).filter(child=child).values("pk"))


PARTS: Final = (
    Part(Withdrawal, "Request to leave", _withdrawals, without=_WITHOUT),
    Part(WithdrawalView, "View on a request to leave", _of_withdrawals, without=_WITHOUT),
    Part(HandedOnAction, "Action handed on", _of_withdrawals, without=_WITHOUT),
    Part(StepDown, "Step-down", _step_downs, without=_WITHOUT),
    Part(Closing, "Closure", _closings, without=_WITHOUT),
    Part(LegalMilestone, "Legal step", _milestones, without=_WITHOUT),
    Part(LegalTold, "Agency told of a legal step", _told, without=_WITHOUT),
)
