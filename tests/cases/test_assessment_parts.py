"""Other agencies' parts of an assessment: asked, seen by that agency alone, given, declined, chased."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Assessment, AssessmentPart
from cases.queries import assessments as queries
from cases.services import assessment_parts, involvements
from cases.services import assessments as service
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.factories import assessments as made
from tests.factories import plans, records

DUE = date(2026, 3, 19)


@pytest.fixture
def child(personas, at):
    found = records.child(by=personas.social_worker, at=at)
    plans.episode(found, date(2026, 1, 5), by=personas.social_worker, at=at)
    for partner in (personas.school, personas.gp):
        records.involve(found, partner.agency, by=personas.social_worker, at=at)
    return found


@pytest.fixture
def assessment(personas, child, at):
    return made.started(child, by=personas.social_worker, at=at)


def ask(personas, assessment, at, agency=None, question="How is she at school?", due_on=DUE):
    by = personas.social_worker
    with as_user(by):
        return service.ask(
            assessment=assessment,
            agency=agency or personas.school.agency,
            question=question,
            due_on=due_on,
            by=by,
            at=at,
        )


@pytest.fixture
def part(personas, assessment, at):
    return ask(personas, assessment, at)


def give(part, by, at, text="She is tired and hungry"):
    with as_user(by):
        return service.give(part=part, text=text, by=by, at=at)


def told(user) -> list[str]:
    rows = Notification.objects.filter(recipient=user, kind__startswith="assessment_part")
    return list(rows.order_by("pk").values_list("kind", flat=True))


class TestAsk:
    def test_the_agency_is_told_and_finds_it_on_its_list(self, personas, part, at):
        assert told(personas.school) == ["assessment_part_asked"]
        assert told(personas.gp) == told(personas.other_school) == []
        with as_user(personas.school):
            (row,) = queries.waiting(personas.school, now=at)
            assert (row.due, row.urgent) == (DUE, False)
            assert queries.part(personas.school, part.pk).question == "How is she at school?"
        text = Notification.objects.get(recipient=personas.school).text
        assert part.child.person.family_name not in text

    def test_it_is_not_seen_by_another_agency_nor_the_assessment_by_either(self, personas, child, part, at):
        for who in (personas.gp, personas.other_school, personas.partnership_admin):
            with as_user(who):
                assert queries.waiting(who, now=at) == []
                with pytest.raises(NotVisibleError):
                    queries.part(who, part.pk)
        with as_user(personas.school):
            assert not Assessment.objects.exists()
            assert queries.of_child(personas.school, child) == []

    @pytest.mark.parametrize(
        ("facts", "field"),
        [({"question": " "}, "question"), ({"due_on": date(2026, 3, 9)}, "due_on")],
    )
    def test_a_question_and_a_day_to_come_are_needed(self, personas, assessment, at, facts, field):
        with pytest.raises(DomainError) as refused:
            ask(personas, assessment, at, **facts)
        assert refused.value.field == field

    def test_an_agency_that_is_not_involved_or_is_ones_own_is_not_asked(self, personas, assessment, at):
        for agency in (personas.police.agency, personas.social_worker.agency):
            with pytest.raises(DomainError) as refused:
                ask(personas, assessment, at, agency=agency)
            assert refused.value.field == "agency"

    def test_an_agency_is_asked_again_once_it_has_answered(self, personas, assessment, part, at):
        with pytest.raises(DomainError, match="hasn’t answered"):
            ask(personas, assessment, at)
        give(part, personas.school, at)
        ask(personas, assessment, at, question="And since?")
        assert AssessmentPart.objects.count() == 2

    def test_the_agencies_offered_are_those_involved_and_not_awaited(self, personas, assessment, part):
        with as_user(personas.social_worker):
            found = queries.agencies_to_ask(personas.social_worker, assessment)
        assert found == [personas.gp.agency]


class TestAnswer:
    def test_the_agency_gives_its_part_and_whoever_asked_hears_of_it(self, personas, part, at):
        found = give(part, personas.school, at)
        assert (found.text, found.answered_by) == ("She is tired and hungry", personas.school)
        assert told(personas.social_worker) == ["assessment_part_answered"]
        assert Notification.objects.get(recipient=personas.school).withdrawn_at == at
        with pytest.raises(ChangedMeanwhileError):
            give(part, personas.school, at)

    def test_social_care_writes_down_what_was_said_and_is_not_told_of_itself(self, personas, part, at):
        assert give(part, personas.social_worker, at).answered_by == personas.social_worker
        assert told(personas.social_worker) == []

    def test_a_part_is_declined_with_the_reason(self, personas, part, at):
        with as_user(personas.school):
            found = service.decline(part=part, reason="She left us in June", by=personas.school, at=at)
        assert (found.text, found.declined_reason) == ("", "She left us in June")

    def test_words_or_a_reason_are_needed(self, personas, part, at):
        with pytest.raises(DomainError) as refused:
            give(part, personas.school, at, text=" ")
        assert refused.value.field == "text"
        with as_user(personas.school), pytest.raises(DomainError) as refused:
            service.decline(part=part, reason="", by=personas.school, at=at)
        assert refused.value.field == "reason"

    @pytest.mark.parametrize(
        ("who", "error"), [("gp", NotVisibleError), ("business_support", NotPermittedError)]
    )
    def test_nobody_else_answers(self, personas, part, at, who, error):
        with pytest.raises(error):
            give(part, getattr(personas, who), at)

    def test_what_nobody_gave_ends_with_the_assessment(self, personas, assessment, part, at):
        whole = made.written(assessment, by=personas.social_worker, at=at)
        with as_user(personas.social_worker):
            service.send(assessment=whole, by=personas.social_worker, at=at)
        with as_user(personas.team_manager):
            service.authorise(assessment=whole, by=personas.team_manager, at=at)
        part.refresh_from_db()
        assert part.declined_reason == assessment_parts.WITHOUT_IT
        with as_user(personas.school):
            assert queries.waiting(personas.school, now=at) == []
        with pytest.raises(ChangedMeanwhileError):
            give(part, personas.school, at)


class TestChase:
    def test_two_working_days_before_the_day_once(self, personas, part, at):
        assert service.chase(at=at) == 0
        # Tuesday 17 March for Thursday 19 March.
        soon = at + timedelta(days=7)
        for _ in range(2):
            assert service.chase(at=soon) == 1
        assert told(personas.school) == ["assessment_part_asked", "assessment_part_soon"]
        assert told(personas.social_worker) == []

    def test_once_it_is_over_the_agency_and_who_asked_are_told(self, personas, part, at):
        over = at + timedelta(days=10)
        for _ in range(2):
            service.chase(at=over)
        assert told(personas.school) == ["assessment_part_asked", "assessment_part_late"]
        assert told(personas.social_worker) == ["assessment_part_awaited"]
        with as_user(personas.school):
            assert queries.waiting(personas.school, now=over)[0].urgent

    def test_an_answered_part_is_not_chased(self, personas, part, at):
        give(part, personas.school, at)
        assert service.chase(at=at + timedelta(days=10)) == 0

    def test_people_who_do_not_see_the_child_any_more_are_not_told(self, personas, child, part, at):
        involvements.finish(
            involvement=child.involvements.get(agency=personas.school.agency),
            reason="She moved",
            by=personas.social_worker,
            at=at,
        )
        service.chase(at=at + timedelta(days=10))
        assert told(personas.school) == ["assessment_part_asked"]

    def test_of_a_restricted_record_only_named_people_are_told(self, personas, child, part, at):
        child.refresh_from_db()
        child.is_restricted, child.restricted_reason = True, "Family of staff"
        child.record(by=personas.head_of_service, at=at, reason="test data")
        service.chase(at=at + timedelta(days=10))
        assert told(personas.school) == ["assessment_part_asked"]
        assert told(personas.social_worker) == []
