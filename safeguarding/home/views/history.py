"""Every change of a child's record: what, who, when and why."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from cases import access
from cases.queries import history
from cases.queries.history_parts import part_choices
from safeguarding.home.views.record import RecordPage, key_of
from safeguarding.ui.fields import DateField, GovukForm, SelectField, choosing


class HistoryForm(GovukForm):
    """Narrows the history to a part of the record, to a person, to some days."""

    part = SelectField(
        "Part of the record", part_choices(), required=False, mark_optional=False, placeholder="All"
    )
    person = SelectField("Changed by", required=False, mark_optional=False, placeholder="Everyone")
    since = DateField("From", required=False, mark_optional=False, label_size="s", hint="")
    until = DateField("Until", required=False, mark_optional=False, label_size="s", hint="")

    def filters(self, row: str) -> history.Filters:
        """What was asked for; a field with an error narrows nothing."""
        chosen = self.cleaned_data
        return history.Filters(
            part=chosen.get("part", ""),
            row=row,
            person=key_of(chosen.get("person", "")),
            since=chosen.get("since"),
            until=chosen.get("until"),
        )


class HistoryPage(RecordPage):
    """What was there and what is there now, in words; the whole record, or one row of it."""

    section = "child_history"
    child_action = access.Action.VIEW_HISTORY
    template_name = "record/history.html"

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show one page of it."""
        asked = self.request.GET
        form = HistoryForm(data=asked)
        changes = history.read(self.user, self.child)
        people = [(str(key), name) for key, name in history.people(changes)]
        choosing(form, "person").set_options(people)
        form.is_valid()
        filters = form.filters(asked.get("row", ""))
        before, after = asked.get("before", ""), asked.get("after", "")
        page = history.page(changes, filters=filters, before=before, after=after)
        return self.show(page=page, form=form, filters=filters)
