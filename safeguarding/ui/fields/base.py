"""What every field of the design system shares: label, hint, messages, and how it becomes GOV.UK markup."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString, mark_safe
from markupsafe import Markup

from safeguarding.ui.fields.cleaning import lower_first

Params = dict[str, Any]


class GovukBoundField(BoundField):
    """A field of a form with its value and errors; printing it renders the GOV.UK component."""

    field: GovukField

    def __str__(self) -> str:  # type: ignore[override]
        """Return the component's markup."""
        return self.render()

    def __html__(self) -> SafeString:
        """Return the component's markup; Jinja2 prints it unescaped."""
        return mark_safe(self.render())

    def render(self, *args: Any, **kwargs: Any) -> Markup:  # type: ignore[override]
        """Return the component's markup."""
        return self.field.render_govuk(self)

    @property
    def element_id(self) -> str:
        """The id of the field's element; parts of a field add to it."""
        return str(self.auto_id or self.html_name)

    @property
    def error_href(self) -> str:
        """Where a line of the error summary leads: the first input that needs attention."""
        return f"#{self.field.first_input_id(self)}"

    @property
    def error_text(self) -> str:
        """The field's first error; GOV.UK shows one message a field."""
        errors: ErrorList = self.errors
        return str(errors[0]) if errors else ""

    @property
    def error_parts(self) -> frozenset[str]:
        """Names of the parts in error (`day`, `month`, …), for fields of several boxes."""
        for error in self.form.errors.get(self.name, ErrorList()).as_data():
            return frozenset((error.params or {}).get("parts", ()))
        return frozenset()


class GovukField(forms.Field):
    """Mixin of all fields. `label` comes first; everything else by keyword.

    `hint`: a sentence below the label. `error_required`: the whole message when nothing is given ("Enter the
    child's first name"). `in_errors`: what messages call the field ("Child's first name"); default the label.
    `page_heading`: the label is the page's h1. `label_size`: "s" (default), "m", "l", "xl" or "plain".
    `mark_optional`: add "(optional)" to the label of a field that isn't required.
    """

    required_verb: ClassVar[str] = "Enter"
    hint: str

    def __init__(
        self,
        label: str,
        *,
        hint: str = "",
        error_required: str = "",
        in_errors: str = "",
        page_heading: bool = False,
        label_size: str = "",
        mark_optional: bool = True,
        attributes: dict[str, str] | None = None,
        **kwargs: Any,
    ) -> None:
        """Take the words of the field and pass the rest to Django's field."""
        self.in_errors = in_errors or label
        messages = {
            "required": error_required or f"{self.required_verb} {lower_first(self.in_errors.rstrip('?'))}",
            **(kwargs.pop("error_messages", None) or {}),
        }
        super().__init__(label=label, error_messages=messages, **kwargs)
        self.hint = hint
        self.page_heading = page_heading
        self.label_size = label_size or ("l" if page_heading else "")
        self.mark_optional = mark_optional
        self.attributes = attributes or {}

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> GovukBoundField:
        """Return the bound field that renders through the macros."""
        return GovukBoundField(form, self, field_name)

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return the component's markup."""
        raise NotImplementedError

    def first_input_id(self, bound: GovukBoundField) -> str:
        """Return the id of the input that an error link focuses."""
        return bound.element_id

    def part_names(self, name: str) -> Sequence[str]:
        """Return the names under which this field's values are posted."""
        return (name,)

    def empty(self) -> Any:
        """Return what cleaned_data holds when the question isn't asked."""
        return None

    def raw(self, value: Any) -> Any:
        """Return what was posted, as something that JSON can hold and `initial=` takes back."""
        return value

    def common_params(self, bound: GovukBoundField) -> Params:
        """Return id, name, hint and error, as all macros take them."""
        params: Params = {"id": bound.element_id, "name": bound.html_name, "attributes": self.attributes}
        if self.hint:
            params["hint"] = {"text": self.hint}
        if bound.error_text:
            params["errorMessage"] = {"text": bound.error_text}
        return params

    def label_params(self, kind: str = "label") -> Params:
        """Return label (or legend) text, size class and whether it's the page's heading."""
        text = str(self.label)
        if not self.required and self.mark_optional:
            text += " (optional)"
        base = "govuk-label" if kind == "label" else "govuk-fieldset__legend"
        size = "" if self.label_size == "plain" else self.label_size or "s"
        return {
            "text": text,
            "classes": f"{base}--{size}" if size else "",
            "isPageHeading": self.page_heading,
        }
