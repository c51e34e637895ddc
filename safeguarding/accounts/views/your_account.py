"""One's own account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from safeguarding.accounts.views.pages import Page


class YourAccountPage(Page):
    """Who the service thinks one is, and how one signs in."""

    template_name = "account/your_account.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        has_second_factor = is_mfa_enabled(self.user, types)
        missing = "Needed: set one up" if settings.SECOND_FACTOR_REQUIRED else "Not set up"
        return self.render(
            person=self.user,
            has_password=self.user.has_usable_password(),
            has_second_factor=has_second_factor,
            second_factor="Set up" if has_second_factor else missing,
        )
