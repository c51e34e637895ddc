"""Where one child's part of a referral stands, as a list of steps, and who may take the next."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from cases import access
from cases.models import ReferralChild, ReferralDecision
from cases.states import REFERRAL_CHILD_MOVES, ReferralChildMove, ReferralChildState, ToldHow
from safeguarding.accounts.models import User
from safeguarding.ui.filters import datetime_text


def is_possible(part: ReferralChild, move: ReferralChildMove) -> bool:
    """Whether the table of moves knows `move` from where the part stands."""
    return (ReferralChildState(part.state), move) in REFERRAL_CHILD_MOVES


def can_decide(part: ReferralChild, *, user: User) -> bool:
    """Whether `user` may decide now: a manager who didn't write the referral."""
    allowed = access.may(user, access.Action.DECIDE_REFERRAL) and part.referral.author_id != user.pk
    return allowed and is_possible(part, ReferralChildMove.DECIDE)


def can_reconsider(part: ReferralChild, *, user: User) -> bool:
    """Whether `user` may take the decision back."""
    return access.may(user, access.Action.DECIDE_REFERRAL) and is_possible(part, ReferralChildMove.RECONSIDER)


def tasks(part: ReferralChild, decision: ReferralDecision | None, *, user: User) -> list[dict[str, Any]]:
    """The four steps as components/task_list.html shows them."""
    return [
        _match(part),
        _read(part),
        _decide(part, decision, user),
        _tell(part, decision),
    ]


def _href(name: str, part: ReferralChild) -> str:
    return reverse(name, args=[part.referral.reference, part.position])


def _match(part: ReferralChild) -> dict[str, Any]:
    title = "Find the child’s record, or make one"
    if part.child is None:
        return {"title": title, "href": _href("front_door_match", part), "status": "todo"}
    who = part.matched_by.full_name if part.matched_by else "The service"
    hint = f"{part.child.reference}: {who}, {datetime_text(part.matched_at)}"
    return {"title": title, "href": "", "hint": hint, "status": "done"}


def _read(part: ReferralChild) -> dict[str, Any]:
    title = "Read the history"
    if part.child is None:
        return {"title": title, "href": "", "status": "later"}
    status = "done" if part.state == ReferralChildState.DECIDED else "todo"
    return {"title": title, "href": _href("front_door_digest", part), "status": status}


def _decide(part: ReferralChild, decision: ReferralDecision | None, user: User) -> dict[str, Any]:
    title = "Decide what happens next"
    if decision is not None:
        hint = f"{decision.get_outcome_display()}: {decision.decided_by.full_name}, "
        hint += datetime_text(decision.decided_at)
        return {"title": title, "href": "", "hint": hint, "status": "done"}
    if can_decide(part, user=user):
        return {"title": title, "href": _href("front_door_decide", part), "status": "todo"}
    hint = ""
    if part.state == ReferralChildState.MATCHED:
        own = part.referral.author_id == user.pk
        hint = "You wrote this referral: waiting for another manager" if own else "Waiting for a manager"
    return {"title": title, "href": "", "hint": hint, "status": "later"}


def _tell(part: ReferralChild, decision: ReferralDecision | None) -> dict[str, Any]:
    title = "Tell the referrer"
    if decision is None:
        return {"title": title, "href": "", "status": "later"}
    if decision.told_at is None:
        return {"title": title, "href": _href("front_door_tell", part), "status": "todo"}
    hint = f"{ToldHow(decision.told_how).label}, {datetime_text(decision.told_at)}"
    return {"title": title, "href": "", "hint": hint, "status": "done"}
