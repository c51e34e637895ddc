"""One strategy meeting as its pages show it, through the gate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from cases import access
from cases.exceptions import NotVisibleError
from cases.meeting_states import PRESENT, MeetingState
from cases.models import Child, Meeting
from cases.queries import meetings, quorum
from safeguarding.accounts.models import User
from safeguarding.rules.quorum import Missing
from strategy_meetings.access import (
    visible_decisions,
    visible_enquiries,
    visible_protections,
    visible_strategy_meetings,
)
from strategy_meetings.models import (
    ImmediateProtection,
    Section47Enquiry,
    StrategyDecision,
    StrategyMeeting,
)
from strategy_meetings.services.holding import AGENDA
from strategy_meetings.states import StrategyOutcome


@dataclass(frozen=True, slots=True)
class ChildDecision:
    """One child of the meeting, what was decided, and the enquiry that came of it."""

    child: Child
    decision: StrategyDecision | None
    outcomes: list[str]
    enquiry: Section47Enquiry | None


@dataclass(frozen=True, slots=True)
class ChildMeetings:
    """What a child's page shows of strategy meetings, enquiries and immediate protection."""

    meetings: list[StrategyMeeting]
    enquiries: list[Section47Enquiry]
    protections: list[ImmediateProtection]


def get(user: User, meeting: Meeting) -> StrategyMeeting:
    """The strategy meeting's part of a meeting that was seen; NotVisibleError for other kinds of meeting."""
    rows = visible_strategy_meetings(user).filter(pk=meeting.pk)
    found = rows.select_related(
        "meeting__chair",
        "meeting__minute_taker",
        "meeting__called_by",
        "meeting__agency",
        "history_confirmed_by",
        "inquorate_signed_by",
        "follows__meeting",
        "referral_child__referral",
        "event__child",
    ).first()
    if found is None:
        raise NotVisibleError
    return found


def decisions(user: User, strategy: StrategyMeeting) -> list[ChildDecision]:
    """Each child whom `user` may see, with what was decided."""
    rows = visible_decisions(user).filter(meeting=strategy)
    by_child = {
        row.child_id: row for row in rows.select_related("decided_by").prefetch_related("dissents__agency")
    }
    enquiries = {row.child_id: row for row in visible_enquiries(user).filter(started_by=strategy)}
    return [
        ChildDecision(
            child,
            by_child.get(child.pk),
            _labels(by_child[child.pk]) if child.pk in by_child else [],
            enquiries.get(child.pk),
        )
        for child in meetings.children(user, strategy.meeting)
    ]


def decision(user: User, strategy: StrategyMeeting, child: Child) -> StrategyDecision:
    """What was decided for this child; NotVisibleError when nothing is decided yet."""
    found = visible_decisions(user).filter(meeting=strategy, child=child).first()
    if found is None:
        raise NotVisibleError
    return found


def lacks(strategy: StrategyMeeting) -> Missing:
    """What the meeting lacks: of those who came once it was held, of those who said they come before."""
    if strategy.meeting.state == MeetingState.PLANNED and not _has_attendance(strategy):
        return quorum.expected(strategy.meeting)
    return quorum.missing(strategy.meeting)


def agenda(strategy: StrategyMeeting) -> list[tuple[str, str]]:
    """The agenda's points with what is written under them."""
    names = {
        "household": "All children of the household",
        "males": "Fathers, other males and adults",
        "voice": "The child’s voice and lived experience",
        "risk": "Risk analysis",
        "immediate_safety": "Immediate safety",
        "parents_told": "Who tells the parents, and when",
        "child_told": "Who tells the child, and when",
    }
    return [(names[name], getattr(strategy, name)) for name in AGENDA]


def pack(user: User, strategy: StrategyMeeting) -> list[tuple[Child, dict[str, Any]]]:
    """The digests that were shown, of the children whom `user` may see.

    Whoever had them read may have seen relatives' records that are closed to `user`: these are left out.
    """
    children = meetings.children(user, strategy.meeting)
    kept = [(child, strategy.pack[child.reference]) for child in children if child.reference in strategy.pack]
    told = {each["reference"] for _, digest in kept for each in _relatives(digest)} - {""}
    seen = access.visible_children(user).filter(reference__in=told).values_list("reference", flat=True)
    hidden = told - set(seen)
    return [(child, _without(digest, hidden)) for child, digest in kept]


def _relatives(digest: dict[str, Any]) -> list[dict[str, Any]]:
    return [*digest.get("siblings", ()), *digest.get("parents", ())]


def _without(digest: dict[str, Any], hidden: set[str]) -> dict[str, Any]:
    """The digest without the relatives with these references, wherever it names them."""
    names = {each["name"] for each in _relatives(digest) if each["reference"] in hidden}
    if not names:
        return digest
    by_reference = {
        key: [each for each in digest[key] if each["reference"] not in hidden]
        for key in ("siblings", "parents")
    }
    by_name = {
        "warnings": [each for each in digest["warnings"] if each["whose"] not in names],
        "males": [each for each in digest["males"] if each["name"] not in names],
    }
    return {**digest, **by_reference, **by_name}


def reads_pack(user: User) -> bool:
    """Whether `user` may read the history as social care saw it; other agencies hear it at the meeting."""
    return access.reads_as_front_door(user)


def of_child(user: User, child: Child) -> ChildMeetings:
    """What `user` may see of the child's strategy meetings, enquiries and immediate protection."""
    rows = visible_strategy_meetings(user).filter(meeting__children__child=child)
    enquiries = visible_enquiries(user).filter(child=child)
    protections = visible_protections(user).filter(child=child)
    return ChildMeetings(
        list(rows.select_related("meeting__chair").order_by("-meeting__starts_at")),
        list(enquiries.select_related("lead", "conference_requested_by")),
        list(protections.select_related("recorded_by", "reviewed_by", "meeting__meeting")),
    )


def standing_of_child(user: User, child: Child) -> list[StrategyMeeting]:
    """The child's strategy meetings that `user` sees and that weren't cancelled, the newest first."""
    rows = visible_strategy_meetings(user).filter(meeting__children__child=child)
    rows = rows.exclude(meeting__state=MeetingState.CANCELLED)
    return list(rows.select_related("meeting").order_by("-meeting__starts_at", "-pk"))


def protections(user: User, strategy: StrategyMeeting) -> list[ImmediateProtection]:
    """What was used or considered at the meeting to protect the children whom `user` sees."""
    rows = visible_protections(user).filter(meeting=strategy)
    return list(rows.select_related("child__person").order_by("recorded_at", "pk"))


def _has_attendance(strategy: StrategyMeeting) -> bool:
    return strategy.meeting.invitations.filter(attendance__in=PRESENT).exists()


def _labels(row: StrategyDecision) -> list[str]:
    return [each.label for each in StrategyOutcome if each.value in row.outcomes]
