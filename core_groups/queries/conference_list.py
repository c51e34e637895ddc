"""What the conference unit has before it: who waits for a conference, what is booked, what is left."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Prefetch, Q

from cases import access
from cases.meeting_states import MeetingState
from cases.models import Child, Deadline, MeetingChild, Relationship
from cases.states import SIBLING_KINDS
from core_groups.conference_access import visible_conferences, visible_parts, visible_requests
from core_groups.conference_states import ConferenceKind, QuorumStanding
from core_groups.models import Conference, ConferenceChild, ConferenceRequest
from core_groups.services.conference_booking import INITIAL_CLOCK, RECONVENE_CLOCK
from safeguarding.accounts.models import User

# By when a conference of a kind is to be held; the first of those that run counts.
_DUE_BY: Final = {
    ConferenceKind.INITIAL: (INITIAL_CLOCK,),
    ConferenceKind.PRE_BIRTH: ("pre_birth_icpc", "pre_birth_icpc_latest", INITIAL_CLOCK),
    ConferenceKind.TRANSFER_IN: ("transfer_in",),
    ConferenceKind.REVIEW: ("review_first", "review_next"),
}
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_CLOCKS: Final = (RECONVENE_CLOCK, *dict.fromkeys(rule for rules in _DUE_BY.values() for rule in rules))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A child for whom a conference has to be booked: of which kind, why, and by when."""

    child: Child
    kind: ConferenceKind
    why: str
    words: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Booked:
    """A conference with those of its children whom the reader may see."""

    conference: Conference
    children: list[Child]


@dataclass(frozen=True, slots=True)
class ToDo:
    """What is left of a conference for one child: the decision to be recorded, or the letter to be sent."""

    part: ConferenceChild
    what: str
    due_at: datetime | None


def waiting(user: User, *, only: Child | None = None) -> list[Waiting]:
    """The children whose conference is due or asked for and isn't booked, the soonest due first."""
    clocks: dict[int, dict[str, Deadline]] = defaultdict(dict)
    running = access.visible_deadlines(user).filter(
        rule_id__in=_CLOCKS, met_at=None, cancelled_at=None, child__isnull=False
    )
    requests = visible_requests(user).filter(conference=None)
    if only is not None:
        running, requests = running.filter(child=only), requests.filter(child=only)
    for clock in running.select_related("child__person").order_by("-due_at"):
        clocks[clock.child_id or 0][clock.rule_id] = clock
    asked: dict[int, list[ConferenceRequest]] = defaultdict(list)
    for row in requests.select_related("child__person", "requested_by"):
        asked[row.child_id].append(row)
    due = {key for key, found in clocks.items() if {INITIAL_CLOCK, RECONVENE_CLOCK} & set(found)}
    booked = set(_booked_children(due | set(asked)))
    inquorate = _inquorate(user, [key for key in due if RECONVENE_CLOCK in clocks[key]])
    rows = [
        one
        for key in (due | set(asked)) - booked
        for one in _of_child(clocks[key], asked[key], inquorate.get(key))
    ]
    return sorted(rows, key=lambda one: (one.due_at is None, one.due_at or _NEVER, one.child.pk))


def with_family(user: User, child: Child) -> list[Waiting]:
    """What waits for this child, and for those whom the same conference may be about: brothers and sisters,
    and the other children of the meetings that this child had."""
    meetings = MeetingChild.objects.filter(child=child).values("meeting")
    together = set(MeetingChild.objects.filter(meeting__in=meetings).values_list("child", flat=True))
    of_child = Q(person=child.pk) | Q(relative_of=child.pk)
    pairs = Relationship.objects.filter(of_child, kind__in=SIBLING_KINDS).values_list("person", "relative_of")
    together |= {key for pair in pairs for key in pair} | {child.pk}
    found = [one for one in waiting(user) if one.child.pk in together]
    return sorted(found, key=lambda one: (one.child.pk != child.pk, one.child.pk))


