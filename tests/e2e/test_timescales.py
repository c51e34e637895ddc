"""The partnership's admin changes a time limit in a real browser, on a phone too; the page prints whole."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.models import Deadline
from cases.services import deadlines
from safeguarding.rules.timescales import TIMESCALES, Group
from tests.e2e.conftest import assert_accessible
from tests.factories import records


@pytest.fixture
def clock(people):
    worker, begun = people.social_worker, timezone.now() - timedelta(days=1)
    child = records.child("Ada", "Nameless", by=worker, at=begun)
    return deadlines.set(
        rule_id="visit_cin", starts_at=begun, by=worker, at=begun, child=child, responsible=worker
    )


def assert_fits(page):
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("javascript", "phone"), [(True, False), (True, True), (False, False)], ids=["desk", "phone", "no script"]
)
def test_an_amount_is_changed_after_seeing_what_runs(people, clock, open_browser, javascript, phone):
    page = open_browser(people.partnership_admin, javascript=javascript, phone=phone)
    page.get_by_role("link", name="Timescales", exact=True).click()
    page.get_by_role("link", name="Visit, child in need plan").click()
    page.get_by_role("button", name="Change this time limit").click()
    page.get_by_role("button", name="Continue").click()
    page.get_by_text("There is a problem").wait_for()
    page.get_by_label("New time limit").fill("25")
    page.get_by_label("Why does it change?").fill("Agreed with the board")
    if javascript:
        assert_fits(page)
        assert_accessible(page)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check the new time limit").wait_for()
    page.get_by_text(clock.child.reference).wait_for()
    assert "Nameless" not in page.content()
    if javascript:
        assert_fits(page)
        assert_accessible(page)
    page.get_by_role("button", name="Change something").click()
    assert page.get_by_label("Why does it change?").input_value() == "Agreed with the board"
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Also move the time limits that run").check()
    page.get_by_role("button", name="Change the time limit").click()
    page.get_by_text("1 time limit moved.").wait_for()
    page.get_by_role("cell", name="Agreed with the board").wait_for()
    if javascript:
        assert_fits(page)
        assert_accessible(page)
    moved = Deadline.objects.get(pk=clock.pk)
    assert moved.due_on > clock.due_on == moved.statutory_due_on


def test_the_list_fits_a_phone_and_prints_every_rule_with_its_source(people, open_browser):
    page = open_browser(people.school, phone=True)
    page.goto("/timescales/")
    assert_fits(page)
    assert_accessible(page)
    reader = PdfReader(BytesIO(page.pdf()))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    for rule in TIMESCALES.values():
        assert rule.label in printed
        assert rule.source in printed
    assert all(group.value in printed for group in Group)
    assert "Official – sensitive" in printed
    assert len(reader.pages) < 25
