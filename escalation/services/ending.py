"""How a challenge ends otherwise than by agreement, and what is learned from it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases.exceptions import DomainError, NotPermittedError
from escalation import access
from escalation.models import Challenge
from escalation.services import ladder, locking, telling
from escalation.states import ChallengeState, LearningTheme, Move, NoSuchMoveError, next_position
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User


@transaction.atomic
def withdraw(*, challenge: Challenge, reason: str, by: User, at: datetime) -> Challenge:
    """The raising agency takes its challenge back, and says why."""
    challenge = locking.open_challenge(challenge)
    access.require_party(by, challenge, raising=True)
    if not reason.strip():
        raise DomainError("Enter why the challenge is withdrawn", field="reason")
    _end(challenge, Move.WITHDRAW, reason, by=by, at=at)
    ladder.write(challenge, "Professional challenge withdrawn", by=by, at=at)
    telling.of_challenge(challenge, "withdrawn", "A challenge is withdrawn", by=by, at=at)
    return challenge


@transaction.atomic
def decide(*, challenge: Challenge, decided_by: str, words: str, by: User, at: datetime) -> Challenge:
    """The partnership's decision at the top: final, and it says who took it.

    Written by the partnership's office, who sees the child; the raiser can't decide. Raises DomainError below
    the last stage.
    """
    access.require_decider(by, challenge)
    if by.pk == challenge.raised_by_id or by.agency_id == challenge.raising_agency_id:
        raise NotPermittedError("decide_own_challenge")
    if not decided_by.strip():
        raise DomainError("Enter who decided", field="decided_by")
    if not words.strip():
        raise DomainError("Enter the decision and its reasons", field="words")
    return _decided(challenge, decided_by, words, by=by, at=at)


@as_service(Service.CHALLENGE)
def _decided(challenge: Challenge, decided_by: str, words: str, *, by: User, at: datetime) -> Challenge:
    # The office works no cases: what it may write here was asked above.
    challenge = locking.open_challenge(challenge)
    challenge.decided_by_name = decided_by
    _end(challenge, Move.DECIDE, words, by=by, at=at)
    ladder.write(challenge, f"Professional challenge decided by the partnership: {decided_by}", by=by, at=at)
    telling.of_challenge(challenge, "decided", "A challenge is decided", by=by, at=at, urgent=True)
    return challenge


@transaction.atomic
def record_dissent(*, challenge: Challenge, words: str, by: User, at: datetime) -> Challenge:
    """What the raising agency still disagrees with, once the challenge has ended."""
    challenge = locking.locked(challenge)
    access.require_party(by, challenge, raising=True)
    if challenge.is_open:
        raise DomainError("The challenge goes on: move it up instead")
    if not words.strip():
        raise DomainError("Enter what you still disagree with", field="words")
    challenge.dissent = words
    challenge.record(by=by, at=at, reason="Dissent recorded")
    return challenge


@transaction.atomic
def record_learning(
    *, challenge: Challenge, theme: LearningTheme, words: str, by: User, at: datetime
) -> Challenge:
    """What either agency, once the challenge has ended, says is to be learned from it."""
    challenge = locking.locked(challenge)
    access.require_party(by, challenge)
    if challenge.is_open:
        raise DomainError("Record what is learned once the challenge has ended")
    if theme != LearningTheme.NONE and not words.strip():
        raise DomainError("Enter what is to be learned", field="words")
    challenge.learning_theme, challenge.learning = theme, words
    challenge.record(by=by, at=at, reason="Learning recorded")
    return challenge


def _end(challenge: Challenge, move: Move, words: str, *, by: User, at: datetime) -> None:
    try:
        ended = next_position(challenge.position, move)
    except NoSuchMoveError as refused:
        raise DomainError(str(refused)) from refused
    ladder.leave(challenge, by=by, at=at)
    challenge.state = ChallengeState(ended.value)
    challenge.resolution, challenge.ended_at, challenge.ended_by = words, at, by
    challenge.record(by=by, at=at, reason=words[:300])
