"""What a conference still has to decide stands in its chair's queue of signatures."""

from __future__ import annotations

import pytest

from cases.queries import signatures
from safeguarding.accounts.identity import as_user
from tests.core_groups.conference.sittings import AFTER
from tests.factories import conferences

pytestmark = pytest.mark.django_db


def waiting(user):
    with as_user(user):
        return list(signatures.read(signatures.signer(user, today=AFTER.date())).lines)


def test_until_each_child_is_decided_on_it_waits_for_the_chair(personas, child, held):
    (line,) = waiting(personas.conference_chair)
    assert (line.kind, line.reference, line.child) == ("conference", held.meeting.reference, child)
    assert line.since == held.meeting.held_at
    assert "conference" not in {each.kind for each in waiting(personas.team_manager)}
    conferences.decide(held, child, personas, AFTER)
    assert waiting(personas.conference_chair) == []
