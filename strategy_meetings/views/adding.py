"""Making a planned strategy meeting about another child too."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse

from cases import access
from cases.exceptions import DomainError, NotPermittedError
from cases.models import Child
from cases.queries import front_door, meetings
from strategy_meetings.forms.calling import AddChildForm
from strategy_meetings.queries import origins
from strategy_meetings.services import calling
from strategy_meetings.views.pages import StrategyFormPage


class AddChildPage(StrategyFormPage):
    """The household's other children are proposed; any child may be named by reference."""

    form_class = AddChildForm
    title = "Add a child to the meeting"
    intro = (
        "Everybody who is asked to the meeting will see the child’s record. The history is read and "
        "considered again, with this child in it."
    )
    submit_text = "Add to the meeting"
    keeps_draft = False

    def ask(self) -> None:
        """Only case staff of social care decide whom a meeting is about."""
        super().ask()
        if not access.may(self.user, access.Action.CALL_MEETING):
            raise NotPermittedError("add_child")

    @cached_property
    def proposed(self) -> list[Child]:
        """The other children of the household."""
        return origins.others_of_households(self.user, meetings.children(self.user, self.meeting))

    def form_kwargs(self) -> dict[str, Any]:
        """Them, to choose from."""
        return {
            "proposed": [(each.reference, f"{each.person.name}, {each.reference}") for each in self.proposed]
        }

    def save(self, form: Any) -> HttpResponse:
        """Add each of them."""
        for child in self._chosen(form.cleaned_data):
            calling.add_child(strategy=self.strategy, child=child, by=self.user, at=self.at)
        return self.done(self.href(), "The meeting is about this child too")

    def _chosen(self, typed: dict[str, Any]) -> list[Child]:
        ticked = set(typed.get("children") or [])
        chosen = [each for each in self.proposed if each.reference in ticked]
        if not typed["reference"]:
            return chosen
        child = front_door.child_with_reference(user=self.user, reference=typed["reference"])
        if child is None:
            raise DomainError("There is no record with that reference that you may open", field="reference")
        return [*(each for each in chosen if each != child), child]

    def field_of(self, error: Exception) -> str:
        """All that can be wrong is the child who was named."""
        return "reference"
