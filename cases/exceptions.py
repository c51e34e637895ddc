"""Errors of the domain: a view turns each into a message beside the form, never into a crash."""

from __future__ import annotations


class DomainError(Exception):
    """Something the rules or the state of the record don't allow; the text is shown to the person."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message, self.field = message, field


class ChangedMeanwhileError(DomainError):
    """Somebody else was quicker: the record isn't any more what the person saw."""


class NotPermittedError(Exception):
    """The gate says no: the person may see the record but not do this (HTTP 403)."""


class NotVisibleError(Exception):
    """The gate says there is nothing here for this person (HTTP 404)."""
