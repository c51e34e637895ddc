"""Bank holidays of England and Wales, as GOV.UK publishes them ("UK bank holidays", england-and-wales).

One tuple of (month, day) a year, substitute days and one-off holidays included; a holiday that falls on a
weekend appears only as its substitute day. The list ships with the program and ends at a horizon: to extend
it, add the year once GOV.UK has published it and move ``LAST``. Royal one-offs are the reason why later
years are not derived from the statute (Banking and Financial Dealings Act 1971) alone.
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import Final

DIVISION: Final = "england-and-wales"
FIRST: Final = date(2012, 1, 1)
LAST: Final = date(2028, 12, 31)

BANK_HOLIDAYS: Final = MappingProxyType(
    {
        # Monday 4 June is the spring holiday, moved; Tuesday 5 June the Diamond Jubilee.
        2012: ((1, 2), (4, 6), (4, 9), (5, 7), (6, 4), (6, 5), (8, 27), (12, 25), (12, 26)),
        2013: ((1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)),
        2014: ((1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)),
        2015: ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)),
        2016: ((1, 1), (3, 25), (3, 28), (5, 2), (5, 30), (8, 29), (12, 26), (12, 27)),
        2017: ((1, 2), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)),
        2018: ((1, 1), (3, 30), (4, 2), (5, 7), (5, 28), (8, 27), (12, 25), (12, 26)),
        2019: ((1, 1), (4, 19), (4, 22), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)),
        # Friday 8 May, VE Day: the early May holiday, moved.
        2020: ((1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)),
        2021: ((1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
        # Thursday 2 June is the spring holiday, moved; 3 June the Platinum Jubilee; 19 September the
        # State Funeral of Queen Elizabeth II.
        2022: ((1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)),
        # Monday 8 May: the coronation of King Charles III.
        2023: ((1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)),
        2024: ((1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)),
        2025: ((1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)),
        2026: ((1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)),
        2027: ((1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)),
        2028: ((1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)),
    }
)

ENGLAND_AND_WALES: Final = frozenset(
    date(year, month, day) for year, days in BANK_HOLIDAYS.items() for month, day in days
)
