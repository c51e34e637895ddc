"""Sending a referral: what is kept, who is told, which clock starts."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection

from cases.exceptions import DomainError, NotPermittedError, NotVisibleError
from cases.models import Deadline, Referral, ReferralChild
from cases.queries import referrals as queries
from cases.services import drafts, referrals
from cases.services.referral_facts import ChildFacts, ReferralFacts
from safeguarding.accounts.models import AgencyKind, Team
from safeguarding.notifications.models import Notification
from tests.factories.referrals import ALFIE, MAISIE, facts, referral


def test_everything_told_is_kept(personas, at):
    told = facts(source_code="1B", is_for_someone_else=True, referrer_name="Joan Pike", postcode="NM1 2AB")
    sent = referrals.submit(facts=told, by=personas.front_door_worker, at=at)
    kept = Referral.objects.get(reference=sent.reference)
    own = {f.name for f in fields(ReferralFacts)} - {"children", "adults", "themes", "criteria"}
    assert all(getattr(kept, name) == getattr(told, name) for name in own)
    assert (kept.themes, kept.criteria) == (list(told.themes), list(told.criteria))
    assert [row.given_name for row in kept.children.all()] == ["Maisie", "Alfie"]
    assert kept.adults.get().name == "Kerry Thornbury"
    assert (kept.author, kept.agency, kept.received_at) == (
        personas.front_door_worker,
        personas.front_door_worker.agency,
        at,
    )
    assert kept.history.get().history_user == personas.front_door_worker


def test_the_source_comes_from_the_agency_unless_said(personas, at):
    assert referral(by=personas.school, at=at).source_code == "2A"
    assert referral(by=personas.police, at=at).source_code == "6"
    assert referral(by=personas.gp, at=at, source_code="10").source_code == "10"


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_every_kind_of_agency_has_a_source(kind):
    assert kind in referrals.SOURCE_OF


def test_each_child_gets_a_clock_of_one_working_day_for_the_front_door(personas, at):
    sent = referral(by=personas.school, at=at)
    clocks = Deadline.objects.filter(referral_child__referral=sent)
    assert [(c.rule_id, c.due_on, c.team, c.child) for c in clocks] == [
        ("referral_decision", date(2026, 3, 11), personas.front_door_worker.team, None)
    ] * 2
    assert queries.decision_by(sent) == date(2026, 3, 11)


def test_the_front_door_is_told_once_by_reference_only(personas, at):
    sent = referral(by=personas.school, at=at)
    told = Notification.objects.filter(kind="referral_received")
    assert {row.recipient for row in told} == {personas.front_door_worker, personas.front_door_manager}
    assert {row.reference for row in told} == {sent.reference}
    for row in told:
        assert "Maisie" not in row.text + row.path + row.key
        assert row.urgency == "normal"


@pytest.mark.parametrize("changed", [{"immediate_danger": True}, {"crime_alleged": True}])
def test_danger_and_crime_are_told_as_urgent(personas, at, changed):
    referral(by=personas.school, at=at, **changed)
    assert set(Notification.objects.values_list("urgency", flat=True)) == {"urgent"}


def test_the_worker_who_wrote_it_down_is_not_told_of_their_own(personas, at):
    referral(by=personas.front_door_worker, at=at, source_code="1A")
    assert {row.recipient for row in Notification.objects.all()} == {personas.front_door_manager}


def test_a_partnership_without_a_front_door_team_still_receives_it(personas, at):
    Team.objects.filter(function="front_door").update(is_active=False)
    sent = referral(by=personas.school, at=at)
    assert Deadline.objects.filter(referral_child__referral=sent, team=None).count() == 2
    told = {row.recipient for row in Notification.objects.all()}
    assert told == {personas.front_door_manager, personas.team_manager, personas.head_of_service}


@pytest.mark.parametrize("name", ["partnership_admin", "system_admin"])
def test_admins_do_not_refer(personas, at, name):
    with pytest.raises(NotPermittedError):
        referral(by=getattr(personas, name), at=at)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"children": ()}, "children"),
        ({"children": (MAISIE,) * 21}, "children"),
        ({"adults": (facts().adults[0],) * 21}, "adults"),
        ({"children": (ChildFacts(given_name="A", sex="X"),)}, "children"),
        ({"what_happened": " "}, "what_happened"),
        ({"daily_life": ""}, "daily_life"),
        ({"level_rationale": ""}, "level_rationale"),
        ({"voice": ""}, "voice"),
        ({"parents_know": "unsafe"}, "parents_know_reason"),
        ({"parents_know": "maybe"}, "parents_know"),
        ({"is_for_someone_else": True}, "referrer_name"),
        ({"themes": ()}, "themes"),
        ({"themes": ("weather",)}, "themes"),
        ({"criteria": ("9_nothing",)}, "criteria"),
        ({"tool_used": "hammer"}, "tool_used"),
        ({"level": 5}, "level"),
        ({"sharing_basis": "whim"}, "sharing_basis"),
        ({"source_code": "ZZ"}, "source_code"),
    ],
)
def test_what_is_missing_or_unknown_is_named_and_nothing_is_kept(personas, at, changed, field):
    with pytest.raises(DomainError) as error:
        referral(by=personas.school, at=at, **changed)
    assert error.value.field == field
    assert not Referral.objects.exists()


def test_an_unborn_child_needs_no_name_and_an_anonymous_referrer_neither(personas, at):
    baby = ChildFacts(is_unborn=True, family_name="", expected_date=date(2026, 7, 1))
    sent = referral(
        by=personas.front_door_worker,
        at=at,
        children=(baby,),
        is_for_someone_else=True,
        referrer_is_anonymous=True,
        source_code="9",
    )
    assert sent.children.get().name == "Unborn child"


def test_the_same_draft_sent_twice_is_one_referral(personas, at):
    draft = drafts.start(form="referral", by=personas.school, at=at)
    first = referrals.submit(facts=facts(), by=personas.school, at=at, draft=draft)
    again = referrals.submit(facts=facts(), by=personas.school, at=at + timedelta(minutes=1), draft=draft)
    assert first == again
    assert Referral.objects.count() == 1
    assert ReferralChild.objects.count() == 2


def test_a_draft_of_somebody_else_cannot_be_sent(personas, at):
    draft = drafts.start(form="referral", by=personas.school, at=at)
    with pytest.raises(NotVisibleError):
        referrals.submit(facts=facts(), by=personas.gp, at=at, draft=draft)


@pytest.mark.django_db(transaction=True)
def test_two_windows_sending_at_once_make_one_referral(at):
    from tests.factories import partnership

    school = partnership.build().school
    draft = drafts.start(form="referral", by=school, at=at)
    barrier, references = Barrier(2), []

    def send() -> None:
        try:
            barrier.wait(timeout=10)
            sent = referrals.submit(facts=facts(children=(ALFIE,)), by=school, at=at, draft=draft)
            references.append(sent.reference)
        finally:
            connection.close()

    threads = [Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(references) == 2
    assert len(set(references)) == 1
    assert Referral.objects.count() == 1
