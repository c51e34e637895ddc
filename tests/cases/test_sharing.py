"""The sharing log: what was shared about a child, with whom, on what ground, and what was refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from cases import access_sharing
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event, Sharing
from cases.queries import sharing as queries
from cases.queries.keyset import PAGE_SIZE
from cases.services.sharing import correct_sharing, record_sharing
from cases.states import EventKind, Sensitivity, SharingGround
from tests.factories import front_door as door
from tests.factories import records, referrals, sharings

DAY = {"decided_on_day": "9", "decided_on_month": "3", "decided_on_year": "2026"}
TYPED = {
    "decision": "shared", "what": "That they need to move", "whose": "The child", "recipient": "Housing",
    "ground": "public_task", "reason": "Nobody else can help", "told": "told", **DAY,
}  # fmt: skip


@pytest.fixture
def child(personas, at):
    made = records.child("Rosalind", "Ashdown", by=personas.front_door_worker, at=at)
    for partner in (personas.school, personas.gp):
        records.involve(made, partner.agency, by=personas.front_door_worker, at=at)
    return made


@pytest.fixture
def share(personas, child, at):
    def _share(by=personas.school, when=at, **changed):
        return record_sharing(child=child, facts=sharings.facts(**changed), by=by, at=when)

    return _share


def of_child(user, child, **filters):
    return queries.of_child(user, child, filters=queries.Filters(**filters))


def page(client, child, **query):
    response = client.get(reverse("child_sharing", args=[child.reference]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_sharing_is_recorded_with_its_ground_in_law_and_a_line_in_the_chronology(personas, child, share):
    made = share()
    assert made.ground == SharingGround.PUBLIC_TASK
    assert (made.agency, made.recorded_by, made.told_note) == (personas.school.agency, personas.school, "")
    line = Event.objects.get(kind=EventKind.SHARING)
    assert line == made.event
    assert line.sensitivity == Sensitivity.SOCIAL_CARE
    assert line.occurred_at.date() == date(2026, 3, 9)
    assert line.what_happened.startswith("Shared with Northmoor Housing: That the family needs to move")
    entry = made.history.get()
    assert (entry.history_user, entry.history_change_reason) == (personas.school, made.reason)


def test_a_refusal_is_recorded_too_without_any_ground(share, at):
    made = share(decision="refused", ground="none", decided_on=at.date(), recipient="A father's solicitor")
    assert made.event.what_happened.startswith("Refused to share with A father's solicitor")
    assert made.event.occurred_at == at


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"what": " "}, "what"),
        ({"whose": ""}, "whose"),
        ({"recipient": ""}, "recipient"),
        ({"reason": ""}, "reason"),
        ({"decided_on": date(2026, 3, 11)}, "decided_on"),
        ({"ground": "none"}, "ground"),
        ({"told": "unsafe"}, "told_note"),
        ({"told": "not_yet", "told_note": " "}, "told_note"),
    ],
)
def test_half_a_fact_is_refused_beside_its_field(share, changed, field):
    with pytest.raises(DomainError) as refused:
        share(**changed)
    assert refused.value.field == field
    assert not Sharing.objects.exists()


def test_why_they_were_not_told_is_kept_only_when_they_were_not(share):
    assert share(told="unsafe", told_note="He would find them").told_note == "He would find them"
    assert share(told="told", told_note="He would find them").told_note == ""


def test_an_agency_reads_what_it_wrote_and_social_care_reads_all(personas, child, share):
    mine, theirs = share(), share(by=personas.gp)
    assert of_child(personas.school, child).rows == [mine]
    assert of_child(personas.social_worker, child).rows == [theirs, mine]
    assert not access_sharing.visible_sharings(personas.other_school).exists()
    with pytest.raises(NotVisibleError):
        queries.one_of(personas.gp, child, mine.pk)


def test_nobody_shares_about_a_child_they_do_not_see(personas, share):
    with pytest.raises(NotVisibleError):
        share(by=personas.other_school)
    with pytest.raises(NotPermittedError):
        share(by=_admin_involved(personas))


def _admin_involved(personas):
    """The partnership's office, involved: it may see, and still doesn't work with children."""
    child = Sharing._meta.get_field("child").related_model.objects.get()
    records.involve(child, personas.partnership_admin, by=personas.front_door_worker, at=child.created_at)
    return personas.partnership_admin


def test_a_correction_supersedes_the_entry_and_its_line_and_both_stay(personas, child, share, at):
    wrong = share()
    later = at + timedelta(hours=1)
    facts = sharings.facts(recipient="Northmoor Homes")
    right = correct_sharing(sharing=wrong, facts=facts, why="Wrong landlord", by=personas.school, at=later)
    assert (right.supersedes, right.event.supersedes) == (wrong, wrong.event)
    assert "Corrected because: Wrong landlord" in right.event.what_happened
    assert right.history.get().history_change_reason == "Wrong landlord"
    assert of_child(personas.school, child).rows == [right, wrong]
    assert [queries.is_superseded(one) for one in (right, Sharing.objects.get(pk=wrong.pk))] == [False, True]
    with pytest.raises(ChangedMeanwhileError):
        correct_sharing(sharing=wrong, facts=facts, why="Again", by=personas.school, at=later)


def test_a_correction_says_why_and_is_made_by_the_agency_that_wrote_it(personas, share, at):
    made = share()
    for user, why, refusal in (
        (personas.school, " ", DomainError),
        (personas.social_worker, "Better", NotPermittedError),
        (personas.gp, "Better", NotVisibleError),
        (personas.other_school, "Better", NotVisibleError),
    ):
        with pytest.raises(refusal):
            correct_sharing(sharing=made, facts=sharings.facts(), why=why, by=user, at=at)


@pytest.mark.parametrize("table", ["cases_sharing", "cases_historicalsharing"])
def test_the_log_cannot_be_changed_behind_the_service(share, table):
    share()
    for statement in (f"UPDATE {table} SET decision = 'refused'", f"DELETE FROM {table}"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_form_starts_with_today_and_the_law(personas, child, sign_in):
    form = sign_in(personas.school).get(reverse("sharing_new", args=[child.reference])).content.decode()
    assert 'value="public_task" checked' in form
    assert "Seldom the right ground" in form


def test_a_sharing_is_typed_in_and_read_back(personas, child, sign_in):
    client = sign_in(personas.school)
    sent = client.post(reverse("sharing_new", args=[child.reference]), TYPED)
    assert (sent.status_code, sent.url) == (303, reverse("child_sharing", args=[child.reference]))
    shown = page(client, child)
    for expected in (
        "Shared: Housing, 9 March 2026",
        "Safeguarding a child as a public task",
        "Sarah Linton",
    ):
        assert expected in shown


def test_what_was_typed_stays_when_something_is_missing(personas, child, sign_in):
    typed = {**TYPED, "told": "unsafe", "what": "Only these words"}
    back = sign_in(personas.school).post(reverse("sharing_new", args=[child.reference]), typed)
    assert back.status_code == 200
    assert 'id="id_told_note-error"' in back.content.decode()
    assert "Only these words" in back.content.decode()


def test_an_entry_is_corrected_on_its_page_and_shown_as_replaced(personas, child, share, sign_in):
    wrong, client = share(), sign_in(personas.school)
    path = reverse("sharing_correct", args=[child.reference, wrong.pk])
    assert path in page(client, child)
    assert "Northmoor Housing" in client.get(path).content.decode()
    assert client.post(path, {**TYPED, "why": "Wrong landlord"}).status_code == 303
    shown = page(client, child)
    assert "(replaced by a correction)" in shown
    assert "Corrected because" in shown
    assert path not in shown
    late = client.post(path, {**TYPED, "what": "Typed too late", "why": "Once more"})
    assert "already corrected" in late.content.decode()
    assert "Typed too late" in late.content.decode()


def test_the_log_is_narrowed_to_refusals_and_days(personas, child, share, sign_in):
    share(recipient="Housing")
    share(decision="refused", recipient="A solicitor", decided_on=date(2026, 3, 1))
    client = sign_in(personas.social_worker)
    assert "Refused: A solicitor" in page(client, child, decision="refused")
    assert "Shared: Housing" not in page(client, child, decision="refused")
    since = {"since_day": "5", "since_month": "3", "since_year": "2026"}
    assert "Refused: A solicitor" not in page(client, child, **since)
    until = {"until_day": "5", "until_month": "3", "until_year": "2026"}
    assert "Shared: Housing" not in page(client, child, **until)
    assert "fits these filters" in page(client, child, decision="refused", **since)


def test_an_empty_log_says_so(personas, child, sign_in):
    assert "Nothing that you may read is recorded" in page(sign_in(personas.social_worker), child)


def test_a_long_log_is_read_by_key_both_ways(personas, child, share):
    for number in range(PAGE_SIZE + 2):
        share(recipient=f"Agency {number}")
    reader, none = personas.social_worker, queries.Filters()
    first = of_child(reader, child)
    second = queries.of_child(reader, child, filters=none, before=first.older)
    again = queries.of_child(reader, child, filters=none, after=second.newer)
    assert (len(first.rows), len(second.rows), first.newer, second.older) == (PAGE_SIZE, 2, None, None)
    assert again.rows == first.rows


def test_the_printed_log_has_no_buttons(personas, child, share, sign_in):
    share()
    printed = page(sign_in(personas.school), child, print="1")
    assert "Northmoor Housing" in printed
    for screen_only in ("Record a sharing", "Show only", ">Correct<"):
        assert screen_only not in printed


def test_referrals_stand_in_the_log_with_their_ground(personas, child, at, sign_in):
    row = door.matched(child, author=personas.school, by=personas.front_door_worker, at=at)
    referrals.referral(by=personas.gp, at=at)
    shown = page(sign_in(personas.social_worker), child)
    assert shown.count("To safeguard a child: the law allows or requires it") == 1
    assert row.referral.reference in shown
