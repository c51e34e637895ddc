"""The items of a plan: added, changed, progress, done, dropped, reopened."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.http import HttpResponse

from cases import access
from cases.exceptions import NotPermittedError
from cases.forms import plan_items as forms
from cases.models import PlanItem
from cases.queries import plan_choices
from cases.services import plan_items, plan_progress
from cases.services.plan_items import ItemFacts
from cases.views.child_forms import VersionedFormPage
from cases.views.plan_pages import ItemFormPage, PlanFormPage
from safeguarding.ui.fields import choosing


class _Facts(PlanFormPage):
    """A form that asks what an item says."""

    def _now(self) -> tuple[Any, Any]:
        item: PlanItem | None = getattr(self, "item", None)
        return (item.owner, item.agency) if item is not None else (None, None)

    def form(self, **data: Any) -> Form:
        """The form with who can own the item, and who owns it now."""
        form = super().form(**data)
        options = plan_choices.owners(self.child)
        owner, agency = self._now()
        value = plan_choices.value_of(owner, agency)
        if value and value not in dict(options):
            options = [(value, owner.full_name if owner is not None else agency.name), *options]
        choosing(form, "owner").set_options(options)
        return form

    def facts(self, said: dict[str, Any]) -> ItemFacts:
        """What the form says."""
        owner, agency = plan_choices.owner_from(self.child, said["owner"], keep=self._now())
        return ItemFacts(
            need=said["need"],
            outcome=said["outcome"],
            action=said["action"],
            owner=owner,
            owner_name=said["owner_name"],
            agency=agency,
            due_on=said["due_on"],
            measure=said["measure"],
        )


class NewItemPage(_Facts):
    """Another item."""

    form_class = forms.ItemForm
    title = "Add an item to the plan"
    submit_text = "Add the item"

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        item = plan_items.add(plan=self.plan, facts=self.facts(form.cleaned_data), by=self.user, at=self.at)
        return self.done(f"{self.back_href()}#item-{item.number}", f"Item {item.number} is added")


class ChangeItemPage(ItemFormPage, _Facts, VersionedFormPage):
    """An open item, said better."""

    form_class = forms.ItemChangeForm
    title = "Change this item"
    read_anew = ("item",)

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        item = self.item
        return {
            "need": item.need,
            "outcome": item.outcome,
            "action": item.action,
            "owner": plan_choices.value_of(item.owner, item.agency),
            "owner_name": item.owner_name,
            "due_on": item.due_on,
            "measure": item.measure,
            "version": item.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Save the change."""
        plan_items.change(
            item=self.item,
            facts=self.facts(form.cleaned_data),
            reason=form.cleaned_data["reason"],
            version=self.posted_version(form),
            by=self.user,
            at=self.at,
        )
        return self.done(self.back_href(), "The item is changed")


class ProgressPage(ItemFormPage):
    """What was done about an item between two meetings: by whoever works on the plan, or owns the item."""

    form_class = forms.ProgressForm
    title = "Record progress"
    submit_text = "Record the progress"

    def require(self) -> None:
        """The owner and their agency too."""
        may = access.may_here(self.user, access.Action.RECORD_EVENT, self.child)
        if not may or not plan_progress.may_record(self.user, self.item):
            raise NotPermittedError("record_progress")

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        plan_progress.record(item=self.item, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The progress is recorded")


class FinishPage(ItemFormPage):
    """The item is done, and this is what it changed."""

    form_class = forms.FinishForm
    title = "This item is done"
    submit_text = "Mark it as done"

    def save(self, form: Any) -> HttpResponse:
        """Close it."""
        plan_items.finish(item=self.item, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The item is done")


class DropPage(ItemFormPage):
    """The item is no longer needed."""

    form_class = forms.CloseForm
    title = "This item is no longer needed"
    submit_text = "Close the item"

    def save(self, form: Any) -> HttpResponse:
        """Close it."""
        plan_items.drop(item=self.item, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The item is closed")


class ReopenPage(ItemFormPage):
    """The item is open again."""

    form_class = forms.ReopenForm
    title = "Open this item again"
    submit_text = "Open it again"

    def save(self, form: Any) -> HttpResponse:
        """Open it."""
        plan_items.reopen(item=self.item, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The item is open again")
