"""Reading referrals on the side that sent them, and who stands at the front door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from cases import access
from cases.exceptions import NotVisibleError
from cases.models import Deadline, Draft, Referral, ReferralChild, ReferralDecision
from cases.states import ReferralChildState, ReferralOutcome
from safeguarding.accounts.identity import Service, as_service
from safeguarding.accounts.models import Role, Team, TeamFunction, User

PAGE_SIZE: Final = 25

# What the side that sent it reads: the words for a matched child must not tell whether a record was
# there before, so a new record and an existing one read the same.
STATUS: Final = {
    ReferralChildState.RECEIVED: "Received",
    ReferralChildState.MATCHED: "Being looked at",
    ReferralChildState.DECIDED: "Decided",
}
# An assessment of a new child and a worker who knows the child already must read the same too.
_TAKEN_FORWARD: Final = "Children's social care is taking this forward"
_OUTCOME_FOR_REFERRER: Final = {
    ReferralOutcome.ASSESSMENT: _TAKEN_FORWARD,
    ReferralOutcome.PASS_TO_WORKER: _TAKEN_FORWARD,
}


@dataclass(frozen=True, slots=True)
class ChildOutcome:
    """One child of a referral as its sender may see it: never the record behind it."""

    position: int
    name: str
    status: str
    decision_by: date | None
    outcome: str = ""
    reasons: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    decided_by_title: str = ""

    @property
    def is_decided(self) -> bool:
        """Whether there is a standing decision."""
        return self.decided_at is not None


def front_door_team() -> Team | None:
    """The team at the lead authority's front door; the first, should there be several."""
    teams = Team.objects.filter(function=TeamFunction.FRONT_DOOR, agency__is_lead=True, is_active=True)
    return teams.order_by("pk").first()


def front_door_staff() -> list[User]:
    """Everybody who works in a front door team, or, where there is none, social care's managers."""
    staff = User.objects.filter(is_active=True, agency__is_lead=True)
    in_team = list(staff.filter(team__function=TeamFunction.FRONT_DOOR, team__is_active=True))
    return in_team or list(staff.filter(role__in=[Role.MANAGER, Role.SENIOR_MANAGER]))


def open_drafts(*, user: User, form: str) -> list[Draft]:
    """The person's unsent drafts of a form, the last touched first."""
    return list(access.own_drafts(user).filter(form=form, sent_as=""))


def own_draft(*, user: User, key: UUID, form: str) -> Draft:
    """The person's draft of a form with this key; raises NotVisibleError for anything else."""
    draft = access.own_drafts(user).filter(form=form, pk=key).first()
    if draft is None:
        raise NotVisibleError
    return draft


def sent(*, user: User, status: str = "", page: int | str = 1) -> Page[Referral]:
    """A page of the referrals that the person's own side sent: their own, their team's, and for
    safeguarding leads their agency's. `status`: a ReferralChildState that some child must stand at.
    """
    sent_here = access.visible_referrals(user) & access.sent_referrals(user)
    referrals = sent_here.select_related("author", "agency")
    if status in ReferralChildState.values:
        stands = ReferralChild.objects.filter(referral=OuterRef("pk"), state=status)
        referrals = referrals.filter(Exists(stands))
    found = Paginator(referrals, PAGE_SIZE).get_page(page)
    _load_outcomes(list(found.object_list))
    return found


def outcomes(referral: Referral) -> list[ChildOutcome]:
    """Each child of the referral with what the sender may know, in the order they were named."""
    return [_outcome(child) for child in _children(referral)]


def decision_by(referral: Referral) -> date | None:
    """The day by which a decision was promised, from the stored time limit; None when there is none."""
    days = [due for due in (_due_on(child) for child in _children(referral)) if due]
    return min(days, default=None)


@as_service(Service.REFERRAL_OUTCOME)
def _load_outcomes(referrals: list[Referral]) -> None:
    """The sender sees neither clock nor decision, but is told what came of a referral they may read."""
    prefetch_related_objects(
        referrals, Prefetch("children", queryset=_outcome_rows(), to_attr="told_children")
    )


def _outcome_rows() -> QuerySet[ReferralChild]:
    standing = ReferralDecision.objects.filter(superseded_at=None).select_related("decided_by")
    clocks = Deadline.objects.filter(rule_id="referral_decision").order_by("pk")
    return ReferralChild.objects.order_by("position").prefetch_related(
        Prefetch("decisions", queryset=standing.defer("digest", "suggestion"), to_attr="standing"),
        Prefetch("deadlines", queryset=clocks, to_attr="decision_clocks"),
    )


def _children(referral: Referral) -> Sequence[ReferralChild]:
    loaded: Sequence[ReferralChild] | None = vars(referral).get("told_children")
    if loaded is None:
        with as_service(Service.REFERRAL_OUTCOME):
            loaded = list(_outcome_rows().filter(referral=referral))
        referral.told_children = loaded  # type: ignore[attr-defined]
    return loaded


def _due_on(child: ReferralChild) -> date | None:
    clocks: list[Deadline] = vars(child)["decision_clocks"]
    return clocks[-1].due_on if clocks else None


def _outcome(child: ReferralChild) -> ChildOutcome:
    state = ReferralChildState(child.state)
    standing: list[ReferralDecision] = vars(child)["standing"]
    if state is not ReferralChildState.DECIDED or not standing:
        return ChildOutcome(child.position, child.name, STATUS[state], _due_on(child))
    decision = standing[0]
    outcome = ReferralOutcome(decision.outcome)
    return ChildOutcome(
        position=child.position,
        name=child.name,
        status=STATUS[state],
        decision_by=_due_on(child),
        outcome=_OUTCOME_FOR_REFERRER.get(outcome, outcome.label),
        reasons=decision.reasons_for_referrer,
        decided_at=decision.decided_at,
        decided_by=decision.decided_by.full_name,
        decided_by_title=decision.decided_by.job_title,
    )
