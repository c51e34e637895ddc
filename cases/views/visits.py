"""Recording a visit to a child."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse

from cases import access
from cases.forms import visits as forms
from cases.plan_states import VisitKind
from cases.queries import plan_choices
from cases.queries.choices import social_workers
from cases.services import visits
from cases.views.child_forms import ChildFormPage
from safeguarding.accounts.models import User
from safeguarding.ui.fields import choosing


class VisitPage(ChildFormPage):
    """Seen or not, alone or not, where, and why not."""

    child_action = access.Action.RECORD_EVENT
    form_class = forms.VisitForm
    title = "Record a visit"
    submit_text = "Record this visit"
    back_to = "child_visits"

    def form(self, **data: Any) -> Form:
        """The form with who may have gone; a visit under the plan is social care's."""
        form = super().form(**data)
        if not access.may_here(self.user, access.Action.MANAGE_PLAN, self.child):
            choosing(form, "kind").set_options([forms.ANOTHER])
        choosing(form, "who").set_options((str(one.pk), one.full_name) for one in self.colleagues())
        return form

    def initial(self) -> dict[str, Any]:
        """Whoever has no choice has made it."""
        may = access.may_here(self.user, access.Action.MANAGE_PLAN, self.child)
        return {} if may else {"kind": VisitKind.OTHER}

    def colleagues(self) -> list[User]:
        """Whom one may write a visit down for."""
        if not access.may_here(self.user, access.Action.MANAGE_PLAN, self.child):
            return []
        return [one for one in social_workers() if one != self.user]

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        said = dict(form.cleaned_data)
        not_alone = said.pop("not_alone_reason")
        said["not_seen_reason"] = said["not_seen_reason"] or not_alone
        said["seen_alone"] = bool(said["seen_alone"])
        said["who"] = plan_choices.one_of(self.colleagues(), said["who"], field="who")
        visits.record(child=self.child, by=self.user, at=self.at, **said)
        return self.done(self.back_href(), "The visit is recorded")
