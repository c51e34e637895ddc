"""Signs of drift, each with its evidence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules import drift
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.drift import Cancelled, DueDate, OpenAction, PlanFacts, Review, Signal

TODAY = date(2026, 11, 20)
START = date(2026, 3, 2)


def plan(**facts) -> PlanFacts:
    return PlanFacts("P1", facts.pop("started_on", START), **facts)


def found(**facts) -> dict[Signal, drift.Drift]:
    return {sign.signal: sign for sign in drift.find(plan(**facts), TODAY)}


def due(*days: tuple[date, date]) -> tuple[DueDate, ...]:
    return tuple(DueDate(set_on, due_on) for set_on, due_on in days)


MAY, JUNE, AUGUST, DECEMBER = date(2026, 5, 1), date(2026, 6, 1), date(2026, 8, 3), date(2026, 12, 7)


@pytest.mark.parametrize(
    ("dates", "evidence"),
    [
        ((), []),
        (due((START, DECEMBER)), []),
        (due((START, JUNE)), ["Bedtime: was due 2026-06-01 and is not done"]),
        # Put off on its own day, or later: rolled over. Put off well before: planned anew.
        (due((START, JUNE), (JUNE, DECEMBER)), ["Bedtime: due 2026-06-01, put off to 2026-12-07"]),
        (due((START, AUGUST), (JUNE, DECEMBER)), []),
        # Brought forward is not put off.
        (
            due((START, JUNE), (AUGUST, MAY), (AUGUST, DECEMBER)),
            ["Bedtime: due 2026-05-01, put off to 2026-12-07"],
        ),
        (
            due((START, JUNE), (JUNE, AUGUST)),
            ["Bedtime: due 2026-06-01, put off to 2026-08-03", "Bedtime: was due 2026-08-03 and is not done"],
        ),
    ],
)
def test_actions_rolled_over(dates, evidence):
    sign = found(actions=(OpenAction("1", "Bedtime", dates),)).get(Signal.ROLLED_OVER)
    if sign:
        assert [each.text for each in sign.evidence] == evidence
        assert sign.text == "1 action rolled over"
    else:
        assert evidence == []


def review(reference: str, on: date, wording: str = "", score: int | None = None) -> Review:
    return Review(
        reference,
        on,
        (("1", wording),) if wording else (),
        (("mother", score),) if score is not None else (),
    )


@pytest.mark.parametrize(
    ("wordings", "is_drift"),
    [
        (["A safe bed"], False),
        (["A safe bed", "A safe bed"], True),
        (["A safe bed", " a  SAFE bed "], True),
        (["A safe bed", "A bed of her own"], False),
        # The last two count: it was changed since.
        (["A safe bed", "A safe bed", "Her own room"], False),
        (["", ""], False),
        (["", "A safe bed"], False),
    ],
)
def test_wording_unchanged_between_reviews(wordings, is_drift):
    reviews = tuple(review(f"R{n}", add_months(START, 3 * n), words) for n, words in enumerate(wordings))
    sign = found(reviews=tuple(reversed(reviews))).get(Signal.SAME_WORDING)
    assert (sign is not None) is is_drift
    if sign:
        assert sign.evidence[0].reference == "1"
        assert sign.evidence[0].on == reviews[-1].on


@pytest.mark.parametrize(
    ("scores", "is_drift"),
    [
        ([4, 4], False),
        ([4, 4, 4], True),
        ([3, 4, 4], False),
        ([4, 4, 5], False),
        ([2, 4, 4, 4], True),
        ([4, None, 4], False),
        ([0, 0, 0], True),
    ],
)
def test_scale_unchanged_for_two_reviews(scores, is_drift):
    reviews = tuple(review(f"R{n}", add_months(START, 3 * n), score=score) for n, score in enumerate(scores))
    sign = found(reviews=reviews).get(Signal.SAME_SCALE)
    assert (sign is not None) is is_drift
    if sign:
        assert [each.text for each in sign.evidence] == [f"{scores[-1]} of 10"] * 3


@pytest.mark.parametrize(
    ("started", "is_drift"),
    [(date(2025, 8, 20), False), (date(2025, 8, 19), True), (date(2024, 1, 1), True), (TODAY, False)],
)
def test_a_plan_beyond_fifteen_months(started, is_drift):
    sign = found(started_on=started).get(Signal.LONG_PLAN)
    assert (sign is not None) is is_drift
    if sign:
        assert sign.evidence[0].on == started
        assert "beyond 15 months" in sign.text


def test_cancelled_core_groups_oldest_first():
    sign = found(
        cancelled=(Cancelled("M2", AUGUST), Cancelled("M1", JUNE, "The chair was ill")),
    )[Signal.CANCELLED_CORE_GROUPS]
    assert sign.text == "2 meetings cancelled"
    assert [(each.reference, each.text) for each in sign.evidence] == [
        ("M1", "The chair was ill"),
        ("M2", "No reason given"),
    ]


def test_a_plan_that_moves_shows_nothing():
    assert drift.find(plan(), TODAY) == ()


@given(
    st.dates(date(2023, 1, 1), TODAY),
    st.lists(st.dates(date(2023, 1, 1), TODAY), max_size=4),
    st.lists(
        st.tuples(st.dates(date(2023, 1, 1), TODAY), st.sampled_from(["a", "b"]), st.integers(0, 2)),
        max_size=5,
    ),
)
def test_no_sign_without_evidence_and_no_sign_twice(started, cancelled, reviews):
    facts = PlanFacts(
        "P1",
        started,
        reviews=tuple(review(f"R{n}", on, words, score) for n, (on, words, score) in enumerate(reviews)),
        cancelled=tuple(Cancelled(f"M{n}", on) for n, on in enumerate(cancelled)),
    )
    signs = drift.find(facts, TODAY)
    assert all(sign.evidence and sign.text for sign in signs)
    assert len({sign.signal for sign in signs}) == len(signs)
    for sign in signs:
        assert [each.on for each in sign.evidence] == sorted(each.on for each in sign.evidence)
