"""Who has looked at a child's record."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.queries import looks
from safeguarding.audit.models import Action as Look
from safeguarding.home.views.record import RecordPage, key_of
from safeguarding.ui.fields import DateField, GovukForm, SelectField, choosing


class PeriodForm(GovukForm):
    """Narrows a list of looks to what was done and to some days."""

    action = SelectField("What", Look.choices, required=False, mark_optional=False, placeholder="Everything")
    since = DateField("From", required=False, mark_optional=False, label_size="s", hint="")
    until = DateField("Until", required=False, mark_optional=False, label_size="s", hint="")

    def filters(self) -> looks.Filters:
        """What was asked for; a field with an error narrows nothing."""
        self.is_valid()
        chosen = self.cleaned_data
        return looks.Filters(
            person=key_of(chosen.get("person", "")),
            agency=chosen.get("agency", ""),
            action=chosen.get("action", ""),
            since=chosen.get("since"),
            until=chosen.get("until"),
        )


class ChildLooksForm(PeriodForm):
    """Narrows the list to a person, an agency, some days."""

    person = SelectField("Person", required=False, mark_optional=False, placeholder="Everyone")
    agency = SelectField("Agency", required=False, mark_optional=False, placeholder="All")
    action = SelectField(
        "What",
        [(look.value, look.label) for look in Look if look not in {Look.SEARCH, Look.SIGN_IN}],
        required=False,
        mark_optional=False,
        placeholder="Everything",
    )
    field_order = ("person", "agency", "action", "since", "until")


class ChildLooksPage(RecordPage):
    """Who looked, when, from where, at what and why they could; for managers of social care."""

    section = "child_looks"
    child_action = access.Action.VIEW_LOOKS
    template_name = "record/looks.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of it."""
        form = ChildLooksForm(data=self.request.GET)
        people, names = looks.lookers(self.user, self.child)
        choosing(form, "person").set_options([(str(one.pk), one.full_name) for one in people])
        choosing(form, "agency").set_options([(name, name) for name in names])
        filters = form.filters()
        lines = looks.of_child(
            self.user, self.child, filters=filters, before=self.key("before"), after=self.key("after")
        )
        return self.show(lines=lines, form=form, filters=filters, page_words=looks.page_words)
