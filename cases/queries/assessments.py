"""A child's assessments: their list, one with its tasks, and who waits for whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.urls import reverse

from cases import access, access_plans
from cases.exceptions import NotVisibleError
from cases.models import Assessment, AssessmentPart, Child, Involvement
from cases.plan_states import ENDING_RECOMMENDATIONS, AssessmentState
from cases.queries.assessment_males import Shown
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import single_assessment
from safeguarding.rules.closure import CONSIDERED
from safeguarding.rules.codes import ASSESSMENT_FACTOR, label
from safeguarding.rules.london_time import london_date
from safeguarding.ui.filters import plural

_MOST: Final = 50
_PEOPLE: Final = ("child__person", "author", "submitted_by", "returned_by", "authorised_by")
CONSIDERED_WORDS: Final = {
    "sexual_abuse_considered": "Sexual abuse",
    "neglect_considered": "Neglect",
    "other_signs_considered": "All other signs",
    "cause_considered": "The cause of the concern",
}


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the list as components/task_list.html shows it."""

    title: str
    href: str
    status: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Something of assessments that waits for somebody, as components/worklist.html shows it."""

    href: str
    title: str
    facts: tuple[str, ...]
    due: date | None = None
    urgent: bool = False


def of_child(user: User, child: Child) -> list[Assessment]:
    """The child's assessments that `user` may see, the newest first."""
    rows = access_plans.visible_assessments(user).filter(child=child)
    return list(rows.select_related("author", "authorised_by"))


def get(user: User, child: Child, reference: str) -> Assessment:
    """One assessment of this child; raises NotVisibleError."""
    rows = access_plans.visible_assessments(user).filter(child=child, reference=reference.upper())
    found = rows.select_related(*_PEOPLE).first()
    if found is None:
        raise NotVisibleError
    return found


def parts_of(user: User, assessment: Assessment) -> list[AssessmentPart]:
    """What other agencies were asked for it, what is due first on top."""
    rows = access_plans.visible_parts(user).filter(assessment=assessment)
    return list(rows.select_related("agency", "asked_by", "answered_by"))


def part(user: User, pk: int) -> AssessmentPart:
    """One part that `user` may see; raises NotVisibleError."""
    rows = access_plans.visible_parts(user).filter(pk=pk)
    found = rows.select_related("agency", "asked_by", "answered_by", "child__person").first()
    if found is None:
        raise NotVisibleError
    return found


def awaited_of(user: User) -> list[AssessmentPart]:
    """What the agency of `user` is asked and hasn't answered, what is due first on top."""
    return list(_own_parts(user).filter(answered_at=None).order_by("due_on", "pk")[:_MOST])


def answered_by(user: User) -> list[AssessmentPart]:
    """What the agency of `user` answered, the latest first."""
    return list(_own_parts(user).exclude(answered_at=None).order_by("-answered_at", "-pk")[:_MOST])


def parts_about(user: User, child: Child) -> list[AssessmentPart]:
    """What the agency of `user` was asked about one child, the latest first."""
    return list(_own_parts(user).filter(child=child).order_by("-asked_at", "-pk"))


def _own_parts(user: User) -> QuerySet[AssessmentPart]:
    rows = access_plans.visible_parts(user).filter(agency=user.agency_id)
    return rows.select_related("child__person", "asked_by", "answered_by")


def agencies_to_ask(user: User, assessment: Assessment) -> list[Agency]:
    """Agencies involved with the child, but one's own and those whose answer is awaited."""
    awaited = AssessmentPart.objects.filter(assessment=assessment, answered_at=None).values("agency")
    involved = Involvement.objects.filter(child=assessment.child_id, until=None).values("agency")
    rows = Agency.objects.filter(pk__in=involved).exclude(pk__in=awaited).exclude(pk=user.agency_id)
    return list(rows.order_by("name", "pk"))


