"""Supervision in the demo: one signed weeks ago, one that waits for the manager, one of today with a
child whose supervision is mandatory; a group; a supervisor's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from cases.models import Child, Deadline, Supervision
from cases.queries import supervision as queries
from cases.services import supervision, supervision_after, supervision_clocks, supervision_signing
from cases.services.supervision import AgendaFacts
from cases.supervision_states import CHILD_CLOCK, SupervisionKind
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast
from safeguarding.rules.london_time import at_hour, london_date

_WORDS: Final[Mapping[str, str]] = {
    "seen": "At home last week, and at school, where there was time to be alone.",
    "lived_experience": "Wakes early, looks after the little ones, is fed at school. Goes quiet when a car"
    " stops outside.",
    "change_since": "The kitchen was clean on the announced visit, and as before on the unannounced one.",
    "history_and_patterns": "Each time a review is near things get better, and slip in the weeks after it.",
    "hypotheses": "Mother is worn out and alone with it. Or: somebody else decides what we get to see.",
    "curiosity": "Nobody has met the uncle who sleeps on the landing. Ask the school who collects them.",
    "over_optimism": "We wrote “engaging well”: she lets us in. What the children live has not changed.",
    "males": "Father is not part of the plan and was not invited. The worker writes to him this week.",
    "tools": "The neglect tool was last used before the plan began. Use it again with the health visitor.",
    "drift": "Two actions were rolled over. They get a new owner and a date that holds.",
    "threshold": "Still child protection.",
    "decision": "Unannounced visits, one of them in the evening, and the tool again before the review.",
    "rationale": "What we know comes from what we are told. The next step is to see for ourselves.",
}
_AGENDA: Final[Mapping[str, str]] = {
    "oversight": "Two records without a visit in time, both explained. One core group was minuted late.",
    "workload": "One vacancy in the team; no new allocations to the newest worker.",
    "wellbeing": "The last court case was hard. A week of leave is booked.",
    "learning": "Uses the facts page to prepare; wants to try group supervision on neglect.",
}


def load(cast: Cast, at: datetime) -> None:
    """Start the clocks five weeks ago, then tell it in the order of days."""
    supervision_clocks.keep_running(at=_ago(at, 38))
    manager, worker, head = cast["team_manager"], cast["social_worker"], cast["head_of_service"]
    children = _children(manager, worker)
    if children:
        _case(manager, worker, children[:2], at=_ago(at, 24))
        waiting = _written(manager, worker, children[2:3] or children[:1], at=_ago(at, 1))
        _sign(waiting, worker, at=_ago(at, 1, 17))
        supervision.start(
            kind=SupervisionKind.CASE, supervised=[worker], held_on=london_date(at), by=manager, at=at
        )
    _group(manager, worker, children[:1], at=_ago(at, 16))
    _personal(head, manager, at=_ago(at, 20))
    supervision_clocks.keep_running(at=at)


def _ago(at: datetime, days: int, hour: int = 14) -> datetime:
    return at_hour(london_date(at) - timedelta(days=days), hour)


def _children(manager: User, worker: User) -> list[Child]:
    """The worker's children whom nobody must discuss today, those with a running clock first."""
    rows = _of(worker)
    owed = queries.owing(manager, [child.pk for child in rows])
    return [child for child in rows if child.pk not in owed]


def _of(worker: User) -> list[Child]:
    with_clock = set(
        Deadline.objects.filter(rule_id=CHILD_CLOCK, met_at=None, cancelled_at=None).values_list(
            "child", flat=True
        )
    )
    rows = Child.objects.filter(allocated_to=worker, is_restricted=False).select_related("person")
    return sorted(rows, key=lambda child: (child.pk not in with_clock, child.pk))


def _written(manager: User, worker: User, children: Sequence[Child], *, at: datetime) -> Supervision:
    row = supervision.start(
        kind=SupervisionKind.CASE, supervised=[worker], held_on=london_date(at), by=manager, at=at
    )
    _put_in(row, children, manager, at=at)
    return _finish(row, worker, at=at)


def _put_in(row: Supervision, children: Sequence[Child], by: User, *, at: datetime) -> None:
    there = set(row.parts.values_list("child", flat=True))
    keys = [child.pk for child in children if child.pk not in there]
    if keys:
        supervision.add_children(supervision=row, children=keys, by=by, at=at)


def _finish(row: Supervision, by: User, *, at: datetime) -> Supervision:
    for part in row.parts.filter(left_out=False):
        supervision.write(part=part, version=part.version, words=_WORDS, by=by, at=at)
    words = _AGENDA if row.kind == SupervisionKind.PERSONAL else {}
    facts = AgendaFacts(held_on=row.held_on, next_on=row.held_on + timedelta(days=28), words=words)
    return supervision.write_agenda(supervision=row, version=row.version, facts=facts, by=by, at=at)


def _sign(row: Supervision, *people: User, at: datetime) -> Supervision:
    for person in people:
        found = queries.whole(person, queries.get(person, row.pk))
        row = supervision_signing.sign(supervision=row, seen=found.fingerprint, by=person, at=at)
    return row


def _case(manager: User, worker: User, children: Sequence[Child], *, at: datetime) -> None:
    row = _written(manager, worker, children, at=at)
    row = _sign(row, worker, manager, at=at + timedelta(hours=2))
    text = "The evening visit was on a Thursday, not on a Wednesday as written."
    supervision_after.add_addendum(supervision=row, text=text, by=worker, at=at + timedelta(days=2))


def _group(manager: User, worker: User, children: Sequence[Child], *, at: datetime) -> None:
    """The team together, when there are at least two."""
    others = [each for each in queries.supervisees(manager, SupervisionKind.GROUP) if each != worker]
    if not others or not children:
        return
    row = supervision.start(
        kind=SupervisionKind.GROUP,
        supervised=[worker, others[0]],
        held_on=london_date(at),
        by=manager,
        at=at,
    )
    _put_in(row, children, manager, at=at)
    row = _finish(row, worker, at=at)
    _sign(row, worker, others[0], manager, at=at + timedelta(hours=1))


def _personal(head: User, manager: User, *, at: datetime) -> None:
    row = supervision.start(
        kind=SupervisionKind.PERSONAL, supervised=[manager], held_on=london_date(at), by=head, at=at
    )
    _sign(_finish(row, manager, at=at), manager, head, at=at + timedelta(hours=2))
