"""A child's time limits in a real browser: at a desk, on a phone, without scripts, on paper."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from pypdf import PdfReader

from cases.models import Deadline
from cases.services import deadline_changes, deadlines
from tests.e2e.conftest import assert_accessible
from tests.factories import clocks, records


@pytest.fixture
def child(people):
    """A child with a clock that runs, one missed and explained, one missed and silent, one paused."""
    worker, manager, now = people.social_worker, people.team_manager, timezone.now()
    child = records.child("Ada", "Example", by=worker, at=now - timedelta(days=200))
    of = {"child": child, "worker": worker}
    late = clocks.start("assessment", at=now - timedelta(days=200), **of)
    deadlines.meet(rule_id="assessment", child=child, by=manager, at=now)
    deadline_changes.explain_lateness(
        deadline=late, code="workload", reason="Two were ill", by=manager, at=now
    )
    clocks.start("visit_cp", at=now - timedelta(days=60), **of)
    clocks.start("cin_review", at=now, **of)
    review = clocks.start("lcspr", at=now, **of)
    deadline_changes.pause(deadline=review, reason="Criminal trial", by=manager, at=now)
    return child


def assert_fits(page):
    """Nothing has to be scrolled sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize(
    ("javascript", "phone"), [(True, False), (True, True), (False, False)], ids=["desk", "phone", "no script"]
)
def test_another_date_is_agreed_from_the_childs_page(people, child, open_browser, javascript, phone):
    page = open_browser(people.team_manager, javascript=javascript, phone=phone)

    def looks_right():
        if javascript:
            assert_fits(page)
            assert_accessible(page)

    page.goto(f"/children/{child.reference}/")
    page.get_by_text("3 time limits run, 1 is overdue, 1 is paused.").wait_for()
    looks_right()
    page.get_by_role("link", name="Child in need review", exact=True).click()
    page.get_by_role("heading", name="What happened to it").wait_for()
    looks_right()
    page.get_by_role("button", name="Agree another date").click()
    page.get_by_label("Why is the date moved?").fill("Father is abroad")
    page.get_by_label("Day").fill("")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("There is a problem").wait_for()
    looks_right()
    clock = Deadline.objects.get(child=child, rule_id="cin_review")
    later = clock.due_on + timedelta(days=7)
    for part in ("day", "month", "year"):
        page.get_by_label(part.capitalize()).fill(str(getattr(later, part)))
    assert page.get_by_label("Why is the date moved?").input_value() == "Father is abroad"
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The new date is recorded").wait_for()
    looks_right()
    clock.refresh_from_db()
    assert clock.due_on == later > clock.statutory_due_on


def test_on_paper_the_childs_page_tells_what_was_missed_and_why(people, child, open_browser):
    page = open_browser(people.social_worker)
    page.goto(f"/children/{child.reference}/?print=1")
    reader = PdfReader(BytesIO(page.pdf()))
    printed = " ".join(" ".join(sheet.extract_text() for sheet in reader.pages).split())
    for said in ("Two were ill", "No reason given yet", "because: Criminal trial", "Missed before (1)"):
        assert said in printed
