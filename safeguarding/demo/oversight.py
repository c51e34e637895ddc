"""What the oversight reads: a sharing, a refusal, and looks of yesterday, some of them at night."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases import access
from cases.models import Child
from cases.services import access_reviews
from cases.services.sharing import SharingFacts, record_sharing
from cases.states import SharingDecision, SharingGround, ToldOfSharing
from safeguarding.accounts.models import User
from safeguarding.audit.log import Origin
from safeguarding.demo.partnership import Cast
from safeguarding.rules.london_time import at_hour, london_date


def load(cast: Cast, at: datetime) -> None:
    """Write it on the first record that the school is involved with, and have the night's check run."""
    school, worker = cast["school"], cast["social_worker"]
    child = access.visible_children(school).order_by("pk")[0]
    yesterday = london_date(at) - timedelta(days=1)
    _share(child, school, worker, at=at_hour(yesterday, 15))
    for user, hour, page in (
        (worker, 10, "child"),
        (school, 11, "child_chronology"),
        (school, 23, "child"),
        (school, 23, "child_family"),
    ):
        origin = Origin(address="192.0.2.17", page=page)
        access.get_child(
            user, child.reference, access.Action.VIEW, at=at_hour(yesterday, hour), origin=origin
        )
    access_reviews.build(at=at, days=1)


def _share(child: Child, school: User, worker: User, *, at: datetime) -> None:
    shared = SharingFacts(
        decision=SharingDecision.SHARED,
        what="That the heating has been off since September and the children sleep in one room",
        whose="The children and their mother",
        recipient="Northmoor Housing, repairs",
        reason="They repair before the winter only where they know that children are affected",
        decided_on=london_date(at),
        told=ToldOfSharing.TOLD,
    )
    refused = SharingFacts(
        decision=SharingDecision.REFUSED,
        what="The name of the school and the times at which the children are fetched",
        whose="The children",
        recipient="A solicitor who says that he acts for a relative",
        reason="No court asks for it, and nobody knows what it is for",
        decided_on=london_date(at),
        told=ToldOfSharing.UNSAFE,
        told_note="It isn't known who is behind the request",
        ground=SharingGround.NONE,
    )
    record_sharing(child=child, facts=shared, by=school, at=at)
    record_sharing(child=child, facts=refused, by=worker, at=at)
