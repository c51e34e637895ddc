"""Closing an episode of need: what stands in the way, what is considered, and which reasons fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cases import access
from cases.meeting_states import MeetingKind
from cases.models import Assessment, Child, Deadline, EpisodeOfNeed, Meeting, Plan
from cases.plan_states import STATUTORY, AssessmentState
from cases.queries import changed_since
from cases.queries.changed_since import Since
from cases.states import PlanKind
from core_groups import step_down_access
from core_groups.models import Closing, StepDown
from core_groups.step_down_states import OPEN_STEP_DOWNS
from safeguarding.accounts.models import User
from safeguarding.rules import closure
from safeguarding.rules.london_time import at_hour
from safeguarding.ui.filters import date_text

# While one of these runs the work that it is about isn't ended; the enquiry itself stands on another floor.
_ENQUIRY: Final = "section_47_maximum"
_RUNNING: Final = {
    _ENQUIRY: "A section 47 enquiry is open: it ends with a manager’s signature",
    "icpc": "An initial child protection conference is still to be held, or to be set aside",
    "police_protection": "The child is under police protection",
    "emergency_protection_order": "An emergency protection order runs",
    "emergency_protection_order_extension": "An emergency protection order runs",
    "referral_decision": "A new referral or contact about the child waits for a decision",
    "strategy_discussion": "A strategy meeting is still to be held",
    "strategy_discussion_same_day": "A strategy meeting is still to be held",
    "strategy_follow_up": "A strategy meeting is still to be held",
}


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way, and the page where it is settled ("" where there is none yet)."""

    text: str
    page: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What was done in an episode, as far as the closing reason asks for it."""

    has_authorised_assessment: bool
    has_other_work: bool
    only_factors: frozenset[str] | None


def open_episode(user: User, child: Child) -> EpisodeOfNeed | None:
    """The child's open episode of need, of a child whom `user` may see."""
    seen = access.visible_children(user).filter(pk=child.pk)
    return EpisodeOfNeed.objects.select_related("child").filter(child__in=seen, closed_on=None).first()


def of_child(user: User, child: Child) -> list[Closing]:
    """How the child's episodes were closed, or are being closed, the latest first."""
    found = step_down_access.visible_closings(user).filter(child=child)
    return list(found.select_related("child", "episode", "author", "signed_by", "sent_back_by"))


def of_episode(user: User, episode: EpisodeOfNeed) -> Closing | None:
    """The closure of this episode as it stands."""
    found = step_down_access.visible_closings(user).filter(episode=episode)
    return found.select_related("episode__child", "child", "author", "sent_back_by").first()


def since_written(user: User, closing: Closing) -> Since:
    """What was recorded about the child since the closure was written to be signed."""
    return changed_since.of_child(user, closing.child, closing.written_at)


def in_the_way(episode: EpisodeOfNeed) -> list[Obstacle]:
    """What has to end before the episode can be closed, in the order in which it usually does.

    Census 8867 (assessments), 8868 (enquiries), 8565 (plans); the rest is local procedure.
    """
    child = episode.child_id
    clocks = set(
        Deadline.objects.filter(
            child=child, rule_id__in=_RUNNING, met_at=None, cancelled_at=None
        ).values_list("rule_id", flat=True)
    )
    told = dict.fromkeys(text for rule_id, text in _RUNNING.items() if rule_id in clocks)
    found = [Obstacle(text) for text in told]
    running = Assessment.objects.filter(episode=episode).exclude(state=AssessmentState.AUTHORISED)
    found += [
        Obstacle(f"The assessment {each.reference} isn’t authorised by a manager yet") for each in running
    ]
    plans = Plan.objects.filter(child=child, authority="", kind__in=STATUTORY, ended_on=None)
    found += [
        Obstacle(
            f"The {PlanKind(plan.kind).label.lower()} from {date_text(plan.started_on)} is open",
            "step_down",
        )
        for plan in plans
    ]
    if StepDown.objects.filter(child=child, state__in=OPEN_STEP_DOWNS).exists():
        found.append(Obstacle("A step-down is proposed and not completed", "step_down"))
    return found


def work_of(episode: EpisodeOfNeed) -> Work:
    """What the closing reasons ask for (census 8825, 2990, 8873)."""
    since = at_hour(episode.opened_on, 0)
    authorised = list(
        Assessment.objects.filter(episode=episode, state=AssessmentState.AUTHORISED).values_list(
            "factors", flat=True
        )
    )
    other = (
        Plan.objects.filter(episode=episode).exists()
        or Deadline.objects.filter(child=episode.child_id, rule_id=_ENQUIRY, starts_at__gte=since).exists()
        or Meeting.objects.filter(
            kind=MeetingKind.CONFERENCE, held_at__gte=since, children__child=episode.child_id
        ).exists()
    )
    return Work(
        has_authorised_assessment=bool(authorised),
        has_other_work=other,
        only_factors=frozenset(authorised[0]) if len(authorised) == 1 else None,
    )


def reason_refused(reason: str, episode: EpisodeOfNeed) -> closure.ReasonRefused | None:
    """Why the census reason doesn't fit this episode; None when it does."""
    work = work_of(episode)
    return closure.reason_refused(
        reason,
        has_authorised_assessment=work.has_authorised_assessment,
        has_other_work=work.has_other_work,
        only_factors=work.only_factors,
    )
