"""Closing: what stands in the way, the gate's four, the reason, the family's copy, another's signature."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline
from cases.services import deadlines
from cases.services import plans as plan_services
from cases.states import EventKind
from core_groups.models import Closing
from core_groups.queries import closings as queries
from core_groups.services import closings, step_downs
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.cases.at_once import one_then_other
from tests.core_groups import endings
from tests.factories import partnership, plans

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    return endings.child(personas, at, "gp")


@pytest.fixture
def episode(child):
    return child.episodes.select_related("child").get()


def write(episode, personas, at, by=None, **more):
    by = by or personas.social_worker
    with as_user(by):
        return closings.write(episode=episode, words=endings.words(**more), by=by, at=at)


def sign(closing, personas, at, by=None):
    by = by or personas.team_manager
    with as_user(by):
        return closings.sign(closing=closing, by=by, at=at)


def test_a_manager_signs_and_what_was_going_to_be_done_stops(personas, child, episode, at):
    common = {"child": child, "by": personas.social_worker, "at": at}
    deadlines.set(rule_id="unseen_anyone", starts_at=at, **common)
    deadlines.set(rule_id="core_group_minutes", starts_at=at, **common)
    done = sign(write(episode, personas, at), personas, at)
    episode.refresh_from_db()
    assert (episode.closed_on, episode.closure_reason) == (at.date(), "RC7")
    assert (done.signed_by, episode.closed_by) == (personas.team_manager, personas.team_manager)
    runs = Deadline.objects.filter(child=child, met_at=None, cancelled_at=None)
    assert {row.rule_id for row in runs} == {"core_group_minutes"}, "what is owed runs on"
    assert child.events.filter(kind=EventKind.EPISODE_CLOSED).exists()
    with pytest.raises(ChangedMeanwhileError, match="already closed"):
        write(episode, personas, at)
    with pytest.raises(ChangedMeanwhileError, match="already closed"):
        sign(done, personas, at)


def test_the_managers_are_asked_and_told_by_reference(personas, child, episode, at):
    closing = write(episode, personas, at)
    told = Notification.objects.get(kind="closing")
    assert told.recipient == personas.team_manager
    assert told.text == f"A closure waits for a signature: {child.reference}"
    sign(closing, personas, at)
    told.refresh_from_db()
    assert told.withdrawn_at is not None


@pytest.mark.parametrize("name", plans.GATE)
def test_each_of_the_four_is_considered_in_words(personas, episode, at, name):
    with pytest.raises(DomainError) as refused:
        write(episode, personas, at, considered={**endings.GATE, name: " "})
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"reason": "RC0"}, "reason"),
        ({"reason": "RC8"}, "reason"),
        ({"family_copy_on": None}, "family_copy_on"),
        ({"family_copy_reason": "Both"}, "family_copy_on"),
        ({"family_copy_on": date(2026, 3, 11)}, "family_copy_on"),
    ],
)
def test_the_reason_and_the_familys_copy_fit(personas, episode, at, facts, field):
    with pytest.raises(DomainError) as refused:
        write(episode, personas, at, **facts)
    assert refused.value.field == field


def test_a_family_that_has_no_copy_has_a_reason(personas, episode, at):
    closing = write(episode, personas, at, family_copy_on=None, family_copy_reason="Address not safe")
    assert closing.family_copy_reason == "Address not safe"


def assessed(episode, personas, at, **more):
    facts = plans.authorised(at.date(), by=personas.social_worker, manager=personas.team_manager, at=at)
    return plans.assessment(episode, by=personas.social_worker, at=at, **{**facts, **more})


def test_after_an_assessment_alone_it_may_close_without_further_action(personas, episode, at):
    assessed(episode, personas, at)
    assert write(episode, personas, at, reason="RC8").reason == "RC8"
    assert write(episode, personas, at, reason="RC9").reason == "RC9"


def test_a_plan_an_enquiry_or_a_conference_is_further_action(personas, child, episode, at):
    assessed(episode, personas, at)
    deadlines.set(rule_id="section_47_maximum", starts_at=at, child=child, by=personas.social_worker, at=at)
    with pytest.raises(DomainError, match="an enquiry, a conference or a plan"):
        write(episode, personas, at, reason="RC8")


def test_no_factors_found_is_no_further_action(personas, episode, at):
    assessed(episode, personas, at, factors=["21"])
    with pytest.raises(DomainError, match="found no factors"):
        write(episode, personas, at, reason="RC7")


class TestInTheWay:
    """Each that is open is named, and refused by the service."""

    def texts(self, episode):
        return [each.text for each in queries.in_the_way(episode)]

    def refused(self, episode, personas, at):
        closing = write(episode, personas, at)
        with pytest.raises(DomainError) as refused:
            sign(closing, personas, at)
        assert str(refused.value) == ". ".join(self.texts(episode))
        return str(refused.value)

    def test_an_open_plan(self, personas, child, episode, at):
        endings.need_plan(child, personas, at)
        assert "child in need plan from 2 February 2026 is open" in self.refused(episode, personas, at)

    def test_an_assessment_that_nobody_authorised(self, personas, episode, at):
        running = plans.assessment(episode, by=personas.social_worker, at=at)
        assert f"The assessment {running.reference} isn’t authorised" in self.refused(episode, personas, at)

    @pytest.mark.parametrize(
        ("rule_id", "text"),
        [
            ("section_47_maximum", "A section 47 enquiry is open"),
            ("icpc", "conference is still to be held"),
            ("police_protection", "under police protection"),
            ("emergency_protection_order", "An emergency protection order runs"),
            ("referral_decision", "waits for a decision"),
            ("strategy_follow_up", "A strategy meeting is still to be held"),
        ],
    )
    def test_what_a_running_clock_tells_of(self, personas, child, episode, at, rule_id, text):
        deadlines.set(rule_id=rule_id, starts_at=at, child=child, by=personas.social_worker, at=at)
        assert text in self.refused(episode, personas, at)

    def test_a_step_down_that_isnt_completed(self, personas, child, episode, at):
        plan = endings.need_plan(child, personas, at)
        step_downs.propose(
            plan=plan, proposal=endings.proposal(personas, at), by=personas.social_worker, at=at
        )
        plan_services.end(plan=plan, reason="No need", ended_on=at.date(), by=personas.social_worker, at=at)
        assert self.texts(episode) == ["A step-down is proposed and not completed"]

    def test_early_help_is_not(self, personas, child, episode, at):
        plan = endings.need_plan(child, personas, at)
        step = endings.answered(plan, personas, at)
        step_downs.complete(step=step, by=personas.social_worker, at=at)
        assert self.texts(episode) == []
        sign(write(episode, personas, at), personas, at)


class TestWhoSigns:
    def test_not_its_author_and_nobody_but_a_manager(self, personas, episode, at):
        closing = write(episode, personas, at, by=personas.team_manager)
        for who in ("team_manager", "social_worker", "conference_chair", "gp"):
            with pytest.raises((NotPermittedError, NotVisibleError)):
                sign(closing, personas, at, by=getattr(personas, who))
        assert sign(closing, personas, at, by=personas.head_of_service).signed_by == personas.head_of_service

    def test_partners_neither_write_nor_see_one(self, personas, episode, at):
        with pytest.raises(NotPermittedError):
            write(episode, personas, at, by=personas.gp)
        closing = write(episode, personas, at)
        with pytest.raises(NotVisibleError):
            sign(closing, personas, at, by=personas.gp)
        with as_user(personas.gp):
            assert not Closing.objects.exists()
        assert queries.of_child(personas.gp, episode.child) == []

    def test_sent_back_it_is_written_anew(self, personas, episode, at):
        closing = write(episode, personas, at)
        with as_user(personas.team_manager):
            with pytest.raises(DomainError, match="what is missing"):
                closings.send_back(closing=closing, reason=" ", by=personas.team_manager, at=at)
            closings.send_back(closing=closing, reason="Which signs?", by=personas.team_manager, at=at)
        assert Notification.objects.get(recipient=personas.social_worker, kind="closing").text.startswith(
            "A closure was sent back to you"
        )
        with pytest.raises(ChangedMeanwhileError, match="sent back"):
            sign(closing, personas, at)
        closing = write(episode, personas, at)
        assert closing.sent_back_reason == ""
        sign(closing, personas, at)

    def test_two_who_write_at_the_same_time_are_told(self, personas, episode, at):
        by = personas.social_worker
        closings.write(episode=episode, words=endings.words(), by=by, at=at, version=0)
        with pytest.raises(ChangedMeanwhileError, match="while you were writing"):
            closings.write(episode=episode, words=endings.words(), by=by, at=at, version=0)


def test_the_database_counts_what_the_signer_may_not_see(personas, child, episode, at):
    """A plan that ends later than today is open work too: the page doesn't know, the database refuses."""
    plans.plan(
        child,
        date(2026, 2, 2),
        ended_on=at.date() + timedelta(days=5),
        episode=episode,
        kind="child_in_need",
        by=personas.social_worker,
        at=at,
    )
    closing = write(episode, personas, at)
    with pytest.raises(ChangedMeanwhileError, match="look again"):
        sign(closing, personas, at)
    episode.refresh_from_db()
    assert episode.closed_on is None


@pytest.mark.django_db(transaction=True)
def test_a_plan_begun_while_a_manager_signs_waits_and_is_refused(transactional_db, at):
    people = partnership.build()
    child = endings.child(people, at)
    episode = child.episodes.select_related("child").get()
    closing = closings.write(episode=episode, words=endings.words(), by=people.social_worker, at=at)

    def begin():
        with pytest.raises(DomainError, match="wasn’t open"):
            endings.need_plan(child, people, at)

    outcome = one_then_other(
        people.team_manager, lambda: closings.sign(closing=closing, by=people.team_manager, at=at), begin
    )
    assert outcome == ["", ""]
