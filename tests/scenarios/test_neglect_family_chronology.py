"""The neglect family: what each agency held alone, in one line of time."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cases.models import ChronologyImport, Event
from cases.queries import chronology, chronology_household, chronology_picture
from cases.services import chronology_curation
from cases.states import Significance
from safeguarding.demo import chronologies
from safeguarding.demo.stories import neglect_family
from safeguarding.rules.london_time import london_date
from tests.scenarios.conftest import Told

STORY = neglect_family


def test_the_schools_own_chronology_joins_the_other_agencies(told: Told) -> None:
    """Each agency kept a chronology of its own, and nobody laid them beside each other.

    Given the school imports its own for the eldest,
    when the social worker reads the chronology, then the school's years stand among the others' lines, each
    for the school's agency and saying from which import it is, and importing the same file again marks
    every line as there already.
    """

    chronologies.load(told.stage.cast, told.stage.at)

    tyler = told.stage.child("tyler")
    made = ChronologyImport.objects.get(child=tyler)
    lines = Event.objects.filter(child=tyler, source_reference=made.reference)
    assert lines.count() == made.lines == len(chronologies.OWN)
    page = told.page("social_worker", "child_chronology", tyler.reference)
    assert "he likes it here because it is warm" in page
    assert f"from import {made.reference}" in page
    school = told.sign_in(told.stage.staff("school"))
    again = "\n".join(["Date,Event", *(f'{london_date(line.occurred_at)},"{_said(line)}"' for line in lines)])
    school.post(reverse("chronology_import", args=[tyler.reference]), {"file": _file(again)})
    columns = {"date": "0", "what_happened": "1", "kind": "school_concern", "sensitivity": "professionals"}
    school.post(reverse("chronology_import_columns", args=[tyler.reference]), columns)
    preview = told.page("school", "chronology_import_lines", tyler.reference)
    assert f"{len(chronologies.OWN)} lines are there already and not selected" in preview


def test_what_it_was_like_for_the_child_is_weighed_after_years_and_nothing_is_rewritten(told: Told) -> None:
    """Single incidents were each judged small; together they were a childhood.

    Given the social worker weighs the line about bread as critical,
    when anybody reads it, then weight and impact stand beside the school's own words, with name and reason.
    """

    chronologies.load(told.stage.cast, told.stage.at)

    tyler = told.stage.child("tyler")
    line = Event.objects.get(child=tyler, what_happened__startswith=chronologies.OWN[4][1])
    assert line.significance == Significance.SIGNIFICANT
    page = told.page("school", "child_chronology", tyler.reference)
    assert "He was hungry over months, and learned not to ask at home." in page
    assert "Hungry at nine in the morning." in page
    assert f"Weighed as critical by {told.stage.staff('social_worker').full_name}" in page
    chronology_curation.curate(
        event=line,
        significance=Significance.SIGNIFICANT,
        impact_on_child="",
        reason="One line among many",
        version=1,
        by=told.stage.staff("team_manager"),
        at=told.stage.at + timedelta(minutes=1),
    )
    assert line.curations.count() == 2


def test_the_years_of_the_household_are_one_picture(told: Told) -> None:
    """Agencies looked at one child at a time, and at one year at a time.

    Given brothers and sisters at home together,
    when the social worker draws the household's chronology, then every agency has its lane and the heavier
    years stand out; and brothers and sisters stand side by side.
    """

    chronologies.load(told.stage.cast, told.stage.at)

    tyler, worker = told.stage.child("tyler"), told.stage.staff("social_worker")
    children = chronology_household.household(worker, tyler, today=told.stage.today)
    assert {child.person.given_name for child in children} >= {"Tyler", "Ellie-Mae", "Freddie"}
    keys = [child.pk for child in children]
    picture = chronology_picture.draw(worker, keys, filters=chronology.Filters(household=True))
    assert {lane.name for lane in picture.lanes} >= {"Ashfield Primary School", "Northmoor Police"}
    assert len(picture.periods) <= 20
    assert max(cell.concern for cell in picture.whole if cell) > 1
    page = told.page("social_worker", "child_compare", tyler.reference)
    assert all(name in page for name in ("Tyler Moss", "Ellie-Mae Pickering", "Freddie Pickering"))


def _said(line: Event) -> str:
    return line.what_happened.split("\n\nSource: ")[0].replace('"', '""')


def _file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("again.csv", text.encode())
