"""Leaving, step-down, closure and legal milestones for the wall's world; what the gate gives of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from cases.models import Child
from core_groups import step_down_access as gate
from core_groups.models import (
    Closing,
    HandedOnAction,
    LegalMilestone,
    LegalTold,
    StepDown,
    Withdrawal,
    WithdrawalView,
)
from core_groups.step_down_states import LEGAL_LEVELS
from safeguarding.accounts.models import User
from tests.factories.plans import GATE

SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Withdrawal: gate.visible_withdrawals,
    WithdrawalView: gate.visible_views,
    HandedOnAction: gate.visible_handed_on,
    StepDown: gate.visible_step_downs,
    Closing: gate.visible_closings,
    LegalMilestone: gate.visible_milestones,
    LegalTold: gate.visible_told,
}


def build(open_child: Child, hidden: Child, staff: Mapping[str, User], *, at: datetime) -> None:
    """The same rows about an open record and a restricted one."""
    for child in (open_child, hidden):
        _leaving(child, staff, at=at)
        _ending(child, staff, at=at)
        _legal(child, staff, at=at)


def _leaving(child: Child, staff: Mapping[str, User], *, at: datetime) -> None:
    by = staff["head_of_service"]
    whose: dict[str, Any] = {"by": by, "at": at, "reason": "test data"}
    asked = Withdrawal(child=child, agency=staff["school"].agency, reason="It ends", asked_at=at, asked_by=by)
    asked.record(**whose)
    WithdrawalView(
        withdrawal=asked,
        agency=staff["gp"].agency,
        answer="agrees",
        words="Yes",
        given_at=at,
        given_by=by,
    ).record(**whose)
    item = child.plans.latest("pk").items.first()
    HandedOnAction(withdrawal=asked, plan_item=item, to_agency=staff["gp"].agency).record(**whose)


def _ending(child: Child, staff: Mapping[str, User], *, at: datetime) -> None:
    by = staff["head_of_service"]
    whose: dict[str, Any] = {"by": by, "at": at, "reason": "test data"}
    StepDown(
        child=child,
        plan=child.plans.latest("pk"),
        to_kind="early_help",
        reason="Safe",
        decided_on=at.date(),
        lead_name="Ann",
        first_meeting_on=at.date(),
        agency=staff["gp"].agency,
        proposed_at=at,
        proposed_by=by,
    ).record(**whose)
    Closing(
        episode=child.episodes.latest("pk"),
        child=child,
        author=by,
        written_at=at,
        reason="RC7",
        family_copy_reason="Unsafe",
        **dict.fromkeys(GATE, "Considered"),
    ).record(**whose)


def _legal(child: Child, staff: Mapping[str, User], *, at: datetime) -> None:
    by = staff["head_of_service"]
    whose: dict[str, Any] = {"by": by, "at": at, "reason": "test data"}
    for level in LEGAL_LEVELS:
        milestone = LegalMilestone(
            child=child,
            kind="issued",
            on=at.date(),
            text="Issued",
            sensitivity=level,
            recorded_at=at,
            recorded_by=by,
        )
        milestone.record(**whose)
        told: dict[str, Any] = {"told_at": at, "told_by": by}
        for key, said in (
            ("gp", {**told, "words": "It is issued", "how": "phone"}),
            ("school", {**told, "not_told_reason": "No need"}),
            ("police", {}),
        ):
            LegalTold(milestone=milestone, child=child, agency=staff[key].agency, **said).record(**whose)
