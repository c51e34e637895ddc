"""Rendering of plain Django fields, such as those of the sign-in library, through the same macros."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from markupsafe import Markup

from safeguarding.ui.jinja import govuk


def render_plain(bound: BoundField) -> Markup:
    """Return the GOV.UK component that fits the field's widget."""
    widget = bound.field.widget
    value = bound.value()
    if bound.is_hidden:
        return Markup('<input type="hidden" name="{}" id="{}" value="{}">').format(
            bound.html_name, bound.id_for_label, "" if value is None else value
        )
    params: dict[str, Any] = {
        "id": bound.id_for_label,
        "name": bound.html_name,
        "label": {"text": bound.label},
        "value": "" if value is None else value,
        "autocomplete": widget.attrs.get("autocomplete"),
    }
    if bound.help_text:
        params["hint"] = {"text": bound.help_text}
    if bound.errors:
        params["errorMessage"] = {"text": str(bound.errors[0])}
    if isinstance(widget, forms.PasswordInput):
        return govuk("password-input", "govukPasswordInput", {**params, "value": ""})
    if isinstance(widget, forms.CheckboxInput):
        item = {"value": "on", "text": bound.label, "checked": bool(value), "id": bound.id_for_label}
        return govuk("checkboxes", "govukCheckboxes", {**params, "idPrefix": params["id"], "items": [item]})
    if isinstance(widget, forms.Select):
        items = [{"value": v, "text": t, "selected": str(v) == str(value)} for v, t in widget.choices]
        return govuk("select", "govukSelect", {**params, "items": items})
    if isinstance(widget, forms.Textarea):
        return govuk("textarea", "govukTextarea", params)
    kind = getattr(widget, "input_type", "text")
    if kind == "number" or widget.attrs.get("inputmode") == "numeric":
        params["inputmode"] = "numeric"
    return govuk("input", "govukInput", {**params, "type": "email" if kind == "email" else "text"})