def tasks(
    assessment: Assessment, males: Sequence[Shown], parts: Sequence[AssessmentPart], lacks: Mapping[str, str]
) -> list[Task]:
    """The task list: each section, then what is recorded beside them."""

    def href(name: str, *more: str) -> str:
        return reverse(name, args=[assessment.child.reference, assessment.reference, *more])

    texts = {section.key: getattr(assessment, section.key) for section in single_assessment.SECTIONS}
    done = single_assessment.done(texts)
    sections = [
        Task(
            section.heading,
            href("assessment_section", section.key),
            "done" if section.key in done else "todo",
            _of_parts(parts) if section.key == "other_agencies" else "",
        )
        for section in single_assessment.SECTIONS
    ]
    waiting = [each.name for each in males if not each.is_accounted_for]
    men = "started" if waiting and len(waiting) < len(males) else "todo" if waiting else "done"
    asked = f"Nothing is said yet of {', '.join(waiting)}" if waiting else ""
    # Who is a task only once something is known of him.
    if not males:
        asked = "The record names no father and no male of the household"
    return [
        *sections[:1],
        Task("Fathers and males of the household", href("assessment_males"), men, asked),
        *sections[1:5],
        Task("Seeing the child", href("assessment_seen"), "todo" if "not_seen_reason" in lacks else "done"),
        *sections[5:],
        Task("Census factors", href("assessment_factors"), "todo" if "factors" in lacks else "done"),
        Task("Recommendation", href("assessment_recommendation"), _recommended(assessment, lacks)),
    ]


def summary(assessment: Assessment, *, for_parents: bool = False) -> list[tuple[str, str]]:
    """What is recorded beside the sections, as question and answer.

    The parents' copy says what is recommended and why: factors of the census name domestic abuse, and the
    words on what was considered sexual abuse, as plainly as the sections that the copy leaves out.
    """
    recommended = [
        ("Recommendation", assessment.get_recommendation_display()),
        ("Reasons", assessment.recommendation_reason),
    ]
    if for_parents:
        return recommended
    ends = assessment.recommendation in ENDING_RECOMMENDATIONS
    gate = [(CONSIDERED_WORDS[name], getattr(assessment, name)) for name in CONSIDERED] if ends else []
    return [
        *recommended,
        *((f"Considered before it ends: {words.lower()}", text) for words, text in gate),
        ("Census factors", "\n".join(label(ASSESSMENT_FACTOR, code) for code in assessment.factors)),
    ]


def sections(assessment: Assessment, without: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """The sections with their words, in the order of the list, but those `without` which it is."""
    chosen = [section for section in single_assessment.SECTIONS if section.key not in without]
    return [(section.heading, getattr(assessment, section.key)) for section in chosen]


def waiting(user: User, *, now: datetime) -> list[Row]:
    """What waits for `user`: assessments to authorise and to go on with, and parts of their own agency."""
    if access.reads_as_front_door(user):
        return _own(user, now) if access.may(user, access.Action.WRITE_ASSESSMENT) else []
    if not access.may(user, access.Action.REFER):
        return []
    today = london_date(now)
    return [
        Row(
            href=reverse("assessment_part", args=[each.pk]),
            title="Your agency’s part of an assessment",
            facts=(each.child.person.name, each.child.reference),
            due=each.due_on,
            urgent=each.due_on < today,
        )
        for each in awaited_of(user)
    ]


def _own(user: User, now: datetime) -> list[Row]:
    drafts = Q(state=AssessmentState.DRAFT, author=user)
    to_sign = Q(pk__in=[])
    if access.may(user, access.Action.AUTHORISE_ASSESSMENT):
        # Of one's own people: who writes has a manager, and a child has a worker with one.
        own_people = Q(submitted_by__line_manager=user) | Q(child__allocated_to__line_manager=user)
        mine = Q(author=user) | Q(submitted_by=user)
        to_sign = Q(state=AssessmentState.AWAITING) & own_people & ~mine
    rows = access_plans.visible_assessments(user).filter(drafts | to_sign)
    found = rows.select_related(*_PEOPLE).order_by("-state", "submitted_at", "started_on", "pk")[:_MOST]
    return [_row(each) for each in found]


def _row(assessment: Assessment) -> Row:
    if assessment.state == AssessmentState.AWAITING:
        said = "Waits for you to authorise"
    elif assessment.returned_at is not None:
        said = "Given back to you"
    else:
        said = "Being written"
    name = assessment.child.person.name
    return Row(
        href=reverse("assessment", args=[assessment.child.reference, assessment.reference]),
        title=f"{assessment.get_kind_display()}: {name}",
        facts=(said, assessment.reference),
    )


def _of_parts(parts: Sequence[AssessmentPart]) -> str:
    awaited = sum(1 for each in parts if each.answered_at is None)
    if not parts:
        return "No agency has been asked for its part yet"
    if awaited:
        return f"{plural(awaited, 'part is', 'parts are')} awaited"
    return f"{plural(len(parts), 'agency has', 'agencies have')} answered"


def _recommended(assessment: Assessment, lacks: Mapping[str, Any]) -> str:
    if "recommendation" in lacks:
        return "todo"
    return "started" if set(lacks) & set(CONSIDERED) else "done"
