"""For the system admin: how the machinery stands, and what to do about e-mails that don't get through."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases.access import Action
from cases.services import guest_mails
from cases.views.pages import Page
from safeguarding.home import health
from safeguarding.notifications import bounces, queries, services
from safeguarding.ui.views import SeeOther


class StatusPage(Page):
    """Every part of the service, every background job, every e-mail that failed; no child's data."""

    action = Action.MANAGE_DIRECTORY
    template_name = "home/status.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        return self.render(
            health=health.check(self.at),
            deliveries=queries.deliveries(),
            last_digest_on=queries.last_digest_on(),
            guest_mails_failing=guest_mails.failing(),
        )


class TryAgain(Page):
    """Have a failed e-mail tried now."""

    action = Action.MANAGE_DIRECTORY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask the workers for it."""
        if services.try_again(email=pk, by=self.user, at=self.at):
            messages.success(request, "The e-mail is being tried again")
        else:
            messages.info(request, "That e-mail is no longer waiting to be tried again")
        return SeeOther(reverse("status"))


class SettleAddress(Page):
    """An address that didn't work is seen to."""

    action = Action.MANAGE_DIRECTORY

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note it."""
        bounces.settle(bounce=pk, by=self.user, at=self.at)
        messages.success(request, "The address is marked as seen to")
        return SeeOther(reverse("status"))
