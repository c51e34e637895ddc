"""The time limits on screen: all for everybody, the local ones to change for the partnership's admin."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from cases.models import Deadline, LocalTimescale
from cases.services import deadlines, timescales
from safeguarding.rules.timescales import TIMESCALES, Group
from tests.factories import records
from tests.factories.fixtures import LONDON
from tests.factories.partnership import NAMES

NOW = datetime(2026, 3, 10, 10, 0, tzinfo=LONDON)
TYPED = {
    "amount": "5",
    "effective_from_day": "10",
    "effective_from_month": "3",
    "effective_from_year": "2026",
    "reason": "Children ask for it",
    "seen": "0",
}
CHANGE = "/timescales/visit_cp/change/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def admin(personas, sign_in):
    return sign_in(personas.partnership_admin)


@pytest.fixture
def clock(personas):
    child = records.child("Ada", "Nameless", by=personas.social_worker, at=NOW - timedelta(days=1))
    begun = NOW - timedelta(days=1)
    worker = personas.social_worker
    return deadlines.set(
        rule_id="visit_cp", starts_at=begun, by=worker, at=begun, child=child, responsible=worker
    )


def page_of(answer) -> str:
    return unescape(answer.content.decode())


def test_every_rule_is_there_for_everyone_with_its_sentence_and_source(personas, sign_in):
    for name in NAMES:
        page = page_of(sign_in(getattr(personas, name)).get("/timescales/"))
        assert all(row.sentence in page and row.source in page for row in TIMESCALES.values()), name
        assert all(group.value in page for group in Group)
        assert "which are known until 31 December 2028" in page
        assert "Own amount" not in page


def test_it_is_linked_from_the_foot_of_every_page(personas, sign_in, client):
    assert (
        '<a class="govuk-link govuk-link--no-visited-state" href="/timescales/">Timescales</a>'
        in " ".join(page_of(sign_in(personas.school).get("/")).split())
    )
    assert 'href="/timescales/"' not in page_of(client.get("/account/login/"))


def test_an_own_amount_says_since_when_and_why_and_a_planned_one_from_when(personas, sign_in):
    for amount, days in ((5, 0), (7, 30)):
        timescales.set_local(
            rule_id="visit_cp",
            amount=amount,
            effective_from=NOW.date() + timedelta(days=days),
            reason="Children ask for it",
            by=personas.partnership_admin,
            at=NOW,
        )
    page = " ".join(page_of(sign_in(personas.school).get("/timescales/")).split())
    assert "Own amount</strong> since 10 March 2026: Children ask for it" in page
    assert "Planned</strong> 7 working days from 9 April 2026" in page
    assert "A child with a child protection plan is visited at least every 5 working days." in page
    page = page_of(sign_in(personas.school).get("/timescales/visit_cp/"))
    assert page.index("9 April 2026") < page.index("Paula Grant") < page.rindex("10 March 2026")


@pytest.mark.parametrize("row", TIMESCALES.values(), ids=lambda row: row.id)
def test_each_rule_has_a_page_of_its_own(personas, sign_in, row):
    page = page_of(sign_in(personas.school).get(reverse("timescale", args=[row.id])))
    for said in (row.sentence, row.trigger, row.met_by, row.source, row.on_breach, row.note, row.pause_when):
        assert said in page
    assert ("The partnership’s own amounts" in page) is row.editable
    assert "Change this time limit" not in page


def test_a_rule_that_is_not_there_is_not_found(admin):
    assert admin.get("/timescales/no_such_rule/").status_code == 404
    assert admin.get("/timescales/no_such_rule/change/").status_code == 404


@pytest.mark.parametrize("rule_id", ["assessment", "police_protection", "strategy_discussion_same_day"])
def test_what_is_fixed_has_no_page_to_change_it(admin, rule_id):
    assert "Change this time limit" not in page_of(admin.get(f"/timescales/{rule_id}/"))
    assert admin.get(f"/timescales/{rule_id}/change/").status_code == 404
    assert admin.post(f"/timescales/{rule_id}/change/", {**TYPED, "confirm": "yes"}).status_code == 404


def test_the_admin_sees_what_it_means_before_anything_changes(admin, clock):
    assert "Change this time limit" in page_of(admin.get("/timescales/visit_cp/"))
    assert 'value="10"' in page_of(admin.get(CHANGE))
    page = page_of(admin.post(CHANGE, TYPED))
    assert "Check the new time limit" in page
    assert "A child with a child protection plan is visited at least every 5 working days." in page
    assert "Running under another amount: 1. Would get another day: 1." in page
    for said in (clock.child.reference, "9 March 2026", "23 March 2026", "16 March 2026"):
        assert said in page
    assert "Nameless" not in page
    assert "Also move the time limits that run" in page
    assert not LocalTimescale.objects.exists()


def test_confirmed_it_applies_from_then_on_and_what_runs_keeps_its_day(admin, clock):
    answer = admin.post(CHANGE, {**TYPED, "confirm": "yes"}, follow=True)
    assert answer.redirect_chain == [("/timescales/visit_cp/", 303)]
    page = page_of(answer)
    assert "The time limit is changed. Time limits that run keep their day." in page
    assert LocalTimescale.objects.get().amount == 5
    assert Deadline.objects.get().due_on == clock.due_on


def test_with_the_box_ticked_what_runs_moves_too(admin, clock):
    answer = admin.post(CHANGE, {**TYPED, "confirm": "yes", "moves_running": "yes"}, follow=True)
    assert "The time limit is changed. 1 time limit moved." in page_of(answer)
    assert str(Deadline.objects.get().due_on) == "2026-03-16"


def test_sent_twice_it_is_changed_once(admin):
    token = {"form_token": "0" * 32, "confirm": "yes"}
    for _ in range(2):
        assert admin.post(CHANGE, {**TYPED, **token}).status_code == 303
    assert LocalTimescale.objects.count() == 1


def test_one_can_go_back_from_the_preview_with_everything_typed(admin):
    page = page_of(admin.post(CHANGE, {**TYPED, "change": "yes"}))
    assert "Children ask for it" in page
    assert 'value="5"' in page


def test_for_a_later_day_what_runs_cannot_be_moved(admin, clock):
    later = {**TYPED, "effective_from_month": "4"}
    page = page_of(admin.post(CHANGE, later))
    assert "can only be moved to an amount that applies from today" in page
    assert "Also move" not in page
    page = page_of(admin.post(CHANGE, {**later, "confirm": "yes", "moves_running": "yes"}))
    assert "Only an amount that applies from today can move" in page
    assert not LocalTimescale.objects.exists()


def test_where_nothing_runs_that_is_said(admin):
    assert "None runs under another amount" in page_of(admin.post(CHANGE, TYPED))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": ""}, "Enter the new time limit"),
        ({"amount": "10"}, "That is what applies on that day already"),
        ({"amount": "0"}, "must be 1 or more"),
        ({"amount": "261"}, "must be 260 or fewer"),
        ({"amount": "soon"}, "must be a whole number"),
        ({"reason": ""}, "Enter why it changes"),
        ({"effective_from_year": ""}, "must include a year"),
        ({"effective_from_day": "9"}, "must be today or in the future"),
        ({"effective_from_year": "2036"}, "within two years"),
    ],
)
def test_bad_input_comes_back_with_its_error_and_all_that_was_typed(admin, changed, said):
    page = page_of(admin.post(CHANGE, {**TYPED, "confirm": "yes", **changed}))
    assert said in page
    assert "There is a problem" in page
    assert changed.get("reason", "Children ask for it") in page
    assert not LocalTimescale.objects.exists()


def test_the_longest_that_is_allowed_stands_beside_the_field(admin):
    assert "Never more than 15." in page_of(admin.get("/timescales/section_47/change/"))


def test_the_second_of_two_admins_is_told_and_may_send_again(admin, personas):
    timescales.set_local(
        rule_id="visit_cp",
        amount=8,
        effective_from=NOW.date(),
        reason="First",
        by=personas.partnership_admin,
        at=NOW,
    )
    page = page_of(admin.post(CHANGE, {**TYPED, "confirm": "yes"}))
    assert "Somebody has changed this time limit" in page
    assert "Children ask for it" in page
    newest = LocalTimescale.objects.get().pk
    assert f'name="seen" value="{newest}"' in page
    assert admin.post(CHANGE, {**TYPED, "seen": str(newest), "confirm": "yes"}).status_code == 303
    bad = {**TYPED, "amount": "6", "seen": "x", "confirm": "yes"}
    assert "Somebody has changed this time limit" in page_of(admin.post(CHANGE, bad))


def test_hours_are_shown_with_their_hour(admin, personas):
    child = records.child(by=personas.social_worker, at=NOW)
    deadlines.set(rule_id="recording_critical", starts_at=NOW, by=personas.social_worker, at=NOW, child=child)
    page = page_of(admin.post("/timescales/recording_critical/change/", {**TYPED, "amount": "12"}))
    assert "10 March 2026 at 10pm" in page


def test_near_its_end_the_page_says_that_the_calendar_ends(personas, sign_in, time_machine):
    time_machine.move_to(datetime(2028, 3, 1, 9, tzinfo=LONDON))
    page = page_of(sign_in(personas.school).get("/timescales/"))
    assert "The calendar of bank holidays ends on 31 December 2028." in page
