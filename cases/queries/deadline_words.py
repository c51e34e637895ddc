"""A time limit in words: what it is about, who holds it, when it is due, what happened to its dates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from cases.models import Deadline
from cases.services.deadline_status import Status, is_late, is_rescheduled
from cases.services.deadline_times import own_date
from cases.states import LatenessReason
from safeguarding.accounts.models import Team, User
from safeguarding.rules.timescales import TIMESCALES, Unit
from safeguarding.ui.filters import date_text, datetime_text

COLOURS: Final = {
    Status.RUNNING: "blue",
    Status.DUE_SOON: "yellow",
    Status.DUE_TODAY: "orange",
    Status.OVERDUE: "red",
    Status.PAUSED: "grey",
    Status.MET: "green",
    Status.MET_LATE: "yellow",
    Status.CANCELLED: "grey",
    Status.SUPERSEDED: "grey",
}


def label(deadline: Deadline) -> str:
    """What the rule is called."""
    return TIMESCALES[deadline.rule_id].label


def about(deadline: Deadline) -> str:
    """Whom it is about; needs `child__person`, `referral_child` and `about_worker` selected."""
    if deadline.child is not None:
        return str(deadline.child.person)
    if deadline.referral_child is not None:
        return deadline.referral_child.name
    return str(deadline.about_worker or "")


def holder(deadline: Deadline) -> str:
    """Who holds it: the worker, the team, the child's worker, or else the front door."""
    held: tuple[User | Team | None, ...] = (
        deadline.responsible,
        deadline.team,
        deadline.child.allocated_to if deadline.child is not None else None,
    )
    found = next((each for each in held if each is not None), None)
    return found.name if isinstance(found, Team) else str(found or "Front door")


def counts_hours(deadline: Deadline) -> bool:
    """Whether the hour matters, not the day."""
    return deadline.unit == Unit.HOURS


def due(deadline: Deadline) -> date | datetime:
    """When it is due as agreed: a day, or an instant where hours are counted."""
    return deadline.due_at if counts_hours(deadline) else deadline.due_on


def due_text(deadline: Deadline) -> str:
    """`by the end of 15 May 2026`, or the instant."""
    return _until(deadline, deadline.due_on, deadline.due_at)


def own_due_text(deadline: Deadline) -> str:
    """As `due_text`, by the rule alone."""
    return _until(deadline, deadline.statutory_due_on, deadline.statutory_due_at)


def own_date_label(deadline: Deadline) -> str:
    """What the rule's own date is called: "Statutory date"."""
    return own_date(TIMESCALES[deadline.rule_id]).capitalize()


def agreed(deadline: Deadline) -> str:
    """Who agreed another date than the rule's own, when and why; nothing where nobody did."""
    if not is_rescheduled(deadline) or deadline.rescheduled_at is None:
        return ""
    when = date_text(deadline.rescheduled_at)
    return f"moved by {deadline.rescheduled_by} on {when}: {deadline.rescheduled_reason}"


def paused(deadline: Deadline) -> str:
    """Since when it stands still, and why; nothing where it runs."""
    if deadline.paused_at is None:
        return ""
    return f"Paused since {date_text(deadline.paused_at)} because: {deadline.paused_reason}"


def lateness(deadline: Deadline, now: datetime) -> str:
    """Why it was missed, coded and in own words; that nobody has said so; nothing where it wasn't."""
    if not is_late(deadline, now):
        return ""
    if not deadline.lateness_code:
        return "No reason given yet"
    return f"{LatenessReason(deadline.lateness_code).label}. {deadline.lateness_reason}".strip()


def _until(deadline: Deadline, on: date, at: datetime) -> str:
    return datetime_text(at) if counts_hours(deadline) else f"by the end of {date_text(on)}"
