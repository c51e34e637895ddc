"""Appointments: recorded by health and education, followed up, and what too many missed ones bring about."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Appointment, Deadline, Event, MissedAppointmentLimits
from cases.queries import appointments as queries
from cases.services import appointment_limits, appointments
from cases.services.appointments import AppointmentFacts
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from safeguarding.rules.london_time import london_date
from safeguarding.rules.was_not_brought import Limits
from tests.factories import plans, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(personas, at):
    """Who writes in these tests, and when."""
    return {"by": personas.social_worker, "at": at}


@pytest.fixture
def child(personas, facts):
    """Known to the health visitor, the school and the GP, with a social worker."""
    made = records.child(**facts)
    for who in (personas.health_visitor, personas.school, personas.gp):
        records.involve(made, who.agency, **facts)
    made.allocated_to = personas.social_worker
    made.record(**facts, reason="test data")
    return made


def missed(on: date, **more) -> AppointmentFacts:
    typed = {
        "service": "Hearing test",
        "outcome": "was_not_brought",
        "impact": "She still can’t hear in class",
        "told": "The GP",
    }
    return AppointmentFacts(on=on, **{**typed, **more})


def record(personas, child, at, *, ago=0, who="health_visitor", **more) -> Appointment:
    by = getattr(personas, who)
    with as_user(by):
        return appointments.record(
            child=child, facts=missed(london_date(at) - timedelta(days=ago), **more), by=by, at=at
        )


def clocks(child) -> list[str]:
    return sorted(Deadline.objects.filter(child=child, met_at=None).values_list("rule_id", flat=True))


def test_a_child_with_a_plan_becomes_the_lead_professionals_task_of_the_same_day(personas, child, facts, at):
    plans.plan(child, date(2026, 1, 5), **facts)
    row = record(personas, child, at)
    clock = Deadline.objects.get(child=child)
    assert (clock.rule_id, clock.responsible) == ("was_not_brought", personas.social_worker)
    assert clock.due_on == london_date(at)
    told = Notification.objects.get(kind="was_not_brought")
    assert told.recipient == personas.social_worker
    assert child.person.name not in told.text
    line = Event.objects.get(child=child, kind="was_not_brought")
    assert row.event == line
    assert "Was not brought: Hearing test" in line.what_happened
    assert line.impact_on_child == "She still can’t hear in class"


def test_the_lead_of_the_plan_comes_before_the_childs_worker(personas, child, facts, at):
    plans.plan(child, date(2026, 1, 5), lead=personas.team_manager, **facts)
    record(personas, child, at)
    assert Deadline.objects.get(child=child).responsible == personas.team_manager


def test_an_unborn_child_counts_as_one_with_a_plan(personas, facts, at):
    bump = records.child(**facts, date_of_birth=None, expected_date=date(2027, 1, 4))
    records.involve(bump, personas.health_visitor.agency, **facts)
    record(personas, bump, at, service="Midwife")
    assert clocks(bump) == ["was_not_brought"]


def test_any_other_child_goes_to_the_safeguarding_lead_from_the_second_in_a_row(personas, child, at):
    record(personas, child, at, ago=40, who="school")
    assert clocks(child) == []
    record(personas, child, at, who="school")
    clock = Deadline.objects.get(child=child)
    assert (clock.rule_id, clock.responsible) == ("was_not_brought_lead", personas.school)
    assert not Notification.objects.filter(kind="was_not_brought").exists(), "the lead recorded it herself"


def test_an_agency_without_a_safeguarding_lead_leaves_it_with_the_manager_or_the_writer(personas, child, at):
    visitor = personas.health_visitor
    for ago in (40, 0):
        record(personas, child, at, ago=ago)
    clock = Deadline.objects.get(child=child)
    assert (clock.rule_id, clock.responsible) == ("was_not_brought_lead", visitor)


def test_persistent_makes_supervision_mandatory_once_and_the_chronology_says_so(personas, child, at):
    for ago in (90, 60, 30, 0):
        record(personas, child, at, ago=ago)
    assert clocks(child).count("supervision_was_not_brought") == 1
    supervision = Deadline.objects.get(rule_id="supervision_was_not_brought")
    assert supervision.responsible == personas.social_worker
    said = Event.objects.filter(child=child, what_happened__startswith="Persistently not brought")
    assert [line.significance for line in said] == ["significant"]
    with as_user(personas.school):
        page = queries.appointments(personas.school, child, today=london_date(at), can_write=True)
    assert page.supervision == supervision
    assert page.finding.in_a_row == 4
    assert [line.may_change for line in page.lines] == [False] * 4
    assert all(line.may_follow_up for line in page.lines), "the school's safeguarding lead"


def test_saying_what_was_done_meets_the_clock_of_that_appointment(personas, child, facts, at):
    plans.plan(child, date(2026, 1, 5), **facts)
    first, second = record(personas, child, at, ago=9), record(personas, child, at)
    assert clocks(child) == ["was_not_brought", "was_not_brought"]
    with as_user(personas.social_worker):
        row = appointments.follow_up(appointment=first, text=" Seen at home, well ", **facts)
        assert (row.followed_up, row.followed_up_by) == ("Seen at home, well", personas.social_worker)
        with pytest.raises(ChangedMeanwhileError):
            appointments.follow_up(appointment=first, text="Again", **facts)
        with pytest.raises(DomainError) as refused:
            appointments.follow_up(appointment=second, text="She DNA'd again", **facts)
        assert refused.value.field == "followed_up"
        with pytest.raises(DomainError):
            appointments.follow_up(appointment=second, text=" ", **facts)
    assert Deadline.objects.get(met_at__isnull=False).subject == f"appointment:{first.pk}"
    assert Event.objects.filter(child=child, what_happened__contains="Seen at home").exists()


def test_who_follows_up(personas, child, facts, at):
    row = record(personas, child, at)
    for who, error in (("health_visitor", NotPermittedError), ("other_school", NotVisibleError)):
        by = getattr(personas, who)
        with as_user(by), pytest.raises(error):
            appointments.follow_up(appointment=row, text="Spoke", by=by, at=at)
    attended = record(personas, child, at, ago=3, outcome="attended", impact="", told="")
    with as_user(personas.gp), pytest.raises(DomainError, match="nothing to follow up"):
        appointments.follow_up(appointment=attended, text="Spoke", by=personas.gp, at=at)


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ("social_worker", NotPermittedError),
        ("youth_justice", NotVisibleError),
        ("other_school", NotVisibleError),
    ],
)
def test_health_and_education_alone_record_appointments(personas, child, at, who, error):
    with pytest.raises(error):
        record(personas, child, at, who=who)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"service": " "}, "service"),
        ({"service": "DNA clinic"}, "service"),
        ({"impact": " "}, "impact"),
        ({"impact": "She did not attend"}, "impact"),
        ({"told": ""}, "told"),
        ({"ago": -3}, "outcome"),
        ({"ago": 3, "outcome": ""}, "outcome"),
        ({"reoffered_on": date(2020, 1, 1)}, "reoffered_on"),
    ],
)
def test_what_is_not_taken_says_so_beside_the_field(personas, child, at, more, field):
    with pytest.raises(DomainError) as refused:
        record(personas, child, at, **more)
    assert refused.value.field == field
    assert not Appointment.objects.exists()


def test_the_same_appointment_is_recorded_once(personas, child, at):
    record(personas, child, at)
    with pytest.raises(DomainError, match="already"):
        record(personas, child, at, service="hearing  TEST")


def test_an_appointment_to_come_gets_its_outcome_and_one_recorded_wrongly_is_put_right(personas, child, at):
    by = personas.health_visitor
    ahead = record(personas, child, at, ago=-2, outcome="", impact="", told="")
    assert ahead.event is None
    later = at + timedelta(days=3)
    with as_user(by):
        row = appointments.record_outcome(
            appointment=ahead,
            facts=missed(ahead.on, reoffered_on=later.date()),
            version=ahead.version,
            by=by,
            at=later,
        )
        line = row.event
        assert "Offered again for" in line.what_happened
        with pytest.raises(ChangedMeanwhileError):
            appointments.record_outcome(
                appointment=ahead, facts=missed(ahead.on), version=ahead.version, by=by, at=later
            )
        with pytest.raises(DomainError):
            appointments.record_outcome(
                appointment=row, facts=missed(ahead.on, outcome=""), version=row.version, by=by, at=later
            )
        right = appointments.record_outcome(
            appointment=row,
            facts=missed(ahead.on, outcome="attended", impact="", told=""),
            version=row.version,
            by=by,
            at=later,
        )
    assert right.event.supersedes == line
    assert right.event.kind == "health_attendance"
    with as_user(personas.school), pytest.raises(NotPermittedError):
        appointments.record_outcome(
            appointment=right, facts=missed(ahead.on), version=right.version, by=personas.school, at=later
        )


def test_the_partnerships_own_numbers_count_from_the_next_appointment(personas, child, at):
    admin = personas.partnership_admin
    strict = Limits(in_a_row=1, in_a_year=2, persistent_in_a_row=2, persistent_in_a_year=4)
    with as_user(admin):
        appointment_limits.set_limits(limits=strict, reason="An audit", by=admin, at=at)
        for limits, reason in ((strict, "Again"), (Limits(in_a_row=9), "Odd"), (Limits(), " ")):
            with pytest.raises(DomainError):
                appointment_limits.set_limits(limits=limits, reason=reason, by=admin, at=at)
    with as_user(personas.team_manager), pytest.raises(NotPermittedError):
        appointment_limits.set_limits(limits=Limits(), reason="No", by=personas.team_manager, at=at)
    assert queries.limits_so_far() == list(MissedAppointmentLimits.objects.all())
    record(personas, child, at, who="school")
    assert clocks(child) == ["was_not_brought_lead"]


def test_the_pattern_counts_by_quarter_and_a_foreign_key_is_not_found(personas, child, at):
    today = london_date(at)
    for ago, outcome in ((400, "attended"), (30, "was_not_brought"), (20, "rescheduled"), (2, "cancelled")):
        record(personas, child, at, ago=ago, outcome=outcome)
    with as_user(personas.gp):
        page = queries.appointments(personas.gp, child, today=today, can_write=False)
        with pytest.raises(NotVisibleError):
            queries.get_appointment(personas.gp, child, 10**9)
    assert (page.pattern[-1].attended, page.pattern[-1].missed, page.pattern[-1].put_off) == (0, 2, 1)
    assert sum(one.attended for one in page.pattern) == 1
    assert not any(line.may_follow_up or line.may_change for line in page.lines)


@pytest.mark.parametrize(
    ("facts_", "name"),
    [
        ({"outcome": "no_access"}, "missed_appointment_says_its_impact_and_who_was_told"),
        ({"reoffered_on": date(2026, 1, 5)}, "appointment_is_offered_again_later"),
        ({"followed_up": "Spoke"}, "followed_up_appointment_says_what_when_and_by_whom"),
    ],
)
def test_the_database_refuses_half_an_appointment(personas, child, at, facts_, name):
    by = personas.gp
    row = Appointment(
        child=child,
        agency=by.agency,
        service="Check",
        on=date(2026, 1, 5),
        recorded_at=at,
        recorded_by=by,
        **facts_,
    )
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.record(by=by, at=at)
