"""What the timescales must say, apart from the program: each rule's amount, and each amount's days.

`RULES` is copied from the partnership's rules, sections 1 and 9. Days and hours were counted by PostgreSQL
(generate_series over the bank holidays written out, intervals for months and hours), not by the program.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from safeguarding.rules.london_time import LONDON
from safeguarding.rules.timescales import Authority, Direction, Unit


class Spec(NamedTuple):
    """What the published table says of one rule."""

    amount: int
    unit: Unit
    authority: Authority
    direction: Direction


_UNITS = {
    "WD": Unit.WORKING_DAYS,
    "days": Unit.CALENDAR_DAYS,
    "weeks": Unit.WEEKS,
    "months": Unit.MONTHS,
    "hours": Unit.HOURS,
}

_RULES = """
referral_decision                     1 WD STAT
assessment                            45 WD STAT
assessment_census                     45 WD DFE
strategy_discussion_same_day          0 days LOCAL
strategy_discussion                   2 WD LOCAL
strategy_follow_up                    5 WD LOCAL
strategy_record                       1 WD LOCAL
section_47_child_seen                 1 WD LOCAL
section_47                            6 WD LOCAL
section_47_maximum                    15 WD LOCAL
icpc                                  15 WD STAT
icpc_request                          1 WD LOCAL
transfer_in                           15 WD STAT
pre_birth_icpc                        3 months LOCAL before
pre_birth_icpc_latest                 6 weeks LOCAL before
pre_birth_review                      10 WD LOCAL
core_group_first                      10 WD STAT
core_group_next                       6 weeks LOCAL
core_group_before_review              10 WD LOCAL before
core_group_minutes                    10 WD LOCAL
review_first                          3 months STAT
review_next                           6 months STAT
report_icpc                           3 WD LOCAL before
report_review                         5 WD LOCAL before
conference_decision                   1 WD LOCAL
conference_minutes                    20 WD LOCAL
inquorate_reconvene                   10 WD LOCAL
cin_planning                          10 WD LOCAL
cin_review                            6 weeks LOCAL
cin_review_after_cp_plan              4 weeks LOCAL
visit_cp                              10 WD LOCAL
visit_cin                             20 WD LOCAL
unseen_social_worker                  4 weeks LOCAL
unseen_anyone                         6 weeks LOCAL
recording_critical                    24 hours LOCAL
recording_visit                       2 WD LOCAL
recording_other                       5 WD LOCAL
supervision_child                     1 months LOCAL
supervision_worker                    4 weeks LOCAL
supervision_supervisor                4 weeks LOCAL
supervision_chair                     4 weeks LOCAL
police_protection                     72 hours LAW
emergency_protection_order            192 hours LAW
emergency_protection_order_extension  168 hours LAW
serious_incident                      5 WD STAT
rapid_review                          15 WD STAT
lcspr                                 6 months STAT
challenge_stage_1                     2 WD LOCAL
challenge_stage_2                     5 WD LOCAL
challenge_stage_3                     2 WD LOCAL
challenge_stage_4                     5 WD LOCAL
challenge_stage_5                     10 WD LOCAL
was_not_brought                       0 days LOCAL
was_not_brought_lead                  2 WD LOCAL
warning_review                        3 months LOCAL
supervision_was_not_brought           5 WD LOCAL
"""


def _spec(line: str) -> tuple[str, Spec]:
    rule_id, amount, unit, authority, *before = line.split()
    direction = Direction.BEFORE if before else Direction.AFTER
    return rule_id, Spec(int(amount), _UNITS[unit], Authority[authority], direction)


RULES: dict[str, Spec] = dict(_spec(line) for line in _RULES.strip().splitlines())

STARTS: dict[str, date] = {
    "a plain Tuesday": date(2026, 11, 3),
    "a Saturday": date(2026, 11, 7),
    "a bank holiday that is a month's last day": date(2026, 8, 31),
    "the day before Good Friday": date(2026, 4, 2),
    "Christmas Eve, before the year's end": date(2026, 12, 24),
    "29 February": date(2028, 2, 29),
    "the Saturday before the clocks go forward": date(2026, 3, 28),
    "the Sunday on which the clocks go back": date(2026, 10, 25),
    "a month's end, before a shorter month": date(2026, 11, 30),
    "the month's end of a bank holiday in May": date(2027, 5, 31),
}

# One line for each length that a rule has, one column for each start above, in that order.
_DAYS = """
-10 WD     2026-10-20 2026-10-26 2026-08-17 2026-03-19 2026-12-10 2028-02-15 2026-03-16 2026-10-12 2026-11-16 2027-05-17
-5 WD      2026-10-27 2026-11-02 2026-08-24 2026-03-26 2026-12-17 2028-02-22 2026-03-23 2026-10-19 2026-11-23 2027-05-24
-3 WD      2026-10-29 2026-11-04 2026-08-26 2026-03-30 2026-12-21 2028-02-24 2026-03-25 2026-10-21 2026-11-25 2027-05-26
1 WD       2026-11-04 2026-11-09 2026-09-01 2026-04-07 2026-12-29 2028-03-01 2026-03-30 2026-10-26 2026-12-01 2027-06-01
2 WD       2026-11-05 2026-11-10 2026-09-02 2026-04-08 2026-12-30 2028-03-02 2026-03-31 2026-10-27 2026-12-02 2027-06-02
5 WD       2026-11-10 2026-11-13 2026-09-07 2026-04-13 2027-01-05 2028-03-07 2026-04-07 2026-10-30 2026-12-07 2027-06-07
6 WD       2026-11-11 2026-11-16 2026-09-08 2026-04-14 2027-01-06 2028-03-08 2026-04-08 2026-11-02 2026-12-08 2027-06-08
10 WD      2026-11-17 2026-11-20 2026-09-14 2026-04-20 2027-01-12 2028-03-14 2026-04-14 2026-11-06 2026-12-14 2027-06-14
15 WD      2026-11-24 2026-11-27 2026-09-21 2026-04-27 2027-01-19 2028-03-21 2026-04-21 2026-11-13 2026-12-21 2027-06-21
20 WD      2026-12-01 2026-12-04 2026-09-28 2026-05-05 2027-01-26 2028-03-28 2026-04-28 2026-11-20 2026-12-30 2027-06-28
45 WD      2027-01-08 2027-01-13 2026-11-02 2026-06-10 2027-03-02 2028-05-05 2026-06-04 2026-12-29 2027-02-04 2027-08-02
0 days     2026-11-03 2026-11-07 2026-08-31 2026-04-02 2026-12-24 2028-02-29 2026-03-28 2026-10-25 2026-11-30 2027-05-31
-6 weeks   2026-09-22 2026-09-26 2026-07-20 2026-02-19 2026-11-12 2028-01-18 2026-02-14 2026-09-13 2026-10-19 2027-04-19
4 weeks    2026-12-01 2026-12-05 2026-09-28 2026-04-30 2027-01-21 2028-03-28 2026-04-25 2026-11-22 2026-12-28 2027-06-28
6 weeks    2026-12-15 2026-12-19 2026-10-12 2026-05-14 2027-02-04 2028-04-11 2026-05-09 2026-12-06 2027-01-11 2027-07-12
-3 months  2026-08-03 2026-08-07 2026-05-31 2026-01-02 2026-09-24 2027-11-29 2025-12-28 2026-07-25 2026-08-30 2027-02-28
1 months   2026-12-03 2026-12-07 2026-09-30 2026-05-02 2027-01-24 2028-03-29 2026-04-28 2026-11-25 2026-12-30 2027-06-30
3 months   2027-02-03 2027-02-07 2026-11-30 2026-07-02 2027-03-24 2028-05-29 2026-06-28 2027-01-25 2027-02-28 2027-08-31
6 months   2027-05-03 2027-05-07 2027-02-28 2026-10-02 2027-06-24 2028-08-29 2026-09-28 2027-04-25 2027-05-30 2027-11-30
"""  # noqa: E501 - a table is read in its lines

# Each start at 15:30 in London; one that crosses the change of the clocks ends an hour later by them.
_HOURS = """
24 hours   11-04T15:30 11-08T15:30 09-01T15:30 04-03T15:30 12-25T15:30 03-01T15:30 03-29T16:30 10-26T15:30 12-01T15:30 06-01T15:30
72 hours   11-06T15:30 11-10T15:30 09-03T15:30 04-05T15:30 12-27T15:30 03-03T15:30 03-31T16:30 10-28T15:30 12-03T15:30 06-03T15:30
168 hours  11-10T15:30 11-14T15:30 09-07T15:30 04-09T15:30 12-31T15:30 03-07T15:30 04-04T16:30 11-01T15:30 12-07T15:30 06-07T15:30
192 hours  11-11T15:30 11-15T15:30 09-08T15:30 04-10T15:30 01-01T15:30 03-08T15:30 04-05T16:30 11-02T15:30 12-08T15:30 06-08T15:30
"""  # noqa: E501


def _grid(text: str) -> dict[tuple[int, Unit], list[str]]:
    found = {}
    for line in text.strip().splitlines():
        amount, unit, *cells = line.split()
        found[int(amount), _UNITS[unit]] = cells
    return found


_DAY_GRID, _HOUR_GRID = _grid(_DAYS), _grid(_HOURS)


def _length(spec: Spec) -> tuple[int, Unit]:
    return (-spec.amount if spec.direction is Direction.BEFORE else spec.amount), spec.unit


def days() -> list[tuple[str, str, date]]:
    """Each rule that counts days, with each start: rule, start's name, due day."""
    return [
        (rule_id, start, date.fromisoformat(cell))
        for rule_id, spec in RULES.items()
        if spec.unit is not Unit.HOURS
        for start, cell in zip(STARTS, _DAY_GRID[_length(spec)], strict=True)
    ]


def hours() -> list[tuple[str, str, datetime]]:
    """Each rule that counts hours, with each start at 15:30: rule, start's name, due instant."""
    found = []
    for rule_id, spec in RULES.items():
        if spec.unit is not Unit.HOURS:
            continue
        for (name, day), cell in zip(STARTS.items(), _HOUR_GRID[_length(spec)], strict=True):
            year = day.year + (cell < f"{day:%m-%d}")
            found.append((rule_id, name, datetime.fromisoformat(f"{year}-{cell}").replace(tzinfo=LONDON)))
    return found
