"""Looks that somebody should ask about: found by the task at night, reviewed by the partnership's office."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from cases import access, tasks
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.queries import access_reviews as queries
from cases.queries.keyset import PAGE_SIZE
from cases.services import access_reviews, people
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import AccessLog, AccessReview, Action, Basis, ReviewOutcome
from safeguarding.notifications.models import Notification
from safeguarding.rules.unusual_access import Reason
from tests.factories import records
from tests.factories.fixtures import LONDON

DAY = date(2026, 3, 10)
NIGHT = datetime(2026, 3, 11, 4, 20, tzinfo=LONDON)


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def new_child(personas, by, at):
    def _new_child(family_name="Ashdown"):
        made = records.child("Rosalind", family_name, by=by, at=at)
        records.involve(made, personas.school.agency, by=by, at=at)
        return made

    return _new_child


def look(user, child, at, page="child"):
    origin = log.Origin(address="192.0.2.7", page=page)
    access.get_child(user, child.reference, access.Action.VIEW, at=at, origin=origin)


def find(at=NIGHT):
    """What the task finds in the night after."""
    with time_machine.travel(at, tick=False):
        tasks.review_unusual_access()
    return list(AccessReview.objects.order_by("pk"))


def item(user, at, **facts):
    made = AccessReview(
        user=user, day=facts.pop("day", at.date()), reasons=["many_records"], created_at=at,
        evidence=facts.pop("evidence", []), **facts,
    )  # fmt: skip
    made.record(by=None, at=at)
    return made


def reviewed(made, by, at, outcome=ReviewOutcome.EXPECTED, note="Asked the manager: duty week"):
    return access_reviews.review(item=made, outcome=outcome, note=note, by=by, at=at)


def test_a_look_at_a_child_of_the_same_name_is_found_with_the_lines_it_rests_on(personas, new_child, at):
    child = new_child("Linton")
    look(personas.school, child, at)
    look(personas.school, child, at, page="child_chronology")
    look(personas.social_worker, new_child(), at)
    [made] = find()
    assert (made.user, made.day, made.child_key, made.reference) == (
        personas.school, DAY, child.pk, child.reference,
    )  # fmt: skip
    assert made.reasons == [Reason.OWN_SURNAME]
    assert set(made.evidence) == set(
        AccessLog.objects.filter(user=personas.school, child_key=child.pk).values_list("pk", flat=True)
    )


def test_a_name_of_earlier_counts_as_well(personas, new_child, by, at):
    child = new_child()
    people.add_alias(person=child.person, alias="Rose Linton", by=by, at=at, reason="At her last school")
    look(personas.school, child, at)
    assert [made.reasons for made in find()] == [[Reason.OWN_SURNAME]]


def test_the_own_address_is_found_also_when_it_is_confidential_and_not_named(
    personas, new_child, by, at, sign_in
):
    child = new_child()
    people.add_address(
        person=child.person, lines="1 Mill Lane", postcode="NM1 4AB", is_confidential=True,
        confidential_reason="Fled", by=by, at=at,
    )  # fmt: skip
    User.objects.filter(pk=personas.school.pk).update(home_postcode="nm14ab")
    look(User.objects.get(pk=personas.school.pk), child, at)
    [made] = find()
    assert made.reasons == [Reason.OWN_POSTCODE]
    path = reverse("access_review", args=[made.pk])
    page = sign_in(personas.partnership_admin).get(path).content.decode()
    assert "postcode they live at" in page
    for secret in ("NM1 4AB", "nm14ab", "Mill Lane", "Rosalind", "Ashdown"):
        assert secret not in page


def test_an_address_where_they_live_no_more_does_not_count(personas, new_child, by, at):
    child = new_child()
    address = people.add_address(person=child.person, lines="1 Mill Lane", postcode="NM1 4AB", by=by, at=at)
    people.end_address(address=address, until=at.date(), by=by, at=at, reason="Moved")
    User.objects.filter(pk=personas.school.pk).update(home_postcode="NM1 4AB")
    look(User.objects.get(pk=personas.school.pk), child, at)
    assert find() == []


def test_a_night_is_asked_about_but_for_those_who_work_then(personas, new_child, at):
    late = at.replace(hour=23)
    child = new_child()
    for user in (personas.school, personas.front_door_worker):
        look(user, child, late)
    [made] = find()
    assert (made.user, made.child_key, made.reasons) == (personas.school, None, [Reason.OUT_OF_HOURS])


def test_a_referral_read_at_night_is_asked_about_as_well(personas, at):
    log.write(
        by=personas.social_worker, at=at.replace(hour=23), action=Action.READ, basis=Basis.OPEN_ACCESS,
        origin=log.Origin(None, "referral"), reference="R1234567",
    )  # fmt: skip
    [made] = find()
    assert (made.user, made.child_key, made.reasons) == (personas.social_worker, None, [Reason.OUT_OF_HOURS])


def test_many_records_that_nobody_involved_them_in_are_asked_about(personas, new_child, at):
    children = [new_child() for _ in range(32)]
    for number, child in enumerate(children):
        for user in (personas.social_worker, personas.front_door_worker):
            look(user, child, at + timedelta(minutes=number))
    found = {made.user: set(made.reasons) for made in find()}
    assert found == {
        personas.social_worker: {Reason.MANY_RECORDS, Reason.NOT_INVOLVED},
        personas.front_door_worker: {Reason.MANY_RECORDS},
    }


def test_ordinary_work_refusals_and_searches_are_not_asked_about(personas, new_child, at):
    child = new_child()
    look(personas.school, child, at)
    for action in (Action.SEARCH, Action.SIGN_IN, Action.REFUSED):
        log.write(
            by=personas.school, at=at.replace(hour=23), action=action, basis=Basis.NONE,
            origin=log.Origin(None, "search"),
        )  # fmt: skip
    assert find() == []
    assert not Notification.objects.filter(kind="access_reviews").exists()


def test_the_office_is_told_how_many_and_nothing_else_and_once(personas, new_child, at):
    look(personas.school, new_child("Linton"), at)
    find()
    find(NIGHT + timedelta(hours=1))
    told = Notification.objects.get(kind="access_reviews")
    assert told.recipient == personas.partnership_admin
    assert told.text == "There is a look to ask about"
    assert told.path == reverse("access_reviews")


def test_a_night_that_was_missed_is_made_up_for_and_two_runs_make_each_item_once(personas, new_child, at):
    for number in range(2):
        look(personas.school, new_child("Linton"), at + timedelta(minutes=number))
    late = NIGHT + timedelta(days=4)
    assert len(find(late)) == 2
    assert len(find(late)) == 2
    assert Notification.objects.get(kind="access_reviews").text == "There are 2 looks to ask about"


def test_a_day_long_gone_and_the_day_that_still_runs_are_left(personas, new_child, at):
    look(personas.school, new_child("Linton"), at)
    assert find(at.replace(hour=22)) == []
    assert find(NIGHT + timedelta(days=30)) == []


def test_an_answer_holds_for_the_same_person_and_record(personas, new_child, at):
    child = new_child("Linton")
    look(personas.school, child, at)
    [first] = find()
    look(personas.school, child, at + timedelta(days=1))
    assert find(NIGHT + timedelta(days=1)) == [first]
    reviewed(first, personas.partnership_admin, NIGHT)
    look(personas.school, child, at + timedelta(days=2))
    assert len(find(NIGHT + timedelta(days=2))) == 1
    look(personas.school, child, at + timedelta(days=120))
    assert len(find(NIGHT + timedelta(days=120))) == 2


def test_what_was_passed_on_is_asked_about_again(personas, new_child, at):
    child = new_child("Linton")
    look(personas.school, child, at)
    reviewed(find()[0], personas.partnership_admin, NIGHT, ReviewOutcome.PASSED_ON, "To her head teacher")
    look(personas.school, child, at + timedelta(days=1))
    assert len(find(NIGHT + timedelta(days=1))) == 2


def test_the_number_of_queries_does_not_grow_with_the_day(
    personas, new_child, at, django_assert_max_num_queries
):
    children = [new_child("Linton") for _ in range(6)]
    for number, child in enumerate(children):
        for user in (personas.school, personas.social_worker, personas.front_door_worker):
            look(user, child, at.replace(hour=22) + timedelta(minutes=number))
    assert access_reviews.build_day(day=DAY, at=NIGHT) == 8
    # Everything is found again, and known by now: what is left are the reads.
    with django_assert_max_num_queries(7):
        assert access_reviews.build_day(day=DAY, at=NIGHT) == 0


def test_a_review_is_recorded_once_in_the_reviewers_own_words(personas, at):
    made = item(personas.school, at)
    done = reviewed(made, personas.partnership_admin, at, ReviewOutcome.EXPLAINED, "  Supply cover  ")
    assert (done.outcome, done.note, done.reviewed_by, done.reviewed_at) == (
        ReviewOutcome.EXPLAINED, "Supply cover", personas.partnership_admin, at,
    )  # fmt: skip
    assert done.history.latest().history_user == personas.partnership_admin
    with pytest.raises(ChangedMeanwhileError):
        reviewed(made, personas.partnership_admin, at)


def test_nobody_reviews_their_own_looks_without_words_or_without_being_asked_to(personas, at):
    admin = personas.partnership_admin
    with pytest.raises(DomainError, match="your own looks"):
        reviewed(item(admin, at), admin, at)
    made = item(personas.school, at)
    with pytest.raises(DomainError) as refused:
        reviewed(made, admin, at, note="  ")
    assert refused.value.field == "note"
    with pytest.raises(NotPermittedError):
        reviewed(made, personas.head_of_service, at)
    with pytest.raises(NotVisibleError):
        queries.get(made.pk + 10)


def test_an_item_is_opened_reviewed_and_found_among_the_reviewed(personas, new_child, at, sign_in):
    child = new_child("Linton")
    look(personas.school, child, at)
    [made] = find()
    client, queue = sign_in(personas.partnership_admin), reverse("access_reviews")
    path = reverse("access_review", args=[made.pk])
    waiting = client.get(queue).content.decode()
    assert path in waiting
    assert "share a last name" in waiting
    opened = client.get(path).content.decode()
    for expected in ("not an accusation", child.reference, "192.0.2.7", "Read: Overview", "Sarah Linton"):
        assert expected in opened
    assert "Rosalind" not in opened
    assert AccessLog.objects.filter(page="access_review", reference=f"review {made.pk}").count() == 1
    empty = client.post(path, {"outcome": "explained"})
    assert 'id="id_note-error"' in empty.content.decode()
    sent = client.post(path, {"outcome": "explained", "note": "Her own class"})
    assert (sent.status_code, sent.url) == (303, queue)
    assert path not in client.get(queue).content.decode()
    assert path in client.get(queue, {"show": "reviewed"}).content.decode()
    shown = client.get(path).content.decode()
    assert "Her own class" in shown
    assert "Paula Grant" in shown
    assert "Save the review" not in shown
    late = client.post(path, {"outcome": "expected", "note": "Typed too late"}).content.decode()
    assert "already reviewed" in late
    assert "Typed too late" in late
    assert "Her own class" in late


def test_words_begun_and_not_sent_are_there_again(personas, at, sign_in):
    path = reverse("access_review", args=[item(personas.school, at).pk])
    client = sign_in(personas.partnership_admin)
    client.post(path, {"note": "Rang the head teacher"}, headers={"X-Autosave": "1"})
    assert "Rang the head teacher" in client.get(path).content.decode()


def test_an_empty_queue_says_so_and_a_long_one_has_pages(personas, at, sign_in):
    client, queue = sign_in(personas.partnership_admin), reverse("access_reviews")
    assert "None is waiting" in client.get(queue).content.decode()
    assert "None is reviewed yet" in client.get(queue, {"show": "reviewed"}).content.decode()
    for days in range(PAGE_SIZE + 1):
        item(personas.school, at, day=DAY - timedelta(days=days))
    assert "?page=2" in client.get(queue).content.decode()
    assert queries.count_waiting(personas.partnership_admin) == PAGE_SIZE + 1
    assert len(queries.waiting(page=2).object_list) == 1


def test_the_lines_of_a_long_day_have_pages(personas, new_child, at, sign_in):
    child = new_child()
    for minutes in range(PAGE_SIZE + 1):
        look(personas.school, child, at + timedelta(minutes=minutes))
    keys = list(AccessLog.objects.filter(child_key=child.pk).values_list("pk", flat=True))
    path = reverse("access_review", args=[item(personas.school, at, evidence=keys).pk])
    client = sign_in(personas.partnership_admin)
    assert client.get(path).content.decode().count("Read: Overview") == PAGE_SIZE
    assert client.get(path, {"page": 2}).content.decode().count("Read: Overview") == 1
