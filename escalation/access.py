"""THE GATE's part for professional challenge; built on cases.access alone.

A challenge is seen by the people of its two agencies and by the partnership's office, each as far as they see
the child.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases import access
from cases.exceptions import NotPermittedError, NotVisibleError
from escalation.models import (
    Challenge,
    ChallengeAction,
    ChallengeContact,
    ChallengeOffer,
    ChallengeStage,
    PolicyRead,
)
from safeguarding.accounts.models import User


def visible_challenges(user: User) -> QuerySet[Challenge]:
    """The challenges `user` may read."""
    party = Q(raising_agency=user.agency_id) | Q(against_agency=user.agency_id)
    if access.may(user, access.Action.VIEW_CHALLENGES):
        party = Q()
    children = access.visible_children(user).filter(pk=OuterRef("child"))
    return Challenge.objects.filter(party, Exists(children))


def visible_stages(user: User) -> QuerySet[ChallengeStage]:
    """The stages of visible challenges."""
    return ChallengeStage.objects.filter(challenge__in=visible_challenges(user).values("pk"))


def visible_contacts(user: User) -> QuerySet[ChallengeContact]:
    """What was said in visible challenges."""
    return ChallengeContact.objects.filter(challenge__in=visible_challenges(user).values("pk"))


def visible_offers(user: User) -> QuerySet[ChallengeOffer]:
    """What was offered in visible challenges."""
    return ChallengeOffer.objects.filter(challenge__in=visible_challenges(user).values("pk"))


def visible_actions(user: User) -> QuerySet[ChallengeAction]:
    """The actions of visible offers."""
    return ChallengeAction.objects.filter(offer__in=visible_offers(user).values("pk"))


def visible_reads(user: User) -> QuerySet[PolicyRead]:
    """Who has read the policy: one's own receipts, and all for the partnership's office."""
    reads = PolicyRead.objects.all()
    return reads if access.may(user, access.Action.KEEP_POLICY) else reads.filter(user=user)


def require_party(user: User, challenge: Challenge, *, raising: bool | None = None) -> None:
    """Raise NotVisibleError (404) for a challenge that may not be seen, NotPermittedError (403) for whoever
    takes no part in it: not of one of the two agencies, of the wrong one (`raising` says which), or seeing
    the child in an emergency alone."""
    if not visible_challenges(user).filter(pk=challenge.pk).exists():
        raise NotVisibleError
    access.require(user, access.Action.CHALLENGE, challenge.child)
    if not takes_part(user, challenge, raising=raising):
        raise NotPermittedError("take_part_in_challenge")


def takes_part(user: User, challenge: Challenge, *, raising: bool | None = None) -> bool:
    """Whether `user` speaks for one of the two agencies; for buttons, of a challenge that they see."""
    sides = {True: challenge.raising_agency_id, False: challenge.against_agency_id}
    wanted = set(sides.values()) if raising is None else {sides[raising]}
    return access.may(user, access.Action.CHALLENGE) and user.agency_id in wanted


def require_decider(user: User, challenge: Challenge) -> None:
    """As `require_party`, for the partnership's decision at the top."""
    if not visible_challenges(user).filter(pk=challenge.pk).exists():
        raise NotVisibleError
    access.require(user, access.Action.DECIDE_CHALLENGE, challenge.child)
