"""Concerns that recur: found in every household in which something was recorded, and decided by a manager."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotVisibleError
from cases.models import Child, Event
from cases.services import events
from cases.states import EventKind, Sensitivity, Significance
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Role, TeamFunction, User
from safeguarding.notifications.models import Urgency
from safeguarding.notifications.services import Message, send
from safeguarding.rules import recurrence_hits
from safeguarding.rules.london_time import london_date
from safeguarding.rules.recurrence import WINDOW_MONTHS, Concern
from safeguarding.rules.recurrence_hits import Hit
from strategy_meetings.access import visible_hits
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.queries import household
from strategy_meetings.states import RecurrenceState

# Each search looks at the news of so long at least: one that was missed or failed is made good by the next.
LOOK_BACK: Final = timedelta(days=7)
# Arbitrary, and no other lock's.
_LOCK: Final = 470_312
_WINDOW: Final = timedelta(days=31 * (WINDOW_MONTHS + 1))


def search(*, at: datetime, batch: int = 200, look_back: timedelta = LOOK_BACK) -> int:
    """Look in every household in which a concern was recorded in the last `look_back`; returns new hits.

    Safe to repeat and to run twice at once: one hit of a theme is open at a time for a child.
    """
    found = 0
    after = 0
    while keys := _children_with_news(at - look_back, after, batch):
        found += _search(keys, at)
        after = keys[-1]
    return found


def look_back(finished_at: datetime | None, *, at: datetime) -> timedelta:
    """How far a search at `at` looks back when the last one ended at `finished_at`: past it, and LOOK_BACK.

    The very first looks at the whole window.
    """
    return max(LOOK_BACK, at - finished_at + LOOK_BACK) if finished_at is not None else _WINDOW


@transaction.atomic
def decline(*, hit: RecurrenceHit, rationale: str, by: User, at: datetime) -> RecurrenceHit:
    """A manager decides that no strategy meeting follows, and says why (rules, section 4)."""
    hit = _locked(hit, by)
    access.require(by, access.Action.DECIDE_REFERRAL, hit.child)
    if not rationale.strip():
        raise DomainError("Say why no strategy meeting is called", field="rationale")
    return _decide(
        hit, RecurrenceState.DECLINED, f"No strategy meeting is called: {rationale}", rationale, by=by, at=at
    )


def accept(*, hit: RecurrenceHit, by: User, at: datetime) -> RecurrenceHit:
    """A strategy meeting is called for it: part of calling one, inside that act's transaction."""
    hit = _locked(hit, by)
    access.require(by, access.Action.CALL_MEETING, hit.child)
    return _decide(hit, RecurrenceState.ACCEPTED, "A strategy meeting is called", "", by=by, at=at)


@as_service(Service.RECURRENCE_SEARCH)
def _children_with_news(since: datetime, after: int, batch: int) -> list[int]:
    news = Event.objects.filter(recorded_at__gte=since, child__gt=after).exclude(themes=[])
    return list(news.order_by("child").values_list("child", flat=True).distinct()[:batch])


@as_service(Service.RECURRENCE_SEARCH)
def _search(keys: Sequence[int], at: datetime) -> int:
    _one_at_a_time()
    households = household.households(keys, hidden=False)
    lines = _lines({key for members in households.values() for key in members}, at)
    before = _decided(keys)
    children = Child.objects.filter(pk__in=keys).select_related("allocated_to__line_manager")
    rows = [
        row
        for child in children.order_by("pk")
        for row in _rows(child, households[child.pk], lines, before[child.pk], at)
    ]
    return _keep(rows, at)


def _one_at_a_time() -> None:
    """Two searches at once would both find what neither has recorded yet: the second waits its turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _rows(
    child: Child, members: set[int], lines: dict[int, list[Event]], decided: dict[str, set[int]], at: datetime
) -> list[RecurrenceHit]:
    """What recurs in the household and has to do with this child: one line at least is the child's own."""
    concerns, keys = _concerns(lines, members)
    quiet = {
        theme: frozenset(reference for reference, rows in keys.items() if evidence.issuperset(rows))
        for theme, evidence in decided.items()
    }
    own = {line.pk for line in lines.get(child.pk, [])}
    rows = [_row(child, hit, keys, at) for hit in recurrence_hits.find(concerns, at, decided=quiet)]
    return [row for row in rows if not own.isdisjoint(row.evidence)]


def _lines(children: set[int], at: datetime) -> dict[int, list[Event]]:
    """The lines with themes of a little more than the window, which the rule cuts to the day."""
    rows = Event.objects.filter(
        child__in=children, occurred_at__gte=at - _WINDOW, occurred_at__lte=at, superseded_by=None
    )
    found: dict[int, list[Event]] = defaultdict(list)
    for line in rows.exclude(themes=[]).select_related("agency").order_by("occurred_at", "pk"):
        found[line.child_id].append(line)
    return found


def _concerns(lines: dict[int, list[Event]], members: set[int]) -> tuple[list[Concern], dict[str, list[int]]]:
    concerns, keys = [], defaultdict(list)
    for line in (line for member in sorted(members) for line in lines.get(member, [])):
        keys[_reference(line)].append(line.pk)
        concerns += [
            Concern(theme, line.agency.name, london_date(line.occurred_at), _reference(line))
            for theme in line.themes
        ]
    return concerns, keys


def _reference(line: Event) -> str:
    return line.source_reference or f"event {line.pk}"


