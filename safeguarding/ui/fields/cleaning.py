"""Cleaning what people type or paste, before anything else looks at it."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError

# Control characters but tab and newline; the marks that reverse or isolate the direction of text, with which
# a name can be made to read as another; lone surrogates, which no database takes.
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
# Invisible and harmless: zero-width spaces and joiners, the byte order mark. They come with pasted text.
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")


def clean_text(value: object, *, in_errors: str, multiline: bool = False) -> str:
    """Return `value` as stripped NFC text with `\\n` line ends; a single line when not `multiline`.

    Raises ValidationError when it holds control characters or direction overrides.
    """
    text = unicodedata.normalize("NFC", "" if value is None else str(value))
    text = re.sub("\r\n|[\r\x0b\x0c\x85\u2028\u2029]", "\n", text)
    text = _INVISIBLE.sub("", text)
    if _FORBIDDEN.search(text):
        raise ValidationError(
            f"{in_errors} must not include hidden control characters. Type it again instead of pasting it",
            code="control_characters",
        )
    if not multiline:
        text = re.sub(r"\s+", " ", text)
    return text.strip()


def lower_first(text: str) -> str:
    """Return `text` with a small first letter, for within a sentence; `NHS number` keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
