"""Taking files in: no upload fills the disk, however long it goes on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Keeps at most the size that documents may have; what comes after is counted and thrown away.

    The file then tells how big it would have been, so that the form can say that it is too big.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin with nothing kept."""
        super().new_file(*args, **kwargs)
        self.left = settings.DOCUMENT_MOST_MEGABYTES * 1024 * 1024

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write what still fits."""
        fits, self.left = raw_data[: self.left], max(self.left - len(raw_data), 0)
        super().receive_data_chunk(fits, start)
