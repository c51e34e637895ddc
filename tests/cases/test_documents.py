"""Documents on records and referrals: who adds, sees, opens and withdraws them; how files are kept."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from django.conf import settings as live_settings
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import access_documents
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Document, Event
from cases.queries.documents import size_in_words
from cases.services import documents
from cases.states import EventKind, Sensitivity
from cases.uploads import store
from safeguarding.audit.models import AccessLog, Action
from safeguarding.notifications.models import Notification
from tests.factories import files, front_door, records, referrals


@pytest.fixture
def child(personas, at):
    made = records.child("Ada", "Example", by=personas.front_door_worker, at=at)
    for partner in (personas.school, personas.gp, personas.police):
        records.involve(made, partner.agency, by=personas.front_door_worker, at=at)
    return made


@pytest.fixture
def referral(personas, at):
    return referrals.referral(by=personas.school, at=at, children=(referrals.MAISIE,))


def added(child, *, by, at, content=files.PDF, name="letter.pdf", **changed):
    facts = {"title": "Letter from the GP", "sensitivity": Sensitivity.PROFESSIONALS, **changed}
    return documents.add_to_child(child=child, file=files.upload(content), name=name, by=by, at=at, **facts)


def kept() -> set[Path]:
    return {path for path in Path(live_settings.DOCUMENTS_ROOT).rglob("*") if path.is_file()}


def post(client, where, **changed):
    data = {"title": "Body map", "sensitivity": "professionals", "file": files.upload(), **changed}
    return client.post(where, {name: value for name, value in data.items() if value is not None})


def test_a_document_is_added_and_the_chronology_says_so(personas, at, child, sign_in):
    client = sign_in(personas.school)
    answer = post(client, reverse("document_new", args=[child.reference]))
    assert (answer.status_code, answer.url) == (303, reverse("child_documents", args=[child.reference]))
    document = Document.objects.get()
    assert (document.child, document.agency, document.uploaded_by) == (
        child,
        personas.school.agency,
        personas.school,
    )
    assert (document.title, document.file_name, document.content_type) == (
        "Body map",
        "letter.pdf",
        "application/pdf",
    )
    event = Event.objects.get(kind=EventKind.DOCUMENT_ADDED)
    assert (event.what_happened, event.sensitivity) == ("Document added: Body map", "professionals")
    page = client.get(answer.url).content.decode()
    assert "Body map" in page
    assert "Not scanned" in page


def test_the_file_lies_outside_the_project_readable_by_the_service_alone_under_a_random_name(
    personas, at, child
):
    document = added(child, by=personas.school, at=at, name="Ada Example.pdf")
    path = Path(store.storage().path(document.stored_as))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.read_bytes() == files.PDF
    assert "Ada" not in str(path)
    assert str(document.key) not in str(path)
    for public in (live_settings.STATIC_ROOT, *live_settings.STATICFILES_DIRS):
        directory = Path(public[1] if isinstance(public, tuple) else public)
        assert directory not in path.parents
    with pytest.raises(ValueError, match="no address"):
        store.storage().url(document.stored_as)


def test_the_file_is_handed_out_to_be_saved_never_shown_and_logged(personas, at, child, sign_in):
    document = added(child, by=personas.school, at=at, name="Bericht – Łódź.html", content=files.PDF)
    answer = sign_in(personas.gp).get(reverse("document", args=[document.key]))
    assert b"".join(answer.streaming_content) == files.PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == (
        "attachment; filename*=utf-8''Bericht%20%E2%80%93%20%C5%81%C3%B3d%C5%BA.pdf"
    )
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["Cache-Control"] == "no-store, private"
    line = AccessLog.objects.get(action=Action.EXPORT)
    assert (line.user, line.child_key, line.reference) == (personas.gp, child.pk, child.reference)
    assert str(document.key) in line.terms


@pytest.mark.parametrize(
    ("sensitivity", "by", "readers"),
    [
        ("shared", "school", {"school", "gp", "police", "social_worker", "team_manager"}),
        ("professionals", "school", {"school", "gp", "police", "social_worker", "team_manager"}),
        ("own_agency", "school", {"school"}),
        ("social_care", "social_worker", {"social_worker", "team_manager"}),
        ("police", "police", {"police"}),
        ("supervision", "team_manager", {"team_manager"}),
    ],
)
def test_who_sees_and_opens_a_document_follows_its_sensitivity(
    personas, at, child, sign_in, sensitivity, by, readers
):
    document = added(child, by=getattr(personas, by), at=at, sensitivity=Sensitivity(sensitivity))
    opened, listed = set(), set()
    asked = ("school", "gp", "police", "social_worker", "team_manager", "other_school", "system_admin")
    for name in asked:
        client = sign_in(getattr(personas, name))
        if client.get(reverse("document", args=[document.key])).status_code == 200:
            opened.add(name)
        page = client.get(reverse("child_documents", args=[child.reference]))
        if page.status_code == 200 and document.title in page.content.decode():
            listed.add(name)
    assert (opened, listed) == (readers, readers)


def test_nobody_marks_a_document_for_readers_among_whom_they_are_not(personas, at, child):
    with pytest.raises(DomainError) as refused:
        added(child, by=personas.school, at=at, sensitivity=Sensitivity.POLICE)
    assert refused.value.field == "sensitivity"


def test_a_document_without_a_title_is_not_added_and_leaves_no_file(personas, at, child):
    before = kept()
    with pytest.raises(DomainError) as refused:
        added(child, by=personas.school, at=at, title="  ")
    assert refused.value.field == "title"
    assert kept() == before


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1KB"), (3_400, "3KB"), (1024 * 1024, "1.0MB"), (26_000_000, "24.8MB")]
)
def test_sizes_are_said_in_words(size, words):
    assert size_in_words(size) == words


def test_outsiders_and_administrators_add_nothing(personas, at, child, referral):
    with pytest.raises(NotVisibleError):
        added(child, by=personas.other_school, at=at)
    with pytest.raises(NotVisibleError):
        added(child, by=personas.system_admin, at=at)
    with pytest.raises(NotPermittedError):
        documents.add_to_referral(
            referral=front_door.matched(
                child, author=personas.gp, by=personas.front_door_worker, at=at
            ).referral,
            title="x",
            file=files.upload(),
            name="x",
            by=personas.social_worker,
            at=at,
        )
    with pytest.raises(NotVisibleError):
        documents.add_to_referral(
            referral=referral, title="x", file=files.upload(), name="x", by=personas.gp, at=at
        )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"file": None}, "Choose a file"),
        ({"title": ""}, "Say what the document is"),
        ({"title": "a\u202eb"}, "hidden control characters"),
        ({"sensitivity": "police"}, "Select who may see it"),
        ({"file": files.upload(b"", "a.pdf")}, "The selected file is empty"),
        ({"file": files.upload(b"<html>", "page.html")}, "The selected file must be one of"),
        ({"file": files.upload(b"<html>", "page.txt")}, "Web pages and drawings"),
        ({"file": files.upload(b"MZ\0", "tool.pdf")}, "of a kind that is not taken"),
    ],
)
def test_a_file_that_is_not_taken_is_explained_beside_the_field(personas, at, child, sign_in, changed, words):
    before = kept()
    answer = post(sign_in(personas.school), reverse("document_new", args=[child.reference]), **changed)
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert "There is a problem" in answer.content.decode()
    assert not Document.objects.exists()
    assert kept() == before


def test_a_file_that_goes_on_and_on_fills_no_disk_and_is_too_big(personas, child, sign_in, settings):
    settings.DOCUMENT_MOST_MEGABYTES = 1
    big = files.upload(files.PDF + b" " * (4 * 1024 * 1024))
    answer = post(sign_in(personas.school), reverse("document_new", args=[child.reference]), file=big)
    assert "must be smaller than 1MB" in answer.content.decode()


def test_the_same_form_sent_twice_makes_one_document(personas, at, child):
    before = kept()
    first = added(child, by=personas.school, at=at)
    assert added(child, by=personas.school, at=at) == first
    assert len(kept() - before) == 1
    assert added(child, by=personas.gp, at=at) != first


def test_when_the_record_can_not_be_made_no_file_stays(personas, at, child, monkeypatch):
    before = kept()
    monkeypatch.setattr("cases.services.events.write", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        added(child, by=personas.school, at=at)
    assert kept() == before
    assert not Document.objects.exists()


def test_a_withdrawn_document_stays_kept_and_nobody_opens_it(personas, at, child, sign_in):
    document = added(child, by=personas.school, at=at, title="About another child")
    client = sign_in(personas.school)
    address = reverse("document_withdraw", args=[child.reference, document.key])
    assert "About another child" in client.get(address).content.decode()
    assert "Say why" in client.post(address, {"reason": ""}).content.decode()
    assert client.post(address, {"reason": "Wrong child"}).status_code == 303
    page = client.get(reverse("child_documents", args=[child.reference])).content.decode()
    assert "Withdrawn by" in page
    assert "Wrong child" in page
    assert "About another child" not in page
    assert client.get(reverse("document", args=[document.key])).status_code == 404
    assert client.get(address).status_code == 404
    assert store.storage().exists(document.stored_as)
    assert Event.objects.filter(kind=EventKind.DOCUMENT_WITHDRAWN).count() == 1
    with pytest.raises(ChangedMeanwhileError):
        documents.withdraw(document=document, reason="again", by=personas.school, at=at)


def test_another_agencys_document_is_taken_back_by_managers_alone(personas, at, child, sign_in):
    document = added(child, by=personas.school, at=at)
    address = reverse("document_withdraw", args=[child.reference, document.key])
    assert sign_in(personas.gp).get(address).status_code == 403
    with pytest.raises(NotPermittedError):
        documents.withdraw(document=document, reason="x", by=personas.gp, at=at)
    with pytest.raises(NotVisibleError):
        documents.withdraw(document=document, reason="x", by=personas.other_school, at=at)
    with pytest.raises(DomainError):
        documents.withdraw(document=document, reason=" ", by=personas.team_manager, at=at)
    assert documents.withdraw(document=document, reason="Wrong", by=personas.team_manager, at=at).is_withdrawn


def test_a_document_of_another_record_is_not_found_through_this_one(personas, at, child, sign_in):
    other = records.child(by=personas.front_door_worker, at=at)
    document = added(other, by=personas.social_worker, at=at)
    client = sign_in(personas.social_worker)
    assert client.get(reverse("document_withdraw", args=[child.reference, document.key])).status_code == 404


def test_the_side_that_sent_a_referral_adds_documents_and_the_front_door_is_told(
    personas, at, referral, sign_in
):
    client = sign_in(personas.school)
    address = reverse("referral_document_new", args=[referral.reference])
    assert "Who will see this" in client.get(address).content.decode()
    answer = post(client, address, sensitivity=None)
    assert (answer.status_code, answer.url) == (303, reverse("referral", args=[referral.reference]))
    document = Document.objects.get()
    assert "Body map" in client.get(answer.url).content.decode()
    told = Notification.objects.filter(kind="document_added")
    assert {one.recipient for one in told} == {personas.front_door_worker, personas.front_door_manager}
    assert "Body map" not in told[0].text
    door = sign_in(personas.front_door_worker)
    page = door.get(reverse("front_door_child", args=[referral.reference, 1])).content.decode()
    assert "Body map" in page
    assert door.get(reverse("document", args=[document.key])).status_code == 200
    assert client.get(reverse("document", args=[document.key])).status_code == 200
    for stranger in (personas.gp, personas.other_school, personas.system_admin):
        assert sign_in(stranger).get(reverse("document", args=[document.key])).status_code == 404


def test_the_front_door_adds_to_what_it_reads_and_administrators_to_nothing(personas, at, referral):
    documents.add_to_referral(
        referral=referral,
        title="Photograph",
        file=files.upload(files.picture("JPEG")),
        name="photo.jpeg",
        by=personas.front_door_worker,
        at=at,
    )
    assert Document.objects.get().file_name == "photo.jpg"
    assert not access_documents.may_add_to(personas.system_admin, referral)


def test_a_referrals_document_stands_on_the_matched_record_for_those_who_read_the_referral(
    personas, at, child, sign_in
):
    referral = front_door.matched(
        child, author=personas.school, by=personas.front_door_worker, at=at
    ).referral
    documents.add_to_referral(
        referral=referral, title="Body map", file=files.upload(), name="x", by=personas.school, at=at
    )
    line = Event.objects.get(kind=EventKind.DOCUMENT_ADDED)
    assert (line.sensitivity, line.what_happened) == (
        "social_care",
        f"Document added, with {referral.reference}",
    )
    address = reverse("child_documents", args=[child.reference])
    assert "Body map" in sign_in(personas.social_worker).get(address).content.decode()
    assert "Body map" not in sign_in(personas.gp).get(address).content.decode()


def test_a_referrals_document_is_withdrawn_from_its_page(personas, at, referral, sign_in):
    document = documents.add_to_referral(
        referral=referral, title="Body map", file=files.upload(), name="x", by=personas.school, at=at
    )
    address = reverse("referral_document_withdraw", args=[referral.reference, document.key])
    client = sign_in(personas.school)
    assert client.get(address).status_code == 200
    answer = client.post(address, {"reason": "Wrong one"})
    assert (answer.status_code, answer.url) == (303, reverse("referral", args=[referral.reference]))
    assert "Wrong one" in client.get(answer.url).content.decode()


def test_a_file_changed_or_lost_outside_the_service_is_not_handed_out(personas, at, child, sign_in, caplog):
    document = added(child, by=personas.school, at=at)
    path = Path(store.storage().path(document.stored_as))
    path.write_bytes(files.PDF + b"more")
    client = sign_in(personas.school)
    assert client.get(reverse("document", args=[document.key])).status_code == 404
    assert "changed outside" in caplog.text
    path.unlink()
    assert client.get(reverse("document", args=[document.key])).status_code == 404
    assert "can't be read" in caplog.text


def test_a_restricted_records_documents_are_for_those_named_on_it(personas, at, sign_in):
    hidden = records.child(by=personas.front_door_worker, at=at, is_restricted=True)
    records.involve(hidden, personas.head_of_service, by=personas.front_door_worker, at=at)
    document = added(hidden, by=personas.head_of_service, at=at)
    assert sign_in(personas.head_of_service).get(reverse("document", args=[document.key])).status_code == 200
    assert sign_in(personas.team_manager).get(reverse("document", args=[document.key])).status_code == 404
    page = sign_in(personas.head_of_service).get(reverse("document_new", args=[hidden.reference]))
    assert "Children’s social care</li>" not in page.content.decode()


def test_the_database_refuses_a_document_of_nothing_or_of_two(personas, at, child, referral):
    for place in ({}, {"child": child, "referral": referral}):
        broken = Document(
            title="x", size=1, uploaded_by=personas.school, agency=personas.school.agency, **place
        )
        broken.uploaded_at = at
        with pytest.raises(IntegrityError), transaction.atomic():
            broken.record(by=personas.school, at=at)


def test_a_long_list_of_documents_costs_as_many_queries_as_a_short_one(personas, at, child, sign_in):
    client = sign_in(personas.gp)
    address = reverse("child_documents", args=[child.reference])
    counts = []
    for number in range(2):
        for copy in range(1 + number * 8):
            document = added(child, by=personas.school, at=at, title=f"{number} {copy}")
        documents.withdraw(document=document, reason="Wrong", by=personas.school, at=at)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
