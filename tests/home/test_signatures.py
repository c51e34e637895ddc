"""The queue of signatures: what waits for whom, oldest first, each read and signed on its own page."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse
from redis.exceptions import RedisError

from cases.queries import signatures
from cases.services import children
from safeguarding.accounts.identity import as_user
from safeguarding.accounts.services import cover
from safeguarding.home import signature_counts
from tests.factories import front_door as door
from tests.factories import historic_risk as risk
from tests.factories import records, supervisions

pytestmark = pytest.mark.django_db


@pytest.fixture
def queue(at):
    """`queue(user)` is what waits for them."""

    def _queue(user, **asked):
        with as_user(user):
            return signatures.read(signatures.signer(user, today=at.date()), **asked)

    return _queue


def matched(personas, at, name="Ann", **facts):
    child = records.child(name, "Waits", by=personas.social_worker, at=at, **facts)
    return door.matched(child, author=personas.gp, by=personas.front_door_worker, at=at)


class TestWhoseQueue:
    """For whom something waits."""

    def test_a_matched_referral_waits_for_the_front_doors_manager(self, personas, queue, at):
        part = matched(personas, at)
        (line,) = queue(personas.front_door_manager).lines
        assert (line.kind, line.reference, line.since) == ("referral", part.referral.reference, at)
        assert line.asked_by == "Millbrook Surgery"
        assert line.href == reverse("front_door_decide", args=[part.referral.reference, 1])
        assert queue(personas.team_manager).total == 0
        assert queue(personas.conference_chair).total == 0

    def test_a_contact_about_an_own_workers_child_waits_for_their_manager(self, personas, queue, at):
        part = matched(personas, at)
        children.allocate(
            child=part.child,
            worker=personas.social_worker,
            team=None,
            by=personas.team_manager,
            at=at,
            reason="x",
        )
        assert [line.kind for line in queue(personas.team_manager).lines] == ["referral"]

    def test_what_one_wrote_does_not_wait_for_oneself(self, personas, queue, at):
        child = records.child(by=personas.social_worker, at=at)
        door.matched(child, author=personas.front_door_manager, by=personas.front_door_worker, at=at)
        assert queue(personas.front_door_manager).total == 0

    def test_a_restricted_record_is_not_in_the_queue(self, personas, queue, at):
        part = matched(personas, at)
        part.child.is_restricted, part.child.restricted_reason = True, "Known here"
        part.child.record(by=personas.head_of_service, at=at)
        assert queue(personas.front_door_manager).total == 0

    def test_a_decided_referral_leaves_and_one_taken_back_says_why(self, personas, queue, at):
        part = matched(personas, at)
        door.decided(part, by=personas.front_door_manager, at=at)
        assert queue(personas.front_door_manager).total == 0
        door.decisions.reconsider(
            referral_child=part, reason="The police have rung", by=personas.front_door_manager, at=at
        )
        (line,) = queue(personas.front_door_manager).lines
        assert "10 March 2026 was taken back: The police have rung" in line.what_changed

    def test_whoever_covers_for_a_manager_has_their_queue_too(self, personas, queue, at):
        row = risk.reviewed(risk.child_with_history(by=personas.social_worker, at=at), personas, at)
        assert [line.kind for line in queue(personas.head_of_service).lines] == ["head"]
        part = row.referral_child
        children.allocate(
            child=part.child,
            worker=personas.social_worker,
            team=None,
            by=personas.team_manager,
            at=at,
            reason="x",
        )
        personas.social_worker.team = None
        personas.social_worker.save()
        personas.team_manager.team = None
        personas.team_manager.save()
        assert [line.kind for line in queue(personas.team_manager).lines] == ["referral"]
        chair = personas.conference_chair
        chair.role = "manager"
        chair.save()
        assert queue(chair).total == 0
        today = at.date()
        cover.name_deputy(
            user=personas.team_manager,
            deputy=chair,
            starts_on=today,
            ends_on=today,
            by=personas.team_manager,
            at=at,
        )
        assert [line.kind for line in queue(chair).lines] == ["referral"]

    def test_of_workers_without_a_manager_the_head_of_service_signs(self, personas, queue, at):
        part = matched(personas, at)
        worker = personas.social_worker
        worker.line_manager = None
        worker.save()
        children.allocate(
            child=part.child, worker=worker, team=None, by=personas.team_manager, at=at, reason="x"
        )
        assert [line.kind for line in queue(personas.head_of_service).lines] == ["referral"]


class TestHistoricRisk:
    """A senior view for managers, then the decision for the head; nobody is offered both."""

    def test_from_the_manager_to_the_head(self, personas, queue, at):
        child = risk.child_with_history(by=personas.social_worker, at=at)
        row = risk.waiting(child, personas, at)
        assert {line.kind for line in queue(personas.front_door_manager).lines} == {"senior", "referral"}
        assert queue(personas.head_of_service).total == 0
        risk.referred(child, personas, at + timedelta(hours=1))
        lines = {line.kind: line for line in queue(personas.front_door_manager).lines}
        assert "Further referrals came in: R" in lines["senior"].what_changed
        row.refresh_from_db()
        risk.historic_risk.review(
            review=row, view="As then", version=row.version, by=personas.front_door_manager, at=at
        )
        (line,) = queue(personas.head_of_service).lines
        assert (line.kind, line.asked_by) == ("head", "Dana Okafor")
        assert line.href == reverse("historic_risk_decide", args=[child.reference, row.pk])

    def test_who_decided_the_referral_is_not_offered_the_senior_view(self, personas, queue, at):
        child = risk.child_with_history(by=personas.social_worker, at=at)
        door.decided(risk.referred(child, personas, at), by=personas.front_door_manager, at=at)
        assert queue(personas.front_door_manager).total == 0


class TestPaging:
    """Oldest first, by key, of one kind or of all."""

    def test_pages_follow_each_other_without_gap_or_repetition(self, personas, queue, at, monkeypatch):
        monkeypatch.setattr(signatures, "PAGE_SIZE", 3)
        for number in range(4):
            moment = at - timedelta(days=number // 2)
            child = risk.child_with_history(by=personas.social_worker, at=moment, given_name=f"C{number}")
            risk.referred(child, personas, moment)
        seen, after = [], None
        while True:
            page = queue(personas.front_door_manager, after=after)
            seen += [(line.since, line.kind, line.href) for line in page.lines]
            after = page.after
            if after is None:
                break
            assert signatures.cursor(str(after)) == after
        assert len(seen) == len(set(seen)) == page.total == 8
        assert [(since, kind) for since, kind, _ in seen] == sorted((since, kind) for since, kind, _ in seen)

    def test_one_kind_alone_and_the_counts_of_all(self, personas, queue, at):
        risk.referred(risk.child_with_history(by=personas.social_worker, at=at), personas, at)
        page = queue(personas.front_door_manager, kind="senior")
        assert [line.kind for line in page.lines] == ["senior"]
        assert page.counts == {"referral": 1, "senior": 1}
        assert len(queue(personas.front_door_manager, kind="no-such-kind").lines) == 2

    @pytest.mark.parametrize("text", ["", "x", "2026-03-10,referral,1", "2026-03-10T10:00:00+00:00,a,-1"])
    def test_an_address_that_names_no_line_begins_at_the_start(self, text):
        assert signatures.cursor(text) is None

    def test_however_much_waits_the_statements_are_as_many(self, personas, at):
        manager = personas.front_door_manager

        def asked():
            with as_user(manager), CaptureQueriesContext(connection) as queries:
                signatures.read(signatures.signer(manager, today=at.date()))
            return len(queries)

        def more(number):
            child = risk.child_with_history(by=personas.social_worker, at=at, given_name=f"M{number}")
            risk.referred(child, personas, at)
            records.event(child, by=manager, at=at + timedelta(hours=1))

        more(0)
        before = asked()
        for number in range(1, 5):
            more(number)
        assert asked() == before <= 9


def test_a_supervision_waits_for_whoever_took_part_once_another_has_signed(personas, queue, at):
    child = supervisions.child(personas, at)
    draft = supervisions.begun(personas, at, children=[child])
    row = supervisions.written(draft, at, by=personas.team_manager)
    assert queue(personas.team_manager).total == 0
    supervisions.signed_by(row, personas.social_worker, at=at)
    (line,) = queue(personas.team_manager).lines
    assert (line.kind, line.since, line.child) == ("supervision", at, None)
    assert line.href == reverse("supervision_sign", args=[row.pk])
    assert line.asked_by == personas.social_worker.full_name
    assert queue(personas.head_of_service).total == 0
    supervisions.signed_by(row, personas.team_manager, at=at)
    assert queue(personas.team_manager).total == 0


class TestPages:
    """The list, the home page, the navigation."""

    def test_each_line_leads_to_its_page_and_says_what_has_changed(self, personas, sign_in, at, time_machine):
        time_machine.move_to(at)
        part = matched(personas, at)
        records.event(part.child, by=personas.gp, at=at + timedelta(hours=1))
        client = sign_in(personas.front_door_manager)
        page = client.get(reverse("signatures")).content.decode()
        assert "Referral to decide: Ann Waits" in page
        assert "1 line in the chronology since then." in page
        assert client.get(reverse("front_door_decide", args=[part.referral.reference, 1])).status_code == 200
        home = client.get(reverse("home")).content.decode()
        assert "Referral to decide: 1" in home
        assert "Signatures (1)" in home

    def test_nothing_waits(self, personas, sign_in):
        client = sign_in(personas.conference_chair)
        assert "Nothing waits for your signature here." in client.get(reverse("signatures")).content.decode()
        assert "Signatures (" not in client.get(reverse("home")).content.decode()

    def test_the_next_page_and_back_to_the_oldest(self, personas, sign_in, at, monkeypatch):
        monkeypatch.setattr(signatures, "PAGE_SIZE", 1)
        for name in ("First", "Second"):
            matched(personas, at, name)
        client = sign_in(personas.front_door_manager)
        page = client.get(reverse("signatures")).content.decode()
        assert "First Waits" in page
        assert "Second Waits" not in page
        after = signatures.read(signatures.signer(personas.front_door_manager, today=date(2026, 3, 10))).after
        page = client.get(
            reverse("signatures", query={"kind": "referral", "after": str(after)})
        ).content.decode()
        assert "Second Waits" in page
        assert "Back to the oldest" in page

    def test_there_is_no_way_to_sign_several_at_once(self, personas, sign_in, at):
        matched(personas, at)
        client = sign_in(personas.front_door_manager)
        page = client.get(reverse("signatures")).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert "<form" not in main
        assert "<input" not in main
        assert client.post(reverse("signatures"), {"sign": ["1", "2"]}).status_code == 405
        # What signs does so below one reference: no address takes a list.
        signing = (
            "sign",
            "authorise",
            "approve",
            "historic_risk_review",
            "historic_risk_decide",
            "leaving_decide",
        )
        for name, pattern in _patterns():
            if name.endswith(signing) and "assessment" not in pattern:
                assert "reference" in pattern or "<int:pk>" in pattern, name

    def test_the_number_in_the_navigation_is_that_of_the_last_count(self, personas, sign_in, at):
        matched(personas, at)
        client = sign_in(personas.front_door_manager)
        assert "Signatures (" not in client.get(reverse("search")).content.decode()
        client.get(reverse("signatures"))
        assert "Signatures (1)" in client.get(reverse("search")).content.decode()

    def test_without_a_cache_the_pages_work_and_show_no_number(self, personas, sign_in, at, monkeypatch):
        matched(personas, at)
        client = sign_in(personas.front_door_manager)

        def broken(*args, **kwargs):
            raise RedisError

        monkeypatch.setattr(signature_counts.cache, "get", broken)
        monkeypatch.setattr(signature_counts.cache, "set", broken)
        page = client.get(reverse("signatures")).content.decode()
        assert "Referral to decide: Ann Waits" in page
        assert "Signatures (" not in page


def _patterns(resolver=None, prefix=""):
    for each in (resolver or get_resolver()).url_patterns:
        path = f"{prefix}{each.pattern}"
        if isinstance(each, URLPattern):
            if each.name:
                yield each.name, path
        else:
            yield from _patterns(each, path)
