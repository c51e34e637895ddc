"""What one timescale says: every clock of the service is one such row, kept as data.

The rows stand in ``timescales_assessment``, ``timescales_plan`` and ``timescales_oversight``; ``timescales``
gathers them and counts.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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


class Group(StrEnum):
    """Under which heading a clock stands on the page "Timescales"; the value is the heading."""

    REFERRAL = "Referral and assessment"
    STRATEGY = "Strategy meetings and section 47 enquiries"
    EMERGENCY = "Police protection and emergency orders"
    CONFERENCE = "Child protection conferences"
    CORE_GROUP = "Core groups"
    PLAN = "Child in need plans and visits"
    SEEN = "Being seen, and recording"
    SUPERVISION = "Supervision"
    CHALLENGE = "Professional challenge"
    INCIDENT = "Serious incidents and reviews"


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

    @property
    def words(self) -> str:
        """The role as a page names it."""
        return self.value.replace("_", " ")


@dataclass(frozen=True, slots=True)
class AlertBefore:
    """How long before the due day or instant a reminder comes."""

    amount: int
    unit: Literal[Unit.WORKING_DAYS, Unit.HOURS] = Unit.WORKING_DAYS

    @property
    def words(self) -> str:
        """When that is: "5 working days before", "on the day itself"."""
        return (
            f"{quantity(self.amount, _UNIT_WORDS[self.unit])} before" if self.amount else "on the day itself"
        )


@dataclass(frozen=True, slots=True)
class Timescale:
    """One clock: from ``trigger``, ``amount`` of ``unit``, until it is ``met_by``.

    ``sentence`` says the rule to its users (``wording`` with its limit filled in), ``source`` whose rule
    it is; ``on_breach`` is what happens when it passes, ``longest`` the most that a partnership may make of a
    LOCAL amount. ``told_after`` are those who hear of it beside the others, in this order, the longer it
    stays missed. ``provision`` is the section of the law, ``note`` what else there is to know of the source.
    ``pause_when`` says when the clock may stand still, with its source (empty: never), ``never_later`` why
    nobody may give it a later day (empty: a manager may, with a reason).
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
    told_after: tuple[Recipient, ...] = ()
    provision: str = ""
    note: str = ""
    pause_when: str = ""
    never_later: str = ""
    group: Group = Group.REFERRAL

    @property
    def editable(self) -> bool:
        """Whether a partnership may set its own amount: LOCAL ones, but for "the same day"."""
        return self.authority is Authority.LOCAL and self.most > 0

    @property
    def least(self) -> int:
        """The least that a partnership may make of a LOCAL amount."""
        return 0 if self.amount == 0 else 1

    @property
    def most(self) -> int:
        """The most: ``longest``, or else a year, which only a slip of the hand goes beyond."""
        return _A_YEAR[self.unit] if self.longest is None else self.longest

    @property
    def may_pause(self) -> bool:
        """Whether the clock may stand still; ``pause_when`` says when."""
        return bool(self.pause_when)

    @property
    def may_reschedule(self) -> bool:
        """Whether a manager may move its day past the rule's own; ``never_later`` says why not."""
        return not self.never_later

    def with_amount(self, amount: int, unit: Unit) -> Timescale:
        """The rule as a clock runs that started under another amount, an earlier edition's say."""
        return replace(self, amount=amount, unit=unit)

    @property
    def limit(self) -> str:
        """The amount in words: "45 working days", "1 month"; "the same day" for none."""
        return quantity(self.amount, _UNIT_WORDS[self.unit]) if self.amount else "the same day"

    @property
    def unit_words(self) -> str:
        """What is counted, in words: "working days"."""
        return f"{_UNIT_WORDS[self.unit]}s"

    @property
    def length(self) -> str:
        """The amount with its direction: "3 working days before", "45 working days"."""
        return f"{self.limit} before" if self.direction is Direction.BEFORE else self.limit

    @property
    def sentence(self) -> str:
        """The rule as its users read it, with the amount that applies."""
        return self.wording.format(limit=self.limit)

    @property
    def source(self) -> str:
        """The authority in words, for the screen beside the sentence."""
        provision = f", {self.provision}" if self.provision else ""
        return f"{_AUTHORITY_WORDS[self.authority]}: {self.edition}{provision}"


_A_YEAR: Final = {
    Unit.WORKING_DAYS: 260,
    Unit.CALENDAR_DAYS: 366,
    Unit.WEEKS: 53,
    Unit.MONTHS: 12,
    Unit.HOURS: 24 * 366,
}

_UNIT_WORDS: Final = {
    Unit.WORKING_DAYS: "working day",
    Unit.CALENDAR_DAYS: "day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.HOURS: "hour",
}

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
LOCAL_OWN: Final = "set by the partnership"

_EDITIONS: Final = {
    Authority.LAW: (CHILDREN_ACT, date(1991, 10, 14)),
    Authority.STAT: (WORKING_TOGETHER, date(2026, 3, 18)),
    Authority.DFE: (CENSUS_GUIDE, date(2025, 4, 1)),
    Authority.LOCAL: (LOCAL_DEFAULT, date(2026, 3, 18)),
}

_WORKER: Final = (Recipient.RESPONSIBLE_WORKER,)
_MANAGER: Final = (Recipient.TEAM_MANAGER,)
_NEXT_UP: Final = (Recipient.TEAM_MANAGER, Recipient.HEAD_OF_SERVICE)

_NEVER_LATER: Final = {
    Authority.LAW: "the law sets when it ends, and no manager can",
    Authority.DFE: "it measures for the census and plans nothing",
}


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
    provision: str = "",
    note: str = "",
    pause_when: str = "",
    never_later: str = "",
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
        # What nobody is told of at all, nobody is told of later.
        told_after=_NEXT_UP if told_on_breach else (),
        provision=provision,
        note=note,
        pause_when=pause_when,
        never_later=never_later or _NEVER_LATER.get(authority, ""),
    )


def in_group(group: Group, *rows: Timescale) -> tuple[Timescale, ...]:
    """The rows, under this heading."""
    return tuple(replace(each, group=group) for each in rows)
