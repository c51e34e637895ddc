"""Who is told: by role and team, with leavers, deputies, restricted records and nobody forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases import access_telling
from cases.models import Deadline
from cases.services import deadline_recipients, deadlines
from cases.services.deadline_recipients import Held
from safeguarding.accounts.models import Cover, Role, User
from safeguarding.notifications.models import Notification
from safeguarding.rules.london_time import london_date
from safeguarding.rules.timescales import Recipient
from tests.cases.alerts import told
from tests.factories import partnership, records, referrals
from tests.factories.fixtures import LONDON

# The assessment begins on 10 March 2026 and is due on 15 May; its reminder is five working days before.
REMINDER = datetime(2026, 5, 8, 8, 0, tzinfo=LONDON)
BREACH = datetime(2026, 5, 16, tzinfo=LONDON)
TWO_DAYS_AFTER = datetime(2026, 5, 19, 8, 0, tzinfo=LONDON)


@pytest.fixture
def start(personas, at):
    """`start(**facts)` sets an assessment's deadline on a new child."""

    def _start(*, is_restricted: bool = False, **facts) -> Deadline:
        worker = personas.social_worker
        child = records.child(by=worker, at=at, is_restricted=is_restricted)
        facts = {"responsible": worker, **facts}
        return deadlines.set(rule_id="assessment", starts_at=at, by=worker, at=at, child=child, **facts)

    return _start


def leave(user: User) -> None:
    user.is_active = False
    user.save()


def away(user: User, deputy: User, on: datetime, days: int = 1) -> None:
    """`user` is away from that day on, and `deputy` stands in."""
    starts_on = london_date(on)
    ends_on = starts_on + timedelta(days=days - 1)
    Cover.objects.create(
        user=user, deputy=deputy, starts_on=starts_on, ends_on=ends_on, set_by=user, set_at=on
    )


HOLDERS = {
    Recipient.RESPONSIBLE_WORKER: ["social_worker"],
    Recipient.MINUTE_TAKER: ["social_worker"],
    Recipient.OTHER_AUTHORITY: ["social_worker"],
    Recipient.TEAM_MANAGER: ["team_manager"],
    Recipient.MEETING_CHAIR: ["team_manager"],
    Recipient.SUPERVISOR: ["team_manager"],
    Recipient.FRONT_DOOR_MANAGER: ["front_door_manager"],
    Recipient.SERVICE_MANAGER: ["head_of_service"],
    Recipient.HEAD_OF_SERVICE: ["head_of_service"],
    Recipient.HEAD_OF_SAFEGUARDING: ["head_of_service"],
    Recipient.CONFERENCE_CHAIR: ["business_support"],
    Recipient.CONFERENCE_UNIT: ["business_support"],
    Recipient.BUSINESS_SUPPORT: ["business_support"],
    Recipient.SAFEGUARDING_LEAD: ["team_manager"],
    Recipient.PARTNERSHIP: ["partnership_admin"],
}


@pytest.mark.parametrize("role", list(Recipient))
def test_every_role_has_somebody_who_holds_it(personas, at, role):
    staff = deadline_recipients.load(london_date(at))
    held = Held(worker=personas.social_worker.pk, team=personas.social_worker.team_id)
    expected = [getattr(personas, name) for name in HOLDERS[role]]
    assert staff.holders(role, held, is_breached=True) == expected


def test_a_meetings_chair_is_told_and_their_place_taken_by_the_team_manager(personas, at):
    chair, worker = personas.front_door_manager, personas.social_worker
    held = Held(worker.pk, worker.team_id, meeting_chair=chair.pk)
    asked = (Recipient.MEETING_CHAIR, held)
    assert deadline_recipients.load(london_date(at)).holders(*asked, is_breached=True) == [chair]
    leave(chair)
    told = deadline_recipients.load(london_date(at)).holders(*asked, is_breached=True)
    assert told == [personas.team_manager]


