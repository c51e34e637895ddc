"""A child's appointments: given, what became of them, and what was done when the child wasn't seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from cases import access, access_voice
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Appointment, Child
from cases.services import deadlines, events, missed_appointments
from cases.states import EventKind, Significance
from cases.voice_states import AppointmentOutcome
from safeguarding.accounts.models import User
from safeguarding.rules import was_not_brought
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.ui.filters import date_text

CLOCKS: Final = ("was_not_brought", "was_not_brought_lead")


@dataclass(frozen=True, slots=True)
class AppointmentFacts:
    """An appointment as it is typed; without an outcome it waits for its day."""

    service: str
    on: date
    outcome: str = ""
    impact: str = ""
    told: str = ""
    reoffered_on: date | None = None


@transaction.atomic
def record(*, child: Child, facts: AppointmentFacts, by: User, at: datetime) -> Appointment:
    """Write down a child's appointment with the writer's agency, with its outcome where it is over.

    Raises DomainError with the field, NotVisibleError, NotPermittedError for who is of neither health nor
    education.
    """
    access_voice.require_appointing(by, child)
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    service = " ".join(facts.service.split())
    if not service:
        raise DomainError("Say with which service", field="service")
    _check(facts, at)
    if Appointment.objects.filter(
        child=child, agency=by.agency, service__iexact=service, on=facts.on
    ).exists():
        raise DomainError("This appointment is recorded already", field="service")
    row = Appointment(child=child, agency=by.agency, service=service, on=facts.on)
    _tell(row, facts, by=by, at=at)
    return row


@transaction.atomic
def record_outcome(
    *, appointment: Appointment, facts: AppointmentFacts, version: int, by: User, at: datetime
) -> Appointment:
    """Record, or put right, what became of an appointment of the writer's own agency.

    A line of the chronology that said otherwise is superseded. Raises as `record`, and ChangedMeanwhileError
    when somebody changed it since `version`.
    """
    row = _locked(appointment, by)
    if not access_voice.may_change(by, row):
        raise NotPermittedError("record_appointment")
    if row.version != version:
        raise ChangedMeanwhileError("Somebody else changed this appointment while you were writing")
    if not facts.outcome:
        raise DomainError("Select what became of it", field="outcome")
    _check(facts, at)
    _tell(row, facts, by=by, at=at)
    return row


@transaction.atomic
def follow_up(*, appointment: Appointment, text: str, by: User, at: datetime) -> Appointment:
    """Say what was done about an appointment at which the child wasn't seen; its time limits are met.

    Raises DomainError, ChangedMeanwhileError when somebody has said so already, NotVisibleError,
    NotPermittedError (see access_voice.may_follow_up).
    """
    row = _locked(appointment, by)
    if not access_voice.may_follow_up(by, row.child):
        raise NotPermittedError("follow_up_appointment")
    if row.outcome not in was_not_brought.NOT_SEEN:
        raise DomainError("The child was seen: there is nothing to follow up")
    if row.followed_up_at is not None:
        raise ChangedMeanwhileError("Somebody has already said what was done")
    _refuse_blame({"followed_up": text})
    if not text.strip():
        raise DomainError("Say what was done, and how the child is", field="followed_up")
    row.followed_up, row.followed_up_at, row.followed_up_by = text.strip(), at, by
    row.record(by=by, at=at, reason="Followed up")
    for rule_id in CLOCKS:
        deadlines.meet(rule_id=rule_id, child=row.child, subject=f"appointment:{row.pk}", by=by, at=at)
    what = (
        f"Followed up that the child was not seen by {row.service} on {date_text(row.on)}: {row.followed_up}"
    )
    events.write(child=row.child, kind=EventKind.NOTE, what_happened=what, themes=_THEMES, by=by, at=at)
    return row


_THEMES: Final = ("was_not_brought",)


def _locked(appointment: Appointment, by: User) -> Appointment:
    """The row with its child, both locked, the child first; raises NotVisibleError, NotPermittedError."""
    found = access_voice.visible_appointments(by).select_related("child").filter(pk=appointment.pk).first()
    if found is None:
        raise NotVisibleError
    access.require(by, access.Action.RECORD_EVENT, found.child)
    Child.objects.select_for_update(no_key=True).get(pk=found.child_id)
    locked = Appointment.objects.select_for_update(of=("self",))
    return locked.select_related("child__person", "child__allocated_to", "child__team").get(pk=found.pk)


def _check(facts: AppointmentFacts, at: datetime) -> None:
    _refuse_blame({"service": facts.service, "impact": facts.impact, "told": facts.told})
    if facts.outcome and facts.on > london_date(at):
        raise DomainError("An appointment that is still to come has no outcome yet", field="outcome")
    if not facts.outcome and facts.on < london_date(at):
        raise DomainError("Select what became of it", field="outcome")
    if facts.outcome in was_not_brought.NOT_SEEN:
        if not facts.impact.strip():
            raise DomainError("Say what it means for the child", field="impact")
        if not facts.told.strip():
            raise DomainError("Say who was told, or why nobody was", field="told")
    if facts.reoffered_on is not None and facts.reoffered_on <= facts.on:
        raise DomainError("It can only be offered again for a later day", field="reoffered_on")


def _refuse_blame(typed: dict[str, str]) -> None:
    for field, text in typed.items():
        why = was_not_brought.refusal(text)
        if why:
            raise DomainError(why, field=field)


def _tell(row: Appointment, facts: AppointmentFacts, *, by: User, at: datetime) -> None:
    """Save the outcome with its line of the chronology, and what follows from all that were missed."""
    row.outcome, row.impact, row.told = facts.outcome, facts.impact.strip(), facts.told.strip()
    row.reoffered_on, row.recorded_at, row.recorded_by = facts.reoffered_on, at, by
    outcome = AppointmentOutcome(row.outcome) if row.outcome else None
    missed = row.outcome in was_not_brought.NOT_SEEN
    before = row.event
    if missed or before is not None:
        row.event = events.write(
            child=row.child,
            kind=EventKind.WAS_NOT_BROUGHT if missed else EventKind.HEALTH_ATTENDANCE,
            what_happened=". ".join(_said(row, outcome)),
            occurred_at=at_hour(row.on, 12) if row.on < london_date(at) else at,
            significance=Significance.NOTABLE if missed else Significance.ROUTINE,
            impact_on_child=row.impact,
            themes=_THEMES if missed else (),
            supersedes=before,
            by=by,
            at=at,
        )
    row.record(by=by, at=at, reason=f"Appointment: {outcome.label if outcome else 'given'}")
    if missed:
        missed_appointments.follow(row, by=by, at=at)


def _said(row: Appointment, outcome: AppointmentOutcome | None) -> Iterable[str]:
    label = outcome.label if outcome else "Appointment still to come"
    yield f"{label}: {row.service}, {date_text(row.on)}"
    if row.told:
        yield f"Told: {row.told}"
    if row.reoffered_on:
        yield f"Offered again for {date_text(row.reoffered_on)}"
