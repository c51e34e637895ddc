"""One small world for the permission matrix: each kind of record once, and what is in its addresses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from cases.meeting_states import MeetingFormat, MeetingKind
from cases.models import Child, Deadline, Document, Draft, Referral
from cases.queries import digest
from cases.services import (
    addresses,
    deadline_changes,
    deadlines,
    decisions,
    documents,
    drafts,
    emergency,
    events,
    front_door,
    invitations,
    meeting_actions,
    meetings,
    people,
    referrals,
    relationships,
    warnings,
)
from cases.services.decision_facts import DecisionFacts
from cases.services.sharing import record_sharing
from cases.states import EventKind, RelationshipKind, Sensitivity
from safeguarding.accounts.models import Cover, User
from safeguarding.accounts.services import cover
from safeguarding.audit import log
from safeguarding.audit.models import AccessReview
from safeguarding.notifications import calendar_feeds
from safeguarding.notifications.models import Bounce, Email, Notification
from safeguarding.rules.london_time import london_date
from safeguarding.rules.redaction import Block
from strategy_meetings.models import RecurrenceHit
from tests.access import (
    allocation_rows,
    assessment_rows,
    challenge_rows,
    conference_rows,
    core_group_rows,
    oversight_rows,
    plan_rows,
    step_down_rows,
    strategy_rows,
    supervision_rows,
    voice_rows,
)
from tests.factories import files, partnership, records, sharings
from tests.factories import meetings as held_meetings
from tests.factories.referrals import ALFIE, MAISIE, facts, referral


@dataclass
class World:
    """The personas, and the rows that the matrix's addresses point at."""

    personas: partnership.Personas
    at: datetime
    child: Child
    restricted: Child
    referral: Referral
    told_by_phone: Referral
    draft: Draft
    rows: dict[str, Any] = field(default_factory=dict)

    def user(self, name: str) -> User:
        """The persona with this name."""
        return getattr(self.personas, name)


def build() -> World:
    """A child whom the school, the GP, the health visitor and the police are involved with; a
    restricted child; a referral the school sent, its first child matched and decided, its second
    matched; one the front door wrote down for a neighbour, decided and to be told; a draft."""
    personas = partnership.build()
    at = timezone.now() - timedelta(hours=1)
    worker = personas.front_door_worker
    child = records.child("Ada", "Example", by=worker, at=at)
    for partner in (personas.school, personas.gp, personas.health_visitor, personas.police):
        records.involve(child, partner.agency, by=worker, at=at)
    restricted = records.child("Rex", "Hidden", by=worker, at=at, is_restricted=True)
    records.involve(restricted, personas.head_of_service, by=worker, at=at)
    sent = referral(by=personas.school, at=at)
    first, second = sent.children.order_by("position")
    front_door.match(referral_child=first, child=child, by=worker, at=at)
    decide(first.pk, by=personas.front_door_manager, at=at)
    front_door.match_new(referral_child=second, by=worker, at=at)
    neighbour = referrals.submit(
        facts=facts(children=(ALFIE,), is_for_someone_else=True, referrer_is_anonymous=True, source_code="9"),
        by=worker,
        at=at,
    )
    part = neighbour.children.get()
    front_door.match_new(referral_child=part, by=worker, at=at)
    decide(part.pk, by=personas.front_door_manager, at=at)
    late = {"rule_id": "assessment", "child": child, "subject": "late", "by": worker, "at": at}
    deadlines.set(**late, starts_at=at - timedelta(days=200), team=worker.team)
    met_late = deadlines.meet(**late)
    assert met_late is not None
    return World(
        personas=personas,
        at=at,
        child=child,
        restricted=restricted,
        referral=sent,
        told_by_phone=neighbour,
        draft=drafts.start(
            form="referral",
            by=personas.school,
            at=at,
            data={"children": [{"id": "0123abcd", "given_name": MAISIE.given_name}]},
        ),
        rows={
            **_rows(child, personas, at),
            **_deadlines(child, met_late, personas, at),
            **strategy_rows.build(child, personas, at),
            **conference_rows.build(child, personas, at),
            **challenge_rows.build(child, personas, at),
            **_meeting(child, personas, at),
            **_minutes(child, personas, at),
            **plan_rows.build(child, personas, at),
            **core_group_rows.build(child, personas, at),
            **step_down_rows.build(child, personas, at),
            "hit": _hit(child, at),
            **assessment_rows.build(child, personas, at),
            **voice_rows.build(child, personas, at),
            **oversight_rows.build(child, personas, at),
            **allocation_rows.build(child, personas, at),
            **supervision_rows.build(child, personas, at),
            "sent_document": _sent_document(sent, personas, at),
        },
    )


def decide(part: int, *, by: User, at: datetime) -> None:
    """Decide an assessment for one child's part, having seen the digest as it stands."""
    from cases.models import ReferralChild

    row = ReferralChild.objects.get(pk=part)
    seen = digest.build(user=by, child=row.child, at=at, referral_child=row)
    decisions.decide(
        referral_child=row,
        facts=DecisionFacts(
            outcome="assessment",
            level=3,
            rationale="Neglect over time",
            reasons_for_referrer="A social worker will assess",
            strategy_declined_reason="No sign of immediate harm",
            digest_seen=seen.fingerprint,
        ),
        by=by,
        at=at,
    )


def access_review(user: User, *, at: datetime) -> AccessReview:
    """A day of looks to ask about."""
    made = AccessReview(user=user, day=at.date(), reasons=["many_records"], evidence=[], created_at=at)
    made.record(by=None, at=at)
    return made


def _hit(child: Child, at: datetime) -> RecurrenceHit:
    """Neglect recurs for the child, to be decided."""
    made = RecurrenceHit(
        child=child, theme="neglect", evidence=[0], agencies=2, text="Neglect: 2 contacts.", found_at=at
    )
    made.record(by=None, at=at, reason="test data")
    return made


