"""Whether a meeting has its quorum, from who is recorded as present (or, before it, who said they come)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cases.meeting_states import PRESENT, MeetingKind, Reply
from cases.models import Invitation, Meeting
from safeguarding.rules import quorum
from safeguarding.rules.quorum import Attending, Missing

COMPOSITIONS: Final = {
    MeetingKind.STRATEGY_MEETING: quorum.STRATEGY_MEETING,
    MeetingKind.CONFERENCE: quorum.CONFERENCE,
}
_COMING: Final = frozenset({Reply.ACCEPTED, Reply.DEPUTY})


def missing(meeting: Meeting, *, among: Sequence[Invitation] | None = None) -> Missing:
    """What the meeting lacks, of those recorded as present; nothing for kinds of meeting without a quorum.

    `among` are all its standing invitations with their agencies, where they are read already.
    """
    rows = _asked(meeting) if among is None else among
    return _missing(meeting, [row for row in rows if row.attendance in PRESENT])


def expected(meeting: Meeting, *, among: Sequence[Invitation] | None = None) -> Missing:
    """What the meeting will lack if everybody comes who said so, and nobody else; `among` as of `missing`."""
    rows = _asked(meeting) if among is None else among
    return _missing(meeting, [row for row in rows if row.reply in _COMING])


def attending(meeting: Meeting) -> list[Attending]:
    """Who is recorded as present, as the rules of a quorum ask for them."""
    present = (row for row in _asked(meeting) if row.attendance in PRESENT)
    return [found for row in present if (found := _attending(row)) is not None]


def _asked(meeting: Meeting) -> list[Invitation]:
    return list(Invitation.objects.filter(meeting=meeting, withdrawn_at=None).select_related("agency"))


def _missing(meeting: Meeting, rows: list[Invitation]) -> Missing:
    composition = COMPOSITIONS.get(MeetingKind(meeting.kind))
    if composition is None:
        return Missing()
    return quorum.missing(composition, [attending for row in rows if (attending := _attending(row))])


def _attending(row: Invitation) -> Attending | None:
    if row.agency is not None:
        return Attending(kind=row.agency.kind, agency=str(row.agency_id))
    return Attending(kind=row.outside_kind, agency=row.outside_agency) if row.outside_kind else None


def has_one(meeting: Meeting) -> bool:
    """Whether this kind of meeting needs a quorum."""
    return MeetingKind(meeting.kind) in COMPOSITIONS
