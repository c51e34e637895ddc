"""The second wall agrees with the gate, row by row, for every persona, over the whole demo partnership."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from cases import (
    access,
    access_chronology,
    access_documents,
    access_plans,
    access_sharing,
    access_tools,
    access_visits,
)
from cases.models import (
    Address,
    Assessment,
    AssessmentPart,
    Child,
    ChronologyImport,
    ContactDetail,
    Curation,
    Deadline,
    Document,
    Draft,
    EmergencyAccess,
    EpisodeOfNeed,
    Event,
    Family,
    FamilyMember,
    Involvement,
    MaleEngaged,
    Person,
    PersonName,
    Plan,
    PlanItem,
    PlanItemProgress,
    PlanScale,
    PlanShare,
    PlanVersion,
    Referral,
    ReferralAdult,
    ReferralChild,
    ReferralDecision,
    Relationship,
    Sharing,
    ToolAccreditation,
    ToolResult,
    Visit,
)
from cases.queries import looks
from cases.queries.documents import left_behind
from cases.queries.own_words import own_words
from cases.row_security.policies import HISTORY, POLICIES
from safeguarding.accounts.identity import Service, as_service, as_user
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import AccessLog
from safeguarding.notifications.models import CalendarFeed, DeliveryChoice, Notification
from tests.access import (
    walled,
    walled_allocation,
    walled_challenges,
    walled_conferences,
    walled_core_groups,
    walled_meetings,
    walled_oversight,
    walled_step_down,
    walled_supervision,
    walled_voice,
)
from tests.factories.partnership import NAMES


def _decisions(user: User) -> QuerySet:
    if not access.reads_as_front_door(user):
        return ReferralDecision.objects.none()
    return ReferralDecision.objects.filter(
        Q(referral_child__child__in=access.visible_children(user))
        | Q(referral_child__child=None, referral_child__in=access.visible_referral_children(user))
    )


def _documents(user: User) -> QuerySet:
    """Those on records and referrals that may be read, and what the agency added where it left."""
    own = access_documents.own_documents(user).values_list("pk", flat=True)
    seen = access_documents.visible_documents(user).values("pk")
    return Document.objects.filter(Q(pk__in=list(own)) | Q(pk__in=seen))


def _emergencies(user: User) -> QuerySet:
    own = EmergencyAccess.objects.filter(user=user)
    if not access.may(user, access.Action.REFER):
        own = own.none()
    reviewable = access.reviewable_emergencies(user).values("pk")
    return EmergencyAccess.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=reviewable))


# What the gate gives, table by table: the wall must give the same rows, no fewer and no more.
SAME: dict[type[Model], Callable[[User], QuerySet]] = {
    Child: access.visible_children,
    Person: access.visible_people,
    Address: access.visible_addresses,
    Event: access.visible_events,
    Referral: access.visible_referrals,
    Deadline: access.visible_deadlines,
    Draft: access.own_drafts,
    Document: _documents,
    Sharing: access_sharing.visible_sharings,
    **{
        model: lambda user, model=model: model.objects.filter(child__in=access.visible_children(user))
        for model in (EpisodeOfNeed, Involvement)
    },
    Plan: access_plans.visible_plans,
    Assessment: access_plans.visible_assessments,
    AssessmentPart: access_plans.visible_parts,
    MaleEngaged: access_plans.visible_males,
    Visit: access_visits.visible_visits,
    ToolResult: access_tools.visible_results,
    ToolAccreditation: access_tools.visible_accreditations,
    **{
        model: lambda user, model=model: model.objects.filter(plan__in=access_plans.visible_plans(user))
        for model in (PlanItem, PlanScale, PlanVersion)
    },
    PlanItemProgress: lambda user: PlanItemProgress.objects.filter(
        item__plan__in=access_plans.visible_plans(user)
    ),
    PlanShare: lambda user: PlanShare.objects.filter(plan_version__plan__in=access_plans.visible_plans(user)),
    **{
        model: lambda user, model=model: model.objects.filter(person__in=access.visible_people(user))
        for model in (PersonName, FamilyMember)
    },
    ContactDetail: lambda user: ContactDetail.objects.filter(person__in=access.fully_visible_people(user)),
    Relationship: lambda user: Relationship.objects.filter(
        person__in=access.visible_people(user), relative_of__in=access.visible_people(user)
    ),
    ReferralAdult: lambda user: ReferralAdult.objects.filter(referral__in=access.visible_referrals(user)),
    ReferralChild: lambda user: ReferralChild.objects.filter(
        Q(pk__in=access.visible_referral_children(user)) | Q(referral__in=access.visible_referrals(user))
    ),
    ReferralDecision: _decisions,
    Family: lambda user: Family.objects.filter(members__person__in=access.visible_people(user)).distinct(),
    EmergencyAccess: _emergencies,
    Notification: lambda user: Notification.objects.filter(recipient=user),
    DeliveryChoice: lambda user: DeliveryChoice.objects.filter(user=user),
    CalendarFeed: lambda user: CalendarFeed.objects.filter(user=user),
    **walled_meetings.SAME,
    **walled_step_down.SAME,
    **walled_core_groups.SAME,
    **walled_conferences.SAME,
    Curation: access_chronology.visible_curations,
    ChronologyImport: access_chronology.visible_imports,
    **walled_voice.SAME,
    **walled_challenges.SAME,
    **walled_oversight.SAME,
    **walled_allocation.SAME,
    **walled_supervision.SAME,
}


# Without the mark no test database would be made for the module's world.
pytestmark = pytest.mark.django_db
REFUSALS = ("0 rows", "permission denied", "must be owner", "violates row-level security")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[walled.World]:
    """The demo partnership and what it lacks, made once and rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield walled.build()
        transaction.set_rollback(True)


