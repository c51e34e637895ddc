"""Adding to a child's record: events, involvement."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import HttpResponse

from cases import access
from cases.exceptions import NotPermittedError
from cases.forms import records as forms
from cases.models import Event, Involvement
from cases.queries import choices, chronology, records
from cases.services import children, involvements
from cases.services.chronology import correctable
from cases.states import Sensitivity, Significance
from cases.views.child_forms import ChildFormPage
from safeguarding.ui.fields import choosing


class EventPage(ChildFormPage):
    """Something that happened to the child."""

    child_action = access.Action.RECORD_EVENT
    form_class = forms.EventForm
    template_name = "people/event_form.html"
    title = "Record an event"
    submit_text = "Record this event"
    back_to = "child_chronology"

    def initial(self) -> dict[str, Any]:
        """The usual answers."""
        return {"significance": Significance.ROUTINE, "sensitivity": Sensitivity.PROFESSIONALS}

    def form(self, **data: Any) -> Form:
        """The form with the readers that the writer may choose."""
        form = super().form(**data)
        levels = access.writable_sensitivities(self.user)
        choosing(form, "sensitivity").set_options(forms.sensitivity_choices(levels))
        return form

    def context(self) -> dict[str, Any]:
        """Who is involved now, and so will read it."""
        involved, _ = records.network(self.user, self.child)
        # Children's social care is named as a whole, unless the record is for named people only.
        if not self.child.is_restricted:
            involved = [one for one in involved if not one.agency.is_lead]
        named = {one.user.full_name for one in involved if one.user}
        agencies = (
            set() if self.child.is_restricted else {one.agency.name for one in involved if not one.user}
        )
        readers = sorted(agencies | named)
        return {**super().context(), "readers": readers, "is_restricted": self.child.is_restricted}

    def save(self, form: Any) -> HttpResponse:
        """Add the line."""
        children.record_event(child=self.child, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The event is recorded")


class CorrectionPage(ChildFormPage):
    """A line of the person's own agency, said better."""

    child_action = access.Action.RECORD_EVENT
    form_class = forms.CorrectionForm
    title = "Correct this line"
    intro = "The line stays in the chronology, marked as replaced. Yours stands in its place."
    submit_text = "Save the correction"
    back_to = "child_chronology"

    @cached_property
    def event(self) -> Event:
        """The line of the address, through the child."""
        return chronology.get_event(self.user, self.child, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the line before anything else; another agency's line isn't this person's to correct."""
        _ = self.child
        if not correctable(self.event, self.user):
            raise NotPermittedError(self.child_action.value)
        return super().dispatch(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        """What was written."""
        return {"what_happened": self.event.what_happened}

    def save(self, form: Any) -> HttpResponse:
        """Add the line that stands in its place."""
        children.correct_event(event=self.event, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The correction is recorded")


class InvolvementPage(ChildFormPage):
    """Somebody who becomes involved, and so can open the record."""

    child_action = access.Action.MANAGE_INVOLVEMENT
    form_class = forms.InvolvementForm
    title = "Involve somebody"
    intro = "They will be able to open this record and its chronology, from now until their involvement ends."
    submit_text = "Involve them"
    back_to = "child_network"

    def form(self, **data: Any) -> Form:
        """The form with everyone who can be involved."""
        form = super().form(**data)
        choosing(form, "who").set_options(choices.involvable())
        return form

    def save(self, form: Any) -> HttpResponse:
        """Involve them."""
        who = choices.involvable_from(form.cleaned_data["who"])
        involvements.add(
            child=self.child,
            agency=who.agency,
            team=who.team,
            user=who.user,
            role=form.cleaned_data["role"],
            reason=form.cleaned_data["reason"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "They are involved and can open the record")


class EndInvolvementPage(ChildFormPage):
    """Somebody who is no longer involved."""

    child_action = access.Action.MANAGE_INVOLVEMENT
    form_class = forms.EndInvolvementForm
    title = "End this involvement"
    submit_text = "End the involvement"
    back_to = "child_network"

    @cached_property
    def involvement(self) -> Involvement:
        """The running involvement of the address, through the child."""
        return records.get_involvement(self.child, self.kwargs["pk"])

    @property
    def intro(self) -> str:
        """Whose it is and what ending it means."""
        one = self.involvement
        who = one.user.full_name if one.user else str(one.team or one.agency)
        return f"{who}: {one.get_role_display().lower()}. They will no longer see this record by it."

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the involvement before anything else."""
        _ = self.child, self.involvement
        return super().dispatch(*args, **kwargs)

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        involvements.end(
            involvement=self.involvement, by=self.user, at=self.at, reason=form.cleaned_data["reason"]
        )
        return self.done(self.back_href(), "The involvement is ended")
