"""The base of forms on a child's record."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import NON_FIELD_ERRORS
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.views.drafted import DraftedFormPage
from cases.views.pages import ChildPage
from safeguarding.ui.versioned import VersionedForm


class ChildFormPage(ChildPage, DraftedFormPage):
    """A form about one child: 404 and 403 as any page of the record; a refusal stands by its field."""

    child_action = access.Action.EDIT_PERSON
    domain_errors: ClassVar[tuple[type[Exception], ...]] = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"
    # Where the form came from and goes back to.
    back_to: ClassVar[str] = "child"

    @property
    def caption(self) -> str:
        """Whose record it is."""
        return f"{self.child.person.name}, {self.child.reference}"

    def back_href(self) -> str:
        """The page of the record to go back to."""
        return reverse(self.back_to, args=[self.child.reference])

    def context(self) -> dict[str, Any]:
        """The ways back."""
        return {"back_href": self.back_href(), "cancel_href": self.back_href()}

    def field_of(self, error: Exception) -> str:
        """The field of the error, when this form has it."""
        field = getattr(error, "field", None)
        return field if field in self.form_class.base_fields else NON_FIELD_ERRORS


class VersionedFormPage(ChildFormPage, VersionedForm):
    """Changes what others may change too: the second to save is told, and keeps what they typed."""

    template_name = VersionedForm.template_name
    submit_text = VersionedForm.submit_text
    changed_errors = (ChangedMeanwhileError,)
