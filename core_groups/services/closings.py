"""Closing an episode of need: written by the worker, signed by a manager who isn't the author
(safeguarding.rules.closure)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from cases import access
from cases.access import Action
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, EpisodeOfNeed
from cases.services import children
from core_groups import step_down_access
from core_groups.models import Closing
from core_groups.queries import closings as queries
from core_groups.services import step_down_telling
from safeguarding.accounts.models import User
from safeguarding.notifications.services import withdraw
from safeguarding.rules import closure
from safeguarding.rules.london_time import london_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a closure says: the gate's four (safeguarding.rules.closure.CONSIDERED), the census reason, and
    the day on which the family had its copy, or why it has none."""

    considered: Mapping[str, str]
    reason: str
    family_copy_on: date | None = None
    family_copy_reason: str = ""


@transaction.atomic
def write(
    *, episode: EpisodeOfNeed, words: Words, by: User, at: datetime, version: int | None = None
) -> Closing:
    """Write the closure, or write it anew, and give it to the managers who may sign it.

    Raises NotVisibleError, NotPermittedError; DomainError with the field for what is missing or a reason
    that doesn't fit; ChangedMeanwhileError when the episode is closed, or somebody wrote meanwhile.
    """
    access.require(by, Action.MANAGE_PLAN, episode.child)
    episode = _locked(episode)
    for field, message in closure.lacks(words.considered).items():
        raise DomainError(message, field=field)
    _check_copy(words, at)
    refused = queries.reason_refused(words.reason, episode)
    if refused is not None:
        raise DomainError(refused.text, field="reason")
    closing = Closing.objects.select_for_update(of=("self",)).filter(episode=episode).first()
    if version is not None and version != (closing.version if closing else 0):
        raise ChangedMeanwhileError("Somebody has changed this closure while you were writing")
    closing = closing or Closing(episode=episode, child=episode.child)
    closing.author, closing.written_at = by, at
    for field in closure.CONSIDERED:
        setattr(closing, field, words.considered[field].strip())
    closing.reason = words.reason
    closing.family_copy_on = words.family_copy_on
    closing.family_copy_reason = words.family_copy_reason.strip()
    closing.sent_back_at, closing.sent_back_by, closing.sent_back_reason = None, None, ""
    closing.record(by=by, at=at, reason="Closure written")
    _tell(
        closing, "A closure waits for a signature", step_down_telling.managers_of(by, closing.child), by, at
    )
    return closing


@transaction.atomic
def send_back(*, closing: Closing, reason: str, by: User, at: datetime) -> Closing:
    """A manager doesn't sign yet, and says why; the author is told. Raises as `sign` does."""
    closing, _ = _to_sign(closing, by)
    if not reason.strip():
        raise DomainError("Enter what is missing", field="reason")
    closing.sent_back_at, closing.sent_back_by = at, by
    closing.sent_back_reason = reason.strip()
    closing.record(by=by, at=at, reason="Sent back")
    withdraw(subjects=[_subject(closing)], at=at)
    _tell(closing, "A closure was sent back to you", [closing.author], by, at)
    return closing


@transaction.atomic
def sign(*, closing: Closing, by: User, at: datetime) -> Closing:
    """Close the child to children's social care: what was going to be done stops, what is owed runs on.

    Raises NotVisibleError; NotPermittedError for whoever is no manager, or is the author; DomainError naming
    what stands in the way; ChangedMeanwhileError when it is closed, was sent back, or changed meanwhile.
    """
    closing, episode = _to_sign(closing, by)
    in_the_way = queries.in_the_way(episode)
    if in_the_way:
        raise DomainError(". ".join(each.text for each in in_the_way))
    refused = queries.reason_refused(closing.reason, episode)
    if refused is not None:
        raise DomainError(refused.text)
    closing.signed_at, closing.signed_by = at, by
    closing.record(by=by, at=at, reason="Closure signed")
    try:
        with transaction.atomic():
            children.close_episode(
                episode=episode, closed_on=london_date(at), closure_reason=closing.reason, by=by, at=at
            )
    except IntegrityError as error:
        # The database counts also what the signer may not see, and what somebody else has just begun.
        raise ChangedMeanwhileError(
            "Work in this episode is open: look again at what is in the way"
        ) from error
    withdraw(subjects=[_subject(closing)], at=at)
    return closing


def _check_copy(words: Words, at: datetime) -> None:
    has_reason = bool(words.family_copy_reason.strip())
    if (words.family_copy_on is None) == (not has_reason):
        raise DomainError("Enter when the family had its copy, or why it has none", field="family_copy_on")
    if words.family_copy_on is not None and words.family_copy_on > london_date(at):
        raise DomainError("The family has its copy today or before", field="family_copy_on")


def _to_sign(closing: Closing, by: User) -> tuple[Closing, EpisodeOfNeed]:
    """The written closure, held, for a manager who isn't its author."""
    if not step_down_access.visible_closings(by).filter(pk=closing.pk).exists():
        raise NotVisibleError
    access.require(by, Action.CLOSE_EPISODE, closing.child)
    episode = _locked(closing.episode)
    rows = Closing.objects.select_for_update(of=("self",)).select_related("child__allocated_to", "author")
    found = rows.get(pk=closing.pk)
    if not closure.may_sign(author=found.author_id, signer=by.pk, is_manager=True):
        raise NotPermittedError(Action.CLOSE_EPISODE.value)
    if found.sent_back_at is not None:
        raise ChangedMeanwhileError("This was sent back: its author writes it anew")
    return found, episode


def _locked(episode: EpisodeOfNeed) -> EpisodeOfNeed:
    """The open episode as it is now, held until the transaction ends."""
    Child.objects.select_for_update(no_key=True).get(pk=episode.child_id)
    rows = EpisodeOfNeed.objects.select_for_update(of=("self",))
    found = rows.select_related("child__allocated_to").get(pk=episode.pk)
    if found.closed_on is not None:
        raise ChangedMeanwhileError("Somebody has already closed this")
    return found


def _tell(closing: Closing, text: str, people: list[User], by: User, at: datetime) -> None:
    step_down_telling.tell(
        closing.child,
        people,
        key=f"{_subject(closing)}:{closing.version}",
        kind="closing",
        text=text,
        path=reverse("closing", args=[closing.child.reference]),
        by=by,
        at=at,
    )


def _subject(closing: Closing) -> str:
    return f"closing:{closing.pk}"
