"""An agency that doesn’t agree at a core group says so; the partnership sees if nothing follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.meeting_states import Attendance
from cases.models import Event, Invitation
from cases.services import attendance
from cases.services.attendance import Mark
from core_groups.queries import core_group_agenda
from core_groups.services import core_group_dissents
from escalation.queries import desk
from safeguarding.accounts.identity import as_user
from tests.factories import core_groups, records

pytestmark = pytest.mark.django_db
WORDS = "He is hungry every Monday: nothing has changed"


def came(group, personas, *who, at):
    """Those personas were there, nobody else was."""
    agencies = {getattr(personas, name).agency_id for name in who}
    rows = Invitation.objects.filter(meeting=group.meeting).select_related("user")
    marks = {
        row.pk: Mark(
            Attendance.UNKNOWN, Attendance.ATTENDED if row.agency_id in agencies else Attendance.ABSENT
        )
        for row in rows
    }
    chair = personas.health_visitor
    with as_user(chair):
        attendance.record(meeting=group.meeting, marks=marks, by=chair, at=at)


@pytest.fixture
def met(personas, group, at):
    """Held, with the school and the health visitor there."""
    came(group, personas, "school", "health_visitor", "social_worker", at=at)
    return core_groups.held(group, at)


def dissent(met, personas, who, *, at, of="", words=WORDS, child=None):
    by = getattr(personas, who)
    child = child or met.meeting.children.get().child
    with as_user(by):
        return core_group_dissents.dissent(
            group=met, child=child, agency=getattr(personas, of or who).agency, words=words, by=by, at=at
        )


class TestTheService:
    def test_it_is_a_line_of_the_chronology_and_of_the_minutes(self, personas, met, at):
        row = dissent(met, personas, "school", at=at)
        with as_user(personas.school):
            line = Event.objects.filter(child=row.child, what_happened__contains=WORDS).get()
            blocks = core_group_agenda.blocks(personas.school, met.meeting)
        assert (line.agency, line.source_reference) == (personas.school.agency, met.meeting.reference)
        block = next(block for block in blocks if block.text == WORDS)
        assert block.heading == f"{personas.school.agency} does not agree"

    def test_who_runs_the_meeting_records_it_for_an_agency_that_was_there(self, personas, met, at):
        row = dissent(met, personas, "health_visitor", of="school", at=at)
        assert (row.agency, row.recorded_by) == (personas.school.agency, personas.health_visitor)

    @pytest.mark.parametrize(
        ("who", "of", "words", "error"),
        [
            ("school", "", " ", DomainError),
            ("health_visitor", "gp", WORDS, DomainError),
            ("other_school", "", WORDS, NotVisibleError),
            ("gp", "", WORDS, NotVisibleError),
        ],
    )
    def test_what_is_refused(self, personas, met, at, who, of, words, error):
        with pytest.raises(error):
            dissent(met, personas, who, of=of, words=words, at=at)

    def test_nobody_speaks_for_another_agency(self, personas, plan, at):
        group = core_groups.planned(plan, personas=personas, at=at, minute_taker=personas.social_worker)
        came(group, personas, "school", "health_visitor", at=at)
        met = core_groups.held(group, at)
        with pytest.raises(NotPermittedError):
            dissent(met, personas, "school", of="health_visitor", at=at)

    def test_once_an_agency_and_child(self, personas, met, at):
        dissent(met, personas, "school", at=at)
        with pytest.raises(ChangedMeanwhileError):
            dissent(met, personas, "school", at=at)

    def test_not_before_it_was_held(self, personas, group, at):
        with pytest.raises(DomainError, match="was held"):
            dissent(group, personas, "school", at=at)

    def test_a_child_the_meeting_is_not_about(self, personas, met, at):
        other = records.child(by=personas.social_worker, at=at)
        with pytest.raises(NotVisibleError):
            dissent(met, personas, "school", child=other, at=at)


class TestTheWay:
    def send(self, sign_in, personas, met, at, **typed):
        child = met.meeting.children.get().child
        address = reverse("core_group_dissent", args=[met.meeting.reference, child.reference])
        with time_machine.travel(at + timedelta(hours=3), tick=False):
            return sign_in(personas.school).post(
                address, {"agency": str(personas.school.agency_id), "words": WORDS, **typed}, follow=True
            )

    def test_a_teacher_says_so_and_is_offered_to_challenge(self, sign_in, personas, met, at):
        page = self.send(sign_in, personas, met, at).content.decode()
        assert "doesn’t agree" in page
        assert WORDS in page
        child = met.meeting.children.get().child
        assert reverse("challenge_new", args=[child.reference]) in page

    def test_nothing_said_is_an_error_beside_the_field(self, sign_in, personas, met, at):
        page = self.send(sign_in, personas, met, at, words="").content.decode()
        assert "Error: " in page
        assert 'href="#id_words"' in page

    def test_the_partnerships_office_sees_that_nobody_challenged(self, personas, met, at):
        dissent(met, personas, "school", at=at)
        admin = personas.partnership_admin
        with as_user(admin):
            silences = desk.desk(admin, now=at + timedelta(days=30)).silences
        assert [(one.agency, one.what, one.days) for one in silences] == [
            (personas.school.agency.name, "Core group", 30)
        ]
