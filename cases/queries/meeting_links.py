"""Ways from a meeting's page to the pages that other apps have for its kind; nothing is imported from them.

Each kind's own app may name an address `<kind>` (what is particular to the kind) and `<kind>_hold` (record
that it was held), both by the meeting's reference.
"""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from cases.models import Meeting


def of_kind(meeting: Meeting, act: str = "") -> str:
    """The address of this kind of meeting for `act`, or of its own page; empty when its app has none."""
    return of_name(f"{meeting.kind}_{act}" if act else meeting.kind, meeting)


def of_name(name: str, meeting: Meeting) -> str:
    """The address with this name, empty where there is none."""
    try:
        return reverse(name, args=[meeting.reference])
    except NoReverseMatch:
        return ""
