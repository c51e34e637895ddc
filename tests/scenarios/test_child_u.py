"""Child U: signs of exploitation that six agencies held apart lie together on one page."""

from __future__ import annotations

from cases.models import Event
from cases.queries import strategy
from cases.states import Sensitivity
from safeguarding.demo.stories import child_u
from tests.scenarios.conftest import Told

STORY = child_u
KEY, CHILD = "car", "ruby"


def test_the_signs_of_six_agencies_lie_together(told: Told) -> None:
    """In the review exclusion, missing, self-harm, an overdose and a hotel were each one agency's matter.

    Given school, police, youth justice, the hospital, mental health and a charity each wrote a line,
    when police refer her after the crash and the front door matches it,
    then the digest lists every agency's concerns, and among them are eight indicators of exploitation.
    """
    told.match(KEY, CHILD)

    history = told.digest(KEY, CHILD)

    agencies = {row.agency for row in history.contacts}
    assert {
        "Beacon High School",
        "Northmoor Police",
        "Northmoor Youth Justice Service",
        "Northmoor General Hospital",
        "Haven Domestic Abuse Support",
    } <= agencies
    themes = {found.theme for found in history.recurrence}
    assert {"older_associates", "child_sexual_exploitation", "missing"} <= themes
    signs = {sign.label: sign for sign in history.exploitation}
    assert len(signs) >= 8
    assert signs["Overdose"].agencies == ("Northmoor General Hospital",)
    assert signs["Excluded or suspended from school"].agencies == ("Beacon High School",)
    assert "Signs of exploitation, all agencies together" in told.digest_page(KEY, CHILD)


def test_three_missing_episodes_and_a_missed_appointment_are_counted(told: Told) -> None:
    """Given she was missing three times, when the history is read, then it says how often and how lately."""
    told.match(KEY, CHILD)

    history = told.digest(KEY, CHILD)

    assert (history.missing.count, history.missing.recent) == (3, 1)
    assert history.was_not_brought.count == 1


def test_the_case_that_was_closed_too_early_shows_what_it_was_closed_on(told: Told) -> None:
    """Teams withdrew without a review of all agencies.

    Given she was closed because youth justice would lead, and the hospital's referral went to early help,
    when she is referred again, then both decisions with their reasons and the time since closure are shown.
    """
    told.match(KEY, CHILD)

    history = told.digest(KEY, CHILD)
    page = told.digest_page(KEY, CHILD)

    assert history.is_re_referral
    assert history.since_closure.startswith("1 year and 10 months")
    assert "Health is leading on self-harm and youth justice holds the order." in page
    assert "Re-referral" in page


def test_recurring_signs_ask_for_a_strategy_meeting_with_their_evidence(told: Told) -> None:
    """In the review thresholds were applied to each event alone.

    Given older associates are named by several agencies within a year,
    when the decision is prepared, then a strategy meeting is suggested for that pattern too.
    """
    part = told.match(KEY, CHILD)

    reasons = strategy.suggest(part, told.digest(KEY, CHILD))

    assert {"crime_alleged", "level_4", "high_risk", "recurrence"} <= {reason.code for reason in reasons}


def test_what_police_keep_to_themselves_is_not_told_to_others(told: Told) -> None:
    """Given police marked the other operation as their own, when social care reads, then it isn't there."""
    told.match(KEY, CHILD)
    secret = Event.objects.get(child=told.stage.children[CHILD], sensitivity=Sensitivity.POLICE)

    assert secret.what_happened not in told.digest_page(KEY, CHILD)


def test_agencies_that_have_left_no_longer_see_her(told: Told) -> None:
    """Given the order has finished, when youth justice looks for her, then there is nothing to see."""

    told.page("youth_justice", "child", told.stage.children[CHILD].reference, status=404)
