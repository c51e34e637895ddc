"""Names made comparable, for search and for finding possible duplicates.

Two spellings of one name meet here; whether two people are one person is never decided by it.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Letters that carry no separable accent, so that decomposition leaves them as they are.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_APOSTROPHES: Final = re.compile("['`\u00b4\u02b9-\u02bf\u2018\u2019\u201b\u2032]")
_NOT_A_LETTER: Final = re.compile(r"[\W_]+")


def normalise(text: str) -> str:
    """A name in lower case without accents or apostrophes, hyphens and other marks as single spaces.

    ``O'Neill`` and ``ONEILL`` become ``oneill``, ``Anne-Marie`` and ``Anne Marie`` become ``anne marie``.
    Letters of other scripts stay.
    """
    plain = _APOSTROPHES.sub("", text).casefold()
    apart = unicodedata.normalize("NFKD", plain)
    bare = "".join(mark for mark in apart if not unicodedata.combining(mark))
    return _NOT_A_LETTER.sub(" ", bare.translate(_LETTERS)).strip()
