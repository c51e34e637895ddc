"""The base of every form: error summary, fieldsets, conditional questions, drafts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from markupsafe import Markup, escape

from safeguarding.ui.fields.base import GovukBoundField, GovukField
from safeguarding.ui.fields.choices import OptionsField
from safeguarding.ui.fields.plain import render_plain

if TYPE_CHECKING:
    _Form = forms.Form
else:
    _Form = object


@dataclass(frozen=True, slots=True)
class Fieldset:
    """Fields under a heading; `hint` is a sentence below it."""

    legend: str
    fields: tuple[str, ...]
    hint: str = ""


class GovukFormMixin(_Form):
    """What makes any Django form render as GOV.UK's. For forms of libraries; ours use GovukForm."""

    fieldsets: Sequence[Fieldset] = ()

    def error_summary(self) -> list[dict[str, str]]:
        """Return each error as {text, href}, in the order of the page; href leads to the input."""
        entries = [{"text": str(error), "href": self._first_href()} for error in self.non_field_errors()]
        for name in self.fields:
            bound = self[name]
            href = bound.error_href if isinstance(bound, GovukBoundField) else f"#{bound.id_for_label}"
            entries += [{"text": str(error), "href": href} for error in list(bound.errors)[:1]]
        return entries

    def render_fields(self) -> Markup:
        """Return all fields, in fieldsets where the form has some; revealed ones within their option."""
        revealed = set(self.revealed_names())
        in_fieldsets = {name for fieldset in self.fieldsets for name in fieldset.fields}
        loose = [n for n in self.fields if n not in revealed and n not in in_fieldsets]
        parts = [self.render_field(name) for name in loose]
        for fieldset in self.fieldsets:
            names = [name for name in fieldset.fields if name in self.fields and name not in revealed]
            if names:
                parts.append(self._render_fieldset(fieldset, names))
        return Markup("\n").join(parts)

    def render_field(self, name: str) -> Markup:
        """Return one field."""
        bound: BoundField = self[name]
        return bound.render() if isinstance(bound, GovukBoundField) else render_plain(bound)

    def revealed_names(self) -> list[str]:
        """Return the names of fields that are asked only with some option of another."""
        return [
            name
            for field in self.fields.values()
            if isinstance(field, OptionsField)
            for names in field.reveals.values()
            for name in names
        ]

    @property
    def is_multipart_form(self) -> bool:
        """Whether the form carries a file."""
        return bool(self.is_multipart())

    def _first_href(self) -> str:
        for name in self.fields:
            bound = self[name]
            if not bound.is_hidden:
                return bound.error_href if isinstance(bound, GovukBoundField) else f"#{bound.id_for_label}"
        return "#main-content"

    def _render_fieldset(self, fieldset: Fieldset, names: Sequence[str]) -> Markup:
        hint = Markup('<p class="govuk-hint">{}</p>').format(fieldset.hint) if fieldset.hint else ""
        return Markup(
            '<fieldset class="govuk-fieldset app-fieldset">'
            '<legend class="govuk-fieldset__legend govuk-fieldset__legend--m">{}</legend>{}{}</fieldset>'
        ).format(escape(fieldset.legend), hint, Markup("\n").join(self.render_field(name) for name in names))


class GovukForm(GovukFormMixin, forms.Form):
    """The base of our forms. Fields are those of `safeguarding.ui.fields`; `fieldsets` groups them.

    A field revealed by an option is validated only when that option is chosen; otherwise its cleaned value is
    its empty one, whatever was posted.
    """

    use_required_attribute = False

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for name in self.unasked_names():
            self.errors.pop(name, None)
            field = self.fields[name]
            self.cleaned_data[name] = field.empty() if isinstance(field, GovukField) else None

    def unasked_names(self) -> list[str]:
        """Return the names of conditional fields whose option isn't chosen, also through two steps."""
        asked_by: dict[str, bool] = {}
        for name, field in self.fields.items():
            if not isinstance(field, OptionsField):
                continue
            chosen = field.chosen(self[name].data) if asked_by.get(name, True) else frozenset()
            for value, names in field.reveals.items():
                for revealed in names:
                    asked_by[revealed] = asked_by.get(revealed, False) or value in chosen
        return [name for name, asked in asked_by.items() if not asked]

    def raw_data(self) -> dict[str, Any]:
        """Return what was posted, unchecked, ready for JSON: what a draft keeps and `initial=` takes."""
        values = {}
        for name, field in self.fields.items():
            if isinstance(field, GovukField):
                values[name] = field.raw(self[name].data)
        return values

    def posted(self) -> list[tuple[str, str]]:
        """Return every name and value that was posted, to be carried through a page of answers to check."""
        data = cast(QueryDict, self.data)
        fields = {name: field for name, field in self.fields.items() if isinstance(field, GovukField)}
        names = (part for name, field in fields.items() for part in field.part_names(name))
        return [(name, value) for name in names for value in data.getlist(name) if value]
