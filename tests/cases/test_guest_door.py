"""A private link shows one guest's invitation and copy, and is no way to anything else."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from cases.meeting_states import CopyKind, MeetingFormat, MeetingKind
from cases.models import GuestLink, Invitation, Meeting, MinutesCopy
from cases.models.guest_mail import GuestMailKind
from cases.services import guest_links, invitations, meeting_information, meetings
from safeguarding.accounts.identity import as_user
from safeguarding.audit.models import AccessLog
from safeguarding.rules.redaction import Block
from tests.cases.test_minutes_guests import sent_token
from tests.factories import meetings as held_meetings
from tests.factories import records

pytestmark = pytest.mark.django_db
HEADERS = {
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "strict-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


@pytest.fixture
def child(personas, at):
    return records.child("Kasimir", "Unusualname", by=personas.team_manager, at=at)


@pytest.fixture
def planned(child, personas, at) -> Meeting:
    """A meeting to which two parents are asked, with everything in it that they may not see."""
    by = personas.social_worker
    with as_user(by):
        meeting = meetings.plan(
            kind=MeetingKind.STRATEGY_MEETING,
            children=[child],
            starts_at=at + timedelta(days=2),
            ends_at=at + timedelta(days=2, hours=1),
            format=MeetingFormat.HYBRID,
            place="Civic Centre, room 2",
            link="https://meet.example/abc",
            reason="Reasonwords",
            by=by,
            at=at,
        )
        common = {"meeting": meeting, "by": by, "at": at}
        for name in ("Mona Example", "Piotr Example"):
            email = f"{name.split()[0].lower()}@home.example"
            invitations.invite_outside(
                name=name, email=email, copy_kind=CopyKind.PARENTS, about=[child], **common
            )
        gp = invitations.invite_user(user=personas.gp, part="Partwords", **common)
        invitations.give_report(invitation=gp, text="Reportwords", by=by, at=at)
        meeting_information.share(agency=personas.gp.agency, text="Sharedwords", **common)
    return Meeting.objects.get(pk=meeting.pk)


def link_to(invitation: Invitation, personas, at, kind=GuestMailKind.INVITATION) -> str:
    with as_user(personas.social_worker):
        guest_links.send(invitation=invitation, kind=kind, by=personas.social_worker, at=at)
    return sent_token(at)


def guest(meeting: Meeting, name: str) -> Invitation:
    return Invitation.objects.select_related("meeting").get(meeting=meeting, outside_name=name)


@pytest.fixture
def token(planned, personas, at) -> str:
    return link_to(guest(planned, "Mona Example"), personas, at)


@pytest.fixture
def sent(child, personas, at):
    """Minutes that went out to a parent, and the token of the link in that e-mail."""
    meeting = held_meetings.held(child, personas, at)
    held_meetings.distributed(meeting, personas, at, [Block("open", "What happened", "Words", "shared")])
    return meeting, sent_token(at)


def ask(token: str, at, name="guest", method="get", client=None, **more):
    with time_machine.travel(at, tick=False):
        return getattr(client or Client(), method)(reverse(name, args=[token]), **more)


def test_the_page_says_what_when_and_where_and_nothing_of_the_meeting_or_who_comes(planned, token, at):
    page = ask(token, at).content.decode()
    for shown in ("Civic Centre, room 2", planned.reference, "https://meet.example/abc"):
        assert shown in page, shown
    hidden = ("Kasimir", "Unusualname", "Reasonwords", "Partwords", "Reportwords", "Sharedwords", "Piotr")
    assert not [word for word in (*hidden, "trategy", "Mona", "Sam Brennan") if word in page]


def test_the_page_leads_nowhere_but_to_itself_and_the_meetings_own_link(planned, token, at, personas):
    page = ask(token, at).content.decode()
    body = page[page.index("<main") : page.index("</main>")]
    ways = set(re.findall(r'(?:href|action)="([^"]*)"', body)) - {""}
    own = reverse("guest", args=[token])
    assert {way for way in ways if not way.startswith(("#", own))} == {"https://meet.example/abc"}
    assert "noreferrer" in body
    # Neither does the frame around it lead to a page that would open without signing in.
    for way in set(re.findall(r'href="(/[^"]*)"', page)):
        if not way.startswith(("/static/", own)):
            assert Client().get(way).status_code in {200, 302}
            assert planned.reference not in Client().get(way, follow=True).content.decode()


@pytest.mark.parametrize("name", ["guest", "guest_pdf"])
def test_every_answer_is_kept_and_listed_nowhere_and_names_its_path_to_nobody(sent, at, name):
    _, token = sent
    answers = [ask(token, at, name), ask("x" * 43, at, name)]
    assert [answer.status_code for answer in answers] == [200, 404]
    for answer in answers:
        assert {header: answer[header] for header in HEADERS} == HEADERS


def test_too_many_reads_are_answered_with_the_same_headers(token, at, settings):
    settings.GUEST_READS_A_MINUTE = 0
    answer = ask(token, at)
    assert answer.status_code == 429
    assert {header: answer[header] for header in HEADERS} == HEADERS


def test_whoever_guesses_too_often_keeps_nobody_from_their_own_page(planned, token, at, settings):
    settings.GUEST_GUESSES_A_MINUTE = 1
    assert [ask(f"guess-{number}", at).status_code for number in range(3)] == [404, 429, 429]
    assert ask(token, at).status_code == 200


def test_each_link_opens_one_guests_invitation_alone(planned, personas, at):
    tokens = {name: link_to(guest(planned, name), personas, at) for name in ("Mona Example", "Piotr Example")}
    ask(tokens["Piotr Example"], at, method="post", data={"reply": "declined"})
    assert (guest(planned, "Piotr Example").reply, guest(planned, "Mona Example").reply) == (
        "declined",
        "none",
    )
    with as_user(personas.social_worker):
        guest_links.revoke(invitation=guest(planned, "Piotr Example"), by=personas.social_worker, at=at)
    assert ask(tokens["Piotr Example"], at).status_code == 404
    assert ask(tokens["Mona Example"], at).status_code == 200


def test_a_newer_link_makes_the_one_before_open_nothing(planned, token, personas, at):
    newer = link_to(guest(planned, "Mona Example"), personas, at)
    assert [ask(each, at).status_code for each in (token, newer)] == [404, 200]
    ended = GuestLink.objects.exclude(revoked_at=None)
    assert ended.filter(invitation=guest(planned, "Mona Example")).exists()


def test_a_link_serves_no_other_act(sent, token, at):
    _, copy = sent
    assert ask(copy, at, "guest_pdf", "post").status_code == 405
    assert ask(copy, at, "guest_read").status_code == 405
    # Before the minutes went out there is no file, and nothing to confirm.
    assert ask(token, at, "guest_pdf").status_code == 404
    assert ask(token, at, "guest_read", "post").status_code == 404


def test_a_forged_form_of_another_site_answers_nothing(planned, token, at):
    client = Client(enforce_csrf_checks=True)
    assert ask(token, at, method="post", client=client, data={"reply": "declined"}).status_code == 403
    assert guest(planned, "Mona Example").reply == "none"


def test_somebody_signed_in_opens_it_as_the_guest(sent, personas, at, sign_in):
    meeting, token = sent
    client = sign_in(personas.gp)
    looks = AccessLog.objects.count()
    assert ask(token, at, client=client).status_code == 200
    copy = MinutesCopy.objects.get(invitation__meeting=meeting, invitation__agency=None)
    assert (copy.opened_at, copy.opened_by) == (at, None)
    assert AccessLog.objects.count() == looks


def test_a_mail_server_that_only_looks_whether_the_link_is_safe_opens_nothing(sent, at):
    meeting, token = sent
    for name in ("guest", "guest_pdf"):
        assert ask(token, at, name, "head").status_code == 200
    copy = MinutesCopy.objects.get(invitation__meeting=meeting, invitation__agency=None)
    assert copy.opened_at is None


def test_a_meetings_link_that_is_no_web_page_is_no_link(planned, token, at):
    Meeting.objects.filter(pk=planned.pk).update(link="javascript:alert(1)")
    page = ask(token, at).content.decode()
    assert "javascript:alert" not in page


def test_of_a_cancelled_meeting_neither_place_nor_link_is_told(planned, personas, at):
    with as_user(personas.social_worker):
        meetings.cancel(meeting=planned, reason="Cancelwords", by=personas.social_worker, at=at)
    page = ask(sent_token(at), at).content.decode()
    assert "This meeting is cancelled" in page
    assert not [word for word in ("Civic Centre", "meet.example", "Cancelwords") if word in page]
