"""The pages for when something can't be shown: plain words, and never a hint at what exists."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from safeguarding.ui.jinja import service_environment

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """400: the request can't be read."""
    return render(request, "errors/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """403: it may be seen, but not done."""
    return render(request, "errors/403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or didn't come from the service."""
    return render(request, "errors/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """404: the same page for what doesn't exist and for what may not be seen."""
    return render(request, "errors/404.html", status=404)


def too_many_requests(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """429: too many tries."""
    return render(request, "errors/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: something of ours broke; rendered without the request, so no context processor breaks it again."""
    try:
        page = service_environment().get_template("errors/500.html").render()
    except Exception:
        logger.exception("The page for errors could not be rendered")
        page = (
            "<!DOCTYPE html><html lang='en-GB'><meta charset='utf-8'><title>Something went wrong</title>"
            "<h1>Something went wrong</h1><p>Nothing you had saved is lost. Try again in a minute.</p>"
            "<p><a href='/'>Home</a></p></html>"
        )
    return HttpResponse(page, status=500)
