"""A health visitor records that a child was not brought; a genogram with half-siblings."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Child, Deadline
from safeguarding.rules.london_time import london_date
from tests.e2e.hands import Mouse
from tests.factories import plans, records


@pytest.fixture
def child(people):
    """A girl with a plan: an elder half-brother, two parents, a grandmother on either side."""
    at, by = timezone.now() - timedelta(days=30), people.team_manager
    facts = {"by": by, "at": at}
    with transaction.atomic():
        made = records.child("Unity", "Quill", sex="F", date_of_birth=date(2018, 5, 1), **facts)
        made.allocated_to, made.team = people.social_worker, people.social_worker.team
        made.record(**facts, reason="test data")
        records.involve(made, people.health_visitor.agency, **facts)
        plans.plan(made, london_date(at), kind="child_in_need", **facts)
        mother, father, other, gran, nan, brother = (
            records.person(given, "Quill", sex=sex, date_of_birth=date(year, 3, 1), **facts)
            for given, sex, year in (
                ("Mona", "F", 1990),
                ("Dev", "M", 1989),
                ("Ray", "M", 1985),
                ("Ruth", "F", 1960),
                ("Nell", "F", 1962),
                ("Theo", "M", 2012),
            )
        )
        for who, to, kind in (
            (mother, made.person, "mother"),
            (father, made.person, "father"),
            (brother, made.person, "half_sibling"),
            (gran, made.person, "grandparent"),
            (nan, made.person, "grandparent"),
            (mother, brother, "mother"),
            (other, brother, "father"),
            (gran, mother, "mother"),
            (nan, father, "mother"),
            (other, mother, "ex_partner"),
        ):
            records.relate(who, to, kind, **facts, in_household=kind in {"mother", "half_sibling"})
    return made


def at_record(page: Page, child: Child) -> Mouse:
    """Somebody at the child's record."""
    page.goto(f"/children/{child.reference}/")
    return Mouse(page)


def test_the_health_visitor_records_was_not_brought_and_the_social_worker_follows_it_up(
    people, child, open_browser
):
    hands = at_record(open_browser(people.health_visitor), child)
    hands.follow("Appointments")
    hands.look()
    hands.follow("Record an appointment")
    hands.look()
    day = london_date(timezone.now())
    hands.fill(
        service="Hearing test",
        on_day=day.day,
        on_month=day.month,
        on_year=day.year,
        outcome="was_not_brought",
        impact="DNA, third time",
        told="The GP",
    )
    hands.press("Record this appointment")
    # Then the words are refused beside the field, with the reason, and nothing typed is lost
    expect(hands.page.locator("#id_impact-error")).to_contain_text("adults don’t bring them")
    expect(hands.page.locator("[name=service]")).to_have_value("Hearing test")
    hands.look()
    hands.fill(impact="Nobody knows whether she hears in class")
    hands.press("Record this appointment")
    expect(hands.page.get_by_role("alert")).to_contain_text("The appointment is recorded")
    expect(hands.page.get_by_text("Nobody knows whether she hears in class")).to_be_visible()
    hands.look()
    clock = Deadline.objects.get(child=child, rule_id="was_not_brought")
    assert clock.responsible == people.social_worker

    hands = Mouse(open_browser(people.social_worker))
    hands.follow("Child was not brought: what was done")
    hands.follow("Say what was done")
    hands.look()
    hands.fill(followed_up="Seen today: well. Her mother had no money for the bus; a pass is ordered.")
    hands.press("Save")
    expect(hands.page.get_by_text("a pass is ordered")).to_be_visible()
    clock.refresh_from_db()
    assert clock.met_at is not None


@pytest.mark.parametrize("width", [1280, 360])
def test_a_genogram_of_three_generations_with_a_half_brother(people, child, open_browser, width):
    page = open_browser(people.social_worker)
    page.set_viewport_size({"width": width, "height": 900})
    hands = at_record(page, child)
    hands.follow("Family")
    hands.follow("Genogram")
    hands.look()
    drawing = page.locator("svg.app-genogram")
    expect(drawing).to_have_accessible_name(
        "Genogram of Unity Quill. The table below says the same in words."
    )
    places = {
        name: drawing.locator("g", has_text=name).bounding_box()
        for name in ("Unity", "Theo", "Mona", "Dev", "Ray", "Ruth", "Nell")
    }
    across = {name: box["x"] + box["width"] / 2 for name, box in places.items()}
    assert across["Theo"] < across["Unity"], "the elder half-brother left"
    assert across["Ray"] < across["Mona"] < across["Dev"], "partners in the order of time"
    rows = [places[one]["y"] for one in ("Ruth", "Mona", "Unity")]
    assert rows == sorted(rows)
    assert abs(places["Ruth"]["y"] - places["Nell"]["y"]) < 2
    table = page.get_by_role("table", name="The genogram in words")
    expect(table.get_by_role("row", name="Theo Quill")).to_contain_text("Half-brother or half-sister")
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (
        "the page itself doesn't move sideways"
    )
    with page.expect_download() as loaded:
        hands.follow("Genogram as a PDF")
    assert loaded.value.suggested_filename == f"genogram-{child.reference}.pdf"
