"""Forms of a meeting's minutes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from cases.forms.people import why
from cases.forms.records import READERS
from cases.states import Sensitivity
from safeguarding.rules.redaction import Block
from safeguarding.ui.fields import (
    Choice,
    Fieldset,
    GovukForm,
    HiddenField,
    SelectField,
    TextAreaField,
    TextField,
)

# Parts that aren't there yet: the form ends with these, empty.
NEW: Final = ("new-1", "new-2", "new-3")
_ASKED: Final = ("heading", "text", "sensitivity", "agency", "child")
_KEY: Final = re.compile(r"text_([a-z0-9-]{1,40})")
# Supervision is never part of minutes.
LEVELS: Final = tuple(level for level in Sensitivity if level != Sensitivity.SUPERVISION)
MOST_PARTS: Final = 250


def keys_in(data: Mapping[str, Any]) -> list[str]:
    """The keys of the parts that a posted or kept form holds, in their order."""
    found = [match[1] for name in data if (match := _KEY.fullmatch(str(name)))]
    return [key for key in found if key not in NEW][:MOST_PARTS]


def as_initial(blocks: Iterable[Block]) -> dict[str, str]:
    """The parts as the form's starting values."""
    values = {}
    for block in blocks:
        for name in _ASKED:
            value = getattr(block, name)
            values[f"{name}_{block.key}"] = "" if value is None else str(value)
    return values


class MinutesForm(GovukForm):
    """The minutes part by part: heading, words, who may read it, whose it is and of whom."""

    version = HiddenField()

    def __init__(
        self,
        *args: Any,
        keys: Sequence[str] = (),
        agencies: Sequence[Choice] = (),
        children: Sequence[Choice] = (),
        **kwargs: Any,
    ) -> None:
        """Make the fields of each part named by `keys`, and of some new ones."""
        super().__init__(*args, **kwargs)
        self.keys = [*keys, *NEW]
        for number, key in enumerate(self.keys, start=1):
            self._add_part(key, f"Part {number}", agencies, children)
        self.fieldsets = [
            Fieldset(
                f"Part {number}" if key not in NEW else f"Part {number}: new",
                tuple(f"{name}_{key}" for name in _ASKED),
            )
            for number, key in enumerate(self.keys, start=1)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the heading of words that have none, and whose an agency's own part is."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        for key in self.keys:
            if told.get(f"text_{key}") and not told.get(f"heading_{key}"):
                self.add_error(f"heading_{key}", "Enter a heading for this part")
            own = told.get(f"sensitivity_{key}") == Sensitivity.OWN_AGENCY
            if own and told.get(f"text_{key}") and not told.get(f"agency_{key}"):
                self.add_error(f"agency_{key}", "Select the agency whose own part this is")
        return told

    def blocks(self) -> list[Block]:
        """The parts as typed, in their order; what was emptied is no part any more."""
        told = self.cleaned_data
        made = []
        for key in self.keys:
            if not (told[f"heading_{key}"] or told[f"text_{key}"]):
                continue
            made.append(
                Block(
                    key=uuid4().hex[:12] if key in NEW else key,
                    heading=told[f"heading_{key}"],
                    text=told[f"text_{key}"],
                    sensitivity=told[f"sensitivity_{key}"] or Sensitivity.PROFESSIONALS.value,
                    agency=int(told[f"agency_{key}"]) if told[f"agency_{key}"] else None,
                    child=int(told[f"child_{key}"]) if told[f"child_{key}"] else None,
                )
            )
        return made

    def _add_part(self, key: str, name: str, agencies: Sequence[Choice], children: Sequence[Choice]) -> None:
        levels = [Choice(level.value, level.label, hint=READERS[level]) for level in LEVELS]
        self.fields[f"heading_{key}"] = TextField(
            "Heading",
            required=False,
            max_length=200,
            in_errors=f"The heading of {name.lower()}",
            mark_optional=False,
        )
        self.fields[f"text_{key}"] = TextAreaField(
            "What is minuted",
            required=False,
            rows=6,
            max_length=20000,
            in_errors=f"The words of {name.lower()}",
            mark_optional=False,
        )
        for what, label, options, otherwise in (
            ("sensitivity", "Who may read it", levels, "Professionals only"),
            ("agency", "Whose words these are", agencies, "The meeting’s"),
            ("child", "Which child it is about", children, "All of the children"),
        ):
            self.fields[f"{what}_{key}"] = SelectField(
                label, options, required=False, placeholder=otherwise, mark_optional=False
            )


class CorrectMinutesForm(GovukForm):
    """Why approved minutes are opened again."""

    reason = why("What is corrected, and why?")


class ConfirmForm(GovukForm):
    """A page with nothing to fill in but the button."""

    number = HiddenField()
