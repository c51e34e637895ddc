"""A school's own chronology becomes part of the child's; social care weighs it and reads it over time."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import expect

from cases.states import RelationshipKind, Significance
from tests.e2e.hands import Mouse
from tests.factories import chronologies, records

DAY = timedelta(days=1)


@pytest.fixture
def family(people):
    """A child and her brother at home with her; the school knows both, the GP wrote of her."""
    at, manager = timezone.now() - 700 * DAY, people.team_manager
    with transaction.atomic():
        child, brother = (records.child(name, "Quill", by=manager, at=at) for name in ("Unity", "Otis"))
        records.relate(
            brother.person, child.person, RelationshipKind.SIBLING, by=manager, at=at, in_household=True
        )
        for one in (child, brother):
            records.involve(one, people.school.agency, by=manager, at=at)
        records.involve(child, people.gp, by=manager, at=at)
        records.event(
            child,
            by=people.gp,
            at=at + 300 * DAY,
            what_happened="Seen with an ear infection that had run for weeks",
            significance=Significance.NOTABLE,
        )
        records.event(brother, by=people.school, at=at + 300 * DAY, what_happened="Otis kept the key")
    return child, brother


@pytest.mark.parametrize("phone", [False, True], ids=["at a desk", "on a telephone"])
def test_a_chronology_is_imported_weighed_and_read_over_time(people, family, open_browser, phone):
    child, _ = family
    page = open_browser(people.school, phone=phone)
    hands = Mouse(page)
    page.goto(f"/children/{child.reference}/")
    hands.follow("Chronology")
    hands.look()
    # When the school imports its own chronology, a Word document
    hands.follow("Import a chronology")
    hands.look()
    page.get_by_label("Choose a file").set_input_files(
        {
            "name": "own.docx",
            "mimeType": "application/octet-stream",
            "buffer": chronologies.docx_file().read(),
        }
    )
    hands.press("Read the file")
    hands.look()
    hands.fill(kind="school_concern")
    hands.press("Show the lines")
    hands.look()
    # Then nothing is imported without the yes
    hands.press("Import the selected lines")
    page.get_by_role("link", name=re.compile("Confirm that you have read")).click()
    hands.look()
    page.get_by_label(re.compile("I have read these lines")).check()
    hands.press("Import the selected lines")
    page.get_by_text("2 lines are imported").wait_for()
    expect(page.get_by_text("Came in without a coat")).to_be_visible()
    hands.look()
    # And the social worker weighs a line: it stays, with the weight beside it
    page = open_browser(people.social_worker, phone=phone)
    hands = Mouse(page)
    page.goto(f"/children/{child.reference}/chronology/")
    page.get_by_role("link", name=re.compile("Weigh.*12 May 2024")).click()
    hands.look()
    hands.fill(significance="critical", impact_on_child="Hungry over months", reason="A pattern")
    hands.press("Save")
    page.get_by_text("The line is weighed").wait_for()
    expect(page.get_by_text("Weighed as critical by")).to_be_visible()
    hands.look()
    # And reads it over time, and beside the brother's
    hands.follow("Over time")
    expect(page.get_by_role("img", name=re.compile("by agency and time"))).to_be_visible()
    hands.look()
    page.get_by_role("link", name=re.compile("the lines of Ashfield Primary School")).first.click()
    page.get_by_text("Came in without a coat").wait_for()
    hands.follow("Clear")
    hands.follow("Brothers and sisters")
    page.get_by_text("Otis kept the key").wait_for()
    hands.look()
