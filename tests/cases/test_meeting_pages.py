"""The pages of meetings, as each persona meets them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar

from cases.meeting_states import Attendance, MeetingFormat, MeetingKind, Reply
from cases.models import Invitation, Meeting, MeetingAction, SharedInformation
from cases.services import invitations, meetings
from safeguarding.accounts.identity import as_user
from safeguarding.notifications.models import Notification
from safeguarding.rules.london_time import LONDON, london_date
from tests.factories import records

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def child(personas, now):
    return records.child("Robin", "Dale", by=personas.team_manager, at=now)


@pytest.fixture
def meeting(personas, now, child) -> Meeting:
    """A strategy meeting that the social worker planned for tomorrow; nobody is asked yet."""
    by = personas.social_worker
    with as_user(by):
        return meetings.plan(
            kind=MeetingKind.STRATEGY_MEETING,
            children=[child],
            starts_at=now + DAY,
            ends_at=now + DAY + HOUR,
            format=MeetingFormat.ONLINE,
            link="https://meet.example/abc",
            reason="A bruise that nobody explained",
            by=by,
            at=now,
        )


@pytest.fixture
def ask(personas, meeting, now):
    """`ask(user)` asks somebody by name."""

    def _ask(user) -> Invitation:
        with as_user(personas.social_worker):
            return invitations.invite_user(meeting=meeting, user=user, by=personas.social_worker, at=now)

    return _ask


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def path(meeting: Meeting, more: str = "") -> str:
    return f"/meetings/{meeting.reference}/{more}"


def moment(value) -> dict[str, str]:
    """A DateTimeField's boxes."""
    local = value.astimezone(LONDON)
    return {
        "starts_at_day": str(local.day),
        "starts_at_month": str(local.month),
        "starts_at_year": str(local.year),
        "starts_at_time": f"{local:%H:%M}",
    }


def test_the_meeting_says_who_is_asked_what_is_missing_and_what_can_be_done(personas, meeting, ask, sign_in):
    asked = ask(personas.police)
    page = text(sign_in(personas.social_worker).get(path(meeting)))
    for expected in (
        "A bruise that nobody explained",
        "Robin Dale",
        "Priya Dhillon",
        "No reply",
        "Quorum not yet certain",
        "social care, police, health",
        "Join the meeting",
        "Change time or place",
        "Take attendance",
    ):
        assert expected in page, expected
    police = text(sign_in(personas.police).get(path(meeting)))
    assert f"/invitations/{asked.pk}/answer/" in police
    assert "Change time or place" not in police
    assert sign_in(personas.gp).get(path(meeting)).status_code == 404


def test_on_duty_one_learns_what_it_is_about_by_taking_the_invitation_on(personas, meeting, now, sign_in):
    with as_user(personas.social_worker):
        asked = invitations.invite_duty(
            meeting=meeting, agency=personas.school.agency, by=personas.social_worker, at=now
        )
    school = sign_in(personas.school)
    before = text(school.get(path(meeting)))
    for hidden in ("A bruise", "Robin", "meet.example", "Information shared"):
        assert hidden not in before, hidden
    assert "Take it on" in before
    assert school.get(path(meeting, "information/new/")).status_code == 403
    after = text(school.post(path(meeting, f"invitations/{asked.pk}/take-on/"), follow=True))
    assert "You have taken the invitation on" in after
    assert "Robin Dale" in after
    again = text(school.post(path(meeting, f"invitations/{asked.pk}/take-on/"), follow=True))
    assert "has taken this on already" in again


def test_an_answer_is_given_by_those_asked_and_a_deputy_needs_a_name(personas, meeting, ask, sign_in):
    asked = ask(personas.gp)
    client, answer = sign_in(personas.gp), path(meeting, f"invitations/{asked.pk}/answer/")
    assert "Enter who comes instead" in text(client.post(answer, {"reply": "deputy"}))
    page = text(client.post(answer, {"reply": "deputy", "deputy_name": "Nurse Hall"}, follow=True))
    assert "Sends a deputy: Nurse Hall" in page


def test_social_care_asks_people_teams_and_somebody_outside(personas, child, meeting, sign_in):
    client = sign_in(personas.social_worker)
    police = personas.police
    for who in (f"user-{police.pk}", f"team-{police.team_id}", f"agency-{personas.gp.agency_id}"):
        assert client.post(path(meeting, "invite/"), {"who": who, "part": "What is known"}).status_code == 303
    twice = client.post(path(meeting, "invite/"), {"who": f"user-{police.pk}", "part": "again"})
    assert "asked to this meeting already" in text(twice)
    parent = {"name": "Mona Dale", "copy_kind": "parents", "about": str(child.pk)}
    assert client.post(path(meeting, "invite-outside/"), parent).status_code == 303
    page = text(client.get(path(meeting)))
    for expected in ("Priya Dhillon", "On duty: Safeguarding Unit", "Millbrook Surgery", "Mona Dale"):
        assert expected in page, expected
    outside = Invitation.objects.get(outside_name="Mona Dale")
    assert outside.about == [child.pk]


