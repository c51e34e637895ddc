"""The papers of a conference: reports before it, the letter after it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.services import involvements, meetings
from core_groups import conference_access
from core_groups.conference_states import LetterHow
from core_groups.models import ConferenceReport, LetterCopy
from core_groups.services import conference_letters as letters
from core_groups.services import conference_reports as reports
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from tests.core_groups.conference.sittings import AFTER, HELD, SATURDAY, running
from tests.factories import conferences, records


class TestReports:
    def _give(self, conference, child, personas, who, **more):
        by = getattr(personas, who)
        given = {"text": "Weight falls", "shared_with_parents_on": date(2026, 3, 9), **more}
        with as_user(by):
            return reports.give(
                conference=conference, child=child, by=by, at=HELD - timedelta(days=1), **given
            )

    @pytest.fixture
    def asked(self, personas, child, at):
        conference = conferences.booked([child], personas, HELD, at)
        conferences.ask(conference, personas, at)
        return conference

    def test_social_cares_report_stops_its_clock_and_may_be_replaced(self, personas, child, asked):
        self._give(asked, child, personas, "gp")
        assert "report_icpc" in running(child)
        self._give(asked, child, personas, "social_worker")
        assert "report_icpc" not in running(child)
        self._give(asked, child, personas, "social_worker", text="Weight rises")
        row = ConferenceReport.objects.get(agency=personas.social_worker.agency)
        assert (row.text, row.history.count()) == ("Weight rises", 2)

    def test_not_shared_says_why(self, personas, child, asked):
        with pytest.raises(DomainError) as refused:
            self._give(asked, child, personas, "gp", shared_with_parents_on=None)
        assert refused.value.field == "not_shared_reason"
        row = self._give(
            asked, child, personas, "gp", shared_with_parents_on=None, not_shared_reason="Father’s threats"
        )
        assert row.not_shared_reason == "Father’s threats"

    @pytest.mark.parametrize("facts", [{"text": " "}, {"shared_with_parents_on": date(2027, 1, 1)}])
    def test_empty_or_shared_in_the_future_is_refused(self, personas, child, asked, facts):
        with pytest.raises(DomainError):
            self._give(asked, child, personas, "gp", **facts)

    def test_by_whom(self, personas, child, asked):
        self._give(asked, child, personas, "business_support", agency=personas.school.agency)
        with pytest.raises(DomainError, match="isn’t asked"):
            self._give(asked, child, personas, "business_support", agency=personas.youth_justice.agency)
        with pytest.raises(NotPermittedError):
            self._give(asked, child, personas, "gp", agency=personas.school.agency)
        with pytest.raises(NotVisibleError):
            self._give(asked, child, personas, "other_school")

    def test_not_to_a_cancelled_one(self, personas, child, asked, at):
        by = personas.business_support
        with as_user(by):
            meetings.cancel(meeting=asked.meeting, reason="Flood", by=by, at=at)
        asked.refresh_from_db()
        with pytest.raises(ChangedMeanwhileError):
            self._give(asked, child, personas, "social_worker")

    def test_a_report_for_social_care_is_not_read_by_others(self, personas, child, asked):
        self._give(asked, child, personas, "social_worker", sensitivity="social_care")
        for who, seen in (("gp", 0), ("business_support", 1)):
            user = getattr(personas, who)
            with as_user(user):
                assert conference_access.visible_reports(user).count() == seen


class TestLetter:
    def test_it_goes_to_all_who_were_asked_and_stops_the_clock(self, personas, child, held):
        part = conferences.decide(held, child, personas, AFTER)
        letter = conferences.sent(part, personas, AFTER)
        assert "conference_decision" not in running(child)
        how = dict(LetterCopy.objects.values_list("invitation__outside_name", "how"))
        assert how["Nora Example"] == LetterHow.POST
        assert LetterCopy.objects.count() == 6
        told = {row.recipient for row in Notification.objects.filter(kind="decision_letter")}
        assert {personas.gp, personas.school, personas.social_worker} <= told
        assert letter.content["decision"] == "A child protection plan is made"
        assert letter.sha256 == letters.fingerprint(letter.content)
        with pytest.raises(ChangedMeanwhileError):
            conferences.sent(part, personas, AFTER)

    def test_nothing_is_sent_before_the_decision(self, personas, child, held):
        with pytest.raises(DomainError):
            conferences.sent(held.parts.get(), personas, AFTER)
        part = conferences.decide(held, child, personas, AFTER)
        with pytest.raises(DomainError) as refused, as_user(personas.business_support):
            letters.send(part=part, outside_how=LetterHow.SERVICE, by=personas.business_support, at=AFTER)
        assert refused.value.field == "outside_how"
        with pytest.raises(NotPermittedError), as_user(personas.social_worker):
            letters.send(part=part, outside_how=LetterHow.POST, by=personas.social_worker, at=AFTER)

    def test_a_recipients_reading_is_their_receipt_and_the_post_is_written_down(self, personas, child, held):
        part = conferences.decide(held, child, personas, AFTER)
        letter = conferences.sent(part, personas, AFTER)
        with as_user(personas.gp):
            letters.opened(letter=letter, by=personas.gp, at=AFTER)
            letters.opened(letter=letter, by=personas.gp, at=AFTER + timedelta(hours=1))
        copy = LetterCopy.objects.get(invitation__user=personas.gp)
        assert (copy.received_at, copy.received_by) == (AFTER, personas.gp)
        mother = LetterCopy.objects.get(invitation__outside_name="Nora Example")
        by = personas.business_support
        with as_user(by):
            letters.note_received(copy=mother, by=by, at=AFTER)
            assert letters.note_received(copy=mother, by=by, at=SATURDAY).received_at == AFTER
            with pytest.raises(DomainError):
                letters.note_received(copy=copy, by=by, at=AFTER)
        with pytest.raises(NotVisibleError), as_user(personas.other_school):
            letters.note_received(copy=mother, by=personas.other_school, at=AFTER)

    def test_brothers_and_sisters_letters_do_not_go_to_whoever_may_read_of_one_alone(
        self, personas, child, at
    ):
        brother = records.child("Ned", "Ashdown", by=personas.team_manager, at=at)
        conferences.due(brother, personas, at)
        conference = conferences.booked([child, brother], personas, HELD, at)
        asked = conferences.ask(conference, personas, at)
        asked["mother"].about = [child.pk]
        asked["mother"].record(by=personas.business_support, at=at, reason="test data")
        parts = {row.child_id: row for row in conference.parts.all()}
        assert asked["mother"] in letters.recipients(parts[child.pk])
        assert asked["mother"] not in letters.recipients(parts[brother.pk])


def test_an_involvement_that_ends_closes_the_conference(personas, child, held):
    """Somebody who was asked by name still has their part; a colleague of an agency that left hasn't."""
    for row in child.involvements.filter(agency=personas.school.agency, until=None):
        with as_user(personas.social_worker):
            involvements.finish(involvement=row, reason="Moved", by=personas.social_worker, at=AFTER)
    with as_user(personas.other_school):
        assert not conference_access.visible_parts(personas.other_school).exists()
