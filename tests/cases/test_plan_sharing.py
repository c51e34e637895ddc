"""Sharing a plan with the family, the scale, starting a plan, and two versions side by side."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import PlanScale, PlanShare, PlanVersion
from cases.queries import plan_compare
from cases.services import plan_items, plan_scales, plan_sharing, plan_starting, plan_words, plans
from cases.services.plan_sharing import ShareFacts
from cases.states import PlanKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import london_date
from tests.factories import plan_content, records
from tests.factories import plans as rows

CIN, EARLY_HELP, CP = PlanKind.CHILD_IN_NEED, PlanKind.EARLY_HELP, PlanKind.CHILD_PROTECTION


@pytest.fixture
def child(personas, at):
    by = personas.social_worker
    made = records.child(by=by, at=at)
    records.involve(made, personas.health_visitor.agency, by=by, at=at)
    rows.episode(made, london_date(at) - timedelta(days=60), by=by, at=at)
    return made


@pytest.fixture
def plan(personas, child, at):
    return plan_content.running(child, by=personas.social_worker, at=at, kind=CIN)


class TestSharing:
    def share(self, personas, plan, at, who="social_worker", **facts):
        by = getattr(personas, who)
        with as_user(by):
            return plan_sharing.share_now(
                plan=plan, facts=ShareFacts(**{"with_whom": "Mona", **facts}), by=by, at=at
            )

    def test_it_keeps_the_version_that_they_were_given(self, personas, plan, at):
        day = london_date(at)
        plan_content.item(plan, by=personas.social_worker, at=at)
        first = self.share(personas, plan, at, shared_on=day, how="in_person", relationship="Mother")
        again = self.share(personas, plan, at, with_whom="Frank", not_shared_reason="Not found")
        assert first.plan_version == again.plan_version
        assert first.plan_version.content["items"][0]["need"] == "He is alone at night"
        plan_content.words(plan, by=personas.social_worker, at=at)
        assert self.share(personas, plan, at, shared_on=day, how="post").plan_version.number == 2
        assert (again.shared_on, again.how) == (None, "")

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({}, "not_shared_reason"),
            ({"with_whom": " "}, "with_whom"),
            ({"shared_on": 0}, "how"),
            ({"shared_on": 0, "how": "by_owl"}, "how"),
            ({"shared_on": 1, "how": "post"}, "shared_on"),
            ({"shared_on": -60, "how": "post"}, "shared_on"),
            ({"shared_on": 0, "how": "post", "not_shared_reason": "Not found"}, "not_shared_reason"),
        ],
    )
    def test_it_was_shared_on_a_day_or_there_is_a_reason(self, personas, plan, at, wrong, field):
        if "shared_on" in wrong:
            wrong = {**wrong, "shared_on": london_date(at) + timedelta(days=wrong["shared_on"])}
        with pytest.raises(DomainError) as refused:
            self.share(personas, plan, at, **wrong)
        assert refused.value.field == field
        assert not PlanShare.objects.exists()

    @pytest.mark.parametrize(
        ("who", "error"), [("health_visitor", NotPermittedError), ("school", NotVisibleError)]
    )
    def test_by_whom(self, personas, plan, at, who, error):
        with pytest.raises(error):
            self.share(personas, plan, at, who, not_shared_reason="Not found")
        assert not PlanVersion.objects.exists()


class TestScale:
    def give(self, personas, plan, at, persona="social_worker", meeting=None, **said):
        by = getattr(personas, persona)
        with as_user(by):
            said = {"who": "Mona", "score": 4, **said}
            return plan_scales.give(plan=plan, meeting=meeting, by=by, at=at, **said)

    def test_each_number_is_kept_and_at_a_meeting_the_last_one(self, personas, plan, at):
        meeting = rows.conference(plan.child, at, by=personas.conference_chair, at=at)
        self.give(personas, plan, at, score=3)
        self.give(personas, plan, at, score=4)
        self.give(personas, plan, at, "conference_chair", meeting, score=5)
        last = self.give(personas, plan, at, "conference_chair", meeting, score=6, reason="A sitter")
        assert (last.reason, last.given_on) == ("A sitter", london_date(at))
        assert list(PlanScale.objects.values_list("score", flat=True)) == [3, 4, 6]

    @pytest.mark.parametrize(("wrong", "field"), [({"score": 11}, "score"), ({"who": " "}, "who")])
    def test_what_cannot_be_is_refused(self, personas, plan, at, wrong, field):
        with pytest.raises(DomainError) as refused:
            self.give(personas, plan, at, **wrong)
        assert refused.value.field == field

    def test_not_at_a_meeting_about_another_child_and_not_once_it_ended(self, personas, plan, at):
        by = personas.conference_chair
        meeting = rows.conference(records.child(by=by, at=at), at, by=by, at=at)
        with pytest.raises(DomainError, match="isn’t about this plan"):
            self.give(personas, plan, at, "conference_chair", meeting)
        worker = personas.social_worker
        with as_user(worker):
            plans.end(plan=plan, reason="Safe now", ended_on=london_date(at), by=worker, at=at)
        with pytest.raises(ChangedMeanwhileError):
            self.give(personas, plan, at)

    @pytest.mark.parametrize(
        ("who", "error"), [("health_visitor", NotPermittedError), ("school", NotVisibleError)]
    )
    def test_by_whom(self, personas, plan, at, who, error):
        with pytest.raises(error):
            self.give(personas, plan, at, who)


class TestStarting:
    def start(self, personas, child, at, **facts):
        by = personas.social_worker
        with as_user(by):
            facts = {"kind": CIN, "started_on": london_date(at), **facts}
            return plan_starting.start(child=child, by=by, at=at, **facts)

    def test_a_plan_that_another_agency_leads_is_overseen_by_a_social_worker(self, personas, child, at):
        with pytest.raises(DomainError) as refused:
            self.start(personas, child, at, lead=personas.health_visitor)
        assert refused.value.field == "oversight"
        with pytest.raises(DomainError) as refused:
            self.start(personas, child, at, lead=personas.health_visitor, oversight_by=personas.school)
        assert refused.value.field == "oversight"
        plan = self.start(
            personas, child, at, lead=personas.health_visitor, oversight_by=personas.social_worker
        )
        assert (plan.lead, plan.oversight_by) == (personas.health_visitor, personas.social_worker)

    def test_social_care_oversees_its_own_and_early_help_needs_nobody(self, personas, child, at):
        assert self.start(personas, child, at, lead=personas.social_worker).oversight_by is None
        helped = self.start(personas, child, at, kind=EARLY_HELP, lead_name="Jo, family hub")
        assert helped.lead_name == "Jo, family hub"

    @pytest.mark.parametrize(("wrong", "field"), [({"kind": CP}, "kind"), ({}, "lead")])
    def test_what_cannot_be_is_refused(self, personas, child, at, wrong, field):
        with pytest.raises(DomainError) as refused:
            self.start(personas, child, at, **wrong)
        assert refused.value.field == field


class TestComparing:
    def test_nothing_to_compare_without_a_version(self, plan):
        assert plan_compare.compare(plan, "", "") is None

    def test_words_that_changed_are_marked_and_items_matched_by_number(self, personas, plan, at):
        by = personas.social_worker
        first = plan_content.item(plan, due_on=london_date(at), by=by, at=at)
        plan_content.item(plan, action="A lock for the back door", by=by, at=at)
        day = london_date(at)
        plan_sharing.share_now(
            plan=plan, facts=ShareFacts(with_whom="Mona", shared_on=day, how="post"), by=by, at=at
        )
        plan_words.change(
            plan=plan, danger_statement="Alone", safety_goal="Not alone", contingency="", by=by, at=at
        )
        plan_items.finish(item=first, impact="He sleeps", by=by, at=at)
        plan_content.item(plan, action="A bed of his own", by=by, at=at)
        plan.refresh_from_db()
        found = plan_compare.compare(plan, "1", "now")
        assert [(block.heading, block.became) for block in found.blocks] == [
            ("The plan as a whole", "changed"),
            ("Item 1", "changed"),
            ("Item 2", "same"),
            ("Item 3", "added"),
        ]
        one = {row.label: row for row in found.blocks[1].rows}
        assert (one["State"].before, one["State"].after) == ([("Open", True)], [("Done", True)])
        assert one["To be done by"].is_same
        assert (one["What it changed for the child"].before, one["What it changed for the child"].after) == (
            [],
            [("He sleeps", True)],
        )
        back = plan_compare.compare(plan, "now", "1")
        assert back.blocks[3].became == "gone"
        assert plan_compare.compare(plan, "1", "1").is_same
        # What is no version of this plan is the last one, and the plan of now.
        assert plan_compare.compare(plan, "77", "x").before.name == "Version 1, 10 March 2026"
        assert not plan_compare.compare(plan, "77", "x").is_same
