"""The closure gate and the census's reasons for closing."""

from __future__ import annotations

import pytest

from safeguarding.rules import closure
from safeguarding.rules.codes import CLOSURE_REASON

ALL = dict.fromkeys(closure.CONSIDERED, "Nothing seen, nothing said; asked of all three agencies.")


@pytest.mark.parametrize("field", sorted(closure.CONSIDERED))
@pytest.mark.parametrize("words", [None, "", "  \n"])
def test_each_is_considered_in_words(field, words):
    typed = {name: text for name, text in ALL.items() if name != field}
    if words is not None:
        typed[field] = words
    assert closure.lacks(typed) == {field: closure.CONSIDERED[field]}


def test_a_gate_with_all_four_lets_through():
    assert closure.lacks(ALL) == {}
    assert set(closure.lacks({})) == set(closure.CONSIDERED)
    assert len(closure.CONSIDERED) == 4


@pytest.mark.parametrize(
    ("author", "signer", "is_manager", "may"),
    [(1, 2, True, True), (1, 1, True, False), (1, 2, False, False), (1, 1, False, False)],
)
def test_a_manager_signs_who_is_not_the_author(author, signer, is_manager, may):
    assert closure.may_sign(author=author, signer=signer, is_manager=is_manager) is may


@pytest.mark.parametrize(
    ("reason", "facts", "rule"),
    [
        ("RC7", {}, None),
        ("", {}, "8640"),
        ("RC10", {}, "8640"),
        ("RC8", {"has_authorised_assessment": True}, None),
        ("RC9", {"has_authorised_assessment": True, "has_other_work": True}, None),
        ("RC8", {}, "8825"),
        ("RC9", {}, "8825"),
        ("RC8", {"has_authorised_assessment": True, "has_other_work": True}, "2990"),
        ("RC7", {"has_authorised_assessment": True, "only_factors": frozenset({"21"})}, "8873"),
        ("RC8", {"has_authorised_assessment": True, "only_factors": frozenset({"21"})}, None),
        ("RC7", {"has_authorised_assessment": True, "only_factors": frozenset({"16A"})}, None),
        # The census would ask for RC8 and refuse it at once: what happened counts.
        (
            "RC7",
            {"has_authorised_assessment": True, "only_factors": frozenset({"21"}), "has_other_work": True},
            None,
        ),
    ],
)
def test_reasons_that_fit(reason, facts, rule):
    refused = closure.reason_refused(reason, **{"has_authorised_assessment": False, **facts})
    assert (refused.rule if refused else None) == rule
    if refused:
        assert refused.text


def test_reasons_after_an_assessment_are_in_the_list():
    assert {code for code, _ in CLOSURE_REASON} >= closure.AFTER_ASSESSMENT
