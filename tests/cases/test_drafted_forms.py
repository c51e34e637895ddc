"""Forms on a record lose nothing that was typed, and become one record however often they are sent."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisDownError

from cases import tasks
from cases.models import Child, Draft, Event, SentForm
from cases.queries import drafts as queries
from cases.services import drafts, sent_forms
from cases.states import EventKind, InvolvementRole
from safeguarding.audit.models import AccessLog
from tests.factories import front_door as door
from tests.factories import records

AUTOSAVE = {"headers": {"X-Autosave": "1"}}
WORDS = "Came hungry again & said <nobody> was home"
DAY = {
    "occurred_at_day": "1",
    "occurred_at_month": "3",
    "occurred_at_year": "2026",
    "occurred_at_time": "9am",
}
EVENT = {
    "kind": "school_concern", "what_happened": WORDS, "significance": "notable",
    "sensitivity": "professionals", "themes": ["neglect"], "occurred_at_time": "9am", **DAY,
}  # fmt: skip


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def child(personas, by, at):
    made = records.child("Rosalind", "Ashdown", sex="F", by=by, at=at)
    records.involve(made, personas.school.agency, by=by, at=at)
    return made


@pytest.fixture
def client(by, sign_in):
    return sign_in(by)


@pytest.fixture
def here(child):
    return reverse("event_new", args=[child.reference])


def token(page):
    return re.search(r'name="form_token" value="([0-9a-f]+)"', page.content.decode())[1]


def field(page, name):
    return re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())[1]


class TestWhatIsTyped:
    def test_is_saved_as_it_is_typed_and_given_back_on_another_machine(self, client, by, here, sign_in):
        saved = client.post(here, {"what_happened": WORDS, "themes": ["neglect"]}, **AUTOSAVE)
        assert (saved.status_code, list(saved.json())) == (200, ["saved_at"])
        page = sign_in(by).get(here).content.decode()
        assert "Came hungry again &amp; said &lt;nobody&gt; was home" in page
        assert re.search(r'value="neglect"[^>]*checked', page)
        assert "You have unsaved text from" in page
        assert f'data-autosave-url="{here}"' in page

    def test_is_one_draft_however_often_it_is_saved(self, client, here, by):
        for words in ("Came", "Came hungry"):
            client.post(here, {"what_happened": words}, **AUTOSAVE)
        assert drafts.read(Draft.objects.get(), by=by)["what_happened"] == "Came hungry"

    def test_is_nobody_elses(self, client, here, personas, sign_in):
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        page = sign_in(personas.school).get(here).content.decode()
        assert "Came hungry" not in page
        assert "unsaved text" not in page

    def test_is_encrypted(self, client, here):
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        assert b"hungry" not in bytes(Draft.objects.get().sealed)

    def test_is_gone_from_the_drafts_once_it_is_on_record(self, client, here):
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        assert client.post(here, EVENT).status_code == 303
        assert not Draft.objects.exists()
        assert "unsaved text" not in client.get(here).content.decode()

    def test_is_kept_when_the_form_comes_back_with_errors(self, client, here, by):
        assert client.post(here, {"what_happened": WORDS}).status_code == 200
        assert drafts.read(Draft.objects.get(), by=by)["what_happened"] == WORDS

    def test_nothing_is_kept_of_an_empty_form(self, client, here):
        assert client.post(here, {"what_happened": "", "themes": []}).status_code == 200
        assert not Draft.objects.exists()

    def test_can_be_discarded(self, client, here):
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        gone = client.post(here, {"discard_draft": "yes"})
        assert (gone.status_code, gone.url) == (303, here)
        assert not Draft.objects.exists()

    def test_an_unreadable_draft_leaves_an_empty_form(self, client, here, settings):
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        settings.DRAFT_KEYS = ["bmV3LWtleS1vZi0zMi1ieXRlcy1sb25nLXh4eHh4eCE="]
        page = client.get(here)
        assert page.status_code == 200
        assert "unsaved text" not in page.content.decode()

    def test_saving_it_every_few_seconds_does_not_fill_the_access_log(self, client, here):
        client.get(here)
        before = AccessLog.objects.count()
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        assert AccessLog.objects.count() == before

    def test_is_not_taken_for_a_child_that_one_may_not_open(self, personas, here, sign_in, child):
        stranger, manager = sign_in(personas.youth_justice), reverse("child_allocate", args=[child.reference])
        assert stranger.post(here, {"what_happened": WORDS}, **AUTOSAVE).status_code == 404
        assert sign_in(personas.school).post(manager, {"reason": "x"}, **AUTOSAVE).status_code == 403
        assert not Draft.objects.exists()

    def test_saving_too_often_is_refused_and_a_dead_cache_refuses_nobody(
        self, client, here, settings, monkeypatch
    ):
        settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "autosave": "1/m/user"}
        answers = [client.post(here, {"what_happened": WORDS}, **AUTOSAVE).status_code for _ in range(2)]
        assert answers == [200, 429]

        def dead(*args, **kwargs):
            raise RedisDownError

        monkeypatch.setattr(cache, "add", dead)
        assert client.post(here, {"what_happened": WORDS}, **AUTOSAVE).status_code == 200

    def test_is_listed_on_the_first_page_without_a_name(self, client, here, by, child):
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        client.post(reverse("person_new"), {"given_name": "Caitlin"}, **AUTOSAVE)
        drafts.keep(form="gone", subject="/no/such/page/", data={}, by=by, at=Draft.objects.first().saved_at)
        listed = queries.unsent(by)
        assert [(each.title, each.reference, each.href) for each in listed] == [
            ("Make a new record", "", reverse("person_new")),
            ("Record an event", child.reference, here),
        ]
        page = client.get(reverse("home")).content.decode()
        assert f'href="{here}"' in page
        assert "Rosalind" not in page.split('id="unsent"')[1].split("</section>")[0]
        assert "Caitlin" not in page

    def test_expires_by_the_rule(self, client, here, at, monkeypatch):
        client.post(here, {"what_happened": WORDS, "form_token": uuid4().hex}, **AUTOSAVE)
        client.post(here, {**EVENT, "form_token": uuid4().hex})
        client.post(here, {"what_happened": WORDS}, **AUTOSAVE)
        then = Draft.objects.get().saved_at + timedelta(days=28, minutes=1)
        monkeypatch.setattr("cases.tasks.timezone.now", lambda: then - timedelta(days=1))
        tasks.expire_drafts()
        assert (Draft.objects.count(), SentForm.objects.count()) == (1, 1)
        monkeypatch.setattr("cases.tasks.timezone.now", lambda: then)
        tasks.expire_drafts()
        assert (Draft.objects.count(), SentForm.objects.count()) == (0, 0)

    def test_a_choice_alone_is_no_draft(self, personas, sign_in, child, by, at):
        part = door.part(by=personas.school, at=at)
        path = reverse("front_door_match", args=[part.referral.reference, 1])
        assert sign_in(by).post(path, {"choice": "other", "reference": "C9"}).status_code == 200
        assert not Draft.objects.exists()

    def test_text_older_than_the_record_meets_the_record_when_it_is_saved(self, client, child):
        path = reverse("person_edit", args=[child.reference, child.pk])
        typed = {"given_name": "Rosa", "family_name": "Marsh", "sex": "F", "reason": "Seen", "version": "1"}
        client.post(path, typed, **AUTOSAVE)
        assert client.post(path, {**typed, "family_name": "Pike"}).status_code == 303
        client.post(path, typed, **AUTOSAVE)
        page = client.get(path)
        assert field(page, "version") == "1"
        late = client.post(path, typed).content.decode()
        assert "Somebody else changed this person" in late


class TestADecision:
    SAID = {
        "outcome": "assessment", "level": "3", "criteria_3": ["3_parenting_basic_care"],
        "rationale": "Neglect goes on.", "reasons_for_referrer": "We will assess.",
    }  # fmt: skip

    @pytest.fixture
    def part(self, personas, child, at):
        return door.matched(child, author=personas.school, by=personas.front_door_manager, at=at)

    @pytest.fixture
    def manager(self, personas, sign_in):
        return sign_in(personas.front_door_manager)

    @pytest.fixture
    def path(self, part):
        return reverse("front_door_decide", args=[part.referral.reference, part.position])

    def test_is_kept_while_it_is_weighed_and_made_once(self, manager, path, part):
        manager.post(path, {"rationale": "Neglect goes"}, **AUTOSAVE)
        page = manager.get(path)
        assert "Neglect goes</textarea>" in page.content.decode()
        seen = {"digest_seen": field(page, "digest_seen"), "form_token": token(page)}
        checked = manager.post(path, {**self.SAID, **seen})
        assert "Check the decision" in checked.content.decode()
        assert token(checked) == seen["form_token"]
        assert Draft.objects.count() == 1
        for _ in range(2):
            told = manager.post(path, {**self.SAID, **seen, "confirm": "yes"})
            assert told.status_code == 303
        assert part.decisions.count() == 1
        assert not Draft.objects.exists()

    def test_that_lost_its_record_keeps_its_words(self, manager, path, part, personas, at):
        from cases.services import front_door

        front_door.unmatch(referral_child=part, reason="Wrong child", by=personas.front_door_worker, at=at)
        assert manager.post(path, self.SAID).status_code == 303
        kept = drafts.read(Draft.objects.get(), by=personas.front_door_manager)
        assert kept["rationale"] == "Neglect goes on."

    def test_saving_its_draft_is_no_look_at_the_record(self, manager, path):
        before = AccessLog.objects.count()
        manager.post(path, {"rationale": "x"}, **AUTOSAVE)
        assert AccessLog.objects.count() == before


CREATING = {
    "event_new": (EVENT, lambda child: Event.objects.filter(kind=EventKind.SCHOOL_CONCERN)),
    "warning_new": ({"text": "Two dogs", "sensitivity": "professionals"}, lambda child: child.warnings),
    "involvement_new": (
        {"who": "gp", "role": "other", "reason": "Sees her weekly"},
        lambda child: child.involvements.filter(role=InvolvementRole.OTHER, reason="Sees her weekly"),
    ),
    "alias_new": (
        {"alias": "Rosie Pike", "kind": "alias", "reason": "Said so"},
        lambda child: child.person.names.filter(kind="alias"),
    ),
    "address_new": (
        {"lines": "14 Quarry Street", "postcode": "NM3 2AB", "ends_others": "no", "is_confidential": "no"},
        lambda child: child.person.addresses,
    ),
    "contact_new": (
        {"kind": "phone", "value": "01632 960001", "is_safe": "no"},
        lambda child: child.person.contact_details,
    ),
    "relative_new": (
        {
            "given_name": "Leanne", "family_name": "Marsh", "sex": "F", "kind": "mother",
            "has_parental_responsibility": "yes", "in_household": "yes",
        },
        lambda child: child.person.relatives,
    ),
    "person_new": (
        {
            "given_name": "Caitlin", "family_name": "Pike", "sex": "F", "is_restricted": "no",
            "date_of_birth_day": "4", "date_of_birth_month": "5", "date_of_birth_year": "2018",
        },
        lambda child: Child.objects.filter(person__family_name="Pike"),
    ),
}  # fmt: skip


def _path(name, child):
    of_the_person = name in {"alias_new", "address_new", "contact_new"}
    args = [child.reference, child.pk] if of_the_person else [child.reference]
    return reverse(name, args=[] if name == "person_new" else args)


@pytest.mark.parametrize("name", CREATING)
def test_a_form_sent_twice_makes_one_record(client, child, personas, name):
    data, made = CREATING[name]
    if data.get("who"):
        data = {**data, "who": f"agency-{personas.gp.agency_id}"}
    path = _path(name, child)
    sending = {**data, "form_token": token(client.get(path))}
    first = client.post(path, sending)
    second = client.post(path, sending)
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.url == first.url
    assert made(child).count() == 1
    assert not Draft.objects.exists()


class TestSending:
    def test_the_same_page_with_other_words_is_another_form(self, client, here):
        sending = {**EVENT, "form_token": token(client.get(here))}
        client.post(here, sending)
        client.post(here, {**sending, "what_happened": "Something else"})
        assert Event.objects.filter(kind=EventKind.SCHOOL_CONCERN).count() == 2

    def test_another_page_with_the_same_words_is_another_form(self, client, here):
        for _ in range(2):
            client.post(here, {**EVENT, "form_token": token(client.get(here))})
        assert SentForm.objects.count() == 2

    def test_a_form_with_errors_may_be_sent_again_as_it_stands(self, client, here):
        sending = {"what_happened": WORDS, "form_token": token(client.get(here))}
        for _ in range(2):
            page = client.post(here, sending)
            assert page.status_code == 200
            assert token(page) == sending["form_token"]
        assert not SentForm.objects.exists()

    def test_a_token_that_is_none_is_no_obstacle(self, client, here):
        assert client.post(here, {**EVENT, "form_token": "nonsense"}).status_code == 303

    def test_one_persons_form_is_not_anothers(self, client, here, personas, sign_in):
        sending = {**EVENT, "form_token": uuid4().hex}
        client.post(here, sending)
        sign_in(personas.school).post(here, sending)
        assert Event.objects.filter(kind=EventKind.SCHOOL_CONCERN).count() == 2

    def test_what_is_saved_while_the_form_is_sent_starts_no_new_draft(self, client, here):
        sending = {**EVENT, "form_token": uuid4().hex}
        client.post(here, sending)
        assert client.post(here, sending, **AUTOSAVE).status_code == 200
        assert not Draft.objects.exists()

    def test_what_fails_leaves_nothing_behind(self, client, here, monkeypatch):
        def broken(**kwargs):
            raise RuntimeError

        monkeypatch.setattr("cases.views.record_forms.children.record_event", broken)
        with pytest.raises(RuntimeError):
            client.post(here, {**EVENT, "form_token": uuid4().hex})
        assert not SentForm.objects.exists()

    def test_its_trace_tells_nothing_of_the_words(self):
        mark = sent_forms.fingerprint(uuid4(), [("what_happened", [WORDS])])
        assert re.fullmatch("[0-9a-f]{64}", mark)
