"""Copies of minutes that nobody opens: the recipient is reminded once, then the chair is told.

Source: local procedure on minutes (three working days to open them; rules, section 7).
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from cases.models import Minutes, MinutesCopy
from cases.queries import working_calendar
from cases.services import distribution
from safeguarding.accounts.identity import Service, as_service
from safeguarding.notifications.services import notify
from safeguarding.rules import working_days
from safeguarding.rules.london_time import london_date
from safeguarding.rules.working_days import Calendar

OPENED_WITHIN_WORKING_DAYS: Final = 3
BATCH: Final = 500


@transaction.atomic
@as_service(Service.MINUTES_CHASING)
def chase_unopened(*, at: datetime) -> int:
    """Remind of copies that weren't opened for three working days, each once; three working days after that,
    tell the chair, once for a version. Returns how many were reminded."""
    calendar = working_calendar.current()
    newer = Minutes.objects.filter(
        meeting=OuterRef("minutes__meeting"),
        number__gt=OuterRef("minutes__number"),
        distributed_at__isnull=False,
    )
    # Nobody is sent to words that were corrected since.
    unopened = MinutesCopy.objects.filter(~Exists(newer), opened_at=None, invitation__withdrawn_at=None)
    rows = unopened.select_related(
        "minutes__meeting__chair", "invitation__meeting", "invitation__user", "invitation__team"
    )
    chased = 0
    for copy in rows.filter(times_chased=0).select_for_update(of=("self",), skip_locked=True)[:BATCH]:
        if _is_over(copy.sent_at, at, calendar):
            distribution.remind(copy, by=None, at=at)
            chased += 1
    for copy in rows.filter(times_chased__gt=0):
        if copy.chased_at is not None and _is_over(copy.chased_at, at, calendar):
            _tell_chair(copy, at=at)
    return chased


def _is_over(since: datetime, at: datetime, calendar: Calendar) -> bool:
    last = working_days.add(london_date(since), OPENED_WITHIN_WORKING_DAYS, calendar)
    return london_date(at) > last


def _tell_chair(copy: MinutesCopy, *, at: datetime) -> None:
    meeting = copy.minutes.meeting
    notify(
        recipients=[meeting.chair] if meeting.chair else [],
        key=f"minutes:{copy.minutes_id}:unopened",
        kind="minutes",
        text=f"Minutes of {meeting.reference} were not opened after a reminder",
        path=reverse("minutes_receipt", args=[meeting.reference, copy.minutes.number]),
        at=at,
        reference=meeting.reference,
    )
