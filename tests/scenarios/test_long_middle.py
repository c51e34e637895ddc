"""The long middle of a case, whole: from the strategy meeting to the closure, with its clocks at each step.

Rosalind: a strategy meeting, a section 47 enquiry, the initial conference, four core groups (one without the
social worker), a school that wants to leave, the review, the step-down to a child in need plan and then to
early help, the closure. At the end the census finds nothing wrong.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from cases.exceptions import DomainError
from cases.meeting_states import Attendance, MeetingFormat
from cases.models import Child, Deadline, Invitation, Plan
from cases.services import attendance, distribution, invitations, minutes, minutes_gate
from cases.services.attendance import Mark
from cases.states import PlanKind
from core_groups.conference_states import ConferenceDecision, ConferenceKind
from core_groups.queries import closings as closing_queries
from core_groups.services import closings, core_group_record, core_groups, step_downs, withdrawals
from core_groups.services import conference_booking as booking
from core_groups.services.core_groups import Oversight, When
from core_groups.services.membership import Member
from core_groups.step_down_states import ViewAnswer, WithdrawalOutcome
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from safeguarding.rules import core_group_agenda as agenda
from safeguarding.rules.london_time import LONDON
from safeguarding.rules.redaction import Block
from strategy_meetings.services import calling, conference, deciding, enquiries, holding
from strategy_meetings.services.calling import Call
from strategy_meetings.services.enquiries import Result, Seen
from strategy_meetings.states import EnquiryOutcome, Findings, StrategyOutcome, Trigger
from tests.core_groups import endings
from tests.factories import conferences, plans, records

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def on(day: int, month: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, 0, tzinfo=LONDON)


def running(child: Child) -> set[str]:
    rows = Deadline.objects.filter(child=child, met_at=None, cancelled_at=None)
    return set(rows.values_list("rule_id", flat=True))


def due(child: Child, rule_id: str) -> date:
    rows = Deadline.objects.filter(child=child, rule_id=rule_id, met_at=None, cancelled_at=None)
    return rows.get().due_on


def late(child: Child) -> list[str]:
    rows = Deadline.objects.filter(child=child, met_at__isnull=False)
    return [row.rule_id for row in rows if row.met_at > row.due_at]


@pytest.fixture
def child(personas):
    at, by = on(9, 3), personas.team_manager
    made = records.child("Rosalind", "Ashdown", by=by, at=at, date_of_birth=date(2016, 5, 1))
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=by, at=at, reason="test data")
    for key in ("school", "gp", "health_visitor", "police"):
        records.involve(made, getattr(personas, key).agency, by=by, at=at)
    plans.episode(made, date(2026, 3, 9), by=by, at=at)
    return Child.objects.select_related("person", "allocated_to", "team").get(pk=made.pk)


def strategy_meeting(child, personas, at):
    """Held on the day with the police and the GP; a section 47 enquiry and a conference are decided on."""
    by = personas.social_worker
    with as_user(by):
        strategy = calling.call(
            facts=Call(
                trigger=Trigger.EVENT,
                reason="A bruise that nobody explained",
                concern_at=at,
                is_same_day=True,
                starts_at=at,
                ends_at=at + HOUR,
                format=MeetingFormat.ONLINE,
                chair=personas.team_manager,
                minute_taker=personas.business_support,
            ),
            children=[child],
            by=by,
            at=at,
        )
        people = (personas.police, personas.gp, by)
        asked = [
            invitations.invite_user(meeting=strategy.meeting, user=user, by=by, at=at) for user in people
        ]
        marks = {row.pk: Mark(Attendance.UNKNOWN, Attendance.ATTENDED) for row in asked}
        attendance.record(meeting=strategy.meeting, marks=marks, by=by, at=at)
        strategy = holding.hold(strategy=strategy, held_at=at, by=by, at=at)
        calling.make_history(strategy=strategy, by=by, at=at)
        calling.confirm_history(strategy=strategy, note="Nothing like it before", by=by, at=at)
        deciding.decide(
            strategy=strategy,
            child=child,
            outcomes=[StrategyOutcome.SECTION_47_JOINT],
            reasons="Unexplained injury",
            by=by,
            at=at,
        )
    with as_user(personas.team_manager):
        words = [Block("reason", "Reason", "The bruise", "shared")]
        send_minutes(strategy.meeting, personas.team_manager, at, words)
    assert {"section_47", "section_47_maximum", "section_47_child_seen", "icpc"} <= running(child)
    # Working days from the strategy meeting, which no later one moves.
    assert (due(child, "section_47"), due(child, "icpc")) == (date(2026, 3, 18), date(2026, 3, 31))
    return child.section_47_enquiries.get()


def section_47(child, enquiry, personas):
    """Seen the next day, signed by a manager: risk that goes on, and a conference."""
    by = personas.social_worker
    with as_user(by):
        seen = Seen(at=on(11, 3), where="School", alone=True, child_says="It hurt")
        enquiries.record_seen(enquiry=enquiry, seen=seen, by=by, at=on(11, 3, 11))
        assert "section_47_child_seen" not in running(child)
        result = Result(
            findings=Findings.CONTINUING_RISK,
            outcome=EnquiryOutcome.CONFERENCE,
            reason="The bruise is unexplained",
            analysis="She is not safe at home yet",
        )
        enquiries.submit(enquiry=enquiry, result=result, by=by, at=on(17, 3))
    with as_user(personas.team_manager):
        enquiries.sign(enquiry=enquiry, by=personas.team_manager, at=on(17, 3, 12))
    assert {"icpc", "icpc_request"} <= running(child)
    assert not {"section_47", "section_47_maximum"} & running(child)
    with as_user(by):
        conference.request(enquiry=enquiry, words="Both parents come", by=by, at=on(17, 3, 13))
    assert "icpc_request" not in running(child)


def initial_conference(child, personas):
    """On the 26th, within 15 working days: the plan, its core group and the review in one decision."""
    held = conferences.held([child], personas, on(26, 3), on(18, 3))
    assert "icpc" not in running(child)
    assert {"conference_decision", "conference_minutes"} <= running(child)
    members = (
        Member(user=personas.social_worker, part="Social worker"),
        Member(user=personas.health_visitor, part="Health visitor"),
        Member(user=personas.school, part="Class teacher"),
        Member(outside_name="Nora Ashdown", is_family=True, part="Mother"),
    )
    part = conferences.decide(held, child, personas, on(26, 3, 12), members=members)
    conferences.sent(part, personas, on(26, 3, 15))
    plan = Plan.objects.get(child=child)
    assert (plan.kind, plan.started_on, plan.category) == (
        PlanKind.CHILD_PROTECTION,
        date(2026, 3, 26),
        "NEG",
    )
    assert {"core_group_first", "review_first", "visit_cp"} <= running(child)
    assert "conference_decision" not in running(child)
    assert due(child, "core_group_first") == date(2026, 4, 13), "10 working days, over Easter"
    return plan


def send_minutes(meeting, by, at, blocks):
    version = minutes.draft(meeting=meeting, blocks=blocks, expected_number=0, by=by, at=at)
    version = minutes.approve(minutes=version, by=by, at=at)
    distribution.distribute(minutes=version, by=by, at=at)


def said():
    points = (*agenda.BEFORE_THE_PLAN, *agenda.AFTER_THE_PLAN)
    return [
        Block(minutes_gate.block_key(each.key), each.heading, "What was said", "professionals")
        for each in points
    ]


def core_group(child, plan, personas, held_at, *, chair, minute_taker, absent=()):
    """Planned, held by its chair, every open item addressed, minuted and sent out."""
    planned_at = held_at - timedelta(days=5)
    with as_user(personas.social_worker):
        group = core_groups.plan(
            plans=[plan],
            when=When(held_at, held_at + HOUR, place="Ashfield Primary School"),
            chair=chair,
            minute_taker=minute_taker,
            by=personas.social_worker,
            at=planned_at,
        )
    with as_user(chair):
        rows = Invitation.objects.filter(meeting=group.meeting)
        marks = {
            row.pk: Mark(
                Attendance.UNKNOWN,
                Attendance.APOLOGIES if row.user in absent else Attendance.ATTENDED,
            )
            for row in rows.select_related("user")
        }
        attendance.record(meeting=group.meeting, marks=marks, by=chair, at=held_at)
        oversight = None
        if core_groups.needs_oversight(group, chair):
            oversight = Oversight(personas.social_worker, "I have read it and agree")
        when = {"held_at": held_at, "at": held_at + HOUR}
        group = core_groups.hold(group=group, by=chair, oversight=oversight, **when)
        items = list(plan.items.filter(state="open").order_by("number"))
        for number, item in enumerate(items):
            if number == len(items) - 1:
                with pytest.raises(minutes_gate.MinutesNotReadyError, match="not addressed"):
                    send_minutes_of(group, chair, held_at)
            core_group_record.address(
                group=group,
                item=item,
                progress="Four nights of seven",
                impact="She is awake in the morning",
                seen=core_group_record.progress_fingerprint(None, item.due_on),
                by=chair,
                at=held_at + HOUR,
            )
        send_minutes_of(group, chair, held_at)
    return group


def send_minutes_of(group, chair, held_at):
    """In a transaction of its own: what is refused leaves no draft."""

    with transaction.atomic():
        send_minutes(group.meeting, chair, held_at + 2 * HOUR, said())


def four_core_groups(child, plan, personas):
    by, visitor, school = personas.social_worker, personas.health_visitor, personas.school
    at = on(27, 3)
    endings.item(plan, 1, by=by, at=at, owner=visitor, agency=visitor.agency)
    endings.item(plan, 2, by=by, at=at, action="Breakfast club", owner=school, agency=school.agency)
    core_group(child, plan, personas, on(8, 4), chair=visitor, minute_taker=school)
    assert not {"core_group_first", "core_group_minutes"} & running(child)
    assert "core_group_next" in running(child)
    core_group(child, plan, personas, on(29, 4), chair=school, minute_taker=visitor)
    the_school_wants_to_leave(child, plan, personas)
    core_group(child, plan, personas, on(13, 5), chair=visitor, minute_taker=school, absent=(by,))
    told = Notification.objects.get(kind="core_group_without_social_care")
    assert told.recipient == by, "it went ahead without her"
    with as_user(by):
        asked_for = {"kind": ConferenceKind.REVIEW, "words": "Both parents come"}
        booking.request(children=[child], by=by, at=on(14, 5), **asked_for)
    booked = conferences.booked([child], personas, on(11, 6), on(14, 5), kind=ConferenceKind.REVIEW)
    assert {"report_review", "core_group_before_review"} <= running(child)
    core_group(child, plan, personas, on(27, 5), chair=by, minute_taker=visitor)
    assert "core_group_before_review" not in running(child)
    assert (
        Deadline.objects.filter(child=child, rule_id="core_group_minutes", met_at__isnull=False).count() == 4
    )
    return booked


def the_school_wants_to_leave(child, plan, personas):
    """She changes schools only in summer: the others don't agree, and its action has no other owner."""
    by, school, at = personas.social_worker, personas.school, on(30, 4)
    with as_user(school):
        asked = withdrawals.ask(
            child=child, agency=school.agency, reason="She changes schools", by=school, at=at
        )
    for user in (personas.health_visitor, personas.gp, personas.police):
        with as_user(user):
            withdrawals.view(
                withdrawal=asked,
                agency=user.agency,
                answer=ViewAnswer.DISSENTS,
                words="Only in the summer",
                by=user,
                at=at,
            )
    with as_user(by):
        with pytest.raises(DomainError, match="1 open action without a new owner elsewhere: Breakfast club"):
            withdrawals.decide(
                withdrawal=asked, outcome=WithdrawalOutcome.LEAVES, reason="She moves", by=by, at=at
            )
        stays = withdrawals.decide(
            withdrawal=asked,
            outcome=WithdrawalOutcome.STAYS,
            reason="Nobody takes on breakfast",
            by=by,
            at=at,
        )
    assert "stays: Nobody takes on breakfast" in stays.decision_event.what_happened
    assert stays.decision_event.what_happened.count("doesn’t agree") == 3
    assert child.involvements.filter(agency=school.agency, until=None).exists()


