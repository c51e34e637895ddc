"""Handing over work: what, to whom, and why."""

from __future__ import annotations

from typing import Any, Final

from django.http import QueryDict

from safeguarding.ui.fields import (
    CheckboxesField,
    CheckboxField,
    Choice,
    GovukForm,
    PersonPickerField,
    TextAreaField,
    choosing,
)

_GONE: Final = "No longer held here"


class HandOverForm(GovukForm):
    """What a worker holds, to choose from; who takes it; and why."""

    everything = CheckboxField(
        "Everything", statement="All of the work below", required=False, mark_optional=False
    )
    children = CheckboxesField(
        "Children",
        hint="The child is allocated to the new worker; the time limits that this worker holds go with them",
        required=False,
        mark_optional=False,
        small=True,
    )
    deadlines = CheckboxesField(
        "Single time limits",
        hint="The child stays with their worker",
        required=False,
        mark_optional=False,
        small=True,
    )
    worker = PersonPickerField("Who takes it over?", error_required="Select who takes it over")
    reason = TextAreaField(
        "Why is it handed over?", rows=3, max_length=200, error_required="Enter why it is handed over"
    )

    def __init__(
        self,
        *args: Any,
        children: list[Choice],
        deadlines: list[Choice],
        workers: list[Choice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        options = {"children": children, "deadlines": deadlines, "worker": workers}
        for name, choices in options.items():
            shown = choices if name == "worker" else [*choices, *self._gone(name, choices)]
            choosing(self, name).set_options(shown)
            if not shown and name != "worker":
                del self.fields[name]

    def _gone(self, name: str, shown: list[Choice]) -> list[Choice]:
        """What was chosen while it was still there: the service says what became of it."""
        known = {choice.value for choice in shown}
        posted = self.data.getlist(name) if isinstance(self.data, QueryDict) else []
        keys = dict.fromkeys(key for key in posted if key not in known)
        return [Choice(key, _GONE) for key in keys if key.isascii() and key.isdigit() and len(key) < 19]

    def chosen(self, name: str) -> list[int]:
        """The keys chosen of `children` or `deadlines`; all that are shown with "All of these"."""
        if name not in self.fields:
            return []
        if self.cleaned_data["everything"]:
            options = choosing(self, name).options
            return [int(option.value) for option in options if option.label != _GONE]
        return [int(key) for key in self.cleaned_data[name]]

    def posted(self) -> list[tuple[str, str]]:
        """The answers, to be carried through the page that confirms them: what "All" stood for, by key."""
        facts = [(name, str(self.cleaned_data[name])) for name in ("worker", "reason")]
        return facts + [(name, str(key)) for name in ("children", "deadlines") for key in self.chosen(name)]
