"""Assessments and tools of the demo, all by the services: one authorised, one waiting, one being written."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from cases.models import Assessment, Child, EpisodeOfNeed, Involvement
from cases.plan_states import AssessmentKind, Recommendation
from cases.queries import assessment_males
from cases.services import assessments, tools
from safeguarding.accounts.models import Agency, User
from safeguarding.demo.partnership import Cast
from safeguarding.rules.fathers_and_males import Male
from safeguarding.rules.london_time import london_date

DAY: Final = timedelta(days=1)
_WHOLE: Final = {
    "family": "A mother with two children in a rented terrace. The grandmother lives near and has a key.",
    "history_text": "Two referrals in three years, both about the home. Each time it got better for a few "
    "weeks and was closed. Nobody asked what had changed, and nothing had.",
    "domestic_abuse": "The mother says that her last partner pushed her twice in 2024 and left that year. "
    "The police know of neither. No sign of it now.",
    "mental_ill_health": "Low mood since the second birth, seen by the GP in March, no treatment since.",
    "substance_misuse": "No concern from the GP, the school or what was seen on three visits.",
    "daily_life": "Gets up alone, eats at breakfast club, walks home with a neighbour, has tea in front of "
    "the television, shares a bed with the little one because it is warmer.",
    "voice": "“I like it when Nan comes because then it’s tidy and Mum laughs.” Drew the house with one "
    "window lit.",
    "communication": "Talks easily once there is something to draw with. No interpreter and no aids needed.",
    "strengths": "Both children are in school every day. The grandmother comes three times a week.",
    "risks": "The bedroom has no heating and mould over the bed. The mother says what she thinks we want.",
    "parents_views": "“I know it looks bad. I can’t do it all on my own and I don’t want them taken.”",
    "other_agencies": "School: tired, never late. GP: two missed appointments for the little one’s chest.",
    "analysis": "Nobody means harm here. The children are cold and often on their own because their mother "
    "is ill and hides it. That can change with help for her and repairs, and it won’t without.",
}
_SCORES: Final = (
    (150, {"physical": 3, "safety": 3, "emotional": 2, "developmental": 2}),
    (80, {"physical": 4, "safety": 3, "emotional": 3, "developmental": 2}),
    (12, {"physical": 3, "safety": 2, "emotional": 2, "developmental": 2}),
)


def load(cast: Cast, at: datetime) -> None:
    """Accredit, then assess three of the social worker's children and use a tool with the first."""
    _register(cast, at)
    chosen = _children(cast["social_worker"], at)
    told = (_authorised, _waiting, _being_written)
    for child, tell in zip(chosen, told, strict=False):
        tell(cast, child, at)
    if chosen:
        _tools(cast, chosen[0], at)


def _children(worker: User, at: datetime) -> list[Child]:
    """Children of the worker who have been open for weeks, two agencies beside social care involved."""
    opened = EpisodeOfNeed.objects.filter(closed_on=None, opened_on__lte=london_date(at) - 20 * DAY)
    rows = opened.filter(child__allocated_to=worker, child__is_restricted=False, child__assessments=None)
    children = [row.child for row in rows.select_related("child__person", "child__team").order_by("child_id")]
    return [child for child in children if len(_partners(child, worker)) > 1][:3]


def _partners(child: Child, worker: User) -> list[Agency]:
    involved = Involvement.objects.filter(child=child, until=None).exclude(agency=worker.agency)
    return list(Agency.objects.filter(pk__in=involved.values("agency")).order_by("pk"))


def _register(cast: Cast, at: datetime) -> None:
    office = cast["partnership_admin"]
    tools.configure(
        code="gcp2",
        facts=tools.ToolFacts(
            label="Graded Care Profile 2",
            areas=("Physical care", "Safety", "Emotional care", "Developmental care"),
            lowest=1,
            highest=5,
            direction="low_is_better",
            licence="NSPCC. Used under the partnership’s licence; only results are kept here.",
            prompted_by="neglect_tool",
            needs_accreditation=True,
            accredited_for_months=36,
            asks_carer=True,
        ),
        reason="The licence asks for training every three years",
        by=office,
        at=at - 500 * DAY,
    )
    for key, days, note in (
        ("social_worker", 400, "Two-day course, cohort 7"),
        ("health_visitor", 420, "Two-day course, cohort 7"),
        ("front_door_worker", 1500, "Two-day course, cohort 2"),
    ):
        since = london_date(at) - days * DAY
        tools.accredit(tool="gcp2", user=cast[key], since=since, note=note, by=office, at=at - 300 * DAY)


