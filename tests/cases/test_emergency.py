"""Break-glass: who may, what it opens, for how long, who is told, and the review."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Child, Draft, EmergencyAccess, Event
from cases.services import addresses, drafts, emergency, people, restrictions
from cases.services.chronology import record_event
from cases.states import EmergencyVerdict, EventKind, Sensitivity, Significance
from safeguarding.audit.log import Origin
from safeguarding.audit.models import AccessLog, Action, Basis
from safeguarding.notifications.models import Notification, Urgency
from tests.factories import records

REASON = "Child brought into custody, nobody answers"
ORIGIN = Origin(address="127.0.0.1", page="test")


@pytest.fixture
def now():
    """The gate compares with the database's own clock."""
    return timezone.now()


@pytest.fixture
def child(personas, now):
    """A record that the police aren't involved with."""
    return records.child(by=personas.social_worker, at=now - timedelta(days=1))


def _open(user, child, at, reason=REASON, reference=None):
    return emergency.open_record(
        reference=reference or child.reference, reason=reason, by=user, at=at, origin=ORIGIN
    )


def test_who_works_cases_may_and_administrators_and_business_support_may_not(personas):
    allowed = {name for name, user in personas if access.may(user, access.Action.BREAK_GLASS)}
    assert {"business_support", "partnership_admin", "system_admin"}.isdisjoint(allowed)
    assert len(allowed) == 12


@pytest.mark.parametrize("name", ["business_support", "partnership_admin", "system_admin"])
def test_others_are_refused(personas, child, now, name):
    with pytest.raises(NotPermittedError):
        _open(getattr(personas, name), child, now)


def test_the_record_opens_for_four_hours_and_is_gone_again(personas, child, now):
    opened = _open(personas.police, child, now)
    assert opened.until == now + timedelta(hours=4)
    assert child in access.visible_children(personas.police)
    assert child not in access.visible_children(personas.gp)
    opened.opened_at, opened.until = now - timedelta(hours=4, seconds=2), now - timedelta(seconds=2)
    opened.record(by=None, at=now, reason="time passes")
    assert child not in access.visible_children(personas.police)
    with pytest.raises(NotVisibleError):
        access.get_child(personas.police, child.reference, access.Action.VIEW, at=now, origin=ORIGIN)


def test_a_look_by_it_is_logged_as_such_and_the_record_says_when_it_ends(personas, child, now):
    opened = _open(personas.police, child, now)
    seen = access.get_child(personas.police, child.reference, access.Action.VIEW, at=now, origin=ORIGIN)
    assert seen.emergency_until == opened.until
    assert AccessLog.objects.get(child_key=child.pk).basis == Basis.BREAK_GLASS
    assert access.may_here(personas.police, access.Action.VIEW, seen)
    assert not access.may_here(personas.police, access.Action.RECORD_EVENT, seen)


def test_it_is_for_reading_every_write_is_refused(personas, child, now):
    _open(personas.police, child, now)
    with pytest.raises(NotPermittedError):
        record_event(
            child=child,
            kind=EventKind.NOTE,
            what_happened="Something",
            occurred_at=now,
            by=personas.police,
            at=now,
            significance=Significance.ROUTINE,
            impact_on_child="",
            themes=[],
            sensitivity=Sensitivity.PROFESSIONALS,
        )
    with pytest.raises(NotPermittedError):
        access.get_child(personas.police, child.reference, access.Action.RECORD_EVENT, at=now, origin=ORIGIN)
    assert AccessLog.objects.filter(action=Action.REFUSED, basis=Basis.BREAK_GLASS).count() == 1


def test_social_care_without_open_access_reads_and_changes_nobody_on_it(personas, child, now, settings):
    settings.SOCIAL_CARE_OPEN_ACCESS = False
    _open(personas.social_worker, child, now)
    assert access.may(personas.social_worker, access.Action.VIEW_HISTORY, child)
    assert not access.may(personas.social_worker, access.Action.EDIT_PERSON, child)
    with pytest.raises(NotPermittedError):
        people.add_alias(
            person=child.person, alias="Jo X", by=personas.social_worker, at=now, reason="Said so"
        )
    with pytest.raises(NotVisibleError):
        addresses.add_address(
            person=records.child(by=personas.team_manager, at=now).person,
            lines="1 High Street",
            postcode="",
            by=personas.social_worker,
            at=now,
        )


