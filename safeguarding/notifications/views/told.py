"""How one is told by e-mail."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from safeguarding.accounts.views.pages import Page
from safeguarding.notifications import queries, services
from safeguarding.notifications.models import Pace
from safeguarding.ui.fields import Choice, GovukForm, RadiosField
from safeguarding.ui.views import FormPage


class PaceForm(GovukForm):
    """At once or together; urgent alerts aren't asked about."""

    pace = RadiosField(
        "Notifications that are not urgent",
        [
            Choice(
                Pace.DIGEST,
                Pace.DIGEST.label,
                hint="On each day there is something you have not read, weekends and bank holidays too",
            ),
            Choice(Pace.AT_ONCE, Pace.AT_ONCE.label),
        ],
        coerce=Pace,
        error_required="Select how you want to be told",
    )


class HowYouAreTold(Page, FormPage):
    """Choose."""

    form_class = PaceForm
    template_name = "notifications/told.html"
    title = "How you are told"
    submit_text = "Save"

    def initial(self) -> dict[str, Any]:
        """What the person chose before."""
        return {"pace": queries.pace_of(self.user)}

    def context(self) -> dict[str, Any]:
        """Where to go back to."""
        href = reverse("your_account")
        return {"back_href": href, "cancel_href": href, "address": self.user.email}

    def save(self, form: PaceForm) -> HttpResponse:
        """Note it."""
        services.choose_pace(by=self.user, at=self.at, **form.cleaned_data)
        return self.done(reverse("your_account"), "How you are told is saved")
