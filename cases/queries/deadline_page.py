"""What the page of one time limit shows, of a deadline that came through the gate."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from cases import access
from cases.models import Deadline
from cases.queries import deadline_acts, deadline_history, working_calendar
from cases.queries import deadline_words as words
from cases.queries.deadline_links import reference_of
from cases.services.deadline_status import Status, is_late, is_rescheduled, is_stopped, status
from cases.services.deadline_times import rule_of
from safeguarding.accounts.models import User
from safeguarding.rules import working_days
from safeguarding.rules.working_days import BeyondCalendar
from safeguarding.ui.filters import date_text, datetime_text

Fact = dict[str, str]


@dataclass(frozen=True, slots=True)
class View:
    """One time limit for one reader; `history` is None for those who don't read histories."""

    title: str
    caption: str
    status: Status
    colour: str
    is_late: bool
    is_running: bool
    counts_down: bool
    facts: list[Fact]
    rule: list[Fact]
    offers: list[deadline_acts.Offer]
    act: deadline_acts.Offer | None
    history: list[deadline_history.Line] | None


def view(user: User, deadline: Deadline, *, now: datetime) -> View:
    """The page's facts in a constant number of statements; nothing of it waits for a worker's run."""
    stands = status(deadline, now)
    may_read_history = access.may(user, access.Action.VIEW_HISTORY)
    return View(
        title=words.label(deadline),
        caption=", ".join(part for part in (words.about(deadline), reference_of(deadline)) if part),
        status=stands,
        colour=words.COLOURS[stands],
        is_late=is_late(deadline, now),
        is_running=not is_stopped(deadline),
        counts_down=not is_stopped(deadline) and deadline.paused_at is None,
        facts=_facts(deadline, now),
        rule=_rule(deadline),
        offers=deadline_acts.offers(user, deadline, now),
        act=deadline_acts.where_it_is_met(user, deadline),
        history=deadline_history.lines(deadline) if may_read_history else None,
    )


def _facts(deadline: Deadline, now: datetime) -> list[Fact]:
    rows = [
        ("Started", datetime_text(deadline.starts_at)),
        (words.own_date_label(deadline), _sentence(words.own_due_text(deadline))),
        ("Agreed date", _agreed(deadline)),
        ("How certain it is", working_calendar.provisional(deadline)),
        ("Book by", _book_by(deadline)),
        ("Held by", words.holder(deadline)),
        ("Paused", words.paused(deadline)),
        ("Met", _done(deadline.met_at, deadline.met_by)),
        ("Stopped", _done(deadline.cancelled_at, deadline.cancelled_by)),
        ("Why it was stopped", deadline.cancelled_reason),
        ("Why it is late", words.lateness(deadline, now)),
    ]
    return [{"key": key, "value": value} for key, value in rows if value]


def _rule(deadline: Deadline) -> list[Fact]:
    """The rule as it was when the clock started."""
    rule = rule_of(deadline)
    rows = [
        ("The rule", rule.sentence),
        ("Whose rule it is", rule.source),
        ("It starts with", _sentence(rule.trigger)),
        ("It is met by", _sentence(rule.met_by)),
        ("When it passes", f"{rule.on_breach} It stops nothing that protects the child."),
    ]
    return [{"key": key, "value": value} for key, value in rows]


def _agreed(deadline: Deadline) -> str:
    if not is_rescheduled(deadline):
        return ""
    return f"{_sentence(words.due_text(deadline))}, {words.agreed(deadline)}"


def _book_by(deadline: Deadline) -> str:
    """The working day before a due day on which nobody works."""
    if is_stopped(deadline) or words.counts_hours(deadline):
        return ""
    calendar = working_calendar.current()
    with suppress(BeyondCalendar):
        if not working_days.is_working_day(deadline.due_on, calendar):
            return date_text(working_days.previous_working_day(deadline.due_on, calendar))
    return ""


def _done(when: datetime | None, who: User | None) -> str:
    return f"{datetime_text(when)} by {who or 'the service'}" if when is not None else ""


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
