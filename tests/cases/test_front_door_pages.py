"""The front door's pages: from the worklist to the decision that the referrer reads."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.forms.front_door import guess
from cases.models import Child, ReferralAdult, ReferralChild, Relationship
from cases.queries import match_candidates
from cases.services import front_door
from safeguarding.audit.log import Origin
from safeguarding.audit.models import AccessLog
from safeguarding.notifications.models import Notification
from safeguarding.rules import codes
from tests.factories import front_door as door
from tests.factories import records, referrals

DECISION = {
    "outcome": "assessment",
    "level": "3",
    "criteria_3": ["3_parenting_basic_care"],
    "rationale": "Neglect goes on.",
    "reasons_for_referrer": "We will assess.",
}


@pytest.fixture
def now():
    return timezone.now() - timedelta(minutes=5)


@pytest.fixture
def sent(personas, now):
    return referrals.referral(by=personas.school, at=now)


def href(name: str, part: ReferralChild) -> str:
    return reverse(name, args=[part.referral.reference, part.position])


def fingerprint(page) -> str:
    return re.search(r'name="digest_seen"[^>]*value="([0-9a-f]+)"', page.content.decode())[1]


def test_two_siblings_are_matched_decided_and_the_referrer_reads_the_outcome(personas, sent, sign_in):
    worker, manager = sign_in(personas.front_door_worker), sign_in(personas.front_door_manager)
    for part in ReferralChild.objects.filter(referral=sent).order_by("position"):
        page = worker.get(reverse("front_door"))
        assert part.name in page.content.decode()
        assert worker.get(href("front_door_child", part)).status_code == 200
        answer = worker.post(href("front_door_match", part), {"choice": "new"})
        assert (answer.status_code, answer.url) == (303, href("front_door_relatives", part))
        asked = worker.get(answer.url)
        adult = sent.adults.get()
        said = {f"adult_{adult.pk}": "mother", "child_1": "sibling"}
        assert f"adult_{adult.pk}" in asked.content.decode()
        assert worker.post(answer.url, said).status_code == 303
        assert worker.get(href("front_door_digest", part)).status_code == 200
        assert "Waiting for a manager" in worker.get(href("front_door_child", part)).content.decode()
        form = manager.get(href("front_door_decide", part))
        seen = fingerprint(form)
        checked = manager.post(href("front_door_decide", part), {**DECISION, "digest_seen": seen})
        assert "Check the decision" in checked.content.decode()
        decided = manager.post(
            href("front_door_decide", part), {**DECISION, "digest_seen": seen, "confirm": "yes"}
        )
        assert decided.status_code == 303, decided.content.decode()
    assert Child.objects.count() == 2
    assert Relationship.objects.count() == 3  # the mother of both, and the sister
    read = sign_in(personas.school).get(reverse("referral", args=[sent.reference])).content.decode()
    assert "We will assess." in read
    assert Notification.objects.filter(recipient=personas.school, kind="referral_decided").count() == 2


@pytest.fixture
def manager(personas):
    return personas.front_door_manager


@pytest.fixture
def child(manager, now):
    return records.child("Maisie", "Thornbury", by=manager, at=now, date_of_birth=date(2017, 5, 14))


@pytest.fixture
def part(sent):
    return sent.children.get(position=1)


@pytest.fixture
def matched(child, part, manager, now):
    return front_door.match(referral_child=part, child=child, by=manager, at=now)


def valid_upn(digits: str) -> str:
    return codes.upn_check_letter(f"A{digits}") + digits


PART_PAGES = ["child", "match", "unmatch", "relatives", "digest", "decide", "tell", "reconsider"]
DOOR = {"front_door_worker", "front_door_manager", "team_manager", "head_of_service"}
MANAGERS = DOOR - {"front_door_worker"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_only_the_front_door_and_managers_get_in(personas, matched, sign_in, method):
    for name, user in personas:
        client = sign_in(user)
        if name not in DOOR:
            assert client.get(reverse("front_door")).status_code == 403, name
        for page in PART_PAGES:
            may = MANAGERS if page in {"decide", "reconsider"} else DOOR
            if name not in may:
                answer = getattr(client, method)(href(f"front_door_{page}", matched))
                assert answer.status_code == 403, (name, page)


def test_pages_of_each_step_answer(personas, matched, manager, sign_in):
    client = sign_in(personas.front_door_worker)
    expected = dict.fromkeys(PART_PAGES, 200) | {"match": 303, "tell": 303}
    for page, status in expected.items():
        if page in {"decide", "reconsider"}:
            continue
        assert client.get(href(f"front_door_{page}", matched)).status_code == status, page
    assert sign_in(manager).get(href("front_door_reconsider", matched)).status_code == 303


def test_a_part_that_doesnt_exist_or_is_restricted_is_404(personas, sent, now, sign_in):
    client = sign_in(personas.front_door_worker)
    assert client.get(reverse("front_door_child", args=["RNOTHERE", 1])).status_code == 404
    assert client.get(reverse("front_door_child", args=[sent.reference, 9])).status_code == 404
    hidden = records.child(by=personas.head_of_service, at=now, is_restricted=True)
    records.involve(hidden, personas.front_door_manager, by=personas.head_of_service, at=now)
    part = sent.children.get(position=1)
    front_door.match(referral_child=part, child=hidden, by=personas.front_door_manager, at=now)
    for page in PART_PAGES:
        by = personas.team_manager if page in {"decide", "reconsider"} else personas.front_door_worker
        assert sign_in(by).get(href(f"front_door_{page}", part)).status_code == 404, page
    listed = client.get(reverse("front_door")).content.decode()
    assert sent.reference not in listed
    assert sent.reference in sign_in(personas.front_door_manager).get(reverse("front_door")).content.decode()


def test_looks_are_logged(personas, matched, child, sign_in):
    sign_in(personas.front_door_worker).get(href("front_door_digest", matched))
    looked = AccessLog.objects.filter(user=personas.front_door_worker, page="front_door_digest")
    assert set(looked.values_list("reference", flat=True)) == {child.reference, matched.referral.reference}


class TestWorklist:
    """The most urgent first, under its tabs."""

    def titles(self, client, show=""):
        page = client.get(reverse("front_door"), {"show": show}).content.decode()
        return re.findall(r"([A-Z][a-z]+) [A-Z][a-z]+, \d+ years</a>", page)

    def test_danger_then_crime_then_what_is_due_first(self, personas, manager, now, sign_in):
        def send(name, days, **changed):
            named = referrals.ChildFacts(given_name=name, family_name="Grey", date_of_birth=date(2015, 1, 1))
            at = now - timedelta(days=days)
            return door.part(by=personas.school, at=at, children=(named,), **changed)

        send("Calm", 1)
        late = send("Late", 9)
        send("Crime", 0, crime_alleged=True)
        send("Danger", 0, immediate_danger=True)
        client = sign_in(personas.front_door_worker)
        assert self.titles(client) == ["Danger", "Crime", "Late", "Calm"]
        front_door.match_new(referral_child=late, by=manager, at=now)
        assert self.titles(client, "to_decide") == ["Late"]
        assert self.titles(client, "new") == ["Danger", "Crime", "Calm"]
        assert self.titles(client, "nonsense") == ["Danger", "Crime", "Late", "Calm"]
        assert "Overdue" in client.get(reverse("front_door")).content.decode()

    def test_what_is_decided_is_to_be_told_or_done(self, personas, matched, manager, now, sign_in):
        worker = personas.front_door_worker
        told_by_hand = door.part(
            by=worker, at=now, children=(referrals.ALFIE,), is_for_someone_else=True, referrer_name="A"
        )
        front_door.match_new(referral_child=told_by_hand, by=manager, at=now)
        for part in (matched, told_by_hand):
            door.decided(part, by=manager, at=now)
        client = sign_in(worker)
        assert self.titles(client, "to_tell") == ["Alfie"]
        assert "Tell the referrer" in client.get(reverse("front_door")).content.decode()
        assert sorted(self.titles(client, "decided")) == ["Alfie", "Maisie"]

    def test_the_number_of_queries_doesnt_grow(self, personas, now, sign_in):
        client = sign_in(personas.front_door_worker)

        def count():
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("front_door"))
            return len(queries)

        referrals.referral(by=personas.school, at=now)
        client.get(reverse("front_door"))
        before = count()
        for _ in range(3):
            referrals.referral(by=personas.school, at=now)
        assert count() == before


class TestMatching:
    """Candidates, another record, a person without one, a new one; and back."""

    def test_a_candidate_is_offered_with_reasons_and_what_differs(self, personas, child, part, now, sign_in):
        records.person("Maisie", "Thornbury", by=personas.social_worker, at=now, date_of_birth=None)
        other = records.child(
            "Maisie", "Thornbury", by=personas.social_worker, at=now, date_of_birth=date(2016, 5, 14), sex="M"
        )
        page = sign_in(personas.front_door_worker).get(href("front_door_match", part)).content.decode()
        assert child.reference in page
        assert "Same name" in page
        assert "born 14 May 2017 in the referral" in page
        assert "No record as a child yet" in page
        assert other.reference in page

    def test_an_adult_without_a_name_is_nobody_on_record(self, personas, part, manager, now):
        nameless = [ReferralAdult(pk=1, name=" ")]
        origin = Origin(address=None, page="test")
        found = match_candidates.adults_on_record(nameless, part, user=manager, at=now, origin=origin)
        assert found == {1: []}

    def test_names_and_numbers_that_differ_are_named(self, personas, now):
        named = referrals.ChildFacts(
            given_name="May", family_name="Thorn", nhs_number="9434765919", upn="A801200001001", sex="F"
        )
        part = door.part(by=personas.school, at=now, children=(named,))
        person = records.person(
            "Maisie",
            "Thorn",
            by=personas.social_worker,
            at=now,
            sex="M",
            nhs_number="9434765870",
            upn=valid_upn("802200001001"),
        )
        assert list(match_candidates.differences(part, person)) == [
            "the name is May Thorn in the referral",
            "female in the referral",
            "another NHS number in the referral",
            "another unique pupil number in the referral",
        ]

    @pytest.mark.parametrize("how", ["candidate", "other"])
    def test_a_record_is_chosen(self, personas, child, part, sign_in, how):
        said = (
            {"choice": child.reference}
            if how == "candidate"
            else {"choice": "other", "reference": child.reference.lower()}
        )
        sign_in(personas.front_door_worker).post(href("front_door_match", part), said)
        part.refresh_from_db()
        assert part.child == child

    def test_somebody_without_a_record_gets_one(self, personas, part, now, sign_in):
        person = records.person(
            "Maisie", "Thornbury", by=personas.social_worker, at=now, date_of_birth=date(2017, 5, 14)
        )
        answer = sign_in(personas.front_door_worker).post(
            href("front_door_match", part), {"choice": f"person-{person.pk}"}
        )
        assert answer.status_code == 303
        part.refresh_from_db()
        assert part.child.person == person

    def test_a_reference_that_isnt_there_is_an_error_beside_its_field(self, personas, part, now, sign_in):
        hidden = records.child(by=personas.head_of_service, at=now, is_restricted=True)
        client = sign_in(personas.front_door_worker)
        pages = [
            client.post(href("front_door_match", part), {"choice": "other", "reference": reference})
            for reference in ("CNOTHERE", hidden.reference)
        ]
        for page in pages:
            assert page.status_code == 200
            assert "There is no record with that reference" in page.content.decode()

    def test_a_match_is_undone_with_a_reason(self, personas, matched, sign_in):
        client = sign_in(personas.front_door_worker)
        assert "Enter why" in client.post(href("front_door_unmatch", matched), {}).content.decode()
        client.post(href("front_door_unmatch", matched), {"reason": "Another Maisie"})
        matched.refresh_from_db()
        assert matched.child is None
        assert client.get(href("front_door_digest", matched)).url == href("front_door_match", matched)

    def test_a_parent_on_record_is_offered_and_chosen(self, personas, matched, now, sign_in):
        known = records.child(
            "Kerry", "Thornbury", by=personas.social_worker, at=now, date_of_birth=date(1995, 4, 1)
        )
        client = sign_in(personas.front_door_worker)
        page = client.get(href("front_door_relatives", matched)).content.decode()
        assert known.reference in page
        adult = matched.referral.adults.get()
        client.post(
            href("front_door_relatives", matched),
            {f"adult_{adult.pk}": "mother", f"known_{adult.pk}": str(known.pk)},
        )
        assert Relationship.objects.get(relative_of=matched.child.person).person == known.person

    def test_nobody_named_nothing_asked(self, personas, child, now, sign_in):
        part = door.matched(child, author=personas.school, by=personas.team_manager, at=now, adults=())
        answer = sign_in(personas.front_door_worker).get(href("front_door_relatives", part))
        assert answer.url == href("front_door_child", part)

    @pytest.mark.parametrize(
        ("said", "kind"),
        [
            ("Step-father", "step_parent"),
            ("Mum", "mother"),
            ("mother's partner", "parents_partner"),
            ("?", ""),
        ],
    )
    def test_what_a_referrer_calls_an_adult_is_guessed(self, said, kind):
        assert guess(said) == kind
