"""What rows of the permission matrix are made of: who, what stands in an address, who gets what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
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
HEAD = frozenset({"head_of_service"})
PARTNERSHIP_ADMIN = frozenset({"partnership_admin"})
AUDITORS = PARTNERSHIP_ADMIN | {"head_of_service"}
NOT_MANAGERS = ALL - MANAGERS
PROFESSIONALS = ALL - ADMINS
SEES_THE_CHILD = SOCIAL_CARE | INVOLVED


def nothing(world: World) -> dict[str, Any]:
    """An address without parts."""
    return {}


def child(world: World) -> dict[str, Any]:
    """The child's reference."""
    return {"reference": world.child.reference}


def row_of(name: str, of: Callable[[World], dict[str, Any]] = child) -> Callable[[World], dict[str, Any]]:
    """One row below the child: the world's row called `name`."""
    return lambda world: {**of(world), "pk": world.rows[name].pk}


@dataclass(frozen=True)
class Row:
    """Who gets what at one address, by one method."""

    name: str
    allowed: frozenset[str]
    kwargs: Callable[[World], dict[str, Any]] = nothing
    refused: frozenset[str] = NOBODY
    otherwise: int = 403
    success: int = 200
    method: str = "get"
    of_child: bool = False
    public: bool = False

    @property
    def id(self) -> str:
        """How the row is called in the test's output."""
        return f"{self.method} {self.name}"


def form(*rows: Row, success: int = 200) -> tuple[Row, ...]:
    """Pages with a form: the same people may open and send them; an empty form comes back with errors."""
    return tuple(
        made for row in rows for made in (row, replace(row, method="post", success=success or row.success))
    )
