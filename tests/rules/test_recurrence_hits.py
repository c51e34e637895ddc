"""What recurs asks for a decision; the signs of exploitation count together; a decision keeps quiet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules.recurrence import Concern
from safeguarding.rules.recurrence_hits import EXPLOITATION, find, label_of
from safeguarding.rules.themes import THEMES

AT = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


def _concern(theme: str, agency: str, days_ago: int, reference: str) -> Concern:
    return Concern(theme, agency, TODAY - timedelta(days=days_ago), reference)


# Three agencies each saw one sign, none of them twice.
SIGNS = [
    _concern("missing", "police", 90, "1"),
    _concern("exclusion", "school", 60, "2"),
    _concern("overdose", "hospital", 30, "3"),
]


def test_signs_of_exploitation_seen_by_different_agencies_count_together():
    (hit,) = find(SIGNS, AT)
    assert (hit.theme, hit.references, hit.agencies) == (
        EXPLOITATION,
        ("1", "2", "3"),
        ("hospital", "police", "school"),
    )
    assert hit.signs == ("missing", "overdose", "exclusion")
    assert hit.text == "Signs of exploitation: 3 contacts from 3 agencies."
    assert (hit.first, hit.last) == (TODAY - timedelta(days=90), TODAY - timedelta(days=30))


def test_one_sign_alone_recurs_as_its_own_theme():
    again = [_concern("missing", "police", days, str(days)) for days in (90, 60, 30)]
    (hit,) = find(again, AT)
    assert (hit.theme, hit.signs) == ("missing", ("missing",))


def test_a_decision_keeps_quiet_until_new_evidence_comes():
    decided = {EXPLOITATION: frozenset({"1", "2", "3"})}
    assert find(SIGNS, AT, decided=decided) == []
    (hit,) = find([*SIGNS, _concern("hotels", "police", 1, "4")], AT, decided=decided)
    assert hit.references == ("1", "2", "3", "4")


def test_evidence_that_grows_old_does_not_wake_a_decided_hit():
    later = AT + timedelta(days=290)
    assert find(SIGNS, later, decided={EXPLOITATION: frozenset({"1", "2", "3"})}) == []


@pytest.mark.parametrize("theme", ["other", "no_such_theme"])
def test_what_says_nothing_does_not_recur(theme: str):
    assert find([_concern(theme, agency, 5, agency) for agency in ("police", "school", "gp")], AT) == []


def test_the_words_for_each_theme():
    assert label_of(EXPLOITATION) == "Signs of exploitation"
    assert {label_of(code) for code in sorted(THEMES)} == {theme.label for theme in THEMES.values()}


CONCERNS = st.lists(
    st.builds(
        _concern,
        st.sampled_from(sorted(THEMES)),
        st.sampled_from(["police", "school", "gp", "hospital"]),
        st.integers(0, 500),
        st.integers(0, 40).map(str),
    ),
    max_size=30,
)


@given(CONCERNS)
def test_deciding_on_everything_found_leaves_nothing(concerns: list[Concern]):
    hits = find(concerns, AT)
    decided = {hit.theme: frozenset(hit.references) for hit in hits}
    assert find(concerns, AT, decided=decided) == []


@given(CONCERNS, CONCERNS)
def test_more_concerns_never_silence_a_hit(some: list[Concern], more: list[Concern]):
    found = {hit.theme for hit in find(some, AT)}
    assert found <= {hit.theme for hit in find([*some, *more], AT)}
