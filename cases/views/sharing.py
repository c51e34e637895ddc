"""Recording that information about a child was shared, or refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.forms.sharing import SharingForm
from cases.services.sharing import SharingFacts, record_sharing
from cases.views.child_forms import ChildFormPage


class NewSharingPage(ChildFormPage):
    """One sharing, or refusal, for the log."""

    child_action = access.Action.RECORD_EVENT
    form_class = SharingForm
    title = "Record a sharing or a refusal"
    intro = (
        "Children’s social care and your agency can read it. What a referral shares is recorded with "
        "the referral."
    )
    submit_text = "Record it"
    back_to = "child_sharing"

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        facts = SharingFacts(**form.cleaned_data)
        record_sharing(child=self.child, facts=facts, by=self.user, at=self.at)
        return self.done(self.back_href(), "It is recorded")
