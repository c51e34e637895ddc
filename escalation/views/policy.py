"""The escalation policy: read, confirmed, published anew."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from escalation.forms.policy import PolicyForm
from escalation.queries import policy as queries
from escalation.services import policy
from safeguarding.ui.views import SeeOther


class PolicyPage(Page):
    """The version in force, or an earlier one; for everybody who signs in."""

    template_name = "escalation/policy.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        shown = queries.show(self.user, _number(request.GET.get("version", "")))
        keeps = access.may(self.user, access.Action.KEEP_POLICY)
        return self.render(
            shown=shown,
            can_publish=keeps and not self.is_print,
            receipts=queries.receipts(self.user, shown.policy) if keeps else [],
        )


class ConfirmPage(Page):
    """Somebody says that they have read the version in force."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Note it."""
        shown = queries.show(self.user, None)
        if shown.policy is not None:
            policy.confirm(policy=shown.policy, by=self.user, at=self.at)
        return SeeOther(reverse("challenge_policy"))


class PublishPage(Page, DraftedFormPage):
    """A new version."""

    action = access.Action.KEEP_POLICY
    form_class = PolicyForm
    template_name = "layouts/form.html"
    domain_errors = (DomainError,)
    title = "Publish a new version of the escalation policy"
    submit_text = "Publish it"
    intro = "Everybody is asked to read the new version. Earlier versions stay on record."

    def initial(self) -> dict[str, Any]:
        """What is in force, to be changed."""
        shown = queries.show(self.user, None)
        if shown.policy is None:
            return {"title": "Resolving professional disagreement", "number": "1"}
        return {
            "title": shown.policy.title,
            "text": shown.policy.text,
            "number": str(shown.policy.number + 1),
        }

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": reverse("challenge_policy"), "cancel_href": reverse("challenge_policy")}

    def save(self, form: Any) -> HttpResponse:
        """Publish it."""
        typed = dict(form.cleaned_data)
        number = _number(typed.pop("number")) or 1
        made = policy.publish(**typed, number=number, by=self.user, at=self.at)
        return self.done(reverse("challenge_policy"), f"Version {made.number} is published")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else None