def _raw(table: str, key: str) -> set:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def _keys(rows: QuerySet) -> set:
    return set(rows.values_list("pk", flat=True))


@pytest.mark.parametrize("model", SAME, ids=lambda model: model.__name__)
def test_a_raw_select_gives_what_the_gate_gives(world, model):
    table, key = model._meta.db_table, model._meta.pk.column
    disagreed, shown = {}, 0
    for name in NAMES:
        user = world.user(name)
        allowed = _keys(SAME[model](user))
        with as_user(user):
            raw, through_both = _raw(table, key), _keys(SAME[model](user))
        shown += len(allowed)
        if not raw == through_both == allowed:
            disagreed[name] = {
                "leaked": raw - allowed,
                "lost": allowed - raw,
                "lost in both": allowed - through_both,
            }
    assert disagreed == {}, [walled.describe(model, each) for each in disagreed.values()]
    assert 0 < shown < len(NAMES) * model.objects.count(), "the world has nothing to show, or nothing to hide"


def test_an_agency_that_left_reads_its_own_words_and_no_other_row(world):
    at, origin, readers = timezone.now(), log.Origin(address=None, page="test"), set()
    for name in NAMES:
        user = world.user(name)
        allowed = _keys(access.own_events(user))
        with as_user(user):
            page = own_words(user, at=at, origin=origin)
            shown = [line for number in page.paginator.page_range for line in _page(user, at, origin, number)]
            raw = _raw("cases_event", "id")
        assert {line.pk for line in shown} == allowed, name
        assert not raw & allowed, name
        assert {line.agency_id for line in shown} <= {user.agency_id}
        assert not any(line.child.is_restricted for line in shown)
        if allowed:
            readers.add(name)
    assert {"gp", "police"} <= readers
    assert readers.isdisjoint({"social_worker", "partnership_admin", "system_admin"})


def test_an_agency_that_left_reads_the_documents_that_it_added_and_changes_none(world):
    readers = set()
    for name in NAMES:
        user = world.user(name)
        own = _keys(access_documents.own_documents(user))
        assert own.isdisjoint(_keys(access_documents.visible_documents(user))), name
        with as_user(user):
            left = left_behind(user, at=timezone.now(), origin=log.Origin(address=None, page="test"))
            assert {row.document.pk for row in left} == own, name
            for key in own:
                assert _refusal(f"UPDATE cases_document SET title = 'x' WHERE id = {key}") in REFUSALS
        for row in left:
            assert row.document.agency_id == user.agency_id
            assert not row.document.child.is_restricted
        if own:
            readers.add(name)
    assert readers == {"gp"}


def _page(user: User, at: datetime, origin: log.Origin, number: int) -> list[Event]:
    return list(own_words(user, at=at, origin=origin, page=number))


def test_history_is_shown_to_social_care_for_what_they_see_and_to_others_their_own_changes(world):
    for policy in HISTORY:
        model = world.model(policy.table)
        live = world.model(policy.live)
        key = live._meta.pk.attname
        for name in NAMES:
            user = world.user(name)
            rows = model.objects.filter(**{f"{key}__in": SAME[live](user).values("pk")})
            if not access.may(user, access.Action.VIEW_HISTORY):
                rows = rows.filter(history_user=user)
            if live is Address and not access.sees_confidential_addresses(user):
                rows = rows.filter(is_confidential=False)
            allowed = _keys(rows)
            with as_user(user):
                raw = _raw(policy.table, "history_id")
            found = {"leaked": raw - allowed, "lost": allowed - raw}
            assert raw == allowed, (policy.table, name, walled.describe(model, found))