def test_the_gate_lets_it_be_read_and_gives_nothing_to_who_left(personas, child, now):
    _open(personas.police, child, now)
    access.require(personas.police, access.Action.VIEW, child)
    personas.police.is_active = False
    assert not access.visible_children(personas.police).exists()
    assert not access.settled_children(personas.police).exists()
    assert access.basis_of(personas.social_worker, child.pk) == Basis.OPEN_ACCESS


def test_a_relative_seen_by_emergency_alone_is_not_changed_either(personas, child, now, settings):
    settings.SOCIAL_CARE_OPEN_ACCESS = False
    mother = records.person(by=personas.team_manager, at=now)
    records.relate(mother, child.person, "mother", by=personas.team_manager, at=now)
    by = personas.social_worker
    with pytest.raises(NotVisibleError):
        people.add_alias(person=mother, alias="Jo X", by=by, at=now, reason="Said")
    _open(by, child, now)
    assert mother in access.visible_people(by)
    with pytest.raises(NotPermittedError):
        people.add_alias(person=mother, alias="Jo X", by=by, at=now, reason="Said")


@pytest.mark.parametrize("reason", ["", "Emergency", "help   help"])
def test_a_reason_is_asked_for(personas, child, now, reason):
    with pytest.raises(DomainError) as refused:
        _open(personas.police, child, now, reason)
    assert refused.value.field == "reason"
    assert not EmergencyAccess.objects.exists()


def test_unknown_and_restricted_references_get_one_answer_and_each_attempt_is_logged(personas, now):
    hidden = records.child(by=personas.social_worker, at=now, is_restricted=True)
    answers = set()
    for reference in (hidden.reference, "CNOTHERE", "Jo Hartley"):
        with pytest.raises(DomainError) as refused:
            _open(personas.police, hidden, now, reference=reference)
        answers.add((refused.value.message, refused.value.field))
    assert answers == {(emergency.CANNOT_OPEN, "reference")}
    logged = AccessLog.objects.filter(user=personas.police).values_list(
        "action", "basis", "child_key", "reference"
    )
    assert list(logged) == [(Action.REFUSED, Basis.NONE, None, "")] * 3
    assert not EmergencyAccess.objects.exists()


def test_only_a_head_of_service_opens_a_restricted_record_and_who_is_named_is_told(personas, now):
    hidden = records.child(by=personas.social_worker, at=now, is_restricted=True)
    records.involve(hidden, personas.team_manager, by=personas.social_worker, at=now)
    _open(personas.head_of_service, hidden, now)
    assert hidden in access.visible_children(personas.head_of_service)
    seen = access.get_child(
        personas.head_of_service, hidden.reference, access.Action.VIEW, at=now, origin=ORIGIN
    )
    assert seen.emergency_until is not None
    told = set(Notification.objects.values_list("recipient__full_name", flat=True))
    assert told == {personas.team_manager.full_name, personas.partnership_admin.full_name}


def test_a_record_restricted_meanwhile_closes_at_once(personas, child, now):
    _open(personas.police, child, now)
    restrictions.restrict(child=child, named=[], reason="Staff family", by=personas.head_of_service, at=now)
    assert child not in access.visible_children(personas.police)


def test_whoever_may_open_it_anyway_needs_no_emergency(personas, child, now):
    with pytest.raises(emergency.NeedlessError) as needless:
        _open(personas.social_worker, child, now)
    assert needless.value.reference == child.reference
    _open(personas.police, child, now)
    with pytest.raises(emergency.NeedlessError):
        _open(personas.police, child, now)
    assert EmergencyAccess.objects.count() == 1


def test_the_chronology_says_it_to_social_care(personas, child, now):
    _open(personas.police, child, now)
    line = Event.objects.get(kind=EventKind.EMERGENCY_ACCESS)
    assert line in access.visible_events(personas.social_worker)
    records.involve(child, personas.school.agency, by=personas.social_worker, at=now)
    assert line not in access.visible_events(personas.school)


