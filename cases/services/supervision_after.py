"""After everybody has signed: addenda, what was done of actions, how good a senior finds the record."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases import access, access_supervision
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import (
    Child,
    Supervision,
    SupervisionAction,
    SupervisionAddendum,
    SupervisionSample,
)
from cases.services.supervision import locked
from cases.supervision_states import GRADES, SupervisionState
from safeguarding.accounts.models import User
from safeguarding.notifications.services import notify


@transaction.atomic
def add_addendum(
    *, supervision: Supervision, text: str, by: User, at: datetime, child: Child | None = None
) -> SupervisionAddendum:
    """Put right or add something, by one who took part; what was signed stays as it is.

    Raises DomainError with the field, NotVisibleError, NotPermittedError.
    """
    row = locked(supervision, by)
    if row.state != SupervisionState.SIGNED:
        raise DomainError("It isn’t signed by everybody yet: change the words themselves", field="text")
    if not text.strip():
        raise DomainError("Enter what is put right or added", field="text")
    if child is not None:
        access.require(by, Action.BE_SUPERVISED, child)
        if not row.parts.filter(child=child, left_out=False).exists():
            raise DomainError("Choose a child who was discussed", field="child")
    made = SupervisionAddendum.objects.create(
        supervision=row, child=child, text=text.strip(), added_at=at, added_by=by
    )
    others = row.signatures.exclude(person=by).select_related("person")
    notify(
        recipients=[each.person for each in others],
        key=f"{row.subject}:addendum:{made.pk}",
        kind="supervision",
        text="Something was added to a supervision that you took part in",
        path=reverse("supervision", args=[row.pk]),
        subject=row.subject,
        at=at,
    )
    return made


@transaction.atomic
def close_action(*, action: SupervisionAction, done: str, by: User, at: datetime) -> SupervisionAction:
    """Say what was done of an action and what it changed: its owner, or the supervisor.

    Raises DomainError with the field, ChangedMeanwhileError when it is done already, NotVisibleError,
    NotPermittedError.
    """
    supervision = locked(action.supervision, by)
    rows = access_supervision.visible_actions(by).filter(pk=action.pk, left_out=False)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise NotVisibleError
    if by.pk not in {row.owner_id, supervision.supervisor_id}:
        raise NotPermittedError("close_supervision_action")
    if supervision.state != SupervisionState.SIGNED:
        raise DomainError("It isn’t agreed before everybody has signed", field="done")
    if row.done_at is not None:
        raise ChangedMeanwhileError("Somebody has already said what was done")
    if not done.strip():
        raise DomainError("Enter what was done, and what it changed for the child", field="done")
    row.done, row.done_at, row.done_by = done.strip(), at, by
    row.record(by=by, at=at, reason="Done")
    return row


@transaction.atomic
def sample(*, supervision: Supervision, grade: int, words: str, by: User, at: datetime) -> SupervisionSample:
    """Say how good a signed record is and why: a head of service who took no part, once.

    Raises DomainError with the field, ChangedMeanwhileError when they have said so already,
    NotVisibleError, NotPermittedError.
    """
    row = access_supervision.visible_supervisions(by).filter(pk=supervision.pk).first()
    if row is None:
        raise NotVisibleError
    if not may_sample(by, row):
        raise NotPermittedError(Action.SAMPLE_SUPERVISION.value)
    Supervision.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state != SupervisionState.SIGNED:
        raise DomainError("A record is sampled when everybody has signed it")
    if grade not in dict(GRADES):
        raise DomainError("Select how good the record is", field="grade")
    if not words.strip():
        raise DomainError("Enter why, and what would make it better", field="words")
    if row.samples.filter(sampled_by=by).exists():
        raise ChangedMeanwhileError("You have already sampled this")
    made = SupervisionSample.objects.create(
        supervision=row, grade=grade, words=words.strip(), sampled_at=at, sampled_by=by
    )
    notify(
        recipients=[row.supervisor],
        key=f"{row.subject}:sample:{made.pk}",
        kind="supervision",
        text="A supervision record of yours was sampled",
        path=reverse("supervision", args=[row.pk]),
        subject=row.subject,
        at=at,
    )
    return made


def may_sample(user: User, supervision: Supervision) -> bool:
    """Whether `user` may grade it: a head of service who took no part."""
    return access.may(user, Action.SAMPLE_SUPERVISION) and not access_supervision.takes_part(
        user, supervision
    )
