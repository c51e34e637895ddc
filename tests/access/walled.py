"""The whole demo partnership, and beside it what it lacks: each kind of row that somebody must not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from cases.models import (
    AssessmentPart,
    Child,
    Document,
    MaleEngaged,
    PlanItem,
    PlanItemProgress,
    PlanScale,
    PlanShare,
    PlanVersion,
    Referral,
    ReferralChild,
    Visit,
)
from cases.services import children, drafts, emergency, involvements, people
from cases.services.sharing import record_sharing
from cases.states import ContactKind, PlanKind, ReferralChildState, RelationshipKind, Sensitivity
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import AccessReview, Basis
from safeguarding.audit.models import Action as Look
from safeguarding.demo import loading
from safeguarding.demo.partnership import Cast
from safeguarding.notifications import calendar_feeds
from safeguarding.notifications.models import Bounce
from safeguarding.notifications.services import choose_pace
from tests.access import (
    walled_allocation,
    walled_challenges,
    walled_chronology,
    walled_conferences,
    walled_core_groups,
    walled_meetings,
    walled_oversight,
    walled_step_down,
    walled_supervision,
    walled_voice,
)
from tests.factories import assessments as tool_results
from tests.factories import front_door, plans, records, referrals, sharings

# What belongs to a person alone stays readable to them, also when they have left.
OWN = frozenset(
    {
        "cases_draft",
        "audit_accesslog",
        "notifications_notification",
        "notifications_deliverychoice",
        "notifications_calendarfeed",
        "cases_childusergrant",
    }
)


@dataclass
class World:
    """The demo's staff by key."""

    cast: Cast

    def user(self, name: str) -> User:
        """The persona with this key."""
        return self.cast[name]

    def model(self, table: str) -> type[Model]:
        """The model of this table."""
        return next(model for model in apps.get_models() if model._meta.db_table == table)


def build() -> World:
    """Load the demo and add restricted records, their relatives and referrals, and every sensitivity."""
    at = timezone.now() - timedelta(minutes=5)
    cast = loading.load(at=at)
    world = World(cast)
    staff: dict[str, User] = cast.staff
    worker, head = staff["front_door_worker"], staff["head_of_service"]
    hidden = records.child("Rex", "Hidden", by=head, at=at, is_restricted=True)
    for who in (head, staff["social_worker"], staff["police"].agency):
        records.involve(hidden, who, by=head, at=at)
    open_child = records.child("Ada", "Example", by=worker, at=at)
    for key in ("school", "gp", "police", "youth_justice"):
        records.involve(open_child, staff[key].agency, by=worker, at=at)
    for child in (hidden, open_child):
        _fill(child, staff, at=at)
    parent = records.person("Nina", "Hidden", by=head, at=at)
    records.relate(parent, hidden.person, RelationshipKind.MOTHER, by=head, at=at)
    records.relate(hidden.person, open_child.person, RelationshipKind.HALF_SIBLING, by=head, at=at)
    records.relate(parent, records.person(by=head, at=at), RelationshipKind.PARTNER, by=head, at=at)
    people.create_family(name="The hidden family", people=[parent, hidden.person], by=head, at=at)
    record_sharing(child=open_child, facts=sharings.facts(), by=staff["school"], at=at)
    _refer(hidden, open_child, staff, at=at)
    _open_in_emergency(staff, at=at)
    _leave(staff, at=at)
    secret = records.child("Sol", "Secret", by=worker, at=at, is_restricted=True)
    records.involve(secret, staff["social_worker"], by=worker, at=at)
    _match(front_door.part(by=staff["school"], at=at), secret, by=staff["social_worker"], at=at)
    _look(secret, staff, at=at)
    walled_meetings.build(open_child, hidden, staff, at=at)
    walled_step_down.build(open_child, hidden, staff, at=at)
    walled_core_groups.build(open_child, hidden, staff, at=at)
    walled_conferences.build(open_child, hidden, staff, at=at)
    walled_challenges.build(open_child, hidden, staff, at=at)
    AccessReview(user=worker, day=at.date(), reasons=["many_records"], evidence=[], created_at=at).record(
        by=None, at=at
    )
    for key in ("school", "gp", "social_worker", "front_door_manager"):
        drafts.start(form="referral", by=staff[key], at=at)
        choose_pace(pace="at_once", by=staff[key], at=at)
        calendar_feeds.make(by=staff[key], at=at)
    gp = staff["gp"]
    Bounce.objects.create(user=gp, address=gp.email, reason="550 gone", first_at=at, last_at=at)
    return world


