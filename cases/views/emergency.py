"""Opening a record in an emergency, and reviewing that it was opened."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.forms.emergency import EmergencyForm, ReviewForm
from cases.models import EmergencyAccess
from cases.queries import emergency as queries
from cases.services import emergency
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.accounts.views.reauthenticated import ReauthenticatedPage
from safeguarding.rules import emergency_access as rule


class OpenPage(Page, DraftedFormPage, ReauthenticatedPage):
    """Asks who it is once more, then for the reference and the reason.

    What was typed is kept before that question: whoever gives up there finds it again.
    """

    action = access.Action.BREAK_GLASS
    form_class = EmergencyForm
    template_name = "emergency/open.html"
    title = "Open a record in an emergency"
    submit_text = "Open the record"
    domain_errors: ClassVar[tuple[type[Exception], ...]] = (DomainError,)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer; when it takes a confirmation first, keep what came."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except ReauthenticationRequired:
            if request.method == "POST":
                self._keep_if_typed()
            raise

    def context(self) -> dict[str, Any]:
        """How long it lasts, and the way back."""
        return {"hours": rule.HOURS, "back_href": reverse("search"), "cancel_href": reverse("search")}

    def save(self, form: Any) -> HttpResponse:
        """Open it and go there; go there as well when it was open to the person anyway."""
        try:
            opened = emergency.open_record(by=self.user, at=self.at, origin=self.origin, **form.cleaned_data)
        except emergency.NeedlessError as error:
            return self.done(reverse("child", args=[error.reference]))
        return self.done(reverse("child", args=[opened.child.reference]))


class ReviewsPage(Page):
    """The emergency accesses that wait for a review, and the last that were reviewed."""

    action = access.Action.REVIEW_EMERGENCY
    template_name = "emergency/reviews.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        return self.render(waiting=queries.waiting(self.user), reviewed=queries.reviewed(self.user))


class ReviewPage(Page, DraftedFormPage):
    """One emergency access and the question whether it was justified."""

    action = access.Action.REVIEW_EMERGENCY
    form_class = ReviewForm
    template_name = "emergency/review.html"
    title = "Was this emergency justified?"
    submit_text = "Save the review"
    domain_errors: ClassVar[tuple[type[Exception], ...]] = (DomainError,)

    @cached_property
    def opened(self) -> EmergencyAccess:
        """The access of the address, through the gate."""
        return queries.get(self.user, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Ask the gate before anything else; then find it."""
        if access.may(self.user, access.Action.REVIEW_EMERGENCY):
            _ = self.opened
        return super().dispatch(*args, **kwargs)

    def context(self) -> dict[str, Any]:
        """What is reviewed."""
        back = reverse("emergency_reviews")
        return {"opened": self.opened, "now": self.at, "back_href": back, "cancel_href": back}

    def save(self, form: Any) -> HttpResponse:
        """Save the verdict."""
        emergency.review(opened=self.opened, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(reverse("emergency_reviews"), "The review is saved")
