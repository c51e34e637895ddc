"""What the first draft of minutes starts with: the agenda, what agencies shared, who came, the actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from cases import access_meetings
from cases.meeting_states import MeetingKind
from cases.models import Invitation, Meeting
from cases.queries.minutes import name_of
from cases.states import Sensitivity
from safeguarding.accounts.models import User
from safeguarding.rules.redaction import Block
from safeguarding.ui.filters import date_text

# The points of the agenda by kind of meeting (local procedure; rules, section 4), each with its key.
AGENDAS: Final[Mapping[MeetingKind, tuple[tuple[str, str], ...]]] = {
    MeetingKind.STRATEGY_MEETING: (
        ("reason", "Why the meeting is held"),
        ("voice", "The child’s voice"),
        ("men", "Fathers and other men in the child’s life"),
        ("risk", "Risks and strengths"),
        ("decisions", "Decisions and reasons"),
        ("telling", "Who tells the parents and the child, and what"),
    ),
    MeetingKind.CONFERENCE: (
        ("reason", "Why the conference is held"),
        ("voice", "The child’s voice"),
        ("parents", "What the parents say"),
        ("risk", "Risks and strengths"),
        ("decisions", "Decision and category"),
        ("plan", "Outline plan"),
    ),
}
_OTHERWISE: Final = (
    ("reason", "Why the meeting is held"),
    ("voice", "The child’s voice"),
    ("discussion", "Discussion"),
    ("decisions", "Decisions"),
)


# The parts that a kind of meeting makes from what was recorded at it, before those of every meeting.
Makes = Callable[[User, Meeting], list[Block]]
_REGISTERED: Final[dict[str, Makes]] = {}


def register(kind: MeetingKind, makes: Makes) -> None:
    """Make known what the minutes of a kind start with; its app does so once, when it is loaded."""
    _REGISTERED[kind] = makes


def brought_up(user: User, meeting: Meeting, whole: Sequence[Block], read: Sequence[Block]) -> list[Block]:
    """Of minutes begun earlier the parts that `user` reads, with what was recorded at the meeting since.

    Empty ones get its words, new ones come last; what anybody wrote stays as it is. `whole` are all parts.
    """
    own = {block.key: block for block in _own(user, meeting)}
    filled = [block if block.text.strip() else own.get(block.key, block) for block in read]
    there = {block.key for block in whole}
    return [*filled, *(block for key, block in own.items() if key not in there)]


def _own(user: User, meeting: Meeting) -> list[Block]:
    makes = _REGISTERED.get(meeting.kind)
    return makes(user, meeting) if makes is not None else []


def blocks(user: User, meeting: Meeting) -> list[Block]:
    """The parts to start from, as far as `user` may read what they are made of."""
    own = _own(user, meeting)
    if own:
        return [*own, _attendance(meeting), *_information(user, meeting), *_actions(user, meeting)]
    agenda = AGENDAS.get(MeetingKind(meeting.kind), _OTHERWISE)
    usual = Sensitivity.PROFESSIONALS.value
    points = [Block(key, heading, "", usual) for key, heading in agenda]
    points[0] = Block(agenda[0][0], agenda[0][1], meeting.reason, usual)
    return [
        _attendance(meeting),
        points[0],
        *_information(user, meeting),
        *points[1:],
        *_actions(user, meeting),
    ]


def _attendance(meeting: Meeting) -> Block:
    rows = Invitation.objects.filter(meeting=meeting, withdrawn_at=None)
    lines = [
        f"{name_of(row)}: {row.get_attendance_display()}"
        for row in rows.select_related("user", "agency", "team").order_by("pk")
    ]
    return Block("attendance", "Attendance", "\n".join(lines), Sensitivity.PROFESSIONALS.value)


def _information(user: User, meeting: Meeting) -> list[Block]:
    rows = access_meetings.visible_information(user).filter(meeting=meeting)
    return [
        Block(
            key=f"information-{row.pk}",
            heading=f"Information from {row.agency or row.outside_agency}",
            text=row.text,
            sensitivity=row.sensitivity,
            agency=row.agency_id,
            child=row.child_id,
        )
        for row in rows.select_related("agency").order_by("pk")
    ]


def _actions(user: User, meeting: Meeting) -> list[Block]:
    """The actions, those about one child apart, so that a copy leaves out another child's."""
    rows = access_meetings.visible_actions(user).filter(meeting=meeting)
    by_child: dict[int | None, list[str]] = {}
    for row in rows.select_related("owner", "agency").order_by("due_on", "pk"):
        who = row.owner.full_name if row.owner else row.owner_name
        line = f"{row.what} – {who}{f', {row.agency}' if row.agency else ''}, by {date_text(row.due_on)}"
        by_child.setdefault(row.child_id, []).append(line)
    return [
        Block(
            key=f"actions-{child}" if child else "actions",
            heading="Actions",
            text="\n".join(lines),
            sensitivity=Sensitivity.PROFESSIONALS.value,
            child=child,
        )
        for child, lines in by_child.items()
    ]
