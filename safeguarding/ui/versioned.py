"""Forms that change what others may change too: the second to save sees what the first one wrote.

The page carries the version that the person had before them. When the service says that it is no more, the
form comes back with everything typed, what is recorded now beside it, and the version of now: sending it
again is the person's choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import HttpResponse

from safeguarding.ui.fields import HiddenField
from safeguarding.ui.filters import date_text
from safeguarding.ui.views import FormPage

VERSION = "version"


class VersionedForm(FormPage):
    """The base of such pages. `initial` holds a `version`; the form has a hidden field of that name."""

    template_name = "layouts/versioned_form.html"
    submit_text = "Save changes"
    # What the service raises to the second, and the cached properties that then have to be read anew.
    changed_errors: ClassVar[tuple[type[Exception], ...]] = ()
    read_anew: ClassVar[tuple[str, ...]] = ()

    def recorded_now(self) -> list[tuple[str, str]]:
        """What is recorded now, as label and value, where the form alone doesn't tell it."""
        return []

    def posted_version(self, form: Any) -> int:
        """The version that the person had before them; one that can't be is as good as an old one."""
        text = str(form.cleaned_data[VERSION])
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def refused(self, form: forms.Form, error: Exception) -> HttpResponse:
        """When somebody was quicker show what is recorded now beside what was typed."""
        if not isinstance(error, self.changed_errors):
            return super().refused(form, error)
        for name in self.read_anew:
            vars(self).pop(name, None)
        recorded = self.initial()
        data = self.request.POST.copy()
        data[VERSION] = str(recorded[VERSION])
        again = self.form(data=data)
        again.add_error(None, str(error))
        self._conflict = {
            "has_conflict": True,
            "recorded_now": self.recorded_now(),
            "differences": differences(again, recorded),
        }
        return self.show(again)

    def frame(self) -> dict[str, Any]:
        """After a conflict what is recorded now, and where it differs from what was typed."""
        nothing: dict[str, Any] = {"has_conflict": False, "recorded_now": [], "differences": []}
        return {**super().frame(), **getattr(self, "_conflict", nothing)}


def differences(form: forms.Form, recorded: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The questions to which another answer is recorded than was typed: question, recorded, typed."""
    rows = []
    for name, field in form.fields.items():
        if name not in recorded or isinstance(field, HiddenField):
            continue
        stands, typed = _shown(field, recorded[name]), _shown(field, form.cleaned_data.get(name))
        if stands != typed:
            rows.append((str(field.label), stands, typed))
    return rows


def _shown(field: Any, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (list, tuple)):
        return ", ".join(sorted(_shown(field, each) for each in value)) or "Nothing"
    if value in (None, ""):
        return "Nothing"
    if isinstance(value, date):
        return date_text(value)
    return str(dict(getattr(field, "choices", ())).get(str(value), value))
