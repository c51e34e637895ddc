"""Where files are kept: outside everything the web server serves, under random names, readable by the service
alone."""

from __future__ import annotations

from typing import IO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class _Unaddressed(FileSystemStorage):
    """A storage without addresses on the web: files leave through the gate alone."""

    def url(self, name: str | None) -> str:
        """Refuse: there is no address."""
        raise ValueError("Documents have no address of their own")


def storage() -> FileSystemStorage:
    """The storage under DOCUMENTS_ROOT."""
    return _Unaddressed(
        location=settings.DOCUMENTS_ROOT,
        file_permissions_mode=0o600,
        directory_permissions_mode=0o700,
    )


def keep(content: IO[bytes]) -> str:
    """Write a file under a new random name and return that; the name says nothing about the content."""
    name = uuid4().hex
    return storage().save(f"{name[:2]}/{name[2:4]}/{name}", File(content))


def read(stored_as: str) -> IO[bytes]:
    """Open a kept file; raises FileNotFoundError when it is gone."""
    return storage().open(stored_as, "rb")


def discard(stored_as: str) -> None:
    """Remove a file whose record was never made."""
    storage().delete(stored_as)
