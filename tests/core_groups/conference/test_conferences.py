"""A conference from the request to the letter: who may, what follows, which clocks run and stop."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Event, Plan
from cases.services import deadlines, meetings
from cases.states import EventKind, PlanKind
from core_groups import conference_access
from core_groups.conference_states import ConferenceDecision, ConferenceKind, QuorumStanding
from core_groups.models import ConferenceRequest, CoreGroupMember
from core_groups.services import conference_booking as booking
from core_groups.services import conference_deciding as deciding
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.core_groups.conference.sittings import (
    AFTER,
    HELD,
    SATURDAY,
    due_on,
    on_plan,
    request,
    running,
    waiting,
)
from tests.factories import conferences, plans, records


class TestAskingFor:
    def test_a_child_whose_initial_conference_is_due_waits_until_it_is_booked(self, personas, child, at):
        assert waiting(personas.business_support) == [(child.reference, "initial")]
        conferences.booked([child], personas, HELD, at)
        assert waiting(personas.business_support) == []

    def test_a_review_is_asked_for_by_the_social_worker_and_the_unit_hears_of_it(self, personas, child, at):
        deadlines.meet(rule_id="icpc", child=child, by=personas.social_worker, at=at)
        on_plan(personas, child, at)
        request(personas, child, at)
        assert waiting(personas.business_support) == [(child.reference, "review")]
        told = Notification.objects.filter(kind="conference_request")
        assert {row.recipient for row in told} == {personas.business_support, personas.conference_chair}
        assert all("Rosalind" not in row.text for row in told)
        with pytest.raises(ChangedMeanwhileError):
            request(personas, child, at)

    def test_a_transfer_runs_from_the_notice_of_the_other_authority(self, personas, child, at):
        notice = at - timedelta(days=3)
        request(personas, child, at, kind=ConferenceKind.TRANSFER_IN, authority="Leedale", notice_at=notice)
        clock = Deadline.objects.get(child=child, rule_id="transfer_in")
        assert clock.starts_at == notice
        assert {kind for _, kind in waiting(personas.business_support)} == {"transfer_in"}

    def test_a_pre_birth_conference_counts_back_from_the_expected_birth(self, personas, at):
        unborn = records.child(
            by=personas.social_worker, at=at, date_of_birth=None, expected_date=date(2026, 9, 1)
        )
        request(personas, unborn, at, kind=ConferenceKind.PRE_BIRTH)
        assert due_on(unborn, "pre_birth_icpc") == date(2026, 6, 1)
        assert due_on(unborn, "pre_birth_icpc_latest") == date(2026, 7, 21)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"kind": ConferenceKind.INITIAL}, "kind"),
            ({"kind": ConferenceKind.PRE_BIRTH}, "kind"),
            ({"kind": ConferenceKind.REVIEW}, "kind"),
            ({"words": " "}, "words"),
            ({"kind": ConferenceKind.TRANSFER_IN}, "authority"),
            ({"kind": ConferenceKind.TRANSFER_IN, "authority": "Leedale"}, "notice_at"),
        ],
    )
    def test_what_does_not_fit_is_refused_beside_its_field(self, personas, child, at, facts, field):
        with pytest.raises(DomainError) as refused:
            request(personas, child, at, **facts)
        assert refused.value.field == field
        assert not ConferenceRequest.objects.exists()

    def test_nobody_is_asked_for_without_a_child(self, personas, at):
        with pytest.raises(DomainError), as_user(personas.social_worker):
            booking.request(
                children=[], kind=ConferenceKind.REVIEW, words="Soon", by=personas.social_worker, at=at
            )

    @pytest.mark.parametrize(
        ("who", "error"), [("school", NotPermittedError), ("other_school", NotVisibleError)]
    )
    def test_other_agencies_do_not_ask_for_one(self, personas, child, at, who, error):
        with pytest.raises(error):
            request(personas, child, at, who=who)


class TestBooking:
    def test_never_on_a_weekend(self, personas, child, at):
        with pytest.raises(DomainError, match="Saturday or a Sunday") as refused:
            conferences.booked([child], personas, SATURDAY, at)
        assert refused.value.field == "starts_at"

    def test_the_reports_clock_counts_back_from_its_day(self, personas, child, at):
        conferences.booked([child], personas, HELD + timedelta(days=14), at)
        assert due_on(child, "report_icpc") == date(2026, 3, 23)

    def test_a_chair_is_a_conference_chair(self, personas, child, at):
        with pytest.raises(DomainError) as refused:
            conferences.booked([child], personas, HELD, at, chair=personas.social_worker)
        assert refused.value.field == "chair"

    def test_a_child_for_whom_nothing_waits_is_not_booked(self, personas, child, at):
        with pytest.raises(DomainError) as refused:
            conferences.booked([child], personas, HELD, at, kind=ConferenceKind.REVIEW)
        assert refused.value.field == "children"
        conferences.booked([child], personas, HELD, at)
        with pytest.raises(ChangedMeanwhileError):
            conferences.booked([child], personas, HELD, at)

    def test_a_review_is_booked_for_its_request_and_a_core_group_comes_before_it(self, personas, child, at):
        deadlines.meet(rule_id="icpc", child=child, by=personas.social_worker, at=at)
        on_plan(personas, child, at)
        (asked,) = request(personas, child, at)
        made = conferences.booked(
            [child], personas, HELD + timedelta(days=28), at, kind=ConferenceKind.REVIEW
        )
        asked.refresh_from_db()
        assert asked.conference == made
        assert {"report_review", "core_group_before_review"} <= running(child)

    def test_an_initial_conference_about_an_unborn_child_may_be_a_pre_birth_one(self, personas, at):
        unborn = records.child(
            by=personas.social_worker, at=at, date_of_birth=None, expected_date=date(2026, 9, 1)
        )
        conferences.due(unborn, personas, at)
        conferences.booked([unborn], personas, HELD, at, kind=ConferenceKind.PRE_BIRTH)
        assert waiting(personas.business_support) == []

    def test_the_conference_unit_books_and_nobody_else(self, personas, child, at):
        for who, error in (("social_worker", NotPermittedError), ("other_school", NotVisibleError)):
            by = getattr(personas, who)
            with pytest.raises(error), as_user(by):
                booking.book(facts=conferences.facts(personas, HELD), children=[child], by=by, at=at)

    def test_business_support_may_ask_people_to_it(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        asked = conferences.ask(conference, personas, at)
        with as_user(personas.health_visitor):
            seen = conference_access.visible_parts(personas.health_visitor)
            assert [row.child for row in seen] == [child]
        assert asked["police"].user is None


class TestHolding:
    def test_a_quorate_conference_stops_its_clock_and_starts_the_decisions(self, personas, child, held):
        assert held.quorum_standing == QuorumStanding.QUORATE
        assert "icpc" not in running(child)
        assert {"conference_decision", "conference_minutes"} <= running(child)

    def test_it_is_not_recorded_for_a_weekend(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        with pytest.raises(DomainError) as refused:
            conferences.hold(conference, personas, SATURDAY)
        assert refused.value.field == "held_at"

    def test_without_its_quorum_it_asks_for_an_interim_plan_and_is_reconvened(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        with pytest.raises(DomainError) as refused:
            conferences.hold(conference, personas, HELD)
        assert refused.value.field == "interim_plan"
        made = conferences.hold(
            conference, personas, HELD, who="business_support", interim_plan="The aunt stays with them"
        )
        assert made.quorum_standing == QuorumStanding.RECONVENE
        # The clock of the conference runs on: it hasn't been held as it must be.
        assert {"icpc", "inquorate_reconvene"} <= running(child)
        assert "conference_decision" not in running(child)
        line = Event.objects.filter(child=child, kind=EventKind.CONFERENCE).order_by("-pk").first()
        assert "The aunt stays with them" in line.what_happened
        assert waiting(personas.business_support) == [(child.reference, "initial")]
        with pytest.raises(DomainError):
            conferences.decide(made, child, personas, AFTER)
        with pytest.raises(ChangedMeanwhileError):
            conferences.hold(made, personas, HELD, interim_plan="Again")

    def test_the_chair_may_go_on_without_and_nobody_else(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        with pytest.raises(NotPermittedError):
            conferences.hold(
                conference, personas, HELD, who="business_support", override_reason="They telephoned"
            )
        made = conferences.hold(conference, personas, HELD, override_reason="They telephoned")
        assert made.quorum_standing == QuorumStanding.OVERRIDDEN
        assert made.override_reason == "They telephoned"
        assert "icpc" not in running(child)

    def test_twice_running_the_chair_must_say_why(self, personas, child, at):
        first = conferences.booked([child], personas, HELD, at)
        conferences.hold(first, personas, HELD, interim_plan="The aunt stays")
        again_at = HELD + timedelta(days=7)
        second = conferences.booked([child], personas, again_at, AFTER)
        with pytest.raises(DomainError, match="lacked its quorum too") as refused:
            conferences.hold(second, personas, again_at, interim_plan="The aunt stays")
        assert refused.value.field == "exemption_reason"
        made = conferences.hold(
            second, personas, again_at, interim_plan="The aunt stays", exemption_reason="Snow"
        )
        assert (made.quorum_standing, made.exemption_reason) == (QuorumStanding.RECONVENE, "Snow")
        third_at = HELD + timedelta(days=12)
        third = conferences.booked([child], personas, third_at, again_at)
        asked = conferences.ask(third, personas, again_at)
        conferences.came(third, asked, personas, third_at)
        conferences.hold(third, personas, third_at)
        assert not {"icpc", "inquorate_reconvene"} & running(child)

    def test_who_has_no_part_in_it_does_not_hold_it(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        with pytest.raises(NotVisibleError):
            conferences.hold(conference, personas, HELD, who="other_school")
        conferences.ask(conference, personas, at)
        with pytest.raises(NotPermittedError):
            conferences.hold(conference, personas, HELD, who="gp")


class TestDeciding:
    def test_a_plan_begins_on_the_conferences_day_with_everything_that_follows(
        self, personas, child, held, at
    ):
        before = plans.plan(
            child, date(2026, 2, 2), by=personas.social_worker, at=at, kind=PlanKind.CHILD_IN_NEED
        )
        part = conferences.decide(held, child, personas, AFTER)
        plan = Plan.objects.get(child=child, ended_on=None)
        assert (plan.kind, plan.started_on, plan.category) == (PlanKind.CHILD_PROTECTION, HELD.date(), "NEG")
        assert plan.made_by == held.meeting
        before.refresh_from_db()
        assert before.ended_on == HELD.date()
        (member,) = CoreGroupMember.objects.filter(plan=plan)
        assert (member.outside_name, member.set_by) == ("Nora Example", held.meeting)
        assert due_on(child, "core_group_first") == date(2026, 3, 26)
        assert due_on(child, "review_first") == date(2026, 6, 12)
        assert "visit_cp" in running(child)
        assert part.members == [{"name": "Nora Example", "agency": "", "part": "Mother"}]

    def test_without_a_plan_nothing_begins(self, personas, child, held):
        conferences.decide(held, child, personas, AFTER, decision=ConferenceDecision.NO_PLAN)
        assert not Plan.objects.filter(child=child).exists()
        assert not {"core_group_first", "review_first"} & running(child)

    @pytest.mark.parametrize(
        ("facts", "field"),
        [
            ({"decision": ConferenceDecision.END}, "decision"),
            ({"reasons": " "}, "reasons"),
            ({"participation": "PN0"}, "participation"),
            ({"category": ""}, "category"),
            ({"core_group_on": None}, "core_group_on"),
            ({"core_group_on": date(2026, 3, 11)}, "core_group_on"),
            ({"core_group_on": date(2026, 3, 27)}, "core_group_on"),
            ({"next_review_on": None}, "next_review_on"),
            ({"next_review_on": date(2026, 3, 12)}, "next_review_on"),
            ({"next_review_on": date(2026, 6, 15)}, "next_review_on"),
            ({"next_review_on": date(2026, 5, 23)}, "next_review_on"),
            ({"members": ()}, "members"),
        ],
    )
    def test_a_refusal_stands_by_its_field_and_leaves_nothing_behind(
        self, personas, child, held, facts, field
    ):
        with pytest.raises(DomainError) as refused:
            conferences.decide(held, child, personas, AFTER, **facts)
        assert refused.value.field == field
        assert not Plan.objects.filter(child=child).exists()
        assert not held.parts.exclude(decision="").exists()
        assert "core_group_first" not in running(child)

    def test_it_is_decided_once_and_only_of_a_held_conference(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        with pytest.raises(ChangedMeanwhileError):
            conferences.decide(conference, child, personas, AFTER)
        asked = conferences.ask(conference, personas, at)
        conferences.came(conference, asked, personas, HELD)
        held = conferences.hold(conference, personas, HELD)
        conferences.decide(held, child, personas, AFTER)
        with pytest.raises(ChangedMeanwhileError):
            conferences.decide(held, child, personas, AFTER)

    @pytest.mark.parametrize("who", ["business_support", "gp", "social_worker", "team_manager"])
    def test_the_chair_decides_and_nobody_else(self, personas, child, held, who):
        with pytest.raises(NotPermittedError):
            conferences.decide(held, child, personas, AFTER, who=who)

    def test_a_child_of_another_conference_is_not_there(self, personas, child, held, at):
        other = records.child(by=personas.social_worker, at=at)
        with pytest.raises(NotVisibleError):
            conferences.decide(held, other, personas, AFTER)


class TestReview:
    @pytest.fixture
    def plan(self, personas, child, at):
        deadlines.meet(rule_id="icpc", child=child, by=personas.social_worker, at=at)
        made = on_plan(personas, child, at)
        deadlines.set(rule_id="review_first", starts_at=at, child=child, by=personas.conference_chair, at=at)
        return made

    @pytest.fixture
    def review(self, personas, child, plan, at):
        request(personas, child, at)
        return conferences.held([child], personas, HELD, at, kind=ConferenceKind.REVIEW)

    def test_it_continues_with_another_category_and_the_next_review(self, personas, child, plan, review):
        assert "review_first" not in running(child)
        conferences.decide(
            review,
            child,
            personas,
            AFTER,
            decision=ConferenceDecision.CONTINUE,
            category="EMO",
            next_review_on=date(2026, 9, 10),
        )
        plan.refresh_from_db()
        assert (plan.ended_on, plan.category, plan.initial_category) == (None, "EMO", "")
        assert due_on(child, "review_next") == date(2026, 9, 12)
        assert CoreGroupMember.objects.filter(plan=plan).count() == 1

    def test_it_may_keep_category_and_core_group(self, personas, child, plan, review):
        conferences.decide(review, child, personas, AFTER, decision=ConferenceDecision.CONTINUE, members=())
        plan.refresh_from_db()
        assert plan.category == "NEG"

    def test_it_ends_the_plan_on_its_day(self, personas, child, plan, review):
        conferences.decide(
            review, child, personas, AFTER, decision=ConferenceDecision.END, reasons="Safe. " * 100
        )
        plan.refresh_from_db()
        assert (plan.ended_on, plan.ended_by) == (HELD.date(), review.meeting)
        assert len(plan.end_reason) <= 300

    def test_a_plan_that_ended_meanwhile_is_said(self, personas, child, plan, review, at):
        plan.ended_on, plan.end_reason = date(2026, 3, 11), "Moved"
        plan.record(by=personas.conference_chair, at=at, reason="Moved")
        with pytest.raises(ChangedMeanwhileError):
            conferences.decide(review, child, personas, AFTER, decision=ConferenceDecision.END)


class TestAdvocateAndDissent:
    def test_an_advocate_is_offered_and_accepted(self, personas, child, held):
        by = personas.business_support
        with as_user(by):
            part = deciding.note_advocate(
                conference=held, child=child, offered=True, accepted=True, by=by, at=AFTER
            )
            assert (part.advocate_offered, part.advocate_accepted) == (True, True)
            part = deciding.note_advocate(
                conference=held, child=child, offered=False, accepted=True, by=by, at=AFTER
            )
        assert (part.advocate_offered, part.advocate_accepted) == (False, None)

    def test_not_of_a_cancelled_conference(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        by = personas.business_support
        with as_user(by):
            meetings.cancel(meeting=conference.meeting, reason="Flood", by=by, at=at)
            with pytest.raises(ChangedMeanwhileError):
                deciding.note_advocate(
                    conference=conference, child=child, offered=True, accepted=None, by=by, at=at
                )
        assert waiting(by) == [(child.reference, "initial")]

    def _dissent(self, part, personas, who, words="Too early", of="gp"):
        by = getattr(personas, who)
        with as_user(by):
            return deciding.dissent(
                part=part, agency=getattr(personas, of).agency, words=words, by=by, at=AFTER
            )

    def test_an_agency_that_was_there_does_not_agree_in_its_own_words(self, personas, child, held):
        part = held.parts.get()
        with pytest.raises(DomainError, match="Nothing is decided"):
            self._dissent(part, personas, "gp")
        part = conferences.decide(held, child, personas, AFTER)
        self._dissent(part, personas, "gp")
        self._dissent(part, personas, "business_support", of="school")
        assert {row.agency for row in part.dissents.all()} == {personas.gp.agency, personas.school.agency}
        with pytest.raises(ChangedMeanwhileError):
            self._dissent(part, personas, "gp")
        with pytest.raises(DomainError, match="wasn’t at"):
            self._dissent(part, personas, "health_visitor", of="health_visitor")
        with pytest.raises(DomainError, match="Enter why"):
            self._dissent(part, personas, "business_support", words=" ", of="social_worker")
        with pytest.raises(NotPermittedError):
            self._dissent(part, personas, "health_visitor")
        with pytest.raises(NotVisibleError):
            self._dissent(part, personas, "other_school")
