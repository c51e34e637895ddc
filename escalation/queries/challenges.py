"""Challenges as pages show them: one, those of a child, those of somebody's agency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch, Q, QuerySet

from cases import access as gate
from cases import access_meetings
from cases.exceptions import NotVisibleError
from cases.models import Child, Event
from escalation import access
from escalation.models import Challenge, ChallengeAction, ChallengeContact, ChallengeOffer, ChallengeStage
from escalation.services import counterparts
from escalation.states import OfferAnswer
from safeguarding.accounts.models import Agency, AgencyKind, User
from safeguarding.rules import challenge_ladder

PER_PAGE = 25


@dataclass(frozen=True, slots=True)
class Found:
    """Everything that a challenge's page shows."""

    challenge: Challenge
    stages: list[ChallengeStage]
    contacts: list[ChallengeContact]
    offers: list[ChallengeOffer]
    event: Event | None

    @property
    def running(self) -> ChallengeStage | None:
        """The stage that it stands on."""
        return next((each for each in self.stages if each.left_at is None), None)

    @property
    def waiting(self) -> ChallengeOffer | None:
        """The offer that waits for an answer."""
        return next((each for each in self.offers if each.answer == OfferAnswer.WAITING), None)

    @property
    def agreed(self) -> ChallengeOffer | None:
        """The offer that was accepted."""
        return next((each for each in self.offers if each.answer == OfferAnswer.ACCEPTED), None)


def get(user: User, reference: str) -> Challenge:
    """The challenge with this reference; raises NotVisibleError."""
    rows = access.visible_challenges(user).select_related(
        "child__person", "raised_by", "raising_agency", "against_agency", "ended_by", "meeting"
    )
    found = rows.filter(reference=reference.upper()).first()
    if found is None:
        raise NotVisibleError
    return found


def everything(user: User, challenge: Challenge) -> Found:
    """What hangs on a challenge that came through `get`; the decision's line only if `user` may read it."""
    stages = access.visible_stages(user).filter(challenge=challenge)
    contacts = access.visible_contacts(user).filter(challenge=challenge)
    actions = ChallengeAction.objects.select_related("agency", "done_by").order_by("number")
    offers = access.visible_offers(user).filter(challenge=challenge)
    event = None
    if challenge.event_id is not None:
        event = gate.visible_events(user).filter(pk=challenge.event_id).select_related("agency").first()
    return Found(
        challenge,
        list(
            stages.select_related("counterpart__agency", "entered_by", "deadline").order_by(
                "entered_at", "stage"
            )
        ),
        list(contacts.select_related("recorded_by__agency")),
        list(
            offers.select_related("made_by__agency", "answered_by").prefetch_related(
                Prefetch("actions", queryset=actions)
            )
        ),
        event,
    )


def get_offer(user: User, challenge: Challenge) -> ChallengeOffer:
    """The offer that waits for an answer; raises NotVisibleError."""
    waiting = access.visible_offers(user).filter(challenge=challenge, answer=OfferAnswer.WAITING)
    found = waiting.select_related("made_by__agency", "challenge").prefetch_related("actions__agency").first()
    if found is None:
        raise NotVisibleError
    return found


def get_action(user: User, challenge: Challenge, pk: int) -> ChallengeAction:
    """An action of the agreed plan that isn't done; raises NotVisibleError."""
    rows = access.visible_actions(user).filter(
        offer__challenge=challenge, offer__answer=OfferAnswer.ACCEPTED, done_at=None, pk=pk
    )
    found = rows.select_related("offer__challenge__child", "agency").first()
    if found is None:
        raise NotVisibleError
    return found


def of_child(user: User, child: Child) -> list[Challenge]:
    """The challenges about a child that `user` may read, open ones first."""
    rows = access.visible_challenges(user).filter(child=child)
    return list(_for_lists(rows).order_by("ended_at", "-raised_at", "-pk"))


def of_agency(user: User, *, show: str, page: int) -> tuple[Page[Any], dict[str, int]]:
    """Those of `user`'s agency: "open", or "ended"; with how many of each there are."""
    rows = access.visible_challenges(user)
    counts = rows.aggregate(
        open=Count("pk", filter=Q(state="open")), ended=Count("pk", filter=~Q(state="open"))
    )
    shown = rows.filter(state="open") if show == "open" else rows.exclude(state="open")
    order = ("raised_at", "pk") if show == "open" else ("-ended_at", "-pk")
    return Paginator(_for_lists(shown).order_by(*order), PER_PAGE).get_page(page), counts


def challengeable(user: User, child: Child) -> list[Agency]:
    """Whom `user` may challenge about the child: the lead authority's social care and the agencies that are
    involved, but their own."""
    involved = child.involvements.filter(until=None).values("agency")
    lead = Q(is_lead=True, kind=AgencyKind.CHILDRENS_SOCIAL_CARE)
    return list(
        Agency.objects.filter(lead | Q(pk__in=involved), is_active=True)
        .exclude(pk=user.agency_id)
        .exclude(kind=AgencyKind.PARTNERSHIP)
        .order_by("name")
    )


def who_may_answer(challenge: Challenge) -> list[User]:
    """Who may speak for the challenged agency at the stage, the best first."""
    return counterparts.candidates(
        agency=challenge.against_agency, stage=challenge.stage, child=challenge.child
    )


def may_open_meeting(user: User, challenge: Challenge) -> bool:
    """Whether `user` has a part in the resolution meeting, or may see it."""
    meetings = access_meetings.visible_meetings(user)
    return challenge.meeting_id is not None and meetings.filter(pk=challenge.meeting_id).exists()


def stages_above(challenge: Challenge) -> list[challenge_ladder.Stage]:
    """The stages that it may move up to, the next one first."""
    return list(challenge_ladder.STAGES[challenge.stage + 1 :])


def _for_lists(rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    running = ChallengeStage.objects.filter(left_at=None).select_related("counterpart", "deadline")
    return rows.select_related(
        "child__person", "raised_by", "raising_agency", "against_agency"
    ).prefetch_related(Prefetch("stages", queryset=running, to_attr="now_at"))


def due_of(challenge: Challenge) -> datetime | None:
    """When the running stage runs out, of a challenge from a list."""
    now_at: list[ChallengeStage] = vars(challenge)["now_at"]
    clock = now_at[0].deadline if now_at else None
    return clock.due_at if clock is not None else None
