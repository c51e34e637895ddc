"""The permission matrix, as data: one row for each address and method.

`allowed` get the page (or the redirect after an act); `refused` see that it exists and get 403; everyone
else gets `otherwise`. An address without a row fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.access.world import World
from tests.factories.partnership import NAMES

ALL = frozenset(NAMES)
NOBODY: frozenset[str] = frozenset()
CASE_STAFF = frozenset(
    {
        "front_door_worker",
        "front_door_manager",
        "social_worker",
        "team_manager",
        "head_of_service",
        "conference_chair",
    }
)
SOCIAL_CARE = CASE_STAFF | {"business_support"}
MANAGERS = frozenset({"front_door_manager", "team_manager", "head_of_service"})
FRONT_DOOR = MANAGERS | {"front_door_worker"}
INVOLVED = frozenset({"school", "gp", "health_visitor", "police"})
OUTSIDERS = frozenset({"youth_justice", "other_school"})
ADMINS = frozenset({"partnership_admin", "system_admin"})
PROFESSIONALS = ALL - ADMINS
SEES_THE_CHILD = SOCIAL_CARE | INVOLVED


def nothing(world: World) -> dict[str, Any]:
    """An address without parts."""
    return {}


def child(world: World) -> dict[str, Any]:
    """The child's reference."""
    return {"reference": world.child.reference}


@dataclass(frozen=True)
class Row:
    """Who gets what at one address."""

    name: str
    allowed: frozenset[str]
    kwargs: Callable[[World], dict[str, Any]] = nothing
    refused: frozenset[str] = NOBODY
    otherwise: int = 403
    success: int = 200
    method: str = "get"
    of_child: bool = False
    public: bool = False
    note: str = ""

    @property
    def id(self) -> str:
        """How the row is called in the test's output."""
        return f"{self.method} {self.name}{' ' + self.note if self.note else ''}"


ROWS: tuple[Row, ...] = (Row("home", ALL),)