def _fill(child: Child, staff: dict[str, User], *, at: Any) -> None:
    head = staff["head_of_service"]
    writers = (head, staff["police"], staff["gp"], staff["social_worker"], staff["health_visitor"])
    for sensitivity in Sensitivity:
        for writer in writers:
            records.event(child, by=writer, at=at, sensitivity=sensitivity)
    for is_confidential in (True, False):
        people.add_address(
            person=child.person,
            lines="1 Mill Lane",
            postcode="NM1 2AB",
            is_confidential=is_confidential,
            confidential_reason="Fled" if is_confidential else "",
            by=head,
            at=at,
        )
    people.add_contact_detail(person=child.person, kind="phone", value="01632 960 999", by=head, at=at)
    children.add_warning(child=child, text="Dog", by=head, at=at)
    _plan(child, staff, at=at)
    walled_chronology.build(child, staff, at=at)
    walled_voice.fill(child, staff, at=at)
    walled_oversight.fill(child, staff, at=at)
    walled_allocation.fill(child, staff, at=at)
    walled_supervision.fill(child, staff, at=at)
    for writer in (head, staff["social_worker"]):
        record_sharing(child=child, facts=sharings.facts(), by=writer, at=at)
    for key in ("head_of_service", "school", "social_worker"):
        log.write(
            by=staff[key],
            at=at,
            action=Look.READ,
            basis=Basis.INVOLVEMENT,
            origin=log.Origin(address=None, page="child"),
            child_key=child.pk,
            reference=child.reference,
        )


def _plan(child: Child, staff: dict[str, User], *, at: Any) -> None:
    """A plan with all that stands in one, and an assessment for which the GP and the school were asked."""
    head, gp = staff["head_of_service"], staff["gp"]
    whose: dict[str, Any] = {"by": head, "at": at}
    plan = plans.plan(child, at.date(), kind=PlanKind.CHILD_IN_NEED, **whose)
    item = PlanItem(plan=plan, number=1, need="Sleep", action="Bedtime at eight")
    item.record(**whose)
    PlanItemProgress(item=item, agency=gp.agency, progress="Talked", recorded_at=at, recorded_by=gp).record(
        **whose
    )
    PlanScale(plan=plan, who="Mother", score=4, given_on=at.date()).record(**whose)
    version = PlanVersion.objects.create(plan=plan, number=1, content={}, made_at=at, made_by=head)
    PlanShare(plan_version=version, with_whom="Mother", not_shared_reason="Risk").record(**whose)
    episode = child.episodes.filter(closed_on=None).first() or plans.episode(child, at.date(), **whose)
    assessment = plans.assessment(episode, **{**whose, "started_on": at.date()})
    for key in ("gp", "school"):
        AssessmentPart(
            assessment=assessment,
            child=child,
            agency=staff[key].agency,
            question="What do you know?",
            asked_at=at,
            asked_by=head,
            due_on=at.date(),
        ).record(**whose)
    MaleEngaged(child=child, name="Ade", plan=plan).record(**whose)
    for key in ("social_worker", "gp", "school"):
        _visit(child, staff[key], at=at)
    MaleEngaged(child=child, name="Ade", assessment=assessment).record(**whose)
    for key in ("head_of_service", "social_worker"):
        tool_results.result(child, by=staff[key], at=at)


def _visit(child: Child, by: User, *, at: Any) -> None:
    facts = {"kind": "other", "where": "At home", "seen": True, "seen_alone": True, "words": "Quiet"}
    who = {"who": by, "agency": by.agency, "recorded_by": by, "visited_at": at, "recorded_at": at}
    Visit(child=child, **facts, **who).record(by=by, at=at, reason="test data")


