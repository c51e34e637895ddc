"""Code lists and the checks of identifiers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import codes

LISTS = {
    "REFERRAL_SOURCE": 22,
    "CATEGORY_OF_ABUSE": 5,
    "PRIMARY_NEED": 10,
    "CLOSURE_REASON": 9,
    "ASSESSMENT_FACTOR": 42,
    "ETHNICITY": 20,
    "DISABILITY": 13,
    "SEX": 3,
    "UPN_UNKNOWN": 7,
    "PARTICIPATION": 8,
}


@pytest.mark.parametrize(("name", "size"), LISTS.items())
def test_each_list_is_whole_and_without_repeats(name: str, size: int) -> None:
    pairs = getattr(codes, name)
    assert len(pairs) == size
    assert len({code for code, _ in pairs}) == size
    assert len({text for _, text in pairs}) == size


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("REFERRAL_SOURCE", "1A 1B 1C 1D 2A 2B 3A 3B 3C 3D 3E 3F 4 5A 5B 5C 5D 6 7 8 9 10"),
        (
            "ASSESSMENT_FACTOR",
            "1A 1B 1C 2A 2B 2C 3A 3B 3C 4A 4B 4C 5A 5B 5C 6A 6B 6C 7A 8B 8C 8D 8E 8F 9A 10A 11A 12A 13A 14A "
            "15A 16A 17A 18B 18C 19B 19C 20 21 22A 23A 24A",
        ),
        (
            "ETHNICITY",
            "WBRI WIRI WIRT WROM WOTH MWBC MWBA MWAS MOTH AIND APKN ABAN AOTH BCRB BAFR BOTH CHNE OOTH "
            "REFU NOBT",
        ),
        ("DISABILITY", "NONE MOB HAND PC INC COMM LD HEAR VIS BEH CON AUT DDA"),
    ],
)
def test_the_codes_are_the_census_codes(name: str, expected: str) -> None:
    assert [code for code, _ in getattr(codes, name)] == expected.split()


def test_label() -> None:
    assert codes.label(codes.REFERRAL_SOURCE, "6") == "Police"
    assert codes.label(codes.ETHNICITY, "WROM") == "Gypsy/Roma"
    with pytest.raises(KeyError, match="ZZ"):
        codes.label(codes.SEX, "ZZ")


@pytest.mark.parametrize(
    ("chosen", "broken"),
    [
        (["NONE"], False),
        (["NONE", "MOB"], True),
        (["21"], False),
        (["21", "16A"], True),
        (["MOB", "LD"], False),
        ([], False),
    ],
)
def test_codes_that_stand_alone(chosen: list[str], broken: bool) -> None:
    assert codes.stands_alone_broken(chosen) is broken


@pytest.mark.parametrize(
    ("upn", "letter"),
    [
        # By hand: every digit 0 gives A; a single 1 in the first place weighs 2, in the last place 13.
        ("A000000000000", "A"),
        ("A100000000000", "C"),
        ("A000000000001", "P"),
        # 2+6+12+20+30+42+56+72+90+0+12+26 = 368 = 16 x 23.
        ("A123456789012", "A"),
        # A temporary UPN: the last letter counts by its place, B = 1.
        ("A00000000000B", "P"),
    ],
)
def test_upn_check_letter(upn: str, letter: str) -> None:
    assert codes.upn_check_letter(upn) == letter
    assert codes.upn_valid(letter + upn[1:])
    assert not codes.upn_valid(("B" if letter == "A" else "A") + upn[1:])


@pytest.mark.parametrize(
    "upn",
    [
        "",
        "A12345678901",
        "A1234567890123",
        "a000000000000",
        "A0000000000 0",
        "A00000000000I",
        "10000000000AA",
    ],
)
def test_what_is_no_upn(upn: str) -> None:
    assert not codes.upn_valid(upn)
    with pytest.raises(ValueError, match="twelve digits"):
        codes.upn_check_letter(upn)


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_spoils_a_upn(digits: str, place: int, by: int) -> None:
    upn = codes.upn_check_letter("A" + digits) + digits
    assert codes.upn_valid(upn)
    wrong = str((int(digits[place]) + by) % 10)
    assert not codes.upn_valid(upn[: place + 1] + wrong + upn[place + 2 :])


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("9434765919", True),
        ("943 476 5919", True),
        ("943-476-5919", True),
        ("9434765918", False),
        ("943476591", False),
        ("94347659190", False),
        ("943476591X", False),
        ("٩434765919", False),
        ("0000000000", False),
        ("4444444444", False),
        ("", False),
        # The sum leaves 10, which no digit can be.
        ("1000000010", False),
        # The sum leaves nothing: the check digit is 0.
        ("9100000000", True),
        ("9100000001", False),
    ],
)
def test_nhs_number(number: str, valid: bool) -> None:
    assert codes.nhs_number_valid(number) is valid


@given(st.text("0123456789", min_size=9, max_size=9))
def test_at_most_one_check_digit_fits(nine: str) -> None:
    fitting = [digit for digit in "0123456789" if codes.nhs_number_valid(nine + digit)]
    assert len(fitting) <= 1


def test_nhs_number_as_printed() -> None:
    assert codes.nhs_number_normalise(" 943 476–5919 ") == "9434765919"
    assert codes.nhs_number_spaced("9434765919") == "943 476 5919"


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("A1", True),
        ("x" * 20, True),
        ("x" * 21, False),
        ("", False),
        ("A-1", False),
        ("A 1", False),
        ("é", False),
    ],
)
def test_la_child_id(text: str, valid: bool) -> None:
    assert codes.la_child_id_valid(text) is valid
