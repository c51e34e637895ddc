"""An assessment sent to a manager, given back, authorised by somebody else; the parents' copy.

What it lacks is said by safeguarding.rules.single_assessment; whoever signs isn't its author
(safeguarding.rules.closure).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Assessment
from cases.plan_states import (
    ASSESSMENT_MOVES,
    ENDING_RECOMMENDATIONS,
    AssessmentMove,
    AssessmentState,
    Recommendation,
)
from cases.queries import assessment_males
from cases.services import assessment_parts, assessment_telling, assessment_work, deadlines
from cases.states import Significance
from safeguarding.accounts.models import User
from safeguarding.rules import ages, closure, single_assessment
from safeguarding.rules.london_time import london_date


class NotReadyError(DomainError):
    """The assessment lacks something; `missing` says what, by the name of the field."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        super().__init__(". ".join(missing.values()))
        self.missing = missing


def missing(user: User, assessment: Assessment, *, today: date) -> Mapping[str, str]:
    """What the assessment lacks before a manager can authorise it, by the name of the field."""
    person = assessment.child.person
    males = assessment_males.of_assessment(user, assessment, today)
    return single_assessment.refusals(
        single_assessment.Facts(
            texts={section.key: getattr(assessment, section.key) for section in single_assessment.SECTIONS},
            factors=assessment.factors,
            recommendation=assessment.recommendation,
            males=[shown.male for shown in males],
            was_seen=assessment.seen_on is not None,
            was_seen_alone=assessment.seen_alone,
            not_seen_reason=assessment.not_seen_reason,
            is_unborn=ages.is_unborn(person.date_of_birth, person.expected_date),
            ends_work=assessment.recommendation in ENDING_RECOMMENDATIONS,
            considered={name: getattr(assessment, name) for name in closure.CONSIDERED},
        )
    )


@transaction.atomic
def send(*, assessment: Assessment, by: User, at: datetime) -> Assessment:
    """Send it to a manager, with a line in the chronology; the managers are told.

    Raises NotReadyError when something is missing, NotVisibleError, NotPermittedError, ChangedMeanwhileError.
    """
    found = assessment_work.draft(assessment, by)
    _require_whole(by, found, at)
    found.state = ASSESSMENT_MOVES[AssessmentState(found.state), AssessmentMove.SEND]
    found.submitted_at, found.submitted_by = at, by
    found.record(by=by, at=at, reason="Sent to a manager")
    assessment_work.write(found, "sent to a manager", by=by, at=at)
    assessment_telling.no_longer(found, at=at)
    managers = assessment_telling.managers_of(found, by)
    assessment_telling.tell(found, managers, "sent", "An assessment waits for you", by=by, at=at)
    return found


@transaction.atomic
def give_back(*, assessment: Assessment, reason: str, by: User, at: datetime) -> Assessment:
    """A manager gives it back to be worked on, with the reason. Raises as `authorise`."""
    found, state = _moved(assessment, by, AssessmentMove.GIVE_BACK)
    if not reason.strip():
        raise DomainError("Enter what is missing", field="reason")
    found.state = state
    found.returned_at, found.returned_by, found.returned_reason = at, by, reason
    found.record(by=by, at=at, reason="Given back")
    _tell_authors(found, "returned", "An assessment came back to you", by=by, at=at)
    return found


@transaction.atomic
def authorise(*, assessment: Assessment, by: User, at: datetime) -> Assessment:
    """A manager who neither wrote nor sent it authorises it: it ends today, and its clocks are met.

    A child in need plan starts the clock of its first meeting; nothing else follows by itself. What other
    agencies haven't given ends. Raises NotReadyError when something is missing (a male joined the household
    since, say), DomainError for who wrote or sent it, NotVisibleError, NotPermittedError,
    ChangedMeanwhileError when it isn't waiting any more.
    """
    found, state = _moved(assessment, by, AssessmentMove.AUTHORISE)
    if not may_authorise(by, found):
        raise DomainError("Another manager authorises what you wrote or sent")
    _require_whole(by, found, at)
    found.state, found.ended_on = state, london_date(at)
    found.authorised_at, found.authorised_by = at, by
    found.record(by=by, at=at, reason="Authorised")
    assessment_parts.go_without(found, by=by, at=at)
    for rule_id in ("assessment", "assessment_census"):
        deadlines.meet(rule_id=rule_id, child=found.child, by=by, at=at)
    if found.recommendation == Recommendation.CHILD_IN_NEED:
        deadlines.set(
            rule_id="cin_planning",
            starts_at=at,
            child=found.child,
            responsible=found.child.allocated_to,
            team=found.child.team,
            by=by,
            at=at,
        )
    said = Recommendation(found.recommendation).label
    assessment_work.write(
        found, f"authorised. Recommended: {said}", by=by, at=at, significance=Significance.SIGNIFICANT
    )
    _tell_authors(found, "authorised", "Your assessment is authorised", by=by, at=at)
    return found


def may_authorise(user: User, assessment: Assessment) -> bool:
    """Whether `user` may sign it, as far as it depends on who wrote and sent it; for buttons."""
    is_manager = access.may(user, access.Action.AUTHORISE_ASSESSMENT)
    writers = (assessment.author_id, assessment.submitted_by_id or assessment.author_id)
    return all(closure.may_sign(author=key, signer=user.pk, is_manager=is_manager) for key in writers)


@transaction.atomic
def parents_copy(
    *, assessment: Assessment, given_on: date | None, reason: str, by: User, at: datetime
) -> Assessment:
    """Record the day on which the parents were given their copy, or why they have none.

    Of an authorised assessment. Raises DomainError with the field, NotVisibleError, NotPermittedError.
    """
    found = assessment_work.locked(assessment, by, access.Action.WRITE_ASSESSMENT)
    if found.ended_on is None:
        raise DomainError("The parents get their copy once a manager has authorised it")
    if (given_on is None) == (not reason.strip()):
        raise DomainError("Enter the day, or why the parents have no copy", field="given_on")
    if given_on is not None and not found.ended_on <= given_on <= london_date(at):
        raise DomainError("Enter a day between its authorisation and today", field="given_on")
    found.parents_copy_on, found.parents_copy_reason = given_on, reason.strip()
    found.record(by=by, at=at, reason="The parents’ copy")
    return found


def _moved(assessment: Assessment, by: User, move: AssessmentMove) -> tuple[Assessment, AssessmentState]:
    """The assessment, locked for a manager, and where the move leads it."""
    found = assessment_work.locked(assessment, by, access.Action.AUTHORISE_ASSESSMENT)
    state = ASSESSMENT_MOVES.get((AssessmentState(found.state), move))
    if state is None:
        raise ChangedMeanwhileError("This assessment doesn’t wait for a manager any more")
    return found, state


def _require_whole(user: User, assessment: Assessment, at: datetime) -> None:
    lacks = missing(user, assessment, today=london_date(at))
    if lacks:
        raise NotReadyError(lacks)


def _tell_authors(assessment: Assessment, what: str, text: str, *, by: User, at: datetime) -> None:
    assessment_telling.no_longer(assessment, at=at)
    keys = [assessment.author_id, assessment.submitted_by_id]
    people = User.objects.filter(pk__in=[key for key in keys if key]).select_related("agency", "team")
    assessment_telling.tell(assessment, people.order_by("pk"), what, text, by=by, at=at)
