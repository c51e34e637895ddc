"""A conference by HTTP, from the unit's list to the opened letter: each persona at their own pages."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from pypdf import PdfReader

from cases.models import Invitation, Plan
from core_groups.models import Conference, ConferenceReport, DecisionLetter, LetterCopy
from tests.factories import conferences, plans, records

LONDON = ZoneInfo("Europe/London")
HELD = datetime(2026, 3, 12, 10, 0, tzinfo=LONDON)


@pytest.fixture
def child(personas, at):
    by = personas.team_manager
    made = records.child("Rosalind", "Ashdown", by=by, at=at, date_of_birth=date(2016, 5, 1))
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=by, at=at, reason="test data")
    for each in (personas.school, personas.gp):
        records.involve(made, each.agency, by=by, at=at)
    mother = records.person("Nora", "Ashdown", by=by, at=at)
    records.relate(mother, made.person, "mother", by=by, at=at)
    plans.episode(made, date(2026, 1, 5), by=personas.social_worker, at=at)
    conferences.due(made, personas, at)
    return made


@pytest.fixture
def clock(at):
    with time_machine.travel(at, tick=False) as machine:
        yield machine


@pytest.fixture
def go(personas, clock, sign_in):
    """`go("police", "url_name", *args, status=…, **posted)`: a persona opens a page, or sends a form."""

    def _go(name, url, *args, status=None, **data):
        client = sign_in(getattr(personas, name))
        path = reverse(url, args=args)
        answer = client.post(path, data) if data else client.get(path)
        words = unescape(answer.content.decode(errors="replace"))
        assert answer.status_code == (status or (303 if data else 200)), words
        return words

    return _go


def moment(name, at) -> dict[str, str]:
    return {**day(name, at), f"{name}_time": f"{at:%H:%M}"}


def day(name, on) -> dict[str, str]:
    return {f"{name}_day": str(on.day), f"{name}_month": str(on.month), f"{name}_year": str(on.year)}


def booking_of(personas, child, starts_at, **more):
    return {
        "kind": "initial",
        "children": [child.reference],
        "reason": "The enquiry found continuing risk",
        **moment("starts_at", starts_at),
        "minutes": "120",
        "format": "in_person",
        "place": "Civic Centre",
        "link": "",
        "chair": str(personas.conference_chair.pk),
        "minute_taker": str(personas.business_support.pk),
        **more,
    }


def decision_of(**more):
    return {
        "participation": "PN1",
        "decision": "make_plan",
        "category": "NEG",
        "outline_plan": "Breakfast every day",
        **day("core_group_on", date(2026, 3, 19)),
        **day("next_review_on", date(2026, 6, 10)),
        "reasons": "Neglect that goes on",
        **more,
    }


def test_from_the_list_to_the_opened_letter(personas, child, at, go, clock, sign_in):
    assert "Rosalind Ashdown" in go("business_support", "conferences")
    go("business_support", "conference_book", child.reference)
    saturday = booking_of(personas, child, HELD + timedelta(days=2))
    refused = go("business_support", "conference_book", child.reference, status=200, **saturday)
    assert "never on a Saturday or a Sunday: choose a weekday" in refused
    assert "The enquiry found continuing risk" in refused
    go("business_support", "conference_book", child.reference, **booking_of(personas, child, HELD))
    reference = Conference.objects.get().meeting.reference
    asked = go("business_support", "conference_invite", reference)
    assert all(who in asked for who in ("Sam Brennan", "Ashfield Primary School", "Nora Ashdown"))
    mother = personas, f"parent-{child.person.relatives.get().person_id}"
    people = [f"user-{personas.social_worker.pk}", mother[1]]
    people += [f"agency-{personas.school.agency_id}", f"agency-{personas.gp.agency_id}"]
    go("business_support", "conference_invite", reference, people=people)
    # Who is asked in what part is read by everybody asked, and stands in letters: no child is named in it.
    parts = set(Invitation.objects.values_list("part", flat=True))
    assert parts == {"Social worker", "Parent", "Works with the child"}
    _on_duty(personas, reference, go)
    report = {
        "agency": str(personas.school.agency_id),
        "text": "Hungry on Mondays",
        "sensitivity": "professionals",
        "is_shared": "yes",
        **day("shared_with_parents_on", date(2026, 3, 9)),
    }
    go("school", "conference_report", reference, child.reference, **report)
    assert ConferenceReport.objects.get().agency == personas.school.agency
    go("business_support", "conference_advocate", reference, child.reference, offered="yes", accepted="yes")
    page = go("social_worker", "conference", reference)
    assert "Hungry on Mondays" in page
    assert "No report yet from" in page
    clock.move_to(HELD + timedelta(hours=3))
    _hold_and_decide(personas, child, reference, go)
    clock.move_to(HELD + timedelta(hours=5))
    assert "Letter to be sent" in go("business_support", "conferences")
    assert "Breakfast every day" in go(
        "business_support", "conference_letter_send", reference, child.reference
    )
    go("business_support", "conference_letter_send", reference, child.reference, outside_how="post")
    _letter(personas, child, reference, go, sign_in)


def _on_duty(personas, reference, go):
    """School and GP were asked on duty; somebody of each takes it on."""
    for name in ("school", "gp"):
        asked = Invitation.objects.get(agency=getattr(personas, name).agency)
        go(name, "meeting_take_on", reference, asked.pk, sent="1")


def _hold_and_decide(personas, child, reference, go):
    lacking = go("conference_chair", "conference_hold", reference)
    assert "Inquorate" in lacking
    for row in Invitation.objects.exclude(user=None):
        row.attendance = "attended"
        row.record(by=personas.business_support, at=HELD, reason="test data")
    go("conference_chair", "conference_hold", reference, **moment("held_at", HELD))
    form = go("conference_chair", "conference_decide", reference, child.reference)
    assert "Child aged under 4" not in form
    members = [f"asked-{row.pk}" for row in Invitation.objects.all()]
    late = decision_of(members=members, **day("next_review_on", date(2026, 6, 15)))
    refused = go("conference_chair", "conference_decide", reference, child.reference, status=200, **late)
    assert "The first review is to be held by 12 June 2026" in refused
    assert not Plan.objects.exists()
    go("conference_chair", "conference_decide", reference, child.reference, **decision_of(members=members))
    assert Plan.objects.get().started_on == HELD.date()
    words = {"agency": str(personas.gp.agency_id), "words": "It comes too early"}
    go("gp", "conference_dissent", reference, child.reference, **words)


def _letter(personas, child, reference, go, sign_in):
    letter = DecisionLetter.objects.get()
    assert letter.content["dissents"] == [personas.gp.agency.name]
    assert "It comes too early" not in str(letter.content)
    shown = go("gp", "conference_letter", reference, child.reference)
    assert letter.sha256[:8] in shown
    assert LetterCopy.objects.get(invitation__user=personas.gp).received_by == personas.gp
    path = reverse("conference_letter_file", args=[reference, child.reference])
    answer = sign_in(personas.social_worker).get(path)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "A child protection plan is made" in text
    assert "Breakfast every day" in text
    copy = LetterCopy.objects.get(invitation__outside_name="Nora Ashdown")
    go("business_support", "conference_letter_received", reference, child.reference, copy.pk, sent="1")
    copy.refresh_from_db()
    assert copy.received_by == personas.business_support
    own = LetterCopy.objects.get(invitation__user=personas.gp)
    go("business_support", "conference_letter_received", reference, child.reference, own.pk, sent="1")
    assert "A child protection plan is made" in go("social_worker", "child_conferences", child.reference)
    assert "A child protection plan is made: Rosalind Ashdown" in go("social_worker", "meeting", reference)


def test_an_inquorate_conference_is_reconvened_and_waits_again(personas, child, at, go, clock):
    conference = conferences.booked([child], personas, HELD, at)
    reference = conference.meeting.reference
    clock.move_to(HELD + timedelta(hours=3))
    held = moment("held_at", HELD)
    refused = go("business_support", "conference_hold", reference, status=200, **held)
    assert "Enter what keeps the children safe until it is reconvened" in refused
    assert "Only the chair can go on" in refused
    plan = {**held, "interim_plan": "The aunt stays with them"}
    go("business_support", "conference_hold", reference, **plan)
    assert "The aunt stays with them" in go("social_worker", "conference", reference)
    assert "lacked its quorum and is reconvened" in go("business_support", "conferences")
    form = go("conference_chair", "conference_decide", reference, child.reference)
    assert "nothing is decided by it" in form
    assert "Record what was decided" not in go("conference_chair", "meeting", reference)


def test_a_review_is_asked_for_and_its_pack_shows_the_plan_and_its_drift(personas, child, at, go):
    by = personas.conference_chair
    plans.plan(child, date(2024, 10, 1), by=by, at=at, category="NEG", episode=None)
    go("social_worker", "conference_request", child.reference, kind="review", words="Not on a Monday")
    assert "Not on a Monday" in go("social_worker", "child_conferences", child.reference)
    refused = go(
        "social_worker", "conference_request", child.reference, status=200, kind="review", words="Again"
    )
    assert "asked for already" in refused
    data = booking_of(personas, child, HELD + timedelta(days=14), kind="review")
    go("business_support", "conference_book", child.reference, **data)
    reference = Conference.objects.get().meeting.reference
    pack = go("social_worker", "conference_pack", reference)
    assert "Signs of drift" in pack
    assert "Plan since" in pack
    words = decision_of(decision="continue", **day("next_review_on", date(2026, 9, 10)))
    form = go("conference_chair", "conference_decide", reference, child.reference, status=200, **words)
    assert "Record first that the conference was held" in form


def test_nothing_to_book_leads_back(personas, child, at, go):
    conferences.booked([child], personas, HELD, at)
    go("business_support", "conference_book", child.reference, status=303)
    reference = Conference.objects.get().meeting.reference
    go("business_support", "conference_letter", reference, child.reference, status=404)
    go("business_support", "conference_letter_send", reference, child.reference)
    early = {"agency": str(personas.gp.agency_id), "words": "No"}
    go("other_school", "conference_dissent", reference, child.reference, status=404, **early)
    go("school", "conferences", status=403)
