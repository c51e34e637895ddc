"""The one table of who may read a line: sensitivity x reader x standing with the child.

`READERS` says which kinds of reader a sensitivity has. `STANDINGS` says which of those kinds count in
which standing: whoever may open the record reads by all of them, whoever may not any more only what
their own agency wrote. The gate's querysets are built from these two tables, and the page that shows
who may read what is drawn from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from cases.access.who import social_care_manager, social_care_staff
from cases.states import Sensitivity
from safeguarding.accounts.models import AgencyKind, User


class Reader(Enum):
    """A ground on which somebody reads a line."""

    NETWORK = "Everyone who may open the record"
    SOCIAL_CARE = "Children’s social care"
    SOCIAL_CARE_MANAGERS = "Managers of children’s social care"
    POLICE = "Police"
    OWN_AGENCY = "The agency that wrote it"
    AUTHOR = "Whoever wrote it"


class Standing(Enum):
    """How a person stands to a child."""

    INVOLVED = "Involved now"
    OPEN_ACCESS = "Open access of social care"
    EMERGENCY = "Emergency access"
    WAS_INVOLVED = "Was involved"
    NEVER = "Never involved"


_WRITERS: Final = frozenset({Reader.OWN_AGENCY, Reader.AUTHOR})

READERS: Final[Mapping[Sensitivity, frozenset[Reader]]] = {
    Sensitivity.SHARED: _WRITERS | {Reader.NETWORK},
    Sensitivity.PROFESSIONALS: _WRITERS | {Reader.NETWORK},
    Sensitivity.OWN_AGENCY: _WRITERS,
    Sensitivity.SOCIAL_CARE: _WRITERS | {Reader.SOCIAL_CARE},
    Sensitivity.POLICE: _WRITERS | {Reader.POLICE},
    Sensitivity.SUPERVISION: frozenset({Reader.AUTHOR, Reader.SOCIAL_CARE_MANAGERS}),
}

STANDINGS: Final[Mapping[Standing, frozenset[Reader]]] = {
    Standing.INVOLVED: frozenset(Reader),
    Standing.OPEN_ACCESS: frozenset(Reader),
    Standing.EMERGENCY: frozenset(Reader),
    Standing.WAS_INVOLVED: _WRITERS,
    Standing.NEVER: frozenset(),
}

# The kinds of reader that depend on the person alone; the writers depend on the line.
IS_READER: Final[Mapping[Reader, Callable[[User], bool]]] = {
    Reader.NETWORK: lambda user: True,
    Reader.SOCIAL_CARE: social_care_staff,
    Reader.SOCIAL_CARE_MANAGERS: social_care_manager,
    Reader.POLICE: lambda user: user.agency.kind == AgencyKind.POLICE,
}


def levels_of(*readers: Reader, standing: Standing = Standing.INVOLVED) -> list[Sensitivity]:
    """The sensitivities that any of these kinds of reader may read in this standing."""
    counting = STANDINGS[standing].intersection(readers)
    return [level for level in Sensitivity if READERS[level] & counting]


def grounds(level: Sensitivity, standing: Standing) -> list[Reader]:
    """Who reads lines of `level` in `standing`, in the order of `Reader`; for the page that shows it."""
    return [reader for reader in Reader if reader in READERS[level] & STANDINGS[standing]]


def readable_sensitivities(user: User) -> list[Sensitivity]:
    """The sensitivities of other agencies' lines that `user` may read."""
    return levels_of(*(reader for reader, holds in IS_READER.items() if holds(user)))


def writable_sensitivities(user: User) -> list[Sensitivity]:
    """How confidential `user` may mark a line: whatever they could read, and their own agency's."""
    readable = readable_sensitivities(user)
    return [level for level in Sensitivity if level in readable or level == Sensitivity.OWN_AGENCY]
