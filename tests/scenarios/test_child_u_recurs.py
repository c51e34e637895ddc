"""Child U: the third time she is missing, with a hotel and an older male, is seen for what it is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.services import chronology
from cases.states import EventKind
from safeguarding.accounts.identity import as_user
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.queries import recurrence as queries
from strategy_meetings.services import recurrence
from tests.factories import records

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def child(personas, at):
    made = records.child("Ruby", "Keane", by=personas.team_manager, at=at - 300 * DAY)
    for partner in (personas.police, personas.school, personas.youth_justice):
        records.involve(made, partner.agency, by=personas.team_manager, at=at - 300 * DAY)
    made.allocated_to = personas.social_worker
    made.record(by=personas.team_manager, at=at, reason="test data")
    return made


def _report(child, by, at, kind, words, *themes):
    with as_user(by):
        chronology.record_event(
            child=child, kind=kind, what_happened=words, occurred_at=at, themes=themes, by=by, at=at
        )


def test_the_third_missing_episode_from_three_agencies_asks_for_a_strategy_meeting(
    personas, at, child, sign_in, time_machine
):
    """In the review each agency held its own part, and nobody met.

    Given police knew of two nights away and the school of an older male,
    when she is missing a third time and youth justice hears of a hotel,
    then one hit shows all the signs side by side, and the manager finds it on her page and in the list.
    """
    missing = EventKind.NOTE
    _report(child, personas.police, at - 90 * DAY, missing, "Missing overnight", "missing")
    _report(child, personas.police, at - 40 * DAY, missing, "Missing for two days", "missing")
    _report(child, personas.school, at - 20 * DAY, EventKind.NOTE, "Met by an older male", "older_associates")
    _report(child, personas.youth_justice, at - DAY, missing, "Missing; at a hotel", "missing", "hotels")
    time_machine.move_to(at)
    assert recurrence.search(at=at) >= 1

    hit = RecurrenceHit.objects.get(theme="exploitation")
    with as_user(personas.team_manager):
        found = queries.evidence(personas.team_manager, hit)
    assert (hit.agencies, len(hit.evidence), found.unread) == (3, 4, 0)
    assert {sign.label: sum(sign.counts) for sign in found.signs} == {
        "Missing from home, care or school": 3,
        "Older friends, partners or associates": 1,
        "Seen at hotels or unexplained addresses": 1,
    }
    manager = sign_in(personas.team_manager)
    for path in (f"/children/{child.reference}/", "/recurrence/"):
        page = manager.get(path).content.decode()
        assert f"/children/{child.reference}/recurrence/{hit.pk}/" in page
    page = manager.get(f"/children/{child.reference}/recurrence/{hit.pk}/").content.decode()
    assert "Signs of exploitation, agency by agency" in page
    assert "Met by an older male" in page
