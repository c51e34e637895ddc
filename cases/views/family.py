"""Adding, changing and ending a child's relationships."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.forms.family import RelationshipForm, RelativeForm
from cases.forms.people import EndForm
from cases.models import Person, Relationship
from cases.queries import family
from cases.queries.candidates import Candidate
from cases.services import people
from cases.views.child_forms import ChildFormPage, VersionedFormPage
from cases.views.duplicates import DuplicateCheckPage
from cases.views.pages import ChildPage

_OF_THE_PERSON = ("given_name", "family_name", "sex", "date_of_birth", "date_of_birth_estimated")
_OF_THE_RELATIONSHIP = ("kind", "has_parental_responsibility", "in_household", "note")


class RelativePage(ChildPage, DuplicateCheckPage):
    """Somebody who belongs to the child."""

    child_action = access.Action.EDIT_PERSON
    form_class = RelativeForm
    title = "Add a relative"

    @property
    def caption(self) -> str:
        """Whose relative it is."""
        return f"{self.child.person.name}, {self.child.reference}"

    def context(self) -> dict[str, Any]:
        """The ways back."""
        back = reverse("child_family", args=[self.child.reference])
        return {"back_href": back, "cancel_href": back}

    def candidates(self, facts: dict[str, Any]) -> list[Candidate]:
        """Who may be the person described, the child left out."""
        return [one for one in super().candidates(facts) if one.person.pk != self.child.pk]

    @transaction.atomic
    def save_as(self, form: Any, existing: Person | None) -> HttpResponse:
        """Relate somebody known, or add them first."""
        facts = form.cleaned_data
        person = existing or people.create_person(
            by=self.user, at=self.at, **{name: facts[name] for name in _OF_THE_PERSON}
        )
        people.relate(
            person=person,
            relative_of=self.child.person,
            by=self.user,
            at=self.at,
            **{name: facts[name] for name in _OF_THE_RELATIONSHIP},
        )
        return self.done(reverse("child_family", args=[self.child.reference]), "The relative is added")


class _RelationshipForm(ChildFormPage):
    """A form about the relationship of the address."""

    back_to = "child_family"

    @cached_property
    def relationship(self) -> Relationship:
        """The running relationship, through the child."""
        return family.get_relationship(self.user, self.child, self.kwargs["pk"])

    @property
    def intro(self) -> str:
        """Which one it is."""
        row = self.relationship
        return f"{row.person.name}: {row.get_kind_display().lower()} of {row.relative_of.name}"

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Find the relationship before anything else."""
        _ = self.child, self.relationship
        return super().dispatch(*args, **kwargs)


class RelationshipPage(_RelationshipForm, VersionedFormPage):
    """What is known of a relationship."""

    form_class = RelationshipForm
    title = "Change this relationship"
    read_anew = ("relationship",)

    def initial(self) -> dict[str, Any]:
        """What is recorded."""
        row = self.relationship
        return {
            "has_parental_responsibility": row.has_parental_responsibility,
            "in_household": row.in_household,
            "note": row.note,
            "version": row.version,
        }

    def save(self, form: Any) -> HttpResponse:
        """Save the changes."""
        facts = {**form.cleaned_data}
        del facts["version"]
        people.change_relationship(
            relationship=self.relationship,
            expected_version=self.posted_version(form),
            by=self.user,
            at=self.at,
            **facts,
        )
        return self.done(self.back_href(), "The relationship is changed")


class EndRelationshipPage(_RelationshipForm):
    """A relationship that is over."""

    form_class = EndForm
    title = "End this relationship"
    submit_text = "End it"

    def save(self, form: Any) -> HttpResponse:
        """End it."""
        people.end_relationship(relationship=self.relationship, by=self.user, at=self.at, **form.cleaned_data)
        return self.done(self.back_href(), "The relationship is ended")
