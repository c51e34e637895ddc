"""A child's appointments: the list with its pattern, giving one, its outcome, and what was done about it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from cases import access, access_voice
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError
from cases.forms import appointments as forms
from cases.models import Appointment
from cases.queries import appointments as queries
from cases.services import appointment_limits, appointments
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from cases.views.drafted import DraftedFormPage
from cases.views.pages import ChildPage, Page
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import date_text

LATER = "later"


class AppointmentsPage(ChildPage):
    """What became of the child's appointments, and what that asks for."""

    template_name = "appointments/list.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        writes = access.may_here(self.user, access.Action.RECORD_EVENT, self.child) and not self.is_print
        shown = queries.appointments(self.user, self.child, today=london_date(self.at), can_write=writes)
        can_add = writes and access_voice.gives_appointments(self.user)
        return self.render(child=self.child, shown=shown, can_add=can_add)


class _AppointmentForm(ChildFormPage, ABC):
    """What the forms below one child's appointments share."""

    child_action = access.Action.RECORD_EVENT
    back_to = "child_appointments"

    @cached_property
    def appointment(self) -> Appointment:
        """The appointment of the address, through the child."""
        return queries.get_appointment(self.user, self.child, self.kwargs["pk"])

    @abstractmethod
    def may(self) -> bool:
        """Whether the person may send this form."""

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Ask who the person is before anything else."""
        _ = self.child
        if "pk" in self.kwargs:
            _ = self.appointment
        if not self.may():
            raise NotPermittedError(self.child_action.value)
        return super().dispatch(*args, **kwargs)


class NewAppointmentPage(_AppointmentForm):
    """An appointment with the person's own agency."""

    form_class = forms.AppointmentForm
    title = "Record an appointment"
    submit_text = "Record this appointment"

    def may(self) -> bool:
        """Health and education give appointments."""
        return access_voice.gives_appointments(self.user)

    def save(self, form: Any) -> HttpResponse:
        """Write it down."""
        told = form.cleaned_data
        outcome = "" if told["outcome"] == LATER else told["outcome"]
        facts = appointments.AppointmentFacts(
            service=told["service"],
            on=told["on"],
            outcome=outcome,
            impact=told["impact"],
            told=told["told"],
            reoffered_on=told["reoffered_on"],
        )
        appointments.record(child=self.child, facts=facts, by=self.user, at=self.at)
        return self.done(self.back_href(), "The appointment is recorded")


class OutcomePage(_AppointmentForm, VersionedFormPage):
    """What became of it, or what really did."""

    form_class = forms.OutcomeForm
    title = "What became of this appointment?"
    submit_text = "Save"
    read_anew = ("appointment",)
    changed_errors = (ChangedMeanwhileError,)

    @property
    def intro(self) -> str:
        """Which one it is."""
        return f"{self.appointment.service}, {date_text(self.appointment.on)}"

    def may(self) -> bool:
        """The agency that gave the appointment."""
        return access_voice.may_change(self.user, self.appointment)

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        row = self.appointment
        return {
            "outcome": row.outcome,
            "impact": row.impact,
            "told": row.told,
            "reoffered_on": row.reoffered_on,
            "version": row.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        told = form.cleaned_data
        facts = appointments.AppointmentFacts(
            service=self.appointment.service,
            on=self.appointment.on,
            outcome=told["outcome"],
            impact=told["impact"],
            told=told["told"],
            reoffered_on=told["reoffered_on"],
        )
        appointments.record_outcome(
            appointment=self.appointment,
            facts=facts,
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "What became of the appointment is recorded")


class FollowUpPage(_AppointmentForm):
    """What was done when the child wasn't seen."""

    form_class = forms.FollowUpForm
    title = "What was done about it?"
    submit_text = "Save"

    @property
    def intro(self) -> str:
        """Which appointment it is, and what it meant."""
        row = self.appointment
        return f"{row.service}, {date_text(row.on)}: {row.impact}"

    def may(self) -> bool:
        """Who answers for the child, and safeguarding leads."""
        return access_voice.may_follow_up(self.user, self.child)

    def save(self, form: Any) -> HttpResponse:
        """Write it down."""
        appointments.follow_up(
            appointment=self.appointment, text=form.cleaned_data["followed_up"], by=self.user, at=self.at
        )
        return self.done(self.back_href(), "What was done is recorded")


class LimitsPage(Page):
    """From how many missed appointments what happens: for everybody to read."""

    template_name = "appointments/limits.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the numbers that apply, and those before."""
        return self.render(
            limits=queries.limits_in_force(),
            lines=queries.limits_so_far(),
            can_change=access.may(self.user, access.Action.MANAGE_TIMESCALES),
        )


class ChangeLimitsPage(Page, DraftedFormPage):
    """The partnership's own numbers."""

    action = access.Action.MANAGE_TIMESCALES
    form_class = forms.LimitsForm
    template_name = "layouts/form.html"
    title = "Change when missed appointments are too many"
    submit_text = "Change the numbers"
    domain_errors = (DomainError,)

    def initial(self) -> dict[str, Any]:
        """What applies today."""
        return asdict(queries.limits_in_force())

    def context(self) -> dict[str, Any]:
        """The ways back."""
        href = reverse("appointment_limits")
        return {
            "back_href": href,
            "cancel_href": href,
            "intro": "The new numbers count from the next appointment that is recorded.",
        }

    def save(self, form: Any) -> HttpResponse:
        """Set them."""
        appointment_limits.set_limits(
            limits=form.limits(), reason=form.cleaned_data["reason"], by=self.user, at=self.at
        )
        return self.done(reverse("appointment_limits"), "The numbers are changed")
