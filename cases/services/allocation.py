"""Making a worker responsible for a child: weighed by load, skills and continuity, and on record with why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from cases import access
from cases.exceptions import DomainError
from cases.models import AllocationRecord, Child, HandoverNote, Involvement, WorkerSkill
from cases.queries import allocation_candidates
from cases.services import alerts_moved, events, handover_notes, involvements
from cases.states import EventKind, InvolvementRole
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Team, User
from safeguarding.rules import allocation as rules


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a choice was weighed by: the skills asked for, what doesn't match, and why it is chosen yet."""

    skills: tuple[str, ...] = ()
    mismatches: tuple[str, ...] = ()
    reason: str = ""


NOT_WEIGHED = Weighed()


@transaction.atomic
def allocate(
    *,
    child: Child,
    worker: User,
    team: Team | None,
    by: User,
    at: datetime,
    reason: str,
    skills: Collection[str] = (),
    mismatch_reason: str = "",
) -> Child:
    """Make a social worker responsible for the child, in the place of any before; alerts follow the work.

    The former worker owes a handover note. Raises DomainError when the worker isn't of children's social
    care, has left, isn't of the team, or is a specialist; and beside `mismatch_reason` when they lack a skill
    that is asked for, carry too much, or an earlier worker is passed over, and it isn't said why.
    """
    access.require(by, access.Action.MANAGE_CASE, child)
    Child.objects.select_for_update(of=("self",), no_key=True).get(pk=child.pk)
    _require_fit(worker, team)
    weighed = weigh(child=child, worker=worker, skills=skills, mismatch_reason=mismatch_reason, by=by, at=at)
    child, note = make_responsible(
        child=child, worker=worker, team=team, by=by, at=at, reason=reason, weighed=weighed
    )
    alerts_moved.follow(children=[child.pk], at=at)
    handover_notes.tell_owed([note] if note is not None else [], by=by, at=at)
    return child


def weigh(
    *, child: Child, worker: User, skills: Collection[str], mismatch_reason: str, by: User, at: datetime
) -> Weighed:
    """What doesn't match in this choice, with why it is made; raises DomainError where that isn't said."""
    if set(skills) - set(rules.SKILLS):
        raise DomainError("Choose skills of the list", field="skills")
    found = Child.objects.select_related("person").get(pk=child.pk)
    ground = allocation_candidates.ground(by, found, now=at, among=[worker])
    mismatches = ground.mismatches(worker.pk, skills)
    if mismatches and not mismatch_reason.strip():
        why = "; ".join(ground.in_words(worker.pk, skills))
        raise DomainError(f"Say why all the same: {worker.full_name} {why}", field="mismatch_reason")
    return Weighed(tuple(sorted(skills)), tuple(mismatches), mismatch_reason.strip() if mismatches else "")


def make_responsible(
    *,
    child: Child,
    worker: User,
    team: Team | None,
    by: User,
    at: datetime,
    reason: str,
    weighed: Weighed = NOT_WEIGHED,
) -> tuple[Child, HandoverNote | None]:
    """As `allocate`, for an act that concerns many: it weighs nothing, lets the alerts follow and tells who
    owes a note itself. Gives the note that the former worker owes now, if there is one."""
    access.require(by, access.Action.MANAGE_CASE, child)
    child = Child.objects.select_for_update(of=("self",), no_key=True).get(pk=child.pk)
    _require_fit(worker, team)
    former = child.allocated_to
    child.allocated_to, child.team = worker, team or worker.team
    child.record(by=by, at=at, reason=reason)
    # Written first: whoever hands on a restricted child may not see it any more afterwards.
    events.write(
        child=child,
        kind=EventKind.ALLOCATION,
        what_happened=f"Allocated to {worker.full_name}: {reason}",
        by=by,
        at=at,
    )
    AllocationRecord.objects.create(
        child=child,
        worker=worker,
        former=former,
        at=at,
        by=by,
        reason=reason,
        skills_wanted=list(weighed.skills),
        mismatches=list(weighed.mismatches),
        mismatch_reason=weighed.reason,
    )
    note = handover_notes.owe(child=child, former=former, worker=worker, by=by, at=at)
    _make_lead(child, worker, by=by, at=at, reason=reason)
    return child, note


def require_statutory(worker: User) -> None:
    """Raise DomainError for a specialist: they work beside a child's social worker, never in their place."""
    posts = WorkerSkill.objects.filter(user=worker, skill=rules.SPECIALIST_POST, ended_at=None)
    why_not = rules.refusal(rules.Candidate(is_specialist=posts.exists()))
    if why_not:
        raise DomainError(why_not, field="worker")


def _require_fit(worker: User, team: Team | None) -> None:
    if not worker.is_social_care or not worker.is_active:
        raise DomainError("Choose somebody who works in children’s social care", field="worker")
    if team is not None and team.agency_id != worker.agency_id:
        raise DomainError("Choose a team of children’s social care", field="team")
    require_statutory(worker)


@as_service(Service.RECORD_KEEPING)
def _make_lead(child: Child, worker: User, *, by: User, at: datetime, reason: str) -> None:
    leading = Involvement.objects.filter(
        child=child, role=InvolvementRole.LEAD_SOCIAL_WORKER, until=None
    ).select_related("child", "agency", "team", "user")
    for involvement in leading.filter(~Q(user=worker)):
        involvements.end(involvement=involvement, reason=reason, by=by, at=at)
    if not leading.filter(user=worker).exists():
        involvements.start(
            child=child,
            agency=worker.agency,
            user=worker,
            role=InvolvementRole.LEAD_SOCIAL_WORKER,
            reason=reason,
            by=by,
            at=at,
        )
