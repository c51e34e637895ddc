"""What the database refuses of assessments: each rule is tried to be broken, also by two at once."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cases import access_plans
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import AssessmentPart, MaleEngaged
from cases.plan_states import ENDING_RECOMMENDATIONS
from cases.states import PlanKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.single_assessment import SECTIONS
from tests.cases.at_once import one_then_other, refused_by
from tests.factories import partnership, plans, records

JANUARY, MARCH, JUNE = date(2026, 1, 5), date(2026, 3, 2), date(2026, 6, 1)


@pytest.fixture
def facts(personas, at):
    """Who writes in these tests, and when."""
    return {"by": personas.social_worker, "at": at}


@pytest.fixture
def episode(facts):
    return plans.episode(records.child(**facts), JANUARY, **facts)


def refused(write) -> str:
    """The constraint that refused, empty when the row was let through."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return refused_by(error)
    return ""


def test_every_section_of_the_task_list_has_its_column(episode, facts):
    made = plans.assessment(episode, **facts, **{section.key: "words" for section in SECTIONS})
    made.refresh_from_db()
    assert {getattr(made, section.key) for section in SECTIONS} == {"words"}
    # The manager of the rows' history is still there.
    assert made.history.count() == 1


def test_one_open_assessment_and_none_beside_another(personas, episode, facts, at):
    done = plans.authorised(MARCH, by=personas.social_worker, manager=personas.team_manager, at=at)
    plans.assessment(episode, **facts, **done)
    within = {"started_on": date(2026, 2, 2)}
    assert refused(lambda: plans.assessment(episode, **facts, **within)) == "assessments_never_overlap"
    assert (
        refused(lambda: plans.assessment(episode, **facts, **within, **done)) == "assessments_never_overlap"
    )
    plans.assessment(episode, started_on=MARCH, **facts)
    assert refused(lambda: plans.assessment(episode, started_on=JUNE, **facts)) == "one_open_assessment"


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({}, ""),
        ({"ended_on": None}, "authorised_assessment_is_whole"),
        ({"authorised_at": None}, "authorised_assessment_is_whole"),
        ({"authorised_by": None}, "authorised_assessment_is_whole"),
        ({"submitted_at": None}, "authorised_assessment_is_whole"),
        ({"submitted_by": None}, "authorised_assessment_is_whole"),
        ({"factors": []}, "authorised_assessment_is_whole"),
        ({"recommendation": ""}, "authorised_assessment_is_whole"),
        ({"state": "draft"}, "authorised_assessment_is_whole"),
        ({"ended_on": date(2026, 1, 2)}, "assessment_ends_after_it_starts"),
        ({"ended_on": JANUARY}, ""),
        ({"factors": ["21", "16A"]}, "no_factors_identified_stands_alone"),
        ({"factors": ["21"]}, ""),
    ],
)
def test_an_authorised_assessment_is_whole(personas, episode, facts, at, changed, name):
    done = plans.authorised(MARCH, by=personas.social_worker, manager=personas.team_manager, at=at)
    assert refused(lambda: plans.assessment(episode, **facts, **(done | changed))) == name


def test_nobody_authorises_what_they_wrote_or_sent(personas, episode, facts, at):
    worker, manager = personas.social_worker, personas.team_manager
    name = "assessment_is_authorised_by_another"
    own = plans.authorised(MARCH, by=worker, manager=worker, at=at)
    assert refused(lambda: plans.assessment(episode, **facts, **own)) == name
    sent_by_manager = plans.authorised(MARCH, by=manager, manager=manager, at=at)
    assert refused(lambda: plans.assessment(episode, **facts, **sent_by_manager)) == name


@pytest.mark.parametrize("recommendation", ENDING_RECOMMENDATIONS)
@pytest.mark.parametrize("missing", plans.GATE)
def test_what_ends_work_goes_through_the_closure_gate(personas, episode, facts, at, recommendation, missing):
    done = plans.authorised(MARCH, by=personas.social_worker, manager=personas.team_manager, at=at)
    done["recommendation"] = recommendation
    gate = dict.fromkeys(plans.GATE, "Asked of all three agencies; nothing seen or said")
    write = lambda **words: plans.assessment(episode, **facts, **done, **words)  # noqa: E731
    name = "ending_assessment_went_through_the_closure_gate"
    assert refused(lambda: write(**(gate | {missing: " "}))) == name
    assert refused(lambda: write(**gate)) == ""


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"state": "awaiting"}, "waiting_assessment_was_sent"),
        ({"returned_at": True}, "returned_assessment_says_why"),
        ({"factors": ["21", "20"]}, "no_factors_identified_stands_alone"),
    ],
)
def test_a_draft_says_what_happened_to_it(episode, facts, at, changed, name):
    changed = {field: at if value is True else value for field, value in changed.items()}
    assert refused(lambda: plans.assessment(episode, **facts, **changed)) == name


class TestEpisode:
    def test_a_child_who_was_not_opened_has_no_assessment(self, episode, facts):
        # A referral with no further action opens no episode, and another child's is no way round.
        other = records.child(**facts)
        name = "assessment_belongs_to_its_episode"
        assert refused(lambda: plans.assessment(episode, child=other, **facts)) == name
        before = {"started_on": date(2026, 1, 2)}
        assert refused(lambda: plans.assessment(episode, **before, **facts)) == name

    def test_an_episode_with_an_assessment_that_nobody_authorised_is_not_closed(
        self, personas, episode, facts, at
    ):
        made = plans.assessment(episode, **facts)
        episode.closed_on, episode.closure_reason = JUNE, "RC8"
        name = "closed_episode_has_no_open_work"
        assert refused(lambda: episode.record(**facts)) == name
        done = plans.authorised(date(2026, 6, 2), by=facts["by"], manager=personas.team_manager, at=at)
        for field, value in done.items():
            setattr(made, field, value)
        made.record(**facts)
        # Authorised the day after the closure.
        assert refused(lambda: episode.record(**facts)) == name
        made.ended_on = JUNE
        made.record(**facts)
        assert refused(lambda: episode.record(**facts)) == ""
        started = {"started_on": JUNE}
        assert refused(lambda: plans.assessment(episode, **started, **facts)) == (
            "assessment_belongs_to_its_episode"
        )


