"""A new version of the escalation policy."""

from __future__ import annotations

from safeguarding.ui.fields import GovukForm, HiddenField, TextAreaField, TextField


class PolicyForm(GovukForm):
    """Title, text, and what is new."""

    title = TextField("Title", max_length=200, error_required="Enter the title")
    text = TextAreaField(
        "Text of the policy",
        rows=20,
        max_length=40000,
        hint="An empty line begins a new paragraph",
        error_required="Enter the text of the policy",
    )
    changes = TextAreaField("What is new?", rows=3, max_length=2000, required=False)
    number = HiddenField()