@pytest.mark.parametrize("role", list(Recipient))
def test_at_the_end_of_every_chain_stand_the_heads_of_service(personas, at, role):
    for _, user in personas:
        if user != personas.head_of_service:
            leave(user)
    staff = deadline_recipients.load(london_date(at))
    held = Held(worker=personas.social_worker.pk, team=personas.social_worker.team_id)
    for is_breached in (False, True):
        assert staff.holders(role, held, is_breached=is_breached) == [personas.head_of_service]
    assert staff.holders(role, Held(), is_breached=False) == [personas.head_of_service]


def test_without_any_head_of_service_the_managers_of_social_care_hear_of_it(personas, at):
    leave(personas.head_of_service)
    staff = deadline_recipients.load(london_date(at))
    assert staff.heads == [personas.front_door_manager, personas.team_manager]


def test_roles_of_their_own_come_before_those_who_stand_in(personas, at):
    care, unit = personas.social_worker.agency, personas.conference_chair.team
    safeguarding_head = partnership.user("Una Conference", care, Role.SENIOR_MANAGER, in_team=unit)
    lead = partnership.user("Lia Lead", care, Role.PRACTITIONER, is_safeguarding_lead=True)
    service_manager = partnership.user(
        "Seb Service", care, Role.MANAGER, line_manager=personas.head_of_service
    )
    own_support = partnership.user(
        "Bo Support", care, Role.BUSINESS_SUPPORT, in_team=personas.social_worker.team
    )
    personas.team_manager.line_manager = service_manager
    personas.team_manager.save()
    staff = deadline_recipients.load(london_date(at))
    worker = personas.social_worker
    held = Held(worker.pk, worker.team_id, chairs=(personas.conference_chair.pk,))
    assert [
        staff.holders(role, held, is_breached=True)
        for role in (
            Recipient.HEAD_OF_SAFEGUARDING,
            Recipient.SAFEGUARDING_LEAD,
            Recipient.SERVICE_MANAGER,
            Recipient.HEAD_OF_SERVICE,
            Recipient.CONFERENCE_CHAIR,
            Recipient.BUSINESS_SUPPORT,
        )
    ] == [
        [safeguarding_head],
        [lead],
        [service_manager],
        [personas.head_of_service],
        [personas.conference_chair],
        [own_support],
    ]
    assert staff.holders(Recipient.SAFEGUARDING_LEAD, Held(team=worker.team_id), is_breached=True) == [lead]


def test_two_people_who_manage_each_other_are_no_endless_line(personas, at):
    personas.team_manager.line_manager = personas.social_worker
    personas.team_manager.save()
    staff = deadline_recipients.load(london_date(at))
    held = Held(worker=personas.social_worker.pk)
    assert staff.holders(Recipient.HEAD_OF_SERVICE, held, is_breached=True) == [personas.head_of_service]


def test_the_childs_own_conference_chair_is_told(personas, start, at):
    child, by = start().child, personas.social_worker
    records.involve_as(child, personas.conference_chair, "conference_chair", by=by, at=at)
    report = deadlines.set(rule_id="report_icpc", starts_at=at, by=by, at=at, child=child, responsible=by)
    deadlines.sweep(at=report.due_at)
    assert told(report, "breach") == {by, personas.conference_chair}


def test_a_supervision_that_is_missed_goes_to_the_supervisor_and_up(personas, at):
    worker, supervisor, head = personas.social_worker, personas.team_manager, personas.head_of_service
    clock = deadlines.set(
        rule_id="supervision_worker", starts_at=at, by=supervisor, at=at, about_worker=worker
    )
    for moment in (clock.next_alert_at, clock.due_at, clock.due_at + timedelta(days=5)):
        deadlines.sweep(at=moment)
    assert told(clock, "before") == {supervisor}
    assert told(clock, "breach") == {supervisor, head}
    row = Notification.objects.filter(recipient=supervisor).last()
    assert (row.path, row.reference) == (f"/deadlines/{clock.pk}/act/", "")
    assert row.text == "Supervision of a worker is due by the end of 7 April 2026"


