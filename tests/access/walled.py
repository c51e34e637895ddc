"""The whole demo partnership, and beside it what it lacks: each kind of row that somebody must not see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from cases.models import Child, Document, Plan, ReferralChild
from cases.services import children, drafts, people
from cases.states import ContactKind, ReferralChildState, RelationshipKind, Sensitivity
from safeguarding.accounts.models import User
from safeguarding.audit import log
from safeguarding.audit.models import Action as Look
from safeguarding.audit.models import Basis
from safeguarding.demo import loading
from safeguarding.demo.partnership import Cast
from safeguarding.notifications import calendar_feeds
from safeguarding.notifications.models import Bounce
from safeguarding.notifications.services import choose_pace
from tests.factories import front_door, records, referrals

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
    _refer(hidden, open_child, staff, at=at)
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
    Plan(child=child, kind="cin", started_on=at.date()).record(by=head, at=at)
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
        for row, child in ((first, hidden), (second, open_child)):
            row.child, row.matched_at, row.matched_by = child, at, head
            row.state = ReferralChildState.MATCHED
            row.record(by=head, at=at)
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
