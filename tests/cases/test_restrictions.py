"""Records for named people only: who restricts them, and that nobody else finds a trace of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError, NotPermittedError, NotVisibleError
from cases.models import Event
from cases.queries import candidates, digest, family
from cases.services import deadlines, events, restrictions
from cases.states import EventKind, RelationshipKind
from tests.factories import records
from tests.factories.partnership import NAMES

GIVEN, FAMILY = "Zebulon", "Quagmire"
REASON = "Child of a member of staff"


@pytest.fixture
def now():
    """Now, for the worklists."""
    return timezone.now()


@pytest.fixture
def child(personas, now):
    """A child whom the school is involved with, with a worker, an overdue time limit and a sister."""
    at = now - timedelta(days=100)
    by = personas.social_worker
    made = records.child(GIVEN, FAMILY, by=by, at=at)
    records.involve(made, personas.school.agency, by=by, at=at)
    records.involve(made, by, by=by, at=at)
    made.allocated_to, made.team = by, by.team
    made.record(by=personas.team_manager, at=at)
    deadlines.set(rule_id="assessment", starts_at=at, by=by, at=at, child=made)
    events.write(child=made, kind=EventKind.NOTE, what_happened="A note of his", by=by, at=at)
    return made


@pytest.fixture
def sister(personas, child, now):
    """The sister, whose record is open."""
    made = records.child("Annie", FAMILY, by=personas.social_worker, at=now)
    records.involve(made, personas.school.agency, by=personas.social_worker, at=now)
    kin = RelationshipKind.SIBLING
    records.relate(child.person, made.person, kin, by=personas.social_worker, at=now)
    return made


def _restrict(child, by, at, named=(), reason=REASON):
    return restrictions.restrict(child=child, named=list(named), reason=reason, by=by, at=at)


def test_restricting_leaves_the_record_to_who_did_it_and_who_is_named(personas, child, now):
    restricted = _restrict(
        child, personas.head_of_service, now, [personas.team_manager, personas.team_manager]
    )
    assert restricted.restricted_reason == REASON
    sees = {name for name, user in personas if child in access.visible_children(user)}
    assert sees == {"head_of_service", "team_manager", "social_worker"}
    line = Event.objects.get(child=child, kind=EventKind.RESTRICTED)
    assert line in access.visible_events(personas.team_manager)


def test_lifting_opens_it_again_to_who_is_involved(personas, child, now):
    restricted = _restrict(child, personas.head_of_service, now)
    lifted = restrictions.lift(child=restricted, reason="They left", by=personas.head_of_service, at=now)
    assert (lifted.is_restricted, lifted.restricted_reason) == (False, "")
    assert child in access.visible_children(personas.school)
    assert child in access.visible_children(personas.front_door_worker)
    assert Event.objects.filter(child=child, kind=EventKind.RESTRICTION_LIFTED).count() == 1


def test_heads_of_service_and_managers_named_on_the_record_may(personas, child, now):
    may = {name for name, user in personas if access.may_restrict(user, child)}
    assert may == {"head_of_service"}
    records.involve(child, personas.team_manager, by=personas.social_worker, at=now)
    assert access.may_restrict(personas.team_manager, child)
    for name in ("front_door_manager", "social_worker", "conference_chair"):
        with pytest.raises(NotPermittedError):
            _restrict(child, getattr(personas, name), now)
    with pytest.raises(NotVisibleError):
        _restrict(child, personas.gp, now)
    _restrict(child, personas.team_manager, now)
    with pytest.raises(NotVisibleError):
        restrictions.lift(child=child, reason="Let me in", by=personas.head_of_service, at=now)


def test_once_only_and_with_a_reason(personas, child, now):
    head = personas.head_of_service
    for reason in ("", "  "):
        with pytest.raises(DomainError) as refused:
            _restrict(child, head, now, reason=reason)
        assert refused.value.field == "reason"
    with pytest.raises(ChangedMeanwhileError):
        restrictions.lift(child=child, reason=REASON, by=head, at=now)
    _restrict(child, head, now)
    with pytest.raises(ChangedMeanwhileError):
        _restrict(child, head, now)
    with pytest.raises(DomainError) as refused:
        restrictions.lift(child=child, reason=" ", by=head, at=now)
    assert refused.value.field == "reason"


def test_the_page_restricts_and_lifts(personas, child, now, sign_in):
    client = sign_in(personas.head_of_service)
    path = f"/children/{child.reference}/restriction/"
    page = client.get(path).content.decode()
    assert personas.team_manager.full_name in page
    assert personas.police.full_name not in page
    named = [str(personas.team_manager.pk)]
    lift = f"{path}lift/"
    assert client.get(lift).url == path
    assert client.post(path, {"named": named, "reason": REASON}).status_code == 303
    assert child in access.visible_children(personas.team_manager)
    assert child not in access.visible_children(personas.front_door_manager)
    assert "Lift the restriction" in client.get(f"/children/{child.reference}/network/").content.decode()
    assert client.get(path).url == lift
    assert "Lift the restriction" in client.get(lift).content.decode()
    assert client.post(lift, {"reason": "They left"}).status_code == 303
    assert child in access.visible_children(personas.front_door_manager)
    assert sign_in(personas.front_door_manager).get(path).status_code == 403


def test_what_was_typed_to_restrict_a_record_never_lifts_what_a_colleague_did_meanwhile(
    personas, child, now, sign_in
):
    client = sign_in(personas.head_of_service)
    _restrict(child, personas.head_of_service, now)
    answer = client.post(f"/children/{child.reference}/restriction/", {"named": [], "reason": REASON})
    assert "Somebody has already restricted this record" in answer.content.decode()
    assert child not in access.visible_children(personas.front_door_manager)


def test_nobody_else_finds_a_trace_of_it_on_any_list_count_or_page(personas, child, sister, now, sign_in):
    named = {"head_of_service", "social_worker"}
    _restrict(child, personas.head_of_service, now)
    for name in NAMES:
        client = sign_in(getattr(personas, name))
        pages = [
            client.get(path) for path in ("/", "/team/", "/front-door/", "/notifications/", "/recorded/")
        ]
        for terms in (f"{GIVEN} {FAMILY}", child.reference):
            client.post("/search/", {"terms": terms})
            pages.append(client.get("/search/?page=1"))
        pages += [
            client.get(f"/children/{sister.reference}/{page}")
            for page in ("", "network/", "family/", "chronology/", "history/")
        ]
        for page in pages:
            if name in named or page.status_code != 200:
                continue
            # The box of the search page shows the terms that the person typed themselves.
            text = page.content.decode().replace(f'value="{GIVEN} {FAMILY}"', "")
            text = text.replace(f'value="{child.reference}"', "")
            assert GIVEN not in text, (name, page.request["PATH_INFO"])
            assert child.reference not in text, (name, page.request["PATH_INFO"])
        opened = client.get(f"/children/{child.reference}/").status_code
        assert opened == (200 if name in named else 404), name


def test_counts_worklists_duplicates_and_digest_leave_it_out(personas, child, sister, now):
    _restrict(child, personas.head_of_service, now)
    for name, user in personas:
        if name == "system_admin":
            continue
        sees = name in {"head_of_service", "social_worker"}
        found = candidates.find(
            user=user,
            given_name=GIVEN,
            family_name=FAMILY,
            date_of_birth=child.person.date_of_birth,
        )
        assert any(one.child == child for one in found) == sees, name
        assert access.visible_deadlines(user).filter(child=child).exists() == sees, name
        assert access.visible_people(user).filter(pk=child.pk).exists() == sees, name
        assert access.visible_events(user).filter(child=child).exists() == sees, name
        if sister in access.visible_children(user):
            told = str(digest.build(user=user, child=sister, at=now).as_json())
            assert (GIVEN in told or child.reference in told) == sees, name
            kin = str(family.family(user, sister, today=now.date()))
            assert (GIVEN in kin) == sees, name
