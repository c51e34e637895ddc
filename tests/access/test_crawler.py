"""A crawler signs in as each persona and follows what it sees: no error, and no name it may not see."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from cases import access
from cases.models import Invitation, Person, ReferralAdult, ReferralChild
from cases.models.guest_mail import GuestMailKind
from cases.services import guest_links, guest_mails
from cases.urls import meetings as meeting_urls
from cases.urls import minutes as minutes_urls
from safeguarding.accounts.models import User
from strategy_meetings import recurrence_urls, recurrences_urls, report_urls
from strategy_meetings import urls as strategy_urls
from tests.factories.partnership import NAMES

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Enough of each kind of page to meet every state the stories are in; the matrix covers each address.
MOST_OF_A_KIND = 4
LINK = re.compile(r'href="([^"#]+)"')
FORM = re.compile(r"<form\b(?P<tag>[^>]*)>(?P<inside>.*?)</form>", re.DOTALL)
FIELD = re.compile(r"<(?:input|textarea|select|button)\b[^>]*>")
NAME, VALUE = re.compile(r'\bname="([^"]+)"'), re.compile(r'\bvalue="([^"]*)"')
ENDS_THE_WALK = {"account_logout"}
SIGNS_OUT = {"POST account_logout", "POST your_sessions"}


@pytest.fixture(scope="module")
def partnership(django_db_setup, django_db_blocker) -> Iterator[dict[str, User]]:
    """The demo partnership's stories, and its personas by key."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--small", verbosity=0)
        from safeguarding.demo.personas import PERSONAS

        emails = {each.key: each.email for each in PERSONAS}
        yield {key: User.objects.get(email=email) for key, email in emails.items()}
        transaction.set_rollback(True)


def kind_of(path: str) -> str:
    """The name of an address, or that there is none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return "nowhere"


class Walk:
    """One persona's way through everything that is linked, starting at home."""

    def __init__(self, user: User | None, *, sends_forms: bool = True, start: str = "/") -> None:
        self.user = user
        self.sends_forms = sends_forms
        self.start = start
        self.client = Client()
        if user is not None:
            self.client.force_login(user, backend=BACKEND)
        self.seen: set[str] = set()
        self.kinds: Counter[str] = Counter()

    def pages(self) -> Iterator[tuple[str, HttpResponse]]:
        """Every page reached, with its address; what a form changes is undone."""
        waiting = [self.start]
        while waiting:
            path = waiting.pop(0)
            if not self._is_new(path):
                continue
            answer = self.client.get(path)
            yield path, answer
            if not answer.get("Content-Type", "").startswith("text/html"):
                continue
            page = answer.content.decode()
            links = (unescape(link) for link in LINK.findall(page))
            waiting += [urljoin(path, link) for link in links if link.startswith(("/", "?"))]
            for form in FORM.finditer(page) if self.sends_forms else ():
                yield from self._send(path, form)

    def _is_new(self, path: str) -> bool:
        parts = urlsplit(path)
        if path in self.seen or not parts.path.startswith("/") or parts.path.startswith("/static/"):
            return False
        self.seen.add(path)
        kind = kind_of(path)
        self.kinds[kind] += 1
        return self._goes_to(kind) and self.kinds[kind] <= MOST_OF_A_KIND

    def _goes_to(self, kind: str) -> bool:
        return kind not in ENDS_THE_WALK

    def _send(self, path: str, form: re.Match[str]) -> Iterator[tuple[str, HttpResponse]]:
        """The form as it stands on the page, and what the browser is sent to afterwards."""
        action = re.search(r'action="([^"]+)"', form["tag"])
        target = urljoin(path, unescape(action[1])) if action else path
        kind = f"POST {kind_of(target)}"
        self.kinds[kind] += 1
        if kind in SIGNS_OUT or 'method="post"' not in form["tag"].lower() or self.kinds[kind] > 2:
            return
        data = dict(_fields(form["inside"]))
        with transaction.atomic():
            answer = self.client.post(target, data)
            yield f"POST {target}", answer
            if answer.status_code in {302, 303}:
                yield answer["Location"], self.client.get(answer["Location"])
            transaction.set_rollback(True)


def _fields(form: str) -> Iterator[tuple[str, str]]:
    """What a browser would send of a form that nobody has filled in; of several answers the first."""
    sent = set()
    for tag in FIELD.findall(form):
        name, value = NAME.search(tag), VALUE.search(tag)
        if name and name[1] not in sent:
            sent.add(name[1])
            yield unescape(name[1]), unescape(value[1]) if value else ""


