"""Assessments: begun, written section by section, sent to a manager, given back, authorised.

Sources: Working Together to Safeguard Children 2026; children in need census (an assessment belongs to an
open episode of need, one at a time). The other agencies' parts are in `assessment_parts`, sending and
authorising in `assessment_signing`, the males of the family in `assessment_males`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Assessment, Child, Deadline, EpisodeOfNeed, ReferralChild
from cases.plan_states import AssessmentKind, PracticeModel, Recommendation
from cases.services import assessment_work, deadlines, references
from cases.services.assessment_males import record_male
from cases.services.assessment_parts import ask, chase, decline, give
from cases.services.assessment_signing import (
    NotReadyError,
    authorise,
    give_back,
    missing,
    parents_copy,
    send,
)
from safeguarding.accounts.models import User
from safeguarding.rules import ages, single_assessment
from safeguarding.rules.closure import CONSIDERED
from safeguarding.rules.codes import ASSESSMENT_FACTOR, stands_alone_broken
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.ui.filters import date_text

__all__ = [
    "NotReadyError",
    "ask",
    "authorise",
    "chase",
    "decline",
    "give",
    "give_back",
    "missing",
    "parents_copy",
    "record_male",
    "save",
    "send",
    "start",
]
MOST_LETTERS: Final = 30000
SECTIONS: Final = {section.key: section.heading for section in single_assessment.SECTIONS}
# What is saved beside the sections' texts, each with what it is called where two wrote at once.
FACTS: Final[Mapping[str, str]] = {
    "practice_model": "Practice model",
    "factors": "Census factors",
    "seen_on": "Seeing the child",
    "seen_alone": "Seeing the child",
    "bedroom_seen": "Seeing the child",
    "not_seen_reason": "Seeing the child",
    "recommendation": "Recommendation",
    "recommendation_reason": "Recommendation",
    **dict.fromkeys(CONSIDERED, "What was considered"),
}


@transaction.atomic
def start(
    *,
    child: Child,
    kind: AssessmentKind,
    by: User,
    at: datetime,
    referral_child: ReferralChild | None = None,
    started_on: date | None = None,
) -> Assessment:
    """Begin an assessment of a child who is open to social care, today or on an earlier day.

    Without a `referral_child` it is of the referral whose assessment clock runs. A pre-birth assessment
    begins before the birth. Raises NotVisibleError, NotPermittedError, DomainError with the field,
    ChangedMeanwhileError when one is being written already.
    """
    access.require(by, access.Action.WRITE_ASSESSMENT, child)
    Child.objects.select_for_update(no_key=True).get(pk=child.pk)
    day = started_on or london_date(at)
    if day > london_date(at):
        raise DomainError("The day it began can’t be in the future", field="started_on")
    if kind == AssessmentKind.PRE_BIRTH and not ages.is_unborn(
        child.person.date_of_birth, child.person.expected_date
    ):
        raise DomainError("A pre-birth assessment begins before the birth", field="kind")
    episode = _episode(child, day)
    _refuse_another(child, day)
    if referral_child is not None and referral_child.child_id != child.pk:
        raise DomainError("That referral is about another child")
    made = Assessment(
        reference=references.new("A"),
        child=child,
        episode=episode,
        referral_child=referral_child or _referral(child),
        kind=kind,
        started_on=day,
        author=by,
    )
    made.record(by=by, at=at, reason=f"{AssessmentKind(kind).label} started")
    assessment_work.write(made, "started", by=by, at=at)
    deadlines.set(
        rule_id="assessment_census",
        starts_at=at if day == london_date(at) else at_hour(day, 9),
        child=child,
        responsible=by,
        team=child.team,
        by=by,
        at=at,
    )
    return made


@transaction.atomic
def save(
    *,
    assessment: Assessment,
    version: int,
    by: User,
    at: datetime,
    texts: Mapping[str, str] | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Assessment:
    """Write sections (`texts` by key of safeguarding.rules.single_assessment) and `facts` beside them.

    `version` is the one that the person had before them. What others wrote in other sections since stands
    beside it; where they wrote in the same, ChangedMeanwhileError names it and nothing is saved. Raises
    NotVisibleError, NotPermittedError, DomainError with the field.
    """
    found = assessment_work.draft(assessment, by)
    changes = {**(texts or {}), **(facts or {})}
    _check(texts or {}, facts or {}, today=london_date(at))
    if version != found.version:
        _refuse_overwriting(found, changes, version)
    if all(getattr(found, name) == value for name, value in changes.items()):
        return found
    for name, value in changes.items():
        setattr(found, name, value)
    found.record(by=by, at=at, reason=", ".join(dict.fromkeys(_called(name) for name in changes)))
    return found


def _called(name: str) -> str:
    return SECTIONS.get(name) or FACTS[name]


def _refuse_overwriting(found: Assessment, changes: Mapping[str, Any], version: int) -> None:
    """Raise ChangedMeanwhileError where somebody else wrote in what is to be saved, since that version."""
    before = found.history.filter(version=version).order_by("-pk").first()
    # An unknown version can't be compared: nothing is taken for granted.
    touched = [name for name in changes if before is None or getattr(before, name) != getattr(found, name)]
    if not touched:
        return
    where = ", ".join(dict.fromkeys(f"“{_called(name)}”" for name in touched))
    newest = found.history.select_related("history_user").order_by("-pk").first()
    who = newest.history_user.full_name if newest is not None and newest.history_user else "Somebody else"
    raise ChangedMeanwhileError(f"{who} has written in {where} while you were writing")


def _check(texts: Mapping[str, str], facts: Mapping[str, Any], *, today: date) -> None:
    if not set(texts) <= set(SECTIONS) or not set(facts) <= set(FACTS):
        raise DomainError("This isn’t part of an assessment")
    for name, text in texts.items():
        if len(text) > MOST_LETTERS:
            raise DomainError(f"It must be {MOST_LETTERS} characters or fewer", field=name)
    if facts.get("practice_model", "") not in PracticeModel.values:
        raise DomainError("Select a practice model from the list", field="practice_model")
    if facts.get("recommendation", "") not in {"", *Recommendation.values}:
        raise DomainError("Select what you recommend from the list", field="recommendation")
    seen_on = facts.get("seen_on")
    if seen_on is not None and seen_on > today:
        raise DomainError("The child can’t have been seen in the future", field="seen_on")
    if seen_on is None and (facts.get("seen_alone") or facts.get("bedroom_seen")):
        raise DomainError("Enter when the child was seen", field="seen_on")
    factors = facts.get("factors", [])
    if not set(factors) <= {code for code, _ in ASSESSMENT_FACTOR} or len(set(factors)) < len(factors):
        raise DomainError("Select factors from the list, each once", field="factors")
    if stands_alone_broken(factors):
        raise DomainError("Select no factors identified, or others, not both", field="factors")


def _episode(child: Child, day: date) -> EpisodeOfNeed:
    episode = EpisodeOfNeed.objects.filter(child=child, closed_on=None).first()
    if episode is None:
        raise DomainError("The child isn’t open to children’s social care: a referral opens a record")
    if day < episode.opened_on:
        opened = date_text(episode.opened_on)
        raise DomainError(f"It can’t begin before the child was opened on {opened}", field="started_on")
    return episode


def _refuse_another(child: Child, day: date) -> None:
    running = Assessment.objects.filter(child=child, ended_on=None).first()
    if running is not None:
        since = date_text(running.started_on)
        raise ChangedMeanwhileError(
            f"There is an assessment from {since} already, {running.reference}: one at a time"
        )
    later = Assessment.objects.filter(child=child, ended_on__gt=day).order_by("-ended_on").first()
    if later is not None and later.ended_on is not None:
        ended = date_text(later.ended_on)
        raise DomainError(
            f"Another assessment was authorised on {ended}: this one begins then or later", field="started_on"
        )


def _referral(child: Child) -> ReferralChild | None:
    """The part of a referral whose decision asked for an assessment that isn't done yet."""
    running = Deadline.objects.filter(
        child=child, rule_id="assessment", met_at=None, cancelled_at=None, referral_child__isnull=False
    )
    clock = running.select_related("referral_child").order_by("due_at", "pk").first()
    return clock.referral_child if clock is not None else None
