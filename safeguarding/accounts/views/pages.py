"""What the pages of this app share: who asks, when, and that the directory is the system admin's."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views import View

from safeguarding.accounts import permissions
from safeguarding.accounts.models import User


class Page(View):
    """A page for a signed-in person."""

    template_name: ClassVar[str] = ""

    @property
    def user(self) -> User:
        """Who asks."""
        return cast(User, self.request.user)

    @cached_property
    def at(self) -> datetime:
        """When: one instant for the whole request."""
        return timezone.now()

    def render(self, template: str = "", **context: Any) -> HttpResponse:
        """The page, with `now` beside what the view gives."""
        return render(self.request, template or self.template_name, {"now": self.at, **context})


class DirectoryPage(Page):
    """A page of the directory: 403 for everybody but the system admin, whatever it names."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Ask before anything is looked up, so that a refusal says nothing about what exists."""
        permissions.require_directory(self.user)
        return super().dispatch(request, *args, **kwargs)
