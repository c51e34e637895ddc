"""Every sign-in is a line of the access log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from safeguarding.accounts import identity
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action, Basis


def note(sender: Any, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_in`: the end of signing in, whatever ways were taken."""
    address = request.META.get("REMOTE_ADDR") if request is not None else None
    # The request began as somebody who hadn't signed in.
    with identity.as_user(user):
        log.write(
            by=user,
            at=timezone.now(),
            action=Action.SIGN_IN,
            basis=Basis.NONE,
            origin=log.Origin(address=address or None, page="account_login"),
        )
