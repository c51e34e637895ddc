"""The history of a child's record: readable, filterable, and silent about what its reader may not know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cases.models import ReferralChild
from cases.queries import history
from cases.queries.history import CHANGES_ON_A_PAGE, Filters
from cases.queries.history_parts import part_choices
from cases.row_security.policies import HISTORY
from cases.services import decisions, documents, front_door, people
from cases.services.sharing import correct_sharing, record_sharing
from cases.states import Sensitivity
from tests.factories import files, records, sharings
from tests.factories import front_door as door

EVERYTHING = Filters()


@pytest.fixture
def by(personas):
    return personas.front_door_worker


@pytest.fixture
def child(personas, by, at):
    made = records.child("Rosalind", "Ashdown", by=by, at=at)
    records.involve(made, personas.school.agency, by=by, at=at)
    return made


@pytest.fixture
def page(child, sign_in):
    def _page(user, **query):
        response = sign_in(user).get(reverse("child_history", args=[child.reference]), query)
        assert response.status_code == 200
        return " ".join(response.content.decode().split())

    return _page


def of(user, child, **filters):
    return history.page(history.read(user, child), filters=Filters(**filters)).changes


def anonymous(personas, at):
    """Words that the front door wrote down for a neighbour who asked not to be named."""
    facts = {
        "is_for_someone_else": True, "referrer_name": "Norah Netley", "referrer_role": "Neighbour",
        "referrer_phone": "01632 960777", "referrer_email": "norah@example.org",
        "referrer_is_anonymous": True, "source_code": "1A",
    }  # fmt: skip
    return door.part(by=personas.front_door_worker, at=at, **facts)


def test_a_level_changed_says_from_what_to_what_by_whom_and_why(personas, child, by, at, page):
    row = door.matched(child, author=personas.school, by=by, at=at)
    door.decided(row, by=personas.front_door_manager, at=at, **door.GATE, level=2, outcome="early_help")
    later = at + timedelta(hours=2)
    manager = personas.team_manager
    decisions.reconsider(referral_child=row, reason="The police told us more", by=manager, at=later)
    row = ReferralChild.objects.get(pk=row.pk)
    door.decided(row, by=manager, at=later + timedelta(minutes=5), level=4, rationale="A second incident")
    shown = page(personas.social_worker)
    assert (
        "<strong>Level</strong> changed from <del>Level 2: early help</del> to "
        "<ins>Level 4: child protection</ins>"
    ) in shown
    assert "By Tom Whitfield, because: A second incident" in shown
    assert "By Tom Whitfield, because: The police told us more" in shown


def test_documents_are_in_it_with_who_took_them_back_and_why(personas, child, at, page):
    worker = personas.social_worker
    made = documents.add_to_child(
        child=child, title="Letter of the clinic", file=files.upload(), name="letter.pdf",
        sensitivity=Sensitivity.PROFESSIONALS, by=worker, at=at,
    )  # fmt: skip
    documents.withdraw(document=made, reason="Another child's letter", by=worker, at=at + timedelta(hours=1))
    shown = page(personas.team_manager, part="document")
    for expected in (
        "Document added", "Letter of the clinic", "letter.pdf",
        "<strong>Withdrawn</strong> set to <ins>10 March 2026, 11:00</ins>",
        "By Sam Brennan, because: Another child&#39;s letter",
    ):  # fmt: skip
        assert expected in shown
    for inside in (made.sha256, made.stored_as, str(made.key)):
        assert inside not in shown


def test_a_document_that_its_reader_may_not_know_of_has_no_history(personas, child, at):
    documents.add_to_child(
        child=child, title="For the school alone", file=files.upload(), name="letter.pdf",
        sensitivity=Sensitivity.OWN_AGENCY, by=personas.school, at=at,
    )  # fmt: skip
    assert of(personas.social_worker, child, part="document") == []


def test_a_corrected_sharing_is_told_as_a_change_of_the_first_one(personas, child, at):
    school = personas.school
    sharing = record_sharing(child=child, facts=sharings.facts(), by=school, at=at)
    for minutes, name in ((1, "Northmoor Homes"), (2, "Northmoor Lettings")):
        when = at + timedelta(minutes=minutes)
        facts = sharings.facts(recipient=name)
        sharing = correct_sharing(sharing=sharing, facts=facts, why="Wrong landlord", by=school, at=when)
    newest, middle, first = of(personas.social_worker, child, part="sharing")
    assert newest.row == middle.row == first.row
    assert [(one.label, one.before, one.after) for one in newest.differences] == [
        ("With whom", "Northmoor Homes", "Northmoor Lettings")
    ]
    assert (newest.reason, first.is_new) == ("Wrong landlord", True)


def test_a_confidential_address_and_why_it_changed_is_kept_from_those_who_may_not_see_it(
    personas, child, by, at
):
    address = people.add_address(
        person=child.person, lines="7 Refuge Road", postcode="NM7 7AA", since=at.date(), by=by, at=at,
        is_confidential=True, confidential_reason="Fled to 7 Refuge Road",
    )  # fmt: skip
    people.end_address(
        address=address, until=at.date(), by=by, at=at + timedelta(hours=1), reason="Left Refuge Road"
    )
    assert "Refuge Road" in repr(of(personas.social_worker, child))
    told = repr(of(personas.school, child))
    for secret in ("Refuge Road", "NM7 7AA"):
        assert secret not in told
    assert "Confidential" in told


def test_an_address_made_confidential_keeps_what_it_was_before(personas, child, by, at):
    address = people.add_address(person=child.person, lines="8 Refuge Road", postcode="", by=by, at=at)
    address.is_confidential, address.confidential_reason = True, "He asks where 8 Refuge Road is"
    address.lines = "9 Refuge Road"
    address.record(by=by, at=at + timedelta(hours=1), reason="8 Refuge Road isn't safe")
    told = of(personas.school, child, part="address")
    assert "Refuge Road" not in repr(told)
    assert ("Address", "Confidential", "Confidential") in {
        (one.label, one.before, one.after) for one in told[0].differences
    }


def test_who_asked_to_stay_anonymous_is_named_to_the_front_door_alone(personas, child, at, page):
    front_door.match(
        referral_child=anonymous(personas, at), child=child, by=personas.front_door_worker, at=at
    )
    for user, is_told in ((personas.social_worker, False), (personas.front_door_manager, True)):
        shown = page(user, part="referral")
        assert "Reported by" in shown
        assert "Asked to stay anonymous:</strong> Yes" in shown
        for secret in ("Norah", "Netley", "Neighbour", "960777", "norah@example.org"):
            assert (secret in shown) == is_told, (user, secret)


def test_a_confidential_address_of_a_referral_is_kept_from_those_who_may_not_see_it(personas, child, by, at):
    where = {"address_lines": "7 Refuge Road", "postcode": "NM7 7AA", "address_is_confidential": True}
    door.matched(child, author=personas.school, by=by, at=at, **where)
    assert "7 Refuge Road" in repr(of(personas.social_worker, child, part="referral"))
    assert "Refuge" not in repr(of(personas.school, child, part="referral"))


def test_matching_and_taking_it_back_are_told_and_what_became_of_it_elsewhere_is_not(personas, child, by, at):
    row = door.matched(child, author=personas.school, by=by, at=at)
    other = records.child("Elsie", "Elsewhere", by=by, at=at)
    front_door.unmatch(referral_child=row, by=by, at=at + timedelta(hours=1), reason="Another Rosalind")
    row = ReferralChild.objects.get(pk=row.pk)
    front_door.match(referral_child=row, child=other, by=by, at=at + timedelta(hours=2))
    told = of(personas.social_worker, child, part="referralchild")
    states = [
        (one.before, one.after) for change in told for one in change.differences if "stands" in one.label
    ]
    assert states == [("Record found or made", "New"), ("New", "Record found or made"), ("", "New")]
    assert told[0].reason == "Another Rosalind"


def test_the_history_is_narrowed_to_a_part_a_row_a_person_and_days(personas, child, by, at, page):
    manager, later = personas.team_manager, at + timedelta(days=2)
    people.add_contact_detail(person=child.person, kind="phone", value="01632 960001", by=by, at=at)
    people.add_contact_detail(person=child.person, kind="email", value="a@example.org", by=manager, at=later)
    everyone = of(manager, child)
    only = of(manager, child, part="contactdetail")
    assert len(only) == 2 < len(everyone)
    assert of(manager, child, row=only[0].row) == [only[0]]
    assert of(manager, child, person=manager.pk) == [only[0]]
    assert of(manager, child, since=date(2026, 3, 12)) == [only[0]]
    assert only[0] not in of(manager, child, until=date(2026, 3, 11))
    assert (manager.pk, "Tom Whitfield") in history.people(history.read(manager, child))
    shown = page(manager, part="contactdetail", person=manager.pk)
    assert "a@example.org" in shown
    assert "960001" not in shown


def test_filters_that_make_no_sense_narrow_nothing_and_those_that_fit_nothing_say_so(child, by, page):
    shown = page(by, part="x", person="x", since_day="40", before="x", after="y")
    assert "Identity added" in shown
    assert "No change fits these filters" in page(by, part="plan")
    assert "No change fits these filters" in page(by, row="plan.1")


def test_a_long_history_is_read_by_key_both_ways(child, by, at):
    for number in range(CHANGES_ON_A_PAGE + 5):
        when = at + timedelta(minutes=number)
        people.add_contact_detail(
            person=child.person, kind="phone", value=f"01632 96{number:04d}", by=by, at=when
        )
    changes = history.read(by, child)
    first = history.page(changes, filters=EVERYTHING)
    second = history.page(changes, filters=EVERYTHING, before=first.older)
    again = history.page(changes, filters=EVERYTHING, after=second.newer)
    assert (len(first.changes), first.newer, second.older) == (CHANGES_ON_A_PAGE, "", "")
    assert second.changes == changes[CHANGES_ON_A_PAGE:]
    assert again == first


def test_the_printed_history_has_neither_filters_nor_links(child, by, page):
    printed = page(by, print="1")
    assert "Identity added" in printed
    for screen_only in ("Show only", "All changes of this entry", "Version to print"):
        assert screen_only not in printed


def test_every_recorded_table_of_a_record_is_in_the_history_or_left_out_on_purpose():
    left_out = {"family", "familymember", "referraladult", "draft", "emergencyaccess", "guestlink"}
    # The partnership's register of people, not of a child.
    left_out |= {"toolaccreditation", "workerskill"}
    # Read by fewer people than a record's history is: it has signatures, and addenda instead of changes.
    left_out |= {"supervision", "supervisionsignature", "supervisionofchild", "supervisionaction"}
    tables = {
        policy.live.split("_", 1)[1].removeprefix("meetings_").removeprefix("groups_") for policy in HISTORY
    }
    assert tables - {slug for slug, _ in part_choices()} == left_out & tables
