"""The form that names a deputy."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from safeguarding.accounts.models import User
from safeguarding.ui.fields import Choice, DateField, GovukForm, SelectField, TextField, choosing


class CoverForm(GovukForm):
    """Who covers, and when."""

    deputy = SelectField(
        "Who covers?",
        hint="Somebody of the same agency. They are told of it, and get the alerts about time limits too.",
        error_required="Select who covers",
    )
    starts_on = DateField("First day away", past=False, error_required="Enter the first day away")
    ends_on = DateField("Last day away", past=False, error_required="Enter the last day away")
    note = TextField(
        "Anything the deputy should know", hint="No child’s details", required=False, max_length=200
    )

    def __init__(self, *args: Any, deputies: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deputies = {str(each.pk): each for each in deputies}
        options = [
            Choice(key, f"{each.full_name}, {each.job_title or each.get_role_display()}")
            for key, each in self._deputies.items()
        ]
        choosing(self, "deputy").set_options(options)

    def facts(self) -> dict[str, Any]:
        """What was filled in, as the service takes it: the person in place of their key."""
        return {**self.cleaned_data, "deputy": self._deputies[self.cleaned_data["deputy"]]}
