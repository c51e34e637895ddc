"""A child is allocated with load, skills and earlier workers in view; a mismatch asks for a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import AllocationRecord, Child, WorkerSkill
from cases.queries import allocation_candidates, allocation_loads
from cases.services import allocation, allocation_limits, children, deadlines, hand_over, worker_skills
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.services import cover
from safeguarding.rules.allocation import SPECIALIST_POST, Limits, Skill
from tests.factories import partnership, plans
from tests.factories.worklists import LATE, allocated, clock, leave


@pytest.fixture
def worker(personas):
    return personas.social_worker


@pytest.fixture
def manager(personas):
    return personas.team_manager


@pytest.fixture
def taker(personas):
    return partnership.user("Nadia Price", personas.social_worker.agency, in_team=personas.social_worker.team)


@pytest.fixture
def child(personas, worker, at):
    return allocated(personas, worker, at=at)


def give(manager, child, to, at, **facts):
    """As a request would, behind the wall."""
    with as_user(manager):
        return allocation.allocate(
            child=child, worker=to, team=None, by=manager, at=at, reason="Has room", **facts
        )


def skill(manager, worker, at, *skills, languages=(), version=None):
    with as_user(manager):
        worker_skills.set_skills(
            worker=worker,
            skills=skills,
            languages=languages,
            version=worker_skills.version_of(worker) if version is None else version,
            reason="Course finished",
            by=manager,
            at=at,
        )


def limit(personas, at, children=1, protection=1):
    with as_user(personas.partnership_admin):
        allocation_limits.set_limits(
            limits=Limits(children, protection), reason="Agreed", by=personas.partnership_admin, at=at
        )


class TestAllocating:
    def test_is_on_record_with_what_was_asked_for_and_why(self, manager, worker, taker, child, at):
        skill(manager, taker, at, Skill.NEGLECT)
        give(manager, child, taker, at, skills=[Skill.NEGLECT])
        record = AllocationRecord.objects.get(child=child)
        assert (record.worker, record.former, record.by, record.reason) == (
            taker,
            worker,
            manager,
            "Has room",
        )
        assert (record.skills_wanted, record.mismatches, record.mismatch_reason) == (["neglect"], [], "")

    def test_without_a_skill_that_is_asked_for_needs_a_reason(self, manager, taker, child, at):
        with pytest.raises(DomainError, match="Nadia Price is not skilled in Neglect or Disabled") as refused:
            give(manager, child, taker, at, skills=[Skill.NEGLECT, Skill.DISABILITY])
        assert refused.value.field == "mismatch_reason"
        give(manager, child, taker, at, skills=[Skill.NEGLECT], mismatch_reason=" Her manager works along ")
        record = AllocationRecord.objects.get(child=child)
        assert (record.mismatches, record.mismatch_reason) == (["skill"], "Her manager works along")

    def test_over_the_local_limit_needs_a_reason(self, personas, manager, taker, child, at):
        limit(personas, at)
        allocated(personas, taker, at=at)
        with pytest.raises(DomainError, match="carries 1 child and the limit here is 1"):
            give(manager, child, taker, at)
        assert give(manager, child, taker, at, mismatch_reason="Two children leave on Friday")

    def test_over_the_local_limit_of_child_protection_plans_needs_a_reason(
        self, personas, manager, taker, child, at
    ):
        limit(personas, at, children=9)
        for each in (child, allocated(personas, taker, at=at)):
            plans.plan(each, at.date() - timedelta(days=20), kind="child_protection", by=manager, at=at)
        with pytest.raises(DomainError, match="carries 1 child protection plan and the limit here is 1"):
            give(manager, child, taker, at)

    def test_past_a_worker_who_knows_the_child_needs_a_reason(
        self, personas, manager, worker, taker, child, at
    ):
        third = partnership.user("Lena Moss", worker.agency, in_team=worker.team)
        give(manager, child, taker, at)
        give(manager, child, third, at + timedelta(days=1), mismatch_reason="Nadia asked for it")
        with pytest.raises(DomainError, match="doesn’t know the child, and Nadia Price could take them"):
            give(manager, child, worker, at + timedelta(days=2))
        assert give(manager, child, taker, at + timedelta(days=2)).allocated_to == taker

    def test_past_a_worker_who_is_away_or_has_left_needs_none(
        self, personas, manager, worker, taker, child, at
    ):
        third = partnership.user("Lena Moss", worker.agency, in_team=worker.team)
        give(manager, child, taker, at)
        give(manager, child, third, at, mismatch_reason="Nadia asked for it")
        today = at.date()
        cover.name_deputy(
            user=taker, deputy=third, starts_on=today, ends_on=today + timedelta(days=9), by=taker, at=at
        )
        assert give(manager, child, worker, at).allocated_to == worker

    def test_to_whoever_holds_the_child_already_asks_for_nothing(self, personas, manager, worker, child, at):
        limit(personas, at)
        allocated(personas, worker, at=at)
        assert give(manager, child, worker, at, skills=[Skill.NEGLECT]).allocated_to == worker

    def test_a_skill_that_is_none_of_the_list_is_refused(self, manager, taker, child, at):
        with pytest.raises(DomainError, match="of the list") as refused:
            give(manager, child, taker, at, skills=["juggling"])
        assert refused.value.field == "skills"

    def test_by_somebody_who_manages_no_cases_is_refused(self, worker, taker, child, at):
        with pytest.raises(NotPermittedError):
            give(worker, child, taker, at)


class TestASpecialist:
    @pytest.fixture
    def specialist(self, manager, taker, at):
        skill(manager, taker, at, Skill.EXPLOITATION, SPECIALIST_POST)
        return taker

    def test_is_never_the_only_statutory_case_holder(self, manager, worker, specialist, child, at):
        with pytest.raises(DomainError, match="only statutory case holder") as refused:
            give(manager, child, specialist, at, mismatch_reason="She knows exploitation")
        assert refused.value.field == "worker"
        child.refresh_from_db()
        assert child.allocated_to == worker

    def test_is_not_handed_children_over_either_but_single_time_limits(
        self, manager, worker, specialist, child, at
    ):
        own = clock(child, by=worker, at=at, responsible=worker)
        facts = {"holder": str(worker.pk), "to": specialist, "reason": "Illness", "by": manager, "at": at}
        with as_user(manager):
            with pytest.raises(DomainError, match="only statutory case holder"):
                hand_over.hand_over(children=[child.pk], deadlines=[], **facts)
            assert hand_over.hand_over(children=[], deadlines=[own.pk], **facts).deadlines == (own,)

    def test_is_not_made_of_somebody_who_holds_children(self, manager, worker, child, at):
        with pytest.raises(DomainError, match="Hand those over first"):
            skill(manager, worker, at, SPECIALIST_POST)

    def test_holds_children_again_once_the_post_is_ended(self, manager, specialist, child, at):
        skill(manager, specialist, at + timedelta(days=1), Skill.EXPLOITATION)
        assert give(manager, child, specialist, at + timedelta(days=1)).allocated_to == specialist


class TestSkills:
    def test_are_added_ended_and_kept_with_history(self, manager, taker, at):
        skill(manager, taker, at, Skill.NEGLECT, Skill.PRE_BIRTH, languages=["Polish", " ", "polish"])
        skill(manager, taker, at + timedelta(days=1), Skill.NEGLECT, languages=["Polish"])
        with as_user(manager):
            assert allocation_loads.skilled(manager, [taker.pk])[taker.pk].words == ("Neglect", "polish")
        ended = WorkerSkill.objects.get(user=taker, skill=Skill.PRE_BIRTH)
        assert ended.ended_at == at + timedelta(days=1)
        last = ended.history.latest()
        assert (last.history_user, last.history_change_reason) == (manager, "Course finished")
        assert WorkerSkill.objects.filter(user=taker, skill=Skill.NEGLECT).count() == 1

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"skills": ["juggling"]}, "skills"),
            ({"skills": [Skill.LANGUAGE]}, "skills"),
            ({"languages": [f"Language {number}" for number in range(11)]}, "languages"),
            ({"languages": ["x" * 61]}, "languages"),
        ],
    )
    def test_that_cannot_be_are_refused_beside_the_field(self, manager, taker, at, facts, field):
        with pytest.raises(DomainError) as refused:
            skill(manager, taker, at, *facts.get("skills", ()), languages=facts.get("languages", ()))
        assert refused.value.field == field

    def test_need_a_reason_and_somebody_of_social_care_who_is_here(self, personas, manager, taker, at):
        facts = {"skills": [], "languages": [], "version": 0, "at": at}
        with pytest.raises(DomainError, match="Say why"):
            worker_skills.set_skills(worker=taker, reason=" ", by=manager, **facts)
        leave(taker)
        with pytest.raises(DomainError, match="children’s social care"):
            worker_skills.set_skills(worker=taker, reason="x", by=manager, **facts)

    def test_are_kept_by_managers_of_the_worker_alone(self, personas, manager, worker, taker, at):
        with pytest.raises(NotPermittedError):
            skill(worker, taker, at, Skill.NEGLECT)
        with pytest.raises(NotVisibleError):
            skill(personas.front_door_manager, taker, at, Skill.NEGLECT)

    def test_the_second_manager_is_told(self, manager, taker, at):
        skill(manager, taker, at, Skill.NEGLECT)
        with pytest.raises(ChangedMeanwhileError):
            skill(manager, taker, at, Skill.DISABILITY, version=0)


class TestTheCandidates:
    def test_are_shown_with_load_skills_and_whether_they_are_away(
        self, personas, manager, worker, taker, child, at
    ):
        skill(manager, taker, at, Skill.NEGLECT, languages=["Polish"])
        one = allocated(personas, taker, at=at)
        plans.plan(one, at.date() - timedelta(days=20), kind="child_in_need", by=manager, at=at)
        allocated(personas, taker, at=at, date_of_birth=None, expected_date=at.date() + timedelta(days=60))
        clock(one, by=worker, at=at, started=at - LATE)
        clock(one, by=worker, at=at, rule="supervision_child", started=at - timedelta(days=27))
        deadlines.set(
            rule_id="supervision_worker",
            starts_at=at - timedelta(days=25),
            by=manager,
            at=at,
            about_worker=taker,
        )
        today = at.date()
        cover.name_deputy(user=taker, deputy=worker, starts_on=today, ends_on=today, by=taker, at=at)
        with as_user(manager):
            found = allocation_candidates.ground(manager, child, now=at).candidates[taker.pk]
        carried = found.carried
        assert (carried.children, carried.in_need, carried.protection) == (2, 1, 0)
        assert (carried.unborn, carried.overdue, carried.supervision) == (1, 1, 2)
        assert found.in_short == "2 children, Neglect, Polish, away"
        assert not found.is_holder

    def test_who_knows_the_child_comes_first_and_a_specialist_last(
        self, personas, manager, worker, taker, child, at
    ):
        third = partnership.user("Lena Moss", worker.agency, in_team=worker.team)
        special = partnership.user("Ada Specialist", worker.agency, in_team=worker.team)
        skill(manager, special, at, SPECIALIST_POST)
        give(manager, child, third, at)
        give(manager, child, taker, at + timedelta(days=2))
        with as_user(manager):
            ranked = allocation_candidates.ground(manager, child, now=at + timedelta(days=3)).ranked()
        names = [each.worker.full_name for each in ranked]
        assert set(names[:2]) == {"Lena Moss", "Nadia Price"}
        assert names[-1] == "Ada Specialist"
        before = next(each for each in ranked if each.worker == third)
        assert before.knew_until == (at + timedelta(days=2)).date()
        assert next(each for each in ranked if each.worker == taker).knew_until is None

    def test_what_is_known_of_the_child_suggests_skills_and_its_language_is_asked_for(
        self, personas, manager, worker, taker, at
    ):
        child = allocated(
            personas, worker, at=at, disabilities=["AUT"], first_language="Polish", interpreter_needed=True
        )
        skill(manager, taker, at, languages=["Romanian"])
        with as_user(manager):
            ground = allocation_candidates.ground(manager, child, now=at)
        assert ground.suggested == (Skill.DISABILITY, Skill.LANGUAGE)
        assert ground.mismatches(taker.pk, [Skill.LANGUAGE]) == ("skill",)
        skill(manager, taker, at, languages=["Romanian", "polish"])
        with as_user(manager):
            ground = allocation_candidates.ground(manager, child, now=at)
        assert ground.mismatches(taker.pk, [Skill.LANGUAGE]) == ()

    def test_closed_children_are_no_load(self, personas, manager, taker, child, at):
        done = allocated(personas, taker, at=at)
        episode = children.open_episode(child=done, opened_on=date(2026, 1, 5), by=manager, at=at)
        with as_user(manager):
            assert allocation_loads.carrying(manager, [taker.pk], now=at)[taker.pk].children == 1
        children.close_episode(episode=episode, closed_on=at.date(), closure_reason="RC7", by=manager, at=at)
        with as_user(manager):
            assert allocation_loads.carrying(manager, [taker.pk], now=at)[taker.pk].children == 0

    def test_in_the_same_number_of_statements_however_many(
        self, personas, manager, worker, child, at, django_assert_max_num_queries
    ):
        for number in range(6):
            partnership.user(f"Worker {number}", worker.agency, in_team=worker.team)
        with as_user(manager), django_assert_max_num_queries(11):
            allocation_candidates.ground(manager, child, now=at)


class TestLimits:
    def test_are_the_partnerships_own_and_only_added_to(self, personas, manager, at):
        assert allocation_loads.limits_in_force() == Limits()
        limit(personas, at, 15, 7)
        assert allocation_loads.limits_in_force() == Limits(15, 7)
        for limits, reason in ((Limits(15, 7), "x"), (Limits(3, 4), "x"), (Limits(3, 2), " ")):
            with pytest.raises(DomainError):
                allocation_limits.set_limits(
                    limits=limits, reason=reason, by=personas.partnership_admin, at=at
                )
        with pytest.raises(NotPermittedError):
            allocation_limits.set_limits(limits=Limits(2, 1), reason="x", by=manager, at=at)
        assert [row.children for row in allocation_loads.limits_so_far()] == [15]
        assert Child.objects.count() == 0
