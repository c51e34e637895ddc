"""Legal milestones: social care's unless opened, and each agency told in words of its own."""

from __future__ import annotations

from datetime import date

import pytest

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event
from cases.states import EventKind, Sensitivity
from core_groups.queries import legal as queries
from core_groups.services import legal
from core_groups.services.legal import Milestone
from core_groups.step_down_states import LegalKind, ToldOfLegalHow
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.core_groups import endings

pytestmark = pytest.mark.django_db


@pytest.fixture
def child(personas, at):
    return endings.child(personas, at, "school", "gp")


def milestone(**more):
    facts = {
        "kind": LegalKind.ISSUED,
        "on": date(2026, 3, 9),
        "text": "Counsel thinks threshold is met",
        "next_hearing_on": date(2026, 3, 20),
    }
    return Milestone(**{**facts, **more})


def record(child, personas, at, *agencies, by=None, **more):
    by = by or personas.social_worker
    with as_user(by):
        return legal.record(child=child, milestone=milestone(**more), agencies=agencies, by=by, at=at)


def test_legal_advice_stays_with_social_care_and_an_agency_reads_what_it_was_told(personas, child, at):
    made = record(child, personas, at, personas.school.agency, personas.gp.agency)
    line = Event.objects.get(child=child, kind=EventKind.LEGAL)
    assert line.sensitivity == Sensitivity.SOCIAL_CARE
    assert not access.visible_events(personas.school).filter(pk=line.pk).exists()
    told = made.told.get(agency=personas.school.agency)
    with as_user(personas.school):
        assert queries.of_child(personas.school, child) == []
        assert queries.told_of(personas.school, child) == []
        assert queries.one_told(personas.school, child, told.pk) is None
    with as_user(personas.social_worker):
        legal.tell(
            told=told,
            how=ToldOfLegalHow.PHONE,
            words="The court sits on 20 March",
            by=personas.social_worker,
            at=at,
        )
    with as_user(personas.school):
        assert [each.words for each in queries.told_of(personas.school, child)] == [
            "The court sits on 20 March"
        ]
    with as_user(personas.gp):
        assert queries.told_of(personas.gp, child) == []
    assert Notification.objects.get(recipient=personas.school).text == (
        f"Your agency was told of a legal step: {child.reference}"
    )


def test_the_update_is_a_task_until_every_agency_is_told_or_there_is_a_reason(personas, child, at):
    made = record(child, personas, at, personas.school.agency, personas.gp.agency, by=personas.team_manager)
    task = Notification.objects.filter(text__startswith="Agencies are to be told")
    assert {each.recipient for each in task} == {personas.social_worker, personas.team_manager}
    first, second = made.told.order_by("pk")
    legal.tell(told=first, how=ToldOfLegalHow.PHONE, words="Issued", by=personas.social_worker, at=at)
    assert task.filter(withdrawn_at=None).count() == 2
    legal.tell(told=second, not_told_reason="Not at that practice", by=personas.social_worker, at=at)
    assert not task.filter(withdrawn_at=None).exists()
    with pytest.raises(ChangedMeanwhileError):
        legal.tell(told=second, not_told_reason="Again", by=personas.social_worker, at=at)


def test_one_that_is_opened_is_read_by_the_network(personas, child, at):
    made = record(child, personas, at, sensitivity=Sensitivity.PROFESSIONALS)
    with as_user(personas.gp):
        assert queries.of_child(personas.gp, child) == [made]
    assert queries.of_child(personas.other_school, child) == []


def test_the_next_hearing_is_the_one_still_to_come(personas, child, at):
    record(child, personas, at)
    record(child, personas, at, kind=LegalKind.INTERIM_ORDER, on=at.date(), next_hearing_on=None)
    found = queries.of_child(personas.social_worker, child)
    assert queries.next_hearing(found, at.date()) == date(2026, 3, 20)
    assert queries.next_hearing(found, date(2026, 3, 21)) is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"text": " "}, "text"),
        ({"on": date(2026, 3, 11)}, "on"),
        ({"next_hearing_on": date(2026, 3, 8)}, "next_hearing_on"),
        ({"sensitivity": Sensitivity.POLICE}, "sensitivity"),
    ],
)
def test_what_is_recorded_holds_together(personas, child, at, facts, field):
    with pytest.raises(DomainError) as refused:
        record(child, personas, at, **facts)
    assert refused.value.field == field


def test_who_may_record_and_tell(personas, child, at):
    with pytest.raises(DomainError, match="involved with the child"):
        record(child, personas, at, personas.police.agency)
    with pytest.raises(NotPermittedError):
        record(child, personas, at, by=personas.gp)
    with pytest.raises(NotVisibleError):
        record(child, personas, at, by=personas.other_school)
    told = record(child, personas, at, personas.gp.agency).told.get()
    with pytest.raises(NotVisibleError):
        legal.tell(told=told, not_told_reason="x", by=personas.gp, at=at)
    with pytest.raises(DomainError, match="Enter how and what"):
        legal.tell(told=told, words="Told", by=personas.social_worker, at=at)
