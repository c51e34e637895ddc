"""The child's voice: heard by whoever works with the child, for chosen readers, put right, counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event, VoiceEntry
from cases.queries import voice as queries
from cases.services import voice
from cases.services.voice import DayFacts, VoiceFacts
from cases.states import Sensitivity
from cases.voice_states import VoiceKind
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import london_date
from tests.factories import files, plans, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def facts(personas, at):
    """Who writes in these tests, and when."""
    return {"by": personas.social_worker, "at": at}


@pytest.fixture
def child(personas, facts):
    """Known to the school and the police."""
    made = records.child(**facts)
    for who in (personas.school, personas.police):
        records.involve(made, who.agency, **facts)
    return made


def heard(at, ago=0, **more) -> VoiceFacts:
    typed = {"kind": VoiceKind.WORDS, "place": "Book corner", "words": "I look after the baby"}
    return VoiceFacts(heard_on=london_date(at) - timedelta(days=ago), **{**typed, **more})


def record(personas, child, at, who="school", ago=0, file=None, **more) -> VoiceEntry:
    by = getattr(personas, who)
    with as_user(by):
        return voice.record(
            child=child, facts=heard(at, ago, **more), by=by, at=at, file=file, file_name="sun.png"
        )


def test_the_childs_words_stand_in_the_chronology_for_the_same_readers(personas, child, at):
    entry = record(personas, child, at, sensitivity=Sensitivity.OWN_AGENCY)
    assert entry.event.kind == "voice"
    assert entry.event.what_happened == "The child’s own words. Book corner\nI look after the baby"
    assert entry.event.sensitivity == Sensitivity.OWN_AGENCY
    with as_user(personas.police):
        assert queries.entries(personas.police, child, can_write=True) == []
        assert queries.last_heard(personas.police, child, today=london_date(at)).days is None
    with as_user(personas.school):
        (shown,) = queries.entries(personas.school, child, can_write=True)
        assert shown.parts == [("", "I look after the baby")]
        assert shown.may_correct


def test_a_day_in_the_childs_life_is_told_part_by_part(personas, child, at):
    entry = record(
        personas, child, at, kind=VoiceKind.DAY, words="ignored", day=DayFacts(morning="I wake the baby ")
    )
    assert queries.parts(entry) == [("Waking up and getting ready", "I wake the baby")]
    assert entry.words == ""
    assert "Waking up and getting ready: I wake the baby" in entry.event.what_happened


def test_a_drawing_is_a_document_and_needs_what_the_child_said_about_it(personas, child, at):
    with pytest.raises(DomainError) as refused:
        record(personas, child, at, kind=VoiceKind.DRAWING)
    assert refused.value.field == "file"
    entry = record(personas, child, at, kind=VoiceKind.DRAWING, file=files.upload(files.picture(), "sun.png"))
    assert entry.document.title.startswith("A drawing")
    with as_user(personas.police):
        (shown,) = queries.entries(personas.police, child, can_write=True)
    assert shown.may_open
    assert not shown.may_correct


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"words": " "}, "words"),
        ({"kind": VoiceKind.OBSERVATION, "words": ""}, "words"),
        ({"kind": VoiceKind.DAY}, "morning"),
        ({"place": ""}, "place"),
        ({"ago": -1}, "heard_on"),
        ({"sensitivity": Sensitivity.POLICE}, "sensitivity"),
    ],
)
def test_what_is_not_taken_says_so_beside_the_field(personas, child, at, more, field):
    with pytest.raises(DomainError) as refused:
        record(personas, child, at, **more)
    assert refused.value.field == field
    assert not Event.objects.filter(child=child, kind="voice").exists()


def test_who_may_not_see_the_child_records_nothing(personas, child, at):
    with pytest.raises(NotVisibleError):
        record(personas, child, at, who="other_school")


def test_words_taken_down_wrongly_are_superseded_and_both_stay(personas, child, at):
    entry, by = record(personas, child, at), personas.school
    common = {"entry": entry, "by": by, "at": at}
    with as_user(by):
        with pytest.raises(DomainError, match="why"):
            voice.correct(facts=heard(at), reason=" ", **common)
        with pytest.raises(DomainError, match="same kind"):
            voice.correct(facts=heard(at, kind=VoiceKind.OBSERVATION), reason="Typed wrongly", **common)
        right = voice.correct(facts=heard(at, words="I look after the babies"), reason="Misheard", **common)
        with pytest.raises(ChangedMeanwhileError):
            voice.correct(facts=heard(at), reason="Again", **common)
        shown = queries.entries(by, child, can_write=True)
        with pytest.raises(NotVisibleError):
            queries.get_entry(by, child, entry.pk)
        assert queries.get_entry(by, child, right.pk) == right
    assert [one.row for one in shown] == [right]
    assert right.event.supersedes == entry.event
    assert VoiceEntry.objects.count() == 2
    for who, error in (("police", NotPermittedError), ("other_school", NotVisibleError)):
        other = getattr(personas, who)
        with as_user(other), pytest.raises(error):
            voice.correct(entry=right, facts=heard(at), reason="Mine", by=other, at=at)


@pytest.mark.parametrize(("ago", "is_late"), [(0, False), (28, False), (29, True)])
def test_days_since_the_child_was_last_heard(personas, child, at, ago, is_late):
    record(personas, child, at, ago=ago)
    record(personas, child, at, ago=200)
    with as_user(personas.school):
        found = queries.last_heard(personas.school, child, today=london_date(at))
    assert (found.days, found.is_late) == (ago, is_late)


def test_how_well_a_team_hears_its_children(personas, child, facts, at):
    manager, team, today = personas.team_manager, personas.social_worker.team, london_date(at)
    with as_user(manager):
        assert queries.by_team(manager, today=today) == []
    for one in (child, records.child(**facts), records.child(**facts)):
        one.team = team
        one.record(**facts, reason="test data")
        plans.episode(one, today - timedelta(days=90), **facts)
    record(personas, child, at, kind=VoiceKind.DAY, day=DayFacts(night="Cold"), ago=3)
    with as_user(manager):
        (row,) = queries.by_team(manager, today=today)
    assert (row.team, row.children, row.heard, row.days, row.never) == (team.name, 3, 1, 1, 2)
    assert row.rate == 33
    assert queries.TeamRow("Empty", 0, 0, 0, 0).rate is None
