"""Lateral checks and medicals: what belongs to an open enquiry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Involvement
from safeguarding.accounts.models import Agency, User
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import notify, withdraw
from strategy_meetings.access import visible_checks
from strategy_meetings.models import LateralCheck, Medical, Section47Enquiry
from strategy_meetings.services import enquiries, telling


@dataclass(frozen=True, slots=True)
class MedicalPlan:
    """What a child protection medical is for, where, when, and who consents (or why nobody needs to)."""

    purpose: str
    where: str
    consent: str
    planned_for: datetime | None = None


@dataclass(frozen=True, slots=True)
class MedicalResult:
    """That it was held: whether the child was offered to be seen alone, their own account, the outcome."""

    held_at: datetime
    offered_alone: bool
    childs_account: str
    outcome: str
    not_alone_reason: str = ""


@transaction.atomic
def ask(*, enquiry: Section47Enquiry, agency: Agency, question: str, by: User, at: datetime) -> LateralCheck:
    """Ask another agency what it knows, and tell those of its people who may answer (`may_answer`)."""
    enquiry = enquiries.open_for(enquiry, by)
    if not question.strip():
        raise DomainError("Enter what you ask", field="question")
    check = LateralCheck(
        enquiry=enquiry, child=enquiry.child, agency=agency, question=question, asked_at=at, asked_by=by
    )
    check.record(by=by, at=at, reason="Asked")
    notify(
        recipients=may_answer(check),
        key=f"check:{check.pk}",
        kind="lateral_check",
        text=f"Your agency is asked what it knows of {check.child.reference}",
        path=reverse("lateral_check", args=[check.pk]),
        at=at,
        reference=check.child.reference,
        urgency=Urgency.URGENT,
        subject=_subject(check),
    )
    return check


def may_answer(check: LateralCheck) -> list[User]:
    """The people of the asked agency who see the child: its safeguarding leads and those involved by name,
    or, where none of these sees the child, everybody there who does. Empty: they have to be rung."""
    people = User.objects.filter(agency=check.agency_id, is_active=True).select_related("agency")
    found = telling.hearing(people.order_by("pk"), check.child)
    involved = Involvement.objects.filter(child=check.child, agency=check.agency_id, until=None)
    named = set(involved.exclude(user=None).values_list("user", flat=True))
    return [each for each in found if each.is_safeguarding_lead or each.pk in named] or found


@transaction.atomic
def reply(*, check: LateralCheck, words: str, by: User, at: datetime) -> LateralCheck:
    """The agency's answer, by its own people or written down by social care or the police; given once."""
    if not visible_checks(by).filter(pk=check.pk).exists():
        raise NotVisibleError
    is_own = by.agency_id == check.agency_id
    action = access.Action.RECORD_EVENT if is_own else access.Action.CALL_MEETING
    access.require(by, action, check.child)
    check = LateralCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    if check.replied_at is not None:
        raise ChangedMeanwhileError("This has been answered already")
    if not words.strip():
        raise DomainError("Enter the answer (also when nothing is known)", field="words")
    check.reply, check.replied_at, check.replied_by = words, at, by
    check.record(by=by, at=at, reason="Answered")
    withdraw(subjects=[_subject(check)], at=at)
    _tell_answered(check, by=by, at=at)
    return check


@transaction.atomic
def plan_medical(*, enquiry: Section47Enquiry, plan: MedicalPlan, by: User, at: datetime) -> Medical:
    """Plan a child protection medical: purpose, place and consent are always said."""
    enquiry = enquiries.open_for(enquiry, by)
    for text, field in ((plan.purpose, "purpose"), (plan.where, "where"), (plan.consent, "consent")):
        if not text.strip():
            raise DomainError("Enter the purpose, the place and who consents", field=field)
    medical = Medical(
        enquiry=enquiry,
        child=enquiry.child,
        purpose=plan.purpose,
        where=plan.where,
        consent=plan.consent,
        planned_for=plan.planned_for,
    )
    medical.record(by=by, at=at, reason="Medical planned")
    return medical


@transaction.atomic
def hold_medical(*, medical: Medical, result: MedicalResult, by: User, at: datetime) -> Medical:
    """Record that a medical was held, with the child's own account beside the findings."""
    medical = _open_medical(medical, by)
    if result.held_at > at:
        raise DomainError("It can't have been held in the future", field="held_at")
    if not result.offered_alone and not result.not_alone_reason.strip():
        raise DomainError("Enter why the child wasn't offered to be seen alone", field="not_alone_reason")
    if not result.childs_account.strip():
        raise DomainError("Enter the child's own account, or that none was given", field="childs_account")
    if not result.outcome.strip():
        raise DomainError("Enter the outcome", field="outcome")
    medical.held_at, medical.outcome = result.held_at, result.outcome
    medical.offered_alone, medical.not_alone_reason = result.offered_alone, result.not_alone_reason
    medical.childs_account = result.childs_account
    medical.record(by=by, at=at, reason="Medical held")
    return medical


@transaction.atomic
def drop_medical(*, medical: Medical, reason: str, by: User, at: datetime) -> Medical:
    """Record why a planned medical was not held."""
    medical = _open_medical(medical, by)
    if not reason.strip():
        raise DomainError("Enter why it was not held", field="reason")
    medical.not_held_reason = reason
    medical.record(by=by, at=at, reason=reason)
    return medical


def _subject(check: LateralCheck) -> str:
    return f"check:{check.pk}"


def _tell_answered(check: LateralCheck, *, by: User, at: datetime) -> None:
    """Whoever asked hears of the answer; by the child's page, for who answers may not read the enquiry."""
    if check.asked_by_id == by.pk:
        return
    notify(
        recipients=[check.asked_by],
        key=f"check:{check.pk}:answered",
        kind="lateral_check_answered",
        text=f"What you asked about {check.child.reference} has been answered",
        path=reverse("child_strategy", args=[check.child.reference]),
        at=at,
        reference=check.child.reference,
    )


def _open_medical(medical: Medical, by: User) -> Medical:
    enquiries.open_for(medical.enquiry, by)
    medical = Medical.objects.select_for_update(of=("self",)).get(pk=medical.pk)
    if medical.held_at is not None or medical.not_held_reason:
        raise ChangedMeanwhileError("What became of this medical is on record already")
    return medical
