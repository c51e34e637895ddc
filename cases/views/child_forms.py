"""The base of forms on a child's record."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpResponse
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.views.pages import ChildPage
from safeguarding.ui.fields import GovukForm
from safeguarding.ui.views import FormPage


class ChildFormPage(ChildPage, FormPage):
    """A form about one child: 404 and 403 as any page of the record; a refusal stands by its field."""

    child_action = access.Action.EDIT_PERSON
    domain_errors: ClassVar[tuple[type[Exception], ...]] = (DomainError,)
    template_name = "layouts/form.html"
    submit_text = "Save"
    # Where the form came from and goes back to.
    back_to: ClassVar[str] = "child"

    @property
    def caption(self) -> str:  # type: ignore[override]
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


class VersionedFormPage(ChildFormPage):
    """Changes what others may change too: the second to save is told, and keeps what they typed."""

    template_name = "people/versioned_form.html"
    submit_text = "Save changes"

    def current_version(self) -> int:
        """The version of the record as it stands now."""
        raise NotImplementedError

    def recorded_now(self) -> list[tuple[str, str]]:
        """What is recorded now, as label and value, for whoever was second."""
        raise NotImplementedError

    def posted_version(self, form: Any) -> int:
        """The version that the person had before them; one that can't be is as good as an old one."""
        text = str(form.cleaned_data["version"])
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save; when somebody was quicker show what is recorded now beside what was typed."""
        form = cast(GovukForm, self.form(data=self.request.POST))
        if not form.is_valid():
            return self.show(form)
        try:
            return self.save(form)
        except ChangedMeanwhileError as error:
            again = self.request.POST.copy()
            again["version"] = str(self.current_version())
            form = cast(GovukForm, self.form(data=again))
            form.add_error(None, error.message)
            self._conflicted = True
            return self.show(form)
        except DomainError as error:
            form.add_error(self.field_of(error), error.message)
            return self.show(form)

    def context(self) -> dict[str, Any]:
        """The ways back, and after a conflict what is recorded now."""
        conflicted = getattr(self, "_conflicted", False)
        return {**super().context(), "recorded_now": self.recorded_now() if conflicted else []}
