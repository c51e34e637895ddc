"""What was shared about a child, and what was refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access, access_sharing
from cases.queries import sharing
from cases.states import SharingDecision
from safeguarding.home.views.record import RecordPage
from safeguarding.ui.fields import DateField, GovukForm, SelectField


class SharingFilterForm(GovukForm):
    """Narrows the log to what was shared or what was refused, and to some days."""

    decision = SelectField(
        "Shared or refused", SharingDecision.choices, required=False, mark_optional=False, placeholder="Both"
    )
    since = DateField("From", required=False, mark_optional=False, label_size="s", hint="")
    until = DateField("Until", required=False, mark_optional=False, label_size="s", hint="")

    def filters(self) -> sharing.Filters:
        """What was asked for; a field with an error narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return sharing.Filters(
            decision=chosen.get("decision", ""), since=chosen.get("since"), until=chosen.get("until")
        )


class SharingPage(RecordPage):
    """The sharing log: what, whose, with whom, on what ground, told or why not."""

    section = "child_sharing"
    template_name = "record/sharing.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of it."""
        form = SharingFilterForm(data=self.request.GET)
        filters = form.filters()
        found = sharing.of_child(
            self.user, self.child, filters=filters, before=self.key("before"), after=self.key("after")
        )
        superseded = {one.pk for one in found.rows if sharing.is_superseded(one)}
        may_write = access.may_here(self.user, access.Action.RECORD_EVENT, self.child)
        correctable = {
            one.pk
            for one in found.rows
            if one.pk not in superseded and access_sharing.may_correct(self.user, one)
        }
        return self.show(
            sharings=found,
            form=form,
            filters=filters,
            superseded=superseded,
            correctable=correctable if may_write and not self.is_print else set(),
            referrals=sharing.referrals(self.user, self.child),
        )
