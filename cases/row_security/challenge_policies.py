"""Whom the tables of professional challenge are shown to.

The two agencies' people and the partnership's office, each as far as they see the child. The partnership's
counts are made by the service OVERSIGHT; what time moves, and what the partnership decides, is written by the
service CHALLENGE.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, OVERSIGHT, Policy
from safeguarding.accounts.identity import Service

_LADDER: Final = frozenset({Service.CHALLENGE})
_OF_CHALLENGE: Final = "rls_sees_challenge(challenge_id)"
_ANYBODY: Final = "(SELECT rls_is('active'))"

OF_CHALLENGES: Final = (
    Policy(
        "escalation_challenge",
        "((SELECT rls_agency()) IN (raising_agency_id, against_agency_id)"
        f" OR (SELECT rls_is('partnership_admin'))) AND {CHILD}",
        reads=_LADDER | OVERSIGHT,
        writes=_LADDER,
    ),
    Policy("escalation_challengestage", _OF_CHALLENGE, reads=_LADDER | OVERSIGHT, writes=_LADDER),
    Policy("escalation_challengecontact", _OF_CHALLENGE, reads=OVERSIGHT),
    Policy("escalation_challengeoffer", _OF_CHALLENGE, reads=OVERSIGHT),
    Policy("escalation_challengeaction", "rls_sees_challenge_offer(offer_id)"),
    # The policy's text and who has read it: nothing about a child.
    Policy(
        "escalation_policytext",
        _ANYBODY,
        adds="published_by_id = (SELECT rls_user()) AND (SELECT rls_is('partnership_admin'))",
        append_only=True,
    ),
    Policy(
        "escalation_policyread",
        f"(user_id = (SELECT rls_user()) AND {_ANYBODY}) OR (SELECT rls_is('partnership_admin'))",
        adds="user_id = (SELECT rls_user())",
        append_only=True,
    ),
)
# They never change, so they have no history beside them.
APPEND_ONLY_OF_CHALLENGES: Final = frozenset({"escalation_policytext", "escalation_policyread"})
