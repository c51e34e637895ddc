"""A historic high risk: the child's reviews, the senior manager's view, the head of service's decision."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse

from cases import access, access_historic_risk
from cases.forms import historic_risk as forms
from cases.historic_risk_states import OPEN_REVIEWS, ReviewState
from cases.models import HistoricRiskReview
from cases.queries import digest
from cases.queries import historic_risk as queries
from cases.services import historic_risk
from cases.views.child_forms import VersionedFormPage
from cases.views.pages import ChildPage


class HistoricRiskPage(ChildPage):
    """What was found in the child's history, what waits, and what heads of service decided."""

    # Read by those who read the history: social care.
    child_action = access.Action.VIEW_HISTORY
    template_name = "historic_risk/child.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        found = queries.of_child(self.user, self.child)
        waiting = next((each for each in found if each.state in OPEN_REVIEWS), None)
        is_work = self.child.emergency_until is None and not self.is_print
        to_sign = waiting if is_work else None
        return self.render(
            child=self.child,
            waiting=waiting,
            since=queries.since_last_signature(self.user, waiting) if waiting is not None else None,
            earlier=[each for each in found if each is not waiting],
            can_review=to_sign is not None and access_historic_risk.may_review(self.user, to_sign),
            can_decide=to_sign is not None and access_historic_risk.may_decide(self.user, to_sign),
        )


class _SigningPage(VersionedFormPage, ABC):
    """What both forms share: everything to read stands above the question."""

    template_name = "historic_risk/sign.html"
    back_to = "child_historic_risk"
    read_anew = ("review",)
    # Where the review stands while it waits for this signature.
    waits_in: ClassVar[ReviewState]

    @cached_property
    def review(self) -> HistoricRiskReview:
        """The review of the address, through the child."""
        return queries.get(self.user, self.child, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the review before anything else."""
        _ = self.child, self.review
        return super().dispatch(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """The version that the person reads."""
        return {"version": self.review.version}

    def refusal(self) -> str:
        """Why it isn't this person's to sign now; "" when it is."""
        if self.review.state != self.waits_in:
            return f"It stands otherwise now: {self.review.get_state_display().lower()}"
        return self.not_theirs()

    @abstractmethod
    def not_theirs(self) -> str:
        """Why this person isn't the one to sign it; "" when they are."""

    def context(self) -> dict[str, Any]:
        """The findings, what was said, what came since, and everything that is known."""
        known = digest.build(user=self.user, child=self.child, at=self.at)
        return {
            **super().context(),
            "child": self.child,
            "review": self.review,
            "since": queries.since_last_signature(self.user, self.review),
            "digest": known.as_json(),
            "refusal": self.refusal(),
        }


class SeniorPage(_SigningPage):
    """A senior manager's view."""

    child_action = access.Action.REVIEW_HISTORIC_RISK
    form_class = forms.SeniorForm
    waits_in = ReviewState.SENIOR
    title = "Historic high risk: your view as a senior manager"
    submit_text = "Give your view to the head of service"

    def not_theirs(self) -> str:
        """The sender and the decider of the referral don't review themselves."""
        return access_historic_risk.not_the_senior(self.user, self.review)

    def save(self, form: Any) -> HttpResponse:
        """Give it on."""
        historic_risk.review(
            review=self.review,
            view=form.cleaned_data["view"],
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The head of service is asked to decide")


class HeadPage(_SigningPage):
    """The head of service's decision."""

    child_action = access.Action.DECIDE_HISTORIC_RISK
    form_class = forms.HeadForm
    waits_in = ReviewState.HEAD
    title = "Historic high risk: your decision"
    submit_text = "Decide for good"

    def not_theirs(self) -> str:
        """Who gave the senior view doesn't decide."""
        return access_historic_risk.not_the_head(self.user, self.review)

    def save(self, form: Any) -> HttpResponse:
        """Decide."""
        historic_risk.decide(
            review=self.review,
            decision=form.cleaned_data["decision"],
            rationale=form.cleaned_data["rationale"],
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "Your decision stands and is in the chronology")
