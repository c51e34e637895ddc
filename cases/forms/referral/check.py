"""The last page of the referral form: nothing to type, but everything must be there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from safeguarding.ui.fields import GovukForm


class CheckForm(GovukForm):
    """Valid when no section is missing; each missing one is an error that leads to it."""

    def __init__(self, *args: Any, missing: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        """`missing`: (title, address) of the sections that aren't complete."""
        super().__init__(*args, **kwargs)
        self.missing = missing

    def clean(self) -> dict[str, Any]:
        """Nothing may be missing."""
        for title, _ in self.missing:
            self.add_error(None, _message(title))
        return self.cleaned_data

    def error_summary(self) -> list[dict[str, str]]:
        """Each error with a link to the section it is about; others lead to the page."""
        hrefs = {_message(title): href for title, href in self.missing}
        errors = [str(error) for error in self.non_field_errors()]
        return [{"text": error, "href": hrefs.get(error, "#main-content")} for error in errors]


def _message(title: str) -> str:
    return f"Complete the section “{title}”"
