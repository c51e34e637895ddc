"""Enquiries and meetings without their quorum in the queue of signatures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.meeting_states import MeetingFormat
from cases.queries import signatures
from safeguarding.accounts.identity import as_user
from strategy_meetings.models import Section47Enquiry
from strategy_meetings.services import calling, enquiries, holding
from strategy_meetings.services.calling import Call
from strategy_meetings.services.enquiries import Result
from strategy_meetings.states import EnquiryOutcome, Findings, Trigger
from tests.factories import records
from tests.strategy_meetings.steps import HOUR, attend, decide

pytestmark = pytest.mark.django_db


def waiting(user, at):
    with as_user(user):
        return list(signatures.read(signatures.signer(user, today=at.date())).lines)


def test_a_meeting_without_its_quorum_waits_for_the_manager_who_did_not_call_it(personas, child, at):
    worker, manager = personas.social_worker, personas.team_manager
    facts = Call(
        trigger=Trigger.EVENT,
        reason="A bruise that nobody explained",
        concern_at=at,
        is_same_day=True,
        starts_at=at + HOUR,
        ends_at=at + 2 * HOUR,
        format=MeetingFormat.ONLINE,
        chair=manager,
        minute_taker=personas.business_support,
    )
    with as_user(worker):
        strategy = calling.call(facts=facts, children=[child], by=worker, at=at)
        attend(strategy, personas, ("social_worker", "police"), at)
        assert waiting(manager, at) == []
        held_at = at + 2 * HOUR
        strategy = holding.hold(
            strategy=strategy, held_at=held_at, inquorate_reason="Nobody on call", by=worker, at=held_at
        )
    (line,) = waiting(manager, at)
    assert (line.kind, line.reference, line.child) == ("inquorate", strategy.meeting.reference, None)
    assert "without its quorum" in line.what_changed
    assert waiting(personas.front_door_manager, at) == []
    with as_user(manager):
        holding.sign_inquorate(strategy=strategy, by=manager, at=held_at)
    assert waiting(manager, at) == []


def test_an_enquiry_given_in_waits_and_its_page_says_what_came_since(personas, child, called, go, at):
    decide(personas, called, child, at, go)
    worker, manager, later = personas.social_worker, personas.team_manager, at + timedelta(hours=5)
    with as_user(worker):
        enquiry = Section47Enquiry.objects.get(child=child)
        enquiry = enquiries.record_not_seen(enquiry=enquiry, reason="Abroad", by=worker, at=later)
        result = Result(
            Findings.NOT_SUBSTANTIATED, EnquiryOutcome.NO_FURTHER_ACTION, "Accident", "Consistent"
        )
        enquiry = enquiries.submit(enquiry=enquiry, result=result, by=worker, at=later)
        records.event(child, by=worker, at=later + HOUR, what_happened="Home again, and limping")
    (line,) = (each for each in waiting(manager, at) if each.kind == "enquiry")
    assert (line.reference, line.since) == (enquiry.reference, later)
    assert line.href == reverse("enquiry", args=[enquiry.reference])
    assert "in the chronology since then" in line.what_changed
    assert "Home again, and limping" in go("team_manager", "enquiry", enquiry.reference)
    with as_user(manager):
        enquiries.sign(enquiry=enquiry, by=manager, at=later + HOUR)
    assert "enquiry" not in {each.kind for each in waiting(manager, at)}