def _start(cast: Cast, child: Child, at: datetime, days: int) -> Assessment:
    by = cast["social_worker"]
    episode = EpisodeOfNeed.objects.get(child=child, closed_on=None)
    moment = at - days * DAY
    started_on = max(london_date(moment), episode.opened_on)
    kind = AssessmentKind.SINGLE
    return assessments.start(child=child, kind=kind, started_on=started_on, by=by, at=moment)


def _write(cast: Cast, assessment: Assessment, at: datetime, **facts: object) -> Assessment:
    by = cast["social_worker"]
    for shown in assessment_males.expected(by, assessment.child, london_date(at)):
        assessments.record_male(
            assessment=assessment,
            male=Male(
                shown.person.name, was_invited=True, views="Wants to be asked before things are decided"
            ),
            person=shown.person,
            by=by,
            at=at,
        )
    return assessments.save(
        assessment=assessment,
        version=Assessment.objects.get(pk=assessment.pk).version,
        texts=_WHOLE,
        facts={
            "factors": ["4B", "16A"],
            "seen_on": assessment.started_on,
            "seen_alone": True,
            "bedroom_seen": True,
            "recommendation": "child_in_need",
            "recommendation_reason": "Help over months, from more than one agency, seen through by somebody.",
            **facts,
        },
        by=by,
        at=at,
    )


def _authorised(cast: Cast, child: Child, at: datetime) -> None:
    on_a_plan = child.plans.filter(ended_on=None).exists()
    recommendation = Recommendation.CONTINUE if on_a_plan else Recommendation.CHILD_IN_NEED
    started = _start(cast, child, at, 19)
    assessment = _write(cast, started, at - 9 * DAY, recommendation=recommendation.value)
    assessments.send(assessment=assessment, by=cast["social_worker"], at=at - 8 * DAY)
    assessments.authorise(assessment=assessment, by=cast["team_manager"], at=at - 7 * DAY)
    assessments.parents_copy(
        assessment=assessment,
        given_on=london_date(at) - 5 * DAY,
        reason="",
        by=cast["social_worker"],
        at=at - 5 * DAY,
    )


def _waiting(cast: Cast, child: Child, at: datetime) -> None:
    assessment = _write(cast, _start(cast, child, at, 18), at - 2 * DAY)
    assessments.send(assessment=assessment, by=cast["social_worker"], at=at - DAY)


def _being_written(cast: Cast, child: Child, at: datetime) -> None:
    """One agency has answered, the next is late."""
    by = cast["social_worker"]
    assessment = _start(cast, child, at, 15)
    answers, late = _partners(child, by)[:2]
    for agency, days in ((answers, 6), (late, 2)):
        part = assessments.ask(
            assessment=assessment,
            agency=agency,
            question="What do you know of the child’s days, of who cares for them, and what has changed?",
            due_on=london_date(at) - days * DAY,
            by=by,
            at=at - 12 * DAY,
        )
        if agency == answers:
            assessments.give(
                part=part,
                text="We see the child most weeks. Often tired since September, last week without a coat.",
                by=by,
                at=at - 7 * DAY,
            )
    assessments.save(
        assessment=assessment,
        version=assessment.version,
        texts={name: _WHOLE[name] for name in ("family", "daily_life", "strengths")},
        by=by,
        at=at - 3 * DAY,
    )


def _tools(cast: Cast, child: Child, at: datetime) -> None:
    """Three results of one tool over months, and a DASH that went to MARAC."""
    by = cast["social_worker"]
    for days, scores in _SCORES:
        until = london_date(at) - days * DAY
        facts = tools.ResultFacts(
            observed_from=until - 10 * DAY,
            observed_until=until,
            carer="The mother",
            evidence="Three visits at different times. The bedroom was at 12 degrees on each.",
            analysis="It moves with the mother’s health and not with our visits.",
            supervisor=cast["team_manager"].full_name,
            supervisor_on=until,
            supervisor_advice="Ask the grandmother what she sees when nobody has announced themselves.",
        )
        tools.record(child=child, tool="gcp2", scores=scores, facts=facts, by=by, at=at - days * DAY)
    day = london_date(at) - 9 * DAY
    facts = tools.ResultFacts(
        observed_from=day,
        observed_until=day,
        evidence="He has come back twice at night and waits at the school gate.",
        no_supervisor_reason="Away that day; told the duty manager by phone",
        judgement="She is more afraid than the number says: he has learnt where the children are.",
        marac="referred",
        marac_reason="He escalates, and she has nobody with her at night",
    )
    tools.record(child=child, tool="dash", scores={"overall": 13}, facts=facts, by=by, at=at - 9 * DAY)
