"""Legal milestones: recorded by social care, and the agencies of the network told of them one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from cases import access
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Child
from cases.services import events
from cases.states import EventKind, Sensitivity, Significance
from core_groups import step_down_access
from core_groups.models import LegalMilestone, LegalTold
from core_groups.queries import withdrawals
from core_groups.services import step_down_telling
from core_groups.step_down_states import LEGAL_LEVELS, LegalKind, ToldOfLegalHow
from safeguarding.accounts.models import Agency, User
from safeguarding.notifications.services import withdraw
from safeguarding.rules.london_time import at_hour, london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What happened in proceedings, when, and when the court sits next."""

    kind: LegalKind
    on: date
    text: str
    next_hearing_on: date | None = None
    sensitivity: Sensitivity = Sensitivity.SOCIAL_CARE


@transaction.atomic
def record(
    *, child: Child, milestone: Milestone, agencies: Sequence[Agency], by: User, at: datetime
) -> LegalMilestone:
    """Record a milestone; each of `agencies` is to be told of it, which is the child's worker's task.

    Its line in the chronology has its sensitivity. Raises NotVisibleError, NotPermittedError; DomainError
    with the field.
    """
    access.require(by, Action.MANAGE_PLAN, child)
    child = (
        Child.objects.select_for_update(no_key=True, of=("self",))
        .select_related("allocated_to")
        .get(pk=child.pk)
    )
    _check(milestone, at)
    interested = [each for each in withdrawals.network(child) if not each.is_lead]
    if any(agency not in interested for agency in agencies):
        raise DomainError("Choose agencies that are involved with the child", field="agencies")
    made = LegalMilestone(
        child=child,
        kind=milestone.kind,
        on=milestone.on,
        next_hearing_on=milestone.next_hearing_on,
        text=milestone.text.strip(),
        sensitivity=milestone.sensitivity,
        recorded_at=at,
        recorded_by=by,
    )
    made.record(by=by, at=at, reason=f"{milestone.kind.label} recorded")
    events.write(
        child=child,
        kind=EventKind.LEGAL,
        what_happened=f"{milestone.kind.label}: {made.text}",
        significance=Significance.SIGNIFICANT,
        sensitivity=milestone.sensitivity,
        occurred_at=min(at_hour(milestone.on, 9), at),
        by=by,
        at=at,
    )
    for agency in agencies:
        LegalTold(milestone=made, child=child, agency=agency).record(by=by, at=at, reason="To be told")
    if agencies:
        _tell(
            made, "agencies", "Agencies are to be told of a legal step", [by, *_worker(child)], by=None, at=at
        )
    return made


@transaction.atomic
def tell(
    *,
    told: LegalTold,
    by: User,
    at: datetime,
    how: ToldOfLegalHow | None = None,
    words: str = "",
    not_told_reason: str = "",
) -> LegalTold:
    """Note that an agency was told, how and in which words, or why it isn't; its people hear of it.

    Raises NotVisibleError, NotPermittedError; DomainError without words or a reason, or with both;
    ChangedMeanwhileError when it was told already.
    """
    if not step_down_access.visible_told(by).filter(pk=told.pk).exists():
        raise NotVisibleError
    access.require(by, Action.MANAGE_PLAN, told.child)
    rows = LegalTold.objects.select_for_update(of=("self",)).select_related("milestone", "child", "agency")
    told = rows.get(pk=told.pk)
    if told.told_at is not None:
        raise ChangedMeanwhileError("Somebody has noted this already")
    if bool(words.strip()) == bool(not_told_reason.strip()) or (words.strip() and how is None):
        raise DomainError("Enter how and what the agency was told, or why it is not told", field="words")
    told.told_at, told.told_by = at, by
    told.how, told.words = how if how and words.strip() else "", words.strip()
    told.not_told_reason = not_told_reason.strip()
    told.record(by=by, at=at, reason="Told" if told.words else "Not told")
    if told.words:
        people = step_down_telling.of_agencies(told.child, [told.agency])
        what = f"told-{told.pk}"
        _tell(told.milestone, what, "Your agency was told of a legal step", people, by=by, at=at)
    if not told.milestone.told.filter(told_at=None).exists():
        withdraw(subjects=[f"{_subject(told.milestone)}:agencies"], at=at)
    return told


def _check(milestone: Milestone, at: datetime) -> None:
    if not milestone.text.strip():
        raise DomainError("Enter what happened, and what it means for the child", field="text")
    if milestone.on > london_date(at):
        raise DomainError("The day is today or before; a hearing to come is the next hearing", field="on")
    if milestone.next_hearing_on is not None and milestone.next_hearing_on < milestone.on:
        raise DomainError("The next hearing comes after this", field="next_hearing_on")
    if milestone.sensitivity not in LEGAL_LEVELS:
        raise DomainError("Choose who may read it", field="sensitivity")


def _worker(child: Child) -> list[User]:
    return step_down_telling.workers_of(child)


def _tell(
    milestone: LegalMilestone, what: str, text: str, people: list[User], *, by: User | None, at: datetime
) -> None:
    step_down_telling.tell(
        milestone.child,
        dict.fromkeys(people),
        key=f"{_subject(milestone)}:{what}:1",
        kind="legal",
        text=text,
        path=reverse("legal", args=[milestone.child.reference]),
        by=by,
        at=at,
    )


def _subject(milestone: LegalMilestone) -> str:
    return f"legal:{milestone.pk}"
