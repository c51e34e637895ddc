"""Who speaks for an agency at a stage: proposed from its directory, or named by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from cases import access_telling
from cases.exceptions import DomainError
from cases.models import Child
from escalation import access
from escalation.models import Challenge, ChallengeStage
from escalation.services import locking, telling
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Agency, Role, User
from safeguarding.rules import challenge_counterpart, challenge_ladder


def candidates(*, agency: Agency, stage: int, child: Child) -> list[User]:
    """Who of the agency may speak at the stage, the best first; at the top the partnership's office.

    Whoever sees the child already stands before a colleague in the same post who would have to be let in.
    """
    people = User.objects.filter(is_active=True)
    if stage == challenge_ladder.LAST:
        people = people.filter(role=Role.PARTNERSHIP_ADMIN)
    else:
        people = people.filter(agency=agency)
    found = {each.pk: each for each in people}
    hears = {each.pk for each in access_telling.hearing(found.values(), child)}
    known = _who_work_with(child)
    facts = [
        challenge_counterpart.Person(
            each.pk,
            each.role,
            is_lead=each.is_safeguarding_lead,
            knows_child=each.pk in known or (each.pk in hears and not each.is_social_care),
        )
        for each in found.values()
    ]
    ranked = [found[key] for key in challenge_counterpart.propose(stage, facts)]
    return sorted(ranked, key=lambda each: each.pk not in hears)


@transaction.atomic
def name(*, challenge: Challenge, counterpart: User, by: User, at: datetime) -> ChallengeStage:
    """Say who speaks for the challenged agency at this stage. Either agency may; nobody of the raising one
    is named."""
    challenge = locking.open_challenge(challenge)
    access.require_party(by, challenge)
    if counterpart not in candidates(
        agency=challenge.against_agency, stage=challenge.stage, child=challenge.child
    ):
        raise DomainError("Choose somebody who speaks for the agency at this stage", field="counterpart")
    stage = challenge.stages.select_for_update(no_key=True).get(left_at=None)
    stage.counterpart = counterpart
    stage.record(by=by, at=at, reason="Counterpart named")
    challenge.record(by=by, at=at, reason="Counterpart named")
    clock = stage.deadline
    if clock is not None and clock.met_at is None and clock.cancelled_at is None:
        clock.responsible = counterpart
        clock.record(by=by, at=at, reason="Counterpart named")
    telling.of_challenge(challenge, "named", "You are asked to answer a challenge", by=by, at=at)
    return stage


@as_service(Service.RECORD_KEEPING)
def _who_work_with(child: Child) -> frozenset[int]:
    """Those who work with the child by name, and the managers of the allocated worker."""
    named = set(child.involvements.filter(until=None, user__isnull=False).values_list("user", flat=True))
    # The allocated worker, and up the line: theirs is the manager who answers, not just any.
    person = child.allocated_to
    while person is not None and person.pk not in named:
        named.add(person.pk)
        person = person.line_manager
    return frozenset(named)
