"""Core groups of the demo after the audit: the first that was gone through item by item, one whose minutes
still lack an item, and the one to come; all by the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from cases.meeting_states import Attendance
from cases.models import Invitation, Minutes, Plan, PlanItem
from cases.queries import minutes_start
from cases.services import attendance, distribution, invitations, minutes, plan_progress
from cases.services.attendance import Mark
from cases.states import PlanKind
from core_groups.models import CoreGroup
from core_groups.services import core_group_dissents, core_groups, membership
from core_groups.services import core_group_record as record
from core_groups.services.core_group_record import fingerprint
from core_groups.services.core_groups import When
from core_groups.services.membership import Member
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast
from safeguarding.demo.stage import Stage
from safeguarding.rules.fathers_and_males import Male
from safeguarding.rules.london_time import london_date

FAMILY: Final = "Fairbrother"
WORKER: Final = "social_worker"


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the plan: whose it is, and by which working day."""

    need: str
    action: str
    measure: str
    who: str
    by_day: int


ITEMS: Final = (
    Item("Nobody keeps a bedtime", "A bedtime at eight every evening", "Nine nights of ten", "school", 20),
    Item(
        "A man in the house whom nobody knows",
        "Dean Crossley meets the social worker, and police say what they know",
        "He was met twice",
        WORKER,
        10,
    ),
    Item(
        "Children hide when adults shout",
        "The health visitor talks with both of them about where they go when it is loud",
        "They name somebody they would tell",
        "health_visitor",
        30,
    ),
)


def load(cast: Cast, at: datetime) -> None:
    """Fix the core group of the audit's family, hold two core groups and plan a third."""
    stage = Stage(cast, at)
    plans = list(
        Plan.objects.filter(
            child__person__family_name=FAMILY, kind=PlanKind.CHILD_PROTECTION, ended_on=None
        ).select_related("child__person")
    )
    for plan in plans:
        _write(stage, plan)
    first = _planned(stage, plans, stage.work(-25, 13), "health_visitor", "school")
    _held(stage, first, {WORKER: Attendance.ATTENDED, "school": Attendance.ATTENDED})
    _gone_through(stage, first, plans, left=0)
    _dissented(stage, first, plans[0])
    _sent(stage, first)
    second = _planned(stage, plans, stage.work(-2, 13), "school", "health_visitor")
    _held(stage, second, {WORKER: Attendance.APOLOGIES, "school": Attendance.ATTENDED})
    _gone_through(stage, second, plans, left=1)
    _drafted(second, second.meeting.minute_taker, at=_after(second))
    _planned(stage, plans, stage.work(20, 10), "health_visitor", WORKER)


def _write(stage: Stage, plan: Plan) -> None:
    """Its words, its items and who belongs to its core group."""
    at, by = stage.work(-40, 11), stage.staff(WORKER)
    name = plan.child.person.given_name
    plan.danger_statement = f"We are worried that {name} is hurt when adults in the house fight."
    plan.safety_goal = f"{name} sleeps, eats and is heard, and no adult frightens them."
    plan.contingency = "If anybody is hurt again we hold a strategy meeting the same day."
    plan.record(by=by, at=at, reason="Written with the core group")
    for number, item in enumerate(ITEMS, start=1):
        owner = stage.staff(item.who)
        PlanItem(
            plan=plan,
            number=number,
            need=item.need,
            action=item.action,
            measure=item.measure,
            owner=owner,
            agency=owner.agency,
            due_on=london_date(stage.work(item.by_day, 9)),
        ).record(by=by, at=at, reason="Agreed")
    members = [
        Member(user=by, part="Social worker"),
        Member(user=stage.staff("health_visitor"), part="Health visitor"),
        Member(user=stage.staff("school"), part="Safeguarding lead"),
        Member(outside_name="Nicola Fairbrother", is_family=True, part="Mother"),
    ]
    membership.fix(plan=plan, members=members, by=by, at=at)


def _planned(stage: Stage, plans: list[Plan], starts_at: datetime, chair: str, minutes_by: str) -> CoreGroup:
    return core_groups.plan(
        plans=plans,
        when=When(starts_at, starts_at + timedelta(hours=1), place="Ashfield Primary School, library"),
        chair=stage.staff(chair),
        minute_taker=stage.staff(minutes_by),
        by=stage.staff(WORKER),
        at=min(starts_at - timedelta(days=5), stage.at),
    )


