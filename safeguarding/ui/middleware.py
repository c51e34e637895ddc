"""What browsers are told beside the page: to leave nothing behind, and to give it none of their senses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse


class NoStoreMiddleware:
    """Send `Cache-Control: no-store` with every page a signed-in person sees, unless the view set its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and mark the answer."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


# The service needs none of them; passkeys (publickey-credentials-*) stay for this origin alone.
_REFUSED: Final = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
_OURS: Final = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS_POLICY: Final = ", ".join(
    [f"{each}=()" for each in _REFUSED] + [f"{each}=(self)" for each in _OURS]
)


class PermissionsPolicyMiddleware:
    """Tell the browser that neither this page nor anything in it may use its camera, place, sensors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request and mark the answer."""
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
