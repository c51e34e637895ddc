"""Assessments: begun, written by two at once, sent, given back, authorised by somebody else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Assessment, Deadline, Event
from cases.plan_states import ENDING_RECOMMENDATIONS, AssessmentKind, AssessmentState
from cases.queries import assessments as queries
from cases.services import assessments as service
from cases.services import deadlines
from cases.states import EventKind, RelationshipKind
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.factories import assessments as made
from tests.factories import plans, records

OPENED = date(2026, 1, 5)


@pytest.fixture
def child(personas, at):
    found = records.child(by=personas.social_worker, at=at)
    plans.episode(found, OPENED, by=personas.social_worker, at=at)
    return found


@pytest.fixture
def assessment(personas, child, at):
    return made.started(child, by=personas.social_worker, at=at)


@pytest.fixture
def whole(personas, assessment, at):
    return made.written(assessment, by=personas.social_worker, at=at)


def act(do, assessment, by, at, **facts):
    with as_user(by):
        return do(assessment=Assessment.objects.get(pk=assessment.pk), by=by, at=at, **facts)


def sent(personas, whole, at):
    return act(service.send, whole, personas.social_worker, at)


def lines(child) -> list[str]:
    rows = Event.objects.filter(child=child, kind=EventKind.ASSESSMENT).order_by("pk")
    return [row.what_happened for row in rows]


def told(user) -> set[str]:
    return set(Notification.objects.filter(recipient=user).values_list("kind", flat=True))


class TestStart:
    def test_it_belongs_to_the_open_episode_and_its_census_clock_runs(self, child, assessment, personas, at):
        assert (assessment.state, assessment.author) == (AssessmentState.DRAFT, personas.social_worker)
        assert assessment.episode == child.episodes.get()
        assert assessment.started_on == date(2026, 3, 10)
        clock = Deadline.objects.get(child=child, rule_id="assessment_census")
        assert (clock.starts_at, clock.due_on) == (at, date(2026, 5, 15))
        assert lines(child) == ["Single assessment started"]

    def test_one_begun_earlier_counts_from_then(self, personas, child, at):
        found = made.started(child, by=personas.social_worker, at=at, started_on=date(2026, 3, 2))
        assert found.started_on == date(2026, 3, 2)
        assert Deadline.objects.get(rule_id="assessment_census").starts_at.date() == date(2026, 3, 2)

    def test_it_is_of_the_referral_whose_clock_runs(self, personas, child, at):
        from tests.factories import front_door

        part = front_door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)
        deadlines.set(
            rule_id="assessment", starts_at=at, child=child, referral_child=part, by=part.matched_by, at=at
        )
        assert made.started(child, by=personas.social_worker, at=at).referral_child == part

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"started_on": date(2026, 3, 11)}, "started_on"),
            ({"started_on": date(2026, 1, 4)}, "started_on"),
            ({"kind": AssessmentKind.PRE_BIRTH}, "kind"),
        ],
    )
    def test_a_day_or_a_kind_that_cannot_be_is_refused(self, personas, child, at, facts, field):
        with pytest.raises(DomainError) as refused:
            made.started(child, by=personas.social_worker, at=at, **facts)
        assert refused.value.field == field

    def test_an_unborn_child_is_assessed_before_the_birth(self, personas, at):
        by = personas.social_worker
        unborn = records.child(by=by, at=at, date_of_birth=None, expected_date=date(2026, 6, 1))
        plans.episode(unborn, OPENED, by=by, at=at)
        found = made.started(unborn, by=by, at=at, kind=AssessmentKind.PRE_BIRTH)
        whole = made.written(found, by=by, at=at, seen_on=None, seen_alone=False)
        # Nobody sees an unborn child, and nobody has to say why.
        assert sent(personas, whole, at).state == AssessmentState.AWAITING

    def test_one_at_a_time_and_none_within_another(self, personas, child, assessment, at):
        with pytest.raises(ChangedMeanwhileError, match=assessment.reference):
            made.started(child, by=personas.social_worker, at=at)

    def test_the_next_begins_once_the_one_before_is_authorised(self, personas, child, whole, at):
        sent(personas, whole, at)
        later = at + timedelta(days=3)
        act(service.authorise, whole, personas.team_manager, later)
        with pytest.raises(DomainError, match="13 March 2026"):
            made.started(child, by=personas.social_worker, at=later, started_on=date(2026, 3, 12))
        again = made.started(child, by=personas.social_worker, at=later, kind=AssessmentKind.REVIEW)
        assert again.started_on == date(2026, 3, 13)

    def test_a_child_who_is_not_open_has_none(self, personas, at):
        closed = records.child(by=personas.social_worker, at=at)
        with pytest.raises(DomainError, match="isn’t open"):
            made.started(closed, by=personas.social_worker, at=at)

    def test_the_referral_of_another_child_is_refused(self, personas, child, at):
        from tests.factories import front_door

        part = front_door.part(by=personas.school, at=at)
        with pytest.raises(DomainError, match="another child"):
            made.started(child, by=personas.social_worker, at=at, referral_child=part)

    @pytest.mark.parametrize(
        ("who", "error"),
        [
            ("business_support", NotPermittedError),
            ("school", NotPermittedError),
            ("other_school", NotVisibleError),
            ("partnership_admin", NotVisibleError),
        ],
    )
    def test_only_social_cares_case_staff_begin_one(self, personas, child, at, who, error):
        records.involve(child, personas.school.agency, by=personas.social_worker, at=at)
        with pytest.raises(error):
            made.started(child, by=getattr(personas, who), at=at)


class TestTwoWriters:
    def save(self, personas, assessment, at, who="social_worker", version=1, **changes):
        return act(service.save, assessment, getattr(personas, who), at, version=version, **changes)

    def test_two_who_write_different_sections_both_keep_their_words(self, personas, assessment, at):
        self.save(personas, assessment, at, texts={"family": "Mother and two children"})
        self.save(personas, assessment, at, "team_manager", texts={"risks": "Cold in winter"})
        assessment.refresh_from_db()
        assert (assessment.family, assessment.risks) == ("Mother and two children", "Cold in winter")

    def test_the_second_in_the_same_section_is_told_who_and_where_and_nothing_is_lost(
        self, personas, assessment, at
    ):
        self.save(personas, assessment, at, texts={"risks": "Cold in winter"})
        with pytest.raises(ChangedMeanwhileError, match="Sam Brennan has written in “Risks”"):
            self.save(personas, assessment, at, "team_manager", texts={"risks": "Nobody cooks"})
        assessment.refresh_from_db()
        assert assessment.risks == "Cold in winter"
        self.save(personas, assessment, at, "team_manager", version=2, texts={"risks": "Both"})

    def test_a_version_that_never_was_overwrites_nothing(self, personas, assessment, at):
        with pytest.raises(ChangedMeanwhileError, match="“Risks”"):
            self.save(personas, assessment, at, version=-1, texts={"risks": "x"})

    def test_saving_what_stands_adds_no_history(self, personas, assessment, at):
        assert self.save(personas, assessment, at, texts={"risks": ""}).version == 1

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"seen_on": date(2026, 3, 11)}, "seen_on"),
            ({"seen_alone": True}, "seen_on"),
            ({"factors": ["21", "16A"]}, "factors"),
            ({"factors": ["99Z"]}, "factors"),
            ({"practice_model": "x"}, "practice_model"),
            ({"recommendation": "x"}, "recommendation"),
            ({"state": "authorised"}, None),
        ],
    )
    def test_facts_that_cannot_be_are_refused_by_their_field(self, personas, assessment, at, facts, field):
        with pytest.raises(DomainError) as refused:
            self.save(personas, assessment, at, facts=facts)
        assert refused.value.field == field

    def test_too_many_words_are_refused(self, personas, assessment, at):
        with pytest.raises(DomainError) as refused:
            self.save(personas, assessment, at, texts={"risks": "x" * (service.MOST_LETTERS + 1)})
        assert refused.value.field == "risks"

    def test_what_waits_for_a_manager_or_is_authorised_is_not_written_in(self, personas, whole, at):
        sent(personas, whole, at)
        with pytest.raises(ChangedMeanwhileError, match="waits for a manager"):
            self.save(personas, whole, at, texts={"risks": "x"})
        act(service.authorise, whole, personas.team_manager, at)
        with pytest.raises(ChangedMeanwhileError, match="stays as it is"):
            self.save(personas, whole, at, texts={"risks": "x"})

    def test_another_agency_does_not_know_of_it(self, personas, child, assessment, at):
        records.involve(child, personas.school.agency, by=personas.social_worker, at=at)
        with as_user(personas.school), pytest.raises(NotPermittedError):
            service.save(assessment=assessment, version=1, texts={"risks": "x"}, by=personas.school, at=at)
        with as_user(personas.school):
            assert queries.of_child(personas.school, child) == []


class TestSend:
    def test_the_managers_are_told_and_it_is_locked(self, personas, child, whole, at):
        found = sent(personas, whole, at)
        assert (found.state, found.submitted_by) == (AssessmentState.AWAITING, personas.social_worker)
        assert "assessment_sent" in told(personas.team_manager)
        assert lines(child)[-1] == "Single assessment sent to a manager"

    def test_what_is_missing_is_said_by_its_field(self, personas, assessment, at):
        with pytest.raises(service.NotReadyError) as refused:
            sent(personas, assessment, at)
        assert {"daily_life", "voice", "factors", "recommendation", "not_seen_reason"} <= set(
            refused.value.missing
        )

    @pytest.mark.parametrize("recommendation", ENDING_RECOMMENDATIONS)
    def test_what_ends_social_cares_part_goes_through_the_gate(self, personas, whole, at, recommendation):
        found = made.written(whole, by=personas.social_worker, at=at, recommendation=recommendation.value)
        with pytest.raises(service.NotReadyError) as refused:
            sent(personas, found, at)
        assert set(refused.value.missing) == set(made.GATE)
        found = made.written(
            whole, by=personas.social_worker, at=at, recommendation=recommendation.value, **made.GATE
        )
        assert sent(personas, found, at).state == AssessmentState.AWAITING

    def test_a_manager_gives_it_back_with_the_reason(self, personas, whole, at):
        sent(personas, whole, at)
        with pytest.raises(DomainError) as refused:
            act(service.give_back, whole, personas.team_manager, at, reason=" ")
        assert refused.value.field == "reason"
        found = act(service.give_back, whole, personas.team_manager, at, reason="The father’s views")
        assert (found.state, found.returned_by) == (AssessmentState.DRAFT, personas.team_manager)
        assert "assessment_returned" in told(personas.social_worker)
        # What waited for the manager waits no more.
        waiting = Notification.objects.get(recipient=personas.team_manager, kind="assessment_sent")
        assert waiting.withdrawn_at == at
        with pytest.raises(ChangedMeanwhileError):
            act(service.give_back, whole, personas.team_manager, at, reason="Again")

    def test_it_stands_on_the_lists_of_who_has_to_act(self, personas, whole, at):
        def waits(who):
            user = getattr(personas, who)
            with as_user(user):
                return [row.facts[0] for row in queries.waiting(user, now=at)]

        assert (waits("social_worker"), waits("team_manager")) == (["Being written"], [])
        sent(personas, whole, at)
        assert (waits("social_worker"), waits("team_manager")) == ([], ["Waits for you to authorise"])
        assert waits("front_door_manager") == waits("business_support") == waits("partnership_admin") == []
        act(service.give_back, whole, personas.team_manager, at, reason="The father’s views")
        assert waits("social_worker") == ["Given back to you"]


class TestAuthorise:
    def test_a_manager_ends_it_and_its_clocks(self, personas, child, whole, at):
        deadlines.set(rule_id="assessment", starts_at=at, child=child, by=personas.team_manager, at=at)
        sent(personas, whole, at)
        later = at + timedelta(days=1)
        found = act(service.authorise, whole, personas.team_manager, later)
        assert (found.state, found.ended_on) == (AssessmentState.AUTHORISED, date(2026, 3, 11))
        met = Deadline.objects.filter(child=child, met_at=later).values_list("rule_id", flat=True)
        assert set(met) == {"assessment", "assessment_census"}
        planning = Deadline.objects.get(child=child, rule_id="cin_planning")
        assert (planning.starts_at, planning.due_on) == (later, date(2026, 3, 25))
        assert lines(child)[-1] == "Single assessment authorised. Recommended: Child in need plan"
        assert "assessment_authorised" in told(personas.social_worker)

    def test_another_recommendation_plans_no_meeting(self, personas, child, whole, at):
        found = made.written(
            whole, by=personas.social_worker, at=at, recommendation="early_help", **made.GATE
        )
        sent(personas, found, at)
        act(service.authorise, found, personas.team_manager, at)
        assert not Deadline.objects.filter(child=child, rule_id="cin_planning").exists()

    def test_nobody_authorises_what_they_wrote_or_sent(self, personas, child, at):
        own = made.started(child, by=personas.team_manager, at=at)
        whole = made.written(own, by=personas.social_worker, at=at)
        sent(personas, whole, at)
        with pytest.raises(DomainError, match="Another manager"):
            act(service.authorise, whole, personas.team_manager, at)
        assert act(service.authorise, whole, personas.head_of_service, at).ended_on is not None

    def test_the_sender_is_not_the_authoriser_either(self, personas, whole, at):
        act(service.send, whole, personas.team_manager, at)
        with pytest.raises(DomainError, match="Another manager"):
            act(service.authorise, whole, personas.team_manager, at)

    def test_it_is_authorised_once_and_only_after_it_was_sent(self, personas, whole, at):
        with pytest.raises(ChangedMeanwhileError):
            act(service.authorise, whole, personas.team_manager, at)
        sent(personas, whole, at)
        act(service.authorise, whole, personas.team_manager, at)
        with pytest.raises(ChangedMeanwhileError):
            act(service.authorise, whole, personas.head_of_service, at)

    @pytest.mark.parametrize("who", ["social_worker", "conference_chair", "business_support"])
    def test_only_managers_authorise(self, personas, whole, at, who):
        sent(personas, whole, at)
        with pytest.raises(NotPermittedError):
            act(service.authorise, whole, getattr(personas, who), at)

    def test_a_father_found_meanwhile_is_asked_about_first(self, personas, child, whole, at):
        sent(personas, whole, at)
        father = records.person("Dan", "Example", by=personas.social_worker, at=at)
        records.relate(father, child.person, RelationshipKind.FATHER, by=personas.social_worker, at=at)
        with pytest.raises(service.NotReadyError, match="Dan Example"):
            act(service.authorise, whole, personas.team_manager, at)

    def test_somebody_who_may_not_see_it_learns_nothing(self, personas, whole, at):
        with as_user(personas.other_school), pytest.raises(NotVisibleError):
            service.authorise(assessment=whole, by=personas.other_school, at=at)
