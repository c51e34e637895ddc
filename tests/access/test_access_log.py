"""The access log is whole: each page, print, document and search leaves its line, and leaves it once."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cases.models import ReferralChild
from safeguarding.audit.models import AccessLog, Action, Basis
from tests.access import matrix, world
from tests.factories.partnership import NAMES

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
ROWS = {row.id: row for row in matrix.ROWS}
OF_A_CHILD = {name: row for name, row in ROWS.items() if row.of_child or row.name == "deadline_lateness"}
OF_A_REFERRAL = {name: row for name, row in ROWS.items() if row.name.startswith(("referral", "front_door_"))}
# What somebody types themselves, and lists that they choose from.
OWN_WORDS = {"referrals", "referral_start"} | {
    row.name for row in ROWS.values() if row.name.startswith(("referral_draft", "referral_check"))
}
OWN_WORDS |= {"referral_section", "referral_member", "referral_member_remove", "referral_discard"}
FORMS = {row.name for row in OF_A_CHILD.values() if row.method == "post"}
# A file leaves the service: it is logged as more than read.
FILES = dict.fromkeys(
    ["assessment_file", "child_genogram_pdf", "chronology_csv", "chronology_pdf", "plan_pdf"], Action.EXPORT
)
PRINTED = sorted(
    {row.name for row in OF_A_CHILD.values() if row.name.startswith("child")} - FORMS - set(FILES)
)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The small world that the addresses point into; no request of these tests is kept."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield world.build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(made):
    """Every persona, signed in."""
    signed_in = {persona: Client(REMOTE_ADDR="192.0.2.44") for persona in NAMES}
    for persona, client in signed_in.items():
        client.force_login(made.user(persona), backend=BACKEND)
    return signed_in


@pytest.fixture
def ask(made, clients):
    """`ask(row, persona)` gives the lines that the request left, newest last."""

    def _ask(row, persona, *, query="", **sent):
        last = AccessLog.objects.order_by("pk").last().pk
        with transaction.atomic():
            path = reverse(row.name, kwargs=row.kwargs(made)) + query
            answer = getattr(clients[persona], row.method)(path, **sent)
            if answer.streaming:
                b"".join(answer.streaming_content)
            lines = list(AccessLog.objects.filter(pk__gt=last).order_by("pk"))
            transaction.set_rollback(True)
        return lines

    return _ask


@pytest.mark.parametrize("row", OF_A_CHILD.values(), ids=OF_A_CHILD)
def test_each_page_of_a_child_leaves_one_line_for_whoever_reads_it(made, ask, row):
    for persona in sorted(row.allowed):
        [line] = ask(row, persona)
        user = made.user(persona)
        assert (line.user, line.agency_name, line.address) == (user, user.agency.name, "192.0.2.44")
        assert (line.action, line.page) == (FILES.get(row.name, Action.READ), row.name)
        assert line.child_key is not None
        assert line.reference
        assert line.basis == (Basis.OPEN_ACCESS if user.is_social_care else Basis.INVOLVEMENT)


@pytest.mark.parametrize("row", [row for row in OF_A_CHILD.values() if row.refused], ids=lambda row: row.id)
def test_who_is_refused_leaves_a_line_and_who_sees_nothing_leaves_none(made, ask, row):
    for persona in sorted(row.refused):
        lines = ask(row, persona)
        assert len(lines) <= 1
        assert all(line.child_key for line in lines)
    for persona in sorted(set(NAMES) - row.refused - row.allowed - matrix.SEES_THE_CHILD):
        assert ask(row, persona) == []


@pytest.mark.parametrize("name", PRINTED)
def test_a_page_asked_for_as_a_print_is_logged_as_one(ask, name):
    [line] = ask(ROWS[f"get {name}"], "team_manager", query="?print=1")
    assert (line.action, line.page) == (Action.PRINT, name)


@pytest.mark.parametrize("row", OF_A_REFERRAL.values(), ids=OF_A_REFERRAL)
def test_each_page_of_a_referral_leaves_one_line_for_it_and_one_for_each_record_it_shows(made, ask, row):
    for persona in sorted(row.allowed):
        lines = [line for line in ask(row, persona) if line.action != Action.SEARCH]
        if row.name in OWN_WORDS:
            assert lines == []
            continue
        kwargs = row.kwargs(made)
        shown = {kwargs["reference"]}
        if "position" in kwargs:
            part = ReferralChild.objects.get(
                referral__reference=shown.copy().pop(), position=kwargs["position"]
            )
            shown |= {part.child.reference} if part.child else set()
        assert sorted(line.reference for line in lines) == sorted(shown)
        assert {line.page for line in lines} == {row.name}


def test_a_pdf_and_a_document_are_logged_as_exports(ask):
    for name in ("referral_receipt", "document"):
        [line] = ask(ROWS[f"get {name}"], "school")
        assert (line.action, line.page) == (Action.EXPORT, name)
    assert line.terms.startswith("document ")


def test_a_referral_and_a_digest_asked_for_as_prints_are_logged_as_such(ask):
    for name in ("referral", "front_door_digest"):
        lines = ask(ROWS[f"get {name}"], "front_door_manager", query="?print=1")
        assert {line.action for line in lines} == {Action.PRINT}


def test_what_is_saved_while_somebody_types_shows_nothing_and_leaves_no_line(ask):
    for name in ("event_new", "deadline_lateness", "sharing_new", "front_door_decide"):
        row = ROWS[f"post {name}"]
        assert ask(row, sorted(row.allowed)[0], headers={"X-Autosave": "1"}) == []


PERSON = {
    "given_name": "Ada", "family_name": "Example", "sex": "F", "date_of_birth_day": "9",
    "date_of_birth_month": "3", "date_of_birth_year": "2016", "postcode": "NM3 2AB", "lines": "1 Mill Lane",
    "is_restricted": "no", "kind": "sibling", "has_parental_responsibility": "no", "in_household": "yes",
}  # fmt: skip


@pytest.mark.parametrize("name", ["person_new", "relative_new"])
def test_people_shown_because_they_may_be_the_same_were_searched_for(made, ask, name):
    lines = ask(ROWS[f"post {name}"], "social_worker", data=PERSON)
    [line] = [line for line in lines if line.action == Action.SEARCH]
    assert line.terms.startswith("Ada Example 9 March 2016")
    assert line.found is not None
    assert line.page == name


def test_a_search_is_logged_with_its_terms_and_how_many_were_found(made, clients):
    clients["social_worker"].post(reverse("search"), {"terms": "Ada Example"}, follow=True)
    line = AccessLog.objects.filter(user=made.user("social_worker"), page="search").latest("pk")
    assert (line.action, line.terms, line.basis) == (Action.SEARCH, "Ada Example", Basis.OPEN_ACCESS)
    assert line.found >= 1
