"""An assessment: its page with the task list, writing it section by section, its document."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, NotVisibleError
from cases.forms import assessments as forms
from cases.models import Assessment, AssessmentPart
from cases.plan_states import AssessmentState, PracticeModel
from cases.queries import assessment_males, tools
from cases.queries import assessments as queries
from cases.services import assessment_signing
from cases.services import assessments as services
from cases.views.child_forms import ChildFormPage
from cases.views.minutes import pdf_answer
from cases.views.pages import ChildPage
from safeguarding.audit.models import Action as Look
from safeguarding.rules.closure import CONSIDERED
from safeguarding.rules.fathers_and_males import Male
from safeguarding.rules.london_time import london_date
from safeguarding.rules.single_assessment import SECTIONS, Section
from safeguarding.ui.pdf import render_pdf
from safeguarding.ui.versioned import VERSION, VersionedForm

_BY_KEY = {section.key: section for section in SECTIONS}
_NOT_FOR_PARENTS = frozenset({"domestic_abuse", "other_agencies"})
_HINTS = {
    "history_text": "Every earlier referral, enquiry, plan and “was not brought”, whatever the interval.",
    "voice": "In the child’s own words. For a child who doesn’t speak, what you saw them do, and with whom.",
    "daily_life": "Who gets them up, what they eat, where they sleep, who is there when they come home.",
    "communication": "Language, interpreter, signs, pictures, aids, and who understands the child best.",
}


class OneAssessment(ChildPage):
    """A page of one assessment: 404 where it may not be seen."""

    @cached_property
    def assessment(self) -> Assessment:
        """The assessment of the address, through the child."""
        return queries.get(self.user, self.child, self.kwargs["assessment"])

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find it before anything else."""
        _ = self.child, self.assessment
        return super().dispatch(request, *args, **kwargs)

    def href(self, name: str = "assessment", *more: Any) -> str:
        """The address of another page of this assessment."""
        return reverse(name, args=[self.child.reference, self.assessment.reference, *more])

    @cached_property
    def males(self) -> list[assessment_males.Shown]:
        """The fathers and males, and what was done about each."""
        return assessment_males.of_assessment(self.user, self.assessment, london_date(self.at))

    @cached_property
    def parts(self) -> list[AssessmentPart]:
        """What other agencies were asked."""
        return queries.parts_of(self.user, self.assessment)


class AssessmentPage(OneAssessment):
    """The task list while it is written, the words once it is sent, and what one may do."""

    template_name = "assessments/assessment.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Show it."""
        assessment = self.assessment
        is_draft = assessment.state == AssessmentState.DRAFT
        lacks = assessment_signing.missing(self.user, assessment, today=london_date(self.at))
        writes = access.may_here(self.user, access.Action.WRITE_ASSESSMENT, self.child) and not self.is_print
        signs = access.may_here(self.user, access.Action.AUTHORISE_ASSESSMENT, self.child)
        is_waiting = assessment.state == AssessmentState.AWAITING and signs and not self.is_print
        results = tools.of_child(self.user, self.child) if is_draft else []
        return self.render(
            child=self.child,
            assessment=assessment,
            tasks=queries.tasks(assessment, self.males, self.parts, lacks) if is_draft else [],
            sections=queries.sections(assessment),
            summary=queries.summary(assessment),
            males=self.males,
            parts=self.parts,
            lacks=list(lacks.values()) if is_draft else [],
            prompts=tools.prompts(self.user, self.child, results, london_date(self.at)) if is_draft else [],
            is_draft=is_draft,
            can_write=writes and is_draft,
            can_sign=is_waiting and assessment_signing.may_authorise(self.user, assessment),
            can_give_back=is_waiting,
            is_own=is_waiting and not assessment_signing.may_authorise(self.user, assessment),
            can_copy=writes and assessment.state == AssessmentState.AUTHORISED,
        )


class AssessmentFile(OneAssessment):
    """The assessment as a PDF, for the parents' copy and the file."""

    look = Look.EXPORT

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Make it, logged as an export; the parents' copy leaves out what may put somebody in danger."""
        assessment, for_parents = self.assessment, request.GET.get("copy") == "parents"
        left_out = _NOT_FOR_PARENTS if for_parents else frozenset()
        context = {
            "child": self.child,
            "assessment": assessment,
            "for_parents": for_parents,
            "sections": queries.sections(assessment, without=left_out),
            "summary": queries.summary(assessment, for_parents=for_parents),
            "males": [] if for_parents else self.males,
            "parts": [] if for_parents else self.parts,
            "reference": assessment.reference,
            "produced_at": self.at,
            "produced_by": self.user.full_name,
        }
        title = f"{assessment.get_kind_display()} {assessment.reference}"
        pdf = render_pdf("documents/assessment.html", context, title=title)
        return pdf_answer(pdf, f"assessment-{assessment.reference}.pdf")


class StartPage(ChildFormPage):
    """An assessment begins."""

    child_action = access.Action.WRITE_ASSESSMENT
    form_class = forms.StartForm
    title = "Start an assessment"
    submit_text = "Start the assessment"
    back_to = "child_assessments"

    def initial(self) -> dict[str, Any]:
        """Today, unless somebody says otherwise."""
        return {"started_on": london_date(self.at)}

    def save(self, form: Any) -> HttpResponse:
        """Start it and go to its task list."""
        made = services.start(child=self.child, by=self.user, at=self.at, **form.cleaned_data)
        href = reverse("assessment", args=[self.child.reference, made.reference])
        return self.done(href, "The assessment is started")


