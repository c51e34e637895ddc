"""Concerns that recur are found behind the wall, once, and are quiet once a manager has decided."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event
from cases.services import chronology
from cases.states import EventKind, RelationshipKind
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from strategy_meetings import tasks
from strategy_meetings.access import visible_hits
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.services import recurrence
from strategy_meetings.states import RecurrenceState
from tests.factories import records

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def _child(personas, at, **facts):
    child = records.child(by=personas.team_manager, at=at, **facts)
    for partner in (personas.school, personas.police, personas.gp):
        records.involve(child, partner.agency, by=personas.team_manager, at=at)
    child.allocated_to, child.team = personas.social_worker, personas.social_worker.team
    child.record(by=personas.team_manager, at=at, reason="test data")
    return child


@pytest.fixture
def child(personas, at):
    return _child(personas, at - 400 * DAY)


def _report(child, by, at, *themes, what="Something happened"):
    """A line through the service that the pages use, as the person who writes it."""
    with as_user(by):
        return chronology.record_event(
            child=child,
            kind=EventKind.NOTE,
            what_happened=what,
            occurred_at=at,
            themes=themes,
            by=by,
            at=at,
        )


def _search(at, **how):
    """The search starts as nobody: it sees what the named service may, and no more."""
    with as_user(AnonymousUser()):
        return recurrence.search(at=at, **how)


def _two_agencies(child, personas, at):
    return [
        _report(child, personas.school, at - 2 * DAY, "neglect"),
        _report(child, personas.gp, at - DAY, "neglect"),
    ]


def _decline(hit, personas, at, by="team_manager", rationale="Seen by the same worker on one visit"):
    user = getattr(personas, by)
    with as_user(user):
        return recurrence.decline(hit=hit, rationale=rationale, by=user, at=at)


def test_the_same_theme_from_two_agencies_is_found_once_and_told_of(personas, at, child):
    lines = _two_agencies(child, personas, at)
    assert _search(at) == 1
    assert _search(at) == 0
    hit = RecurrenceHit.objects.get()
    assert (hit.child, hit.theme, hit.agencies) == (child, "neglect", 2)
    assert hit.evidence == [line.pk for line in lines]
    told = Notification.objects.filter(kind="recurrence")
    assert {row.recipient for row in told} == {personas.social_worker, personas.team_manager}
    assert all(child.person.family_name not in row.text for row in told)


def test_without_a_social_worker_the_front_doors_managers_are_told(personas, at):
    child = _child(personas, at)
    child.allocated_to = None
    child.record(by=personas.team_manager, at=at, reason="test data")
    _two_agencies(child, personas, at)
    _search(at)
    told = Notification.objects.filter(kind="recurrence")
    assert personas.front_door_manager in {row.recipient for row in told}


def test_one_contact_is_no_recurrence(personas, at, child):
    _report(child, personas.school, at, "neglect")
    assert _search(at) == 0


def test_what_lies_before_the_window_does_not_count(personas, at, child):
    _report(child, personas.school, at - 367 * DAY, "neglect")
    _report(child, personas.gp, at - DAY, "neglect")
    assert _search(at) == 0


def test_a_hit_that_waits_takes_in_new_evidence_and_stays_one(personas, at, child):
    _two_agencies(child, personas, at)
    _search(at)
    _report(child, personas.police, at, "neglect")
    assert _search(at) == 0
    hit = RecurrenceHit.objects.get()
    assert (len(hit.evidence), hit.agencies) == (3, 3)


def test_after_a_decision_it_is_quiet_until_new_evidence_comes(personas, at, child):
    _two_agencies(child, personas, at)
    _search(at)
    declined = _decline(RecurrenceHit.objects.get(), personas, at)
    assert declined.decided_by == personas.team_manager
    assert _search(at) == 0
    _report(child, personas.police, at, "neglect")
    assert _search(at) == 1
    assert RecurrenceHit.objects.get(state=RecurrenceState.OPEN).agencies == 3


def test_a_corrected_line_is_no_new_evidence_and_its_first_wording_none_any_more(personas, at, child):
    school, _ = _two_agencies(child, personas, at)
    _search(at)
    _decline(RecurrenceHit.objects.get(), personas, at)
    for words in ("Seen twice", "Seen three times"):
        with as_user(personas.school):
            school = chronology.correct_event(
                event=school, what_happened=words, by=personas.school, at=at, reason="A slip"
            )
        assert _search(at) == 0


def test_a_correction_that_names_a_further_theme_is_evidence_of_it(personas, at, child):
    first = _report(child, personas.school, at - DAY, "neglect")
    _report(child, personas.gp, at - DAY, "missing")
    assert _search(at) == 0
    records.event(child, by=personas.school, at=at, themes=["missing"], supersedes=first)
    assert _search(at) == 1


def test_a_line_that_was_withdrawn_counts_no_longer(personas, at, child):
    _report(child, personas.gp, at - DAY, "neglect")
    wrong = _report(child, personas.school, at - DAY, "neglect")
    records.event(child, by=personas.school, at=at, themes=[], supersedes=wrong)
    assert _search(at) == 0


def _sibling(child, personas, at, **facts):
    other = _child(personas, at, **facts)
    mother = records.person(by=personas.team_manager, at=at)
    for one in (child, other):
        records.relate(
            mother,
            one.person,
            RelationshipKind.MOTHER,
            by=personas.team_manager,
            at=at,
            in_household=True,
        )
    return other


def test_what_is_recorded_about_a_brother_or_sister_in_the_household_counts(personas, at, child):
    other = _sibling(child, personas, at - 100 * DAY)
    _report(other, personas.school, at - 30 * DAY, "domestic_abuse")
    _report(child, personas.police, at, "domestic_abuse")
    assert _search(at) == 1
    assert RecurrenceHit.objects.get().child == child


def test_a_child_of_whom_nothing_is_recorded_has_no_hit_of_the_siblings(personas, at, child):
    other = _sibling(child, personas, at - 100 * DAY)
    _two_agencies(other, personas, at)
    _report(child, personas.gp, at, "exclusion")
    _search(at)
    assert [hit.child for hit in RecurrenceHit.objects.all()] == [other]


def test_a_restricted_siblings_lines_show_only_on_its_own_record(personas, at, child):
    hidden = _sibling(child, personas, at - 100 * DAY, is_restricted=True)
    records.involve(hidden, personas.head_of_service, by=personas.team_manager, at=at)
    records.event(hidden, by=personas.school, at=at - 30 * DAY, themes=["domestic_abuse"])
    _report(child, personas.police, at, "domestic_abuse")
    assert _search(at) == 0
    records.event(hidden, by=personas.school, at=at, themes=["domestic_abuse"])
    assert _search(at) == 1
    hit = RecurrenceHit.objects.get()
    assert hit.child == hidden
    with as_user(personas.social_worker):
        assert not visible_hits(personas.social_worker).exists()
        with pytest.raises(NotVisibleError):
            recurrence.accept(hit=hit, by=personas.social_worker, at=at)
    with as_user(personas.head_of_service):
        assert list(visible_hits(personas.head_of_service)) == [hit]
    assert {row.recipient for row in Notification.objects.filter(kind="recurrence")} <= {
        personas.head_of_service
    }


def test_every_household_is_looked_at_however_small_the_batches_are(personas, at):
    for _ in range(3):
        _two_agencies(_child(personas, at), personas, at)
    assert _search(at, batch=1) == 3


def test_the_number_of_statements_does_not_grow_with_the_children(
    personas, at, child, django_assert_max_num_queries
):
    _two_agencies(child, personas, at)
    _search(at)
    for _ in range(4):
        _report(_child(personas, at), personas.school, at, "neglect")
    with django_assert_max_num_queries(40):
        _search(at)


def test_a_declined_hit_needs_a_rationale_and_a_manager(personas, at, child):
    _two_agencies(child, personas, at)
    _search(at)
    hit = RecurrenceHit.objects.get()
    with pytest.raises(DomainError, match="Say why"):
        _decline(hit, personas, at, rationale=" ")
    with pytest.raises(NotPermittedError):
        _decline(hit, personas, at, by="social_worker")
    with pytest.raises(NotVisibleError):
        _decline(hit, personas, at, by="school")
    _decline(hit, personas, at)
    with pytest.raises(ChangedMeanwhileError):
        _decline(hit, personas, at)
    line = Event.objects.get(kind=EventKind.RECURRENCE_DECISION)
    assert "Seen by the same worker on one visit" in line.what_happened


def test_calling_a_meeting_accepts_it(personas, at, child):
    _two_agencies(child, personas, at)
    _search(at)
    with as_user(personas.social_worker):
        hit = recurrence.accept(hit=RecurrenceHit.objects.get(), by=personas.social_worker, at=at)
    assert hit.state == RecurrenceState.ACCEPTED
    assert _search(at) == 0


def test_a_search_that_did_not_run_for_weeks_is_made_good(personas, at, child, time_machine):
    _two_agencies(child, personas, at)
    time_machine.move_to(at - 20 * DAY)
    tasks.search_recurrence()
    time_machine.move_to(at + 30 * DAY)
    tasks.search_recurrence()
    tasks.search_recurrence()
    assert RecurrenceHit.objects.count() == 1


def test_the_first_search_looks_at_the_whole_window(personas, at, child, time_machine):
    _two_agencies(child, personas, at)
    time_machine.move_to(at + 100 * DAY)
    tasks.search_recurrence()
    assert RecurrenceHit.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_searches_at_once_record_one_hit(personas, at):
    with transaction.atomic():
        _two_agencies(_child(personas, at), personas, at)
    start, found = Barrier(2), []

    def search():
        try:
            start.wait(timeout=20)
            found.append(recurrence.search(at=at))
        finally:
            connection.close()

    threads = [Thread(target=search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(found) == [0, 1]
    assert RecurrenceHit.objects.count() == 1
