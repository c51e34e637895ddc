"""Names of files, made safe to keep, to show, and to hand to any computer's disk."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MOST_CHARACTERS: Final = 100
MOST_BYTES: Final = 200
NAMELESS: Final = "document"

# No disk or header takes them, or they mean something there.
_RESERVED_CHARACTERS: Final = re.compile(r'[<>:"/\\|?*%;`$&\']')
# The names of devices on Windows, with any ending.
_DEVICES: Final = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)
_ENDING: Final = re.compile(r"\.[A-Za-z0-9]{1,5}$")
# Control, format (direction overrides, zero width), surrogate, private, unassigned; line and paragraph ends.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(name: str, ending: str) -> str:
    """The name under which a file is kept, in at most 100 characters.

    Without its path, hidden characters and marks that mean something to a disk or a shell, and with the
    ending of what it really is (`ending`, without the dot).
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(one for one in last if unicodedata.category(one) not in _UNSEEN)
    stem = _ENDING.sub("", _RESERVED_CHARACTERS.sub("-", seen).strip())
    stem = re.sub(r"\s+", " ", stem)[:MOST_CHARACTERS]
    stem = stem.encode()[:MOST_BYTES].decode(errors="ignore").strip(" .-")
    if not stem or _DEVICES.match(stem):
        stem = f"{NAMELESS}-{stem}" if stem else NAMELESS
    return f"{stem}.{ending}"