def booked(user: User) -> list[Booked]:
    """The conferences to come, the next first."""
    parts = visible_parts(user).select_related("child__person").order_by("pk")
    rows = visible_conferences(user).filter(meeting__state=MeetingState.PLANNED)
    rows = rows.select_related("meeting__chair").prefetch_related(Prefetch("parts", parts))
    return [
        Booked(row, [part.child for part in row.parts.all()])
        for row in rows.order_by("meeting__starts_at", "pk")
    ]


def of_child(user: User, child: Child) -> list[ConferenceChild]:
    """The child's conferences that `user` may read, with what each decided; the newest first."""
    rows = visible_parts(user).filter(child=child).select_related("conference__meeting", "letter")
    return list(rows.order_by("-conference__meeting__starts_at", "-pk"))


def requests_of(user: User, child: Child) -> list[ConferenceRequest]:
    """The conferences asked for about the child and not booked yet."""
    return list(visible_requests(user).filter(child=child, conference=None).select_related("requested_by"))


def left(user: User) -> list[ToDo]:
    """Of held conferences, the children for whom nothing is decided or the letter isn't sent."""
    rows = (
        visible_parts(user)
        .filter(conference__meeting__held_at__isnull=False, letter=None)
        .exclude(conference__quorum_standing=QuorumStanding.RECONVENE)
        .exclude(conference__meeting__state=MeetingState.CANCELLED)
        .select_related("conference__meeting", "child__person")
        .order_by("conference__meeting__held_at", "pk")
    )
    parts = list(rows)
    clocks = {
        clock.child_id: clock.due_at
        for clock in access.visible_deadlines(user).filter(
            rule_id="conference_decision",
            met_at=None,
            cancelled_at=None,
            child__in=[part.child_id for part in parts],
        )
    }
    return [
        ToDo(
            part,
            "Letter to be sent" if part.decision else "Decision to be recorded",
            clocks.get(part.child_id),
        )
        for part in parts
    ]


def _of_child(
    clocks: dict[str, Deadline], asked: list[ConferenceRequest], inquorate: ConferenceKind | None
) -> list[Waiting]:
    found: dict[ConferenceKind, Waiting] = {}
    for row in asked:
        kind = ConferenceKind(row.kind)
        why = f"Asked for by {row.requested_by.full_name}"
        found[kind] = Waiting(row.child, kind, why, row.words, _due(clocks, _DUE_BY[kind]))
    again = clocks.get(RECONVENE_CLOCK)
    if again is not None and again.child is not None and inquorate is not None:
        why = "The last one lacked its quorum and is reconvened"
        found[inquorate] = Waiting(again.child, inquorate, why, "", again.due_at)
    initial = clocks.get(INITIAL_CLOCK)
    if initial is not None and initial.child is not None and not found:
        kind, why = ConferenceKind.INITIAL, "A section 47 enquiry runs, or ended with a conference"
        found[kind] = Waiting(initial.child, kind, why, "", initial.due_at)
    return list(found.values())


def _due(clocks: dict[str, Deadline], rule_ids: tuple[str, ...]) -> datetime | None:
    return min((clocks[rule_id].due_at for rule_id in rule_ids if rule_id in clocks), default=None)


def _booked_children(children: set[int]) -> list[int]:
    rows = MeetingChild.objects.filter(
        child__in=children, meeting__conference__isnull=False, meeting__state=MeetingState.PLANNED
    )
    return list(rows.values_list("child", flat=True))


def _inquorate(user: User, children: list[int]) -> dict[int, ConferenceKind]:
    """By child the kind of the last conference that lacked its quorum."""
    if not children:
        return {}
    rows = visible_parts(user).filter(
        child__in=children, conference__quorum_standing=QuorumStanding.RECONVENE
    )
    held = rows.order_by("conference__meeting__held_at").values_list("child", "conference__kind")
    return {child: ConferenceKind(kind) for child, kind in held}
