"""Nobody gets further than setting up a second factor while they have none."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class SecondFactorMiddleware:
    """Sends a signed-in person without a second factor to the page that sets one up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on, or redirect to the second-factor pages."""
        if settings.SECOND_FACTOR_REQUIRED and request.user.is_authenticated:
            free = (
                reverse("account_logout"),
                reverse("mfa_index"),
                "/account/",
                settings.STATIC_URL,
                "/health/",
            )
            if not request.path.startswith(free) and not is_mfa_enabled(request.user):
                return redirect("mfa_index")
        return self.get_response(request)