def test_an_invitation_taken_back_closes_the_meeting(personas, meeting, ask, sign_in):
    asked = ask(personas.police)
    withdraw = path(meeting, f"invitations/{asked.pk}/withdraw/")
    assert sign_in(personas.police).post(withdraw, {"reason": "x"}).status_code == 403
    assert sign_in(personas.social_worker).post(withdraw, {"reason": "Asked by mistake"}).status_code == 303
    assert sign_in(personas.police).get(path(meeting)).status_code == 404


class TestMoving:
    """Another time, and cancelling."""

    def facts(self, meeting, **more) -> dict[str, str]:
        moved = moment(meeting.starts_at + DAY)
        hour = {"starts_at_time": "10:00", "ends": "11:30"}
        rest = {"format": "in_person", "place": "Town hall", "reason": "The police can’t come", "link": ""}
        return {**moved, **hour, **rest, "version": str(meeting.version), **more}

    def test_a_new_time_is_told_and_asks_for_a_new_reply(self, personas, meeting, ask, now, sign_in):
        asked = ask(personas.police)
        with as_user(personas.police):
            invitations.answer(invitation=asked, reply=Reply.ACCEPTED, by=personas.police, at=now)
        client = sign_in(personas.social_worker)
        assert client.post(path(meeting, "change/"), self.facts(meeting)).status_code == 303
        page = text(client.get(path(meeting)))
        assert "Town hall" in page
        assert "11:30am" in page
        asked.refresh_from_db()
        assert asked.reply == Reply.NONE
        assert Notification.objects.filter(recipient=personas.police, kind="meeting_moved").exists()

    def test_the_second_to_change_it_is_told_and_keeps_what_they_typed(self, personas, meeting, sign_in):
        old = self.facts(meeting, place="Library")
        sign_in(personas.team_manager).post(path(meeting, "change/"), self.facts(meeting))
        page = text(sign_in(personas.social_worker).post(path(meeting, "change/"), old))
        assert "Town hall" in page
        assert "Library" in page
        meeting.refresh_from_db()
        assert meeting.place == "Town hall"

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"link": "javascript:alert(1)"}, "must start with https://"),
            ({"ends": "09:00"}, "must end after it starts"),
            ({"reason": ""}, "Enter why it changes"),
        ],
    )
    def test_what_does_not_fit_is_said_beside_the_question(self, personas, meeting, sign_in, wrong, said):
        answer = sign_in(personas.social_worker).post(path(meeting, "change/"), self.facts(meeting, **wrong))
        assert said in text(answer)

    def test_cancelled_it_says_why_and_offers_nothing_more(self, personas, meeting, sign_in):
        client = sign_in(personas.social_worker)
        page = text(client.post(path(meeting, "cancel/"), {"reason": "Another authority"}, follow=True))
        assert "Another authority" in page
        assert "Take attendance" not in page


