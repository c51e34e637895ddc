"""An episode is not closed while an enquiry is open, also when both happen at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases.models import Child
from safeguarding.accounts.models import User
from strategy_meetings.models import Section47Enquiry, StrategyMeeting
from tests.cases.at_once import one_then_other, refused_by
from tests.factories import partnership, plans, records

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "closed_episode_has_no_open_enquiry"
OPENED, CLOSED = date(2026, 1, 5), date(2026, 6, 1)


@pytest.fixture
def story(transactional_db, at):
    """The people, a child's open episode, and how to begin an enquiry and to close the episode."""
    people = partnership.build()
    facts = {"by": people.social_worker, "at": at}
    child = records.child(**facts)
    episode = plans.episode(child, OPENED, **facts)
    meeting = plans.conference(child, at, kind="strategy_meeting", **facts)
    strategy = StrategyMeeting(meeting=meeting, trigger="referral", concern_at=at)
    strategy.record(**facts)

    def begin():
        return _enquiry(child, strategy, at=at, by=people.social_worker)

    def close():
        episode.closed_on, episode.closure_reason = CLOSED, "RC7"
        episode.record(**facts)

    return people, begin, close, facts


def _enquiry(child: Child, strategy: StrategyMeeting, *, by: User, at) -> Section47Enquiry:
    made = Section47Enquiry(
        reference="S0000001", child=child, started_by=strategy, kind="single", started_at=at
    )
    made.record(by=by, at=at)
    return made


def refused(write) -> str:
    """What refused it, empty when it was let through."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return refused_by(error)
    return ""


def test_an_open_enquiry_keeps_the_episode_open_until_it_has_ended(story, at):
    people, begin, close, facts = story
    enquiry = begin()
    assert refused(close) == NAME
    enquiry.state, enquiry.ended_at, enquiry.signed_by = "ended", at, people.team_manager
    enquiry.findings, enquiry.outcome = "not_substantiated", "no_further_action"
    enquiry.record(**facts)
    assert refused(close) == ""


def test_a_closure_that_meets_an_enquiry_on_its_way_is_refused(story):
    people, begin, close, _ = story
    assert one_then_other(people.team_manager, begin, close) == ["", NAME]


def test_a_new_enquiry_waits_for_a_closure_and_is_never_refused(story):
    people, begin, close, _ = story
    assert one_then_other(people.team_manager, close, begin) == ["", ""]
    assert Section47Enquiry.objects.get().state == "open"
