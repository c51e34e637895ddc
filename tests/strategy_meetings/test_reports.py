"""The figures on strategy meetings: right, nameless, the same for all; the meetings behind them gated."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from cases.exceptions import NotPermittedError
from cases.models import Meeting
from safeguarding.accounts.identity import as_user
from safeguarding.audit.models import AccessLog, Action
from strategy_meetings.queries import reports
from strategy_meetings.services import holding
from tests.factories import records
from tests.factories.partnership import NAMES
from tests.strategy_meetings.test_from_call_to_signature import QUORUM, _attend, _call

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PASSWORD = "correct horse battery staple"


def _held(personas, at, who, **facts):
    child = records.child(by=personas.team_manager, at=at, **facts)
    if facts:
        for name in ("social_worker", "team_manager"):
            records.involve(child, getattr(personas, name), by=personas.team_manager, at=at)
    with as_user(personas.social_worker):
        strategy = _call(personas, at, child)
        _attend(strategy, personas, who, at)
        holding.hold(
            strategy=strategy,
            held_at=at + 12 * HOUR,
            by=personas.social_worker,
            at=at + 12 * HOUR,
            inquorate_reason="" if who == QUORUM else "Nobody on call",
        )
    return strategy


def _report(personas, at, name="team_manager", months=12):
    user = getattr(personas, name)
    with as_user(user):
        return reports.report(user, months=months, now=at)


def test_quorum_days_attendance_and_records_are_counted(personas, at):
    _held(personas, at, QUORUM)
    _held(personas, at, ("social_worker", "police"))
    found = _report(personas, at + 24 * HOUR)
    (line,) = found.lines
    assert (line.month.isoformat(), line.team) == ("2026-03-01", "Child Protection Team East")
    assert (found.totals.meetings, found.totals.quorum_rate, found.totals.days) == (2, 50, 0.5)
    assert {each.agency: (each.asked, each.present) for each in found.attendance} == {
        "Northmoor Children's Services": (2, 2),
        "Northmoor Police": (2, 2),
        "Millbrook Surgery": (1, 1),
    }
    assert found.totals.record_rate is None
    late = _report(personas, at + 240 * HOUR).totals
    assert (late.records, late.record_rate) == (2, 0)


def test_a_restricted_childs_meeting_counts_for_everybody_and_is_listed_to_those_named_alone(personas, at):
    _held(personas, at, QUORUM, is_restricted=True)
    for name in ("team_manager", "front_door_manager", "partnership_admin"):
        assert _report(personas, at + 24 * HOUR, name).totals.meetings == 1
    listed = {}
    for name in ("team_manager", "front_door_manager"):
        user = getattr(personas, name)
        with as_user(user):
            listed[name] = len(reports.meetings(user, month=at.date(), only_inquorate=False))
    assert listed == {"team_manager": 1, "front_door_manager": 0}


def test_what_lies_before_the_period_is_left_out(personas, at):
    _held(personas, at, QUORUM)
    assert _report(personas, at + timedelta(days=150), months=3).lines == []


def test_only_managers_and_the_partnership_read_it(personas, at):
    may = {"front_door_manager", "team_manager", "head_of_service", "partnership_admin"}
    for name in sorted(set(NAMES) - may):
        with pytest.raises(NotPermittedError):
            reports.report(getattr(personas, name), months=12, now=at)
    with pytest.raises(NotPermittedError):
        reports.meetings(personas.partnership_admin, month=at.date(), only_inquorate=False)


def test_the_page_has_a_chart_its_table_and_the_way_to_the_meetings(personas, at, sign_in, time_machine):
    strategy = _held(personas, at, ("social_worker", "police"))
    time_machine.move_to(at + 24 * HOUR)
    page = sign_in(personas.team_manager).get(reverse("strategy_reports")).content.decode()
    assert 'role="img"' in page
    assert "March 2026" in page
    reference = Meeting.objects.get(pk=strategy.pk).reference
    assert reference not in page
    href = reverse("strategy_report_meetings") + "?month=2026-03"
    assert href in page
    listed = sign_in(personas.team_manager).get(href + "&only=inquorate").content.decode()
    assert reference in listed
    admin = sign_in(personas.partnership_admin).get(reverse("strategy_reports")).content.decode()
    assert href not in admin
    assert sign_in(personas.team_manager).get(href + "x").status_code == 404


def test_the_export_asks_who_it_is_and_is_logged(personas, at, client, time_machine):
    _held(personas, at, QUORUM)
    time_machine.move_to(at + 24 * HOUR)
    manager = personas.team_manager
    manager.set_password(PASSWORD)
    manager.save()
    client.force_login(manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("strategy_reports_export")
    answer = client.get(path)
    if answer.status_code == 302:
        answer = client.post(answer["Location"], {"password": PASSWORD}, follow=True)
    text = answer.content.decode()
    assert '"2026-03-01","Child Protection Team East","1","1","0.5"' in text
    assert AccessLog.objects.filter(action=Action.EXPORT, user=manager).count() == 1


def test_the_number_of_statements_does_not_grow(personas, at, django_assert_num_queries):
    _held(personas, at, QUORUM)
    later = at + 24 * HOUR
    with django_assert_num_queries(4) as few:
        _report(personas, later)
    for _ in range(3):
        _held(personas, at, QUORUM)
    with django_assert_num_queries(len(few)):
        _report(personas, later)
