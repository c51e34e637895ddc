"""Recording visits: statutory ones by children's social care, others by whoever is involved."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction

from cases import access
from cases.exceptions import DomainError
from cases.models import Child, Plan, Visit
from cases.plan_states import STATUTORY, VisitKind
from cases.services import events, visit_clocks
from cases.states import EventKind, Significance
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date

_ACTIONS: Final = {
    VisitKind.STATUTORY: access.Action.MANAGE_PLAN,
    VisitKind.OTHER: access.Action.RECORD_EVENT,
}


@transaction.atomic
def record(
    *,
    child: Child,
    kind: VisitKind,
    visited_at: datetime,
    where: str,
    seen: bool,
    words: str,
    by: User,
    at: datetime,
    seen_alone: bool = False,
    bedroom_seen: bool = False,
    not_seen_reason: str = "",
    who: User | None = None,
) -> Visit:
    """Record a visit by `who` (`by` when left out), one's own agency's.

    Where the child was seen the clocks of visits start anew (`visit_clocks`); the chronology says that there
    was one, and no word of it. A visit under the plan needs a plan that runs. Raises DomainError with the
    field, NotVisibleError, NotPermittedError.
    """
    access.require(by, _ACTIONS[kind], child)
    went = who or by
    if went.agency_id != by.agency_id:
        raise DomainError("Choose somebody of your own agency", field="who")
    if visited_at > at:
        raise DomainError("A visit is recorded once it was made", field="visited_at")
    if not where.strip():
        raise DomainError("Enter where the visit was", field="where")
    if not words.strip():
        raise DomainError("Enter what was seen and heard", field="words")
    reason = not_seen_reason.strip()
    if not seen and not reason:
        raise DomainError("Enter why the child was not seen", field="not_seen_reason")
    if seen and not seen_alone and not reason:
        raise DomainError("Enter why the child was not seen alone", field="not_alone_reason")
    child = (
        Child.objects.select_for_update(of=("self",), no_key=True)
        .select_related("allocated_to", "team", "person")
        .get(pk=child.pk)
    )
    visit = Visit(
        child=child,
        plan=_plan(child, kind, visited_at),
        kind=kind,
        visited_at=visited_at,
        who=went,
        agency=went.agency,
        where=where.strip(),
        seen=seen,
        seen_alone=seen and seen_alone,
        bedroom_seen=bedroom_seen,
        not_seen_reason="" if seen and seen_alone else reason,
        words=words.strip(),
        recorded_at=at,
        recorded_by=by,
    )
    visit.record(by=by, at=at, reason="Visit recorded")
    visit_clocks.move_on(visit, by=by, at=at)
    events.write(
        child=child,
        kind=EventKind.VISIT,
        what_happened=said(visit),
        significance=Significance.ROUTINE if seen else Significance.NOTABLE,
        occurred_at=visited_at,
        by=by,
        at=at,
    )
    return visit


def said(visit: Visit) -> str:
    """The visit in a sentence, without a word of what was found."""
    if not visit.seen:
        how = "the child was not seen"
    else:
        how = "the child was seen alone" if visit.seen_alone else "the child was seen, not alone"
        how += ", and where they sleep" if visit.bedroom_seen else "; where they sleep was not seen"
    return f"{VisitKind(visit.kind).label}: {how}"


def _plan(child: Child, kind: VisitKind, visited_at: datetime) -> Plan | None:
    if kind == VisitKind.OTHER:
        return None
    running = Plan.objects.filter(child=child, authority="", ended_on=None, kind__in=STATUTORY)
    plan = running.filter(started_on__lte=london_date(visited_at)).first()
    if plan is None:
        raise DomainError(
            "No plan ran then under which the child is visited: record another visit", field="kind"
        )
    return plan
