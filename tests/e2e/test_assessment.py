"""A social worker writes an assessment, the school gives its part, a manager authorises it.

Nobody types an address: everybody comes from their home page.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cases.models import Assessment
from cases.plan_states import AssessmentState
from cases.states import RelationshipKind
from safeguarding.rules.london_time import london_date
from safeguarding.rules.single_assessment import SECTIONS
from tests.e2e.hands import Mouse
from tests.factories import plans, records


@pytest.fixture
def child(people):
    """A child of the social worker's, open since January, with a father elsewhere; the school is involved."""
    at, manager = timezone.now() - timedelta(days=30), people.team_manager
    made = records.child("Unity", "Quill", by=manager, at=at)
    made.allocated_to, made.team = people.social_worker, people.social_worker.team
    made.record(by=manager, at=at, reason="test data")
    plans.episode(made, date(2026, 1, 5), by=manager, at=at)
    with transaction.atomic():
        records.involve(made, people.school.agency, by=manager, at=at)
    father = records.person("Dan", "Quill", by=manager, at=at)
    records.relate(father, made.person, RelationshipKind.FATHER, by=manager, at=at)
    return made


def boxes(name, value) -> dict[str, str]:
    """The boxes of a question for a day."""
    parts = {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}
    return {key: str(number) for key, number in parts.items()}


def test_from_the_start_to_the_authorised_assessment(people, child, open_browser):
    today = london_date(timezone.now())
    worker, school = Mouse(open_browser(people.social_worker)), Mouse(open_browser(people.school))
    manager = Mouse(open_browser(people.team_manager))
    # Given the social worker starts an assessment from the child's page
    worker.follow("Unity Quill")
    worker.follow("Assessments")
    worker.look()
    worker.follow("Start an assessment")
    worker.look()
    worker.fill(kind="single", **boxes("started_on", today))
    worker.press("Start the assessment")
    worker.look()
    expect(worker.page.get_by_text("Nothing is said yet of Dan Quill")).to_be_visible()
    # And asks the school, which finds it on its home page and gives its part
    worker.follow("Ask an agency for its part")
    worker.look()
    worker.fill(agency=people.school.agency_id, question="How is she?", **boxes("due_on", today))
    worker.press("Ask")
    school.page.reload()
    school.follow("Your agency’s part of an assessment")
    school.look()
    school.fill(gives="yes", text="Tired and hungry on Mondays")
    school.press("Send")
    school.look()
    expect(school.page.locator("main")).to_contain_text("Tired and hungry on Mondays")
    # When every section is written
    for section in SECTIONS:
        worker.page.get_by_role("link", name=section.heading, exact=True).first.click()
        if section.key in {"family", "other_agencies"}:
            worker.look()
        worker.fill(words=f"Words on {section.heading}")
        worker.press("Save and continue")
    # And the father is spoken of, the child seen, factors and recommendation chosen
    worker.follow("Fathers and males of the household")
    worker.look()
    worker.follow("Say what was done about Dan Quill")
    worker.look()
    worker.fill(was_seen=True, views="He wants to help")
    worker.press("Save")
    worker.follow("Back")
    worker.follow("Seeing the child")
    worker.look()
    worker.fill(was_seen="yes", seen_alone="yes", bedroom_seen="yes", **boxes("seen_on", today))
    worker.press("Save and continue")
    worker.follow("Census factors")
    worker.look()
    worker.fill(factors=["16A"], practice_model="none")
    worker.press("Save and continue")
    worker.page.get_by_role("link", name="Recommendation", exact=True).first.click()
    worker.look()
    worker.fill(recommendation="child_in_need", recommendation_reason="Help over months")
    worker.press("Save and continue")
    worker.look()
    worker.follow("Send it to a manager")
    worker.look()
    worker.press("Send it")
    # Then the manager finds it on the home page and authorises it
    manager.page.reload()
    manager.follow("Single assessment: Unity Quill")
    manager.look()
    expect(manager.page.locator("main")).to_contain_text("Tired and hungry on Mondays")
    manager.follow("Authorise it")
    manager.look()
    manager.press("Authorise it")
    manager.look()
    assert Assessment.objects.get().state == AssessmentState.AUTHORISED
    # And the social worker records the parents' copy
    worker.page.reload()
    worker.follow("Record the parents’ copy")
    worker.look()
    worker.fill(has_copy="yes", **boxes("given_on", today))
    worker.press("Save")
    expect(worker.page.locator("#copy")).to_contain_text("Given on")
    worker.look()
