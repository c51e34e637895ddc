"""Pages of a historic high risk, as a manager and a head of service use them."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from cases.models import HistoricRiskReview
from cases.services import front_door
from tests.factories import front_door as door
from tests.factories import historic_risk as made
from tests.factories import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    """A plan of many years ago; the school is involved."""
    known = made.child_with_history(by=personas.social_worker, at=at - timedelta(days=400))
    records.involve(known, personas.school.agency, by=personas.social_worker, at=at)
    return known


@pytest.fixture(autouse=True)
def _today(time_machine, at):
    time_machine.move_to(at + timedelta(hours=2))


def text(answer) -> str:
    return unescape(answer.content.decode())


def address(name, child, row=None):
    return reverse(name, args=[child.reference, *([row.pk] if row else [])])


def test_a_manager_reads_what_was_found_and_gives_the_senior_view(personas, child, sign_in, at):
    row = made.waiting(child, personas, at)
    records.event(
        child,
        by=personas.school,
        at=at + timedelta(hours=1),
        what_happened="He came without shoes",
    )
    client = sign_in(personas.team_manager)
    listed = text(client.get(address("child_historic_risk", child)))
    assert "1 child protection plan before." in listed
    form = address("historic_risk_review", child, row)
    assert form in listed
    page = text(client.get(form))
    assert "What has changed since 10 March 2026" in page
    assert "He came without shoes" in page
    assert "Everything that is known now" in page
    answer = client.post(form, {"view": "", "version": row.version})
    assert 'id="id_view-error"' in text(answer)
    answer = client.post(form, {"view": "As it was before", "version": row.version})
    assert (answer.status_code, answer.url) == (303, address("child_historic_risk", child))
    listed = text(client.get(answer.url))
    assert "As it was before" in listed
    assert address("historic_risk_decide", child, row) not in listed


def test_the_head_decides_and_the_record_says_so(personas, child, sign_in, at):
    row = made.reviewed(child, personas, at)
    client = sign_in(personas.head_of_service)
    form = address("historic_risk_decide", child, row)
    assert form in text(client.get(address("child_historic_risk", child)))
    answer = client.post(form, {"rationale": "Because nobody looked", "version": row.version})
    assert 'id="id_decision-error"' in text(answer)
    assert "Because nobody looked" in text(answer)
    told = {"decision": "assess", "rationale": "Because nobody looked", "version": row.version}
    assert client.post(form, told).status_code == 303
    page = text(client.get(address("child_historic_risk", child)))
    assert "High risk: assess, whatever the threshold" in page
    assert "Helen Marsh, head of service" in page
    record = text(client.get(address("child", child)))
    assert "Because nobody looked" in record
    again = text(client.post(form, {**told, "rationale": "Another reason"}))
    assert "It stands otherwise now: decided by the head of service" in again
    row.refresh_from_db()
    assert row.rationale == "Because nobody looked"


def test_of_much_that_came_since_the_latest_is_shown_and_the_rest_counted(personas, child, sign_in, at):
    row = made.waiting(child, personas, at)
    for number in range(23):
        records.event(
            child,
            by=personas.school,
            at=at + timedelta(minutes=number + 1),
            what_happened=f"Line number {number:02}",
        )
    page = text(sign_in(personas.team_manager).get(address("historic_risk_review", child, row)))
    assert "Line number 22" in page
    assert "And 3 more lines." in page


def test_what_came_in_while_one_wrote_is_read_before_signing(personas, child, sign_in, at):
    row = made.waiting(child, personas, at)
    made.referred(child, personas, at + timedelta(hours=1))
    form = address("historic_risk_review", child, row)
    client = sign_in(personas.team_manager)
    answer = client.post(form, {"view": "Typed before it came", "version": row.version})
    page = text(answer)
    assert "This has changed since you opened it" in page
    assert "came in while this waited" in page
    assert "Typed before it came" in page
    fresh = HistoricRiskReview.objects.get(pk=row.pk)
    assert f'value="{fresh.version}"' in page
    assert client.post(form, {"view": "Read it", "version": fresh.version}).status_code == 303


def test_who_may_not_sign_is_told_why_before_writing(personas, child, sign_in, at):
    part = made.referred(child, personas, at)
    door.decided(part, by=personas.front_door_manager, at=at)
    row = HistoricRiskReview.objects.get()
    page = text(sign_in(personas.front_door_manager).get(address("historic_risk_review", child, row)))
    assert "You decided on the referral: another manager gives the senior view" in page
    row = made.historic_risk.review(
        review=row, view="Mine", version=row.version, by=personas.head_of_service, at=at
    )
    page = text(sign_in(personas.head_of_service).get(address("historic_risk_decide", child, row)))
    assert "You gave the senior view: another head of service decides" in page


def test_the_record_says_that_it_waits_to_social_care_alone(personas, child, sign_in, at):
    made.waiting(child, personas, at)
    record = text(sign_in(personas.social_worker).get(address("child", child)))
    assert "Since 10 March 2026: waiting for a senior review" in record
    assert "Historic high risk" not in text(sign_in(personas.school).get(address("child", child)))


def test_a_match_that_was_undone_is_marked_and_a_child_without_a_review_says_so(personas, child, sign_in, at):
    client = sign_in(personas.social_worker)
    assert "No referral of this child has been found" in text(
        client.get(address("child_historic_risk", child))
    )
    part = made.referred(child, personas, at)
    front_door.unmatch(referral_child=part, reason="A cousin", by=personas.front_door_worker, at=at)
    page = text(client.get(address("child_historic_risk", child)))
    assert "Match undone" in page
    assert "Ended: no referral is left" in page


def test_paper_has_no_buttons_and_the_history_of_changes_tells_who_signed(personas, child, sign_in, at):
    row = made.reviewed(child, personas, at)
    client = sign_in(personas.head_of_service)
    printed = text(client.get(f"{address('child_historic_risk', child)}?print=1"))
    assert address("historic_risk_decide", child, row) not in printed
    history = text(client.get(address("child_history", child)))
    assert "Historic high risk" in history
    assert "The same promises as before the plan ended." in history


def test_a_review_of_another_child_is_not_found(personas, child, sign_in, at):
    row = made.reviewed(child, personas, at)
    other = records.child("Other", "Child", by=personas.social_worker, at=at)
    client = sign_in(personas.head_of_service)
    assert client.get(address("historic_risk_decide", other, row)).status_code == 404