def _held(stage: Stage, group: CoreGroup, came: dict[str, Attendance]) -> None:
    chair, at = _chair(group), _after(group)
    people = {**came, "health_visitor": Attendance.ATTENDED}
    keys = {stage.staff(who).pk: now for who, now in people.items()}
    rows = Invitation.objects.filter(meeting=group.meeting, user__in=keys)
    marks = {row.pk: Mark(Attendance.UNKNOWN, keys[row.user_id]) for row in rows if row.user_id}
    attendance.record(meeting=group.meeting, marks=marks, by=chair, at=at)
    for row in rows.exclude(attendance=Attendance.ATTENDED):
        if row.attendance == Attendance.APOLOGIES and row.user is not None:
            asked = invitations.ask_for_report(invitation=row, by=chair, at=at)
            words = "Both were seen at home and at school this week. Dean Crossley was not in."
            invitations.give_report(invitation=asked, text=words, by=row.user, at=at)
    held = core_groups.hold(group=group, held_at=group.meeting.starts_at, by=chair, at=at)
    group.meeting = held.meeting


def _gone_through(stage: Stage, group: CoreGroup, plans: list[Plan], *, left: int) -> None:
    """What was said under the agenda, about each male and each item but the last `left` of each plan."""
    chair, at = _chair(group), _after(group)
    common: dict[str, Any] = {"group": group, "by": chair, "at": at, "seen": fingerprint("")}
    for plan in plans:
        name = plan.child.person.given_name
        day = f"{name} says that mornings are quieter. At night they listen for the front door."
        record.note(point="childs_day", text=day, child=plan.child, **common)
        for male, views in (("Emmanuel Asante", "He wants to see them on Saturdays"), ("Dean Crossley", "")):
            told = Male(
                male, was_invited=bool(views), views=views, reason="" if views else "Not in; to be met"
            )
            record.record_male(group=group, child=plan.child, male=told, by=chair, at=at)
        items = list(plan.items.order_by("number"))
        for item in items[: len(items) - left]:
            plan_progress.record(
                item=item,
                progress="Begun; to be gone on with",
                impact=f"{name} is less tired",
                meeting=group.meeting,
                by=chair,
                at=at,
            )
    record.note(point="who_is_here", text="All but the police, who sent what they know.", **common)
    record.note(point="next", text="In five weeks, at the school.", **common)
    record.say_missing(
        group=group,
        agency=stage.staff("gp").agency,
        said="The practice knows of the missed audiology: the health visitor asks them.",
        by=chair,
        at=at,
    )


def _dissented(stage: Stage, group: CoreGroup, plan: Plan) -> None:
    """The school doesn't agree, and nobody challenges: the partnership's desk shows the silence."""
    school = stage.staff("school")
    core_group_dissents.dissent(
        group=group,
        child=plan.child,
        agency=school.agency,
        words="A bedtime is not enough. He comes to school hungry and afraid of Mondays.",
        by=school,
        at=_after(group),
    )


def _drafted(group: CoreGroup, by: User | None, *, at: datetime) -> Minutes:
    assert by is not None  # noqa: S101 - each has a minute-taker
    blocks = [
        replace(block, heading=block.heading[:200]) for block in minutes_start.blocks(by, group.meeting)
    ]
    return minutes.draft(meeting=group.meeting, blocks=blocks, expected_number=0, by=by, at=at)


def _sent(stage: Stage, group: CoreGroup) -> None:
    """Approved and sent within the week; the worker and the health visitor have read theirs."""
    at, chair = _after(group) + timedelta(days=5), _chair(group)
    draft = _drafted(group, group.meeting.minute_taker, at=at)
    approved = minutes.approve(minutes=draft, by=chair, at=at)
    for copy in distribution.distribute(minutes=approved, by=chair, at=at):
        if copy.invitation.user_id in {stage.staff(WORKER).pk, chair.pk}:
            reader = copy.invitation.user
            assert reader is not None  # noqa: S101 - as they were chosen
            distribution.acknowledge(copy=copy, by=reader, at=at + timedelta(days=1))


def _chair(group: CoreGroup) -> User:
    chair = group.meeting.chair
    assert chair is not None  # noqa: S101 - each has one
    return chair


def _after(group: CoreGroup) -> datetime:
    return group.meeting.starts_at + timedelta(hours=1)