class TestParts:
    @pytest.fixture
    def asked(self, personas, episode, facts, at):
        """What the GP was asked for."""
        records.involve(episode.child, personas.gp.agency, **facts)
        records.involve(episode.child, personas.school.agency, **facts)
        part = AssessmentPart(
            assessment=plans.assessment(episode, **facts),
            child=episode.child,
            agency=personas.gp.agency,
            question="What do you know of his asthma?",
            asked_at=at,
            asked_by=personas.social_worker,
            due_on=MARCH,
        )
        part.record(**facts)
        return part

    @pytest.mark.parametrize(
        ("words", "is_answered", "name"),
        [
            ({"text": "Well controlled"}, True, ""),
            ({"declined_reason": "Not our patient"}, True, ""),
            ({}, True, "answered_part_has_words_or_a_reason"),
            ({"text": " "}, True, "answered_part_has_words_or_a_reason"),
            ({"text": "x", "declined_reason": "y"}, True, "answered_part_has_words_or_a_reason"),
            ({"text": "x"}, False, "answered_part_has_words_or_a_reason"),
        ],
    )
    def test_an_answer_has_words_or_a_reason(self, personas, asked, facts, at, words, is_answered, name):
        for field, value in words.items():
            setattr(asked, field, value)
        if is_answered:
            asked.answered_at, asked.answered_by = at, personas.gp
        assert refused(lambda: asked.record(**facts)) == name

    @pytest.mark.parametrize(
        ("who", "assessments", "parts"),
        [
            ("social_worker", 1, 1),
            ("head_of_service", 1, 1),
            ("gp", 0, 1),
            ("school", 0, 0),
            ("other_school", 0, 0),
            ("partnership_admin", 0, 0),
            ("system_admin", 0, 0),
        ],
    )
    def test_an_agency_reads_its_own_part_and_never_the_assessment(
        self, personas, asked, facts, who, assessments, parts
    ):
        MaleEngaged(child=asked.child, name="Ade", assessment=asked.assessment).record(**facts)
        user = getattr(personas, who)
        # The gate, and behind it the wall by itself.
        assert access_plans.visible_assessments(user).count() == assessments
        assert access_plans.visible_parts(user).count() == parts
        with as_user(user):
            assert type(asked.assessment).objects.count() == assessments
            assert AssessmentPart.objects.count() == parts
            assert MaleEngaged.objects.count() == assessments


class TestGate:
    @pytest.mark.parametrize(
        ("who", "sees", "works"),
        [
            ("social_worker", True, True),
            ("team_manager", True, True),
            ("conference_chair", True, True),
            ("business_support", True, False),
            ("gp", True, False),
            ("health_visitor", True, True),
            ("other_school", False, False),
            ("partnership_admin", False, False),
            ("system_admin", False, False),
        ],
    )
    def test_who_sees_a_plan_and_who_changes_its_words(self, personas, episode, facts, who, sees, works):
        for involved in (personas.gp, personas.health_visitor):
            records.involve(episode.child, involved.agency, **facts)
        # The health visitor leads it.
        plan = plans.plan(
            episode.child, MARCH, kind=PlanKind.CHILD_IN_NEED, lead=personas.health_visitor, **facts
        )
        user = getattr(personas, who)
        with as_user(user):
            assert access_plans.visible_plans(user).filter(pk=plan.pk).exists() is sees
            assert access_plans.works_on(user, plan) is works
            if works:
                access_plans.require_plan(user, plan)
            else:
                with pytest.raises(NotPermittedError if sees else NotVisibleError):
                    access_plans.require_plan(user, plan)


class TestAtOnce:
    """Each pair by two transactions of which the second begins before the first is committed."""

    pytestmark = pytest.mark.django_db(transaction=True)

    @pytest.fixture
    def story(self, transactional_db, at):
        people = partnership.build()
        facts = {"by": people.social_worker, "at": at}
        return people, plans.episode(records.child(**facts), JANUARY, **facts), facts

    def test_one_of_two_assessments(self, story):
        people, episode, facts = story

        def begin(day):
            return lambda: plans.assessment(episode, started_on=day, **facts)

        outcome = one_then_other(people.social_worker, begin(JANUARY), begin(MARCH))
        assert outcome == ["", "one_open_assessment"]

    def test_an_assessment_and_the_closure_of_its_episode_whichever_comes_first(self, story):
        people, episode, facts = story

        def close():
            episode.closed_on, episode.closure_reason = JUNE, "RC7"
            episode.record(**facts)

        def begin():
            plans.assessment(episode, **facts)

        assert one_then_other(people.team_manager, begin, close) == ["", "closed_episode_has_no_open_work"]
        other = plans.episode(records.child(**facts), JANUARY, **facts)

        def close_other():
            other.closed_on, other.closure_reason = JUNE, "RC7"
            other.record(**facts)

        def begin_other():
            plans.assessment(other, **facts)

        outcome = one_then_other(people.team_manager, close_other, begin_other)
        assert outcome == ["", "assessment_belongs_to_its_episode"]
