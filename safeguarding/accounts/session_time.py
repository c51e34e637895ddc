"""How long one stays signed in: not longer than settings.SESSION_IDLE_SECONDS without doing anything, and
never longer than settings.SESSION_LONGEST_SECONDS after signing in.

Reading a page, sending a form and typing (its draft is saved) are doing something; asking how much time is
left is not. The times stand in the session, in seconds since 1970.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.utils import timezone

STARTED: Final = "signed_in_at"
ACTIVE: Final = "last_activity"
# The session is written at most so often, in seconds.
NOTED_EVERY: Final = 30


def begin(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Receiver of Django's `user_logged_in`: both clocks start."""
    request.session[STARTED] = request.session[ACTIVE] = timezone.now().timestamp()


def seconds_left(session: SessionBase, at: datetime) -> int:
    """How long the session still lasts if nothing is done; 0 when it is over.

    One from before these clocks existed starts them now.
    """
    now = at.timestamp()
    if STARTED not in session or ACTIVE not in session:
        session[STARTED] = session[ACTIVE] = now
    idle = session[ACTIVE] + settings.SESSION_IDLE_SECONDS - now
    whole = session[STARTED] + settings.SESSION_LONGEST_SECONDS - now
    return max(0, int(min(idle, whole)))


def note_activity(request: HttpRequest, at: datetime) -> None:
    """The person did something: the idle clock starts anew."""
    if at.timestamp() - request.session[ACTIVE] < NOTED_EVERY:
        return
    request.session[ACTIVE] = at.timestamp()
    mine = UserSession.objects.filter(session_key=request.session.session_key)
    mine.update(last_seen_at=at, ip=request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 (unknown)
