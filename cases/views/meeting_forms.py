"""Forms about one meeting: moving it, cancelling it, another child, what was shared, what will be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access_meetings
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.forms import meetings as forms
from cases.meeting_states import ActionState
from cases.models import Child, MeetingAction
from cases.queries import meeting_choices, meeting_people, meeting_tasks, meetings
from cases.services import meeting_actions, meeting_information
from cases.services import meetings as services
from cases.states import Sensitivity
from cases.views.drafted import DraftedFormPage
from cases.views.meetings import OneMeeting
from safeguarding.rules.london_time import LONDON
from safeguarding.ui.versioned import VERSION, VersionedForm
from safeguarding.ui.views import SeeOther


class MeetingFormPage(OneMeeting, DraftedFormPage):
    """A form about one meeting: 404 when it may not be seen, 403 for those who may not do this."""

    domain_errors: ClassVar[tuple[type[Exception], ...]] = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"
    done_text: ClassVar[str]
    # Under which question of the form the error of a service's field belongs.
    fields_of: ClassVar[Mapping[str, str]] = {}
    # Calls the one service with the form's facts.
    act: Callable[..., Any]

    def ask(self) -> None:
        """Let through who runs the meeting."""
        access_meetings.require_run(self.user, self.meeting)

    @property
    def caption(self) -> str:
        """Which meeting it is."""
        return f"{self.meeting.get_kind_display()} {self.meeting.reference}"

    @cached_property
    def children(self) -> list[Child]:
        """The children of the meeting whom the person may see."""
        return meetings.children(self.user, self.meeting)

    def child_of(self, value: str) -> Child | None:
        """The child that was chosen, or None for all of them."""
        return next((child for child in self.children if str(child.pk) == value), None)

    def back_href(self) -> str:
        """The meeting's page."""
        return reverse("meeting", args=[self.meeting.reference])

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.back_href(), "cancel_href": self.back_href()}

    def field_of(self, error: Exception) -> str:
        """The question of the error, when this form has it."""
        field = getattr(error, "field", None) or ""
        field = self.fields_of.get(field, field)
        return field if field in self.form_class.base_fields else NON_FIELD_ERRORS

    def save(self, form: Any) -> HttpResponse:
        """Do it and go back to the meeting."""
        self.act(by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), self.done_text)


