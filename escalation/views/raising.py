"""Raising a challenge: from a decision in the chronology, or from nothing at all."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.models import Event
from cases.queries import chronology
from cases.views.child_forms import ChildFormPage
from escalation.forms.challenges import RaiseForm
from escalation.queries import challenges
from escalation.services import ladder
from escalation.services.ladder import Facts
from safeguarding.accounts.models import Agency


class RaisePage(ChildFormPage):
    """A challenge about the child; call 999 first."""

    child_action = access.Action.CHALLENGE
    form_class = RaiseForm
    title = "Challenge a decision"
    submit_text = "Raise the challenge"
    template_name = "escalation/raise.html"
    back_to = "child_challenges"

    @cached_property
    def event(self) -> Event | None:
        """The decision; none here."""
        return None

    @cached_property
    def agencies(self) -> list[Agency]:
        """Whom one may challenge."""
        return challenges.challengeable(self.user, self.child)

    def form_kwargs(self) -> dict[str, Any]:
        """The agencies to choose from."""
        return {"agencies": [(str(each.pk), each.name) for each in self.agencies]}

    def initial(self) -> dict[str, Any]:
        """The agency whose decision it is."""
        keys = {each.pk for each in self.agencies}
        event = self.event
        return {"against": str(event.agency_id) if event is not None and event.agency_id in keys else ""}

    def context(self) -> dict[str, Any]:
        """The decision that is challenged."""
        return {**super().context(), "event": self.event}

    def save(self, form: Any) -> HttpResponse:
        """Raise it."""
        typed = dict(form.cleaned_data)
        chosen = typed.pop("against")
        against = next(each for each in self.agencies if str(each.pk) == chosen)
        typed["danger_done"] = typed.get("danger_done") or ""
        challenge = ladder.raise_challenge(
            child=self.child,
            facts=Facts(against=against, **typed),
            event=self.event,
            by=self.user,
            at=self.at,
        )
        return self.done(
            reverse("challenge", args=[challenge.reference]), f"Challenge {challenge.reference} is raised"
        )


class RaiseOnEventPage(RaisePage):
    """The challenge of a decision that stands in the chronology."""

    title = "Challenge this decision"
    back_to = "child_chronology"

    @cached_property
    def event(self) -> Event | None:
        """The decision's line, as far as the person may read it."""
        return chronology.get_event(self.user, self.child, self.kwargs["pk"])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the line before anything else."""
        _ = self.child, self.event
        return super().dispatch(*args, **kwargs)
