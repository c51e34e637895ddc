"""What section 47 enquiries, checks, medicals and immediate protection refuse, and in which words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline
from safeguarding.accounts.identity import as_user
from strategy_meetings.models import Section47Enquiry
from strategy_meetings.services import checks, enquiries, protection
from strategy_meetings.services.checks import MedicalPlan, MedicalResult
from strategy_meetings.services.enquiries import Result, Seen
from strategy_meetings.states import EnquiryOutcome, Findings, ProtectionKind
from tests.factories import partnership, records
from tests.strategy_meetings.steps import decide

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
RESULT = {
    "findings": Findings.CONTINUING_RISK,
    "outcome": EnquiryOutcome.CONFERENCE,
    "reason": "Harm goes on",
    "analysis": "What was found",
}


@pytest.fixture
def by(personas):
    return personas.social_worker


@pytest.fixture
def enquiry(personas, called, child, at, go) -> Section47Enquiry:
    decide(personas, called, child, at, go)
    return Section47Enquiry.objects.get()


def refuse(words, act, /, **given):
    with pytest.raises(DomainError, match=words):
        act(**given)


def test_how_a_child_was_seen(personas, enquiry, at, by):
    here = {"enquiry": enquiry, "by": by, "at": at}
    with as_user(by):
        for seen, words in (
            (Seen(at + HOUR, "Home", True), "in the future"),
            (Seen(at, " ", True), "where the child was seen"),
            (Seen(at, "Home", False), "wasn't seen alone"),
        ):
            refuse(words, enquiries.record_seen, seen=seen, **here)
        refuse("hasn't been seen", enquiries.record_not_seen, reason=" ", **here)
        found = enquiries.record_seen(seen=Seen(at, "Home", False, "A baby"), **here)
        assert found.not_seen_reason == "A baby"
    with as_user(personas.gp), pytest.raises(NotVisibleError):
        enquiries.record_not_seen(reason="x", **{**here, "by": personas.gp})
    with as_user(personas.business_support), pytest.raises(NotPermittedError):
        enquiries.record_not_seen(reason="x", **{**here, "by": personas.business_support})


def test_who_writes_second_and_what_is_not_written_here(enquiry, at, by):
    version = Section47Enquiry.objects.get().version
    change = {"enquiry": enquiry, "by": by, "at": at}
    with as_user(by):
        refuse(
            "isn't changed here",
            enquiries.change,
            changes={"state": "ended"},
            expected_version=version,
            **change,
        )
        enquiries.change(changes={"analysis": "Words"}, expected_version=version, **change)
        refuse(
            "Somebody else", enquiries.change, changes={"analysis": "x"}, expected_version=version, **change
        )


def test_an_enquiry_is_given_in_whole_and_signed_by_another(personas, enquiry, at, by):
    manager, head = personas.team_manager, personas.head_of_service
    here = {"enquiry": enquiry, "at": at}
    with as_user(manager):
        refuse("waiting for a signature", enquiries.sign, by=manager, **here)
        refuse("was seen, or why not", enquiries.submit, result=Result(**RESULT), by=manager, **here)
        enquiries.record_not_seen(reason="No answer", by=manager, **here)
        for name, words in (("analysis", "analysis"), ("reason", "reasons for the outcome")):
            refuse(words, enquiries.submit, result=Result(**{**RESULT, name: " "}), by=manager, **here)
        late = {**here, "at": at + timedelta(days=60)}
        refuse("interim safety plan", enquiries.submit, result=Result(**RESULT), by=manager, **late)
        enquiries.submit(result=Result(**RESULT), by=manager, **here)
        refuse("isn't open any more", enquiries.record_not_seen, reason="x", by=manager, **here)
        refuse("gave in yourself", enquiries.sign, by=manager, **here)
        refuse("what is missing", enquiries.send_back, reason=" ", by=manager, **here)
        enquiries.send_back(reason="Who was asked?", by=manager, **here)
        enquiries.submit(result=Result(**RESULT), by=manager, **here)
    with as_user(by), pytest.raises(NotPermittedError):
        enquiries.sign(by=by, **here)
    with as_user(head):
        signed = enquiries.sign(by=head, **here)
        assert signed.signed_by == head
        refuse("waiting for a signature", enquiries.send_back, reason="x", by=head, **here)


def test_a_check_is_asked_and_answered_once(personas, enquiry, at, by):
    ask = {"enquiry": enquiry, "agency": personas.gp.agency, "by": by, "at": at}
    with as_user(by):
        refuse("what you ask", checks.ask, question=" ", **ask)
        check = checks.ask(question="Earlier injuries?", **ask)
        refuse("Enter the answer", checks.reply, check=check, words=" ", by=by, at=at)
    with as_user(personas.police), pytest.raises(NotPermittedError):
        checks.reply(check=check, words="x", by=personas.police, at=at)
    with as_user(personas.other_school), pytest.raises(NotVisibleError):
        checks.reply(check=check, words="x", by=personas.other_school, at=at)
    with as_user(by):
        checks.reply(check=check, words="By phone: none", by=by, at=at)
    with as_user(personas.gp):
        refuse("answered already", checks.reply, check=check, words="None", by=personas.gp, at=at)


def test_a_medical_says_what_for_and_what_came_of_it_once(enquiry, at, by):
    plan = {"purpose": "Cause", "where": "Hospital", "consent": "Mother"}
    result = {"held_at": at, "offered_alone": True, "childs_account": "He fell", "outcome": "A burn"}
    with as_user(by):
        here = {"by": by, "at": at}
        for name in sorted(plan):
            wrong = MedicalPlan(**{**plan, name: " "})
            refuse("purpose, the place", checks.plan_medical, enquiry=enquiry, plan=wrong, **here)
        held, dropped = (
            checks.plan_medical(enquiry=enquiry, plan=MedicalPlan(**plan), **here) for _ in range(2)
        )
        for change, words in (
            ({"held_at": at + HOUR}, "in the future"),
            ({"offered_alone": False}, "offered to be seen alone"),
            ({"childs_account": " "}, "own account"),
            ({"outcome": " "}, "Enter the outcome"),
        ):
            wrong = MedicalResult(**{**result, **change})
            refuse(words, checks.hold_medical, medical=held, result=wrong, **here)
        checks.hold_medical(medical=held, result=MedicalResult(**result), **here)
        refuse("on record already", checks.drop_medical, medical=held, reason="x", **here)
        refuse("why it was not held", checks.drop_medical, medical=dropped, reason=" ", **here)
        checks.drop_medical(medical=dropped, reason="He didn't want it", **here)
        again = MedicalResult(**result)
        refuse("on record already", checks.hold_medical, medical=dropped, result=again, **here)


ORDER = ProtectionKind.EMERGENCY_PROTECTION_ORDER


def test_protection_begins_is_extended_ends_and_is_reviewed_in_its_order(personas, child, at, by):
    begin = {"child": child, "kind": ORDER, "begun_at": at, "reason": "Danger", "by": by, "at": at}
    with as_user(by):
        refuse("in the future", protection.begin, **{**begin, "begun_at": at + HOUR})
        refuse("Enter the reason", protection.begin, **{**begin, "reason": " "})
        order = protection.begin(**begin)
        refuse("runs already", protection.begin, **begin)
        voluntary = next(kind for kind in ProtectionKind if kind not in protection.CLOCKS)
        without = protection.begin(**{**begin, "kind": voluntary})
        here = {"by": by, "at": at}
        refuse("Only an emergency", protection.extend, protection=without, extended_at=at, **here)
        protection.extend(protection=order, extended_at=at, **here)
        refuse("extended once", protection.extend, protection=order, extended_at=at, **here)
        refuse("how the child is safe", protection.end, protection=order, ended_at=at, how=" ", **here)
        for wrong in (at + HOUR, at - HOUR):
            refuse("when it ended", protection.end, protection=order, ended_at=wrong, how="Safe", **here)
        protection.end(protection=order, ended_at=at, how="With grandmother", **here)
        refuse("doesn't run any more", protection.end, protection=order, ended_at=at, how="x", **here)
        considered = protection.not_used(child=child, kind=ORDER, reason="Agreed", **here)
        refuse("doesn't run any more", protection.extend, protection=considered, extended_at=at, **here)
        with pytest.raises(NotPermittedError):
            protection.review(protection=order, words="Right", **here)
    manager = personas.team_manager
    with as_user(manager):
        here = {"by": manager, "at": at}
        refuse("what the review found", protection.review, protection=order, words=" ", **here)
        protection.review(protection=order, words="Right", **here)
        refuse("has reviewed this already", protection.review, protection=order, words="x", **here)
        own = protection.not_used(child=child, kind=ORDER, reason="Agreed", **here)
        refuse("recorded yourself", protection.review, protection=own, words="x", **here)
    assert Deadline.objects.filter(child=child, rule_id=protection.EXTENSION).exists()


def test_who_records_protection_and_whose_it_is(personas, child, at):
    begin = {"child": child, "kind": ORDER, "begun_at": at, "reason": "Danger", "at": at}
    with as_user(personas.school), pytest.raises(NotPermittedError):
        protection.begin(by=personas.school, **begin)
    police = personas.police
    with as_user(police), pytest.raises(NotVisibleError):
        protection.begin(by=police, **begin)
    records.involve(child, police, by=personas.team_manager, at=at)
    with as_user(police):
        made = protection.begin(by=police, **begin)
    stranger = partnership.user("Stan Stranger", personas.other_school.agency)
    with as_user(stranger), pytest.raises(NotVisibleError):
        protection.end(protection=made, ended_at=at, how="x", by=stranger, at=at)
