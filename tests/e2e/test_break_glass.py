"""A record opened in an emergency, in a real browser: from search to the review."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import EmergencyAccess
from tests.e2e.conftest import PASSWORD, assert_accessible
from tests.factories import records

REASON = "Child brought into custody tonight, nobody answers"


@pytest.mark.parametrize("javascript", [True, False])
def test_from_search_through_the_password_to_the_record_and_its_review(people, open_browser, javascript):
    child = records.child("Ada", "Example", by=people.social_worker, at=timezone.now() - timedelta(days=1))
    page = open_browser(people.police, javascript=javascript)
    page.goto(f"/children/{child.reference}/")
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Example")
    page.goto("/search/")
    page.get_by_role("link", name="open a record in an emergency").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open a record in an emergency")
    if javascript:
        assert_accessible(page)
    page.get_by_label("What is the record’s reference?").fill("C0000000")
    page.get_by_label("What is the emergency?").fill(REASON)
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("alert").first).to_contain_text("We can’t open that reference")
    if javascript:
        assert_accessible(page)
    page.get_by_label("What is the record’s reference?").fill(child.reference)
    page.get_by_role("button", name="Open the record").click()
    banner = page.get_by_role("region", name="You opened this record in an emergency")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ada Example")
    for link in ("Network", "Family", "Chronology"):
        expect(banner).to_contain_text("Access ends at")
        if javascript:
            assert_accessible(page)
        page.get_by_role("link", name=link, exact=True).click()
    opened = EmergencyAccess.objects.get()
    opened.opened_at, opened.until = opened.opened_at - timedelta(hours=5), timezone.now()
    opened.record(by=None, at=timezone.now(), reason="time passes")
    page.reload()
    expect(page.locator("main")).not_to_contain_text("Ada")

    admin = open_browser(people.partnership_admin, javascript=javascript)
    admin.get_by_role("link", name="Emergency openings").click()
    if javascript:
        assert_accessible(admin)
    admin.get_by_role("link", name=f"Review the opening of {child.reference}").click()
    expect(admin.locator("main")).to_contain_text(REASON)
    expect(admin.locator("main")).not_to_contain_text("Example")
    if javascript:
        assert_accessible(admin)
    admin.get_by_label("Justified", exact=True).check()
    admin.get_by_label("How did you come to this?").fill("Custody sergeant confirms")
    admin.get_by_role("button", name="Save the review").click()
    expect(admin.locator("main")).to_contain_text("The review is saved")
    expect(admin.locator("main")).to_contain_text("Custody sergeant confirms")
    admin.get_by_role("link", name="Who may read what").click()
    expect(admin.get_by_role("heading", level=1)).to_have_text("Who may read what")
    if javascript:
        assert_accessible(admin)
