"""Documents that an agency added stay readable to it after it left, and nothing else of the record does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import access_documents
from cases.exceptions import NotPermittedError, NotVisibleError
from cases.models import Document, Involvement
from cases.services import documents, involvements
from cases.states import InvolvementRole, ScanState, Sensitivity
from safeguarding.accounts.identity import as_user
from safeguarding.audit.models import AccessLog, Action, Basis
from tests.factories import files, partnership, records


def add(child, by, at, title="Attendance", **facts) -> Document:
    facts = {"sensitivity": Sensitivity.PROFESSIONALS, **facts}
    file = files.upload()
    return documents.add_to_child(child=child, title=title, file=file, name="a.pdf", by=by, at=at, **facts)


@pytest.fixture
def child(personas, at):
    made = records.child("Ada", "Example", by=personas.social_worker, at=at)
    for partner in (personas.school, personas.gp):
        records.involve(made, partner.agency, by=personas.social_worker, at=at)
    return made


@pytest.fixture
def own(personas, child, at) -> Document:
    """What the school added."""
    return add(child, personas.school, at)


@pytest.fixture
def others(personas, child, at) -> Document:
    """What the GP added."""
    return add(child, personas.gp, at, "Growth chart")


@pytest.fixture
def leave(personas, child, at):
    """`leave()` ends everybody's involvement."""

    def _leave(of=child) -> None:
        for row in Involvement.objects.filter(child=of, until=None):
            involvements.finish(involvement=row, reason="Moved away", by=personas.social_worker, at=at)

    return _leave


@pytest.fixture
def page(sign_in):
    """`page(user)`: what they read there."""

    def _page(user) -> str:
        answer = sign_in(user).get(reverse("own_documents"))
        assert answer.status_code == 200
        return answer.content.decode()

    return _page


def status(client, document) -> int:
    return client.get(reverse("document", args=[document.key])).status_code


def test_while_involved_the_page_is_empty(personas, own, page):
    assert "Attendance" not in page(personas.school)


def test_after_it_left_it_sees_what_it_added_with_the_records_reference_and_nothing_else(
    personas, child, own, others, leave, page
):
    leave()
    text = page(personas.school)
    for shown in ("Attendance", child.reference, personas.school.full_name):
        assert shown in text
    for hidden in ("Growth chart", "Ada", "Example", ">Withdraw"):
        assert hidden not in text
    assert "Growth chart" in page(personas.gp)
    assert child.reference not in page(personas.other_school)


def test_the_page_is_reached_from_what_we_recorded(personas, sign_in):
    answer = sign_in(personas.school).get(reverse("own_records"))
    assert reverse("own_documents") in answer.content.decode()


def test_looking_at_it_is_logged_for_each_record(personas, child, own, leave, page):
    leave()
    page(personas.school)
    line = AccessLog.objects.get(page="own_documents")
    assert (line.user, line.action, line.basis) == (personas.school, Action.READ, Basis.OWN_WORK)
    assert (line.child_key, line.reference) == (child.pk, child.reference)


def test_its_file_is_handed_out_and_that_is_logged(personas, child, own, others, leave, sign_in):
    leave()
    client = sign_in(personas.school)
    answer = client.get(reverse("document", args=[own.key]))
    assert b"".join(answer.streaming_content) == files.PDF
    assert "attachment" in answer["Content-Disposition"]
    line = AccessLog.objects.get(action=Action.EXPORT)
    assert (line.user, line.basis, line.child_key) == (personas.school, Basis.OWN_WORK, child.pk)
    assert (line.reference, line.terms) == (child.reference, f"document {own.key}")
    assert status(client, others) == 404
    assert status(sign_in(personas.other_school), own) == 404


def test_one_that_waits_for_the_scanner_is_listed_and_held_back(
    personas, own, leave, page, sign_in, settings
):
    leave()
    settings.CLAMAV = ("127.0.0.1", 1)
    assert "Being checked for viruses" in page(personas.school)
    assert status(sign_in(personas.school), own) == 403
    assert AccessLog.objects.filter(action=Action.REFUSED, basis=Basis.OWN_WORK).exists()


def test_an_infected_one_is_never_handed_out(personas, own, leave, sign_in, at):
    leave()
    own.scan_state, own.scanned_at, own.threat = ScanState.INFECTED, at, "Eicar"
    own.record(by=None, at=at)
    assert status(sign_in(personas.school), own) == 403


def test_one_that_was_withdrawn_is_gone(personas, own, leave, page, sign_in, at):
    documents.withdraw(document=own, reason="Another child", by=personas.school, at=at)
    leave()
    assert "Attendance" not in page(personas.school)
    assert status(sign_in(personas.school), own) == 404


def test_it_cannot_be_withdrawn_any_more_nor_another_added(personas, child, own, leave, sign_in, at):
    leave()
    client = sign_in(personas.school)
    assert client.get(reverse("document_withdraw", args=[child.reference, own.key])).status_code == 404
    assert client.get(reverse("document_new", args=[child.reference])).status_code == 404
    with as_user(personas.school):
        with pytest.raises((NotPermittedError, NotVisibleError)):
            documents.withdraw(document=own, reason="No", by=personas.school, at=at)
        with pytest.raises(NotVisibleError):
            add(child, personas.school, at, "Later")


def test_of_a_record_that_became_restricted_nothing_is_left(personas, child, own, leave, page, sign_in, at):
    leave()
    child.is_restricted, child.restricted_reason = True, "Staff"
    child.record(by=personas.head_of_service, at=at)
    assert "Attendance" not in page(personas.school)
    assert child.reference not in page(personas.school)
    assert status(sign_in(personas.school), own) == 404


def test_a_team_that_was_involved_reads_it_and_other_teams_of_the_agency_dont(personas, at, leave):
    unit, by = personas.police.team, personas.social_worker
    child = records.child(by=by, at=at)
    role, reason = InvolvementRole.OTHER, "Case"
    involvements.start(child=child, agency=unit.agency, team=unit, role=role, reason=reason, by=by, at=at)
    document = add(child, personas.police, at, sensitivity=Sensitivity.POLICE)
    leave(child)
    traffic = partnership.team(unit.agency, "Traffic")
    elsewhere = partnership.user("Pat Elsewhere", unit.agency, in_team=traffic)
    assert document in access_documents.own_documents(personas.police)
    assert document not in access_documents.own_documents(elsewhere)


def test_who_left_the_agency_or_is_an_administrator_has_none(personas, own, leave):
    leave()
    assert own in access_documents.own_documents(personas.school)
    personas.school.agency = personas.other_school.agency
    for user in (personas.school, personas.partnership_admin, personas.system_admin):
        assert not access_documents.own_documents(user).exists()


def test_many_take_as_many_statements_as_one(personas, child, own, leave, at, sign_in):
    client, numbers = sign_in(personas.school), []
    for number in range(5):
        add(child, personas.school, at + timedelta(minutes=number))
    leave()
    for wanted in (1, 6):
        Document.objects.filter(child=child).exclude(pk=own.pk).update(
            withdrawn_at=None if wanted > 1 else at,
            withdrawn_by=None if wanted > 1 else personas.school,
            withdrawn_reason="" if wanted > 1 else "x",
        )
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("own_documents"))
        numbers.append(len(captured))
    assert numbers[0] == numbers[1]