def _sent_document(sent: Referral, personas: partnership.Personas, at: datetime) -> Document:
    return documents.add_to_referral(
        referral=sent, title="Body map", file=files.upload(), name="map.pdf", by=personas.school, at=at
    )


def _minutes(child: Child, personas: partnership.Personas, at: datetime) -> dict[str, Any]:
    """A meeting whose minutes went out, with a guest's link, and one whose minutes are a second draft."""
    words = [Block("risk", "Risk", "The bruise is unexplained", "shared")]
    sent, drafted = (held_meetings.held(child, personas, at) for _ in range(2))
    _, copies = held_meetings.distributed(sent, personas, at, words)
    for number in (0, 1):
        held_meetings.drafted(drafted, personas, at, words, number)
    copy = next(copy for copy in copies if copy.invitation.user == personas.police)
    guest = sent.invitations.get(agency=None)
    return {
        "sent_minutes": sent,
        "drafted_minutes": drafted,
        "minutes_copy": copy,
        "guest": guest,
        "guest_token": held_meetings.guest_token(sent, personas, at),
    }


def _deadlines(
    child: Child, late: Deadline, personas: partnership.Personas, at: datetime
) -> dict[str, Deadline]:
    """Time limits of the social worker in every state that a page asks for, beside the one met late."""
    worker = personas.social_worker
    started = {
        name: deadlines.set(
            rule_id=rule_id, starts_at=at, by=worker, at=at, child=child, subject=name, responsible=worker
        )
        for name, rule_id in (("running", "visit_cin"), ("review", "lcspr"), ("paused", "lcspr"))
    }
    deadline_changes.pause(deadline=started["paused"], reason="Trial", by=personas.team_manager, at=at)
    return {**started, "late": late}


def _meeting(child: Child, personas: partnership.Personas, at: datetime) -> dict[str, Any]:
    """A meeting that the social worker planned: the police asked by name, the school's people on duty."""
    by = personas.social_worker
    planned = meetings.plan(
        kind=MeetingKind.STRATEGY_MEETING,
        children=[child],
        starts_at=at + timedelta(days=1),
        ends_at=at + timedelta(days=1, hours=1),
        format=MeetingFormat.ONLINE,
        reason="A bruise that nobody explained",
        by=by,
        at=at,
    )
    common = {"meeting": planned, "by": by, "at": at}
    return {
        "meeting": planned,
        "police_invitation": invitations.invite_user(user=personas.police, **common),
        "school_invitation": invitations.invite_duty(agency=personas.school.agency, **common),
        "meeting_action": meeting_actions.add(
            what="Speak to the neighbour",
            owner=personas.police,
            due_on=london_date(at) + timedelta(days=3),
            **common,
        ),
    }


def _rows(child: Child, personas: partnership.Personas, at: datetime) -> dict[str, Any]:
    by = personas.social_worker
    mother = records.person("Mona", "Example", by=by, at=at)
    person = child.person
    return {
        "mother": mother,
        "relationship": relationships.relate(
            person=mother, relative_of=person, kind=RelationshipKind.MOTHER, by=by, at=at
        ),
        "alias": people.add_alias(person=person, alias="Addie Sample", by=by, at=at, reason="Used at school"),
        "address": addresses.add_address(person=person, lines="1 High Street", postcode="", by=by, at=at),
        "contact": addresses.add_contact_detail(
            person=person, kind="phone", value="01632 960001", by=by, at=at
        ),
        "warning": warnings.add_warning(child=child, text="Dog in the house", by=by, at=at),
        "event": events.write(
            child=child, kind=EventKind.NOTE, what_happened="Seen at school", by=personas.school, at=at
        ),
        "emergency": emergency.open_record(
            reference=child.reference,
            reason="A child is at risk at the youth court now",
            by=personas.youth_justice,
            at=at - timedelta(days=1),
            origin=log.Origin(address=None, page="test"),
        ),
        "document": documents.add_to_child(
            child=child,
            title="Letter",
            file=files.upload(),
            name="letter.pdf",
            sensitivity=Sensitivity.PROFESSIONALS,
            by=by,
            at=at,
        ),
        "schools_document": documents.add_to_child(
            child=child,
            title="Attendance",
            file=files.upload(),
            name="attendance.pdf",
            sensitivity=Sensitivity.PROFESSIONALS,
            by=personas.school,
            at=at,
        ),
        "involvement": child.involvements.get(agency=personas.school.agency),
        "sharing": record_sharing(child=child, facts=sharings.facts(), by=by, at=at),
        "access_review": access_review(personas.school, at=at),
        "notification": Notification.objects.create(
            recipient=personas.school, key="test", kind="test", text="Something", path="/", created_at=at
        ),
        "cover": _cover(personas, at),
        "feed": calendar_feeds.make(by=personas.social_worker, at=at),
        **_troubles(personas.gp, at),
    }


def _cover(personas: partnership.Personas, at: datetime) -> Cover:
    today = london_date(at)
    return cover.name_deputy(
        user=personas.social_worker,
        deputy=personas.front_door_worker,
        starts_on=today,
        ends_on=today + timedelta(days=3),
        by=personas.social_worker,
        at=at,
    )


def _troubles(user: User, at: datetime) -> dict[str, Any]:
    """An e-mail that no mail server took, and an address that doesn't work."""
    return {
        "failed_email": Email.objects.create(
            recipient=user, digest_on=london_date(at), state="failed", attempts=3, next_attempt_at=at
        ),
        "bounce": Bounce.objects.create(
            user=user, address=user.email, reason="550 gone", first_at=at, last_at=at
        ),
    }