def review(child, plan, booked, personas):
    """The conference ends the plan, and with it what ran for it."""
    asked = conferences.ask(booked, personas, on(22, 5))
    conferences.came(booked, asked, personas, on(11, 6))
    held = conferences.hold(booked, personas, on(11, 6))
    assert not {"review_first", "review_next"} & running(child)
    part = conferences.decide(
        held,
        child,
        personas,
        on(11, 6, 13),
        decision=ConferenceDecision.END,
        category="",
        next_review_on=None,
        members=(),
        core_group_on=None,
    )
    conferences.sent(part, personas, on(11, 6, 15))
    assert "conference_decision" not in running(child)
    plan.refresh_from_db()
    assert (plan.ended_on, plan.ended_by) == (date(2026, 6, 11), held.meeting)
    assert not {"visit_cp", "core_group_next", "review_next"} & running(child)


def step_down_to_child_in_need(child, plan, personas):
    step = endings.answered(plan, personas, on(12, 6))
    assert due(child, "cin_planning") == date(2026, 6, 25), "10 working days from the conference"
    with as_user(personas.social_worker):
        new = step_downs.complete(step=step, by=personas.social_worker, at=on(12, 6, 15)).new_plan
    assert (new.kind, new.started_on) == (PlanKind.CHILD_IN_NEED, date(2026, 6, 11))
    assert "visit_cin" in running(child)
    visitor = personas.health_visitor
    core_group(child, new, personas, on(22, 6), chair=visitor, minute_taker=personas.school)
    assert "cin_planning" not in running(child)
    assert due(child, "cin_review_after_cp_plan") == date(2026, 7, 20), "every 4 weeks at first"
    return new