def _hidden_names(user: User) -> set[str]:
    """The full names of people whom `user` may not see.

    Those on a visible record may be seen, those that a referral names which `user` may read, and those that
    their own agency named when it wrote on a record that it has left since.
    """
    visible = set(access.visible_people(user).values_list("given_name", "family_name"))
    everyone = set(Person.objects.exclude(given_name="").values_list("given_name", "family_name"))
    read = access.visible_referrals(user)
    named = [
        *ReferralChild.objects.filter(referral__in=read).values_list("given_name", "family_name"),
        *ReferralAdult.objects.filter(referral__in=read).values_list("name"),
        *read.values_list("what_happened", "males", "siblings", "family_known", "daily_life", "voice"),
        *access.own_events(user).values_list("what_happened", "impact_on_child"),
    ]
    told = "\n".join(" ".join(words) for words in named)
    return {name for name in map(" ".join, everyone - visible) if name not in told}


@pytest.mark.parametrize("persona", NAMES)
def test_nothing_breaks_and_no_hidden_name_shows(partnership, persona):
    user = partnership[persona]
    hidden = _hidden_names(user)
    walk = Walk(user)
    broken, leaks = [], []
    with transaction.atomic():
        for path, answer in walk.pages():
            if answer.status_code >= 500 or answer.status_code in {403, 404}:
                broken.append((path, answer.status_code))
            elif not answer.streaming and answer.get("Content-Type", "").startswith("text/html"):
                page = unescape(answer.content.decode())
                # Asked again where one shows: what a form let them in to may be seen on the page after it.
                leaks += [(path, name) for name in hidden if name in page and name in _hidden_names(user)]
        transaction.set_rollback(True)
    assert broken == []
    assert leaks == []
    assert len(walk.seen) >= 8


# The pages of meetings, and those by which one comes to them.
OF_MEETINGS = {
    each.name
    for urls in (meeting_urls, minutes_urls, strategy_urls, recurrence_urls, recurrences_urls, report_urls)
    for each in urls.urlpatterns
}
ON_THE_WAY = {
    "home",
    "child",
    "child_strategy",
    "child_chronology",
    "front_door",
    "front_door_child",
    "referral",
}
# Between them they run meetings, are asked to them, answer for an agency and sign.
AT_MEETINGS = ("team_manager", "business_support", "social_worker", "front_door_manager", "police", "school")


class WalkOfMeetings(Walk):
    """Goes to pages of meetings alone, and sends nothing: which forms are there is enough."""

    def _goes_to(self, kind: str) -> bool:
        return kind in OF_MEETINGS | ON_THE_WAY

    def _send(self, path: str, form: re.Match[str]) -> Iterator[tuple[str, HttpResponse]]:
        action = re.search(r'action="([^"]+)"', form["tag"])
        self.kinds[kind_of(urljoin(path, unescape(action[1])) if action else path)] += 1
        yield from ()


def test_every_page_of_meetings_is_reached(partnership):
    """What no page of the demo leads to, neither crawler nor axe would ever look at."""
    reached: set[str] = set()
    for key in AT_MEETINGS:
        # A manager begins with what was decided, before the pages of a kind are too many.
        begins = {"front_door_manager": "/front-door/?show=decided"}
        walk = WalkOfMeetings(partnership[key], start=begins.get(key, "/"))
        with transaction.atomic():
            for _ in walk.pages():
                pass
            transaction.set_rollback(True)
        reached |= set(walk.kinds)
    assert OF_MEETINGS - reached == set()


@pytest.mark.parametrize("name", ["Maureen Tasker", "Dr Anil Deshpande"])
def test_a_guests_link_leads_to_their_own_pages_alone(partnership, name):
    walk = Walk(None, start=guest_path(name))
    broken = []
    with transaction.atomic():
        for path, answer in walk.pages():
            if answer.status_code >= 400:
                broken.append((path, answer.status_code))
        transaction.set_rollback(True)
    assert broken == []
    own = {path for path in walk.seen if path.startswith(walk.start)}
    assert {kind_of(path) for path in own} >= {"guest"}
    assert {kind_of(path) for path in walk.seen - own} <= {"home", "cookies", "accessibility", "timescales"}


def guest_path(name: str) -> str:
    """The address in the e-mail that somebody outside the service gets today."""
    invitation = Invitation.objects.select_related("meeting").get(outside_name=name)
    now, chair = timezone.now(), invitation.meeting.chair
    assert chair is not None
    guest_links.send(invitation=invitation, kind=GuestMailKind.INVITATION, by=chair, at=now)
    for key in guest_mails.waiting(at=now):
        guest_mails.deliver(key, at=now)
    found = re.search(r"/guest/[\w-]+/", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]
