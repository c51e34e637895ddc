"""Errors of the directory: shown beside the form, never a crash."""

from __future__ import annotations


class DirectoryError(Exception):
    """Something the directory doesn't allow; the text is shown, beside `field` when it names one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


class DirectoryChangedError(DirectoryError):
    """Somebody else was quicker: the directory isn't any more what the person saw."""
