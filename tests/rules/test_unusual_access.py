"""When a look is worth asking about."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from safeguarding.rules.london_time import LONDON
from safeguarding.rules.unusual_access import (
    WORDS,
    Limits,
    Reason,
    Seen,
    about_child,
    about_day,
)
from safeguarding.rules.working_days import england_and_wales

LOW = Limits(records_in_an_hour=3, not_involved_in_a_day=2)
TUESDAY = datetime(2026, 3, 10, 10, 0, tzinfo=LONDON)


def day(looks, *, duty=False, new=False, limits=LOW):
    return about_day(
        looks, calendar=england_and_wales(), has_duty_hours=duty, takes_new_concerns=new, limits=limits
    )


def seen(number, *, at=TUESDAY, minutes=0, child=None, by_open_access=False):
    return Seen(number, at + timedelta(minutes=minutes), child, by_open_access)


@pytest.mark.parametrize(
    ("user", "names", "is_own"),
    [
        ("Sam Brennan", ["Brennan"], True),
        ("Sam BRÉNNAN", ["brennan"], True),
        ("Ann Smith-Jones", ["Jones"], True),
        ("Ann Jones", ["Smith-Jones"], True),
        ("Ann Jones", ["Marsh", "Jones"], True),
        ("Jones Marsh", ["Jones"], False),
        ("Ann Jones", ["", "Marsh"], False),
        ("", [""], False),
    ],
)
def test_a_shared_last_name_is_noticed_however_it_is_spelt(user, names, is_own):
    found = about_child(user_name=user, user_postcode="", family_names=names, postcodes=[])
    assert found == ([Reason.OWN_SURNAME] if is_own else [])


@pytest.mark.parametrize(
    ("home", "postcodes", "is_own"),
    [("nm1 4ab", ["NM14AB"], True), ("", ["", "NM1 4AB"], False), ("NM1 4AB", ["NM1 4AC"], False)],
)
def test_the_own_postcode_is_noticed_when_it_is_known(home, postcodes, is_own):
    found = about_child(user_name="A B", user_postcode=home, family_names=[], postcodes=postcodes)
    assert found == ([Reason.OWN_POSTCODE] if is_own else [])


def test_more_records_than_the_limit_within_one_hour_are_noticed():
    spread = [seen(number, minutes=25 * number, child=number) for number in range(8)]
    assert day(spread) == {}
    crowded = [seen(number, minutes=number, child=number) for number in range(5)]
    assert day(crowded) == {Reason.MANY_RECORDS: [0, 1, 2, 3]}


def test_one_record_opened_many_times_and_referrals_are_not_many_records():
    again = [seen(number, minutes=number, child=1) for number in range(9)]
    referrals = [seen(number, minutes=number) for number in range(9)]
    assert day(again + referrals) == {}


@pytest.mark.parametrize(
    ("at", "is_late"),
    [
        (datetime(2026, 3, 10, 6, 59, tzinfo=LONDON), True),
        (datetime(2026, 3, 10, 7, 0, tzinfo=LONDON), False),
        (datetime(2026, 3, 10, 19, 59, tzinfo=LONDON), False),
        (datetime(2026, 3, 10, 20, 0, tzinfo=LONDON), True),
        (datetime(2026, 3, 14, 12, 0, tzinfo=LONDON), True),
        (datetime(2026, 4, 3, 12, 0, tzinfo=LONDON), True),  # Good Friday
    ],
)
def test_nights_weekends_and_bank_holidays_are_out_of_hours_but_for_duty(at, is_late):
    assert day([seen(1, at=at)]) == ({Reason.OUT_OF_HOURS: [1]} if is_late else {})
    assert day([seen(1, at=at)], duty=True) == {}


def test_many_records_by_open_access_alone_are_noticed_but_for_who_takes_new_concerns():
    looks = [seen(number, minutes=number * 30, child=number, by_open_access=True) for number in range(3)]
    looks += [seen(9, child=9)]
    assert day(looks) == {Reason.NOT_INVOLVED: [0, 1, 2]}
    assert day(looks, new=True) == {}
    assert day(looks[:2]) == {}


def test_every_reason_has_words_that_accuse_nobody():
    assert set(WORDS) == set(Reason)
    for accusing in ("suspicious", "breach", "offence", "illegal", "misconduct"):
        assert accusing not in " ".join(WORDS.values()).lower()
