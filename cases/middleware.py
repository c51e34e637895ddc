"""Turns the gate's answers into HTTP: unseen is 404, seen but not allowed is 403."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from cases.exceptions import NotPermittedError, NotVisibleError
from safeguarding.ui import error_views


class GateMiddleware:
    """Answers for views in which the gate said no."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 for NotVisibleError, 403 for NotPermittedError, nothing for anything else."""
        if isinstance(exception, NotVisibleError):
            return error_views.not_found(request)
        if isinstance(exception, NotPermittedError):
            return error_views.permission_denied(request)
        return None
