"""What challenges add to a child's history, as far as its reader may see them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import Q, QuerySet

from cases.models import Child
from cases.queries.history_shape import Part
from escalation import access
from escalation.models import Challenge, ChallengeAction, ChallengeContact, ChallengeOffer, ChallengeStage
from safeguarding.accounts.models import User

# What it hangs on stands elsewhere.
_WHOSE: Final = frozenset({"challenge", "offer", "deadline", "event", "meeting"})


def _seen(visible: Callable[[User], QuerySet[Any]], to_child: str) -> Callable[[User, Child], Q]:
    def of(user: User, child: Child) -> Q:
        return Q(id__in=visible(user).filter(**{to_child: child}).values("pk"))

    return of


PARTS: Final = (
    Part(Challenge, "Professional challenge", _seen(access.visible_challenges, "child"), without=_WHOSE),
    Part(
        ChallengeStage,
        "Stage of a challenge",
        _seen(access.visible_stages, "challenge__child"),
        without=_WHOSE,
    ),
    Part(
        ChallengeContact,
        "Contact in a challenge",
        _seen(access.visible_contacts, "challenge__child"),
        without=_WHOSE,
    ),
    Part(
        ChallengeOffer,
        "Offer in a challenge",
        _seen(access.visible_offers, "challenge__child"),
        without=_WHOSE,
    ),
    Part(
        ChallengeAction,
        "Action after a challenge",
        _seen(access.visible_actions, "offer__challenge__child"),
        without=_WHOSE,
    ),
)
