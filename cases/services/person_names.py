"""The names of a person in the form that search looks through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from cases.exceptions import DomainError
from cases.models import Person, PersonName
from cases.models.person import NameKind
from safeguarding.accounts.models import User
from safeguarding.rules.names import normalise


def sounds_by_word(words: Iterable[str]) -> dict[str, set[str]]:
    """How each word sounds: its double metaphone codes, as the database computes them (one query).

    A word in a script that metaphone doesn't know has no code.
    """
    asked = sorted(set(words))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word, dmetaphone(word), dmetaphone_alt(word) FROM unnest(%s::text[]) AS word", [asked]
        )
        return {word: {first, second} - {""} for word, first, second in cursor.fetchall()}


def sounds(text: str) -> list[str]:
    """The codes of all words of a normalised name, sorted."""
    return sorted(set().union(*sounds_by_word(text.split()).values()))


def write(
    *,
    person: Person,
    kind: NameKind,
    given_name: str,
    family_name: str,
    by: User,
    at: datetime,
    reason: str,
) -> PersonName | None:
    """Keep a name of a person so that search finds it; None when it is empty or kept already."""
    searched = normalise(f"{given_name} {family_name}")
    if not searched:
        return None
    kept = PersonName.objects.filter(person=person, given_name=given_name, family_name=family_name)
    if kind != NameKind.MAIN and kept.exists():
        return None
    name = PersonName(
        person=person,
        kind=kind,
        given_name=given_name,
        family_name=family_name,
        searched=searched,
        sounds=sounds(searched),
    )
    name.record(by=by, at=at, reason=reason)
    return name


def follow(*, person: Person, by: User, at: datetime, reason: str) -> None:
    """Make the kept names follow the person's own: an earlier current name stays as a previous one."""
    main = PersonName.objects.filter(person=person, kind=NameKind.MAIN, ended_at=None).first()
    named = (person.given_name, person.family_name)
    if main is None or (main.given_name, main.family_name) != named:
        if main is not None:
            main.kind, main.ended_at = NameKind.PREVIOUS, at
            main.record(by=by, at=at, reason=reason)
        _write_pair(person, NameKind.MAIN, named, by=by, at=at, reason=reason)
    if person.known_as:
        known = (person.known_as, person.family_name)
        _write_pair(person, NameKind.ALIAS, known, by=by, at=at, reason=reason)


def split(full_name: str) -> tuple[str, str]:
    """A name written in one piece as first and last name; raises DomainError when there is none."""
    words = full_name.split()
    if not words:
        raise DomainError("Enter a name", field="alias")
    return (" ".join(words[:-1]), words[-1]) if len(words) > 1 else (words[0], "")


def _write_pair(
    person: Person, kind: NameKind, name: tuple[str, str], *, by: User, at: datetime, reason: str
) -> None:
    write(person=person, kind=kind, given_name=name[0], family_name=name[1], by=by, at=at, reason=reason)
