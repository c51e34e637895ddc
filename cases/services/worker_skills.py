"""What workers are skilled in, kept by those who manage them, with history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from cases import access
from cases.allocation_states import SKILL_WORDS
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import Child, WorkerSkill
from cases.queries import workloads
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User
from safeguarding.rules.allocation import SPECIALIST_POST, Skill

MOST_LANGUAGES = 10


@transaction.atomic
def set_skills(
    *,
    worker: User,
    skills: Collection[str],
    languages: Collection[str],
    version: int,
    reason: str,
    by: User,
    at: datetime,
) -> None:
    """Make these the worker's skills and languages; what is the same stays as it is.

    `version` is what `version_of` gave to the page. Raises NotPermittedError, NotVisibleError for a worker
    whom `by` doesn't manage, DomainError with the field, ChangedMeanwhileError.
    """
    access.require(by, access.Action.MANAGE_CASE)
    workloads.holder(by, str(worker.pk))
    worker = User.objects.select_for_update(no_key=True).get(pk=worker.pk)
    if not worker.is_social_care or not worker.is_active:
        raise DomainError("Choose somebody who works in children’s social care", field="skills")
    if version != version_of(worker):
        raise ChangedMeanwhileError("Somebody else changed these skills")
    if not reason.strip():
        raise DomainError("Say why, in a few words", field="reason")
    wanted = _wanted(skills, languages)
    if (SPECIALIST_POST, "") in wanted and _holds_children(worker):
        raise DomainError(
            "They hold children as their social worker. Hand those over first: a specialist exploitation"
            " worker can’t be the only statutory case holder of a child",
            field="skills",
        )
    held = {(row.skill, row.detail.casefold()): row for row in _running(worker)}
    for key in held.keys() - wanted.keys():
        held[key].ended_at = at
        held[key].record(by=by, at=at, reason=reason)
    for skill, folded in wanted.keys() - held.keys():
        row = WorkerSkill(user=worker, skill=skill, detail=wanted[skill, folded], since=at)
        row.record(by=by, at=at, reason=reason)


def version_of(worker: User) -> int:
    """Changes with every change of the worker's skills: how often they were changed."""
    return sum(WorkerSkill.objects.filter(user=worker).values_list("version", flat=True))


def _wanted(skills: Collection[str], languages: Collection[str]) -> dict[tuple[str, str], str]:
    known = set(SKILL_WORDS) - {Skill.LANGUAGE.value}
    if not set(skills) <= known:
        raise DomainError("Choose skills of the list", field="skills")
    spoken = {each.strip().casefold(): each.strip() for each in languages if each.strip()}
    if len(spoken) > MOST_LANGUAGES or any(len(each) > 60 for each in spoken):
        raise DomainError(
            f"Enter {MOST_LANGUAGES} languages at most, of 60 characters at most", field="languages"
        )
    return {
        **{(str(each), ""): "" for each in skills},
        **{(Skill.LANGUAGE.value, folded): name for folded, name in spoken.items()},
    }


def _running(worker: User) -> list[WorkerSkill]:
    return list(WorkerSkill.objects.filter(user=worker, ended_at=None).order_by("pk"))


@as_service(Service.RECORD_KEEPING)
def _holds_children(worker: User) -> bool:
    """Whether a child is allocated to them, also one whose record the manager doesn't see."""
    return Child.objects.filter(allocated_to=worker).exists()