class AssessmentForm(OneAssessment, ChildFormPage):
    """A form on one assessment, by who writes it."""

    child_action = access.Action.WRITE_ASSESSMENT

    @property
    def caption(self) -> str:
        """Whose assessment it is."""
        return f"{self.child.person.name}, {self.assessment.get_kind_display().lower()}"

    def back_href(self) -> str:
        """The assessment."""
        return self.href()


class WrittenPage(AssessmentForm, VersionedForm):
    """Words of the assessment, which others may be writing too: the second is told, and keeps theirs."""

    template_name = VersionedForm.template_name
    submit_text = "Save and continue"
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("assessment",)

    def keep(self, form: Any, message: str = "", **changes: Any) -> HttpResponse:
        """Save `changes` and go back to the task list."""
        services.save(
            assessment=self.assessment,
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
            **changes,
        )
        return self.done(self.href(), message or "Saved")


class SectionPage(WrittenPage):
    """One section of the assessment."""

    form_class = forms.SectionForm
    template_name = "assessments/section.html"

    @cached_property
    def section(self) -> Section:
        """The section of the address; 404 for one that there isn't."""
        found = _BY_KEY.get(self.kwargs["section"])
        if found is None:
            raise NotVisibleError
        return found

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the section too."""
        _ = self.child, self.section
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        """The section's heading."""
        return self.section.heading

    def form_kwargs(self) -> dict[str, Any]:
        """The question."""
        return {"section": self.section, "hint": _HINTS.get(self.section.key, "")}

    def initial(self) -> dict[str, Any]:
        """What is written already."""
        return {"words": getattr(self.assessment, self.section.key), VERSION: self.assessment.version}

    def context(self) -> dict[str, Any]:
        """What other agencies said, beside the section about it."""
        shows_parts = self.section.key == "other_agencies"
        return {**super().context(), "parts": self.parts if shows_parts else [], "now": self.at}

    def save(self, form: Any) -> HttpResponse:
        """Save the words."""
        return self.keep(
            form,
            f"“{self.section.heading}” is saved",
            texts={self.section.key: form.cleaned_data["words"]},
        )


class SeenPage(WrittenPage):
    """The child seen for the assessment, or why not."""

    form_class = forms.SeenForm
    title = "Seeing the child"

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        made = self.assessment
        is_answered = made.seen_on is not None or bool(made.not_seen_reason)
        was_seen = made.seen_on is not None
        return {
            "was_seen": was_seen if is_answered else None,
            "seen_on": made.seen_on,
            "seen_alone": made.seen_alone if was_seen else None,
            "bedroom_seen": made.bedroom_seen if was_seen else None,
            "not_seen_reason": made.not_seen_reason,
            VERSION: made.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Save it."""
        told = form.cleaned_data
        was_seen = bool(told["was_seen"])
        facts = {
            "seen_on": told["seen_on"] if was_seen else None,
            "seen_alone": was_seen and bool(told["seen_alone"]),
            "bedroom_seen": was_seen and bool(told["bedroom_seen"]),
            "not_seen_reason": told["not_seen_reason"],
        }
        return self.keep(form, facts=facts)


class FactorsPage(WrittenPage):
    """The census factors and the practice model."""

    form_class = forms.FactorsForm
    title = "Census factors"

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        made = self.assessment
        return {
            "factors": made.factors,
            "practice_model": made.practice_model or "none",
            VERSION: made.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Save them."""
        model = form.cleaned_data["practice_model"]
        chosen = PracticeModel.NONE.value if model == "none" else model
        return self.keep(
            form, facts={"factors": list(form.cleaned_data["factors"]), "practice_model": chosen}
        )


class RecommendationPage(WrittenPage):
    """What follows, and what was considered where it ends social care's part."""

    form_class = forms.RecommendationForm
    title = "Recommendation"
    names = ("recommendation", "recommendation_reason", *CONSIDERED)

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        return {name: getattr(self.assessment, name) for name in self.names} | {
            VERSION: self.assessment.version
        }

    def save(self, form: Any) -> HttpResponse:
        """Save it."""
        return self.keep(form, facts={name: form.cleaned_data[name] or "" for name in self.names})


class MalesPage(AssessmentForm):
    """The fathers and males of the household, what was done about each, and one more."""

    form_class = forms.MaleForm
    template_name = "assessments/males.html"
    title = "Fathers and males of the household"
    submit_text = "Add him"

    def context(self) -> dict[str, Any]:
        """Those there are."""
        return {**super().context(), "males": self.males, "child": self.child, "assessment": self.assessment}

    def save(self, form: Any) -> HttpResponse:
        """Add somebody whom the record doesn't know."""
        told = dict(form.cleaned_data)
        services.record_male(assessment=self.assessment, male=Male(**told), by=self.user, at=self.at)
        return self.done(self.href("assessment_males"), "He is added")


class MalePage(AssessmentForm):
    """One father or male whom the record knows."""

    form_class = forms.MaleForm
    submit_text = "Save"

    @cached_property
    def shown(self) -> assessment_males.Shown:
        """He of the address; 404 for anybody else."""
        for each in self.males:
            if each.person is not None and each.person.pk == self.kwargs["person"]:
                return each
        raise NotVisibleError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find him too."""
        _ = self.child, self.assessment, self.shown
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> str:
        """His name."""
        return self.shown.name

    def back_href(self) -> str:
        """The list."""
        return self.href("assessment_males")

    def form_kwargs(self) -> dict[str, Any]:
        """He is known."""
        return {"known_as": self.shown.name}

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        row = self.shown.row
        if row is None:
            return {}
        return {name: getattr(row, name) for name in ("was_invited", "was_seen", "views", "reason")}

    def save(self, form: Any) -> HttpResponse:
        """Save it."""
        services.record_male(
            assessment=self.assessment,
            male=Male(name=self.shown.name, **form.cleaned_data),
            person=self.shown.person,
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "Saved")