class ChangePage(MeetingFormPage, VersionedForm):
    """Another time or place, chair or minute-taker."""

    form_class = forms.ChangeForm
    template_name = VersionedForm.template_name
    submit_text = VersionedForm.submit_text
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("meeting",)
    title = "Change the meeting"
    intro = "With a new time or place everybody who is asked is told, and asked for a new reply."
    done_text = "The meeting is changed"
    fields_of: ClassVar[Mapping[str, str]] = {"ends_at": "ends"}

    @cached_property
    def people(self) -> list[Any]:
        """Who may chair and take minutes; whoever does already stays among them."""
        return meeting_choices.officers(self.meeting)

    def form_kwargs(self) -> dict[str, Any]:
        """Those people."""
        return {"people": self.people}

    def initial(self) -> dict[str, Any]:
        """How the meeting stands, with its version."""
        meeting = self.meeting
        return {
            "starts_at": meeting.starts_at,
            "ends": meeting.ends_at.astimezone(LONDON).time(),
            "format": meeting.format,
            "place": meeting.place,
            "link": meeting.link,
            "chair": str(meeting.chair_id or ""),
            "minute_taker": str(meeting.minute_taker_id or ""),
            VERSION: meeting.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Change it, unless somebody else was quicker."""
        facts = dict(form.cleaned_data)
        day = facts["starts_at"].astimezone(LONDON).date()
        by_key = {str(person.pk): person for person in self.people}
        services.change(
            meeting=self.meeting,
            changes={
                "starts_at": facts["starts_at"],
                "ends_at": datetime.combine(day, facts["ends"], tzinfo=LONDON),
                **{name: facts[name] for name in ("format", "place", "link")},
                **{name: by_key.get(facts[name]) for name in ("chair", "minute_taker")},
            },
            expected_version=self.posted_version(form),
            reason=facts["reason"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), self.done_text)


class CancelPage(MeetingFormPage):
    """It won't be held."""

    form_class = forms.CancelForm
    title = "Cancel the meeting"
    submit_text = "Cancel the meeting"
    done_text = "The meeting is cancelled"

    def context(self) -> dict[str, Any]:
        """It can't be taken back: the button says so."""
        return {**super().context(), "submit_warning": True, "cancel_href": ""}

    def act(self, **facts: Any) -> Any:
        """Cancel it."""
        return services.cancel(meeting=self.meeting, **facts)


class InformationPage(MeetingFormPage):
    """What an agency shares: those who run the meeting write for all, those who are asked for their own."""

    form_class = forms.InformationForm
    title = "What an agency shares"
    intro = "In the agency’s own words: facts, and from where they are known."
    done_text = "What the agency shares is recorded"

    def ask(self) -> None:
        """Let through who runs the meeting or is asked to it by name."""
        asked = meeting_information.is_asked_by_name(self.user, self.meeting)
        if not asked and not access_meetings.runs(self.user, self.meeting):
            raise NotPermittedError("share_information")

    @cached_property
    def agencies(self) -> meeting_choices.Agencies:
        """The agencies for which the person may write."""
        return meeting_choices.agencies(self.user, self.meeting)

    def form_kwargs(self) -> dict[str, Any]:
        """What to choose from."""
        levels = meeting_information.markable(self.user, self.meeting)
        return {
            "agencies": self.agencies.options(),
            "children": self.children,
            "levels": [(level.value, level.label) for level in levels],
        }

    def initial(self) -> dict[str, Any]:
        """About all, for professionals, unless somebody says otherwise."""
        only = self.agencies.options()
        start = {"child": "all", "sensitivity": Sensitivity.PROFESSIONALS.value}
        return {**start, "agency": only[0].value} if len(only) == 1 else start

    def act(self, **facts: Any) -> Any:
        """Write it down."""
        agency, outside = self.agencies.chosen(facts.pop("agency"))
        return meeting_information.share(
            meeting=self.meeting,
            agency=agency,
            outside_agency=outside,
            child=self.child_of(facts.pop("child")),
            sensitivity=Sensitivity(facts.pop("sensitivity")),
            **facts,
        )


class ActionPage(MeetingFormPage):
    """Who does what by when."""

    form_class = forms.ActionForm
    title = "Add an action"
    done_text = "The action is recorded"

    @cached_property
    def people(self) -> list[Any]:
        """Who has a part in the meeting."""
        return meeting_people.taking_part(self.meeting)

    def form_kwargs(self) -> dict[str, Any]:
        """Whom and about whom to choose from."""
        return {"people": self.people, "children": self.children}

    def initial(self) -> dict[str, Any]:
        """About all of them, unless somebody says otherwise."""
        return {"child": "all"}

    def save(self, form: Any) -> HttpResponse:
        """Write it down; somebody outside needs a name."""
        if form.cleaned_data["owner"] == "outside" and not form.cleaned_data["owner_name"]:
            form.add_error("owner_name", "Enter who will do it")
            return self.show(form)
        return super().save(form)

    def act(self, **facts: Any) -> Any:
        """Write it down."""
        chosen, name = facts.pop("owner"), facts.pop("owner_name")
        owner = next((person for person in self.people if str(person.pk) == chosen), None)
        return meeting_actions.add(
            meeting=self.meeting,
            owner=owner,
            owner_name="" if owner else name,
            child=self.child_of(facts.pop("child")),
            **facts,
        )


class CloseActionPage(MeetingFormPage):
    """An action is done, or no longer needed."""

    form_class = forms.CloseActionForm
    title = "How does the action stand?"
    done_text = "The action is closed"

    def ask(self) -> None:
        """Let through who owns the action, or runs the meeting."""
        if self.action_.owner_id != self.user.pk:
            super().ask()

    @cached_property
    def action_(self) -> MeetingAction:
        """The action of the page's address."""
        return meetings.action(self.user, self.meeting, self.kwargs["pk"])

    @property
    def intro(self) -> str:
        """Which action it is."""
        return self.action_.what

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask, unless somebody has closed it already."""
        if self.action_.state != ActionState.OPEN:
            messages.info(request, f"This is closed already: {self.action_.get_state_display().lower()}.")
            return SeeOther(self.back_href())
        return super().get(request, *args, **kwargs)

    def back_href(self) -> str:
        """The list of one's actions, when the form was opened there; else the meeting."""
        is_from_home = self.request.GET.get("from") == meeting_tasks.FROM_HOME
        return f"{reverse('home')}#actions" if is_from_home else super().back_href()

    def form_kwargs(self) -> dict[str, Any]:
        """Whether it may be dropped."""
        return {"can_drop": access_meetings.runs(self.user, self.meeting)}

    def initial(self) -> dict[str, Any]:
        """Done, most often."""
        return {"state": ActionState.DONE.value}

    def act(self, **facts: Any) -> Any:
        """Close it."""
        return meeting_actions.close(action=self.action_, **facts)