def test_a_supervision_of_somebody_without_a_manager_reaches_the_heads_of_service(personas, at):
    chair = personas.conference_chair
    clock = deadlines.set(rule_id="supervision_chair", starts_at=at, by=chair, at=at, about_worker=chair)
    deadlines.sweep(at=clock.next_alert_at)
    assert told(clock, "before") == {personas.head_of_service}
    other = deadlines.set(rule_id="recording_other", starts_at=at, by=chair, at=at, about_worker=chair)
    deadlines.sweep(at=other.next_alert_at)
    assert told(other, "before") == {personas.head_of_service}


def test_a_worker_who_left_is_not_told_but_their_manager_is(personas, start):
    deadline = start()
    personas.social_worker.is_active = False
    personas.social_worker.save()
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.team_manager}
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.team_manager}


def test_a_manager_who_left_is_passed_over_for_the_teams_managers_then_the_head_of_service(personas, start):
    deadline = start()
    worker, manager = personas.social_worker, personas.team_manager
    worker.line_manager = personas.front_door_worker
    worker.save()
    personas.front_door_worker.is_active = False
    personas.front_door_worker.save()
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {worker, manager}
    manager.is_active = False
    manager.save()
    other = start()
    deadlines.sweep(at=BREACH)
    assert told(other, "breach") == {worker, personas.head_of_service}


def test_a_team_without_anybody_leaves_the_reminder_to_the_head_of_service(personas, start):
    personas.conference_chair.is_active = False
    personas.conference_chair.save()
    deadline = start(responsible=None, team=personas.conference_chair.team)
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.head_of_service}


def test_nobody_who_has_left_may_hear_of_anything(personas, start):
    child = start().child.pk
    leave(personas.social_worker)
    asked = access_telling.hearers(restricted=(), children=(), users=())
    assert not asked.may_hear(personas.social_worker, child=child, is_restricted=False)
    assert asked.may_hear(personas.team_manager, child=child, is_restricted=False)


def test_what_a_team_holds_together_is_told_to_its_manager_from_the_breach_on(personas, start):
    deadline = start(responsible=None, team=personas.social_worker.team)
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.social_worker, personas.team_manager}
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.team_manager}
    deadlines.sweep(at=TWO_DAYS_AFTER)
    assert told(deadline, "after:2") == {personas.team_manager, personas.head_of_service}


def test_a_deputy_is_told_too_on_the_days_of_absence_and_on_no_others(personas, start, at):
    deputy = partnership.user(
        "Dee Deputy", personas.social_worker.agency, in_team=personas.social_worker.team
    )
    away(personas.social_worker, deputy, REMINDER)
    deadline = start()
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.social_worker, deputy}
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.social_worker, personas.team_manager}


def test_a_manager_who_is_away_has_a_deputy_too_and_one_who_is_told_anyway_hears_it_once(personas, start):
    away(personas.team_manager, personas.front_door_manager, BREACH, days=3)
    away(personas.social_worker, personas.team_manager, BREACH, days=3)
    deadline = start()
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {
        personas.social_worker,
        personas.team_manager,
        personas.front_door_manager,
    }
    assert Notification.objects.count() == 3


@pytest.mark.parametrize("why", ["left", "away", "may not see the record"])
def test_a_deputy_who_cannot_be_told_leaves_it_to_the_manager(personas, start, why):
    deputy = partnership.user("Dee Deputy", personas.social_worker.agency)
    if why == "left":
        leave(deputy)
    elif why == "away":
        away(deputy, personas.front_door_worker, REMINDER)
    else:
        deputy = personas.school
    away(personas.social_worker, deputy, REMINDER)
    deadline = start()
    deadlines.sweep(at=REMINDER)
    assert told(deadline, "before") == {personas.social_worker, personas.team_manager}


