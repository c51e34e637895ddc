"""Ways from the pages of every meeting to those that one kind's own app has; nothing is imported from there.

The app says so when it is loaded: `register(MeetingKind.STRATEGY_MEETING, Ways(page="strategy_meeting", …))`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from cases.meeting_states import MeetingKind
from cases.models import Child, Meeting, ReferralChild
from safeguarding.accounts.models import User


@dataclass(frozen=True, slots=True)
class Link:
    """A way on: its words and its address."""

    text: str
    href: str


def _nothing(*_: object) -> list[Link]:
    return []


@dataclass(frozen=True, slots=True)
class Ways:
    """What one kind of meeting has of its own.

    `page` (what is particular to it), `hold` (record that it was held), `add_child` and `record` (what is
    written down in the meeting) are names of addresses with the meeting's reference. `results` gives what
    came of a meeting for those of its children whom a person sees; `of_referral` the meetings that were
    called for a child's part of a referral.
    """

    page: str
    hold: str = ""
    add_child: str = ""
    record: str = ""
    results: Callable[[User, Meeting, Sequence[Child]], list[Link]] = _nothing
    of_referral: Callable[[User, ReferralChild], list[Link]] = _nothing


_REGISTERED: Final[dict[str, Ways]] = {}


def register(kind: MeetingKind, ways: Ways) -> None:
    """Make the ways of a kind known; its app does so once, when it is loaded."""
    _REGISTERED[kind] = ways


def page_of_kind(meeting: Meeting) -> str:
    """The address of what is particular to this kind of meeting; empty when no app has it."""
    return _to(_of(meeting).page, meeting)


def hold(meeting: Meeting) -> str:
    """Where it is recorded that the meeting was held."""
    return _to(_of(meeting).hold, meeting)


def add_child(meeting: Meeting) -> str:
    """Where the meeting is made about another child too."""
    return _to(_of(meeting).add_child, meeting)


def record(meeting: Meeting) -> str:
    """Where what is said in the meeting is written down."""
    return _to(_of(meeting).record, meeting)


def results(user: User, meeting: Meeting, children: Sequence[Child]) -> list[Link]:
    """What came of the meeting for these children, whom `user` sees: decisions, enquiries."""
    return _of(meeting).results(user, meeting, children)


def of_referral(user: User, part: ReferralChild) -> list[Link]:
    """The meetings that were called for a child's part of a referral, as far as `user` sees them."""
    return [link for ways in _REGISTERED.values() for link in ways.of_referral(user, part)]


def _of(meeting: Meeting) -> Ways:
    return _REGISTERED.get(meeting.kind, Ways(""))


def _to(name: str, meeting: Meeting) -> str:
    return reverse(name, args=[meeting.reference]) if name else ""
