"""The calendar: loading GOV.UK's list, the end of the calendar in sight, and time limits past it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from cases import tasks
from cases.exceptions import DomainError
from cases.models import BankHolidays, Deadline
from cases.queries import working_calendar
from cases.services import bank_holidays, deadlines
from safeguarding.notifications.models import Email, Notification, Urgency
from safeguarding.rules import working_days
from safeguarding.rules.bank_holiday_list import ListRefused
from tests.factories import calendars, records, referrals
from tests.factories.fixtures import LONDON

# A Friday; the next working day is Tuesday 2 January, but in 2028 nobody knows that for certain.
LAST_FRIDAY = datetime(2028, 12, 29, 11, 0, tzinfo=LONDON)


def run(path, *named: str) -> str:
    out = StringIO()
    call_command("update_bank_holidays", str(path), *(f"--named={day}" for day in named), stdout=out)
    return out.getvalue()


@pytest.fixture
def listed(tmp_path):
    """`listed(**facts)` writes GOV.UK's file and gives its path."""

    def _listed(**facts):
        path = tmp_path / "bank-holidays.json"
        path.write_text(calendars.text(**facts), encoding="utf-8")
        return path

    return _listed


@pytest.fixture
def late_referral(personas):
    """A referral on the last working day that is known; its time limit lies beyond."""
    sent = referrals.referral(by=personas.school, at=LAST_FRIDAY, children=(referrals.MAISIE,))
    return Deadline.objects.get(referral_child__referral=sent)


def test_without_a_list_the_shipped_calendar_counts(db):
    assert working_calendar.current() is working_days.england_and_wales()


def test_the_command_counts_by_the_new_list_from_then_on(db, listed):
    said = run(listed())
    calendar = working_calendar.current()
    assert calendar.horizon == date(2030, 12, 31)
    assert working_days.add(date(2028, 12, 29), 1, calendar) == date(2029, 1, 2)
    assert "1 January 2029: now a bank holiday" in said
    assert "Working days are counted until 31 December 2030" in said
    assert BankHolidays.objects.get().horizon == date(2030, 12, 31)
    assert run(listed()) == "The list says nothing that isn't known: nothing was changed\n"
    assert BankHolidays.objects.count() == 1


def test_the_command_refuses_what_nobody_named_and_changes_nothing(db, listed):
    path = listed(more=[date(2029, 7, 6)])
    with pytest.raises(CommandError) as refused:
        run(path)
    assert "2029-07-06 (Bank holiday for something)" in str(refused.value)
    assert "--named YYYY-MM-DD" in str(refused.value)
    assert not BankHolidays.objects.exists()
    assert "6 July 2029: now a bank holiday" in run(path, "2029-07-06")
    # What was named once is known from then on; its going would have to be named again.
    with pytest.raises(CommandError, match=r"2029-07-06 .* is missing"):
        run(listed())
    assert "6 July 2029: no bank holiday any more" in run(listed(), "2029-07-06")
    assert BankHolidays.objects.count() == 2


def test_the_command_says_how_many_clocks_have_their_certain_day_now(late_referral, listed):
    assert "1 whose day was provisional have another, certain one" in run(listed())


def test_a_file_that_cannot_be_read_is_said_so(db, tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        run(tmp_path / "nowhere.json")
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="can't be read"):
        run(broken)
    broken.write_bytes(b" " * 2_000_001)
    with pytest.raises(CommandError, match="too large"):
        run(broken)
    broken.write_text("<html>", encoding="utf-8")
    with pytest.raises(CommandError, match="isn't JSON"):
        run(broken)


