"""Making the record of a child who isn't known yet."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.forms.people import NewRecordForm
from cases.models import Child, Person
from cases.services import children, people
from cases.views.duplicates import DuplicateCheckPage

_NOT_ABOUT_THE_PERSON = ("existing", "shown", "lines", "postcode", "is_restricted", "restricted_reason")


class NewRecordPage(DuplicateCheckPage):
    """A new record, after a look for people who may be the same."""

    action = access.Action.CREATE_PERSON
    form_class = NewRecordForm
    title = "Make a new record"
    intro = "For an unborn child give the mother’s last name and the expected date."
    submit_text = "Continue"

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": reverse("search"), "cancel_href": reverse("search")}

    def save_as(self, form: Any, existing: Person | None) -> HttpResponse:
        """Open the record of somebody known, or make one."""
        known = existing and access.visible_children(self.user).filter(pk=existing.pk).first()
        if known:
            return self.done(reverse("child", args=[known.reference]), "This child has a record already")
        child = self._make(form.cleaned_data, existing)
        return self.done(reverse("child", args=[child.reference]), "The record is made")

    @transaction.atomic
    def _make(self, facts: dict[str, Any], existing: Person | None) -> Child:
        about = {name: value for name, value in facts.items() if name not in _NOT_ABOUT_THE_PERSON}
        person = existing or people.create_person(by=self.user, at=self.at, **about)
        if facts["lines"] and existing is None:
            people.add_address(
                person=person, lines=facts["lines"], postcode=facts["postcode"], by=self.user, at=self.at
            )
        return children.create_record(
            person=person,
            by=self.user,
            at=self.at,
            is_restricted=bool(facts["is_restricted"]),
            restricted_reason=facts["restricted_reason"],
        )
