"""Legal milestones, the next hearing, and who was told."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse

from cases.access import Action
from cases.states import Sensitivity
from cases.views.child_forms import ChildFormPage
from core_groups.forms import legal as forms
from core_groups.models import LegalTold
from core_groups.queries import legal as queries
from core_groups.queries import withdrawals as network
from core_groups.services import legal
from core_groups.services.legal import Milestone
from core_groups.views.endings import EndingPage
from safeguarding.accounts.models import Agency
from safeguarding.rules.london_time import london_date


class LegalPage(EndingPage):
    """The milestones that the reader may read, and what their own agency was told."""

    section = "legal"
    template_name = "step_down/legal.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it."""
        milestones = queries.of_child(self.user, self.child)
        return self.show(
            milestones=milestones,
            own=queries.told_of(self.user, self.child),
            next_hearing=queries.next_hearing(milestones, london_date(self.at)),
            can_record=self.may(Action.MANAGE_PLAN),
        )


class MilestonePage(ChildFormPage):
    """One milestone."""

    child_action = Action.MANAGE_PLAN
    form_class = forms.MilestoneForm
    title = "Record a legal step"
    submit_text = "Record it"
    back_to = "legal"

    @cached_property
    def agencies(self) -> list[Agency]:
        """Those that may be told."""
        return [each for each in network.network(self.child) if not each.is_lead]

    def form_kwargs(self) -> dict[str, Any]:
        """The agencies of the network."""
        return {"agencies": self.agencies}

    def initial(self) -> dict[str, Any]:
        """For social care alone, unless it is opened."""
        return {"sensitivity": Sensitivity.SOCIAL_CARE}

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        chosen = dict(form.cleaned_data)
        wanted = set(chosen.pop("agencies"))
        legal.record(
            child=self.child,
            milestone=Milestone(**chosen),
            agencies=[each for each in self.agencies if str(each.pk) in wanted],
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "It is recorded")


class ToldPage(ChildFormPage):
    """An agency was told, or why not."""

    child_action = Action.MANAGE_PLAN
    form_class = forms.ToldForm
    submit_text = "Record it"
    back_to = "legal"

    @cached_property
    def told(self) -> LegalTold:
        """The agency's row of the address, through the child."""
        found = queries.one_told(self.user, self.child, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find it first."""
        _ = self.child, self.told
        return super().dispatch(*args, **kwargs)

    @property
    def title(self) -> str:
        """Who is told."""
        return f"Tell {self.told.agency}"

    def save(self, form: Any) -> HttpResponse:
        """Note it."""
        chosen = form.cleaned_data
        was_told = chosen["was_told"] == "yes"
        legal.tell(
            told=self.told,
            how=chosen["how"] if was_told else None,
            words=chosen["words"] if was_told else "",
            not_told_reason="" if was_told else chosen["not_told_reason"],
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "It is recorded")
