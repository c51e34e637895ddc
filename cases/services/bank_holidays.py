"""The calendar of bank holidays: loading a new list, and telling in time that the one in use ends.

A list moves no clock that has its day. The one exception are clocks whose day was provisional because the old
list ended before it: they get the certain one, with the reason in their history.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.db import connection, transaction
from django.urls import reverse

from cases.models import BankHolidays
from cases.queries import working_calendar
from cases.services import deadline_settling
from safeguarding.accounts.models import Role, User
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import notify, withdraw
from safeguarding.rules import bank_holiday_list
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

logger = logging.getLogger(__name__)

_LOCK: Final = 4_203_141


@dataclass(frozen=True)
class Loaded:
    """What a new list changed: days that are holidays now, or no more; its end; how many clocks moved."""

    added: list[date]
    gone: list[date]
    horizon: date
    settled: int


@transaction.atomic
def load(*, text: str, named: Iterable[date], at: datetime) -> Loaded | None:
    """Count by this list of GOV.UK's (JSON) from now on; None when it says nothing new.

    `named` are the days on which it may differ from what is known, or from the statute. Raises
    bank_holiday_list.ListRefused. Run on the command line: no person of the service may do it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    known = working_calendar.current()
    new = bank_holiday_list.merged(bank_holiday_list.read(text, known.division), known, named)
    if new == known:
        return None
    BankHolidays.objects.create(
        days=sorted(new.holidays),
        horizon=new.horizon,
        digest=sha256(text.encode()).hexdigest(),
        loaded_at=at,
    )
    settled = deadline_settling.settle(calendar=new, at=at)
    if new.horizon > known.horizon:
        withdraw(subjects=[_subject(known.horizon)], at=at)
    added, gone = new.holidays - known.holidays, known.holidays - new.holidays
    return Loaded(sorted(added), sorted(gone), new.horizon, settled)


def watch(*, at: datetime) -> int:
    """Once a day: warn of the end, and settle by a calendar that came with a newer program.

    Returns how many people were warned and time limits settled.
    """
    return warn(at=at) + deadline_settling.settle(calendar=working_calendar.current(), at=at)


def warn(*, at: datetime) -> int:
    """From 12 months before the calendar ends tell the system admins, once a month; how many were told."""
    calendar, today = working_calendar.current(), london_date(at)
    if not working_calendar.ends_soon(calendar, today):
        return 0
    told = notify(
        recipients=_system_admins(),
        key=f"calendar:{calendar.horizon}:{today:%Y-%m}",
        kind="calendar_ends",
        text=f"The calendar of bank holidays ends on {date_text(calendar.horizon)}. Load GOV.UK’s list with "
        "manage.py update_bank_holidays.",
        path=reverse("timescales"),
        at=at,
        subject=_subject(calendar.horizon),
    )
    return len(told)


def tell_of_the_end(*, rule_id: str, horizon: date, at: datetime) -> None:
    """A clock was given a provisional day: an error for whoever runs the service, told to them once a day.

    Never stops the act that started the clock.
    """
    logger.error("The calendar of bank holidays ends on %s: %s was counted past it", horizon, rule_id)
    notify(
        recipients=_system_admins(),
        key=f"calendar-passed:{horizon}:{london_date(at)}",
        kind="calendar_passed",
        text=f"Time limits are being set past {date_text(horizon)}, the end of the bank holidays’ calendar. "
        "Their days are provisional until manage.py update_bank_holidays has loaded GOV.UK’s list.",
        path=reverse("timescales"),
        at=at,
        urgency=Urgency.URGENT,
        subject=_subject(horizon),
    )


def _system_admins() -> list[User]:
    return list(User.objects.filter(role=Role.SYSTEM_ADMIN, is_active=True).order_by("pk"))


def _subject(horizon: date) -> str:
    return f"calendar:{horizon}"
