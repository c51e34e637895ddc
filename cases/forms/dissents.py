"""An agency that doesn't agree with what a meeting decided, in its own words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from safeguarding.ui.fields import GovukForm, SelectField, TextAreaField, choosing


class DissentForm(GovukForm):
    """Which agency, and why."""

    agency = SelectField("Which agency doesn’t agree?", error_required="Select the agency")
    words = TextAreaField(
        "Why not, in the agency’s own words?",
        rows=4,
        max_length=4000,
        error_required="Enter why the agency doesn’t agree",
    )

    def __init__(
        self, *args: Any, agencies: Sequence[tuple[str, str]], hint: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choosing(self, "agency").set_options(agencies)
        cast(TextAreaField, self.fields["words"]).hint = hint