def step_down_to_early_help(child, plan, personas):
    at = on(15, 7)
    step = endings.answered(plan, personas, at)
    with as_user(personas.social_worker):
        new = step_downs.complete(step=step, by=personas.social_worker, at=at).new_plan
    assert (new.kind, new.started_on) == (PlanKind.EARLY_HELP, at.date())
    assert not {"visit_cin", "cin_review", "cin_review_after_cp_plan"} & running(child)


def closure(child, personas):
    episode = child.episodes.select_related("child").get()
    assert closing_queries.in_the_way(episode) == []
    by = personas.social_worker
    with as_user(by):
        words = endings.words(family_copy_on=date(2026, 7, 16))
        closing = closings.write(episode=episode, words=words, by=by, at=on(16, 7))
    with as_user(personas.team_manager):
        closings.sign(closing=closing, by=personas.team_manager, at=on(17, 7))
    episode.refresh_from_db()
    assert (episode.closed_on, episode.closure_reason) == (date(2026, 7, 17), "RC7")


def test_from_the_strategy_meeting_to_the_closure(child, personas):
    enquiry = strategy_meeting(child, personas, on(10, 3))
    section_47(child, enquiry, personas)
    plan = initial_conference(child, personas)
    booked = four_core_groups(child, plan, personas)
    review(child, plan, booked, personas)
    need = step_down_to_child_in_need(child, plan, personas)
    step_down_to_early_help(child, need, personas)
    closure(child, personas)
    # What is still owed runs on: the records of the two conferences.
    assert running(child) <= {"conference_minutes", "recording_other"}
    assert late(child) == []
    told = StringIO()
    call_command("check_census", stdout=told)
    assert told.getvalue() == "Nothing is inconsistent.\n"
