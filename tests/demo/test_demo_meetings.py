"""Meetings, enquiries, protection and recurrence of the demo: every state that a page can show is there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from cases.meeting_states import ActionState, MeetingState, Reply
from cases.models import Child, Deadline, GuestMail, Invitation, Meeting, MeetingAction, MinutesCopy
from cases.models.guest_mail import GuestMailState
from safeguarding.rules.london_time import london_date
from strategy_meetings.models import (
    Dissent,
    ImmediateProtection,
    LateralCheck,
    Medical,
    RecurrenceHit,
    Section47Enquiry,
    StrategyMeeting,
)
from strategy_meetings.services import holding
from strategy_meetings.states import EnquiryOutcome, EnquiryState, ProtectionKind, RecurrenceState

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The small demo, loaded once for all tests of this module."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--small", verbosity=0)
        yield
        transaction.set_rollback(True)


def test_a_meeting_is_in_every_state_but_nothing_waits_in_the_mail() -> None:
    states = set(Meeting.objects.values_list("state", flat=True))

    assert states >= set(MeetingState) - {MeetingState.HELD}
    assert set(GuestMail.objects.values_list("state", flat=True)) <= {
        GuestMailState.SENT,
        GuestMailState.WITHDRAWN,
    }


def test_the_meeting_to_come_has_every_kind_of_invitation_and_answer() -> None:
    asked = Invitation.objects.filter(meeting__state=MeetingState.PLANNED)

    assert {Reply.NONE, Reply.ACCEPTED, Reply.DECLINED} <= set(asked.values_list("reply", flat=True))
    assert asked.filter(user=None, agency__isnull=False).exists()
    assert asked.exclude(outside_email="").exists()
    assert asked.filter(report_asked_at__isnull=False, report_received_at=None).exists()
    assert asked.filter(report_received_at__isnull=False).exists()


def test_minutes_went_to_receipt_and_one_copy_was_never_opened() -> None:
    copies = MinutesCopy.objects.all()

    assert copies.filter(opened_at__isnull=False, acknowledged_at=None).exists()
    assert copies.filter(acknowledged_at__isnull=False).exists()
    assert copies.filter(opened_at=None, times_chased=1).exists()
    # Who has no address in the service gets theirs by post: nothing delivers that.
    assert not copies.filter(delivered_at=None, invitation__user__isnull=False).exists()


def test_actions_are_done_open_and_overdue() -> None:
    actions, today = MeetingAction.objects.all(), london_date(timezone.now())

    assert actions.filter(state=ActionState.DONE).exclude(evidence="").exists()
    assert actions.filter(state=ActionState.OPEN, due_on__gt=today).exists()
    assert actions.filter(state=ActionState.OPEN, due_on__lt=today).exists()


def test_one_meeting_was_held_without_its_quorum_and_is_not_signed() -> None:
    unsigned = StrategyMeeting.objects.exclude(inquorate_reason="").get(inquorate_signed_at=None)
    follow_up = Deadline.objects.filter(
        rule_id=holding.FOLLOW_UP, subject=holding.subject_of(unsigned), met_at=None
    )

    assert not holding.is_quorate(unsigned)
    assert follow_up.exists()
    assert Dissent.objects.exists()


def test_one_enquiry_runs_one_waits_for_a_signature_and_one_asked_for_a_conference() -> None:
    running = Section47Enquiry.objects.get(state=EnquiryState.OPEN)
    ended = Section47Enquiry.objects.get(state=EnquiryState.ENDED)

    assert Section47Enquiry.objects.filter(state=EnquiryState.AWAITING_SIGNATURE).exists()
    assert running.seen_at is not None
    assert {check.replied_at is None for check in LateralCheck.objects.filter(enquiry=running)} == {
        True,
        False,
    }
    assert Medical.objects.filter(enquiry=running, held_at=None, not_held_reason="").exists()
    assert ended.outcome == EnquiryOutcome.CONFERENCE
    assert Deadline.objects.filter(child=ended.child, rule_id="icpc_request", met_at=None).exists()


def test_police_protection_ended_in_its_72_hours_and_an_order_runs() -> None:
    used = ImmediateProtection.objects.get(kind=ProtectionKind.POLICE_PROTECTION)
    clock = Deadline.objects.get(child=used.child, rule_id="police_protection")

    assert clock.met_at is not None
    assert clock.met_at < clock.due_at
    assert used.reviewed_at is not None
    assert ImmediateProtection.objects.filter(
        kind=ProtectionKind.EMERGENCY_PROTECTION_ORDER, ended_at=None
    ).exists()
    assert ImmediateProtection.objects.filter(is_used=False).exists()


def test_signs_of_exploitation_from_three_agencies_wait_for_a_decision() -> None:
    hits = RecurrenceHit.objects.all()
    jodie = Child.objects.get(person__given_name="Jodie")

    assert hits.get(child=jodie, theme="exploitation", state=RecurrenceState.OPEN).agencies >= 3
    assert hits.exclude(rationale="").get(state=RecurrenceState.DECLINED)
    assert hits.get(state=RecurrenceState.ACCEPTED)
