"""Loading the whole demo: the partnership, five stories, quieter children, what waits today, meetings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from cases.services import timescales
from safeguarding.demo import (
    allocation,
    assessing,
    challenges,
    chronologies,
    conferences,
    core_groups,
    endings,
    historic_risk,
    meetings,
    oversight,
    partnership,
    plans,
    quiet,
    supervision,
    today,
    voice,
)
from safeguarding.demo.partnership import Cast
from safeguarding.demo.stage import Stage
from safeguarding.demo.stories import alex, audit_core_group, child_u, family_y, neglect_family
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago
from safeguarding.notifications.models import Email, EmailState, Notification
from safeguarding.rules.london_time import london_date

STORIES: tuple[Callable[[datetime], Story], ...] = (
    alex.story,
    child_u.story,
    neglect_family.story,
    family_y.story,
    audit_core_group.story,
)
# The partnership has worked together for so long.
BEGINNING = ago(14, 6)


@transaction.atomic
def load(*, at: datetime, small: bool = False) -> Cast:
    """Load the demo as of `at`: all of it, or (`small`) the partnership, the five stories and the meetings.

    Nothing is done when it is there already. Either all of it is loaded or nothing.
    """
    if partnership.is_there():
        return partnership.find()
    cast = partnership.build(at=BEGINNING.moment(at))
    for tell in STORIES:
        tell(at).play(Stage(cast, at))
    _own_amounts(cast, at)
    if not small:
        quiet.load(cast, at)
        today.load(cast, at)
    meetings.load(cast, at)
    core_groups.load(cast, at)
    assessing.load(cast, at)
    endings.load(cast, at)
    challenges.load(cast, at)
    oversight.load(cast, at)
    plans.load(cast, at)
    conferences.load(cast, at)
    chronologies.load(cast, at)
    voice.load(cast, at)
    historic_risk.load(cast, at)
    supervision.load(cast, at)
    allocation.load(cast, at)
    _nothing_old_is_news(at)
    return cast


def _own_amounts(cast: Cast, at: datetime) -> None:
    """What the partnership has made its own: one amount that applies, and one that will."""
    for rule_id, amount, set_at, days, reason in (
        ("conference_minutes", 15, at - timedelta(days=400), 0, "Parents asked to have the record sooner"),
        ("core_group_minutes", 7, at, 30, "An audit found that plans are acted on before they are sent"),
    ):
        timescales.set_local(
            rule_id=rule_id,
            amount=amount,
            effective_from=london_date(set_at) + timedelta(days=days),
            reason=reason,
            by=cast["partnership_admin"],
            at=set_at,
        )


def _nothing_old_is_news(at: datetime) -> None:
    """What was told long ago was read long ago, and its e-mails are not sent now."""
    Notification.objects.filter(read_at=None, created_at__lt=at - timedelta(days=2)).update(
        read_at=F("created_at") + timedelta(hours=1)
    )
    Email.objects.exclude(state=EmailState.SENT).update(
        state=EmailState.SENT, sent_at=F("next_attempt_at"), attempts=1
    )
    # The deliveries that would start with this commit have nothing left to deliver.
    transaction.get_connection().run_on_commit.clear()
