"""What of a conference stays with who may read it: a request’s words, a hidden report, a hidden child."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError
from cases.models import Event
from core_groups.conference_states import ConferenceKind
from core_groups.models import ConferenceReport
from core_groups.services import conference_booking as booking
from core_groups.services import conference_reports as reports
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.core_groups.conference.sittings import AFTER, HELD
from tests.factories import conferences, plans, records

DANGER = "The father must not know that the mother comes"


@pytest.fixture
def asked_for(personas, child, at):
    """A review conference that the social worker asks for, with words for the conference unit alone."""
    by = personas.social_worker
    plans.plan(child, date(2026, 2, 2), by=by, at=at)
    with as_user(by):
        booking.request(children=[child], kind=ConferenceKind.REVIEW, words=DANGER, by=by, at=at)
    return child


def test_what_the_conference_unit_needs_to_know_is_in_no_line_that_other_agencies_read(personas, asked_for):
    with as_user(personas.gp):
        lines = list(access.visible_events(personas.gp).filter(child=asked_for, kind="conference"))
    assert [line.what_happened for line in lines] == ["Review conference asked for"]
    assert not Event.objects.filter(child=asked_for, what_happened__contains=DANGER).exists()


def test_nor_is_it_what_everybody_who_is_asked_reads_unless_the_unit_writes_it(personas, asked_for, sign_in):
    answer = sign_in(personas.business_support).get(reverse("conference_book", args=[asked_for.reference]))
    page = answer.content.decode()
    assert DANGER in page
    start = page.index('name="reason"')
    assert DANGER not in page[start : page.index("</textarea>", start)]


def test_a_report_that_one_may_not_read_is_not_replaced(personas, child, at):
    conference = conferences.booked([child], personas, HELD, at)
    conferences.ask(conference, personas, at)
    given = {"conference": conference, "child": child, "shared_with_parents_on": date(2026, 3, 9)}
    agency = personas.police.agency
    ConferenceReport(
        **given, agency=agency, author=personas.police, text="Markers", sensitivity="police", given_at=at
    ).record(by=personas.police, at=at, reason="test data")
    by, day = personas.business_support, HELD - timedelta(days=1)
    with as_user(by), pytest.raises(ChangedMeanwhileError, match="may not read"):
        reports.give(**given, agency=agency, text="Nothing known", by=by, at=day)
    assert ConferenceReport.objects.get(agency=agency).text == "Markers"


def test_nobody_hears_of_the_letter_about_a_child_whom_they_may_not_see(personas, child, at):
    by = personas.social_worker
    other = records.child("Rex", "Ashdown", by=by, at=at, date_of_birth=date(2015, 5, 1))
    other.allocated_to, other.team = by, by.team
    other.record(by=by, at=at, reason="test data")
    records.involve(other, personas.gp.agency, by=by, at=at)
    plans.episode(other, date(2026, 1, 5), by=by, at=at)
    conferences.due(other, personas, at)
    held = conferences.held([child, other], personas, HELD, at)
    for user in (by, personas.conference_chair, personas.business_support):
        records.involve(other, user, by=by, at=at)
    other.is_restricted, other.restricted_reason = True, "Threats"
    other.record(by=by, at=at, reason="test data")
    part = conferences.decide(held, other, personas, AFTER)
    conferences.sent(part, personas, AFTER)
    told = {row.recipient for row in Notification.objects.filter(kind="decision_letter")}
    assert personas.gp not in told
    assert by in told
