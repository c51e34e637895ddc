"""An assessment sent, given back, authorised; the parents' copy; what other agencies are asked and give."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import DomainError, NotPermittedError
from cases.forms import assessments as forms
from cases.models import AssessmentPart
from cases.queries import assessments as queries
from cases.queries import changed_since
from cases.services import assessments as services
from cases.views.assessments import AssessmentForm
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.accounts.models import Agency
from safeguarding.rules.london_time import london_date


class SendPage(AssessmentForm):
    """Sent to a manager, once nothing is missing."""

    form_class = forms.NoAnswersForm
    template_name = "assessments/send.html"
    title = "Send the assessment to a manager"
    submit_text = "Send it"
    keeps_draft = False

    def context(self) -> dict[str, Any]:
        """What is missing."""
        lacks = services.missing(self.user, self.assessment, today=london_date(self.at))
        awaited = [each for each in self.parts if each.answered_at is None]
        return {**super().context(), "lacks": list(lacks.values()), "awaited": awaited}

    def save(self, form: Any) -> HttpResponse:
        """Send it."""
        services.send(assessment=self.assessment, by=self.user, at=self.at)
        return self.done(self.href(), "The assessment waits for a manager")


class GiveBackPage(AssessmentForm):
    """A manager gives it back."""

    child_action = access.Action.AUTHORISE_ASSESSMENT
    form_class = forms.GiveBackForm
    title = "Give the assessment back"
    submit_text = "Give it back"

    def save(self, form: Any) -> HttpResponse:
        """Give it back with the reason."""
        reason = form.cleaned_data["reason"]
        services.give_back(assessment=self.assessment, reason=reason, by=self.user, at=self.at)
        return self.done(self.href(), "The assessment is given back")


class AuthorisePage(AssessmentForm):
    """A manager who is neither its author nor its sender authorises it."""

    child_action = access.Action.AUTHORISE_ASSESSMENT
    form_class = forms.NoAnswersForm
    template_name = "assessments/authorise.html"
    title = "Authorise the assessment"
    submit_text = "Authorise it"
    keeps_draft = False

    def context(self) -> dict[str, Any]:
        """What is authorised, and whose answers are awaited."""
        return {
            **super().context(),
            "assessment": self.assessment,
            "summary": queries.summary(self.assessment),
            "awaited": [each for each in self.parts if each.answered_at is None],
            "since": self.since(),
        }

    def since(self) -> changed_since.Since | None:
        """What was recorded about the child since it was sent; nothing while it waits for nobody."""
        sent_at = self.assessment.submitted_at
        return changed_since.of_child(self.user, self.child, sent_at) if sent_at is not None else None

    def save(self, form: Any) -> HttpResponse:
        """Authorise it."""
        services.authorise(assessment=self.assessment, by=self.user, at=self.at)
        return self.done(self.href(), "The assessment is authorised")


class ParentsCopyPage(AssessmentForm):
    """The parents' copy, or why they have none."""

    form_class = forms.ParentsCopyForm
    title = "The parents’ copy"

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        made = self.assessment
        has_copy = made.parents_copy_on is not None
        return {
            "has_copy": has_copy if has_copy or made.parents_copy_reason else None,
            "given_on": made.parents_copy_on,
            "reason": made.parents_copy_reason,
        }

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        told = form.cleaned_data
        services.parents_copy(
            assessment=self.assessment,
            given_on=told["given_on"] if told["has_copy"] else None,
            reason="" if told["has_copy"] else told["reason"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "Saved")


class AskPage(AssessmentForm):
    """Another agency is asked for its part."""

    form_class = forms.AskForm
    title = "Ask an agency for its part"
    submit_text = "Ask"

    @cached_property
    def agencies(self) -> list[Agency]:
        """Whom one may ask."""
        return queries.agencies_to_ask(self.user, self.assessment)

    @property
    def intro(self) -> str:
        """Where somebody isn't among them."""
        return "Only agencies that are involved with the child can be asked here: involve others first."

    def form_kwargs(self) -> dict[str, Any]:
        """Whom one may ask."""
        return {"agencies": [(str(each.pk), each.name) for each in self.agencies]}

    def save(self, form: Any) -> HttpResponse:
        """Ask it."""
        told = form.cleaned_data
        agency = next(each for each in self.agencies if str(each.pk) == told["agency"])
        services.ask(
            assessment=self.assessment,
            agency=agency,
            question=told["question"],
            due_on=told["due_on"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), f"{agency.name} is asked")


class PartsPage(Page):
    """What the person's agency was asked for assessments."""

    action = access.Action.REFER
    template_name = "assessments/parts.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """List it."""
        return self.render(
            awaited=queries.awaited_of(self.user),
            answered=queries.answered_by(self.user),
            today=london_date(self.at),
        )


class PartPage(Page, DraftedFormPage):
    """One part: the question and the answer, or the form to give it."""

    form_class = forms.PartForm
    template_name = "assessments/part.html"
    title = "Your agency’s part of an assessment"
    submit_text = "Send"
    domain_errors = (DomainError,)

    @cached_property
    def part(self) -> AssessmentPart:
        """The part of the address, through the gate."""
        return queries.part(self.user, self.kwargs["pk"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it, log the look, answer."""
        part = self.part
        if not self.only_keeps:
            access.get_child(
                self.user,
                part.child.reference,
                access.Action.VIEW,
                at=self.at,
                origin=self.origin,
                look=self.reading,
            )
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def may_answer(self) -> bool:
        """Whether the person's agency is asked, or they write down what it said."""
        is_own = self.part.agency_id == self.user.agency_id
        action = access.Action.RECORD_EVENT if is_own else access.Action.WRITE_ASSESSMENT
        return access.may(self.user, action, self.part.child)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Give it, by who may."""
        if not self.may_answer:
            raise NotPermittedError("give_part")
        return super().post(request, *args, **kwargs)

    @property
    def caption(self) -> str:
        """Whom it is about."""
        return f"{self.part.child.person.name}, {self.part.child.reference}"

    def context(self) -> dict[str, Any]:
        """The question, and the answer where there is one."""
        part = self.part
        return {
            "part": part,
            "now": self.at,
            "can_answer": part.answered_at is None and self.may_answer,
            "back_href": self._back,
            "cancel_href": self._back,
        }

    @property
    def _back(self) -> str:
        return reverse("child_assessments", args=[self.part.child.reference])

    def save(self, form: Any) -> HttpResponse:
        """Give it, or say why not."""
        told = form.cleaned_data
        if told["gives"]:
            services.give(part=self.part, text=told["text"], by=self.user, at=self.at)
        else:
            services.decline(part=self.part, reason=told["reason"], by=self.user, at=self.at)
        return self.done(reverse("assessment_part", args=[self.part.pk]), "Thank you: your answer is sent")
