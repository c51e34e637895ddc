"""What the sections of the referral form share: bound from a draft, turned into facts, shown as answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Self

from django.forms.boundfield import BoundField
from django.utils.datastructures import MultiValueDict

from safeguarding.ui.fields import CheckboxField, GovukForm
from safeguarding.ui.fields.base import GovukField
from safeguarding.ui.fields.choices import OptionsField
from safeguarding.ui.filters import date_text

# Generous, so that nobody has to leave out what matters; the page counts down near the end.
LONG_TEXT = 10_000
SHORT_TEXT = 3_000


class SectionForm(GovukForm):
    """One page of the referral form. Its fields' raw values are what a draft keeps."""

    @classmethod
    def stored(cls, raw: Mapping[str, Any], **kwargs: Any) -> Self:
        """The form as if what a draft holds had just been posted."""
        return cls(data=_as_posted(cls(**kwargs), raw), **kwargs)

    def facts(self, today: date) -> dict[str, Any]:
        """What the section says, by the names of the referral's facts. Only for a valid form."""
        raise NotImplementedError

    def answers(self) -> list[tuple[str, str]]:
        """(question, answer) of each question that was asked, as a person reads them; "" for no answer.

        A box that isn't ticked says nothing and is left out.
        """
        self.is_valid()
        unasked = set(self.unasked_names())
        told = [(name, field) for name, field in self.fields.items() if name not in unasked]
        rows = [(str(field.label), self.answer(name), field) for name, field in told]
        return [(label, said) for label, said, field in rows if said or not isinstance(field, CheckboxField)]

    def answer(self, name: str) -> str:
        """One answer as a person reads it: what was typed, even when it isn't valid."""
        bound = self[name]
        field = bound.field
        if isinstance(field, OptionsField):
            chosen = field.chosen(bound.data)
            if isinstance(field, CheckboxField):
                return "Yes" if chosen else ""
            return "\n".join(option.label for option in field.options if option.value in chosen)
        value = self.cleaned_data.get(name) if hasattr(self, "cleaned_data") else None
        if isinstance(value, date | datetime):
            return date_text(value)
        return _typed(bound)


def _typed(bound: BoundField) -> str:
    value = bound.data
    return " ".join(filter(None, map(str, value))) if isinstance(value, list | tuple) else str(value or "")


def _as_posted(form: GovukForm, raw: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """Raw values under the names that a browser would post them."""
    posted: MultiValueDict[str, str] = MultiValueDict()
    for name, field in form.fields.items():
        value = raw.get(name)
        if not isinstance(field, GovukField) or value in (None, "", []):
            continue
        names = field.part_names(name)
        if len(names) > 1:
            for part, text in zip(names, value, strict=False):
                posted[part] = text
        elif isinstance(value, list):
            posted.setlist(name, value)
        else:
            posted[name] = value
    return posted
