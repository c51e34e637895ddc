"""Weighing a line: beside it, by case staff, every version kept; a correction takes the weighing along."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Curation, Event
from cases.queries import chronology
from cases.services import children, chronology_curation
from cases.states import Sensitivity, Significance
from safeguarding.accounts.identity import as_user
from tests.factories import chronologies, records


@pytest.fixture
def child(personas, at):
    made = records.child("Ada", "Example", by=personas.front_door_worker, at=at)
    for partner in (personas.school, personas.gp, personas.police):
        records.involve(made, partner.agency, by=personas.front_door_worker, at=at)
    return made


@pytest.fixture
def line(personas, at, child):
    return records.event(
        child, by=personas.school, at=at, what_happened="Came in hungry", impact_on_child="Hungry"
    )


def weigh(event, *, by, at, **changed):
    facts = {
        "significance": Significance.CRITICAL,
        "impact_on_child": "He was hungry for months",
        "reason": "Read with the nursery’s lines",
        "version": 0,
        **changed,
    }
    return chronology_curation.curate(event=event, by=by, at=at, **facts)


def test_the_social_worker_weighs_a_line_and_the_school_reads_it(personas, at, child, line, sign_in):
    client = sign_in(personas.social_worker)
    href = reverse("chronology_curate", args=[child.reference, line.pk])
    page = client.get(href).content.decode()
    assert "Came in hungry" in page
    answer = client.post(
        href,
        {"significance": "critical", "impact_on_child": "For months", "reason": "A pattern", "version": "0"},
    )
    assert answer.status_code == 303
    read = sign_in(personas.school).get(reverse("child_chronology", args=[child.reference])).content.decode()
    assert "Weighed as critical by" in read
    assert "For months" in read
    assert "Recorded as routine" in read
    line.refresh_from_db()
    assert (line.significance, line.impact_on_child) == (Significance.ROUTINE, "Hungry")


def test_every_weighing_stays_and_the_last_one_counts(personas, at, child, line, sign_in):
    by = personas.social_worker
    weigh(line, by=by, at=at)
    weigh(line, by=personas.team_manager, at=at, significance=Significance.NOTABLE, version=1)
    assert list(line.curations.values_list("number", "significance")) == [(2, "notable"), (1, "critical")]
    found = chronology.read(by, [child.pk], filters=chronology.Filters(significance="notable"))
    assert [event.pk for event in found.events] == [line.pk]
    routine = chronology.read(by, [child.pk], filters=chronology.Filters(significance="routine")).events
    assert line not in routine
    page = sign_in(by).get(reverse("chronology_curate", args=[child.reference, line.pk])).content.decode()
    assert page.count("Read with the nursery’s lines") == 2


def test_who_was_quicker_is_not_overwritten(personas, at, child, line, sign_in):
    weigh(line, by=personas.team_manager, at=at)
    with pytest.raises(ChangedMeanwhileError):
        weigh(line, by=personas.social_worker, at=at)
    answer = sign_in(personas.social_worker).post(
        reverse("chronology_curate", args=[child.reference, line.pk]),
        {"significance": "notable", "impact_on_child": "Mine", "reason": "Mine too", "version": "0"},
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else has weighed this line meanwhile" in page
    assert "Mine too" in page
    assert "He was hungry for months" in page
    assert line.curations.count() == 1


def test_a_weighing_that_slips_past_the_version_is_told_too(personas, at, line, monkeypatch):
    weigh(line, by=personas.team_manager, at=at)
    # As another transaction sees it that began before the first one ended.
    monkeypatch.setattr(chronology_curation, "_latest_number", lambda event: 0)
    with pytest.raises(ChangedMeanwhileError):
        weigh(line, by=personas.social_worker, at=at)


def test_a_reason_is_needed(personas, at, line):
    with pytest.raises(DomainError) as refused:
        weigh(line, by=personas.social_worker, at=at, reason=" ")
    assert refused.value.field == "reason"


def test_others_do_not_weigh(personas, at, child, line):
    with pytest.raises(NotPermittedError):
        weigh(line, by=personas.school, at=at)
    with pytest.raises(NotVisibleError):
        weigh(line, by=personas.other_school, at=at)
    hidden = records.event(child, by=personas.police, at=at, sensitivity=Sensitivity.POLICE)
    with pytest.raises(NotVisibleError):
        weigh(hidden, by=personas.social_worker, at=at)


def test_a_correction_takes_the_weighing_along_and_the_old_line_is_not_weighed_any_more(personas, at, line):
    weigh(line, by=personas.social_worker, at=at)
    with as_user(personas.school):
        corrected = children.correct_event(
            event=line, what_happened="Came in very hungry", reason="Misheard", by=personas.school, at=at
        )
        again = children.correct_event(
            event=corrected, what_happened="Came in hungry at 9", reason="Time", by=personas.school, at=at
        )
    kept = Curation.objects.get(event=again)
    assert (kept.number, kept.significance, kept.curated_by) == (
        1,
        Significance.CRITICAL,
        personas.social_worker,
    )
    with pytest.raises(DomainError, match="A correction has taken"):
        weigh(line, by=personas.social_worker, at=at, version=1)


def test_a_line_that_nobody_weighed_is_corrected_without_one(personas, at, line):
    corrected = children.correct_event(
        event=line, what_happened="Late", reason="Misheard", by=personas.school, at=at
    )
    assert not Curation.objects.filter(event=corrected).exists()
    assert chronology.curation_of(corrected) is None


def test_nobody_weighs_in_another_name_behind_the_services(personas, at, line):
    with as_user(personas.social_worker), pytest.raises(DatabaseError, match="row-level security"):
        chronologies.curation(line, by=personas.team_manager, at=at)


@pytest.mark.parametrize(
    "statement", ["DELETE FROM cases_curation", "UPDATE cases_curation SET reason = 'x'"]
)
def test_weighings_are_never_changed(personas, at, line, statement):
    weigh(line, by=personas.social_worker, at=at)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert str(Curation.objects.get()) == f"curation 1 of line {line.pk}"
    assert Event.objects.filter(pk=line.pk).exists()