def test_a_list_moves_no_clock_that_has_its_day(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    clock = deadlines.set(rule_id="assessment", starts_at=at, by=personas.social_worker, at=at, child=child)
    proclaimed = date(2026, 4, 24)
    loaded = bank_holidays.load(text=calendars.text(more=[proclaimed]), named=[proclaimed], at=at)
    assert (loaded.settled, proclaimed in loaded.added) == (0, True)
    clock.refresh_from_db()
    assert (clock.due_on, clock.history.count()) == (date(2026, 5, 15), 1)
    again = deadlines.set(
        rule_id="core_group_minutes",
        starts_at=datetime(2026, 4, 20, 9, tzinfo=LONDON),
        by=personas.social_worker,
        at=at,
        child=child,
    )
    assert again.due_on == date(2026, 5, 6)


def test_a_newer_program_knows_more_than_an_older_list(db, at):
    BankHolidays.objects.create(
        days=[date(2024, 12, 25)], horizon=date(2024, 12, 31), digest="x" * 64, loaded_at=at
    )
    calendar = working_calendar.current()
    assert calendar.horizon == working_days.england_and_wales().horizon
    assert not working_days.is_working_day(date(2028, 12, 25), calendar)
    assert working_days.is_working_day(date(2024, 5, 6), calendar)


@pytest.mark.parametrize(
    ("on", "warned"),
    [
        (date(2027, 12, 30), False),
        (date(2027, 12, 31), True),
        (date(2028, 6, 1), True),
        (date(2029, 2, 1), True),
    ],
)
def test_the_end_is_in_sight_for_twelve_months(on, warned):
    assert working_calendar.ends_soon(working_days.england_and_wales(), on) is warned


def test_the_system_admin_is_told_once_a_month_in_the_service_and_by_mail(personas):
    first = datetime(2027, 12, 31, 6, 20, tzinfo=LONDON)
    assert bank_holidays.warn(at=first - timedelta(days=1)) == 0
    assert [bank_holidays.warn(at=first + timedelta(hours=hours)) for hours in (0, 1)] == [1, 0]
    assert [bank_holidays.warn(at=first + timedelta(days=days)) for days in (1, 20, 40)] == [1, 0, 1]
    told = Notification.objects.filter(kind="calendar_ends")
    assert {row.recipient for row in told} == {personas.system_admin}
    assert "31 December 2028" in told[0].text
    assert Email.objects.filter(notification__in=told).count() == 3


def test_a_new_list_takes_the_warning_back(personas, listed):
    bank_holidays.warn(at=datetime(2028, 2, 1, 6, 20, tzinfo=LONDON))
    bank_holidays.load(text=calendars.text(), named=[], at=datetime(2028, 2, 2, 9, tzinfo=LONDON))
    assert Notification.objects.get(kind="calendar_ends").withdrawn_at is not None
    assert bank_holidays.warn(at=datetime(2028, 3, 1, 6, 20, tzinfo=LONDON)) == 0


def test_the_daily_task_warns(personas, time_machine):
    time_machine.move_to(datetime(2028, 1, 3, 6, 20, tzinfo=LONDON), tick=False)
    tasks.watch_the_calendar()
    assert Notification.objects.filter(kind="calendar_ends", recipient=personas.system_admin).count() == 1


def test_the_system_admins_home_page_says_when_the_calendar_ends(personas, sign_in, time_machine):
    client = sign_in(personas.system_admin)
    assert "The calendar of bank holidays ends" not in client.get("/").content.decode()
    time_machine.move_to(datetime(2028, 1, 3, 9, tzinfo=LONDON))
    page = sign_in(personas.system_admin).get("/").content.decode()
    assert "The calendar of bank holidays ends on 31 December 2028" in page
    assert "update_bank_holidays" in page


def test_a_referral_is_taken_past_the_calendars_end_with_a_day_that_cannot_be_too_late(
    personas, late_referral
):
    assert late_referral.due_on == date(2029, 1, 1)
    assert late_referral.counted_past == date(2028, 12, 31)
    assert late_referral.next_alert_at == datetime(2029, 1, 1, 8, tzinfo=LONDON)


def test_the_worklist_says_that_the_day_is_provisional(personas, sign_in, late_referral, time_machine):
    said = "Provisional: the bank holidays after 31 December 2028 are not known yet"
    time_machine.move_to(LAST_FRIDAY)
    client = sign_in(personas.front_door_manager)
    assert said in client.get("/").content.decode()
    bank_holidays.load(text=calendars.text(), named=[], at=LAST_FRIDAY)
    assert said not in client.get("/").content.decode()


def test_that_is_an_error_for_whoever_runs_the_service_told_at_once(personas, caplog):
    for _ in range(2):
        referrals.referral(by=personas.school, at=LAST_FRIDAY)
    told = Notification.objects.get(kind="calendar_passed")
    assert (told.recipient, told.urgency) == (personas.system_admin, Urgency.URGENT)
    assert "provisional" in told.text
    errors = [row.getMessage() for row in caplog.records if row.levelname == "ERROR"]
    assert "The calendar of bank holidays ends on 2028-12-31: referral_decision was counted past it" in errors
    referrals.referral(by=personas.school, at=LAST_FRIDAY + timedelta(days=3))
    assert Notification.objects.filter(kind="calendar_passed").count() == 2


def test_the_next_list_makes_a_provisional_day_certain(personas, late_referral):
    loaded = bank_holidays.load(text=calendars.text(), named=[], at=LAST_FRIDAY)
    assert loaded.settled == 1
    late_referral.refresh_from_db()
    assert (late_referral.due_on, late_referral.statutory_due_on) == (date(2029, 1, 2), date(2029, 1, 2))
    assert (late_referral.counted_past, late_referral.revision) == (None, 1)
    assert late_referral.next_alert_at == datetime(2029, 1, 2, 8, tzinfo=LONDON)
    latest = late_referral.history.latest()
    assert latest.history_user is None
    assert latest.history_change_reason == (
        "The bank holidays until 31 December 2030 are known now: the day is certain"
    )


def test_a_day_that_somebody_agreed_on_stays_and_the_rules_own_becomes_certain(personas, late_referral):
    late_referral.due_on, late_referral.rescheduled_at = date(2028, 12, 30), LAST_FRIDAY
    late_referral.rescheduled_reason = "Sooner"
    late_referral.record(by=personas.front_door_manager, at=LAST_FRIDAY)
    assert bank_holidays.load(text=calendars.text(), named=[], at=LAST_FRIDAY).settled == 0
    late_referral.refresh_from_db()
    assert (late_referral.due_on, late_referral.statutory_due_on) == (date(2028, 12, 30), date(2029, 1, 2))


def test_what_is_late_by_the_certain_day_too_is_not_told_again(personas, late_referral):
    after = LAST_FRIDAY + timedelta(days=7)
    deadlines.sweep(at=after)
    late_referral.refresh_from_db()
    stage = late_referral.alert_stage
    assert bank_holidays.load(text=calendars.text(), named=[], at=after).settled == 1
    late_referral.refresh_from_db()
    assert (late_referral.due_on, late_referral.alert_stage) == (date(2029, 1, 2), stage)
    assert late_referral.revision == 0


def test_a_calendar_that_still_ends_too_soon_leaves_the_day_provisional(personas):
    child = records.child(by=personas.social_worker, at=LAST_FRIDAY)
    far = datetime(2029, 12, 20, 9, tzinfo=LONDON)
    clock = deadlines.set(
        rule_id="assessment", starts_at=far, by=personas.social_worker, at=LAST_FRIDAY, child=child
    )
    first = clock.due_on
    bank_holidays.load(text=calendars.text(years=range(2026, 2030)), named=[], at=LAST_FRIDAY)
    clock.refresh_from_db()
    assert clock.counted_past == date(2029, 12, 31)
    assert clock.due_on > first


def test_census_clocks_are_settled_and_still_tell_nobody(personas):
    child = records.child(by=personas.social_worker, at=LAST_FRIDAY)
    clock = deadlines.set(
        rule_id="assessment_census",
        starts_at=LAST_FRIDAY,
        by=personas.social_worker,
        at=LAST_FRIDAY,
        child=child,
    )
    bank_holidays.load(text=calendars.text(), named=[], at=LAST_FRIDAY)
    clock.refresh_from_db()
    assert (clock.counted_past, clock.next_alert_at) == (None, None)


def test_the_daily_task_settles_by_a_calendar_that_came_with_the_program(personas, late_referral, at):
    Deadline.objects.filter(pk=late_referral.pk).update(counted_past=date(2027, 12, 31))
    bank_holidays.watch(at=LAST_FRIDAY)
    late_referral.refresh_from_db()
    assert late_referral.counted_past == date(2028, 12, 31)


def test_a_start_before_the_calendar_is_still_refused(personas, at):
    child = records.child(by=personas.social_worker, at=at)
    with pytest.raises(DomainError, match="2012-01-01"):
        deadlines.set(
            rule_id="assessment",
            starts_at=datetime(2011, 6, 1, tzinfo=LONDON),
            by=personas.social_worker,
            at=at,
            child=child,
        )


def test_the_services_own_error_names_every_problem(db, at):
    with pytest.raises(ListRefused) as refused:
        bank_holidays.load(text=calendars.text(less=[date(2029, 1, 1), date(2029, 12, 25)]), named=[], at=at)
    assert len(refused.value.problems) == 2
    assert str(refused.value).count(";") == 1
