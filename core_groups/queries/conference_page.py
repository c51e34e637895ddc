"""One child protection conference as its pages show it, through the gate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from cases import access_meetings, access_plans
from cases.exceptions import NotVisibleError
from cases.meeting_states import PRESENT, MeetingState
from cases.models import Child, Invitation, Meeting, Plan, PlanItem
from cases.plan_states import PlanItemState
from cases.queries import drift, meetings, quorum
from cases.states import PlanKind
from core_groups.conference_access import (
    visible_conferences,
    visible_copies,
    visible_dissents,
    visible_letters,
    visible_parts,
    visible_reports,
)
from core_groups.models import (
    Conference,
    ConferenceChild,
    ConferenceDissent,
    ConferenceReport,
    DecisionLetter,
    LetterCopy,
)
from safeguarding.accounts.models import Agency, User
from safeguarding.rules import codes
from safeguarding.rules.drift import Drift
from safeguarding.rules.quorum import Missing


@dataclass(frozen=True, slots=True)
class ChildView:
    """One child of the conference: their part, what was decided, who dissents, the letter, the reports."""

    part: ConferenceChild
    category: str
    participation: str
    letter: DecisionLetter | None
    dissents: list[ConferenceDissent]
    reports: list[ConferenceReport]
    missing_reports: list[Agency]


@dataclass(frozen=True, slots=True)
class ChildPack:
    """What a review looks at for one child: the running plan and how its actions stand."""

    child: Child
    plan: Plan | None
    open_items: list[PlanItem] = field(default_factory=list)
    closed: int = 0
    overdue: int = 0
    drift: tuple[Drift, ...] = ()


def get(user: User, meeting: Meeting) -> Conference:
    """The conference's part of a meeting that was seen; NotVisibleError for other kinds of meeting."""
    rows = visible_conferences(user).filter(pk=meeting.pk)
    found = rows.select_related("meeting__chair", "meeting__minute_taker", "meeting__agency").first()
    if found is None:
        raise NotVisibleError
    return found


def children(user: User, conference: Conference, asked: list[Invitation]) -> list[ChildView]:
    """Each child whom `user` may see, by name; `asked` are the invitations that stand."""
    rows = visible_parts(user).filter(conference=conference).select_related("child__person", "decided_by")
    parts = list(rows.order_by("child__person__family_name", "child__person__given_name", "pk"))
    letters = {row.part_id: row for row in visible_letters(user).filter(part__in=parts)}
    dissents: dict[int, list[ConferenceDissent]] = defaultdict(list)
    for row in visible_dissents(user).filter(part__in=parts).select_related("agency", "recorded_by"):
        dissents[row.part_id].append(row)
    reports: dict[int, list[ConferenceReport]] = defaultdict(list)
    for report in visible_reports(user).filter(conference=conference).select_related("agency", "author"):
        reports[report.child_id].append(report)
    agencies = {row.agency.pk: row.agency for row in asked if row.agency is not None}
    given = _given(conference)
    return [
        ChildView(
            part,
            codes.label(codes.CATEGORY_OF_ABUSE, part.category) if part.category else "",
            codes.label(codes.PARTICIPATION, part.participation) if part.participation else "",
            letters.get(part.pk),
            dissents[part.pk],
            reports[part.child_id],
            [one for key, one in agencies.items() if (part.child_id, key) not in given],
        )
        for part in parts
    ]


def part(user: User, conference: Conference, reference: str) -> ConferenceChild:
    """One child's part of a conference; NotVisibleError for a child whom `user` may not see."""
    rows = visible_parts(user).filter(conference=conference, child__reference=reference.upper())
    found = rows.select_related(
        "child__person", "child__team", "child__allocated_to", "conference__meeting"
    ).first()
    if found is None:
        raise NotVisibleError
    return found


def letter(user: User, part_: ConferenceChild) -> DecisionLetter:
    """The letter about a child's decision; NotVisibleError before it is sent."""
    found = visible_letters(user).filter(part=part_).select_related("sent_by").first()
    if found is None:
        raise NotVisibleError
    return found


def copies(user: User, letter_: DecisionLetter) -> list[LetterCopy]:
    """Who received the letter; those who haven't opened theirs first."""
    rows = visible_copies(user).filter(letter=letter_)
    rows = rows.select_related("invitation__user", "invitation__agency", "invitation__team", "received_by")
    return sorted(rows, key=lambda copy: (copy.received_at is not None, copy.pk))


def copy(user: User, letter_: DecisionLetter, key: int) -> LetterCopy:
    """One copy of this letter; NotVisibleError for another's."""
    found = visible_copies(user).filter(letter=letter_, pk=key).select_related("invitation__meeting").first()
    if found is None:
        raise NotVisibleError
    return found


def lacks(conference: Conference, asked: list[Invitation]) -> Missing:
    """What it lacks: of those who came once somebody is recorded as there, of those who said so before."""
    is_planned = conference.meeting.state == MeetingState.PLANNED
    if is_planned and not any(row.attendance in PRESENT for row in asked):
        return quorum.expected(conference.meeting, among=asked)
    return quorum.missing(conference.meeting, among=asked)


def invitations(user: User, conference: Conference) -> list[Invitation]:
    """Who is asked to it."""
    return meetings.invitations(user, conference.meeting)


def agencies_asked(user: User, conference: Conference) -> list[Agency]:
    """The agencies that are asked and might report: all for whoever runs it, for others their own."""
    rows = invitations(user, conference)
    found = {row.agency.pk: row.agency for row in rows if row.agency is not None}
    if not access_meetings.runs(user, conference.meeting):
        mine = access_meetings.named_invitations(user).filter(meeting=conference.meeting)
        found = {key: one for key, one in found.items() if key == user.agency_id and mine.exists()}
    return sorted(found.values(), key=lambda one: one.name)


def own_report(user: User, conference: Conference, child: Child, agency: Agency) -> ConferenceReport | None:
    """What the agency has given already, as far as `user` may read it."""
    return visible_reports(user).filter(conference=conference, child=child, agency=agency).first()


def pack(user: User, conference: Conference, on: date) -> list[ChildPack]:
    """What a review looks at, for each child whom `user` may see, in a constant number of queries."""
    about = meetings.children(user, conference.meeting)
    plans = access_plans.visible_plans(user).filter(
        child__in=about, kind=PlanKind.CHILD_PROTECTION, authority="", ended_on=None
    )
    by_child = {plan.child_id: plan for plan in plans.select_related("lead")}
    items: dict[int, list[PlanItem]] = defaultdict(list)
    rows = PlanItem.objects.filter(plan__in=list(by_child.values())).select_related("agency", "owner")
    for item in rows.order_by("number"):
        items[item.plan_id].append(item)
    drifts = drift.signals(user, by_child.values(), on)
    return [_pack(child, by_child.get(child.pk), items, drifts, on) for child in about]


def _pack(
    child: Child,
    plan: Plan | None,
    items: dict[int, list[PlanItem]],
    drifts: dict[int, tuple[Drift, ...]],
    on: date,
) -> ChildPack:
    if plan is None:
        return ChildPack(child, None)
    running = [item for item in items[plan.pk] if item.state == PlanItemState.OPEN]
    late = [item for item in running if item.due_on is not None and item.due_on < on]
    closed = len(items[plan.pk]) - len(running)
    return ChildPack(child, plan, running, closed, len(late), drifts[plan.pk])


def _given(conference: Conference) -> set[tuple[int, int]]:
    """Which agencies have reported about which child: that one did is no secret, its words may be."""
    return set(ConferenceReport.objects.filter(conference=conference).values_list("child", "agency"))
