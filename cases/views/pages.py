"""What every view of ours shares: who asks, when, from where; and the child a page is about."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View
from django_htmx.middleware import HtmxDetails

from cases import access
from cases.exceptions import NotPermittedError
from cases.models import Child
from cases.queries import records
from safeguarding.accounts.models import User
from safeguarding.audit.log import Origin
from safeguarding.audit.models import Action as Look


class HtmxRequest(HttpRequest):
    """A request as the middleware of django-htmx leaves it."""

    htmx: HtmxDetails


class Page(View):
    """A page for a signed-in person. `action` is what the gate is asked before anything else."""

    action: access.Action | None = None
    template_name: ClassVar[str] = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask the gate, then answer."""
        if self.action is not None and not access.may(self.user, self.action):
            raise NotPermittedError(self.action.value)
        return super().dispatch(request, *args, **kwargs)

    @property
    def user(self) -> User:
        """Who asks."""
        return cast(User, self.request.user)

    @cached_property
    def at(self) -> datetime:
        """When: one instant for the whole request."""
        return timezone.now()

    @property
    def origin(self) -> Origin:
        """From where, for the access log."""
        match = self.request.resolver_match
        return Origin(
            address=self.request.META.get("REMOTE_ADDR") or None,
            page=match.view_name if match else "",
        )

    @property
    def asks_for_a_part(self) -> bool:
        """Whether a part of the page is asked for by itself; without JavaScript never."""
        return bool(cast(HtmxRequest, self.request).htmx)

    @property
    def is_print(self) -> bool:
        """Whether the page is asked for to be printed."""
        return self.request.GET.get("print") == "1"

    @property
    def reading(self) -> Look:
        """How the access log calls it: a page asked for to be printed is logged as a print."""
        return Look.PRINT if self.is_print else Look.READ

    def render(self, template: str = "", status: int = 200, **context: Any) -> HttpResponse:
        """The page, with `now` and `is_print` beside what the view gives."""
        return render(
            self.request,
            template or self.template_name,
            {"now": self.at, "is_print": self.is_print, **context},
            status=status,
        )


class ChildPage(Page):
    """A page of one child's record: 404 if it may not be seen, 403 if `child_action` may not be done."""

    child_action = access.Action.VIEW

    @property
    def look(self) -> Look:
        """How the access log calls the page: a print where one is asked for; a file says that it is one."""
        return self.reading

    @cached_property
    def child(self) -> Child:
        """The child of the page's address, through the gate, logged.

        What is saved every few seconds while somebody types shows nobody anything and isn't logged again.
        """
        if getattr(self, "only_keeps", False):
            return records.child_written_about(self.user, self.kwargs["reference"], self.child_action)
        return access.get_child(
            self.user,
            self.kwargs["reference"],
            self.child_action,
            at=self.at,
            origin=self.origin,
            look=self.look,
        )

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Open the child's record before anything else happens."""
        _ = self.child
        return super().dispatch(request, *args, **kwargs)

    def render(self, template: str = "", status: int = 200, **context: Any) -> HttpResponse:
        """The page; one that is seen by emergency access says so, and until when."""
        return super().render(template, status, emergency_until=self.child.emergency_until, **context)
