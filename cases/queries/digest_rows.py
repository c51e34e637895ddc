"""Loading a digest's rows through the gate: a fixed number of queries, whoever belongs to the family."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Prefetch

from cases import access, access_voice
from cases.models import (
    Child,
    EpisodeOfNeed,
    Event,
    Plan,
    ReferralChild,
    ReferralDecision,
    Warning,
)
from cases.queries import digest_kin
from cases.queries.digest_kin import Kin
from cases.states import Sensitivity
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import User

_Row = TypeVar("_Row", Event, Plan, EpisodeOfNeed, ReferralChild)


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of the child and of those relatives whose record the reader may open, by child's key."""

    kin: Sequence[Kin]
    children: Mapping[int, Child]
    events: Mapping[int, Sequence[Event]]
    plans: Mapping[int, Sequence[Plan]]
    episodes: Mapping[int, Sequence[EpisodeOfNeed]]
    referrals: Mapping[int, Sequence[ReferralChild]]
    warnings: Sequence[Warning]


def load(*, user: User, child: Child) -> Rows:
    """The rows of `child` and its visible relatives."""
    kin = digest_kin.load(user=user, child=child)
    keys = [child.pk, *(one.person.pk for one in kin)]
    seen = access.visible_children(user).filter(pk__in=keys).select_related("person")
    children = {one.pk: one for one in seen}
    decisions = ReferralDecision.objects.filter(superseded_at=None).defer("digest", "suggestion")
    referrals = (
        ReferralChild.objects.filter(child__in=children)
        .select_related("referral__agency")
        .prefetch_related(Prefetch("decisions", queryset=decisions, to_attr="standing"))
        .order_by("-referral__received_at", "-pk")
    )
    events = (
        access.visible_events(user)
        .filter(child__in=children, superseded_by=None)
        # A digest is kept and shown to others: what was said in supervision is no part of a child's history.
        .exclude(sensitivity=Sensitivity.SUPERVISION)
        .select_related("agency")
        .defer("impact_on_child")
        .order_by("-occurred_at", "-pk")
    )
    warnings = access_voice.visible_warnings(user).filter(child__in=children, ended_on=None)
    return Rows(
        kin=kin,
        children=children,
        events=_by_child(events),
        plans=_by_child(Plan.objects.filter(child__in=children).order_by("-started_on", "-pk")),
        episodes=_by_child(EpisodeOfNeed.objects.filter(child__in=children).order_by("-opened_on", "-pk")),
        referrals=_by_child(_read_whole(referrals)),
        warnings=list(warnings.order_by("since", "pk")),
    )


@as_service(Service.HISTORY_DIGEST)
def _read_whole(referrals: Iterable[ReferralChild]) -> list[ReferralChild]:
    """A visible child's referrals, also where a restricted sibling hides one: the history must be whole."""
    return list(referrals)


def _by_child(rows: Iterable[_Row]) -> dict[int, list[_Row]]:
    grouped: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        if row.child_id is not None:
            grouped[row.child_id].append(row)
    return grouped
