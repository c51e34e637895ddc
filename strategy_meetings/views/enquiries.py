"""Section 47 enquiries: their page, and what is recorded of them until a manager signs."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.models import Child
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.accounts.models import User
from safeguarding.ui.versioned import VersionedForm
from safeguarding.ui.views import SeeOther
from strategy_meetings.forms import enquiries as forms
from strategy_meetings.models import Medical, Section47Enquiry
from strategy_meetings.queries import enquiries as queries
from strategy_meetings.queries import ways
from strategy_meetings.services import checks, conference, enquiries
from strategy_meetings.services.checks import MedicalPlan, MedicalResult
from strategy_meetings.services.enquiries import Result, Seen
from strategy_meetings.states import EnquiryState


class EnquiryPage(Page):
    """A page of one enquiry: 404 where it may not be seen, logged as a look at the child's record."""

    looked_at: Child

    @cached_property
    def enquiry(self) -> Section47Enquiry:
        """The enquiry of the address, through the gate."""
        return queries.get(self.user, self.kwargs["reference"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it, ask whether, log the look, answer."""
        enquiry = self.enquiry
        self.require()
        if not getattr(self, "only_keeps", False):
            self.looked_at = access.get_child(
                self.user,
                enquiry.child.reference,
                access.Action.VIEW,
                at=self.at,
                origin=self.origin,
                look=self.reading,
            )
        return super().dispatch(request, *args, **kwargs)

    def may(self, action: access.Action) -> bool:
        """Whether the person may do this to the child, for buttons; not to one seen in an emergency alone."""
        return access.may_here(self.user, action, self.looked_at)

    def require(self) -> None:
        """Raise NotPermittedError where the person may read the enquiry and not do this."""

    def href(self, name: str = "enquiry") -> str:
        """The address of another page of this enquiry."""
        return reverse(name, args=[self.enquiry.reference])


class ShowEnquiryPage(EnquiryPage):
    """What was done, what the child said, what was found, and the clocks."""

    template_name = "strategy_meetings/enquiry.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        enquiry = self.enquiry
        is_open = enquiry.state == EnquiryState.OPEN
        may_write = enquiries.may_write(self.user) and self.may(access.Action.RECORD_EVENT)
        awaits = enquiry.state == EnquiryState.AWAITING_SIGNATURE
        can_sign = awaits and self.may(access.Action.DECIDE_REFERRAL)
        return self.render(
            enquiry=enquiry,
            child=enquiry.child,
            clocks=queries.clocks(self.user, enquiry),
            checks=queries.checks(self.user, enquiry),
            medicals=queries.medicals(enquiry),
            can_write=is_open and may_write,
            can_sign=can_sign,
            since=queries.since_given_in(self.user, enquiry) if can_sign else None,
            can_answer=self.may(access.Action.CALL_MEETING),
            meeting=ways.meeting_of(self.user, enquiry),
            **self.conference(),
        )

    def conference(self) -> dict[str, Any]:
        """Whether a conference follows, and whether the person may request it now."""
        is_decided = conference.is_decided(self.enquiry)
        is_open = is_decided and self.enquiry.conference_requested_at is None
        return {
            "has_conference": is_decided or self.enquiry.conference_requested_at is not None,
            "can_request": is_open and self.may(access.Action.CALL_MEETING),
        }


class EnquiryFormPage(EnquiryPage, DraftedFormPage):
    """A form on an open enquiry."""

    domain_errors = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"

    @property
    def caption(self) -> str:
        """Whose enquiry it is."""
        return f"{self.enquiry.child.person.name}, section 47 enquiry {self.enquiry.reference}"

    def require(self) -> None:
        """Social care and the police write, and not in what they see in an emergency alone."""
        access.require(self.user, access.Action.RECORD_EVENT, self.enquiry.child)
        if not enquiries.may_write(self.user):
            raise NotPermittedError("write_enquiry")

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.href(), "cancel_href": self.href()}

    def field_of(self, error: Exception) -> str:
        """The field of the error, when this form has it."""
        field = getattr(error, "field", None)
        return field if field in self.form_class.base_fields else NON_FIELD_ERRORS


class SeenPage(EnquiryFormPage):
    """The child was seen."""

    form_class = forms.SeenForm
    title = "The child was seen"

    def save(self, form: Any) -> HttpResponse:
        """Record it, which stops that clock."""
        enquiries.record_seen(enquiry=self.enquiry, seen=Seen(**form.cleaned_data), by=self.user, at=self.at)
        return self.done(self.href(), "It is on record that the child was seen")


class NotSeenPage(EnquiryFormPage):
    """The child hasn't been seen."""

    form_class = forms.NotSeenForm
    title = "The child has not been seen"

    def save(self, form: Any) -> HttpResponse:
        """Record why."""
        reason = form.cleaned_data["reason"]
        enquiries.record_not_seen(enquiry=self.enquiry, reason=reason, by=self.user, at=self.at)
        return self.done(self.href(), "It is on record why the child hasn’t been seen")


class WritePage(EnquiryFormPage, VersionedForm):
    """What is written into the enquiry: who leads, what the child says, interview, safety plan, analysis."""

    form_class = forms.WriteForm
    title = "Write the enquiry"
    template_name = VersionedForm.template_name
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("enquiry",)
    words = ("child_says", "video_interview", "safety_plan", "analysis")

    @cached_property
    def leads(self) -> list[User]:
        """Who may lead it."""
        return queries.leads()

    @cached_property
    def police_leads(self) -> list[User]:
        """Who may lead it for the police."""
        return queries.police_leads()

    def form_kwargs(self) -> dict[str, Any]:
        """Whom one may choose."""
        return {
            "leads": [(str(each.pk), each.full_name) for each in self.leads],
            "police_leads": [
                (str(each.pk), f"{each.full_name}, {each.agency}") for each in self.police_leads
            ],
        }

    def initial(self) -> dict[str, Any]:
        """What is written already."""
        enquiry = self.enquiry
        return {
            **{name: getattr(enquiry, name) for name in self.words},
            "lead": str(enquiry.lead_id or ""),
            "police_lead": str(enquiry.police_lead_id or ""),
            "version": enquiry.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Write it."""
        typed = form.cleaned_data
        enquiries.change(
            enquiry=self.enquiry,
            changes={
                **{name: typed[name] for name in self.words},
                "lead": queries.one_of(self.leads, typed["lead"]),
                "police_lead": queries.one_of(self.police_leads, typed["police_lead"]),
            },
            expected_version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.href(), "The enquiry is saved")


class AskPage(EnquiryFormPage):
    """A lateral check is asked."""

    form_class = forms.AskForm
    title = "Ask an agency what it knows"
    submit_text = "Ask"

    def form_kwargs(self) -> dict[str, Any]:
        """Whom one may ask."""
        return {"agencies": [(str(each.pk), each.name) for each in queries.agencies(self.enquiry)]}

    def save(self, form: Any) -> HttpResponse:
        """Ask it."""
        key = form.cleaned_data["agency"]
        agency = next(each for each in queries.agencies(self.enquiry) if str(each.pk) == key)
        check = checks.ask(
            enquiry=self.enquiry,
            agency=agency,
            question=form.cleaned_data["question"],
            by=self.user,
            at=self.at,
        )
        if checks.may_answer(check):
            return self.done(self.href(), f"{agency.name} is asked")
        return self.done(
            self.href(),
            f"Ring {agency.name}: nobody there may open this child’s record. Write down the answer here.",
        )


class MedicalPlanPage(EnquiryFormPage):
    """A medical is planned."""

    form_class = forms.MedicalPlanForm
    title = "Plan a child protection medical"

    def save(self, form: Any) -> HttpResponse:
        """Plan it."""
        plan = MedicalPlan(**form.cleaned_data)
        checks.plan_medical(enquiry=self.enquiry, plan=plan, by=self.user, at=self.at)
        return self.done(self.href(), "The medical is planned")


class _MedicalPage(EnquiryFormPage):
    """A form about one medical."""

    @cached_property
    def medical(self) -> Medical:
        """The medical of the address, through the enquiry."""
        return queries.medical(self.enquiry, self.kwargs["pk"])

    def require(self) -> None:
        """Find the medical too."""
        super().require()
        _ = self.medical


class MedicalHeldPage(_MedicalPage):
    """A medical was held."""

    form_class = forms.MedicalResultForm
    title = "The medical was held"

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        result = MedicalResult(**form.cleaned_data)
        checks.hold_medical(medical=self.medical, result=result, by=self.user, at=self.at)
        return self.done(self.href(), "The medical is recorded")


class MedicalNotHeldPage(_MedicalPage):
    """A medical was not held."""

    form_class = forms.ReasonForm
    title = "The medical was not held"

    def form_kwargs(self) -> dict[str, Any]:
        """The question."""
        return {"question": "Why was it not held?"}

    def save(self, form: Any) -> HttpResponse:
        """Record why."""
        reason = form.cleaned_data["reason"]
        checks.drop_medical(medical=self.medical, reason=reason, by=self.user, at=self.at)
        return self.done(self.href(), "It is on record why the medical was not held")


class SubmitPage(EnquiryFormPage):
    """The enquiry is given to a manager."""

    form_class = forms.SubmitForm
    title = "Give the enquiry to a manager to sign"
    submit_text = "Give it to a manager"

    def initial(self) -> dict[str, Any]:
        """What is written already, also by whoever got it back."""
        enquiry = self.enquiry
        return {
            "findings": enquiry.findings,
            "analysis": enquiry.analysis,
            "outcome": enquiry.outcome,
            "reason": enquiry.outcome_reason,
        }

    def save(self, form: Any) -> HttpResponse:
        """Give it in."""
        result = Result(**form.cleaned_data)
        enquiries.submit(enquiry=self.enquiry, result=result, by=self.user, at=self.at)
        return self.done(self.href(), "The enquiry waits for a manager’s signature")


class RequestConferencePage(EnquiryFormPage):
    """An initial child protection conference is requested from the conference unit."""

    form_class = forms.ConferenceForm
    title = "Request an initial child protection conference"
    submit_text = "Request the conference"
    template_name = "strategy_meetings/conference.html"

    def require(self) -> None:
        """Case staff of social care."""
        access.require(self.user, access.Action.CALL_MEETING, self.enquiry.child)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, where there is something to request."""
        if self.enquiry.conference_requested_at is not None:
            messages.info(request, "The conference is requested already.")
            return SeeOther(self.href())
        return super().get(request, *args, **kwargs)

    def context(self) -> dict[str, Any]:
        """The clocks that run."""
        return {
            **super().context(),
            "now": self.at,
            "clocks": queries.conference_clocks(self.user, self.enquiry),
            "is_decided": conference.is_decided(self.enquiry),
        }

    def save(self, form: Any) -> HttpResponse:
        """Request it."""
        words = form.cleaned_data["words"]
        conference.request(enquiry=self.enquiry, words=words, by=self.user, at=self.at)
        return self.done(self.href(), "The conference is requested, and the conference unit is told")


class SendBackPage(EnquiryFormPage):
    """A manager doesn't sign yet."""

    form_class = forms.ReasonForm
    title = "Send the enquiry back"
    submit_text = "Send it back"

    def require(self) -> None:
        """Managers."""
        access.require(self.user, access.Action.DECIDE_REFERRAL, self.enquiry.child)

    def form_kwargs(self) -> dict[str, Any]:
        """The question."""
        return {"question": "What is missing?"}

    def save(self, form: Any) -> HttpResponse:
        """Send it back."""
        reason = form.cleaned_data["reason"]
        enquiries.send_back(enquiry=self.enquiry, reason=reason, by=self.user, at=self.at)
        return self.done(self.href(), "The enquiry is open again")


class SignEnquiryPage(EnquiryPage):
    """A manager's signature ends the enquiry."""

    def require(self) -> None:
        """Managers."""
        access.require(self.user, access.Action.DECIDE_REFERRAL, self.enquiry.child)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Sign it."""
        try:
            enquiries.sign(enquiry=self.enquiry, by=self.user, at=self.at)
            messages.success(request, "You have signed the enquiry: it has ended")
        except DomainError as error:
            messages.info(request, str(error))
        return SeeOther(self.href())
