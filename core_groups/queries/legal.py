"""Legal milestones of a child, the next hearing, and which agency was told what."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch

from cases.models import Child
from core_groups import step_down_access
from core_groups.models import LegalMilestone, LegalTold
from safeguarding.accounts.models import User


def of_child(user: User, child: Child) -> list[LegalMilestone]:
    """The milestones that `user` may read, the latest first, each with who is `shown_told`."""
    told = step_down_access.visible_told(user).select_related("agency", "told_by").order_by("agency__name")
    found = step_down_access.visible_milestones(user).filter(child=child)
    return list(
        found.select_related("recorded_by").prefetch_related(Prefetch("told", told, to_attr="shown_told"))
    )


def told_of(user: User, child: Child) -> list[LegalTold]:
    """What the reader's own agency was told of milestones that they may not read themselves."""
    seen = step_down_access.visible_milestones(user).filter(child=child)
    told = step_down_access.visible_told(user).filter(child=child, agency=user.agency_id)
    return list(told.exclude(milestone__in=seen.values("pk")).exclude(words="").order_by("-told_at"))


def next_hearing(milestones: list[LegalMilestone], today: date) -> date | None:
    """The day of the next hearing, as the latest milestone that names one still to come says."""
    return next(
        (
            each.next_hearing_on
            for each in milestones
            if each.next_hearing_on and each.next_hearing_on >= today
        ),
        None,
    )


def one_told(user: User, child: Child, key: int) -> LegalTold | None:
    """The agency's row with this key, through the child."""
    found = step_down_access.visible_told(user).filter(child=child, pk=key)
    return found.select_related("child", "agency", "milestone").first()
