"""Child U: youth justice challenges a closure, nobody answers in time, the manager does, the case opens."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cases.models import EpisodeOfNeed, Event
from cases.services import involvements
from cases.states import EventKind, InvolvementRole
from escalation.models import Challenge
from escalation.queries import desk
from escalation.services import ladder
from escalation.tasks import move_up_by_time
from safeguarding.demo.happenings import Opened
from safeguarding.demo.stories import child_u
from safeguarding.demo.when import ago
from safeguarding.rules.london_time import london_date
from tests.scenarios.conftest import Told

STORY = child_u
CHILD = "ruby"


@pytest.fixture
def closed(told: Told) -> Event:
    """In the story Ruby was closed because youth justice would lead; youth justice works with her again."""
    ruby = told.stage.children[CHILD]
    justice = told.stage.staff("youth_justice")
    involvements.start(
        child=ruby,
        agency=justice.agency,
        role=InvolvementRole.YOUTH_JUSTICE,
        reason="A new order",
        by=told.stage.staff("team_manager"),
        at=told.stage.at,
    )
    return Event.objects.filter(child=ruby, kind=EventKind.EPISODE_CLOSED).latest("occurred_at")


def post(told: Told, who: str, name: str, *args: object, **typed: str) -> None:
    answer = told.sign_in(told.stage.staff(who)).post(reverse(name, args=args), typed)
    assert answer.status_code == 303, answer.content.decode()[:3000]


def test_youth_justice_challenges_the_closure_and_the_case_is_opened_again(told: Told, closed: Event) -> None:
    """In the review a closure was disagreed with in private and challenged by nobody.

    Given youth justice sees the closure in the chronology,
    when it challenges and the first stage runs out of time,
    then the manager has to answer; the offer is accepted, the case opened, and the lesson recorded.
    """
    ruby, at = told.stage.children[CHILD], told.stage.at
    care = told.stage.staff("team_manager").agency
    post(
        told,
        "youth_justice",
        "challenge_event",
        ruby.reference,
        closed.pk,
        is_danger="no",
        interim_safety="Seen twice a week",
        against=str(care.pk),
        ground="closure_or_step_down",
        concern="Men with cars wait for her",
        outcome_sought="The case is opened and all agencies meet",
    )
    challenge = Challenge.objects.get(child=ruby)
    assert (challenge.event, challenge.stage) == (closed, 1)

    with time_machine.travel(challenge.stages.get().deadline.due_at + timedelta(minutes=3), tick=False):
        move_up_by_time()
        second = challenge.stages.get(left_at=None)
        assert (second.stage, second.how, second.counterpart.role) == (2, "time", "manager")
        due = london_date(at) + timedelta(days=9)
        post(
            told,
            "team_manager",
            "challenge_offer",
            challenge.reference,
            words="The case is opened today",
            what_1="Open and allocate",
            agency_1=str(care.pk),
            who_1="The team manager",
            due_on_1_day=str(due.day),
            due_on_1_month=str(due.month),
            due_on_1_year=str(due.year),
        )
        post(told, "youth_justice", "challenge_answer", challenge.reference, is_accepted="yes")
        Opened(of=(CHILD,), when=ago()).play(told.stage)
        post(
            told,
            "team_manager",
            "challenge_learning",
            challenge.reference,
            theme="closed_too_early",
            words="Ask every agency before closing",
        )
        challenge.refresh_from_db()
        assert (challenge.state, challenge.stage) == ("agreed", 2)
        assert EpisodeOfNeed.objects.filter(child=ruby, closed_on=None).exists()
        page = told.page("youth_justice", "challenge", challenge.reference)
        assert "Work ended without a view of all agencies" in page

        office = told.stage.staff("partnership_admin")
        seen = desk.desk(office, now=told.stage.at + timedelta(days=7))
        assert ("Work ended without a view of all agencies", 1) in seen.themes
        told.page("partnership_admin", "challenge", challenge.reference, status=404)


def test_an_agency_between_whom_there_is_no_dispute_reads_nothing(told: Told, closed: Event) -> None:
    """Given police work with her too, when youth justice challenges social care, then police read no word."""
    ruby = told.stage.children[CHILD]
    justice = told.stage.staff("youth_justice")
    facts = ladder.Facts(
        against=told.stage.staff("team_manager").agency,
        ground="closure_or_step_down",
        concern="Men with cars wait for her",
        outcome_sought="Open it",
        interim_safety="Seen twice a week",
    )
    challenge = ladder.raise_challenge(child=ruby, facts=facts, by=justice, at=told.stage.at)
    involvements.start(
        child=ruby,
        agency=told.stage.staff("police").agency,
        role=InvolvementRole.POLICE,
        reason="Missing",
        by=told.stage.staff("team_manager"),
        at=told.stage.at,
    )
    told.page("police", "challenge", challenge.reference, status=404)
    assert challenge.reference not in told.page("police", "child_challenges", ruby.reference)
