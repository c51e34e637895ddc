"""The parts of meetings are one product: every page leads on to the next, and back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cases.models import Deadline, Invitation
from cases.services import meeting_actions
from safeguarding.audit.models import AccessLog
from safeguarding.notifications.models import Notification
from safeguarding.rules.london_time import london_date
from strategy_meetings.models import RecurrenceHit, Section47Enquiry, StrategyMeeting
from strategy_meetings.states import ProtectionKind, StrategyOutcome
from tests.factories import front_door, records
from tests.strategy_meetings.steps import attend, call, decide, when

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at):
    with time_machine.travel(at, tick=False):
        yield


@pytest.fixture
def enquiry(personas, called, child, at, go) -> Section47Enquiry:
    """The section 47 enquiry that the meeting decided on."""
    decide(personas, called, child, at, go)
    return child.section_47_enquiries.get()


def told(user, kind):
    return Notification.objects.filter(recipient=user, kind=kind)


def end(enquiry, go, outcome="conference"):
    go("social_worker", "enquiry_not_seen", enquiry.reference, reason="Abroad until Monday")
    result = {"findings": "continuing_risk", "analysis": "Risk goes on", "reason": "A pattern"}
    go("social_worker", "enquiry_submit", enquiry.reference, outcome=outcome, **result)
    go("team_manager", "enquiry_sign", enquiry.reference, sign="yes")


def test_a_recurrence_and_the_meeting_called_for_it_lead_to_each_other(personas, child, at, go):
    hit = RecurrenceHit(
        child=child, theme="neglect", evidence=[0], agencies=2, text="It recurs.", found_at=at
    )
    hit.record(by=None, at=at, reason="Found")
    where = (child.reference, hit.pk)
    page = go("social_worker", "recurrence_hit", *where)
    assert reverse("strategy_call_recurrence", args=where) in page
    assert "A short guide to strategy meetings" in page
    go("social_worker", "strategy_call_recurrence", *where, **call(personas, child, at))
    reference = StrategyMeeting.objects.get(recurrence=hit).meeting.reference
    assert reverse("meeting", args=[reference]) in go("social_worker", "recurrence_hit", *where)
    assert reverse("recurrence_hit", args=where) in go("social_worker", "strategy_meeting", reference)
    # Other agencies who are asked don't see what recurs.
    attend(StrategyMeeting.objects.get(), personas, ("police",), at)
    assert "recurrence/" not in go("police", "strategy_meeting", reference)


def test_a_referral_and_the_meeting_called_for_it_lead_to_each_other(personas, child, at, go):
    manager = "front_door_manager"
    row = front_door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)
    part = (row.referral.reference, 1)
    assert "A short guide to strategy meetings" in go(manager, "front_door_decide", *part)
    front_door.decided(row, by=personas.front_door_manager, at=at, outcome="strategy_meeting")
    where = (child.reference, *part)
    assert reverse("strategy_call_referral", args=where) in go(manager, "front_door_child", *part)
    go(manager, "strategy_call_referral", *where, **call(personas, child, at))
    reference = StrategyMeeting.objects.get(referral_child=row).meeting.reference
    page = go(manager, "front_door_child", *part)
    assert reverse("meeting", args=[reference]) in page
    assert "Call another strategy meeting" in page
    back = reverse("front_door_child", args=part)
    assert back in go(manager, "strategy_meeting", reference)
    assert back not in go("social_worker", "strategy_meeting", reference)


def test_the_common_page_leads_to_holding_deciding_the_enquiry_and_the_minutes(
    personas, called, child, at, go
):
    reference = called.meeting.reference
    page = go("social_worker", "meeting", reference)
    for name in ("strategy_meeting", "strategy_hold", "strategy_child_new", "minutes"):
        assert reverse(name, args=[reference]) in page
    assert "Decisions and what follows" not in page
    decide(personas, called, child, at, go)
    page = go("social_worker", "meeting", reference)
    enquiry = child.section_47_enquiries.get()
    for path in (
        reverse("minutes_draft", args=[reference]),
        reverse("enquiry", args=[enquiry.reference]),
        f"{reverse('strategy_meeting', args=[reference])}#decisions",
    ):
        assert path in page
    assert reverse("meeting", args=[reference]) in go("social_worker", "enquiry", enquiry.reference)
    assert reverse("enquiry", args=[enquiry.reference]) not in go("gp", "meeting", reference)


def test_what_is_not_decided_yet_is_offered_to_be_decided(personas, called, child, at, go):
    reference = called.meeting.reference
    attend(called, personas, ("social_worker", "police", "gp"), at)
    go("social_worker", "strategy_hold", reference, **when("held_at", at))
    to_decide = reverse("strategy_decide", args=[reference, child.reference])
    assert to_decide in go("social_worker", "meeting", reference)
    assert to_decide not in go("police", "meeting", reference)


def test_the_police_who_were_not_at_the_meeting_read_the_enquiry_all_the_same(personas, child, at, go):
    called = StrategyMeeting.objects.select_related("meeting")
    go("social_worker", "strategy_call", child.reference, **call(personas, child, at))
    decide(personas, called.get(), child, at, go)
    colleague = records.child("Una", "Other", by=personas.team_manager, at=at)
    assert colleague.section_47_enquiries.count() == 0
    asked = Invitation.objects.get(user=personas.police)
    go("social_worker", "meeting_withdraw", called.get().meeting.reference, asked.pk, reason="A mistake")
    records.involve(child, personas.police, by=personas.team_manager, at=at)
    reference = child.section_47_enquiries.get().reference
    assert "by a strategy meeting" in go("police", "enquiry", reference)


class TestAnotherChild:
    @pytest.fixture
    def brother(self, personas, child, at):
        by = personas.team_manager
        made = records.child("Rowan", "Ashdown", by=by, at=at)
        mother = records.person("Ruth", "Ashdown", by=by, at=at)
        for each in (child, made):
            records.relate(mother, each.person, "mother", by=by, at=at, in_household=True)
        return made

    def test_the_households_other_child_is_proposed_and_its_clock_runs(self, called, brother, go):
        reference = called.meeting.reference
        assert f'value="{brother.reference}"' in go("social_worker", "strategy_child_new", reference)
        go("social_worker", "strategy_child_new", reference, children=[brother.reference])
        clock = Deadline.objects.get(child=brother)
        assert (clock.rule_id, clock.starts_at) == ("strategy_discussion_same_day", called.concern_at)
        assert "Rowan Ashdown" in go("social_worker", "meeting", reference)
        assert f'value="{brother.reference}"' not in go("social_worker", "strategy_child_new", reference)

    def test_a_child_may_be_named_by_reference_and_the_history_is_considered_anew(
        self, personas, called, at, go
    ):
        reference = called.meeting.reference
        go("team_manager", "strategy_history_read", reference, read="yes")
        go("team_manager", "strategy_history", reference, note="The third unexplained bruise")
        cousin = records.child("Cora", "Cousin", by=personas.team_manager, at=at)
        page = go("social_worker", "strategy_child_new", reference, status=200, reference="")
        assert "Select a child, or enter a reference" in page
        page = go("social_worker", "strategy_child_new", reference, status=200, reference="C-NOBODY")
        assert "no record with that reference" in page
        go("social_worker", "strategy_child_new", reference, reference=cousin.reference.lower())
        called.refresh_from_db()
        assert called.history_confirmed_at is None
        assert "The third unexplained bruise" in go("team_manager", "strategy_history", reference)
        page = go("social_worker", "strategy_child_new", reference, status=200, reference=cousin.reference)
        assert "about this child already" in page


class TestLateralChecks:
    def test_the_agency_is_told_where_to_answer_and_who_asked_hears_of_it(self, personas, enquiry, go):
        key = enquiry.reference
        go("police", "enquiry_ask", key, agency=str(personas.gp.agency_id), question="Earlier injuries?")
        check = enquiry.checks.get()
        [note] = told(personas.gp, "lateral_check")
        assert note.path == reverse("lateral_check", args=[check.pk])
        assert enquiry.child.reference in note.text
        assert "injur" not in note.text
        assert not told(personas.school, "lateral_check").exists()
        go("gp", "lateral_check", check.pk, words="Two attendances in May")
        note.refresh_from_db()
        assert note.withdrawn_at is not None or note.read_at is not None
        [answered] = told(personas.police, "lateral_check_answered")
        assert answered.path == reverse("child_strategy", args=[enquiry.child.reference])

    def test_an_agency_of_which_nobody_sees_the_child_has_to_be_rung(self, personas, enquiry, sign_in):
        path = reverse("enquiry_ask", args=[enquiry.reference])
        sent = {"agency": str(personas.other_school.agency_id), "question": "Is she a pupil?"}
        answer = sign_in(personas.social_worker).post(path, sent, follow=True)
        assert "Ring Beacon High School" in answer.content.decode()
        assert not Notification.objects.filter(kind="lateral_check").exists()


def test_a_power_considered_at_the_meeting_stands_with_the_meeting(personas, called, child, at, go):
    reference = called.meeting.reference
    query = reverse("protection_new", args=[child.reference], query={"meeting": reference})
    assert query in go("social_worker", "strategy_meeting", reference)
    sent = {"kind": ProtectionKind.POLICE_PROTECTION.value, "is_used": "no", "reason": "Safe with the aunt"}
    go("social_worker", "protection_new", child.reference, meeting=reference, **sent)
    assert child.immediate_protections.get().meeting == called
    assert "Considered and not used" in go("social_worker", "strategy_meeting", reference)
    assert f"Strategy meeting {reference}" in go("social_worker", "child_strategy", child.reference)
    # Who doesn't see the meeting sees the protection without it.
    page = go("school", "child_strategy", child.reference)
    assert "Safe with the aunt" in page
    assert reference not in page


class TestConference:
    def test_it_is_requested_from_the_signed_enquiry_and_its_own_clock_runs_on(self, personas, enquiry, go):
        key, child = enquiry.reference, enquiry.child
        end(enquiry, go)
        assert "Not requested yet" in go("social_worker", "enquiry", key)
        page = go("social_worker", "child_strategy", child.reference)
        assert reverse("enquiry_conference", args=[key]) in page
        page = go("social_worker", "enquiry_conference", key, status=200, words=" ")
        assert "Enter what the conference unit needs to know" in page
        go("social_worker", "enquiry_conference", key, words="Ask the grandmother")
        enquiry.refresh_from_db()
        assert enquiry.conference_requested_by == personas.social_worker
        clocks = {row.rule_id: row for row in Deadline.objects.filter(child=child)}
        assert clocks["icpc_request"].met_at is not None
        assert clocks["icpc"].met_at is None
        assert clocks["icpc"].starts_at == enquiry.started_at
        page = go("police", "enquiry", key)
        assert "Ask the grandmother" in page
        assert "Sam Brennan" in page
        assert "Conference requested" in go("team_manager", "child_strategy", child.reference)
        [note] = told(personas.conference_chair, "enquiry_conference")
        assert note.path == reverse("enquiry", args=[key])

    def test_whoever_signs_and_whoever_gave_it_in_are_told(self, personas, enquiry, go):
        end(enquiry, go)
        [note] = told(personas.team_manager, "enquiry_submitted")
        assert note.path == reverse("enquiry", args=[enquiry.reference])
        assert told(personas.social_worker, "enquiry_signed").count() == 1
        assert not told(personas.team_manager, "enquiry_signed").exists()

    def test_it_is_requested_once(self, enquiry, go):
        end(enquiry, go)
        go("social_worker", "enquiry_conference", enquiry.reference, words="Ask the grandmother")
        page = go("team_manager", "enquiry_conference", enquiry.reference, status=200, words="Something else")
        assert "Sam Brennan has requested it already" in page
        go("team_manager", "enquiry_conference", enquiry.reference, status=303)

    def test_without_a_decision_for_one_there_is_nothing_to_request(self, enquiry, go):
        page = go("social_worker", "enquiry_conference", enquiry.reference, status=200, words="Please")
        assert "has decided on a conference" in page
        end(enquiry, go, outcome="child_in_need")
        assert "Not requested yet" not in go("social_worker", "enquiry", enquiry.reference)

    def test_the_meetings_own_decision_is_enough(self, personas, called, child, at, go):
        attend(called, personas, ("social_worker", "police", "gp"), at)
        reference = called.meeting.reference
        go("social_worker", "strategy_hold", reference, **when("held_at", at))
        go("team_manager", "strategy_history_read", reference, read="yes")
        go("team_manager", "strategy_history", reference, note="The third unexplained bruise")
        sent = {
            "outcome": StrategyOutcome.SECTION_47_SINGLE.value,
            "further": [StrategyOutcome.CONFERENCE.value],
            "reasons": "A pattern",
        }
        go("social_worker", "strategy_decide", reference, child.reference, **sent)
        key = child.section_47_enquiries.get().reference
        assert "Not requested yet" in go("social_worker", "enquiry", key)
        go("social_worker", "enquiry_conference", key, words="Ask the grandmother")
        go("police", "enquiry_conference", key, status=403)


class TestWhatTheLogHas:
    def lines(self, user, reference):
        rows = AccessLog.objects.filter(user=user, reference=reference).order_by("pk")
        return [(row.action, row.page) for row in rows]

    def test_a_refused_form_was_refused_and_never_read(self, personas, called, at, go):
        attend(called, personas, ("police",), at)
        reference = called.meeting.reference
        forms = ["meeting_cancel", "strategy_agenda", "minutes_draft", "meeting_attendance"]
        for name in forms:
            go("police", name, reference, status=403)
        assert self.lines(personas.police, reference) == [("refused", name) for name in forms]
        go("police", "meeting", reference)
        go("police", "minutes", reference)
        assert self.lines(personas.police, reference)[4:] == [("read", "meeting"), ("read", "minutes")]

    def test_an_act_that_leads_elsewhere_showed_nothing(self, personas, called, go):
        reference = called.meeting.reference
        before = len(self.lines(personas.team_manager, reference))
        go("team_manager", "strategy_agenda", reference, voice="She is afraid", version=called.version)
        assert len(self.lines(personas.team_manager, reference)) == before
        go("team_manager", "strategy_agenda", reference, status=200, voice="Other", version=called.version)
        assert self.lines(personas.team_manager, reference)[before:] == [("read", "strategy_agenda")]

    def test_whoever_has_no_part_in_it_leaves_no_line(self, personas, called, go):
        go("school", "meeting_cancel", called.meeting.reference, status=404)
        assert self.lines(personas.school, called.meeting.reference) == []


class TestActions:
    @pytest.fixture
    def action(self, personas, called, child, at):
        attend(called, personas, ("police",), at)
        return meeting_actions.add(
            meeting=called.meeting,
            what="Trace the older male",
            due_on=london_date(at) + timedelta(days=2),
            owner=personas.police,
            child=child,
            by=personas.social_worker,
            at=at,
        )

    def test_they_stand_on_the_owners_home_page_until_they_are_done_there(
        self, personas, called, action, sign_in, go
    ):
        page = go("police", "home")
        [path] = re.findall(r'href="(/meetings/[^"]+/close/\?from=home)"', page)
        assert "Trace the older male" in page
        assert "Your actions from meetings" not in go("social_worker", "home")
        sent = {"state": "done", "evidence": "Traced, and spoken to"}
        answer = sign_in(personas.police).post(path, sent)
        assert answer.url == "/#actions"
        assert "Trace the older male" not in go("police", "home")

    def test_one_that_is_late_shows_as_late(self, personas, action, at, go):
        with time_machine.travel(at + timedelta(days=5), tick=False):
            assert "Overdue" in go("police", "home")

    def test_the_owner_is_told_where_it_is_closed_and_not_any_more_afterwards(
        self, personas, called, action, go
    ):
        [note] = told(personas.police, "meeting_action")
        where = (called.meeting.reference, action.pk)
        assert note.path == reverse("meeting_action_close", args=where)
        assert "older male" not in note.text
        go("social_worker", "meeting_action_close", *where, state="dropped", evidence="He was found")
        note.refresh_from_db()
        assert note.withdrawn_at is not None
        go("police", "meeting_action_close", *where, status=303)
