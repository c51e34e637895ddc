"""The genogram's page: whom it shows to whom, in a drawing, in words and as a PDF."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest
from django.urls import reverse

from cases.queries import genogram
from cases.queries.genogram import genogram_of
from safeguarding.accounts.identity import as_user
from tests.factories import records

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 10)


@pytest.fixture
def facts(personas, at):
    """Who writes in these tests, and when."""
    return {"by": personas.social_worker, "at": at}


@pytest.fixture
def child(personas, facts):
    """A girl with her mother, the mother's mother who has died, a baby to come, and a half-brother."""
    made = records.child("Unity", "Quill", sex="F", **facts)
    records.involve(made, personas.school.agency, **facts)
    mother = records.person("Mona", "Quill", sex="F", date_of_birth=date(1990, 1, 1), **facts)
    gran = records.person("Ruth", "Quill", sex="F", date_of_birth=date(1960, 1, 1), **facts)
    gran.date_of_death = date(2020, 1, 1)
    gran.record(**facts, reason="test data")
    bump = records.person(
        "Bump", "Quill", sex="U", date_of_birth=None, expected_date=date(2026, 6, 1), **facts
    )
    hidden = records.child("Rex", "Hidden", is_restricted=True, **facts)
    records.relate(mother, made.person, "mother", in_household=True, **facts)
    records.relate(gran, mother, "mother", **facts)
    records.relate(mother, bump, "mother", **facts)
    records.relate(mother, hidden.person, "mother", **facts)
    records.relate(hidden.person, made.person, "half_sibling", **facts)
    lodger = records.person("Lou", "Lodger", sex="U", date_of_birth=None, **facts)
    records.relate(lodger, made.person, "lodger", in_household=True, **facts)
    return made


def names(drawn) -> list[str]:
    return [one.name for one in drawn.words]


def seen_by(user, child):
    with as_user(user):
        return genogram_of(user, child, today=TODAY)


def test_who_may_not_be_seen_is_not_in_it_and_leaves_no_trace(personas, child):
    drawn = seen_by(personas.social_worker, child)
    assert set(names(drawn)) == {"Unity Quill", "Mona Quill", "Ruth Quill", "Bump Quill", "Lou Lodger"}
    assert not any("Hidden" in " ".join((one.parents, one.partners, one.to_child)) for one in drawn.words)
    # The school sees the child and her own relatives, not her mother's mother.
    assert set(names(seen_by(personas.school, child))) == {"Unity Quill", "Mona Quill", "Lou Lodger"}


def test_symbols_are_the_standard_ones(personas, child):
    drawn = seen_by(personas.social_worker, child)
    shapes = {one.lines[0]: (one.shape, one.inside, one.is_dead, one.is_child) for one in drawn.symbols}
    assert shapes == {
        "Unity Quill": ("circle", "10", False, True),
        "Mona Quill": ("circle", "36", False, False),
        "Ruth Quill": ("circle", "60", True, False),
        "Bump Quill": ("triangle", "", False, False),
        "Lou Lodger": ("diamond", "", False, False),
    }
    lines = {one.lines[0]: one.lines[1:] for one in drawn.symbols}
    assert lines["Ruth Quill"] == ["1960–2020"]
    assert lines["Bump Quill"] == ["due Jun 2026"]
    words = {one.name: one for one in drawn.words}
    assert words["Mona Quill"].to_child == "Mother"
    assert words["Mona Quill"].parents == "Ruth Quill"
    assert words["Mona Quill"].lives_with_child
    assert not words["Ruth Quill"].lives_with_child
    assert words["Unity Quill"].to_child == "This child"


def test_what_ended_says_so_and_the_other_way_round_is_said_too(personas, child, facts):
    ended = records.person("Vic", "Quill", sex="M", **facts)
    records.relate(ended, child.person, "father", until=date(2026, 1, 1), **facts)
    mother = child.person.relatives.get(kind="mother").person
    records.relate(ended, mother, "partner", until=date(2026, 1, 1), **facts)
    younger = records.person("Wyn", "Quill", sex="M", **facts)
    records.relate(child.person, younger, "sibling", **facts)
    gone = records.person("Zed", "Gone", sex="M", **facts)
    records.relate(gone, child.person, "lodger", until=date(2026, 1, 1), **facts)
    words = {one.name: one for one in seen_by(personas.social_worker, child).words}
    assert words["Vic Quill"].to_child == "Father, until it ended"
    assert words["Vic Quill"].partners == "Mona Quill (over)"
    assert words["Wyn Quill"].to_child == "The child is their brother or sister"
    assert "Zed Gone" not in words


def test_a_very_large_family_is_cut_and_says_so(personas, child, monkeypatch):
    monkeypatch.setattr(genogram, "MOST_PEOPLE", 3)
    drawn = seen_by(personas.social_worker, child)
    assert drawn.is_cut
    assert len(drawn.words) == 3


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Unity Quill", ["Unity Quill"]),
        ("Unity Quill (known as Una)", ["Unity Quill"]),
        ("Maximiliana Quillingborough-Smythe", ["Maximiliana", "Quillingborough-S…"]),
        ("Anna Maria Francesca Quillon Rossi", ["Anna Maria", "Francesca…"]),
    ],
)
def test_names_stand_on_two_lines_at_most(name, lines):
    assert genogram._wrapped(name) == lines


def test_page_and_pdf_say_the_same(personas, child, sign_in):
    client = sign_in(personas.social_worker)
    page = client.get(reverse("child_genogram", args=[child.reference]))
    assert "Genogram of Unity Quill. The table below says the same in words." in page.content.decode()
    assert client.get(reverse("child_genogram", args=[child.reference]), {"print": "1"}).status_code == 200
    pdf = client.get(reverse("child_genogram_pdf", args=[child.reference]))
    text = "".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Mona Quill" in text
    assert "The genogram in words" in text
    assert child.reference in text
