"""Forms that make a person: those who may be the same are shown before anybody is added.

The form comes back with the question "Is it one of these people?". What was shown is posted along, so
that somebody added meanwhile (by a second click, or by a colleague) is shown too before a third is made.
"""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpResponse

from cases.exceptions import DomainError
from cases.forms.people import DuplicateCheckForm
from cases.models import Person
from cases.queries.candidates import Candidate, search_for
from cases.queries.records import age
from cases.views.drafted import DraftedFormPage
from cases.views.pages import Page
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import Choice


class DuplicateCheckPage(Page, DraftedFormPage):
    """The base of pages that add a person."""

    template_name = "people/duplicates_form.html"

    def candidates(self, facts: dict[str, Any]) -> list[Candidate]:
        """Who may be the person described; the search for them is logged."""
        return search_for(
            user=self.user,
            at=self.at,
            origin=self.origin,
            given_name=facts["given_name"],
            family_name=facts["family_name"],
            date_of_birth=facts["date_of_birth"],
            sex=facts["sex"],
            nhs_number=facts.get("nhs_number", ""),
            upn=facts.get("upn", ""),
            postcode=facts.get("postcode", ""),
        )

    def save_as(self, form: Any, existing: Person | None) -> HttpResponse:
        """Go on with somebody already known, or with somebody new."""
        raise NotImplementedError

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check, ask about those who may be the same, then save."""
        first = self._form(data=self.request.POST)
        if not first.is_valid():
            return self.show(first)
        found = self.candidates(first.cleaned_data)
        keys = {str(one.person.pk) for one in found}
        if not found:
            return self._saved(first, None)
        choices = tuple(self._choice(one) for one in found)
        if not keys <= set(first.cleaned_data["shown"].split(",")):
            shown = {**first.raw_data(), "shown": ",".join(sorted(keys))}
            return self.show(self._form(initial=shown, candidates=choices))
        form = self._form(data=self.request.POST, candidates=choices)
        if not form.is_valid():
            return self.show(form)
        people = {str(one.person.pk): one.person for one in found}
        return self._saved(form, people.get(form.cleaned_data["existing"]))

    def _saved(self, form: DuplicateCheckForm, existing: Person | None) -> HttpResponse:
        try:
            return self.save_as(form, existing)
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.show(form)

    def _form(self, **given: Any) -> DuplicateCheckForm:
        return cast(type[DuplicateCheckForm], self.form_class)(**given)

    def _choice(self, one: Candidate) -> Choice:
        known = one.child.reference if one.child else "no record of their own"
        hint = f"{age(one.person, london_date(self.at))}, {known}. {'; '.join(one.reasons)}"
        return Choice(str(one.person.pk), one.person.name, hint=hint)
