"""What search and the look for duplicates find, one kind of evidence at a time, each through the gate.

Every function gives the people that `user` may see and that fit, with the reason in words and a score:
roughly 100 for a number that names one person, 50 for the same name, 40 for the same date of birth.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Greatest

from cases import access
from cases.models import PersonName
from cases.models.person import NameKind
from cases.services import person_names
from safeguarding.accounts.models import User
from safeguarding.rules.names import normalise

# More than anyone reads; whoever reaches it is asked for a date of birth.
CAP: Final = 400
_ALIAS: Final = {NameKind.ALIAS: "Also known as", NameKind.PREVIOUS: "Previous name"}


class Kind(Enum):
    """What the evidence is about; of each kind the best counts."""

    NAME = "name"
    BIRTH = "birth"
    NUMBER = "number"
    REFERENCE = "reference"
    POSTCODE = "postcode"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Hit:
    """One person, why they were found, and how much it says that they are the one looked for."""

    person: int
    kind: Kind
    reason: str
    score: int


def by_name(user: User, text: str) -> list[Hit]:
    """People with a name like `text`: the same, exchanged, misspelt, sounding alike, or a part of it."""
    asked = normalise(text)
    if not asked:
        return []
    words = asked.split()
    sounds = person_names.sounds_by_word(words)
    # None to look for by sound when a word has no code of sound.
    codes = [sorted(sounds[word]) for word in words] if all(sounds.values()) else []
    # In the database, where likeness can read its indexes behind row-level security (docs/adr/0007).
    fits = RawSQL("SELECT rls_names_like(%s, %s::jsonb)", [asked, json.dumps(codes)])
    rows = (
        PersonName.objects.filter(pk__in=fits, person__in=access.visible_people(user).values("pk"))
        .annotate(
            likeness=Greatest(
                TrigramSimilarity("searched", asked), TrigramWordSimilarity(asked, "searched") * 0.9
            )
        )
        .order_by(F("likeness").desc(), "pk")[:CAP]
    )
    return [_name_hit(row, asked, sounds) for row in rows]


def by_birth(user: User, day: date) -> list[Hit]:
    """People born (or expected) on `day`, or on the day it is with day and month exchanged."""
    exchanged = transposed(day)
    days = [day, *([exchanged] if exchanged else [])]
    rows = (
        access.visible_people(user)
        .filter(Q(date_of_birth__in=days) | Q(date_of_birth=None, expected_date=day))
        .order_by("pk")
        .values_list("pk", "date_of_birth")[:CAP]
    )
    return [_birth_hit(pk, born, day) for pk, born in rows]


def transposed(day: date) -> date | None:
    """The day with day and month exchanged, as mistyped dates often are; None when there is no such day."""
    if day.day > 12 or day.day == day.month:
        return None
    return day.replace(month=day.day, day=day.month)


def by_numbers(user: User, *, nhs_number: str = "", upn: str = "") -> list[Hit]:
    """Whoever has this NHS number or unique pupil number."""
    asked = (Q(nhs_number=nhs_number) if nhs_number else Q()) | (Q(upn=upn) if upn else Q())
    if not asked:
        return []
    rows = (
        access.fully_visible_people(user).filter(asked).order_by("pk").values_list("pk", "nhs_number")[:CAP]
    )
    return [
        Hit(
            pk,
            Kind.NUMBER,
            "Same NHS number" if nhs_number and held == nhs_number else "Same unique pupil number",
            100,
        )
        for pk, held in rows
    ]


def by_reference(user: User, references: Iterable[str]) -> list[Hit]:
    """The children whose record has one of these references."""
    asked = [reference.upper() for reference in references]
    if not asked:
        return []
    children = access.visible_children(user).filter(reference__in=asked).values_list("pk", flat=True)
    return [Hit(pk, Kind.REFERENCE, "Reference of the record", 100) for pk in children]


def by_postcode(user: User, postcode: str) -> list[Hit]:
    """People who live, or lived, at this postcode."""
    if not postcode:
        return []
    rows = (
        access.visible_addresses(user)
        .filter(postcode=postcode)
        .order_by("person", F("until").desc(nulls_first=True))
        .distinct("person")
        .values_list("person_id", "until")[:CAP]
    )
    return [
        Hit(pk, Kind.POSTCODE, "Same postcode" if until is None else "Same postcode, an earlier address", 15)
        for pk, until in rows
    ]


def by_address(user: User, text: str) -> list[Hit]:
    """People who live, or lived, at an address like `text`."""
    asked = normalise(text)
    if not asked:
        return []
    rows = (
        access.visible_addresses(user)
        .filter(pk__in=RawSQL("SELECT rls_addresses_like(%s)", [asked]))
        .annotate(likeness=TrigramWordSimilarity(asked, "searched"))
        .order_by(F("likeness").desc(), "pk")[:CAP]
    )
    return [
        Hit(
            row.person_id,
            Kind.ADDRESS,
            f"{'Address' if row.until is None else 'Earlier address'}: {row}",
            round(25 * row.likeness),
        )
        for row in rows
    ]


def _birth_hit(pk: int, born: date | None, day: date) -> Hit:
    if born is None:
        return Hit(pk, Kind.BIRTH, "Expected on that day", 35)
    return (
        Hit(pk, Kind.BIRTH, "Same date of birth", 40)
        if born == day
        else Hit(pk, Kind.BIRTH, "Day and month of birth exchanged", 30)
    )


def _name_hit(row: PersonName, asked: str, sounds: dict[str, set[str]]) -> Hit:
    likeness: float = vars(row)["likeness"]
    reason, score = _how_alike(row, asked, sounds, likeness)
    if row.kind in _ALIAS:
        return Hit(
            row.person_id,
            Kind.NAME,
            f"{_ALIAS[NameKind(row.kind)]} {row}: {reason[:1].lower()}{reason[1:]}",
            score - 2,
        )
    return Hit(row.person_id, Kind.NAME, reason, score)


def _how_alike(row: PersonName, asked: str, sounds: dict[str, set[str]], likeness: float) -> tuple[str, int]:
    words, kept = asked.split(), row.searched.split()
    if row.searched == asked or row.searched.replace(" ", "") == asked.replace(" ", ""):
        return "Same name", 50
    if sorted(words) == sorted(kept):
        return "Same names in another order", 46
    if set(words) <= set(kept):
        return "Part of the name is the same", 36
    if all(codes & set(row.sounds) for codes in sounds.values()):
        return "Name sounds alike", 28 + round(12 * likeness)
    return "Name spelled alike", round(40 * likeness)
