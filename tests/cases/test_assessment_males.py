"""The fathers and males whom an assessment speaks of, and the parents' copy of it."""

from __future__ import annotations

from datetime import date

import pytest

from cases.exceptions import DomainError
from cases.models import Assessment, MaleEngaged
from cases.plan_states import AssessmentState
from cases.queries import assessment_males
from cases.services import assessments as service
from cases.states import RelationshipKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.fathers_and_males import Male
from tests.factories import assessments as made
from tests.factories import plans, records


@pytest.fixture
def child(personas, at):
    found = records.child(by=personas.social_worker, at=at)
    plans.episode(found, date(2026, 1, 5), by=personas.social_worker, at=at)
    return found


@pytest.fixture
def whole(personas, child, at):
    begun = made.started(child, by=personas.social_worker, at=at)
    return made.written(begun, by=personas.social_worker, at=at)


def act(do, assessment, by, at, **facts):
    with as_user(by):
        return do(assessment=Assessment.objects.get(pk=assessment.pk), by=by, at=at, **facts)


def sent(personas, whole, at):
    return act(service.send, whole, personas.social_worker, at)


class TestMales:
    @pytest.fixture
    def males(self, personas, child, at):
        """A father elsewhere, a grown lodger and a brother at home, a grandfather elsewhere."""
        whose = {"by": personas.social_worker, "at": at}
        kinds = RelationshipKind
        for name, kind, born, home in (
            ("Dan", kinds.FATHER, None, False),
            ("Lee", kinds.LODGER, date(1990, 1, 1), True),
            ("Ben", kinds.SIBLING, date(2015, 1, 1), True),
            ("Ron", kinds.GRANDPARENT, date(1950, 1, 1), False),
        ):
            person = records.person(name, "Example", sex="M", date_of_birth=born, **whose)
            records.relate(person, child.person, kind, in_household=home, **whose)

    def listed(self, personas, assessment, at):
        with as_user(personas.social_worker):
            found = assessment_males.of_assessment(personas.social_worker, assessment, at.date())
            return {each.name: each for each in found}

    def test_fathers_anywhere_and_grown_males_at_home_are_spoken_of(self, personas, males, whole, at):
        found = self.listed(personas, whole, at)
        assert set(found) == {"Dan Example", "Lee Example"}
        with pytest.raises(service.NotReadyError, match="Dan Example, Lee Example"):
            sent(personas, whole, at)
        for name, male in (
            ("Dan Example", Male("", was_invited=True, views="He wants to help")),
            ("Lee Example", Male("", reason="He moved out yesterday")),
        ):
            act(service.record_male, whole, personas.social_worker, at, male=male, person=found[name].person)
        said = self.listed(personas, whole, at)
        assert said["Dan Example"].said == ["Invited", "Views: He wants to help"]
        assert said["Lee Example"].said == ["Neither invited nor seen: He moved out yesterday"]
        assert sent(personas, whole, at).state == AssessmentState.AWAITING

    def test_somebody_the_record_does_not_name_is_added_and_changed_by_name(self, personas, whole, at):
        for male in (Male("Kev", was_invited=True), Male(" Kev ", was_seen=True)):
            act(service.record_male, whole, personas.social_worker, at, male=male)
        row = MaleEngaged.objects.get(assessment=whole)
        assert (row.name, row.was_invited, row.was_seen) == ("Kev", False, True)
        assert set(self.listed(personas, whole, at)) == {"Kev"}

    @pytest.mark.parametrize(("male", "field"), [(Male("", was_seen=True), "name"), (Male("Kev"), "reason")])
    def test_a_name_and_what_was_done_are_needed(self, personas, whole, at, male, field):
        with pytest.raises(DomainError) as refused:
            act(service.record_male, whole, personas.social_worker, at, male=male)
        assert refused.value.field == field

    def test_a_person_of_a_hidden_record_is_no_choice(self, personas, whole, at):
        hidden = records.child(by=personas.head_of_service, at=at, is_restricted=True)
        with pytest.raises(DomainError, match="of this family"):
            act(
                service.record_male,
                whole,
                personas.social_worker,
                at,
                male=Male("x", was_seen=True),
                person=hidden.person,
            )


class TestParentsCopy:
    @pytest.fixture
    def authorised(self, personas, whole, at):
        sent(personas, whole, at)
        return act(service.authorise, whole, personas.team_manager, at)

    def test_a_day_or_the_reason_why_not(self, personas, authorised, at):
        by = personas.social_worker
        found = act(service.parents_copy, authorised, by, at, given_on=date(2026, 3, 10), reason="")
        assert (found.parents_copy_on, found.parents_copy_reason) == (date(2026, 3, 10), "")
        found = act(service.parents_copy, authorised, by, at, given_on=None, reason="The mother fled")
        assert (found.parents_copy_on, found.parents_copy_reason) == (None, "The mother fled")

    @pytest.mark.parametrize(
        ("given_on", "reason"),
        [(None, " "), (date(2026, 3, 10), "x"), (date(2026, 3, 9), ""), (date(2026, 3, 11), "")],
    )
    def test_neither_both_or_an_impossible_day_is_refused(self, personas, authorised, at, given_on, reason):
        with pytest.raises(DomainError) as refused:
            act(
                service.parents_copy, authorised, personas.social_worker, at, given_on=given_on, reason=reason
            )
        assert refused.value.field == "given_on"

    def test_there_is_none_before_it_is_authorised(self, personas, whole, at):
        with pytest.raises(DomainError, match="once a manager"):
            act(service.parents_copy, whole, personas.social_worker, at, given_on=None, reason="x")