def _decided(keys: Iterable[int]) -> dict[int, dict[str, set[int]]]:
    """For each child and theme, the evidence of every hit that was decided or waits for a decision."""
    found: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = RecurrenceHit.objects.filter(child__in=keys).exclude(state=RecurrenceState.OPEN)
    decided = list(rows.values_list("child", "theme", "evidence"))
    corrected = _corrections({key for _, _, evidence in decided for key in evidence})
    for child, theme, evidence in decided:
        found[child][theme] |= {key for line in evidence for key in (line, *corrected.get(line, ()))}
    return found


def _corrections(keys: set[int]) -> dict[int, list[int]]:
    """The lines that stand for decided ones since: a corrected slip of the pen is no new evidence.

    A correction that names a further theme is. One statement for each time that a line was corrected again.
    """
    found: dict[int, list[int]] = defaultdict(list)
    first = {key: key for key in keys}
    while first:
        rows = Event.objects.filter(supersedes__in=first, themes__contained_by=F("supersedes__themes"))
        pairs = rows.values_list("pk", "supersedes")
        later = {key: first[earlier] for key, earlier in pairs if earlier is not None}
        for key, root in later.items():
            found[root].append(key)
        first = later
    return found


def _row(child: Child, hit: Hit, by_reference: dict[str, list[int]], at: datetime) -> RecurrenceHit:
    evidence = [key for reference in hit.references for key in by_reference[reference]]
    return RecurrenceHit(
        child=child,
        theme=hit.theme,
        evidence=evidence,
        agencies=len(hit.agencies),
        text=hit.text,
        found_at=at,
    )


def _keep(rows: Sequence[RecurrenceHit], at: datetime) -> int:
    """Record the new hits; one that waits already takes in its new evidence instead."""
    waiting = {
        (row.child_id, row.theme): row
        for row in RecurrenceHit.objects.select_for_update().filter(
            child__in=[row.child_id for row in rows], state=RecurrenceState.OPEN
        )
    }
    new = 0
    for row in rows:
        held = waiting.get((row.child_id, row.theme))
        if held is None:
            row.record(by=None, at=at, reason="Found")
            _tell(row, at)
            new += 1
        elif set(row.evidence) - set(held.evidence):
            held.evidence, held.text, held.agencies = row.evidence, row.text, row.agencies
            held.record(by=None, at=at, reason="More evidence")
    return new


def _tell(hit: RecurrenceHit, at: datetime) -> None:
    path = reverse("recurrence_hit", args=[hit.child.reference, hit.pk])
    text = f"Concerns recur on {hit.child.reference}: consider a strategy meeting"
    send(
        [
            Message(
                person, f"recurrence:{hit.pk}", "recurrence", text, path, hit.child.reference, Urgency.URGENT
            )
            for person in _told(hit.child)
        ],
        at=at,
    )


def _told(child: Child) -> list[User]:
    """The child's worker and their manager; without them the front door's managers, so that somebody is.

    Of a restricted record only those named on it hear: social care's managers among them, or all of them.
    """
    worker = child.allocated_to
    told = [each for each in (worker, worker.line_manager if worker else None) if each and each.is_active]
    if child.is_restricted:
        named = User.objects.filter(pk__in=access.named_users([child.pk]).get(child.pk, ()), is_active=True)
        people = [each for each in named.select_related("agency", "team") if access.reads_as_front_door(each)]
        managers = [each for each in people if access.may(each, access.Action.DECIDE_REFERRAL)]
        return [each for each in told if each in people] or managers or people
    if told:
        return told
    door = User.objects.filter(team__function=TeamFunction.FRONT_DOOR, role=Role.MANAGER, is_active=True)
    return [each for each in door.select_related("agency", "team") if each.is_social_care]


def _locked(hit: RecurrenceHit, by: User) -> RecurrenceHit:
    if not visible_hits(by).filter(pk=hit.pk).exists():
        raise NotVisibleError
    hit = RecurrenceHit.objects.select_for_update(of=("self",)).select_related("child").get(pk=hit.pk)
    if hit.state != RecurrenceState.OPEN:
        raise ChangedMeanwhileError(f"{hit.decided_by} has decided on this already")
    return hit


def _decide(
    hit: RecurrenceHit, state: RecurrenceState, words: str, rationale: str, *, by: User, at: datetime
) -> RecurrenceHit:
    hit.state, hit.rationale, hit.decided_by, hit.decided_at = state, rationale, by, at
    hit.record(by=by, at=at, reason=words)
    events.write(
        child=hit.child,
        kind=EventKind.RECURRENCE_DECISION,
        what_happened=f"{hit.text} {words}",
        significance=Significance.SIGNIFICANT,
        sensitivity=_for_whom(hit, by),
        by=by,
        at=at,
    )
    return hit


def _for_whom(hit: RecurrenceHit, by: User) -> Sensitivity:
    """The child's network reads of the decision when it reads every line that the hit rests on; of what the
    police alone may read, say, or of a brother's record, it hears through social care."""
    open_to_all = access.visible_events(by).filter(
        pk__in=hit.evidence, child=hit.child, sensitivity__in=[Sensitivity.SHARED, Sensitivity.PROFESSIONALS]
    )
    is_whole = open_to_all.count() == len(set(hit.evidence))
    return Sensitivity.PROFESSIONALS if is_whole else Sensitivity.SOCIAL_CARE
