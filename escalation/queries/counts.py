"""How many challenges about a child are open, for pages of the apps below."""

from __future__ import annotations

from cases.models import Child
from escalation import access
from escalation.states import ChallengeState
from safeguarding.accounts.models import User


def open_about(user: User, child: Child) -> int:
    """The open challenges about the child that `user` may read."""
    return access.visible_challenges(user).filter(child=child, state=ChallengeState.OPEN).count()
