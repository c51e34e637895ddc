"""Choosing a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from markupsafe import Markup

from safeguarding.ui.fields.base import GovukBoundField, GovukField
from safeguarding.ui.jinja import govuk


class FileField(GovukField, forms.FileField):
    """A file of at most `max_megabytes`, its name ending in one of `endings` ("pdf", "docx")."""

    required_verb = "Choose"

    def __init__(
        self, label: str, *, endings: tuple[str, ...] = (), max_megabytes: int = 10, **kwargs: Any
    ) -> None:
        """Take the limits. What is inside the file is for the service to check."""
        super().__init__(label, max_length=200, **kwargs)
        self.endings, self.max_megabytes = endings, max_megabytes
        self.error_messages["empty"] = "The selected file is empty"
        self.error_messages["max_length"] = "The selected file's name must be 200 characters or fewer"

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the upload; raises ValidationError when it is too big or of another kind."""
        upload = super().clean(data, initial)
        if isinstance(upload, UploadedFile):
            if (upload.size or 0) > self.max_megabytes * 1024 * 1024:
                raise forms.ValidationError(f"The selected file must be smaller than {self.max_megabytes}MB")
            ending = (upload.name or "").rpartition(".")[2].lower()
            if self.endings and ending not in self.endings:
                kinds = ", ".join(kind.upper() for kind in self.endings)
                raise forms.ValidationError(f"The selected file must be one of: {kinds}")
        return upload

    def raw(self, value: Any) -> None:
        """Return nothing: a draft keeps no file."""
        return None

    def render_govuk(self, bound: GovukBoundField) -> Markup:
        """Return a file input."""
        accept = ",".join(f".{ending}" for ending in self.endings)
        params = {**self.common_params(bound), "label": self.label_params()}
        if accept:
            params["attributes"] = {**self.attributes, "accept": accept}
        return govuk("file-upload", "govukFileUpload", params)
