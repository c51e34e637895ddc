"""One time limit as a line of a worklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from cases.models import Deadline
from cases.queries import working_calendar
from cases.queries.deadline_links import act_path, reference_of
from cases.queries.worklist_scope import Held
from cases.services.deadlines import Status, is_late, status
from safeguarding.accounts.models import Team, User
from safeguarding.rules.timescales import TIMESCALES, Unit
from safeguarding.ui.filters import date_text, moment

NOBODY = "Nobody holds this"


@dataclass(frozen=True)
class Row:
    """One line of a worklist, as components/worklist.html shows it; `href` is where the act is done.

    `due` is None while the time limit stands still.
    """

    key: int
    href: str
    title: str
    facts: tuple[str, ...]
    due: date | datetime | None
    status: Status
    is_paused: bool
    is_past_statutory: bool
    needs_reason: bool

    @property
    def urgent(self) -> bool:
        """Whether the time limit has passed."""
        return self.status == Status.OVERDUE and not self.is_paused

    @property
    def tag(self) -> str:
        """What there is to say beside the clock."""
        if self.is_paused:
            return "Paused"
        return "Past its statutory date" if self.is_past_statutory and not self.urgent else ""

    @property
    def tag_colour(self) -> str:
        """The colour of the tag."""
        return "grey" if self.is_paused else "red"


def joined(rows: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """`rows` with everything that a line needs."""
    return rows.select_related(
        "child__person",
        "child__allocated_to",
        "responsible",
        "team",
        "referral_child__referral",
        "about_worker__line_manager",
    )


def row(deadline: Deadline, *, user: User, now: datetime) -> Row:
    """One deadline as a line for `user`; needs what `joined` selects."""
    stands = status(deadline, now)
    is_open = deadline.met_at is None and deadline.cancelled_at is None
    is_paused = is_open and deadline.paused_at is not None
    due = _shown(deadline, deadline.due_on, deadline.due_at)
    return Row(
        key=deadline.pk,
        href=act_path(deadline, user),
        title=f"{rule_label(deadline.rule_id)}: {name_of(deadline)}",
        facts=(
            *filter(None, [reference_of(deadline), f"Due {moment(due)}", _rescheduled(deadline)]),
            *filter(None, [working_calendar.provisional(deadline)]),
            *([_paused(deadline)] if is_paused else []),
            *_holder_words(deadline, user),
        ),
        due=None if is_paused else due,
        status=stands,
        is_paused=is_paused,
        is_past_statutory=is_open and deadline.statutory_due_at <= now,
        needs_reason=is_late(deadline, now) and not deadline.lateness_code,
    )


def rule_label(rule_id: str) -> str:
    """What the rule's clock is called."""
    return TIMESCALES[rule_id].label


def name_of(deadline: Deadline) -> str:
    """Whom the time limit is about: the child, the referral's child, or the worker."""
    if deadline.child is not None:
        return str(deadline.child.person)
    if deadline.referral_child is not None:
        return deadline.referral_child.name
    return str(deadline.about_worker)


def holder_of(deadline: Deadline) -> tuple[Held, User | Team | None]:
    """Who holds it, as worklist_scope.HELD and HOLDER say; somebody who has left comes with NOBODY."""
    if deadline.responsible is not None:
        return _of_worker(deadline.responsible)
    if deadline.team is not None:
        return (Held.TEAM if deadline.team.is_active else Held.NOBODY), deadline.team
    if deadline.about_worker is not None:
        return _of_worker(deadline.about_worker.line_manager)
    if deadline.child is not None:
        return _of_worker(deadline.child.allocated_to)
    return Held.TEAM, None


def holder_name(deadline: Deadline) -> str:
    """The holder in words, for a heading."""
    held, holder = holder_of(deadline)
    if held == Held.NOBODY:
        return NOBODY
    return holder.name if isinstance(holder, Team) else str(holder or "Front door")


def _of_worker(worker: User | None) -> tuple[Held, User | None]:
    return (Held.WORKER if worker is not None and worker.is_active else Held.NOBODY), worker


def _holder_words(deadline: Deadline, user: User) -> tuple[str, ...]:
    held, holder = holder_of(deadline)
    if holder == user:
        return ()
    if held != Held.NOBODY:
        return (holder_name(deadline),)
    if isinstance(holder, Team):
        return (f"{NOBODY}: {holder.name} is closed",)
    return (f"{NOBODY}: {holder} has left" if holder is not None else NOBODY,)


def _rescheduled(deadline: Deadline) -> str:
    if deadline.rescheduled_at is None:
        return ""
    statutory = _shown(deadline, deadline.statutory_due_on, deadline.statutory_due_at)
    return f"Rescheduled; statutory date {moment(statutory)}"


def _paused(deadline: Deadline) -> str:
    return f"Paused since {date_text(deadline.paused_at)} because: {deadline.paused_reason}"


def _shown(deadline: Deadline, on: date, at: datetime) -> date | datetime:
    """Clocks that count hours are shown with their time."""
    return at if deadline.unit == Unit.HOURS else on
