"""How long one stays signed in, what happens to a form that comes too late, and ending one's sessions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse

from cases.models import Draft, Event
from cases.services import drafts
from safeguarding.accounts.views.sessions import browser_of
from tests.factories import records

PASSWORD = "correct horse battery staple"
START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
WORDS = "Came hungry again"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def clock():
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(clock, personas, sign_in):
    return sign_in(personas.school)


@pytest.fixture
def here(clock, personas, at):
    child = records.child(by=personas.front_door_worker, at=at)
    records.involve(child, personas.school.agency, by=personas.front_door_worker, at=at)
    return reverse("event_new", args=[child.reference])


def forward(clock, **time):
    clock.shift(timedelta(**time))


def is_signed_in(client) -> bool:
    return client.get(reverse("your_account")).status_code == 200


class TestTheIdleClock:
    def test_ends_the_session_after_a_quarter_of_an_hour(self, client, clock):
        forward(clock, minutes=15)
        answer = client.get(reverse("home"))
        assert answer.status_code == 302
        assert answer.url == "/account/login/?next=%2F&timed_out=yes"
        assert "You were signed out because" in client.get(answer.url).content.decode()
        assert not is_signed_in(client)

    def test_starts_anew_with_everything_one_does(self, client, clock):
        for _ in range(4):
            forward(clock, minutes=14)
            assert is_signed_in(client)

    def test_counts_typing_as_doing_something(self, client, clock, here):
        for _ in range(3):
            forward(clock, minutes=14)
            client.post(here, {"what_happened": WORDS}, headers={"X-Autosave": "1"})
        assert is_signed_in(client)

    def test_does_not_start_anew_by_asking_for_the_time_that_is_left(self, client, clock):
        path = reverse("session_time")
        forward(clock, minutes=10)
        assert client.get(path).json()["seconds_left"] == 300
        forward(clock, minutes=4)
        assert client.get(path).json()["seconds_left"] == 60
        assert client.post(path).json()["seconds_left"] == 900

    def test_leaves_the_sign_in_page_open_to_whoever_timed_out(self, client, clock):
        forward(clock, minutes=20)
        assert client.get(reverse("account_login")).status_code == 200
        assert not is_signed_in(client)

    def test_asks_whoever_comes_to_a_page_that_is_none(self, client, clock):
        forward(clock, minutes=20)
        assert client.get("/no/such/page/").status_code == 302
        assert not is_signed_in(client)

    def test_starts_for_a_session_from_before_there_were_clocks(self, client, clock):
        session = client.session
        del session["last_activity"], session["signed_in_at"]
        session.save()
        assert is_signed_in(client)
        forward(clock, minutes=15)
        assert not is_signed_in(client)


def test_nobody_stays_signed_in_for_longer_than_half_a_day(client, clock):
    for _ in range(71):
        forward(clock, minutes=10)
        assert is_signed_in(client)
    assert client.get(reverse("session_time")).json()["seconds_left"] == 600
    forward(clock, minutes=10)
    assert not is_signed_in(client)


class TestAFormThatComesTooLate:
    def test_is_kept_and_given_back_after_signing_in_again(self, client, clock, here, personas, sign_in):
        forward(clock, minutes=16)
        answer = client.post(here, {"what_happened": WORDS})
        assert answer.status_code == 302
        assert answer.url.startswith("/account/login/?next=")
        assert not is_signed_in(client)
        assert not Event.objects.filter(what_happened=WORDS).exists()
        assert WORDS in sign_in(personas.school).get(here).content.decode()

    def test_is_kept_when_the_browser_saves_it_and_the_browser_is_told(self, client, clock, here, personas):
        forward(clock, minutes=16)
        answer = client.post(here, {"what_happened": WORDS}, headers={"X-Autosave": "1"})
        assert (answer.status_code, answer.json()) == (401, {"signed_out": True})
        assert drafts.read(Draft.objects.get(), by=personas.school)["what_happened"] == WORDS

    def test_is_not_kept_of_a_record_that_one_may_not_open(self, clock, here, personas, sign_in):
        stranger = sign_in(personas.youth_justice)
        forward(clock, minutes=16)
        assert stranger.post(here, {"what_happened": WORDS}).url.startswith("/account/login/")
        assert not Draft.objects.exists()

    def test_is_not_kept_when_it_comes_from_elsewhere(self, clock, here, personas):
        client = Client(enforce_csrf_checks=True)
        client.force_login(personas.school, backend="allauth.account.auth_backends.AuthenticationBackend")
        forward(clock, minutes=16)
        assert client.post(here, {"what_happened": WORDS}).url.startswith("/account/login/")
        assert not Draft.objects.exists()

    def test_of_a_referral_is_kept_in_its_draft(self, client, clock, personas):
        draft = drafts.start(form="referral", by=personas.school, at=START)
        forward(clock, minutes=16)
        path = reverse("referral_section", args=[draft.key, "happened"])
        assert client.post(path, {"what_happened": WORDS}).url.startswith("/account/login/")
        draft.refresh_from_db()
        assert drafts.read(draft, by=personas.school)["happened"]["what_happened"] == WORDS

    def test_that_keeps_nothing_does_nothing(self, client, clock):
        forward(clock, minutes=16)
        answer = client.post(reverse("referral_start"))
        assert answer.url.startswith("/account/login/")
        assert not Draft.objects.exists()


class TestOnesSessions:
    @pytest.fixture
    def signed_in(self, clock, personas):
        """`signed_in(agent)`: somebody who came through the sign-in page, with a browser called `agent`."""
        user = personas.police
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])

        def _signed_in(agent: str = FIREFOX) -> Client:
            client = Client(headers={"User-Agent": agent})
            client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
            return client

        return _signed_in

    def test_are_listed_with_this_one_first(self, signed_in, clock):
        signed_in("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0")
        forward(clock, minutes=5)
        page = signed_in().get(reverse("your_sessions")).content.decode()
        assert page.index("Firefox on Linux (this one)") < page.index("Edge on Windows")
        assert "127.0.0.1" in page

    def test_tell_when_each_was_last_used(self, signed_in, clock):
        client = signed_in()
        forward(clock, minutes=3)
        client.get(reverse("home"))
        assert UserSession.objects.get().last_seen_at == START + timedelta(minutes=3)

    def test_are_ended_one_by_one(self, signed_in):
        lost, kept, mine = signed_in(), signed_in(), signed_in()
        key = lost.session.session_key
        row = UserSession.objects.get(session_key=key)
        answer = mine.post(reverse("your_sessions"), {"end": row.pk})
        assert answer.url == reverse("your_sessions")
        assert [is_signed_in(each) for each in (lost, kept, mine)] == [False, True, True]

    def test_are_ended_everywhere_else(self, signed_in):
        others, mine = [signed_in(), signed_in()], signed_in()
        assert mine.post(reverse("your_sessions"), {"end": "others"}).status_code == 303
        assert [is_signed_in(each) for each in (*others, mine)] == [False, False, True]

    def test_are_ended_everywhere(self, signed_in):
        other, mine = signed_in(), signed_in()
        assert mine.post(reverse("your_sessions"), {"end": "all"}).url == reverse("account_login")
        assert [is_signed_in(each) for each in (other, mine)] == [False, False]

    def test_of_somebody_else_are_not_to_be_ended(self, signed_in, client):
        theirs = signed_in()
        row = UserSession.objects.get()
        assert client.post(reverse("your_sessions"), {"end": row.pk}).status_code == 404
        assert is_signed_in(theirs)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Linux"),
        ("Mozilla/5.0 (iPhone) Safari/604.1", "Safari on iPhone"),
        ("", "A browser"),
    ],
)
def test_a_browser_is_called_by_its_name(agent, words):
    assert browser_of(agent) == words
