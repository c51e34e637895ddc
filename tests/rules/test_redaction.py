"""Each part of the minutes against each kind of copy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safeguarding.rules.redaction import SHOWN, Block, Reader, copy_for, left_out, shows

CHILD, OTHER_CHILD, AGENCY, OTHER_AGENCY = 1, 2, 10, 11

# sensitivity -> in whose copy another agency's part stands
TABLE = {
    "shared": {"social_care", "police", "professional", "parents"},
    "professionals": {"social_care", "police", "professional"},
    "own_agency": set(),
    "social_care": {"social_care"},
    "police": {"police"},
    "supervision": set(),
}
CASES = [(sensitivity, copy) for sensitivity in sorted(TABLE) for copy in sorted(SHOWN)]


def _block(sensitivity: str, *, agency: int | None = OTHER_AGENCY, child: int | None = None) -> Block:
    return Block("information", "Information", "words", sensitivity, agency, child)


@pytest.mark.parametrize(("sensitivity", "copy"), CASES)
def test_another_agencys_part(sensitivity: str, copy: str):
    reader = Reader(copy, AGENCY, frozenset({CHILD}))
    assert shows(_block(sensitivity), reader) is (copy in TABLE[sensitivity])


@pytest.mark.parametrize(("sensitivity", "copy"), CASES)
def test_ones_own_agencys_part(sensitivity: str, copy: str):
    reader = Reader(copy, AGENCY, frozenset({CHILD}))
    own = copy not in {"parents", "none"} and sensitivity != "supervision"
    assert shows(_block(sensitivity, agency=AGENCY), reader) is (own or copy in TABLE[sensitivity])


@pytest.mark.parametrize("copy", sorted(SHOWN))
def test_the_part_of_a_child_whom_the_reader_may_not_see(copy: str):
    reader = Reader(copy, AGENCY, frozenset({CHILD}))
    assert not shows(_block("shared", child=OTHER_CHILD), reader)
    assert shows(_block("shared", child=CHILD), reader) is (copy != "none")


def test_what_is_in_nobodys_copy_is_told_before_they_go_out():
    blocks = [_block("shared"), _block("police"), _block("supervision")]
    readers = [Reader("professional", AGENCY, frozenset()), Reader("parents", None, frozenset())]
    assert [block.sensitivity for block in left_out(blocks, readers)] == ["police", "supervision"]


BLOCKS = st.lists(
    st.builds(
        Block,
        st.just("k"),
        st.just("h"),
        st.text(max_size=5),
        st.sampled_from(sorted(TABLE)),
        st.sampled_from([None, AGENCY, OTHER_AGENCY]),
        st.sampled_from([None, CHILD, OTHER_CHILD]),
    ),
    max_size=12,
)


@given(BLOCKS)
def test_parents_never_read_more_than_professionals_and_nobody_without_a_copy_reads(blocks: list[Block]):
    everybody = frozenset({CHILD, OTHER_CHILD})
    parents = copy_for(blocks, Reader("parents", None, everybody))
    professionals = copy_for(blocks, Reader("professional", None, everybody))
    assert set(parents) <= set(professionals)
    assert copy_for(blocks, Reader("none", AGENCY, everybody)) == ()
