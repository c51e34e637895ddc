"""Forms of documents: adding one, taking one back."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings

from cases.forms.people import why
from cases.states import Sensitivity
from cases.uploads.kinds import ENDINGS, IN_WORDS
from safeguarding.ui.fields import FileField, GovukForm, RadiosField, TextField


class ReferralDocumentForm(GovukForm):
    """A document for a referral that was sent."""

    title = TextField(
        "What is the document?",
        max_length=200,
        hint="For example, body map of 9 March or letter from the GP",
        error_required="Say what the document is",
    )
    file = FileField("Choose a file", endings=ENDINGS, in_errors="The file", error_required="Choose a file")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the limit of the settings."""
        super().__init__(*args, **kwargs)
        most = settings.DOCUMENT_MOST_MEGABYTES
        file = cast(FileField, self.fields["file"])
        file.max_megabytes, file.hint = most, f"{IN_WORDS}, smaller than {most}MB"


class ChildDocumentForm(ReferralDocumentForm):
    """A document for a child's record."""

    sensitivity = RadiosField("Who may see it?", coerce=Sensitivity, error_required="Select who may see it")


class WithdrawForm(GovukForm):
    """A document that shouldn't be there."""

    reason = why("Why is it withdrawn?")
