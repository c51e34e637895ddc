"""From the call to the signed enquiry over HTTP, as each persona behind the wall."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from cases.models import Deadline, Invitation
from cases.states import Significance
from safeguarding.notifications.models import Notification
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.states import ProtectionKind
from tests.factories import records
from tests.strategy_meetings.steps import attend, call, decide, when

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(at):
    with time_machine.travel(at, tick=False):
        yield


def test_the_form_says_who_must_come_and_starts_the_same_days_clock(personas, child, at, go):
    page = go("social_worker", "strategy_call", child.reference)
    assert "A short guide to strategy meetings" in page
    assert "children’s social care, the police and health" in page
    go("social_worker", "strategy_call", child.reference, **call(personas, child, at))
    assert Deadline.objects.get(child=child).rule_id == "strategy_discussion_same_day"


def test_brothers_and_sisters_of_the_household_are_ticked(personas, child, at, go):
    worker = personas.team_manager
    brother = records.child("Rowan", "Ashdown", by=worker, at=at)
    mother = records.person("Ruth", "Ashdown", by=worker, at=at)
    for each in (child, brother):
        records.relate(mother, each.person, "mother", by=worker, at=at, in_household=True)
    page = go("social_worker", "strategy_call", child.reference)
    assert f'value="{brother.reference}" checked' in page
    both = {"children": [child.reference, brother.reference]}
    go("social_worker", "strategy_call", child.reference, **call(personas, child, at, **both))
    assert StrategyMeeting.objects.get().meeting.children.count() == 2


def test_a_bad_call_comes_back_with_everything_typed(personas, child, at, go):
    sent = call(personas, child, at, minutes="", link="javascript:alert(1)")
    page = go("social_worker", "strategy_call", child.reference, status=200, **sent)
    assert "A bruise that nobody explained" in page
    assert "starts with https://" in page
    assert not StrategyMeeting.objects.exists()


def test_police_health_and_social_care_are_proposed_with_what_they_bring(personas, called, go):
    reference = called.meeting.reference
    page = go("social_worker", "strategy_invite", reference)
    for name in ("Sam Brennan", "Northmoor Police", "Millbrook Surgery", "Ashfield Primary School"):
        assert name in page
    assert page.count("Needed for the quorum") == 3
    go(
        "social_worker",
        "strategy_invite",
        reference,
        people=[
            f"user-{personas.social_worker.pk}",
            f"agency-{personas.police.agency_id}",
            f"agency-{personas.gp.agency_id}",
            f"agency-{personas.school.agency_id}",
        ],
    )
    asked = {row.agency.name: row for row in Invitation.objects.select_related("agency")}
    assert len(asked) == 4
    assert "Incidents at the address" in asked["Northmoor Police"].part
    assert asked["Millbrook Surgery"].is_required
    assert not asked["Ashfield Primary School"].is_required


def test_an_inquorate_meeting_is_visible_as_such_until_a_manager_signs(personas, called, at, go):
    reference = called.meeting.reference
    attend(called, personas, ("social_worker", "police"), at)
    assert "lacks health" in go("social_worker", "strategy_hold", reference)
    page = go("social_worker", "strategy_hold", reference, status=200, **when("held_at", at))
    assert "Say why it was held without" in page
    sent = {**when("held_at", at), "inquorate_reason": "Nobody on call"}
    go("social_worker", "strategy_hold", reference, **sent)
    page = go("social_worker", "strategy_meeting", reference)
    assert "Inquorate: held without health" in page
    assert "No manager has signed this" in page
    [note] = Notification.objects.filter(kind="meeting_inquorate")
    assert (note.recipient, note.path) == (
        personas.team_manager,
        reverse("strategy_meeting", args=[reference]),
    )
    go("social_worker", "strategy_sign", reference, status=403, sign="yes")
    go("team_manager", "strategy_sign", reference, sign="yes")
    assert "Signed by Tom Whitfield" in go("police", "strategy_meeting", reference)


def test_the_history_is_shown_and_kept_and_only_social_care_reads_it(personas, called, child, at, go):
    reference = decide(personas, called, child, at, go)
    page = go("social_worker", "strategy_history", reference)
    assert "It stays as it was shown" in page
    assert "The third unexplained bruise" in page
    go("police", "strategy_history", reference, status=403)


def test_what_is_said_under_the_agenda_is_not_overwritten_unseen(called, at, go):
    reference, version = called.meeting.reference, called.version
    go("social_worker", "strategy_agenda", reference, voice="She is afraid to go home", version=version)
    page = go("team_manager", "strategy_agenda", reference, status=200, voice="Other words", version=version)
    assert "She is afraid to go home" in page
    assert "Other words" in page
    called.refresh_from_db()
    assert called.voice == "She is afraid to go home"


def test_an_agency_that_was_there_can_disagree_in_its_own_words(personas, called, child, at, go):
    reference = decide(personas, called, child, at, go)
    sent = {"agency": str(personas.gp.agency_id), "words": "A medical alone would do"}
    go("gp", "strategy_dissent", reference, child.reference, **sent)
    page = go("social_worker", "strategy_meeting", reference)
    assert "Millbrook Surgery does not agree: A medical alone would do" in page
    go("school", "strategy_dissent", reference, child.reference, status=404)


def test_the_enquiry_goes_from_being_seen_to_the_managers_signature(personas, called, child, at, go):
    decide(personas, called, child, at, go)
    enquiry = child.section_47_enquiries.get()
    key = enquiry.reference
    assert "Children's social care alone" not in go("police", "enquiry", key)
    seen = {**when("at", at), "where": "School", "alone": "no", "child_says": "It hurt"}
    page = go("social_worker", "enquiry_seen", key, status=200, **seen)
    assert "seen alone" in page
    go("social_worker", "enquiry_seen", key, **{**seen, "alone": "yes"})
    go("social_worker", "enquiry_ask", key, agency=str(personas.gp.agency_id), question="Earlier injuries?")
    check = enquiry.checks.get()
    assert "answer" in go("gp", "child_strategy", child.reference)
    go("gp", "enquiry", key, status=404)
    go("school", "lateral_check", check.pk, status=404)
    assert "Earlier injuries?" in go("gp", "lateral_check", check.pk)
    go("gp", "lateral_check", check.pk, words="Two attendances in May")
    go("social_worker", "medical_new", key, purpose="Cause of the bruise", where="Hospital", consent="Mother")
    medical = enquiry.medicals.get()
    held = {
        **when("held_at", at),
        "offered_alone": "yes",
        "childs_account": "He pushed me",
        "outcome": "Not a fall",
    }
    go("social_worker", "medical_held", key, medical.pk, **held)
    enquiry.refresh_from_db()
    go("social_worker", "enquiry_write", key, safety_plan="With the grandmother", version=enquiry.version)
    result = {
        "findings": "continuing_risk",
        "outcome": "conference",
        "analysis": "Risk goes on",
        "reason": "Pattern of injuries",
    }
    go("social_worker", "enquiry_submit", key, **result)
    go("social_worker", "enquiry_sign", key, status=403, sign="yes")
    go("team_manager", "enquiry_send_back", key, reason="Add the school's view")
    go("social_worker", "enquiry_submit", key, **result)
    go("team_manager", "enquiry_sign", key, sign="yes")
    page = go("police", "enquiry", key)
    for words in ("Two attendances in May", "He pushed me", "With the grandmother", "Tom Whitfield"):
        assert words in page
    assert Deadline.objects.filter(child=child, rule_id="icpc_request").exists()


def test_a_medical_that_was_not_held_says_why(personas, called, child, at, go):
    decide(personas, called, child, at, go)
    enquiry = child.section_47_enquiries.get()
    key = enquiry.reference
    go("social_worker", "enquiry_not_seen", key, reason="Abroad until Monday")
    go("social_worker", "medical_new", key, purpose="Cause", where="Hospital", consent="Mother")
    medical = enquiry.medicals.get()
    go("social_worker", "medical_not_held", key, medical.pk, reason="Mother withdrew consent")
    page = go("social_worker", "enquiry", key)
    assert "Not held: Mother withdrew consent" in page
    assert "Abroad until Monday" in page


def test_police_protection_counts_down_on_the_childs_page_until_it_ends(personas, child, at, go):
    records.involve(child, personas.police, by=personas.team_manager, at=at)
    sent = {"kind": ProtectionKind.POLICE_PROTECTION.value, "is_used": "yes", "reason": "Nobody at home"}
    go("police", "protection_new", child.reference, **sent, **when("begun_at", at))
    page = go("school", "child", child.reference)
    assert "Police protection (section 46)" in page
    assert "It ends 13 March 2026" in page
    row = child.immediate_protections.get()
    ended = {**when("ended_at", at), "how": "With the grandmother"}
    go("school", "protection_end", child.reference, row.pk, status=403)
    go("police", "protection_end", child.reference, row.pk, **ended)
    go("police", "protection_review", child.reference, row.pk, status=403)
    go("team_manager", "protection_review", child.reference, row.pk, words="Rightly used")
    page = go("social_worker", "child_strategy", child.reference)
    assert "Rightly used" in page
    assert "It ends 13 March 2026" not in go("school", "child", child.reference)


def test_an_emergency_protection_order_is_extended_once(personas, child, at, go):
    sent = {
        "kind": ProtectionKind.EMERGENCY_PROTECTION_ORDER.value,
        "is_used": "yes",
        "reason": "The court ordered it",
        **when("begun_at", at),
    }
    go("social_worker", "protection_new", child.reference, **sent)
    row = child.immediate_protections.get()
    go("social_worker", "protection_extend", child.reference, row.pk, **when("extended_at", at))
    page = go(
        "social_worker", "protection_extend", child.reference, row.pk, status=200, **when("extended_at", at)
    )
    assert "can be extended once" in page


def test_a_power_that_was_not_used_stands_with_its_reason(personas, child, at, go):
    sent = {"kind": ProtectionKind.POLICE_PROTECTION.value, "is_used": "no", "reason": "Safe with the aunt"}
    go("social_worker", "protection_new", child.reference, **sent)
    page = go("social_worker", "child_strategy", child.reference)
    assert "Considered and not used" in page
    assert "Safe with the aunt" in page


def test_a_line_of_the_chronology_calls_a_meeting(personas, child, at, go):
    line = records.event(child, by=personas.social_worker, at=at, significance=Significance.SIGNIFICANT)
    page = go("social_worker", "child_chronology", child.reference)
    assert reverse("strategy_call_event", args=[child.reference, line.pk]) in page
    assert "strategy-meeting/" not in go("school", "child_chronology", child.reference)
    go("social_worker", "strategy_call_event", child.reference, line.pk, **call(personas, child, at))
    assert StrategyMeeting.objects.get().event == line


def test_a_follow_up_belongs_to_the_meeting_before(personas, called, child, at, go):
    attend(called, personas, ("social_worker",), at)
    sent = {**when("held_at", at), "inquorate_reason": "Nobody could come"}
    go("social_worker", "strategy_hold", called.meeting.reference, **sent)
    where = (child.reference, called.meeting.reference)
    assert called.meeting.reference in go("social_worker", "strategy_follow_up", *where)
    go("social_worker", "strategy_follow_up", *where, **call(personas, child, at))
    assert called.follow_ups.count() == 1


def test_nobody_outside_social_care_calls_one(child, go):
    go("school", "strategy_call", child.reference, status=403)
    go("other_school", "strategy_call", child.reference, status=404)


@pytest.mark.parametrize("name", ["strategy_meeting", "strategy_agenda", "strategy_hold"])
def test_whoever_is_not_asked_sees_no_meeting(called, go, name):
    go("school", name, called.meeting.reference, status=404)


def test_police_who_are_asked_see_the_meeting_and_do_not_run_it(personas, called, at, go):
    attend(called, personas, ("police",), at)
    assert called.meeting.reference in go("police", "strategy_meeting", called.meeting.reference)
    go("police", "strategy_agenda", called.meeting.reference, status=403)
