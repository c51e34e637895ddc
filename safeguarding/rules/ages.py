"""Ages on a given day, unborn children included, and how they are said on screen.

Source: a child is anyone under 18, and an unborn child may have a record (Working Together to Safeguard
Children 2026; Children Act 1989, section 105). Who was born on 29 February comes of age on 1 March in common
years. A pregnancy is counted as 40 weeks to its expected date.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from safeguarding.rules.calendar_months import months_and_days, quantity

ADULT_AT: Final = 18
_TERM: Final = timedelta(weeks=40)
_LONGEST_PREGNANCY_WEEKS: Final = 42
# English whatever the locale of the process.
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def years(born: date, on: date) -> int:
    """Completed years of age on a day. Raises ValueError before birth."""
    _require_born(born, on)
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def months(born: date, on: date) -> int:
    """Completed months of age on a day. Raises ValueError before birth."""
    _require_born(born, on)
    return months_and_days(born, on)[0]


def birthday(born: date, age: int) -> date:
    """The day on which someone reaches ``age`` years; for 29 February, 1 March in a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def is_adult(born: date | None, on: date) -> bool:
    """Whether someone is 18 or over on a day; False for the unborn and where no date of birth is known."""
    return born is not None and birthday(born, ADULT_AT) <= on


def is_unborn(born: date | None, expected: date | None) -> bool:
    """Whether a record is about an unborn child: no date of birth, and an expected date."""
    return born is None and expected is not None


def weeks_of_pregnancy(expected: date, on: date) -> int:
    """Completed weeks of pregnancy on a day, 40 on the expected date; negative before it began."""
    return (on - (expected - _TERM)).days // 7


def words(born: date | None, on: date, *, expected: date | None = None, died: date | None = None) -> str:
    """The age as a screen says it: "4 years", "7 months", "12 days", "unborn", "age not known".

    Years from the first birthday, months from the first month, days before that. Of someone who died, the age
    at death. A date of birth after ``on`` reads as not yet born.
    """
    if born is None:
        return "unborn" if expected is not None else "age not known"
    if born > on:
        return "not yet born"
    if died is not None:
        return f"died aged {_lived(born, min(died, on))}"
    return _lived(born, on)


def unborn_words(expected: date, on: date) -> str:
    """The expected date and the week of pregnancy: "expected 3 March 2027, 31 weeks".

    Once the date has passed by more than two weeks it says that no birth is recorded; weeks are left out
    where the date is too far off for a pregnancy.
    """
    said = f"expected {expected.day} {_MONTHS[expected.month - 1]} {expected.year}"
    weeks = weeks_of_pregnancy(expected, on)
    if weeks > _LONGEST_PREGNANCY_WEEKS:
        return f"{said}, no birth recorded"
    return said if weeks < 0 else f"{said}, {quantity(weeks, 'week')}"


def _lived(born: date, on: date) -> str:
    completed = years(born, on)
    if completed:
        return quantity(completed, "year")
    whole_months, days = months_and_days(born, on)
    return quantity(whole_months, "month") if whole_months else quantity(days, "day")


def _require_born(born: date, on: date) -> None:
    if on < born:
        raise ValueError(f"not yet born on {on.isoformat()}")