def _readable_looks(user: User) -> QuerySet:
    """What a person's pages of looks are made of: their own, those at records and referrals of a manager's
    children, for the head of service all but hidden ones, for the partnership admin all."""
    if access.may(user, access.Action.REVIEW_LOOKS):
        return AccessLog.objects.all()
    seen = Q(user=user)
    if access.may(user, access.Action.VIEW_LOOKS):
        seen |= Q(child_key__in=access.visible_children(user))
        seen |= Q(child_key=None, reference__in=access.visible_referrals(user).values("reference"))
    if access.may(user, access.Action.AUDIT_LOOKS):
        seen |= Q(pk__in=AccessLog.objects.exclude(looks.at_hidden_records(user)))
    return AccessLog.objects.filter(seen)


def test_the_access_log_is_shown_to_those_in_it_to_managers_of_the_child_and_to_auditors(world):
    shown = {}
    for name in NAMES:
        user = world.user(name)
        allowed = _keys(_readable_looks(user))
        with as_user(user):
            assert _raw("audit_accesslog", "id") == allowed, name
        shown[name] = len(allowed)
    everything = AccessLog.objects.count()
    assert shown["school"] < shown["team_manager"] < shown["head_of_service"] < everything
    assert shown["partnership_admin"] == everything


def test_what_to_ask_about_is_shown_to_the_partnership_admin_alone(world):
    for table in ("audit_accessreview", "audit_historicalaccessreview"):
        for name in NAMES:
            with as_user(world.user(name)):
                assert len(_raw(table, "version")) == (name == "partnership_admin"), (table, name)


def test_nobody_sees_a_row_before_it_is_said_who_asks(world):
    tables = [policy.table for policy in POLICIES]
    with as_user(AnonymousUser()):
        assert {table for table in tables if _raw(table, "1")} == set()
    gone = world.user("social_worker")
    gone.is_active = False
    User.objects.filter(pk=gone.pk).update(is_active=False)
    with as_user(gone):
        assert {table for table in tables if _raw(table, "1")} <= walled.OWN
    User.objects.filter(pk=gone.pk).update(is_active=True)


@pytest.mark.parametrize("service", Service)
def test_a_service_sees_the_tables_that_name_it_and_no_other(world, service):
    allowed = {policy.table for policy in POLICIES if service in policy.reads | policy.writes}
    filled = {policy.table for policy in POLICIES if _raw(policy.table, "1")}
    with as_service(service):
        assert {table for table in filled if _raw(table, "1")} == allowed & filled


def test_who_sees_a_row_may_still_not_write_what_is_not_theirs(world):
    partner, manager = world.user("school"), world.user("team_manager")
    grant = "INSERT INTO cases_childusergrant (content_object_id, user_id, permission_id)"
    warning = "INSERT INTO cases_warning (version, child_id, text, since)"
    hidden = Child.objects.filter(is_restricted=True).last().pk
    tries = [
        (partner, f"{grant} SELECT person_id, {partner.pk}, 1 FROM cases_child LIMIT 1"),
        (partner, f"{warning} VALUES (1, {hidden}, 'x', current_date)"),
        (manager, "DELETE FROM cases_childgroupgrant"),
        (manager, "DELETE FROM cases_warning"),
        (manager, "UPDATE cases_event SET what_happened = 'x'"),
        (manager, "UPDATE audit_accesslog SET terms = ''"),
        (manager, "UPDATE cases_sharing SET decision = 'refused'"),
        (manager, "UPDATE audit_accessreview SET note = 'x'"),
        (world.user("partnership_admin"), "DELETE FROM audit_accesslog"),
        (manager, f"UPDATE cases_draft SET author_id = {partner.pk} WHERE author_id = {manager.pk}"),
        (partner, "ALTER TABLE cases_child DISABLE ROW LEVEL SECURITY"),
        (world.user("system_admin"), "INSERT INTO cases_family (version, name) VALUES (1, 'x')"),
    ]
    for user, statement in tries:
        with as_user(user):
            assert _refusal(statement) in REFUSALS, statement


def _refusal(statement: str) -> str:
    """How the database refuses: by an error (its kind), or by finding no row."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
            return f"{cursor.rowcount} rows"
    except DatabaseError as refused:
        return next((kind for kind in REFUSALS if kind in str(refused)), str(refused))