def _open_in_emergency(staff: dict[str, User], *, at: Any) -> None:
    """Running, over, and closed again because the record was restricted; one restricted, by a head."""
    by = staff["social_worker"]
    unseen, closed, secret = (records.child("Una", "Seen", by=by, at=at) for _ in range(3))
    for child, key, hours in (
        (unseen, "police", 0),
        (unseen, "gp", 5),
        (closed, "police", 0),
        (secret, "health_visitor", 0),
    ):
        _emergency(child, staff[key], at=at - timedelta(hours=hours))
    for child in (closed, secret):
        child.is_restricted, child.restricted_reason = True, "Staff"
        child.record(by=by, at=at, reason="test data")
    both = referrals.referral(by=staff["school"], at=at)
    first = ReferralChild.objects.get(referral=both, position=1)
    first.child, first.matched_at, first.matched_by = secret, at, by
    first.state = ReferralChildState.MATCHED
    first.record(by=by, at=at)
    _emergency(secret, staff["head_of_service"], at=at)


def _leave(staff: dict[str, User], *, at: Any) -> None:
    """Two records that agencies wrote on and left, one of them restricted since."""
    by = staff["social_worker"]
    left, closed = (records.child("Lee", "Former", by=by, at=at) for _ in range(2))
    for child in (left, closed):
        for key in ("gp", "school", "police"):
            records.involve(child, staff[key].agency, by=by, at=at)
        _fill(child, staff, at=at)
        _document(staff["gp"], at=at, child=child)
        for row in child.involvements.filter(until=None):
            involvements.finish(involvement=row, reason="Moved away", by=by, at=at)
    closed.is_restricted, closed.restricted_reason = True, "Staff"
    closed.record(by=by, at=at, reason="test data")


def _emergency(child: Child, user: User, *, at: Any) -> None:
    emergency.open_record(
        reference=child.reference,
        reason="A child is at risk now, nobody answers",
        by=user,
        at=at,
        origin=log.Origin(address=None, page="test"),
    )


def _match(row: ReferralChild, child: Child, *, by: User, at: Any) -> None:
    row.child, row.matched_at, row.matched_by = child, at, by
    row.state = ReferralChildState.MATCHED
    row.record(by=by, at=at)


def _look(secret: Child, staff: dict[str, User], *, at: Any) -> None:
    """Looks at a record that the head of service isn't named on, at every referral; a search, a sign-in."""
    seen = log.Origin(address=None, page="referral")
    for referral in Referral.objects.all():
        reference = referral.reference
        log.write(
            by=referral.author,
            at=at,
            action=Look.READ,
            basis=Basis.OWN_WORK,
            origin=seen,
            reference=reference,
        )
    log.write(
        by=staff["social_worker"],
        at=at,
        action=Look.READ,
        basis=Basis.NAMED_USER,
        origin=seen,
        child_key=secret.pk,
        reference=secret.reference,
    )
    for action in (Look.SEARCH, Look.SIGN_IN):
        log.write(by=staff["gp"], at=at, action=action, basis=Basis.NONE, origin=seen, terms="Ada", found=1)


def _refer(hidden: Child, open_child: Child, staff: dict[str, User], *, at: Any) -> None:
    """Referrals by partners and by social care, matched to both, decided, and waiting."""
    head, manager = staff["head_of_service"], staff["front_door_manager"]
    for author in (staff["school"], staff["conference_chair"], staff["police"]):
        for child in (hidden, open_child):
            row = front_door.matched(child, author=author, by=head, at=at)
            outcome = "pass_to_worker" if row.contact_kind == ContactKind.CONTACT else "assessment"
            front_door.decided(row, by=head, at=at, outcome=outcome)
        both = referrals.referral(by=author, at=at)
        first, second = ReferralChild.objects.filter(referral=both).order_by("position")
        _match(first, hidden, by=head, at=at)
        _match(second, open_child, by=head, at=at)
        front_door.part(by=author, at=at)
        for place in ({"child": hidden}, {"child": open_child}, {"referral": both}):
            _document(author, at=at, **place)
    front_door.matched(open_child, author=staff["gp"], by=manager, at=at)


def _document(by: User, *, at: Any, **place: Any) -> None:
    Document(
        **place,
        title="A letter",
        file_name="letter.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        stored_as=uuid4().hex,
        sensitivity=Sensitivity.PROFESSIONALS if by.is_safeguarding_lead else Sensitivity.OWN_AGENCY,
        uploaded_by=by,
        agency=by.agency,
        uploaded_at=at,
    ).record(by=by, at=at, reason="test data")


def describe(model: type[Model], found: dict[str, set]) -> dict[str, list]:
    """The rows on which wall and gate disagreed, in full, for the test's message."""
    return {how: list(model.objects.filter(pk__in=keys).values()) for how, keys in found.items()}
