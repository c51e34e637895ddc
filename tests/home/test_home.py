"""The first page of each persona: their work, what is due, what is new, and nothing that isn't theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases.models import Deadline
from cases.services import deadlines, drafts
from safeguarding.notifications.models import Email, EmailState
from safeguarding.notifications.services import notify
from tests.factories import records, referrals
from tests.factories.partnership import NAMES

HOME = "/"


@pytest.fixture
def now():
    return timezone.now()


def allocated_child(personas, now, name="Robin", *, is_restricted=False):
    child = records.child(name, "Dale", by=personas.social_worker, at=now, is_restricted=is_restricted)
    child.allocated_to = personas.social_worker
    child.team = personas.social_worker.team
    child.record(by=personas.team_manager, at=now)
    return child


def assess(personas, child, started):
    return deadlines.set(
        rule_id="assessment",
        starts_at=started,
        by=personas.social_worker,
        at=started,
        child=child,
        responsible=personas.social_worker,
    )


def text(client, address=HOME) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_every_persona_has_a_home_page_even_when_there_is_nothing_to_do(personas, sign_in, name):
    page = text(sign_in(getattr(personas, name)))
    assert "Nothing new." in page


def test_somebody_not_signed_in_is_asked_to_sign_in(db, client):
    assert client.get(HOME).status_code == 302


def test_a_social_worker_sees_what_is_overdue_and_the_children_allocated_to_them(personas, sign_in, now):
    late = allocated_child(personas, now, "Robin")
    early = allocated_child(personas, now, "Wren")
    assess(personas, late, now - timedelta(days=200))
    assess(personas, early, now)
    client = sign_in(personas.social_worker)
    page = text(client)
    assert page.index("Assessment: Robin Dale") < page.index("Assessment: Wren Dale")
    assert f'href="/children/{late.reference}/"' in page
    overdue = text(client, "/?show=overdue")
    assert "Assessment: Robin Dale" in overdue
    assert "Assessment: Wren Dale" not in overdue
    assert "Nothing is due within a week." in text(client, "/?show=soon")


def test_the_front_door_sees_undecided_referrals_and_goes_straight_to_the_act(personas, sign_in, now):
    sent = referrals.referral(by=personas.school, at=now)
    page = text(sign_in(personas.front_door_worker))
    assert f'href="/front-door/{sent.reference}/2/"' in page
    assert "Decision on a referral: Alfie Thornbury" in page
    for name in ("social_worker", "business_support", "school", "gp", "partnership_admin", "system_admin"):
        assert "Decision on a referral" not in text(sign_in(getattr(personas, name)))


def test_a_partner_sees_the_outcome_of_what_they_sent_and_not_what_others_sent(personas, sign_in, now):
    sent = referrals.referral(by=personas.school, at=now)
    page = text(sign_in(personas.school))
    assert f'href="/referrals/{sent.reference}/"' in page
    assert "Maisie Thornbury" in page
    assert "Received" in page
    assert sent.reference not in text(sign_in(personas.other_school))


def test_a_partner_sees_no_time_limit_of_a_child_they_know(personas, sign_in, now):
    child = allocated_child(personas, now)
    records.involve(child, personas.school.agency, by=personas.social_worker, at=now)
    assess(personas, child, now - timedelta(days=200))
    assert "Robin" not in text(sign_in(personas.school))


def test_what_somebody_was_typing_is_offered_to_them_alone(personas, sign_in, now):
    draft = drafts.start(form="referral", by=personas.school, at=now)
    assert str(draft.key) in text(sign_in(personas.school))
    assert str(draft.key) not in text(sign_in(personas.other_school))


def test_what_is_new_shows_until_it_is_read(personas, sign_in, now):
    for number in range(7):
        notify(
            recipients=[personas.gp],
            key=str(number),
            kind="test",
            text=f"R000000{number}: news",
            path="/",
            at=now,
            urgency="urgent",
        )
    client = sign_in(personas.gp)
    page = text(client)
    assert page.count(": news") == 5
    assert "2 more unread" in page
    assert "Urgent" in page
    client.post("/notifications/read/")
    assert "Nothing new." in text(client)


def test_a_restricted_child_shows_to_nobody_who_is_not_named(personas, sign_in, now):
    child = allocated_child(personas, now, is_restricted=True)
    assess(personas, child, now - timedelta(days=200))
    for _, user in personas:
        for address in (HOME, "/team/"):
            page = sign_in(user).get(address).content.decode()
            assert "Robin" not in page
            assert child.reference not in page
    records.involve(child, personas.social_worker, by=personas.head_of_service, at=now)
    assert "Robin Dale" in text(sign_in(personas.social_worker))


def test_a_referral_matched_to_a_restricted_record_leaves_the_front_doors_list(personas, sign_in, now):
    sent = referrals.referral(by=personas.school, at=now, children=(referrals.MAISIE,))
    child = allocated_child(personas, now, is_restricted=True)
    part = sent.children.get()
    part.state, part.child, part.matched_at = "matched", child, now
    part.record(by=personas.head_of_service, at=now)
    assert Deadline.objects.get().child is None
    assert "Thornbury" not in text(sign_in(personas.front_door_worker))


def test_a_manager_is_told_how_the_team_stands_and_what_is_overdue_there(personas, sign_in, now):
    assess(personas, allocated_child(personas, now), now - timedelta(days=200))
    page = text(sign_in(personas.team_manager))
    assert "1 overdue, 0 due within a week" in page
    assert "Assessment: Robin Dale" in page
    assert "1 overdue" not in text(sign_in(personas.front_door_manager))


def test_what_a_managers_own_list_holds_is_not_shown_once_more_as_the_teams(personas, sign_in, now):
    referrals.referral(by=personas.school, at=now - timedelta(days=30), children=(referrals.MAISIE,))
    page = text(sign_in(personas.front_door_manager))
    assert "1 overdue" in page
    assert page.count("Decision on a referral: Maisie Thornbury") == 1


def test_the_system_admin_sees_deliveries_and_health_and_no_childs_data(personas, sign_in, now):
    sent = referrals.referral(by=personas.school, at=now)
    Email.objects.update(state=EmailState.FAILED, attempts=3, last_error="SMTPServerDisconnected: gone")
    page = text(sign_in(personas.system_admin))
    assert "SMTPServerDisconnected: gone" in page
    assert "Not heard from yet" in page
    assert sent.reference not in page
    assert "Thornbury" not in page


def test_the_partnership_admin_sees_no_names(personas, sign_in, now):
    assess(personas, allocated_child(personas, now), now - timedelta(days=200))
    referrals.referral(by=personas.school, at=now)
    page = text(sign_in(personas.partnership_admin))
    assert "Dale" not in page
    assert "Thornbury" not in page
    assert "Make a referral" not in page


def test_something_met_late_asks_for_its_reason_until_it_is_given(personas, sign_in, now):
    child = allocated_child(personas, now)
    deadline = assess(personas, child, now - timedelta(days=200))
    deadlines.meet(rule_id="assessment", by=personas.team_manager, at=now, child=child)
    client, address = sign_in(personas.social_worker), f"/deadlines/{deadline.pk}/lateness/"
    assert address in text(client)
    assert "Select why it is late" in client.post(address, {}).content.decode()
    response = client.post(address, {"code": "workload", "reason": "Two workers were ill"})
    assert response.status_code == 303
    assert address not in text(client)
    deadline.refresh_from_db()
    assert deadline.lateness_reason == "Two workers were ill"


def test_the_reason_is_asked_of_those_who_answer_for_it_only(personas, sign_in, now):
    deadline = assess(personas, allocated_child(personas, now), now - timedelta(days=200))
    address = f"/deadlines/{deadline.pk}/lateness/"
    status = {name: sign_in(user).get(address).status_code for name, user in personas}
    social_care = {"front_door_worker": 403, "conference_chair": 403, "business_support": 403}
    social_care |= dict.fromkeys(
        ("social_worker", "team_manager", "front_door_manager", "head_of_service"), 200
    )
    assert status == {name: social_care.get(name, 404) for name in NAMES}
    early = assess(personas, allocated_child(personas, now), now)
    client = sign_in(personas.social_worker)
    posted = client.post(f"/deadlines/{early.pk}/lateness/", {"code": "workload", "reason": "x"})
    assert "has not been missed" in posted.content.decode()


@pytest.mark.parametrize("name", ["social_worker", "front_door_manager", "school", "system_admin"])
def test_the_number_of_statements_does_not_grow_with_the_work(personas, sign_in, now, name):
    client, numbers = sign_in(getattr(personas, name)), []
    for rows in (1, 8):
        for _ in range(rows):
            assess(personas, allocated_child(personas, now), now - timedelta(days=200))
            referrals.referral(by=personas.school, at=now)
            drafts.start(form="referral", by=personas.school, at=now)
        with CaptureQueriesContext(connection) as captured:
            text(client)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 20
