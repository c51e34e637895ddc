"""The picture in README is of the real page: `make screenshot` writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

from django.core.management import call_command

from cases.models import ReferralChild
from safeguarding.accounts.models import User
from safeguarding.demo.personas import PASSWORD
from tests.e2e.conftest import assert_accessible, sign_in

PICTURE = Path(__file__).parents[2] / "docs" / "screenshot.png"


def test_screenshot_of_the_history_before_a_decision(transactional_db, open_browser):
    # Given the demo partnership, and the neglect family's referral waiting for a decision
    call_command("load_demo", "--small", verbosity=0)
    manager = User.objects.get(full_name="Dana Okafor")
    part = ReferralChild.objects.filter(
        state="matched", child__person__family_name__in=["Moss", "Pickering"]
    ).earliest("pk")
    # When the front door's manager opens its history
    page = open_browser()
    sign_in(page, manager, PASSWORD)
    page.goto(f"/front-door/{part.referral.reference}/{part.position}/digest/")
    # Then the page shows it, for everyone
    assert_accessible(page)
    assert page.get_by_role("heading", level=1).is_visible()
    if os.environ.get("SCREENSHOT"):
        page.screenshot(path=PICTURE, clip={"x": 0, "y": 0, "width": 1200, "height": 1500}, full_page=True)
