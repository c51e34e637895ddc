"""A lateral check as the agency that is asked sees it: the question, and nothing else of the enquiry."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.ui.views import SeeOther
from strategy_meetings.forms.enquiries import ReplyForm
from strategy_meetings.models import LateralCheck
from strategy_meetings.queries import enquiries as queries
from strategy_meetings.services import checks


class LateralCheckPage(Page, DraftedFormPage):
    """The answer to a lateral check, by the agency's own people or written down for them."""

    form_class = ReplyForm
    domain_errors = (DomainError,)
    template_name = "strategy_meetings/check.html"
    title = "What does your agency know?"
    submit_text = "Send the answer"

    @cached_property
    def check(self) -> LateralCheck:
        """The check of the address, through the gate."""
        return queries.check(self.user, self.kwargs["pk"])

    @property
    def caption(self) -> str:
        """Whom it is about."""
        return f"{self.check.child.person.name}, {self.check.child.reference}"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it, ask whether, log the look, answer."""
        check = self.check
        is_own = check.agency_id == self.user.agency_id
        action = access.Action.RECORD_EVENT if is_own else access.Action.CALL_MEETING
        access.require(self.user, action, check.child)
        if not self.only_keeps:
            access.get_child(
                self.user, check.child.reference, access.Action.VIEW, at=self.at, origin=self.origin
            )
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, unless it is answered."""
        if self.check.replied_at is not None:
            messages.info(request, "This has been answered already.")
            return SeeOther(self.back_href())
        return super().get(request, *args, **kwargs)

    def back_href(self) -> str:
        """The child's page with what the agency may see."""
        return reverse("child_strategy", args=[self.check.child.reference])

    def context(self) -> dict[str, Any]:
        """The question."""
        return {"check": self.check, "back_href": self.back_href(), "cancel_href": self.back_href()}

    def save(self, form: Any) -> HttpResponse:
        """Send the answer."""
        checks.reply(check=self.check, words=form.cleaned_data["words"], by=self.user, at=self.at)
        return self.done(self.back_href(), "Your answer is with whoever leads the enquiry")