class TestAttendance:
    """Who came, by two people at once, with and without JavaScript."""

    @pytest.fixture
    def rows(self, personas, ask):
        return {name: ask(getattr(personas, name)) for name in ("social_worker", "police", "gp")}

    def marks(self, rows, **came) -> dict[str, str]:
        sent = {}
        for name, row in rows.items():
            sent[f"seen-{row.pk}"] = "unknown"
            sent[f"came-{row.pk}"] = came.get(name, "unknown")
        return sent

    def test_a_meeting_without_health_is_not_quorate_and_says_so(self, personas, meeting, rows, now, sign_in):
        client = sign_in(personas.social_worker)
        sent = self.marks(rows, social_worker="attended", police="by_phone", gp="absent")
        assert client.post(path(meeting, "attendance/"), sent).status_code == 303
        with as_user(personas.social_worker):
            meetings.hold(meeting=meeting, held_at=now, by=personas.social_worker, at=now)
        page = text(client.get(path(meeting)))
        assert "Not quorate. Missing: health." in page
        again = {f"seen-{rows['gp'].pk}": "absent", f"came-{rows['gp'].pk}": "attended"}
        client.post(path(meeting, "attendance/"), again)
        assert ">Quorate<" in text(client.get(path(meeting))).replace("> ", ">").replace(" <", "<")

    def test_two_people_at_once_lose_nothing(self, personas, meeting, rows, sign_in):
        first, second = sign_in(personas.social_worker), sign_in(personas.team_manager)
        first.post(path(meeting, "attendance/"), self.marks(rows, police="attended", gp="absent"))
        both = self.marks(rows, social_worker="attended", gp="attended")
        page = text(second.post(path(meeting, "attendance/"), both))
        assert "Sam Brennan recorded “Absent without apologies” meanwhile; you chose “Attended”" in page
        assert {row.user: row.attendance for row in Invitation.objects.filter(meeting=meeting)} == {
            personas.social_worker: Attendance.ATTENDED,
            personas.police: Attendance.ATTENDED,
            personas.gp: Attendance.ABSENT,
        }

    def test_one_line_is_saved_by_itself_and_gives_the_quorum_of_now(self, personas, meeting, rows, sign_in):
        sent = {**self.marks(rows, gp="attended", police="attended"), "row": str(rows["gp"].pk)}
        answer = sign_in(personas.social_worker).post(
            path(meeting, "attendance/"), sent, headers={"HX-Request": "true"}
        )
        page = text(answer)
        assert "<html" not in page
        assert "Missing: children&#39;s social care, police" in page
        rows["gp"].refresh_from_db()
        rows["police"].refresh_from_db()
        assert (rows["gp"].attendance, rows["police"].attendance) == ("attended", "unknown")

    def test_a_line_that_is_none_breaks_nothing(self, personas, meeting, rows, sign_in):
        client = sign_in(personas.social_worker)
        for row in ("", "x", "0", "99999999"):
            answer = client.post(path(meeting, "attendance/"), {"row": row}, headers={"HX-Request": "true"})
            assert answer.status_code in {303, 404}

    def test_a_cancelled_meeting_takes_none(self, personas, meeting, rows, sign_in):
        client = sign_in(personas.social_worker)
        client.post(path(meeting, "cancel/"), {"reason": "Not needed"})
        page = text(client.post(path(meeting, "attendance/"), self.marks(rows, gp="attended")))
        assert "The meeting was cancelled" in page


class TestReports:
    """Asked for and given."""

    def test_it_is_asked_for_given_and_read(self, personas, meeting, ask, sign_in):
        asked = ask(personas.gp)
        one = f"invitations/{asked.pk}/"
        chair = sign_in(personas.social_worker)
        assert "They are asked for a report" in text(
            chair.post(path(meeting, f"{one}ask-for-report/"), follow=True)
        )
        page = text(
            sign_in(personas.gp).post(path(meeting, f"{one}report/"), {"text": "Seen twice"}, follow=True)
        )
        assert "Seen twice" in page
        assert "Received" in text(chair.get(path(meeting)))
        assert sign_in(personas.gp).post(path(meeting, f"{one}ask-for-report/")).status_code == 403


class TestInformation:
    """What agencies share, read by those alone who may."""

    def share(self, client, meeting, agency, **more):
        facts = {"agency": agency, "child": "all", "text": "He was cautioned", "sensitivity": "professionals"}
        return client.post(path(meeting, "information/new/"), {**facts, **more})

    def test_the_chair_writes_for_the_police_and_the_gp_does_not_read_it(
        self, personas, meeting, ask, sign_in
    ):
        for user in (personas.police, personas.gp):
            ask(user)
        key = f"agency-{personas.police.agency_id}"
        client = sign_in(personas.social_worker)
        assert self.share(client, meeting, key, sensitivity="police").status_code == 303
        assert "He was cautioned" in text(sign_in(personas.police).get(path(meeting)))
        assert "He was cautioned" not in text(sign_in(personas.gp).get(path(meeting)))

    def test_those_asked_write_for_their_own_agency_alone(self, personas, meeting, ask, sign_in):
        for user in (personas.police, personas.gp):
            ask(user)
        client = sign_in(personas.gp)
        other = self.share(client, meeting, f"agency-{personas.police.agency_id}")
        assert "There is a problem" in text(other)
        assert self.share(client, meeting, f"agency-{personas.gp.agency_id}").status_code == 303
        shared = SharedInformation.objects.get()
        assert (shared.agency, shared.recorded_by) == (personas.gp.agency, personas.gp)


