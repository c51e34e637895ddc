"""What a part of a child's history is: a table, the word for its rows, which of them, what is secret."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Field, Model, Q

from cases.models import Child, Relationship
from safeguarding.accounts.models import User

_QUIET: Final = frozenset(
    {
        *("id", "version", "searched", "sounds", "created_at", "child", "referral_child", "episode"),
        # What the history says already: who and when; and what only the service reads.
        *("decided_at", "decided_by", "digest", "suggestion", "criteria"),
        *("starts_at", "due_at", "alert_stage", "next_alert_at"),
        *("uploaded_by", "uploaded_at", "withdrawn_by", "withdrawn_reason"),
        *("key", "content_type", "size", "sha256", "stored_as", "scanned_at"),
        *("recorded_at", "recorded_by", "event", "supersedes", "correction_reason"),
    }
)

Which = Callable[[User, Child], Q]
# The columns of a row that its reader may not read.
Secret = Callable[[User, Any], frozenset[str]]


def _nothing_secret(user: User, row: Any) -> frozenset[str]:
    return frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the record, the word for a row of it, and which of its rows belong to the child.

    Rows with the same `line` are one thing's story: a decision made anew is compared with the one it
    replaces. So is a row with the one that `follows` names. Of the columns are told those named in `only`, or
    else all but the quiet ones and those `without` which it stands.
    """

    model: type[Model]
    word: str
    of: Which
    line: str = ""
    follows: str = ""
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    secret: Secret = _nothing_secret
    # The words for the values of columns that don't know them themselves.
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """How the part is called in addresses."""
        return str(self.model._meta.model_name)

    @property
    def key_name(self) -> str:
        """The column of the live row's key."""
        return str(self.model._meta.pk.attname)  # type: ignore[union-attr]

    def fields(self) -> list[Field[Any, Any]]:
        """The columns that the history tells of."""
        return [one for one in self.model._meta.concrete_fields if self._is_shown(one)]

    def _is_shown(self, one: Field[Any, Any]) -> bool:
        if self.only:
            return one.name in self.only
        ours = one.name == "person" and self.model is not Relationship
        return one.name not in (_QUIET | self.without) and not ours
