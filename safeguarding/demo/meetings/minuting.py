"""Minutes in a story: drafted, approved, distributed, opened, acknowledged, chased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from cases.models import Minutes, MinutesCopy
from cases.queries import minutes_start
from cases.services import distribution, guest_links, minutes
from safeguarding.demo.meetings import calling
from safeguarding.demo.meetings.calling import CHAIR, MINUTES
from safeguarding.demo.stage import Stage
from strategy_meetings.models import StrategyMeeting


def draft(stage: Stage, strategy: StrategyMeeting, words: Mapping[str, str], *, at: datetime) -> Minutes:
    """A version by the minute-taker: what the service starts it with or the last one, and `words` by part."""
    by, last = stage.staff(MINUTES), minutes.newest(strategy.meeting)
    before = minutes.blocks_of(last) if last else minutes_start.blocks(by, strategy.meeting)
    return minutes.draft(
        meeting=strategy.meeting,
        blocks=[replace(block, text=words.get(block.key, block.text)) for block in before],
        expected_number=last.number if last else 0,
        by=by,
        at=at,
    )


def approve(stage: Stage, version: Minutes, *, at: datetime) -> Minutes:
    """The chair approves the version."""
    return minutes.approve(minutes=version, by=stage.staff(CHAIR), at=at)


def distribute(stage: Stage, version: Minutes, *, at: datetime) -> dict[str, MinutesCopy]:
    """Send it out; the copies by the e-mail address (outside: the name) of who receives them."""
    copies = distribution.distribute(minutes=version, by=stage.staff(CHAIR), at=at)
    calling.mails_go_out(at=at)
    return {
        copy.invitation.user.email if copy.invitation.user else copy.invitation.outside_name: copy
        for copy in copies
    }


def read(stage: Stage, copies: Mapping[str, MinutesCopy], who: str, *, at: datetime) -> None:
    """Somebody opens their copy."""
    user = stage.staff(who)
    distribution.opened(copy=copies[user.email], by=user, at=at)


def acknowledge(stage: Stage, copies: Mapping[str, MinutesCopy], who: str, *, at: datetime) -> None:
    """Somebody opens their copy and says that they have read it."""
    user = stage.staff(who)
    distribution.acknowledge(copy=copies[user.email], by=user, at=at)


def read_by_link(copies: Mapping[str, MinutesCopy], name: str, *, at: datetime) -> None:
    """A guest opens their copy by their link."""
    guest_links.note_opened(copies[name], at=at)


def chase(stage: Stage, copies: Mapping[str, MinutesCopy], who: str, *, at: datetime) -> None:
    """Somebody who hasn't opened theirs is reminded."""
    distribution.chase(copy=copies[stage.staff(who).email], by=stage.staff(MINUTES), at=at)
