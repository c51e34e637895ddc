"""Who asks, and whether they have gone far enough to be let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from typing import Any, cast
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from safeguarding.accounts import identity, session_time
from safeguarding.accounts.models import User

SERVER_ERROR = 500

# The pages that somebody who still has to set up a second factor may open: those that set one up, the ones
# that ask for the password again before, and signing out. Nothing else, also not the rest of their account.
OPEN_WITHOUT_SECOND_FACTOR = frozenset(
    {
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "health",
        "session_time",
    }
)


class ClientAddressMiddleware:
    """Behind proxies of ours, the client's address is what the outermost of them saw."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address where everything reads it (REMOTE_ADDR); what a client adds itself is ignored."""
        count = settings.TRUSTED_PROXIES
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if count and len(hops) >= count and _is_address(hops[-count]):
            request.META["REMOTE_ADDR"] = hops[-count]
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class SessionTimeMiddleware:
    """Signs out whoever has done nothing for too long, or has been signed in for too long.

    A form that comes too late is handed to its view once more when the view keeps what was typed
    (`keeps_what_was_posted`), with `request.has_timed_out` set: the view saves the draft and does nothing
    else, and its answer is thrown away. CSRF has been checked by then.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on as the person, or as nobody when their time is over."""
        asked = cast(Any, request)
        asked.has_timed_out = False
        if not request.user.is_authenticated:
            return self.get_response(request)
        asked.session_seconds_left = session_time.seconds_left(request.session, timezone.now())
        asked.has_timed_out = asked.session_seconds_left == 0
        response = self.get_response(request)
        if not (asked.has_timed_out and request.user.is_authenticated):
            return response
        logout(request)
        if request.headers.get("X-Autosave") == "1":
            return JsonResponse({"signed_out": True}, status=401)
        return _sign_in_again(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Note that the person did something; when their time is over, the sign-in page instead."""
        if not request.user.is_authenticated:
            return None
        page = getattr(view, "view_class", None)
        if not cast(Any, request).has_timed_out:
            if not (request.method == "GET" and getattr(page, "is_passive", False)):
                session_time.note_activity(request, timezone.now())
            return None
        keeps = getattr(page, "keeps_what_was_posted", None)
        if request.method == "POST" and keeps is not None and keeps():
            return None
        logout(request)
        return _sign_in_again(request) if getattr(view, "login_required", True) else None


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    query = urlencode({"next": request.get_full_path(), "timed_out": "yes"})
    return redirect(f"{reverse('account_login')}?{query}")


class SecondFactorMiddleware:
    """Sends a signed-in person without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on; `process_view` decides, once the page is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Nothing when the page may be opened, else a redirect to the second-factor page."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN_WITHOUT_SECOND_FACTOR:
            return None
        return None if has_second_factor(request.user) else redirect("mfa_index")


def has_second_factor(user: Any) -> bool:
    """Whether the person has an authenticator app or a passkey; recovery codes alone are none."""
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]))


class IdentityMiddleware:
    """One transaction for a request, in which the database knows who asks (docs/adr/0007)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the person who asks; what a failed request wrote is rolled back.

        A refusal (404, 403) commits: its line of the access log stays. The health page answers also when
        there is no database to tell anything.
        """
        if request.path_info == settings.HEALTH_PATH:
            return self.get_response(request)
        with identity.as_user(request.user):
            response = self.get_response(request)
            if response.status_code >= SERVER_ERROR:
                transaction.set_rollback(True)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _as_asked(request.user, iter(response))
        return response


def _as_asked(user: User | AnonymousUser, parts: Iterator[bytes]) -> Iterator[bytes]:
    """What is sent after the request's transaction is read as the same person."""
    with identity.as_user(user):
        yield from parts
