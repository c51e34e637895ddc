"""Draws docs/timescales.md from the rules and from the acts that meet them, or says that it differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from cases import timescale_acts
from cases.management.drawn_page import DrawnPage
from safeguarding.rules.timescales import TIMESCALES, Group, Recipient, Timescale

PAGE: Final = Path("docs/timescales.md")
_HEAD: Final = """# Timescales

Drawn by `python manage.py draw_timescales` from `safeguarding/rules/timescales*.py` and
`cases/timescale_acts.py`; `--check` fails when this page differs. Everybody who is signed in sees the same
rules on the page "Timescales", with the partnership's own amounts.

## Counting

Day 0 is the start day, whatever its hour. Working days are Monday to Friday without the bank holidays of
England and Wales. Months are clamped to the month's end; weeks and months keep their date on a weekend,
with the working day before to book by. Hours are elapsed time, across clock changes, day and night. Due
means the end of the due day in London. The tables in `tests/rules/timescale_table.py` were counted by
PostgreSQL, not by the program.

Police protection and emergency protection orders count hours, which is the longest that the law gives. An
order itself says when it ends: where that is sooner, or where the court chose noon of the next day that is
no holiday (section 45(2)), the order counts, and the act that will record it has to start the clock by it.

## Own amounts

The partnership's admin may change LOCAL amounts (`cases.services.timescales.set_local`), never LAW, STAT or
DFE ones, and not beyond a rule's longest. An amount is a line that is added, with its day, its reason and
its author; the lines are never changed. It applies to clocks that start on its day or later: a clock keeps
the amount it started under (`Deadline.amount`). Where the rules themselves change, an own amount that they
allow no more is passed over.

Before it is confirmed the page shows what runs under another amount: by the day it started, with references
and no names. These clocks keep their day. Only when the box is ticked, and only for an amount that applies
today, are they moved (`cases.services.timescale_moves`): each with its reason in its own history, with the
rule's day that it started under still beside it, and with a notification to who answers for it. These are
never moved: what has been missed (no amount takes a breach away), what is paused, what somebody gave
another day by hand, and what would have been due before today.

## The calendar

The bank holidays ship with the program. `python manage.py update_bank_holidays FILE` counts by a newer
list, GOV.UK's <https://www.gov.uk/bank-holidays.json>, after holding each of its years against what was
known, or else against the law (Easter is computed; a holiday on a weekend moves to the next free weekday).
A day more or a day less is refused unless it is named, `--named 2022-09-19`, once for each day. Years that
the list lacks stay as they are known. A list moves no clock that has its day.

From 12 months before the calendar ends the system admins are told once a month, in the service and by mail,
and their home page says so.

**Past its end** (docs/adr/0009) an act is never refused. Its clock gets the soonest day that it could be
due: after a trigger counted as if no bank holidays followed, before a meeting as if all of the law's did.
The clock says what it was counted past (`Deadline.counted_past`), the system admins are told at once and
every day that it happens, and the log has an error. The next list, or a newer program, makes the day
certain. Weeks, months and hours are certain anyway.

## Reminders and pauses

"Told" below reads: before it is due / when it passes / while it stays late. A clock may be paused only
where its source allows it; it may get a later day by a manager with a reason, unless "never later" says why
not.
"""


class Command(DrawnPage):
    """`draw_timescales` writes the page; with `--check` it exits with 1 when it isn't what it would write."""

    help = "Draw docs/timescales.md from the rules"
    page = PAGE

    def draw(self) -> str:
        """The whole page."""
        return "\n".join([_HEAD, *_rules(), *_waiting()])


def _rules() -> Iterator[str]:
    for group in Group:
        yield f"## {group.value}\n"
        yield "| Rule | Length | From → met by | Source | Told | Pause, later day | Today |"
        yield "|---|---|---|---|---|---|---|"
        yield from (_row(rule) for rule in TIMESCALES.values() if rule.group is group)
        yield ""


def _row(rule: Timescale) -> str:
    told = " / ".join(_names(each) for each in (rule.told_before, rule.told_on_breach, rule.told_after))
    cells = (
        f"`{rule.id}`<br>{rule.sentence}",
        rule.length,
        f"{rule.trigger} → {rule.met_by}",
        f"{rule.authority.name}, {rule.source}{f'. {rule.note}' if rule.note else ''}",
        told,
        _life(rule),
        _today(rule),
    )
    return f"| {' | '.join(cells)} |"


def _names(recipients: Iterable[Recipient]) -> str:
    return ", ".join(each.words for each in recipients) or "nobody"


def _life(rule: Timescale) -> str:
    pause = f"may be paused {rule.pause_when}" if rule.may_pause else "no pause"
    return pause if rule.may_reschedule else f"{pause}; never later: {rule.never_later}"


def _today(rule: Timescale) -> str:
    started = timescale_acts.STARTED_BY.get(rule.id)
    starts = f"started by {started}; " if started else ""
    met = timescale_acts.MET_BY.get(rule.id)
    return f"{starts}met by {met}" if met else f"{starts}{timescale_acts.met_by(rule.id)}"


def _waiting() -> Iterator[str]:
    yield "## Waiting for later work\n"
    yield "Each has its seam: the act calls `deadlines.set` and `deadlines.meet` with the rule's id.\n"
    for group in Group:
        rules = [rule.id for rule in TIMESCALES.values() if rule.group is group]
        waiting = [f"`{rule_id}`" for rule_id in rules if rule_id not in timescale_acts.MET_BY]
        yield f"- {timescale_acts.WAITS_FOR[group]}: {', '.join(waiting)}"
    yield ""
