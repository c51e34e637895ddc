"""One's own account."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from safeguarding.accounts.middleware import has_second_factor
from safeguarding.accounts.views.pages import Page
from safeguarding.notifications import queries as notifications


class YourAccountPage(Page):
    """Who the service thinks one is, and how one signs in."""

    template_name = "account/your_account.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        confirmed = has_second_factor(self.user)
        missing = "Needed: set one up" if settings.SECOND_FACTOR_REQUIRED else "Not set up"
        return self.render(
            person=self.user,
            has_password=self.user.has_usable_password(),
            has_second_factor=confirmed,
            second_factor="Set up" if confirmed else missing,
            pace=notifications.pace_of(self.user),
        )
