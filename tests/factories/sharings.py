"""Entries of the sharing log, for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from cases.services.sharing import SharingFacts


def facts(**changed: Any) -> SharingFacts:
    """Something shared with the housing office; `changed` replaces any of its facts."""
    told: dict[str, Any] = {
        "decision": "shared",
        "what": "That the family needs to move before the winter",
        "whose": "The child and the mother",
        "recipient": "Northmoor Housing",
        "reason": "They can only offer a flat when they know why",
        "decided_on": date(2026, 3, 9),
        "told": "told",
    }
    return SharingFacts(**{**told, **changed})
