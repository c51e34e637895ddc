"""What is on record of a child since they were last discussed in supervision, as far as the reader sees it.

Frozen with the record of the supervision: what was known when it was written stays beside what was written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from cases import access, access_plans, access_supervision, access_visits, access_voice
from cases.models import Child, PlanItem, PlanScale, Visit
from cases.plan_states import PlanItemState
from cases.queries import assessment_males, challenge_counts, drift, voice
from cases.queries.worklist_scope import OPEN
from cases.supervision_states import MISSED_CLOCK, SupervisionState
from cases.voice_states import AppointmentOutcome
from safeguarding.accounts.models import User
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.rules.supervision_prompts import Facts
from safeguarding.rules.timescales import TIMESCALES
from safeguarding.ui.filters import date_text

# How far back the facts of a child's first supervision go.
FIRST_MONTHS: Final = 3
# Supervision that is late is what this is about; it isn't a fact of the child.
_OWN_CLOCKS: Final = ("supervision_child", "supervision_was_not_brought")
_DAYS: Final = ("since", "until", "last_seen", "last_seen_alone", "last_heard")


@dataclass(frozen=True, slots=True)
class Line:
    """A fact as it is shown: what it is, how much, and each thing that it is made of."""

    label: str
    value: str
    details: tuple[str, ...] = ()


def gather(user: User, child: Child, *, at: datetime) -> Facts:
    """The facts of the child now; asks the same number of questions whatever there is."""
    today = london_date(at)
    since = _last_held(user, child)
    start = since or add_months(today, -FIRST_MONTHS)
    visits = access_visits.visible_visits(user).filter(child=child)
    recent = list(visits.filter(visited_at__gte=at_hour(start, 0)).order_by("visited_at", "pk"))
    missed = _missed(user, child, start, today)
    return Facts(
        since=start,
        until=today,
        is_first=since is None,
        visits=len(recent),
        seen=sum(visit.seen for visit in recent),
        seen_alone=sum(visit.seen_alone for visit in recent),
        last_seen=_day(visits.filter(seen=True).order_by("-visited_at").first()),
        last_seen_alone=_day(visits.filter(seen_alone=True).order_by("-visited_at").first()),
        last_heard=voice.last_heard(user, child, today=today).on,
        not_done=(*_unseen(recent), *missed["cancelled"]),
        not_brought=tuple(missed["not_brought"]),
        is_persistent=access.visible_deadlines(user).filter(OPEN, child=child, rule_id=MISSED_CLOCK).exists(),
        promised=tuple(_promised(user, child, today)),
        late=tuple(_late(user, child, at)),
        unchanged=tuple(sign.text for sign in drift.of_child(user, child, today)),
        improved=tuple(_improved(user, child, start)),
        males=tuple(_males(user, child, today)),
        challenges=challenge_counts.open_about(user, child),
    )


def frozen(facts: Facts) -> dict[str, Any]:
    """The facts as they are kept."""
    return asdict(facts)


def thawed(kept: Mapping[str, Any]) -> Facts:
    """The facts as they were kept, read from the database."""
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
    }
    for name in _DAYS:
        if isinstance(told[name], str):
            told[name] = date.fromisoformat(told[name])
    return Facts(**told)


def lines(facts: Facts) -> list[Line]:
    """The facts in words, in the order of the page; what there is none of says so."""
    return [
        Line("Visits", str(facts.visits)),
        Line("Seen", f"{facts.seen}{_last(facts.last_seen)}"),
        Line("Seen alone", f"{facts.seen_alone}{_last(facts.last_seen_alone)}"),
        Line("Last heard", date_text(facts.last_heard) if facts.last_heard else "Never written down"),
        _listed("Contacts cancelled, or the child not seen", facts.not_done),
        _listed("Was not brought", facts.not_brought),
        _listed("Promised and not done", facts.promised),
        _listed("Time limits that have passed", facts.late),
        _listed("Signs of drift", facts.unchanged),
        _listed("Scores that rose", facts.improved),
        _listed("Fathers and males neither seen nor invited", facts.males),
        Line("Open challenges", str(facts.challenges)),
    ]


def _listed(label: str, details: tuple[str, ...]) -> Line:
    return Line(label, str(len(details)) if details else "None", details)


def _last(day: date | None) -> str:
    return f", last on {date_text(day)}" if day else ", never on record"


def _last_held(user: User, child: Child) -> date | None:
    parts = access_supervision.visible_parts(user).filter(
        child=child, left_out=False, supervision__state=SupervisionState.SIGNED
    )
    found: date | None = (
        parts.order_by("-supervision__held_on").values_list("supervision__held_on", flat=True).first()
    )
    return found


def _day(visit: Visit | None) -> date | None:
    return london_date(visit.visited_at) if visit is not None else None


def _unseen(visits: list[Visit]) -> Iterator[str]:
    for visit in visits:
        if not visit.seen:
            on = date_text(london_date(visit.visited_at))
            yield f"Visit on {on}, child not seen: {visit.not_seen_reason}"


def _missed(user: User, child: Child, since: date, today: date) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"cancelled": [], "not_brought": []}
    rows = access_voice.visible_appointments(user).filter(child=child, on__gte=since, on__lte=today)
    for row in rows.order_by("on", "pk"):
        if row.outcome == AppointmentOutcome.CANCELLED:
            found["cancelled"].append(f"{row.service}, {date_text(row.on)}: cancelled by a parent or carer")
        elif row.outcome in {AppointmentOutcome.WAS_NOT_BROUGHT, AppointmentOutcome.NO_ACCESS}:
            label = AppointmentOutcome(row.outcome).label.split(":")[0].lower()
            found["not_brought"].append(f"{row.service}, {date_text(row.on)}: {label}")
    return found


def _promised(user: User, child: Child, today: date) -> Iterator[str]:
    plans = access_plans.visible_plans(user).filter(child=child, authority="", ended_on=None)
    items = PlanItem.objects.filter(
        plan__in=plans.values("pk"), state=PlanItemState.OPEN, due_on__lt=today
    ).select_related("owner", "agency")
    for item in items.order_by("due_on", "pk"):
        who = (
            item.owner.full_name
            if item.owner
            else item.owner_name or (item.agency.name if item.agency else "")
        )
        yield f"{item.action}, due {_due(item.due_on)}{f', {who}' if who else ''}"
    actions = access_supervision.visible_actions(user).filter(
        child=child,
        left_out=False,
        done_at=None,
        due_on__lt=today,
        supervision__state=SupervisionState.SIGNED,
    )
    for action in actions.select_related("owner"):
        due = date_text(action.due_on)
        yield f"{action.what}, agreed in supervision, due {due}, {action.owner.full_name}"


def _due(day: date | None) -> str:
    return date_text(day) if day else ""


def _late(user: User, child: Child, at: datetime) -> Iterator[str]:
    rows = access.visible_deadlines(user).filter(OPEN, child=child, paused_at=None, due_at__lte=at)
    for row in rows.exclude(rule_id__in=_OWN_CLOCKS).order_by("due_at", "pk"):
        yield f"{TIMESCALES[row.rule_id].label}, due {date_text(row.due_on)}"


def _improved(user: User, child: Child, since: date) -> Iterator[str]:
    plans = access_plans.visible_plans(user).filter(child=child, authority="", ended_on=None)
    given: dict[str, list[PlanScale]] = defaultdict(list)
    for scale in PlanScale.objects.filter(plan__in=plans.values("pk")).order_by("given_on", "pk"):
        given[scale.who].append(scale)
    for who, scales in sorted(given.items()):
        if len(scales) > 1 and scales[-1].given_on >= since and scales[-1].score > scales[-2].score:
            latest = scales[-1]
            yield f"{who}: {scales[-2].score} to {latest.score} on {date_text(latest.given_on)}"


def _males(user: User, child: Child, today: date) -> Iterator[str]:
    engaged = access_plans.visible_males(user).filter(Q(was_invited=True) | Q(was_seen=True), child=child)
    known = set(engaged.filter(person__isnull=False).values_list("person", flat=True))
    for row in assessment_males.expected(user, child, today):
        if row.person_id not in known:
            yield f"{row.person.name}, {row.get_kind_display().lower()}"
