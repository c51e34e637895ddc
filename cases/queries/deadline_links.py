"""Where a person goes to do what a time limit asks for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.urls import reverse

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Deadline
from cases.services.deadline_status import is_stopped
from safeguarding.accounts.models import User
from safeguarding.rules.timescales import TIMESCALES

# The page on which each rule's act is done. Where it comes with a later piece of work it is the child's
# record (CHILD), from which everything is reached; supervision leads to the page of all one's own.
CHILD: Final = "child"
PART: Final = "front_door_child"
EVENT: Final = "event_new"
STRATEGY: Final = "child_strategy"
ASSESSMENTS: Final = "child_assessments"
CORE_GROUP: Final = "child_core_group"
APPOINTMENTS: Final = "child_appointments"
WARNINGS: Final = "child_warnings"
CHALLENGES: Final = "child_challenges"
DISCUSSED: Final = "child_supervision"
SUPERVISIONS: Final = "supervisions"
ACTS: Final[Mapping[str, str]] = MappingProxyType(
    dict.fromkeys(TIMESCALES, CHILD)
    | {
        "referral_decision": PART,
        "recording_critical": EVENT,
        "recording_visit": EVENT,
        "recording_other": EVENT,
        "strategy_discussion": STRATEGY,
        "strategy_discussion_same_day": STRATEGY,
        "strategy_follow_up": STRATEGY,
        "strategy_record": STRATEGY,
        "section_47": STRATEGY,
        "section_47_maximum": STRATEGY,
        "section_47_child_seen": STRATEGY,
        "icpc": STRATEGY,
        "icpc_request": STRATEGY,
        "police_protection": STRATEGY,
        "emergency_protection_order": STRATEGY,
        "emergency_protection_order_extension": STRATEGY,
        "assessment": ASSESSMENTS,
        "assessment_census": ASSESSMENTS,
        "core_group_first": CORE_GROUP,
        "core_group_next": CORE_GROUP,
        "core_group_before_review": CORE_GROUP,
        "core_group_minutes": CORE_GROUP,
        "cin_planning": CORE_GROUP,
        "cin_review": CORE_GROUP,
        "cin_review_after_cp_plan": CORE_GROUP,
        "was_not_brought": APPOINTMENTS,
        "was_not_brought_lead": APPOINTMENTS,
        "supervision_was_not_brought": DISCUSSED,
        "supervision_child": DISCUSSED,
        "warning_review": WARNINGS,
        **{f"challenge_stage_{stage}": CHALLENGES for stage in range(1, 6)},
        "supervision_worker": SUPERVISIONS,
        "supervision_supervisor": SUPERVISIONS,
        "supervision_chair": SUPERVISIONS,
    }
)
_OF_CHILD: Final = frozenset(
    {EVENT, STRATEGY, ASSESSMENTS, CORE_GROUP, APPOINTMENTS, WARNINGS, CHALLENGES, DISCUSSED}
)
_NEEDS: Final = {
    PART: access.Action.WORK_FRONT_DOOR,
    EVENT: access.Action.RECORD_EVENT,
    DISCUSSED: access.Action.BE_SUPERVISED,
    SUPERVISIONS: access.Action.BE_SUPERVISED,
}


def act_path(deadline: Deadline, user: User) -> str:
    """The address of the page on which `user` can meet `deadline`; the child's record when they can't, the
    home page when there is none.

    Needs `referral_child__referral` and `child` selected; asks the database nothing more.
    """
    act = ACTS[deadline.rule_id]
    part, child = deadline.referral_child, deadline.child
    if part is not None and child is None:
        act = PART
    if act in _NEEDS and not access.may(user, _NEEDS[act]):
        act = CHILD
    if act == PART and part is not None:
        return reverse(PART, args=[part.referral.reference, part.position])
    if act == SUPERVISIONS:
        return reverse(SUPERVISIONS)
    if child is not None:
        return reverse(act if act in _OF_CHILD else CHILD, args=[child.reference])
    return reverse("home")


def where_to_act(user: User, key: int) -> str:
    """Where an alert about this time limit leads `user` when they read it: where their worklist would.

    To its own page, once it has been met or stopped, and where the worklist knows no better than the home
    page. Raises NotVisibleError when they may not see it (any more).
    """
    found = access.visible_deadlines(user).select_related("child", "referral_child__referral")
    deadline = found.filter(pk=key).first()
    if deadline is None:
        raise NotVisibleError
    path = reverse("home") if is_stopped(deadline) else act_path(deadline, user)
    return reverse("deadline", args=[deadline.pk]) if path == reverse("home") else path


def reference_of(deadline: Deadline) -> str:
    """The reference by which people speak of what `deadline` is about."""
    if deadline.referral_child is not None and _is_for_front_door(deadline):
        return deadline.referral_child.referral.reference
    return deadline.child.reference if deadline.child is not None else ""


def label_of(deadline: Deadline) -> str:
    """The reference, with the child's place in the referral: brothers and sisters share a reference."""
    part = deadline.referral_child
    place = f", child {part.position}" if part is not None and _is_for_front_door(deadline) else ""
    return reference_of(deadline) + place


def _is_for_front_door(deadline: Deadline) -> bool:
    """An assessment has its referral too, and is done on the child's record."""
    return deadline.rule_id == "referral_decision" or deadline.child is None
