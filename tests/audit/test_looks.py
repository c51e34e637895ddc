"""Who has looked at a child, and what a person looked at."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases import access
from cases.queries import looks, looks_words
from cases.queries.keyset import PAGE_SIZE
from cases.services import front_door
from cases.urls import meetings as meeting_urls
from cases.urls import minutes as minutes_urls
from safeguarding.accounts.models import Role
from safeguarding.audit import log
from safeguarding.audit.models import AccessLog, Action, Basis
from strategy_meetings import recurrence_urls
from strategy_meetings import urls as strategy_urls
from tests.access import matrix
from tests.factories import partnership, records, referrals

NO_FILTERS = looks.Filters()


@pytest.fixture
def child(personas, at):
    made = records.child("Rosalind", "Ashdown", by=personas.front_door_worker, at=at)
    records.involve(made, personas.school.agency, by=personas.front_door_worker, at=at)
    return made


@pytest.fixture
def restricted(personas, at):
    made = records.child("Rex", "Hidden", by=personas.front_door_worker, at=at, is_restricted=True)
    records.involve(made, personas.team_manager, by=personas.front_door_worker, at=at)
    return made


def look(user, child, at, *, page="child", action=Action.READ, address="192.0.2.7"):
    origin = log.Origin(address=address, page=page)
    access.get_child(user, child.reference, access.Action.VIEW, at=at, origin=origin, look=action)


def search(user, at, terms, found):
    origin = log.Origin(address="192.0.2.7", page="search")
    log.write(
        by=user, at=at, action=Action.SEARCH, basis=Basis.OPEN_ACCESS, origin=origin, terms=terms, found=found
    )


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def of_child(client, child, **query):
    return text(client.get(reverse("child_looks", args=[child.reference]), query))


def of_user(client, user, **query):
    return text(client.get(reverse("looks_of", args=[user.pk]), query))


def test_a_manager_sees_who_looked_when_from_where_at_what_and_why(personas, child, at, sign_in):
    look(personas.school, child, at, page="child_chronology", action=Action.PRINT)
    page = of_child(sign_in(personas.team_manager), child)
    for expected in (
        "Sarah Linton", "10 March 2026", "192.0.2.7", "Ashfield Primary School", "Printed: Chronology",
        "Involved with the child",
    ):  # fmt: skip
        assert expected in page


def test_looking_at_who_looked_is_a_look_too(personas, child, sign_in):
    client = sign_in(personas.team_manager)
    of_child(client, child)
    assert "Read: Who has looked" in of_child(client, child)


def test_looks_at_a_referral_of_the_child_count_and_those_of_others_do_not(personas, child, at):
    worker = personas.front_door_worker
    sent, other = referrals.referral(by=personas.school, at=at), referrals.referral(by=personas.school, at=at)
    front_door.match(referral_child=sent.children.get(position=1), child=child, by=worker, at=at)
    origin = log.Origin(address=None, page="referral")
    for referral in (sent, other):
        access.get_referral(personas.team_manager if referral == sent else worker, referral.reference,
                            at=at, origin=origin)  # fmt: skip
    found = looks.of_child(personas.head_of_service, child, filters=NO_FILTERS)
    assert [row.reference for row in found.rows] == [sent.reference]


def test_the_list_is_narrowed_to_a_person_an_agency_and_days(personas, child, at):
    for days, user in enumerate((personas.school, personas.social_worker, personas.school)):
        action = Action.PRINT if days == 2 else Action.READ
        look(user, child, at + timedelta(days=days), action=action)
    reader = personas.team_manager

    def count(**chosen):
        return len(looks.of_child(reader, child, filters=looks.Filters(**chosen)).rows)

    assert count() == 3
    assert count(person=personas.school.pk) == 2
    assert count(action=Action.PRINT) == 1
    assert count(agency="Northmoor Children's Services") == 1
    assert count(since=date(2026, 3, 11)) == 2
    assert count(until=date(2026, 3, 11)) == 2
    assert count(since=date(2026, 3, 11), until=date(2026, 3, 11)) == 1
    assert looks.lookers(reader, child) == (
        [personas.social_worker, personas.school],
        ["Ashfield Primary School", "Northmoor Children's Services"],
    )


def test_a_filter_that_makes_no_sense_narrows_nothing(personas, child, at, sign_in):
    look(personas.school, child, at)
    page = of_child(
        sign_in(personas.team_manager), child, person="x", agency="nowhere", since_day="40", before="x"
    )
    assert "Sarah Linton" in page


def test_a_day_no_one_looked_says_so(personas, child, at, sign_in):
    query = {"until_day": "1", "until_month": "1", "until_year": "2020"}
    assert "No look fits these filters" in of_child(sign_in(personas.team_manager), child, **query)


def test_a_long_list_is_read_by_key_both_ways(personas, child, at):
    for minutes in range(PAGE_SIZE + 2):
        look(personas.school, child, at + timedelta(minutes=minutes))
    reader = personas.team_manager
    first = looks.of_child(reader, child, filters=NO_FILTERS)
    second = looks.of_child(reader, child, filters=NO_FILTERS, before=first.older)
    again = looks.of_child(reader, child, filters=NO_FILTERS, after=second.newer)
    assert (len(first.rows), len(second.rows), first.newer, second.older) == (PAGE_SIZE, 2, None, None)
    assert [row.pk for row in again.rows] == [row.pk for row in first.rows]


def test_the_pages_take_the_same_queries_however_long_the_list(
    personas, child, at, sign_in, django_assert_max_num_queries
):
    for minutes in range(20):
        look(personas.school if minutes % 2 else personas.social_worker, child, at)
    for user, path in (
        (personas.team_manager, reverse("child_looks", args=[child.reference])),
        (personas.partnership_admin, reverse("looks_of", args=[personas.school.pk])),
    ):
        client = sign_in(user)
        with django_assert_max_num_queries(16):
            client.get(path)


def test_the_partnership_admin_sees_references_and_never_a_name_nor_what_was_searched_for(
    personas, child, restricted, at, sign_in
):
    look(personas.team_manager, child, at)
    look(personas.team_manager, restricted, at)
    search(personas.team_manager, at, "Rex Hidden", 3)
    page = of_user(sign_in(personas.partnership_admin), personas.team_manager)
    for expected in (child.reference, restricted.reference, "Read: Overview", "Searched: 3 found"):
        assert expected in page
    for name in ("Rosalind", "Ashdown", "Rex", "Hidden"):
        assert name not in page


def test_the_head_of_service_sees_terms_but_neither_counts_nor_records_they_are_not_named_on(
    personas, child, restricted, at, sign_in
):
    worker = personas.front_door_worker
    sent = referrals.referral(by=personas.school, at=at)
    front_door.match(referral_child=sent.children.get(position=1), child=child, by=worker, at=at)
    look(personas.team_manager, child, at)
    look(personas.team_manager, restricted, at)
    search(personas.team_manager, at, "Jo Marsh", 3)
    page = of_user(sign_in(personas.head_of_service), personas.team_manager)
    assert child.reference in page
    assert "Searched for “Jo Marsh”" in page
    assert restricted.reference not in page
    assert "3 found" not in page


def test_a_referral_of_a_restricted_record_is_left_out_for_the_head_of_service(personas, restricted, at):
    named = personas.team_manager
    sent = referrals.referral(by=personas.school, at=at)
    part = sent.children.get(position=1)
    part.child, part.state, part.matched_at = restricted, "matched", at
    part.record(by=personas.front_door_worker, at=at)
    access.get_referral(named, sent.reference, at=at, origin=log.Origin(None, "referral"))
    assert looks.of_user(personas.head_of_service, named, filters=NO_FILTERS).rows == []
    assert len(looks.of_user(personas.partnership_admin, named, filters=NO_FILTERS).rows) == 1


def test_the_audit_is_logged_itself(personas, sign_in):
    of_user(sign_in(personas.partnership_admin), personas.school)
    line = AccessLog.objects.get(user=personas.partnership_admin, page="looks_of")
    assert (line.action, line.reference) == (Action.READ, f"user {personas.school.pk}")


def test_a_person_is_found_by_name_and_an_unknown_one_is_not_there(personas, sign_in):
    client = sign_in(personas.partnership_admin)
    page = text(client.get(reverse("audit"), {"q": "linton"}))
    assert reverse("looks_of", args=[personas.school.pk]) in page
    assert "Sam Brennan" not in page
    assert "Nobody was found" in text(client.get(reverse("audit"), {"q": "nobody\0such"}))
    assert client.get(reverse("looks_of", args=[10**9])).status_code == 404


def test_only_who_reviews_is_told_how_many_wait(personas, sign_in):
    assert "Looks to ask about" in text(sign_in(personas.partnership_admin).get(reverse("audit")))
    assert "Looks to ask about" not in text(sign_in(personas.head_of_service).get(reverse("audit")))


def test_a_head_of_another_agency_audits_nobody(personas, sign_in):
    head = partnership.user("Iris Vane", personas.police.agency, Role.SENIOR_MANAGER)
    assert sign_in(head).get(reverse("audit")).status_code == 403


def test_every_page_that_is_logged_has_words():
    logged = {row.name for row in matrix.ROWS if row.of_child}
    logged |= {row.name for row in matrix.ROWS if row.name.startswith("front_door_")}
    of_meetings = (meeting_urls, minutes_urls, strategy_urls, recurrence_urls)
    logged |= {path.name for module in of_meetings for path in module.urlpatterns if "<" in str(path.pattern)}
    assert logged - set(looks_words.PAGE_WORDS) == set()
    assert looks.page_words("something_new") == "Something new"


def test_a_printed_list_is_logged_as_a_print_and_shows_no_filters(personas, child, at, sign_in):
    look(personas.school, child, at)
    for user, page in (
        (personas.team_manager, "child_looks"),
        (personas.partnership_admin, "looks_of"),
    ):
        client = sign_in(user)
        args = [child.reference] if page == "child_looks" else [personas.school.pk]
        assert "Show only" in text(client.get(reverse(page, args=args)))
        assert "Show only" not in text(client.get(reverse(page, args=args), {"print": "1"}))
        assert AccessLog.objects.filter(user=user, page=page, action=Action.PRINT).count() == 1


def test_a_search_among_a_persons_looks_is_found_by_what_was_done(personas, child, at, sign_in):
    look(personas.school, child, at)
    search(personas.school, at, "Jo Marsh", 3)
    page = of_user(sign_in(personas.partnership_admin), personas.school, action="search")
    assert "Searched: 3 found" in page
    assert child.reference not in page
