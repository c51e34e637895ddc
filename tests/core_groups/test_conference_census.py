"""What the database refuses of conferences, and two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Event as Signal
from time import sleep
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from cases.exceptions import DomainError
from cases.models import Meeting, Plan
from core_groups.conference_states import ConferenceKind
from core_groups.models import Conference, ConferenceChild, ConferenceRequest
from core_groups.services import conference_booking as booking
from safeguarding.accounts.identity import as_user
from tests.cases.at_once import refused_by
from tests.factories import conferences, partnership, plans, records

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 3, 10, 10, 0, tzinfo=LONDON)
HELD = datetime(2026, 3, 12, 10, 0, tzinfo=LONDON)
SATURDAY = datetime(2026, 3, 14, 10, 0, tzinfo=LONDON)
AFTER = datetime(2026, 3, 13, 9, 0, tzinfo=LONDON)


def refused(write) -> str:
    """The constraint that refused, empty when the row was let through."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        return refused_by(error)
    return ""


def outcomes_of(first, second) -> list[str]:
    """What each of two acts at once came to: nothing, or the words of the refusal."""
    written = Signal()

    def act(do, *, is_first: bool) -> str:
        try:
            if not is_first:
                written.wait(timeout=10)
            with transaction.atomic():
                do()
                written.set()
                if is_first:
                    # Long enough for the second to run into it and to wait.
                    sleep(0.5)
        except (DomainError, IntegrityError) as error:
            return str(error)
        finally:
            written.set()
            connection.close()
        return ""

    with ThreadPoolExecutor(2) as pool:
        acts = [pool.submit(act, first, is_first=True), pool.submit(act, second, is_first=False)]
        return [each.result(timeout=30) for each in acts]


def a_child(personas):
    made = records.child("Rosalind", "Ashdown", by=personas.team_manager, at=AT)
    made.allocated_to, made.team = personas.social_worker, personas.social_worker.team
    made.record(by=personas.team_manager, at=AT, reason="test data")
    plans.episode(made, date(2026, 1, 5), by=personas.social_worker, at=AT)
    conferences.due(made, personas, AT)
    return made


@pytest.fixture
def booked(personas):
    return conferences.booked([a_child(personas)], personas, HELD, AT)


