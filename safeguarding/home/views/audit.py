"""The audit of looks: what one person looked at, and unusual looks to ask about. References only."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError
from cases.queries import access_reviews, looks
from cases.services import access_reviews as reviews
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.accounts import queries as directory
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import AccessReview, Basis, ReviewOutcome
from safeguarding.home.views.looks import PeriodForm
from safeguarding.home.views.record import key_of
from safeguarding.ui.fields import GovukForm, RadiosField, TextAreaField


def log_audit(page: Page, reference: str) -> None:
    """To read who looked at what is a look too."""
    log.write(
        by=page.user,
        at=page.at,
        action=page.reading,
        basis=Basis.OWN_WORK,
        origin=page.origin,
        reference=reference,
    )


class StartPage(Page):
    """Find the person whose looks are asked for."""

    action = access.Action.AUDIT_LOOKS
    template_name = "audit/start.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show those who were found; everybody, closed accounts too."""
        terms = request.GET.get("q", "").replace("\0", "").strip()[:200]
        people = directory.people(terms=terms, closed=True, page=request.GET.get("page", 1))
        return self.render(
            people=people,
            terms=terms,
            can_review=access.may(self.user, access.Action.REVIEW_LOOKS),
            waiting=access_reviews.count_waiting(self.user),
        )


class PersonLooksPage(Page):
    """What one person looked at: when, from where, which page of which reference, and why they could."""

    action = access.Action.AUDIT_LOOKS
    template_name = "audit/person.html"

    @cached_property
    def person(self) -> User:
        """Whose looks they are."""
        return looks.person(self.kwargs["pk"])

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show one page of it; the audit is a look too, and logged."""
        form = PeriodForm(data=request.GET)
        filters = form.filters()
        lines = looks.of_user(
            self.user,
            self.person,
            filters=filters,
            before=key_of(request.GET.get("before", "")),
            after=key_of(request.GET.get("after", "")),
        )
        log_audit(self, f"user {pk}")
        return self.render(
            person=self.person,
            lines=lines,
            form=form,
            filters=filters,
            page_words=looks.page_words,
            can_read_terms=access.may(self.user, access.Action.READ_SEARCH_TERMS),
        )


class ReviewsPage(Page):
    """The queue: looks that somebody should ask about, and those already asked about."""

    action = access.Action.REVIEW_LOOKS
    template_name = "audit/reviews.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of those that wait, or of those that were reviewed."""
        shows_reviewed = request.GET.get("show") == "reviewed"
        read = access_reviews.reviewed if shows_reviewed else access_reviews.waiting
        return self.render(
            page=read(page=request.GET.get("page", 1)),
            shows_reviewed=shows_reviewed,
            in_words=access_reviews.in_words,
        )


class ReviewForm(GovukForm):
    """What came of asking."""

    outcome = RadiosField(
        "What came of it?",
        ReviewOutcome.choices,
        coerce=ReviewOutcome,
        error_required="Select what came of it",
    )
    note = TextAreaField(
        "What did you find out?",
        hint="Whom you asked and what they said. No child’s details",
        rows=4,
        max_length=2000,
        error_required="Say what you found out",
    )


class ReviewPage(Page, DraftedFormPage):
    """One item: the reasons, the lines it rests on, and what came of asking."""

    action = access.Action.REVIEW_LOOKS
    form_class = ReviewForm
    template_name = "audit/review.html"
    domain_errors = (DomainError,)
    title = "Looks to ask about"
    submit_text = "Save the review"

    @cached_property
    def item(self) -> AccessReview:
        """The item of the address."""
        return access_reviews.get(self.kwargs["pk"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; logged, as the lines of the log are shown."""
        log_audit(self, f"review {self.item.pk}")
        return super().get(request, *args, **kwargs)

    @property
    def caption(self) -> str:
        """Whose looks."""
        return f"{self.item.user.full_name}, {self.item.user.agency.name}"

    def context(self) -> dict[str, Any]:
        """The reasons and what they rest on."""
        href = reverse("access_reviews")
        return {
            "back_href": href,
            "cancel_href": href,
            "item": self.item,
            "reasons": access_reviews.in_words(self.item),
            "lines": looks.lines(self.item.evidence, page=self.request.GET.get("page", 1)),
            "page_words": looks.page_words,
        }

    def save(self, form: Any) -> HttpResponse:
        """Save it."""
        reviews.review(item=self.item, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(reverse("access_reviews"), "The review is saved")
