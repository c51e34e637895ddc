"""Referrals on the side that sends them: the list, one referral, the receipt."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse

from cases import access
from cases.models import Referral
from cases.queries import referrals as queries
from cases.views.pages import Page
from safeguarding.audit.models import Action as Look


class ReferralPage(Page):
    """One referral as it was sent, with what was decided for each child."""

    action = access.Action.REFER
    template_name = "referrals/referral.html"
    look = Look.READ

    @cached_property
    def referral(self) -> Referral:
        """The referral of the page's address, through the gate, logged."""
        return access.get_referral(
            self.user, self.kwargs["reference"], at=self.at, origin=self.origin, look=self.look
        )

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        return self.render(referral=self.referral, outcomes=queries.outcomes(self.referral))