class TestOneRow:
    @pytest.mark.parametrize("changes", [{"starts_at": SATURDAY}, {"held_at": SATURDAY, "state": "held"}])
    def test_a_conference_is_never_on_a_weekend(self, personas, booked, changes):
        meeting = Meeting.objects.get(pk=booked.pk)
        for name, value in changes.items():
            setattr(meeting, name, value)
        meeting.ends_at = SATURDAY + timedelta(hours=2)
        write = lambda: meeting.record(by=personas.business_support, at=AT, reason="x")  # noqa: E731
        assert refused(write) == "conference_is_not_on_a_weekend"

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"quorum_standing": "reconvene"}, "inquorate_conference_leaves_an_interim_plan"),
            ({"quorum_standing": "overridden"}, "overridden_quorum_has_the_chairs_reason"),
        ],
    )
    def test_without_its_quorum_it_says_what_then(self, personas, booked, changes, name):
        for key, value in changes.items():
            setattr(booked, key, value)
        assert refused(lambda: booked.record(by=personas.business_support, at=AT, reason="x")) == name

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"advocate_accepted": True}, "accepted_advocate_was_offered"),
            (
                {"decision": "no_plan"},
                "conference_decision_says_why_who_and_how_the_child_took_part",
            ),
            (
                {"decision": "make_plan", "next_review_on": date(2026, 6, 11)},
                "plan_of_a_conference_has_its_category_and_core_group",
            ),
            (
                {
                    "decision": "make_plan",
                    "category": "NEG",
                    "core_group_on": date(2026, 3, 19),
                    "next_review_on": date(2026, 6, 6),
                },
                "plan_has_its_next_review_on_a_weekday",
            ),
            ({"decision": "continue"}, "plan_has_its_next_review_on_a_weekday"),
        ],
    )
    def test_a_decision_is_whole(self, personas, booked, changes, name):
        part = booked.parts.get()
        is_decided = "decision" in changes and name.startswith("plan_")
        if is_decided:
            part.reasons, part.participation = "Neglect", "PN1"
            part.decided_at, part.decided_by = AFTER, personas.conference_chair
        for key, value in changes.items():
            setattr(part, key, value)
        assert refused(lambda: part.record(by=personas.business_support, at=AT, reason="x")) == name

    def test_a_request_is_whole_and_once(self, personas, booked):
        facts = {
            "child": booked.parts.get().child,
            "words": "Soon",
            "requested_by": personas.social_worker,
            "requested_at": AT,
        }
        given = {"by": personas.social_worker, "at": AT, "reason": "x"}
        for kind, name in (
            ("initial", "initial_conference_comes_from_its_enquiry"),
            ("transfer_in", "transfer_in_names_its_authority_and_notice"),
        ):
            assert refused(lambda kind=kind: ConferenceRequest(kind=kind, **facts).record(**given)) == name
        ConferenceRequest(kind="review", **facts).record(**given)
        again = lambda: ConferenceRequest(kind="review", **facts).record(**given)  # noqa: E731
        assert refused(again) == "one_open_conference_request"

    def test_a_plan_moves_with_the_day_of_its_conference_or_not_at_all(self, personas, booked):
        """Census 2885: also when the day of the conference is corrected later."""
        asked = conferences.ask(booked, personas, AT)
        conferences.came(booked, asked, personas, HELD)
        held = conferences.hold(booked, personas, HELD)
        conferences.decide(held, held.parts.get().child, personas, AFTER)
        meeting = Meeting.objects.get(pk=held.pk)
        meeting.held_at = HELD - timedelta(days=1)
        with pytest.raises(IntegrityError), transaction.atomic():
            meeting.record(by=personas.business_support, at=AFTER, reason="x")


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    def test_two_who_book_at_once_book_one_conference(self):
        personas = partnership.build()
        child = a_child(personas)

        def book():
            conferences.booked([child], personas, HELD, AT)

        first, second = outcomes_of(book, book)
        assert first == ""
        assert "booked already" in second
        assert Conference.objects.count() == 1

    def test_two_who_ask_at_once_ask_for_one(self):
        personas = partnership.build()
        child = a_child(personas)
        by = personas.social_worker

        def ask():
            with as_user(by):
                booking.request(
                    children=[child],
                    kind=ConferenceKind.TRANSFER_IN,
                    words="Moved",
                    authority="Leedale",
                    notice_at=AT,
                    by=by,
                    at=AT,
                )

        first, second = outcomes_of(ask, ask)
        assert first == ""
        assert "asked for already" in second
        assert ConferenceRequest.objects.count() == 1

    def test_two_chairs_who_decide_at_once_make_one_plan(self):
        personas = partnership.build()
        child = a_child(personas)
        held = conferences.held([child], personas, HELD, AT)

        def decide(who):
            return lambda: conferences.decide(held, child, personas, AFTER, who=who)

        first, second = outcomes_of(decide("conference_chair"), decide("head_of_service"))
        assert first == ""
        assert "decided for this child already" in second
        assert Plan.objects.filter(child=child).count() == 1
        assert ConferenceChild.objects.get(child=child).decided_by == personas.conference_chair

    def test_two_who_send_the_letter_at_once_send_one(self):
        personas = partnership.build()
        child = a_child(personas)
        held = conferences.held([child], personas, HELD, AT)
        part = conferences.decide(held, child, personas, AFTER)

        def send():
            conferences.sent(part, personas, AFTER)

        first, second = outcomes_of(send, send)
        assert first == ""
        assert "sent already" in second