def _told(personas):
    told = Notification.objects.filter(kind="emergency_access").select_related("recipient")
    assert {row.urgency for row in told} <= {Urgency.URGENT}
    assert all(REASON not in row.text and "Given" not in row.text for row in told)
    names = {user.pk: name for name, user in personas}
    return {names[row.recipient_id] for row in told}


def test_the_workers_line_manager_and_the_partnership_admin_are_told(personas, child, now):
    child.allocated_to = personas.social_worker
    child.record(by=personas.team_manager, at=now)
    _open(personas.police, child, now)
    assert _told(personas) == {"team_manager", "partnership_admin"}


def test_the_teams_manager_is_told_when_the_line_manager_has_left(personas, child, now):
    child.allocated_to, child.team = personas.front_door_worker, personas.social_worker.team
    child.record(by=personas.team_manager, at=now)
    personas.front_door_manager.is_active = False
    personas.front_door_manager.save()
    _open(personas.police, child, now)
    assert _told(personas) == {"team_manager", "partnership_admin"}


def test_the_heads_of_service_are_told_when_nobody_else_answers_for_it(personas, child, now):
    _open(personas.police, child, now)
    assert _told(personas) == {"head_of_service", "partnership_admin"}


def test_a_review_is_never_ones_own_and_happens_once(personas, child, now):
    opened = _open(personas.police, child, now)
    review = {"opened": opened, "verdict": EmergencyVerdict.JUSTIFIED, "note": "Spoke to custody", "at": now}
    for name in ("police", "team_manager", "system_admin", "social_worker"):
        with pytest.raises(NotPermittedError):
            emergency.review(by=getattr(personas, name), **review)
    with pytest.raises(DomainError) as refused:
        emergency.review(by=personas.partnership_admin, **{**review, "note": " "})
    assert refused.value.field == "note"
    done = emergency.review(by=personas.partnership_admin, **review)
    assert (done.reviewed_by, done.verdict) == (personas.partnership_admin, EmergencyVerdict.JUSTIFIED)
    assert not Notification.objects.filter(kind="emergency_reviewed").exists()
    with pytest.raises(ChangedMeanwhileError):
        emergency.review(by=personas.head_of_service, **review)


def test_not_justified_is_told_to_the_person_and_their_line_manager(personas, child, now):
    personas.police.line_manager = personas.gp
    opened = _open(personas.police, child, now)
    personas.police.save()
    emergency.review(
        opened=opened,
        verdict=EmergencyVerdict.NOT_JUSTIFIED,
        note="No risk",
        by=personas.head_of_service,
        at=now,
    )
    told = Notification.objects.filter(kind="emergency_reviewed").values_list("recipient", flat=True)
    assert set(told) == {personas.police.pk, personas.gp.pk}


def test_heads_of_service_dont_review_what_would_tell_them_of_a_restricted_record(personas, child, now):
    opened = _open(personas.police, child, now)
    restrictions.restrict(child=child, named=[], reason="Staff", by=personas.head_of_service, at=now)
    assert opened in access.reviewable_emergencies(personas.head_of_service)
    Child.objects.get(pk=child.pk).user_grants.all().delete()
    assert opened not in access.reviewable_emergencies(personas.head_of_service)
    assert opened in access.reviewable_emergencies(personas.partnership_admin)


