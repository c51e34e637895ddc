"""What every page's layout needs to know about the request."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

SERVICE_NAME = "Safeguarding"


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the layout's context: nonce for the one inline script, signed-in user's name, service's name."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "service_name": SERVICE_NAME,
        "partnership_name": getattr(settings, "PARTNERSHIP_NAME", ""),
        "signed_in": signed_in,
        "user_name": _display_name(user) if signed_in else "",
        # Set by whoever watches over the session; a page of somebody signed out has none.
        "session_seconds_left": getattr(request, "session_seconds_left", None) if signed_in else None,
        "session_warning_seconds": getattr(settings, "SESSION_WARNING_SECONDS", 0),
    }


def _display_name(user: Any) -> str:
    return user.get_full_name() or str(user)
