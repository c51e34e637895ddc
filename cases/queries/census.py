"""What the children in need census would find inconsistent: rows as facts for
safeguarding.rules.census_consistency.

For maintenance (`manage.py check_census`) and returns: it reads every child, whoever asks. Section 47
enquiries stand on a floor above and are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from cases.meeting_states import MeetingKind
from cases.models import Assessment, Child, EpisodeOfNeed, MeetingChild, Plan, ReferralChild
from cases.states import PlanKind, ReferralChildState, ReferralOutcome
from safeguarding.rules import census_consistency as rule
from safeguarding.rules.london_time import london_date

CHUNK = 200


def breaches(
    enquiries: Mapping[int, Sequence[rule.EnquiryFacts]], *, reference: str = ""
) -> Iterator[tuple[Child, rule.Breach]]:
    """Every breach, child by child in the order of their references; `reference` asks for one child's.

    `enquiries`: by the child's key, their conference's day left empty (it is found here).
    """
    children = Child.objects.order_by("reference")
    if reference:
        children = children.filter(reference=reference.upper())
    keys = list(children.values_list("pk", flat=True))
    for first in range(0, len(keys), CHUNK):
        some = Child.objects.filter(pk__in=keys[first : first + CHUNK]).order_by("reference")
        facts = _Facts([child.pk for child in some], enquiries)
        for child in some:
            for breach in rule.check(facts.of(child.pk)):
                yield child, breach


class _Facts:
    """The rows of some children, read once each."""

    def __init__(self, children: Sequence[int], enquiries: Mapping[int, Sequence[rule.EnquiryFacts]]) -> None:
        self._enquiries = enquiries
        about = {"child__in": children}
        self._episodes = list(EpisodeOfNeed.objects.filter(**about).order_by("opened_on", "pk"))
        self._assessments = list(Assessment.objects.filter(**about).order_by("pk"))
        self._plans = list(Plan.objects.filter(**about, authority="").order_by("started_on", "pk"))
        held = MeetingChild.objects.filter(
            **about, meeting__kind=MeetingKind.CONFERENCE, meeting__held_at__isnull=False
        )
        self._conferences: dict[int, list[date]] = {}
        for child, held_at in held.values_list("child", "meeting__held_at"):
            if held_at is not None:
                self._conferences.setdefault(child, []).append(london_date(held_at))
        self._refused = list(
            ReferralChild.objects.filter(
                **about,
                state=ReferralChildState.DECIDED,
                decisions__outcome=ReferralOutcome.NO_FURTHER_ACTION,
                decisions__superseded_at=None,
            ).values_list("child", "pk", "referral__reference", "referral__received_at")
        )

    def of(self, child: int) -> list[rule.EpisodeFacts]:
        """The child's episodes, and their referrals that went no further."""
        episodes = [each for each in self._episodes if each.child_id == child]
        plans = [each for each in self._plans if each.child_id == child]
        days = sorted(set(self._conferences.get(child, ())))
        found = [self._episode(each, plans, days) for each in episodes]
        for key, part, reference, received_at in self._refused:
            if key == child:
                hangs_on = [each for each in self._assessments if each.referral_child_id == part]
                found.append(
                    rule.EpisodeFacts(
                        reference,
                        london_date(received_at),
                        no_further_action=True,
                        assessments=tuple(_assessment(each) for each in hangs_on),
                    )
                )
        return found

    def _episode(
        self, episode: EpisodeOfNeed, plans: Sequence[Plan], days: Sequence[date]
    ) -> rule.EpisodeFacts:
        own = [plan for plan in plans if _belongs(plan, episode)]
        protection = [plan for plan in own if plan.kind == PlanKind.CHILD_PROTECTION]
        enquiries = tuple(
            _with_conference(each, days, protection)
            for each in self._enquiries.get(episode.child_id, ())
            if _is_within(each.start, episode)
        )
        led_to = {each.conference_on for each in enquiries}
        reviews = {day for plan in protection for day in _reviews(plan, days)}
        return rule.EpisodeFacts(
            f"episode {episode.pk}",
            episode.opened_on,
            closed_on=episode.closed_on,
            closure_reason=episode.closure_reason,
            assessments=tuple(
                _assessment(each) for each in self._assessments if each.episode_id == episode.pk
            ),
            enquiries=enquiries,
            need_plans=tuple(
                rule.Period(f"plan {plan.pk}", plan.started_on, plan.ended_on)
                for plan in own
                if plan.kind == PlanKind.CHILD_IN_NEED
            ),
            protection_plans=tuple(
                rule.ProtectionPlan(
                    f"plan {plan.pk}",
                    plan.started_on,
                    plan.ended_on,
                    plan.category,
                    tuple(_reviews(plan, days)),
                )
                for plan in protection
            ),
            conferences=tuple(
                day for day in days if _is_within(day, episode) and day not in led_to | reviews
            ),
        )


def _assessment(row: Assessment) -> rule.AssessmentFacts:
    return rule.AssessmentFacts(row.reference, row.started_on, row.ended_on, tuple(row.factors))


def _belongs(plan: Plan, episode: EpisodeOfNeed) -> bool:
    """By its key; one that was imported without, by its start."""
    if plan.episode_id is not None:
        return plan.episode_id == episode.pk
    return _is_within(plan.started_on, episode)


def _is_within(day: date, episode: EpisodeOfNeed) -> bool:
    return episode.opened_on <= day and (episode.closed_on is None or day <= episode.closed_on)


def _reviews(plan: Plan, days: Sequence[date]) -> list[date]:
    """The conferences after the one that made the plan, up to the one that ended it."""
    return [day for day in days if plan.started_on < day and (plan.ended_on is None or day <= plan.ended_on)]


def _with_conference(
    enquiry: rule.EnquiryFacts, days: Sequence[date], plans: Sequence[Plan]
) -> rule.EnquiryFacts:
    """An enquiry that led to a conference has the day of the first one after it that reviewed no plan."""
    if enquiry.conference_not_required_on is not None:
        return enquiry
    reviews = {day for plan in plans for day in _reviews(plan, days)}
    first = next((day for day in days if day >= enquiry.start and day not in reviews), None)
    return rule.EnquiryFacts(enquiry.reference, enquiry.start, first, None)