class TestActions:
    """Agreed, done with evidence, or dropped."""

    def add(self, client, meeting, owner, **more):
        due = london_date(timezone.now()) + 3 * DAY
        when = {"due_on_day": str(due.day), "due_on_month": str(due.month), "due_on_year": str(due.year)}
        facts = {"what": "Visit the home", "owner": owner, "child": "all", **when}
        return client.post(path(meeting, "actions/new/"), {**facts, **more})

    def test_the_owner_is_told_and_closes_it_with_evidence(self, personas, meeting, ask, sign_in):
        ask(personas.police)
        self.add(sign_in(personas.social_worker), meeting, str(personas.police.pk))
        assert Notification.objects.filter(recipient=personas.police, kind="meeting_action").exists()
        close = path(meeting, f"actions/{MeetingAction.objects.get().pk}/close/")
        client = sign_in(personas.police)
        assert "No longer needed" not in text(client.get(close))
        assert "Enter what shows" in text(client.post(close, {"state": "done"}))
        page = text(client.post(close, {"state": "done", "evidence": "Visited on Friday"}, follow=True))
        assert "Visited on Friday" in page
        twice = sign_in(personas.social_worker).post(close, {"state": "dropped", "evidence": "No"})
        assert "This was closed already: done" in text(twice)

    def test_somebody_outside_needs_a_name(self, personas, meeting, sign_in):
        client = sign_in(personas.social_worker)
        assert "Enter who will do it" in text(self.add(client, meeting, "outside"))
        assert self.add(client, meeting, "outside", owner_name="Mona Dale").status_code == 303
        assert "Mona Dale" in text(client.get(path(meeting)))


class TestLists:
    """Where a person finds their meetings."""

    def test_to_come_to_reply_to_minute_and_past(self, personas, meeting, ask, now, sign_in):
        asked = ask(personas.police)
        client = sign_in(personas.police)
        for tab in ("", "?show=reply"):
            assert meeting.reference in text(client.get(f"/meetings/{tab}")), tab
        for tab in ("minute", "past"):
            assert meeting.reference not in text(client.get(f"/meetings/?show={tab}")), tab
        with as_user(personas.police):
            invitations.answer(invitation=asked, reply=Reply.ACCEPTED, by=personas.police, at=now)
        assert meeting.reference not in text(client.get("/meetings/?show=reply"))
        with as_user(personas.social_worker):
            meetings.hold(meeting=meeting, held_at=now, by=personas.social_worker, at=now)
        assert meeting.reference in text(client.get("/meetings/?show=past"))
        worker = sign_in(personas.social_worker)
        assert meeting.reference in text(worker.get("/meetings/?show=minute"))
        assert meeting.reference not in text(sign_in(personas.school).get("/meetings/?show=past&whose=all"))

    def test_it_is_narrowed_by_whose_kind_and_state(self, personas, meeting, sign_in):
        client = sign_in(personas.team_manager)
        assert meeting.reference not in text(client.get("/meetings/"))
        for whose in ("team", "all"):
            assert meeting.reference in text(client.get(f"/meetings/?whose={whose}")), whose
        assert meeting.reference not in text(client.get("/meetings/?whose=all&kind=conference"))
        assert meeting.reference in text(client.get("/meetings/?whose=all&state=planned&kind=x"))

    def test_the_month_holds_them_on_their_day(self, personas, meeting, sign_in):
        client = sign_in(personas.social_worker)
        month = f"{meeting.starts_at.astimezone(LONDON):%Y-%m}"
        assert meeting.reference in text(client.get(f"/meetings/calendar/?month={month}"))
        assert meeting.reference not in text(client.get("/meetings/calendar/?month=2001-02"))
        for month in ("x", "2026-13", "0001-01", "9999-12"):
            assert client.get(f"/meetings/calendar/?month={month}").status_code == 200


def test_the_file_for_calendars_holds_a_reference_and_no_fact(personas, meeting, ask, now, sign_in):
    ask(personas.police)
    client = sign_in(personas.police)
    body = client.get(path(meeting, "invitation.ics")).content.decode()
    event = next(iter(Calendar.from_ical(body).walk("VEVENT")))
    assert event["summary"] == f"Meeting {meeting.reference}"
    assert event["dtstart"].dt == meeting.starts_at.replace(microsecond=0)
    assert event["sequence"] == 0
    for hidden in ("Robin", "bruise", "Strategy", "meet.example", "Brennan"):
        assert hidden not in body, hidden
    with as_user(personas.social_worker):
        meetings.cancel(meeting=meeting, reason="No", by=personas.social_worker, at=now)
    body = sign_in(personas.social_worker).get(path(meeting, "invitation.ics")).content.decode()
    assert "METHOD:CANCEL" in body
    assert "SEQUENCE:1" in body
