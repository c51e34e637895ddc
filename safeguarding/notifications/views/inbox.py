"""What I was told: the list, opening one, marking all as read."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from safeguarding.accounts.models import User
from safeguarding.notifications import queries, services
from safeguarding.ui.views import SeeOther


class NotificationsPage(View):
    """What I was told, newest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """A page of the list."""
        user = cast(User, request.user)
        context = {
            "inbox": queries.inbox(user, number=request.GET.get("page", "")),
            "unread_count": queries.count_unread(user),
            "now": timezone.now(),
        }
        return render(request, "notifications/inbox.html", context)


class OpenNotification(View):
    """The link in the list and in the e-mail: marks as read and leads to what it is about."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go to the notification's page, on this host only; another's is not there."""
        user = cast(User, request.user)
        notification = queries.own(user).filter(pk=pk).first()
        if notification is None:
            raise Http404
        services.mark_read(notification=notification, by=user, at=timezone.now())
        if not _is_path(notification.path):
            return redirect("notifications")
        return redirect(notification.path)


class MarkAllRead(View):
    """The button above the list."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Mark everything as read and show the list again."""
        services.mark_all_read(by=cast(User, request.user), at=timezone.now())
        messages.success(request, "Everything is marked as read")
        return SeeOther(reverse("notifications"))


def _is_path(path: str) -> bool:
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
