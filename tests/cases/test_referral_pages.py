"""Reading referrals on the side that sent them: list, page, confirmation, receipt, and who sees which."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pypdf
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.services import decisions, front_door
from cases.services.referral_facts import ChildFacts
from safeguarding.audit.models import AccessLog
from tests.factories import front_door as door
from tests.factories import partnership, records
from tests.factories.referral_form import text
from tests.factories.referrals import MAISIE, referral

PAGES = ("referral", "referral_sent", "referral_receipt")
READERS = {
    "front_door_worker", "front_door_manager", "team_manager", "head_of_service", "school",
}  # fmt: skip
ADMINS = {"partnership_admin", "system_admin"}


def address(name: str, sent) -> str:
    """The address of one of a referral's pages."""
    return reverse(name, args=[sent.reference])


def read_pdf(response) -> str:
    """The receipt's text with single spaces."""
    pages = pypdf.PdfReader(io.BytesIO(response.content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("persona", partnership.NAMES)
def test_who_may_read_a_school_s_referral(personas, at, sign_in, name, persona):
    sent = referral(by=personas.school, at=at)
    expected = 403 if persona in ADMINS else 200 if persona in READERS else 404
    assert sign_in(getattr(personas, persona)).get(address(name, sent)).status_code == expected


@pytest.mark.parametrize("persona", partnership.NAMES)
def test_admins_have_no_referral_pages(personas, sign_in, persona):
    expected = 403 if persona in ADMINS else 200
    client = sign_in(getattr(personas, persona))
    for name in ("referrals", "referral_start"):
        assert client.get(reverse(name)).status_code == expected
    assert client.post(reverse("referral_start")).status_code == (403 if persona in ADMINS else 303)


def test_a_colleague_sees_the_team_s_referrals_and_the_lead_the_agency_s(personas, at, sign_in):
    team = partnership.team(personas.school.agency, "Year 6")
    teacher = partnership.user("Tess Moor", personas.school.agency, in_team=team)
    mate = partnership.user("Mo Field", personas.school.agency, in_team=team)
    alone = partnership.user("Al Reed", personas.school.agency)
    sent = referral(by=teacher, at=at)
    listed = {
        user.full_name: sent.reference in text(sign_in(user).get(reverse("referrals")))
        for user in (teacher, mate, alone, personas.school, personas.other_school, personas.front_door_worker)
    }
    assert [name for name, seen in listed.items() if seen] == ["Tess Moor", "Mo Field", "Sarah Linton"]


def test_the_list_tells_where_each_stands_and_can_be_narrowed(personas, at, sign_in):
    known = records.child(by=personas.front_door_worker, at=at)
    row = door.matched(known, author=personas.school, by=personas.front_door_worker, at=at)
    door.decided(row, by=personas.front_door_manager, at=at)
    waiting = referral(by=personas.school, at=at, children=(MAISIE,))
    client = sign_in(personas.school)
    page = text(client.get(reverse("referrals")))
    assert "Maisie Thornbury Decided Children's social care is taking this forward" in page
    assert "Maisie Thornbury Received" in page
    assert "11 March 2026" in page
    decided = text(client.get(reverse("referrals") + "?status=decided"))
    assert row.referral.reference in decided
    assert waiting.reference not in decided
    assert waiting.reference in text(client.get(reverse("referrals") + "?status=nonsense&page=zzz"))


def test_the_list_is_paged(personas, at, sign_in):
    for number in range(26):
        referral(by=personas.school, at=at + timedelta(minutes=number), children=(MAISIE,))
    client = sign_in(personas.school)
    assert text(client.get(reverse("referrals"))).count("Maisie Thornbury") == 25
    assert text(client.get(reverse("referrals") + "?page=2")).count("Maisie Thornbury") == 1


def test_the_referrer_reads_outcome_reasons_and_who_decided(personas, at, sign_in):
    known = records.child(by=personas.front_door_worker, at=at)
    row = door.matched(known, author=personas.school, by=personas.front_door_worker, at=at)
    client = sign_in(personas.school)
    assert "Being looked at" in text(client.get(address("referral", row.referral)))
    decision = door.decided(row, by=personas.front_door_manager, at=at + timedelta(hours=2))
    page = text(client.get(address("referral", row.referral)))
    for said in (
        "Children's social care is taking this forward",
        "We will assess what the children need.",
        "Dana Okafor",
        "10 March 2026 at midday",
    ):
        assert said in page
    assert decision.rationale not in page


def test_a_reconsidered_decision_is_no_longer_shown(personas, at, sign_in):
    known = records.child(by=personas.front_door_worker, at=at)
    row = door.matched(known, author=personas.school, by=personas.front_door_worker, at=at)
    door.decided(row, by=personas.front_door_manager, at=at)
    row.refresh_from_db()
    decisions.reconsider(referral_child=row, reason="New facts", by=personas.front_door_manager, at=at)
    page = text(sign_in(personas.school).get(address("referral", row.referral)))
    assert "Being looked at" in page
    assert "We will assess" not in page


def pages_of(client, sent) -> list[str]:
    """What the referrer reads on every page about a referral, without what differs between any two."""
    told = [text(client.get(address(name, sent))) for name in PAGES[:2]]
    told += [text(client.get(reverse("referrals"))), read_pdf(client.get(address("referral_receipt", sent)))]
    told += [text(client.get(reverse("home"))), text(client.get(reverse("notifications")))]
    return [re.sub(r"\bProduced .*?(?=·|$)", "", page.replace(sent.reference, "REF")) for page in told]


@pytest.mark.parametrize("known_how", ["open", "restricted", "with earlier referrals"])
def test_the_referrer_cannot_tell_whether_the_child_was_known(personas, at, sign_in, known_how):
    worker, manager = personas.front_door_worker, personas.front_door_manager
    known = records.child(
        "Maisie", "Thornbury", by=worker, at=at, date_of_birth=MAISIE.date_of_birth,
        is_restricted=known_how == "restricted",
    )  # fmt: skip
    records.involve(known, worker, by=manager, at=at)
    records.involve(known, manager, by=manager, at=at)
    if known_how == "with earlier referrals":
        earlier = door.matched(known, author=personas.gp, by=worker, at=at - timedelta(days=60))
        door.decided(earlier, by=manager, at=at - timedelta(days=59), outcome="assessment")
    told = []
    for user, is_known in ((personas.school, True), (personas.other_school, False)):
        client = sign_in(user)
        row = door.part(by=user, at=at)
        before = pages_of(client, row.referral)
        if is_known:
            front_door.match(referral_child=row, child=known, by=worker, at=at)
        else:
            front_door.match_new(referral_child=row, by=worker, at=at)
        after = pages_of(client, row.referral)
        assert known.reference not in " ".join(before + after)
        for own, same in ((user.full_name, "NAME"), (user.agency.name, "AGENCY")):
            before, after = ([page.replace(own, same) for page in pages] for pages in (before, after))
        told.append(before + after)
        cache.clear()
    assert told[0] == told[1]


def test_passing_it_to_the_child_s_worker_does_not_say_that_there_is_one(personas, at, sign_in):
    known = records.child(by=personas.front_door_worker, at=at)
    earlier = door.matched(known, author=personas.gp, by=personas.front_door_worker, at=at)
    door.decided(earlier, by=personas.front_door_manager, at=at)
    row = door.matched(known, author=personas.school, by=personas.front_door_worker, at=at)
    door.decided(row, by=personas.front_door_manager, at=at, outcome="pass_to_worker", **door.GATE)
    page = text(sign_in(personas.school).get(address("referral", row.referral)))
    assert "Children's social care is taking this forward" in page
    for word in ("knows the child", "open record", "Contact on", "re-referral", known.reference):
        assert word not in page


def test_an_anonymous_reporter_is_known_to_the_front_door_and_to_nobody_else(personas, at, sign_in):
    sent = referral(
        by=personas.front_door_worker,
        at=at,
        is_for_someone_else=True,
        referrer_is_anonymous=True,
        referrer_name="Joan Pike",
        referrer_phone="01632 960 777",
        source_code="1B",
    )
    known = records.child(by=personas.front_door_worker, at=at)
    for row in sent.children.all():
        front_door.match(referral_child=row, child=known, by=personas.front_door_worker, at=at)
        break
    seen = {}
    for persona in ("front_door_worker", "front_door_manager", "social_worker", "business_support"):
        client = sign_in(getattr(personas, persona))
        page = text(client.get(address("referral", sent))) + read_pdf(
            client.get(address("referral_receipt", sent))
        )
        seen[persona] = "Joan Pike" in page or "01632 960 777" in page
        assert "anonymous" in page
    assert seen == {
        "front_door_worker": True,
        "front_door_manager": True,
        "social_worker": False,
        "business_support": False,
    }


def test_the_front_door_finds_its_own_pages_from_the_referral(personas, at, sign_in):
    sent = referral(by=personas.school, at=at)
    door_page = reverse("front_door_child", args=[sent.reference, 2])
    assert door_page in sign_in(personas.front_door_worker).get(address("referral", sent)).content.decode()
    assert "/front-door/" not in sign_in(personas.school).get(address("referral", sent)).content.decode()


def test_the_receipt_is_a_pdf_that_tells_what_was_sent(personas, at, sign_in):
    sent = referral(
        by=personas.school, at=at, crime_alleged=True, crime_details="An assault", happened_on=at.date()
    )
    answer = sign_in(personas.school).get(address("referral_receipt", sent))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="referral-{sent.reference}.pdf"'
    page = read_pdf(answer)
    for said in (
        sent.reference,
        "Sent 10 March 2026 at 10am by Sarah Linton, Ashfield Primary School",
        "A decision is promised by 11 March 2026",
        "Maisie Thornbury",
        "Alfie Thornbury",
        "without a coat for the third day",
        "I look after Alfie",
        "An assault",
        "Neglect",
        "Level 3: Child in need",
    ):
        assert said in page, said


def test_the_receipt_of_a_decided_referral_carries_the_outcome(personas, at, sign_in):
    known = records.child(by=personas.front_door_worker, at=at)
    row = door.matched(known, author=personas.school, by=personas.front_door_worker, at=at)
    door.decided(row, by=personas.front_door_manager, at=at)
    page = read_pdf(sign_in(personas.school).get(address("referral_receipt", row.referral)))
    assert "We will assess what the children need." in page
    assert known.reference not in page


def test_every_look_is_logged_by_reference(personas, at, sign_in):
    sent = referral(by=personas.school, at=at)
    client = sign_in(personas.school)
    for name in PAGES:
        client.get(address(name, sent))
    rows = AccessLog.objects.filter(reference=sent.reference).order_by("pk")
    assert [(row.action, row.basis, row.page) for row in rows] == [
        ("read", "own_work", "referral"),
        ("read", "own_work", "referral_sent"),
        ("export", "own_work", "referral_receipt"),
    ]


def test_an_unborn_child_and_a_confidential_address_read_back(personas, at, sign_in):
    sent = referral(
        by=personas.health_visitor,
        at=at,
        children=(ChildFacts(is_unborn=True, family_name="Thornbury"), ChildFacts(nhs_number="9990000018")),
        address_lines="4 Mill Lane",
        address_is_confidential=True,
        tool_used="dash",
        tool_result="14 ticks",
        voice="",
        voice_missing_reason="Not born yet",
    )
    page = text(sign_in(personas.health_visitor).get(address("referral", sent)))
    for said in (
        "Expected Not known",
        "must be kept secret",
        "DASH",
        "14 ticks",
        "Not born yet",
        "999 000 0018",
    ):
        assert said in page


@pytest.mark.parametrize("name", ["referrals", "referral"])
def test_the_number_of_queries_does_not_grow(personas, at, sign_in, name):
    client = sign_in(personas.school)
    counts = []
    for _ in range(2):
        sent = None
        for _ in range(3):
            sent = referral(by=personas.school, at=at)
        where = reverse("referrals") if name == "referrals" else address("referral", sent)
        client.get(where)
        with CaptureQueriesContext(connection) as queries:
            client.get(where)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 12