def test_a_partners_deputy_is_told_of_children_their_agency_is_involved_with(personas, at):
    colleague = partnership.user("Col League", personas.school.agency)
    stranger = partnership.user("Stran Ger", personas.gp.agency)
    by = personas.social_worker
    away(personas.school, colleague, at, days=60)
    away(personas.school, stranger, at, days=60)
    child = records.child(by=by, at=at)
    records.involve(child, personas.school.agency, by=by, at=at)
    clock = deadlines.set(
        rule_id="recording_other", starts_at=at, by=by, at=at, child=child, responsible=personas.school
    )
    deadlines.sweep(at=clock.next_alert_at)
    assert told(clock, "before") == {personas.school, colleague}


def test_deputies_of_the_front_door_and_of_supervisors_are_asked_whether_it_is_theirs_to_see(personas, at):
    sent = referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))
    decision = Deadline.objects.get(referral_child__referral=sent)
    by, worker = personas.team_manager, personas.social_worker
    supervision = deadlines.set(rule_id="supervision_worker", starts_at=at, by=by, at=at, about_worker=worker)
    for user, deputy in (
        (personas.front_door_manager, personas.front_door_worker),
        (personas.front_door_worker, personas.social_worker),
        (personas.team_manager, personas.front_door_manager),
    ):
        away(user, deputy, at, days=60)
    deadlines.sweep(at=decision.due_at)
    # The front door's own deputy is away too, so its head hears of it.
    assert told(decision, "breach") == {personas.front_door_manager, personas.head_of_service}
    deadlines.sweep(at=supervision.next_alert_at)
    assert told(supervision, "before") == {personas.team_manager, personas.head_of_service}


def test_only_people_named_on_a_restricted_record_hear_of_it(personas, start, at):
    deadline = start(is_restricted=True)
    records.involve(deadline.child, personas.social_worker, by=personas.head_of_service, at=at)
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.social_worker}


def test_when_nobody_concerned_is_named_those_who_are_named_hear_of_it(personas, start, at):
    deadline = start(is_restricted=True)
    records.involve(deadline.child, personas.conference_chair, by=personas.head_of_service, at=at)
    deadlines.sweep(at=BREACH)
    assert told(deadline, "breach") == {personas.conference_chair}


def test_when_nobody_is_named_the_head_of_service_hears_that_and_not_which_record(personas, start):
    deadline = start(is_restricted=True)
    deadlines.sweep(at=BREACH)
    row = Notification.objects.get()
    assert (row.recipient, row.reference, row.path) == (personas.head_of_service, "", "/")
    assert deadline.child.reference not in row.text


def test_on_a_restricted_record_the_heads_of_service_hear_that_something_stays_missed_and_not_what(
    personas, start, at
):
    deadline = start(is_restricted=True)
    records.involve(deadline.child, personas.social_worker, by=personas.head_of_service, at=at)
    deadlines.sweep(at=TWO_DAYS_AFTER)
    assert told(deadline, "after:2") == {personas.social_worker, personas.head_of_service}
    row = Notification.objects.get(recipient=personas.head_of_service)
    assert (row.reference, row.path) == ("", "/")
    assert deadline.child.reference not in row.text


def test_a_head_of_service_who_is_named_on_a_restricted_record_hears_which_it_is(personas, start, at):
    deadline = start(is_restricted=True)
    for named in (personas.social_worker, personas.head_of_service):
        records.involve(deadline.child, named, by=personas.head_of_service, at=at)
    deadlines.sweep(at=TWO_DAYS_AFTER)
    row = Notification.objects.get(recipient=personas.head_of_service)
    assert row.reference == deadline.child.reference


def test_a_deputy_hears_of_a_restricted_record_only_when_named_on_it(personas, start, at):
    deputy = partnership.user("Dee Deputy", personas.social_worker.agency)
    away(personas.social_worker, deputy, REMINDER)
    hidden, shared = start(is_restricted=True), start(is_restricted=True)
    for deadline in (hidden, shared):
        records.involve(deadline.child, personas.social_worker, by=personas.head_of_service, at=at)
    records.involve(shared.child, deputy, by=personas.head_of_service, at=at)
    deadlines.sweep(at=REMINDER)
    assert told(hidden, "before") == {personas.social_worker}
    assert told(shared, "before") == {personas.social_worker, deputy}
