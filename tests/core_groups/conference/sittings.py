"""What the tests of conferences share: days, whose clocks run, who asked for what."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.models import Deadline
from core_groups.conference_states import ConferenceKind
from core_groups.queries import conference_list
from core_groups.services import conference_booking as booking
from safeguarding.accounts.identity import as_user
from tests.factories import plans, records

LONDON = ZoneInfo("Europe/London")
# A Thursday two days after the tests' Tuesday, the Saturday after it, and the day after the conference.
HELD = datetime(2026, 3, 12, 10, 0, tzinfo=LONDON)
SATURDAY = datetime(2026, 3, 14, 10, 0, tzinfo=LONDON)
AFTER = datetime(2026, 3, 13, 9, 0, tzinfo=LONDON)


def running(child) -> set[str]:
    return set(
        Deadline.objects.filter(child=child, met_at=None, cancelled_at=None).values_list("rule_id", flat=True)
    )


def due_on(child, rule_id) -> date:
    return Deadline.objects.get(child=child, rule_id=rule_id, met_at=None, cancelled_at=None).due_on


def waiting(user) -> list[tuple[str, str]]:
    with as_user(user):
        return [(one.child.reference, one.kind) for one in conference_list.waiting(user)]


def unborn_child(personas, at):
    expected = date(2026, 9, 1)
    return records.child(by=personas.social_worker, at=at, date_of_birth=None, expected_date=expected)


def request(personas, child, at, who="social_worker", **facts):
    by = getattr(personas, who)
    given = {"kind": ConferenceKind.REVIEW, "words": "The family can’t on Mondays", **facts}
    with as_user(by):
        return booking.request(children=[child], by=by, at=at, **given)


def on_plan(personas, child, at):
    """A plan since January, by an earlier conference."""
    earlier = plans.conference(
        child, datetime(2026, 1, 12, 10, 0, tzinfo=LONDON), by=personas.conference_chair, at=at
    )
    return plans.plan(
        child,
        date(2026, 1, 12),
        by=personas.conference_chair,
        at=at,
        category="NEG",
        made_by=earlier,
        episode=child.episodes.get(),
    )
