"""A core group planned from its plans, held with or without the social worker, and the clocks it moves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import Attendance
from cases.models import Deadline, Event, Invitation
from cases.services import attendance, deadlines, meetings, minutes_gate
from cases.services.attendance import Mark
from core_groups.queries import core_group_agenda
from core_groups.services import core_group_record, membership
from core_groups.services import core_groups as services
from core_groups.services.core_groups import Oversight, When
from core_groups.services.membership import Member
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from safeguarding.rules.fathers_and_males import Male
from safeguarding.rules.redaction import Reader, copy_for
from tests.factories import core_groups, plans, records


def running(child, *rules):
    """The rules whose clock runs for a child."""
    rows = Deadline.objects.filter(child=child, met_at=None, cancelled_at=None)
    return {rule for rule in rows.values_list("rule_id", flat=True) if not rules or rule in rules}


def test_every_member_is_asked_once_and_the_family_of_their_own_children(personas, at):
    sister, brother = (core_groups.plan(personas, at) for _ in range(2))
    with as_user(personas.social_worker):
        membership.add(
            plan=brother,
            member=Member(agency=personas.police.agency),
            by=personas.social_worker,
            at=at,
        )
        membership.add(
            plan=brother,
            member=Member(outside_name="Emmanuel Asante", is_family=True, part="Father"),
            by=personas.social_worker,
            at=at,
        )
    group = core_groups.planned(sister, brother, personas=personas, at=at)
    rows = Invitation.objects.filter(meeting=group.meeting).order_by("pk")
    assert [str(row.user or row.agency or row.outside_name) for row in rows] == [
        str(personas.social_worker),
        str(personas.health_visitor),
        str(personas.school),
        str(personas.police.agency),
        "Nicola Fairbrother",
        "Emmanuel Asante",
    ]
    assert rows.get(outside_name="Nicola Fairbrother").about == [sister.child_id, brother.child_id]
    assert rows.get(outside_name="Emmanuel Asante").about == [brother.child_id]
    assert {row.child for row in group.meeting.children.all()} == {sister.child, brother.child}
    assert {row.plan for row in group.meeting.plans.all()} == {sister, brother}


def test_holding_it_stops_and_starts_the_clocks_of_each_child(personas, plan, at):
    whose = {"by": personas.social_worker, "at": at, "child": plan.child, "starts_at": at}
    for rule in ("core_group_first", "core_group_before_review"):
        deadlines.set(rule_id=rule, **whose)
    group = core_groups.held(core_groups.planned(plan, personas=personas, at=at), at)
    assert running(plan.child) == {"core_group_next", "core_group_minutes"}
    record = Deadline.objects.get(child=plan.child, rule_id="core_group_minutes")
    assert (record.subject, record.responsible) == (f"meeting:{group.pk}", personas.school)
    again = core_groups.planned(plan, personas=personas, at=at, starts_at=at + timedelta(days=30))
    core_groups.held(again, at)
    nexts = Deadline.objects.filter(child=plan.child, rule_id="core_group_next").order_by("starts_at")
    assert [row.met_at is not None for row in nexts] == [True, False]
    assert Event.objects.filter(child=plan.child, kind="core_group").count() == 2


def test_it_goes_ahead_without_the_social_worker_who_is_told(personas, plan, group, at):
    with as_user(personas.health_visitor):
        row = Invitation.objects.get(meeting=group.meeting, user=personas.social_worker)
        mark = Mark(Attendance.UNKNOWN, Attendance.APOLOGIES)
        attendance.record(meeting=group.meeting, marks={row.pk: mark}, by=personas.health_visitor, at=at)
    core_groups.held(group, at)
    told = Notification.objects.filter(kind="core_group_without_social_care")
    assert [row.recipient for row in told] == [personas.social_worker]
    assert plan.child.person.family_name not in told.get().text


def test_a_worker_who_came_is_told_nothing(personas, group, at):
    with as_user(personas.health_visitor):
        row = Invitation.objects.get(meeting=group.meeting, user=personas.social_worker)
        mark = Mark(Attendance.UNKNOWN, Attendance.ATTENDED)
        attendance.record(meeting=group.meeting, marks={row.pk: mark}, by=personas.health_visitor, at=at)
    core_groups.held(group, at)
    assert not Notification.objects.filter(kind="core_group_without_social_care").exists()


def test_it_is_held_once_and_not_after_it_was_cancelled(personas, held, plan, at):
    with pytest.raises(ChangedMeanwhileError):
        core_groups.held(held, at)
    other = core_groups.planned(plan, personas=personas, at=at)
    with as_user(personas.social_worker):
        meetings.cancel(meeting=other.meeting, reason="Snow", by=personas.social_worker, at=at)
        with pytest.raises(ChangedMeanwhileError, match="cancelled"):
            services.set_next(group=other, no_next_reason="The plan ends", by=personas.social_worker, at=at)


def plan_it(personas, rows, at, *, by=None, **more):
    by = by or personas.social_worker
    facts = {"chair": personas.health_visitor, "minute_taker": personas.school, **more}
    with as_user(by):
        return services.plan(
            plans=rows, when=When(at + timedelta(hours=1), at + timedelta(hours=2)), by=by, at=at, **facts
        )


def test_what_makes_no_core_group_is_refused(personas, plan, at):
    by = personas.social_worker
    cin = core_groups.plan(personas, at, kind="child_in_need")
    early = plans.plan(records.child(by=by, at=at), date(2026, 3, 2), kind="early_help", by=by, at=at)
    second = plans.plan(plan.child, date(2026, 3, 2), by=by, at=at, authority="Elsewhere")
    for rows, why in (
        ([], "Choose the plans"),
        ([plan, cin], "child protection plans, or"),
        ([early], "Choose a member|child protection plans, or"),
        ([plan, second], "one plan of each child"),
    ):
        with pytest.raises(DomainError, match=why):
            plan_it(personas, rows, at)
    for officer in ("chair", "minute_taker"):
        with pytest.raises(DomainError, match="member of the core group"):
            plan_it(personas, [plan], at, **{officer: personas.gp})
    cin.ended_on, cin.end_reason = date(2026, 3, 9), "Over"
    cin.record(by=by, at=at)
    with pytest.raises(ChangedMeanwhileError, match="has ended"):
        plan_it(personas, [cin], at)


@pytest.mark.parametrize(
    ("who", "refusal"),
    [("health_visitor", NotPermittedError), ("business_support", NotPermittedError), ("gp", NotVisibleError)],
)
def test_social_care_calls_it(personas, plan, at, who, refusal):
    with pytest.raises(refusal):
        plan_it(personas, [plan], at, by=getattr(personas, who))


def test_the_chair_says_when_the_next_one_is_or_why_there_is_none(personas, held, at):
    chair, day = personas.health_visitor, at + timedelta(days=40)
    with as_user(chair):
        said = services.set_next(
            group=held, next_at=day, chair=personas.school, minute_taker=chair, by=chair, at=at
        )
        assert (said.next_at, said.next_chair, said.next_minute_taker) == (day, personas.school, chair)
        none = services.set_next(group=held, no_next_reason="The review ends the plan", by=chair, at=at)
        assert (none.next_at, none.next_chair) == (None, None)
        for facts, why in (
            ({}, "or why there is none"),
            ({"next_at": day, "no_next_reason": "x"}, "or why there is none"),
            ({"next_at": at}, "still to come"),
        ):
            with pytest.raises(DomainError, match=why):
                services.set_next(group=held, by=chair, at=at, **facts)


def test_a_child_in_need_meeting_has_clocks_of_its_own(personas, at):
    plan = core_groups.plan(personas, at, kind="child_in_need")
    deadlines.set(rule_id="cin_planning", by=personas.social_worker, at=at, child=plan.child, starts_at=at)
    core_groups.held(core_groups.planned(plan, personas=personas, at=at), at)
    assert running(plan.child) == {"cin_review"}


@pytest.mark.parametrize(
    ("ended_on", "clock"),
    [
        (date(2026, 1, 10), "cin_review_after_cp_plan"),
        (date(2025, 12, 10), "cin_review_after_cp_plan"),
        (date(2025, 12, 9), "cin_review"),
    ],
)
def test_after_a_child_protection_plan_it_meets_more_often(personas, at, ended_on, clock):
    """Source: rules, section 1: four weeks in the first three months after the plan ended."""
    by = personas.social_worker
    child = records.child(by=by, at=at)
    plans.plan(child, date(2025, 1, 10), by=by, at=at, ended_on=ended_on, end_reason="Safer")
    plan = core_groups.plan(personas, at, child=child, kind="child_in_need")
    core_groups.held(core_groups.planned(plan, personas=personas, at=at), at)
    assert running(child) == {clock}


def test_a_lead_practitioner_of_another_agency_has_a_social_workers_oversight(personas, at):
    plan = core_groups.plan(
        personas,
        at,
        kind="child_in_need",
        lead=personas.school,
        members=[Member(user=personas.health_visitor), Member(user=personas.school)],
    )
    group = core_groups.planned(plan, personas=personas, at=at, chair=personas.school)
    with as_user(personas.school):
        assert services.needs_oversight(group, personas.school)
    with pytest.raises(DomainError, match="which social worker oversees"):
        core_groups.held(group, at)
    with pytest.raises(DomainError, match="A social worker of"):
        core_groups.held(group, at, oversight=Oversight(personas.gp, "Fine"))
    held = core_groups.held(group, at, oversight=Oversight(personas.social_worker, "The plan holds"))
    assert (held.oversight_by, held.oversight_words) == (personas.social_worker, "The plan holds")


def test_a_restricted_record_hides_the_meeting_from_the_gate_of_minutes(personas, at):
    """The chair doesn't see one of the children: they can't approve what they may not read."""
    by = personas.social_worker
    secret = records.child(by=by, at=at, is_restricted=True)
    records.involve(secret, by, by=by, at=at)
    plan, hidden = core_groups.plan(personas, at), core_groups.plan(personas, at, child=secret)
    chair = personas.health_visitor
    for row in secret.involvements.filter(user=chair):
        from cases.services import involvements

        involvements.finish(involvement=row, reason="Left", by=by, at=at)
    group = core_groups.planned(plan, hidden, personas=personas, at=at)
    for row in secret.involvements.filter(user=chair, until=None):
        involvements.finish(involvement=row, reason="Left", by=by, at=at)
    assert not access.visible_children(chair).filter(pk=secret.pk).exists()
    with as_user(chair):
        found = minutes_gate.refusals(meeting=group.meeting, by=chair, at=at)
    assert minutes_gate.HIDDEN in [each.text for each in found]


def test_the_minutes_tell_of_each_childs_males_to_those_who_read_of_that_child(personas, at):
    sister, brother = (core_groups.plan(personas, at) for _ in range(2))
    group = core_groups.planned(sister, brother, personas=personas, at=at)
    chair = personas.health_visitor
    with as_user(chair):
        for plan, name in ((sister, "Dan"), (brother, "Kev")):
            male = Male(name, False, False, "", "In prison")
            core_group_record.record_male(group=group, child=plan.child, male=male, by=chair, at=at)
        blocks = core_group_agenda.blocks(chair, group.meeting)
    copy = copy_for(blocks, Reader("professional", None, frozenset({sister.child_id})))
    words = " ".join(block.text for block in copy)
    assert "Dan" in words
    assert "Kev" not in words
