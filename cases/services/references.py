"""References that people read out over the phone and that give nothing away."""

from __future__ import annotations

import secrets
from typing import Final

# Crockford's base 32: no I, L, O or U, so nothing is misread and no word is spelled.
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 7


def new(prefix: str) -> str:
    """A random reference such as C7K3M9QT: alphanumeric, neither countable nor guessable."""
    return prefix + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
