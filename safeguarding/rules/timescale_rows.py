"""What one timescale says: every clock of the service is one such row, kept as data.

The rows stand in ``timescales_assessment``, ``timescales_plan`` and ``timescales_oversight``; ``timescales``
gathers them and counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Literal

from safeguarding.rules.calendar_months import quantity


class Unit(StrEnum):
    """What an amount counts."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"
    MONTHS = "months"
    HOURS = "hours"


class Direction(StrEnum):
    """Whether the due day lies after the trigger or before it."""

    AFTER = "after"
    BEFORE = "before"


class Authority(StrEnum):
    """Who set the amount; only LOCAL ones may be changed in the product."""

    LAW = "law"
    STAT = "statutory_guidance"
    DFE = "dfe"
    LOCAL = "local"


class Recipient(StrEnum):
    """Whom a reminder or a breach is told; the app finds the person who holds the role for the child."""

    RESPONSIBLE_WORKER = "responsible_worker"
    MINUTE_TAKER = "minute_taker"
    FRONT_DOOR_MANAGER = "front_door_manager"
    TEAM_MANAGER = "team_manager"
    SERVICE_MANAGER = "service_manager"
    HEAD_OF_SERVICE = "head_of_service"
    HEAD_OF_SAFEGUARDING = "head_of_safeguarding"
    MEETING_CHAIR = "meeting_chair"
    CONFERENCE_CHAIR = "conference_chair"
    CONFERENCE_UNIT = "conference_unit"
    BUSINESS_SUPPORT = "business_support"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    SUPERVISOR = "supervisor"
    OTHER_AUTHORITY = "other_authority"
    PARTNERSHIP = "partnership"


@dataclass(frozen=True, slots=True)
class AlertBefore:
    """How long before the due day or instant a reminder comes."""

    amount: int
    unit: Literal[Unit.WORKING_DAYS, Unit.HOURS] = Unit.WORKING_DAYS


@dataclass(frozen=True, slots=True)
class Timescale:
    """One clock: from ``trigger``, ``amount`` of ``unit``, until it is ``met_by``.

    ``sentence`` says the rule to its users (``wording`` with its limit filled in), ``source`` whose rule
    it is; ``on_breach`` is what happens when it passes, ``longest`` the most that a partnership may make of a
    LOCAL amount.
    """

    id: str
    label: str
    trigger: str
    amount: int
    unit: Unit
    met_by: str
    authority: Authority
    edition: str
    effective_from: date
    wording: str
    on_breach: str
    told_before: tuple[Recipient, ...]
    told_on_breach: tuple[Recipient, ...]
    alert_before: tuple[AlertBefore, ...]
    direction: Direction = Direction.AFTER
    longest: int | None = None

    @property
    def editable(self) -> bool:
        """Whether a partnership may set its own amount."""
        return self.authority is Authority.LOCAL

    @property
    def may_reschedule(self) -> bool:
        """Whether another date may be agreed: never for what an Act of Parliament limits."""
        return self.authority is not Authority.LAW

    @property
    def may_pause(self) -> bool:
        """Whether it may stand still for a while, e.g. while criminal proceedings or long leave go on."""
        return self.id in _MAY_PAUSE

    @property
    def limit(self) -> str:
        """The amount in words: "45 working days", "1 month"; "the same day" for none."""
        return quantity(self.amount, _UNIT_WORDS[self.unit]) if self.amount else "the same day"

    @property
    def sentence(self) -> str:
        """The rule as its users read it, with the amount that applies."""
        return self.wording.format(limit=self.limit)

    @property
    def source(self) -> str:
        """The authority in words, for the screen beside the sentence."""
        return f"{_AUTHORITY_WORDS[self.authority]}: {self.edition}"


_UNIT_WORDS: Final = {
    Unit.WORKING_DAYS: "working day",
    Unit.CALENDAR_DAYS: "day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.HOURS: "hour",
}

# A review waits for criminal proceedings; a worker's supervision for long leave. No child's safety waits.
_MAY_PAUSE: Final = frozenset({"lcspr", "supervision_worker", "supervision_supervisor", "supervision_chair"})

_AUTHORITY_WORDS: Final = {
    Authority.LAW: "Law",
    Authority.STAT: "Statutory guidance",
    Authority.DFE: "Department for Education",
    Authority.LOCAL: "Local procedure",
}

WORKING_TOGETHER: Final = "Working Together to Safeguard Children 2026"
CHILDREN_ACT: Final = "Children Act 1989"
CENSUS_GUIDE: Final = "Children in need census 2026"
LOCAL_DEFAULT: Final = "default of this service, may be changed by the partnership"

_EDITIONS: Final = {
    Authority.LAW: (CHILDREN_ACT, date(1991, 10, 14)),
    Authority.STAT: (WORKING_TOGETHER, date(2026, 3, 18)),
    Authority.DFE: (CENSUS_GUIDE, date(2025, 4, 1)),
    Authority.LOCAL: (LOCAL_DEFAULT, date(2026, 3, 18)),
}

_WORKER: Final = (Recipient.RESPONSIBLE_WORKER,)
_MANAGER: Final = (Recipient.TEAM_MANAGER,)


def working_days_before(*amounts: int) -> tuple[AlertBefore, ...]:
    """Reminders so many working days before the due day."""
    return tuple(AlertBefore(amount) for amount in amounts)


def hours_before(*amounts: int) -> tuple[AlertBefore, ...]:
    """Reminders so many hours before the due instant."""
    return tuple(AlertBefore(amount, Unit.HOURS) for amount in amounts)


def row(
    rule_id: str,
    label: str,
    *,
    trigger: str,
    takes: tuple[int, Unit],
    met_by: str,
    authority: Authority,
    wording: str,
    on_breach: str,
    alert: tuple[AlertBefore, ...],
    told_before: tuple[Recipient, ...] = _WORKER,
    told_on_breach: tuple[Recipient, ...] = _MANAGER,
    direction: Direction = Direction.AFTER,
    longest: int | None = None,
) -> Timescale:
    """A timescale whose edition and date of effect follow from its authority."""
    amount, unit = takes
    edition, effective_from = _EDITIONS[authority]
    return Timescale(
        id=rule_id,
        label=label,
        trigger=trigger,
        amount=amount,
        unit=unit,
        met_by=met_by,
        authority=authority,
        edition=edition,
        effective_from=effective_from,
        wording=wording,
        on_breach=on_breach,
        told_before=told_before,
        told_on_breach=told_on_breach,
        alert_before=alert,
        direction=direction,
        longest=longest,
    )
