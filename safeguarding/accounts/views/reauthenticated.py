"""Pages for which signing in earlier isn't enough: exports, and opening a record in an emergency."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest
from django.urls import resolve
from django.utils.decorators import method_decorator
from django.views import View


class ReauthenticatedPage(View):
    """Asks for the password or the second factor again when that was long ago.

    How long is settings.ACCOUNT_REAUTHENTICATION_TIMEOUT, in seconds. Stands behind `Page` in the bases, so
    that the gate has answered 404 and 403 before anybody is asked for a password. A form that is sent
    meanwhile is taken up where it was once the person has confirmed who they are.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Say which page it is: a form that is taken up again comes with the name of the page that asked."""
        request.resolver_match = resolve(request.path_info)
        super().setup(request, *args, **kwargs)

    @method_decorator(reauthentication_required)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask, then answer."""
        return super().dispatch(request, *args, **kwargs)
