"""One's own sessions: how long this one lasts, where one is signed in, and ending any of them."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.usersessions.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone

from safeguarding.accounts import queries, session_time
from safeguarding.accounts.views.pages import Page
from safeguarding.ui.views import SeeOther

ALL, OTHERS = "all", "others"


class SessionTimePage(Page):
    """For the warning in the browser: how long the session still lasts, and the token for its forms.

    Asking is not doing something; "Stay signed in" (POST) is.
    """

    is_passive: ClassVar[bool] = True

    def get(self, request: HttpRequest) -> HttpResponse:
        """Tell."""
        left = session_time.seconds_left(request.session, timezone.now())
        return JsonResponse({"seconds_left": left, "token": get_token(request)})

    def post(self, request: HttpRequest) -> HttpResponse:
        """The person stays: the middleware has noted it."""
        return self.get(request)


class SessionsPage(Page):
    """Where one is signed in."""

    template_name = "account/sessions.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show this session first, then the others, the last used before the rest."""
        rows = [self._row(each) for each in self._mine()]
        rows.sort(key=lambda row: (not row["is_current"], -row["last_seen_at"].timestamp()))
        return self.render(rows=rows)

    def post(self, request: HttpRequest) -> HttpResponse:
        """End one session, the others, or all."""
        mine, which = self._mine(), request.POST.get("end", "")
        ended = [each for each in mine if which == ALL or self._is_meant(each, which)]
        if not ended and which not in {ALL, OTHERS}:
            raise Http404
        get_adapter().end_sessions(ended)
        if which == ALL or any(self._is_current(each) for each in ended):
            logout(request)
            return SeeOther(reverse("account_login"))
        messages.success(request, "Signed out there")
        return SeeOther(reverse("your_sessions"))

    def _mine(self) -> list[UserSession]:
        return queries.sessions(self.user)

    def _is_current(self, session: UserSession) -> bool:
        return session.session_key == self.request.session.session_key

    def _is_meant(self, session: UserSession, which: str) -> bool:
        return not self._is_current(session) if which == OTHERS else str(session.pk) == which

    def _row(self, session: UserSession) -> dict[str, Any]:
        return {
            "pk": session.pk,
            "browser": browser_of(session.user_agent),
            "ip": session.ip,
            "created_at": session.created_at,
            "last_seen_at": session.last_seen_at,
            "is_current": self._is_current(session),
        }


# What browsers say of themselves names several others; the first that fits is right.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def browser_of(user_agent: str) -> str:
    """Which browser on what, as far as it says so."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "A browser")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} on {system}" if system else browser
