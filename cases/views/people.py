"""Changing what is recorded about a child or one of their relatives."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpResponse
from django.urls import reverse

from cases.forms import people as forms
from cases.models import Person
from cases.queries import records
from cases.services import people
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from safeguarding.rules.london_time import london_date
from safeguarding.ui.fields import GovukForm


class PersonForm(ChildFormPage):
    """A form about the person of the address, who is the child or a relative."""

    @cached_property
    def person(self) -> Person:
        """The person, through the child."""
        return records.get_person(self.user, self.child, self.kwargs["person"])

    @cached_property
    def details(self) -> records.PersonDetails:
        """The person's rows, through which a row of theirs is found."""
        return records.details(self.user, self.person, today=london_date(self.at))

    @property
    def caption(self) -> str:
        """Whom the form is about."""
        return self.person.name

    def back_href(self) -> str:
        """The person's page."""
        return reverse("person", args=[self.child.reference, self.person.pk])

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the person before anything else, so that a wrong key is a 404 for GET and POST alike."""
        _ = self.child, self.person
        return super().dispatch(*args, **kwargs)


class _PersonChange(PersonForm, VersionedFormPage):
    """Changes facts of the person."""

    read_anew = ("person",)

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        names = [name for name in self.form_class.base_fields if hasattr(self.person, name)]
        return {name: getattr(self.person, name) for name in names} | {"version": self.person.version}

    def recorded_now(self) -> list[tuple[str, str]]:
        """The person's facts now."""
        return records.identity_rows(self.person)

    def save(self, form: Any) -> HttpResponse:
        """Save the changes."""
        facts = dict(form.cleaned_data)
        expected, reason = self.posted_version(form), facts.pop("reason")
        del facts["version"]
        people.update_person(
            person=self.person,
            changes=facts,
            expected_version=expected,
            by=self.user,
            at=self.at,
            reason=reason,
        )
        return self.done(self.back_href(), "The changes are saved")


class IdentityPage(_PersonChange):
    """Names, dates, numbers."""

    form_class = forms.IdentityChangeForm
    title = "Identity"


class NeedsPage(_PersonChange):
    """Ethnicity, disabilities, language, communication."""

    form_class = forms.NeedsChangeForm
    title = "Needs"


class AliasPage(PersonForm):
    """Another name."""

    form_class = forms.AliasForm
    title = "Add a name"

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        people.add_alias(person=self.person, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The name is added")


class AddressPage(PersonForm):
    """Where the person lives."""

    form_class = forms.AddressForm
    title = "Add an address"

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        people.add_address(person=self.person, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The address is added")


class ContactDetailPage(PersonForm):
    """How the person is reached."""

    form_class = forms.ContactDetailForm
    title = "Add a phone number or e-mail address"

    def save(self, form: Any) -> HttpResponse:
        """Add it."""
        people.add_contact_detail(person=self.person, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The contact detail is added")


class DeathPage(PersonForm):
    """The person died."""

    form_class = forms.DeathForm
    title = "Record that this person died"
    submit_text = "Record the death"

    def save(self, form: Any) -> HttpResponse:
        """Record it."""
        people.record_death(person=self.person, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The death is recorded")


class _EndRow(PersonForm):
    """Ends one row of the person's: a name, an address, a contact detail."""

    form_class: ClassVar[type[GovukForm]] = forms.EndNowForm
    rows: ClassVar[str] = ""
    submit_text = "End it"

    @cached_property
    def row(self) -> Any:
        """The row of the address, through the person."""
        return records.one_of(getattr(self.details, self.rows), self.kwargs["pk"])

    @property
    def intro(self) -> str:
        """Which row it is."""
        return str(self.row)

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the row before anything else."""
        _ = self.child, self.person, self.row
        return super().dispatch(*args, **kwargs)


class EndAliasPage(_EndRow):
    """A name that is no longer used."""

    title, rows = "End this name", "names"

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        people.end_alias(name=self.row, by=self.user, at=self.at, reason=form.cleaned_data["reason"])
        return self.done(self.back_href(), "The name is ended; search still finds it")


class EndAddressPage(_EndRow):
    """An address that the person left."""

    form_class = forms.EndForm
    title, rows = "End this address", "addresses"

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        people.end_address(address=self.row, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The address is ended")


class EndContactDetailPage(_EndRow):
    """A way that no longer reaches the person."""

    title, rows = "End this contact detail", "contact_details"

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        people.end_contact_detail(
            detail=self.row, by=self.user, at=self.at, reason=form.cleaned_data["reason"]
        )
        return self.done(self.back_href(), "The contact detail is ended")
