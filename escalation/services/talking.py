"""Within a stage: people speak, the challenged agency offers, the raising agency answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.exceptions import ChangedMeanwhileError, DomainError
from escalation import access
from escalation.models import Challenge, ChallengeAction, ChallengeContact, ChallengeOffer
from escalation.services import ladder, locking, telling
from escalation.states import ChallengeState, ContactHow, Move, OfferAnswer, next_position
from safeguarding.accounts.models import Agency, User
from safeguarding.rules.london_time import london_date


@dataclass(frozen=True, slots=True)
class Step:
    """One action of an offered plan: who does what by when."""

    what: str
    agency: Agency
    who: str
    due_on: date


@transaction.atomic
def record_contact(
    *,
    challenge: Challenge,
    happened_at: datetime,
    how: ContactHow,
    with_whom: str,
    words: str,
    by: User,
    at: datetime,
) -> ChallengeContact:
    """Write down that people of the two agencies spoke, or that somebody tried."""
    challenge = locking.open_challenge(challenge)
    access.require_party(by, challenge)
    if happened_at > at:
        raise DomainError("It can’t be in the future", field="happened_at")
    if not with_whom.strip():
        raise DomainError("Enter with whom", field="with_whom")
    if not words.strip():
        raise DomainError("Enter what was said", field="words")
    contact = ChallengeContact(
        challenge=challenge,
        stage=challenge.stage,
        happened_at=happened_at,
        how=how,
        with_whom=with_whom,
        words=words,
        recorded_by=by,
        recorded_at=at,
    )
    contact.record(by=by, at=at, reason="Contact recorded")
    challenge.record(by=by, at=at, reason="Contact recorded")
    telling.of_challenge(challenge, "contact", "A contact is recorded in a challenge", by=by, at=at)
    return contact


@transaction.atomic
def offer(
    *, challenge: Challenge, words: str, steps: Sequence[Step], by: User, at: datetime
) -> ChallengeOffer:
    """The challenged agency offers something: in words, and as actions with dates."""
    challenge = locking.open_challenge(challenge)
    access.require_party(by, challenge, raising=False)
    if not words.strip():
        raise DomainError("Enter what you offer", field="words")
    if challenge.offers.filter(answer=OfferAnswer.WAITING).exists():
        raise ChangedMeanwhileError("An offer is waiting for an answer already")
    for number, step in enumerate(steps, start=1):
        if step.due_on < london_date(at):
            raise DomainError("Enter a day that is today or later", field=f"due_on_{number}")
        if step.agency.pk not in {challenge.raising_agency_id, challenge.against_agency_id}:
            raise DomainError("Choose one of the two agencies", field=f"agency_{number}")
    made = ChallengeOffer(challenge=challenge, stage=challenge.stage, words=words, made_by=by, made_at=at)
    made.record(by=by, at=at, reason="Offer made")
    for number, step in enumerate(steps, start=1):
        action = ChallengeAction(
            offer=made,
            number=number,
            what=step.what,
            agency=step.agency,
            who=step.who,
            due_on=step.due_on,
        )
        action.record(by=by, at=at, reason="Offer made")
    challenge.record(by=by, at=at, reason="Offer made")
    telling.of_challenge(challenge, "offered", "There is an offer in a challenge", by=by, at=at)
    return made


@transaction.atomic
def accept(*, offer: ChallengeOffer, words: str, by: User, at: datetime) -> Challenge:
    """The raising agency accepts an offer: it is the agreed plan, and the challenge has ended."""
    offer, challenge = _waiting(offer)
    access.require_party(by, challenge, raising=True)
    challenge.state = ChallengeState(next_position(challenge.position, Move.AGREE).value)
    _answer(offer, OfferAnswer.ACCEPTED, words, by=by, at=at)
    ladder.leave(challenge, by=by, at=at)
    challenge.resolution, challenge.ended_at, challenge.ended_by = offer.words, at, by
    challenge.record(by=by, at=at, reason="Offer accepted")
    ladder.write(challenge, "Professional challenge agreed between the two agencies", by=by, at=at)
    telling.of_challenge(challenge, "agreed", "A challenge is agreed", by=by, at=at)
    return challenge


@transaction.atomic
def refuse(*, offer: ChallengeOffer, words: str, by: User, at: datetime) -> Challenge:
    """The raising agency doesn't accept an offer, and says why: the challenge goes on."""
    offer, challenge = _waiting(offer)
    access.require_party(by, challenge, raising=True)
    if not words.strip():
        raise DomainError("Enter why you don’t accept it", field="words")
    _answer(offer, OfferAnswer.REFUSED, words, by=by, at=at)
    challenge.record(by=by, at=at, reason="Offer not accepted")
    telling.of_challenge(challenge, "refused", "An offer in a challenge is not accepted", by=by, at=at)
    return challenge


@transaction.atomic
def finish_action(*, action: ChallengeAction, words: str, by: User, at: datetime) -> ChallengeAction:
    """Either agency says that an action of the agreed plan is done, and how one sees it."""
    challenge = locking.locked(action.offer.challenge)
    access.require_party(by, challenge)
    action = ChallengeAction.objects.select_for_update(no_key=True, of=("self",)).get(pk=action.pk)
    if action.offer.answer != OfferAnswer.ACCEPTED:
        raise DomainError("This isn’t agreed")
    if action.done_at is not None:
        raise ChangedMeanwhileError("Somebody has recorded this already")
    if not words.strip():
        raise DomainError("Enter how one sees that it is done", field="words")
    action.done_at, action.done_by, action.done_words = at, by, words
    action.record(by=by, at=at, reason="Action done")
    return action


def _waiting(offer: ChallengeOffer) -> tuple[ChallengeOffer, Challenge]:
    challenge = locking.open_challenge(offer.challenge)
    found = ChallengeOffer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    if found.answer != OfferAnswer.WAITING:
        raise ChangedMeanwhileError("The offer is answered already")
    return found, challenge


def _answer(offer: ChallengeOffer, answer: OfferAnswer, words: str, *, by: User, at: datetime) -> None:
    offer.answer, offer.answer_words, offer.answered_by, offer.answered_at = answer, words, by, at
    offer.record(by=by, at=at, reason=answer.label)