def test_the_database_refuses_a_half_review_ones_own_and_an_access_without_end(personas, child, now):
    opened = _open(personas.police, child, now)
    for changes in (
        {"reviewed_at": now},
        {"verdict": "justified"},
        {"reviewed_at": now, "reviewed_by": personas.police, "verdict": "justified"},
        {"until": opened.opened_at},
        {"reason": ""},
    ):
        broken = EmergencyAccess.objects.get(pk=opened.pk)
        for name, value in changes.items():
            setattr(broken, name, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            broken.record(by=None, at=now)


# Pages ------------------------------------------------------------------------------------------------


def test_the_page_opens_the_record_and_every_page_of_it_says_so(personas, child, now, sign_in):
    client = sign_in(personas.police)
    answer = client.post("/emergency/", {"reference": f" {child.reference.lower()} ", "reason": REASON})
    assert answer.status_code == 303
    for page in ("", "network/", "family/", "chronology/", f"people/{child.pk}/"):
        shown = client.get(f"/children/{child.reference}/{page}")
        assert shown.status_code == 200
        assert "You opened this record in an emergency" in shown.content.decode()
    assert "Record an event" not in client.get(answer.url).content.decode()
    again = client.post("/emergency/", {"reference": child.reference, "reason": REASON})
    assert again.url == answer.url
    anyway = sign_in(personas.social_worker).get(answer.url).content.decode()
    assert "You opened this record in an emergency" not in anyway


def test_the_page_says_the_same_of_every_reference_that_cant_be_opened(personas, now, sign_in):
    hidden = records.child(by=personas.social_worker, at=now, is_restricted=True)
    client = sign_in(personas.police)
    pages = {
        client.post("/emergency/", {"reference": one, "reason": REASON})
        .content.decode()
        .count(emergency.CANNOT_OPEN)
        for one in (hidden.reference, "C0000000")
    }
    assert pages == {2}


def test_the_person_confirms_who_they_are_first(personas, child, sign_in):
    personas.police.set_password("correct horse battery staple")
    personas.police.save()
    client = sign_in(personas.police)
    for answer in (client.get("/emergency/"), client.post("/emergency/", {})):
        assert answer.status_code == 302
        assert answer.url.startswith("/account/reauthenticate/")
    assert client.get("/account/reauthenticate/").status_code == 200
    answer = client.post(
        "/account/reauthenticate/?next=/emergency/", {"password": "correct horse battery staple"}
    )
    assert client.get("/emergency/").status_code == 200
    assert answer.status_code in {200, 302}


def test_what_was_typed_is_kept_while_they_confirm_it_and_then_opens_the_record_once(
    personas, child, now, sign_in
):
    personas.police.set_password("correct horse battery staple")
    personas.police.save()
    client = sign_in(personas.police)
    typed = {"reference": child.reference, "reason": REASON, "form_token": uuid4().hex}
    asked = client.post("/emergency/", typed)
    assert drafts.read(Draft.objects.get(), by=personas.police)["reason"] == REASON
    assert client.post("/emergency/", typed, headers={"X-Autosave": "1"}).status_code == 200
    answer = client.post(asked.url, {"password": "correct horse battery staple"})
    assert (answer.status_code, answer.url) == (303, f"/children/{child.reference}/")
    assert client.post("/emergency/", typed).url == answer.url
    assert EmergencyAccess.objects.count() == 1
    assert not Draft.objects.exists()


def test_a_review_keeps_what_is_typed_and_is_saved_once(personas, child, now, sign_in):
    opened = _open(personas.police, child, now)
    client, path = sign_in(personas.partnership_admin), f"/emergency/reviews/{opened.pk}/"
    typed = {"verdict": "justified", "note": "Custody confirms", "form_token": uuid4().hex}
    client.post(path, {"note": "Custody"}, headers={"X-Autosave": "1"})
    assert "Custody</textarea>" in client.get(path).content.decode()
    answers = [client.post(path, typed) for _ in range(2)]
    assert [(one.status_code, one.url) for one in answers] == [(303, "/emergency/reviews/")] * 2
    assert not Draft.objects.exists()


def test_reviewers_see_reference_person_and_reason_and_nothing_of_the_child(personas, child, now, sign_in):
    opened = _open(personas.police, child, now)
    client = sign_in(personas.partnership_admin)
    for path in ("/emergency/reviews/", f"/emergency/reviews/{opened.pk}/"):
        page = client.get(path).content.decode()
        assert child.reference in page
        assert REASON in page
        assert child.person.family_name not in page
    answer = client.post(
        f"/emergency/reviews/{opened.pk}/", {"verdict": "justified", "note": "Custody confirms"}
    )
    assert answer.status_code == 303
    assert "Custody confirms" in client.get("/emergency/reviews/").content.decode()
    assert client.get("/emergency/reviews/999999/").status_code == 404
    again = client.post(path, {"verdict": "justified", "note": "Again"})
    assert "Somebody has already reviewed this" in again.content.decode()
