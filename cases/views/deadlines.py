"""One time limit: its page, and the forms by which it is moved, paused, stopped and explained."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from cases import access_deadlines
from cases.access_deadlines import Act
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.forms import deadlines as forms
from cases.models import Deadline
from cases.queries import deadline_acts, deadline_links, deadline_page
from cases.queries import deadline_words as words
from cases.services import deadline_changes
from cases.services.deadline_status import is_rescheduled, is_stopped, status
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.ui.versioned import VERSION, VersionedForm


class DeadlinePage(Page):
    """How one time limit stands; 404 when it may not be seen."""

    template_name = "deadlines/deadline.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        deadline = access_deadlines.get_deadline(self.user, pk, at=self.at, origin=self.origin)
        return self.render(
            limit=deadline_page.view(self.user, deadline, now=self.at),
            due=words.due(deadline),
            replaced_by=deadline.superseded_by_id,
            back_href=deadline_links.act_path(deadline, self.user),
        )


class DeadlineActPage(Page):
    """Where an alert leads; shows nothing itself. 404 when the time limit may not be seen (any more)."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Go on to the page on which the reader does, as things are now, what it asks for."""
        return redirect(deadline_links.where_to_act(self.user, pk))


class DeadlineFormPage(Page, DraftedFormPage, VersionedForm):
    """A form about one time limit: 404 when it may not be seen, 403 for those who may not do this to it.

    Somebody who was quicker is named to the second, who keeps what they typed.
    """

    act: ClassVar[Act]
    # The one service that is called with the form's facts.
    change: ClassVar[Callable[..., Deadline]]
    done_text: ClassVar[str]
    domain_errors = (DomainError,)
    changed_errors = (ChangedMeanwhileError,)
    read_anew = ("deadline",)
    template_name = VersionedForm.template_name
    submit_text = "Save"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Find the time limit before anything else."""
        _ = self.deadline
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, as long as there is something to do; otherwise how the time limit stands."""
        if self.act in deadline_acts.possible(self.deadline, self.at):
            return super().get(request, *args, **kwargs)
        messages.info(request, "That can’t be done to this time limit as it stands now")
        return redirect("deadline", self.deadline.pk)

    @cached_property
    def deadline(self) -> Deadline:
        """The time limit of the page's address, through the gate, logged."""
        return access_deadlines.get_deadline(
            self.user,
            self.kwargs["pk"],
            at=self.at,
            origin=self.origin,
            act=self.act,
            is_logged=not self.only_keeps,
        )

    @property
    def caption(self) -> str:
        """Which one it is."""
        return ", ".join(part for part in (words.label(self.deadline), words.about(self.deadline)) if part)

    @property
    def intro(self) -> str:
        """When it is due, as agreed and by the rule."""
        due = f"It is due {words.due_text(self.deadline)}."
        if not is_rescheduled(self.deadline):
            return due
        return f"{due} {words.own_date_label(self.deadline)}: {words.own_due_text(self.deadline)}."

    def initial(self) -> dict[str, Any]:
        """The version that the person sees."""
        return {VERSION: self.deadline.version}

    def recorded_now(self) -> list[tuple[str, str]]:
        """How it stands now, for somebody who saw it otherwise."""
        facts = [
            ("Status", str(status(self.deadline, self.at).label)),
            ("Due", words.due_text(self.deadline)),
            ("Moved", words.agreed(self.deadline)),
            ("Paused", words.paused(self.deadline)),
        ]
        return [(key, value) for key, value in facts if value]

    def context(self) -> dict[str, Any]:
        """The ways back."""
        back = reverse("deadline", args=[self.deadline.pk])
        return {"back_href": back, "cancel_href": back}

    def save(self, form: Any) -> HttpResponse:
        """Do it, unless the time limit is another than the person saw."""
        facts = dict(form.cleaned_data)
        version = self.posted_version(form) if facts.pop(VERSION) else None
        self.change(deadline=self.deadline, version=version, by=self.user, at=self.at, **facts)
        return self.done(reverse("deadline", args=[self.deadline.pk]), self.done_text)


class ReschedulePage(DeadlineFormPage):
    """Another date is agreed."""

    act = Act.BRING_FORWARD
    change = staticmethod(deadline_changes.reschedule)
    form_class = forms.RescheduleForm
    title = "Agree another date"
    done_text = "The new date is recorded"

    @property
    def intro(self) -> str:
        """What may be agreed by whom."""
        limit = words.own_date_label(self.deadline).lower()
        if access_deadlines.may(self.user, Act.POSTPONE, self.deadline):
            more = f"A date after the {limit} stays marked as late by the rule and enters the chronology."
        else:
            more = f"A date after the {limit} must be agreed by a manager of children’s social care."
        return f"{super().intro} {more}"

    def initial(self) -> dict[str, Any]:
        """The date that stands."""
        return {**super().initial(), "due_on": self.deadline.due_on}


class PausePage(DeadlineFormPage):
    """It stands still."""

    act = Act.PAUSE
    change = staticmethod(deadline_changes.pause)
    form_class = forms.PauseForm
    title = "Pause this time limit"
    submit_text = "Pause it"
    done_text = "The time limit is paused"


class ResumePage(DeadlineFormPage):
    """It runs again."""

    act = Act.RESUME
    change = staticmethod(deadline_changes.resume)
    form_class = forms.ResumeForm
    keeps_draft = False
    title = "Let this time limit run again"
    submit_text = "Let it run again"
    done_text = "The time limit runs again"

    @property
    def intro(self) -> str:
        """Since when it stands still, and what follows."""
        return f"{words.paused(self.deadline)}. The working days since then are added to its date."


class CancelPage(DeadlineFormPage):
    """It no longer applies."""

    act = Act.CANCEL
    change = staticmethod(deadline_changes.cancel)
    form_class = forms.CancelForm
    title = "Stop this time limit"
    submit_text = "Stop it"
    done_text = "The time limit is stopped"

    def context(self) -> dict[str, Any]:
        """Stopping can't be taken back: the button says so."""
        return {**super().context(), "submit_warning": True}


class LatenessPage(DeadlineFormPage):
    """The reason for a missed time limit."""

    act = Act.EXPLAIN
    change = staticmethod(deadline_changes.explain_lateness)
    form_class = forms.LatenessForm
    title = "Why was this time limit missed?"
    submit_text = "Save the reason"
    done_text = "The reason is recorded"

    @property
    def intro(self) -> str:
        """When it was due."""
        was = "was" if is_stopped(self.deadline) else "is"
        return super().intro.replace("It is", f"It {was}", 1)

    def initial(self) -> dict[str, Any]:
        """What was said before."""
        said = {"code": self.deadline.lateness_code, "reason": self.deadline.lateness_reason}
        return {**super().initial(), **said}
