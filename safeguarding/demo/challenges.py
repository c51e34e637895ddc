"""Professional challenge in the demo: one that ended well after its first stage ran out, one that the
partnership has to decide, one of today; and the policy, in two versions.

Youth justice disagrees with a closure: nobody answers in time, the manager does, and the case is open again.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cases.models import Event
from cases.services import involvements
from cases.states import EventKind, InvolvementRole, RelationshipKind, Significance
from escalation.models import Challenge
from escalation.services import ending, ladder, policy, talking
from escalation.services.ladder import Facts
from escalation.services.talking import Step
from escalation.states import ContactHow, LearningTheme
from safeguarding.demo.happenings import Allocated, Closed, Joins, Line, Opened
from safeguarding.demo.partnership import Cast
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago
from safeguarding.rules.london_time import london_date

JAMIE, LACEY = ("jamie",), ("lacey",)
BOTH = ("jamie", "lacey")

_PEOPLE = (
    Who(key="mother", given="Donna", family="Rusk", sex="F", age=(39, 4), known=ago(1)),
    Who(key="jamie", given="Jamie", family="Rusk", sex="M", age=(14, 8), record=ago(1)),
    Who(key="lacey", given="Lacey", family="Rusk", sex="F", age=(9, 2), record=ago(1)),
)
_STEPS = (
    Tie(who="mother", to=BOTH, kind=RelationshipKind.MOTHER, when=ago(0, 11, 20), pr=True, home=True),
    Household(name="The Rusk family", who=("mother", *BOTH), when=ago(0, 11, 20)),
    Lives(who=("mother", *BOTH), lines="31 Quarry Bank, Northmoor", postcode="NM4 6QT", when=ago(0, 11)),
    Joins(who="youth_justice", role=InvolvementRole.YOUTH_JUSTICE, of=JAMIE, when=ago(0, 10), why="An order"),
    Joins(who="school", role=InvolvementRole.SCHOOL, of=LACEY, when=ago(0, 10), why="On roll"),
    Joins(who="police", role=InvolvementRole.POLICE, of=BOTH, when=ago(0, 10), why="Missing episodes"),
    Opened(of=BOTH, when=ago(0, 8)),
    Allocated(of=BOTH, worker="social_worker", when=ago(0, 8, -1), why="Children in need"),
    Line(
        who="youth_justice",
        when=ago(0, 2, 10),
        of=JAMIE,
        kind=EventKind.NOTE,
        what="Jamie came with new trainers and two phones. He says that he “works for a mate”.",
        themes=("unexplained_gifts", "older_associates"),
        weight=Significance.SIGNIFICANT,
    ),
    Closed(of=JAMIE, when=ago(0, 1, 5), reason="RC8"),
)


def load(cast: Cast, at: datetime) -> None:
    """Publish the policy, tell the family, raise the challenges in the order of their days."""
    stage = Stage(cast, at)
    _policy(stage)
    Story("Rusk: a closure that youth justice challenges", _PEOPLE, _STEPS).play(stage)
    _closure(stage)
    _at_the_top(stage)
    _of_today(stage)


def _policy(stage: Stage) -> None:
    office = stage.staff("partnership_admin")
    for number, days, changes in (
        (1, 700, ""),
        (2, 60, "A stage whose time has run out moves up by itself."),
    ):
        made = policy.publish(
            title="Resolving professional disagreement",
            text="If a child is in immediate danger, call 999 first.\n\n"
            "Speak with your colleague on the same day. If you still disagree, raise a challenge: it has a "
            "time limit at every stage, and goes up the ladder until it is resolved.\n\n"
            "Disagreement is part of safe work. Nobody is thought less of for raising it, and nobody decides "
            "on a challenge that they raised.",
            changes=changes,
            number=number,
            by=office,
            at=stage.at - timedelta(days=days),
        )
    for key in ("school", "police", "social_worker", "youth_justice"):
        policy.confirm(policy=made, by=stage.staff(key), at=stage.at - timedelta(days=30))


def _closure(stage: Stage) -> None:
    """Stage 1 runs out of time; at stage 2 the manager offers, youth justice accepts, the case is open."""
    by, manager = stage.staff("youth_justice"), stage.staff("team_manager")
    child = stage.child("jamie")
    closure = Event.objects.filter(child=child, kind=EventKind.EPISODE_CLOSED).latest("pk")
    challenge = ladder.raise_challenge(
        child=child,
        event=closure,
        facts=Facts(
            against=manager.agency,
            ground="closure_or_step_down",
            concern="Jamie is being used by adults. The order ends in May, and then nobody sees him. Closing "
            "him because we are there is what was done before.",
            outcome_sought="The case is open until all agencies have met",
            interim_safety="I see him on Mondays and Thursdays and ring his mother on the other days.",
            evidence="New trainers, two phones, a man of about 25 who waits in a car outside.",
        ),
        by=by,
        at=stage.work(-18, 9),
    )
    talking.record_contact(
        challenge=challenge,
        happened_at=stage.work(-17, 10),
        how=ContactHow.NO_ANSWER,
        with_whom="The social worker’s team",
        words="Rang twice and left a message.",
        by=by,
        at=stage.work(-17, 10, 5),
    )
    # The second working day was the last one for an answer.
    ladder.move_up_by_time(at=stage.work(-15, 1))
    offered = talking.offer(
        challenge=challenge,
        words="You are right that nobody asked you. The case is open again and all agencies meet.",
        steps=[
            Step("Open the case again and allocate it", manager.agency, manager.full_name, _day(stage, -11)),
            Step("Bring the sessions’ records to the meeting", by.agency, by.full_name, _day(stage, 3)),
        ],
        by=manager,
        at=stage.work(-13, 14),
    )
    ended = talking.accept(offer=offered, words="", by=by, at=stage.work(-12, 10))
    Story("Rusk: open again", (), (Opened(of=JAMIE, when=ago(0, 0, 15)),)).play(stage)
    talking.finish_action(
        action=offered.actions.get(number=1),
        words="Open since this morning",
        by=manager,
        at=stage.work(-11, 10),
    )
    ending.record_learning(
        challenge=ended,
        theme=LearningTheme.CLOSED_TOO_EARLY,
        words="An order of youth justice is no plan of the partnership. Ask every agency before closing.",
        by=manager,
        at=stage.work(-11, 11),
    )


def _at_the_top(stage: Stage) -> None:
    """The school's, which the partnership has to decide; its office was let in to read the record."""
    by, child = stage.staff("school"), stage.child("lacey")
    challenge = ladder.raise_challenge(
        child=child,
        facts=Facts(
            against=stage.staff("team_manager").agency,
            ground="plan_not_progressing",
            concern="The plan says the same as in the spring. Lacey still comes without breakfast.",
            outcome_sought="A conference",
            interim_safety="Breakfast at school, and the pastoral lead sees her every morning.",
        ),
        by=by,
        at=stage.work(-9, 9),
    )
    involvements.start(
        child=child,
        agency=stage.staff("partnership_admin").agency,
        user=stage.staff("partnership_admin"),
        role=InvolvementRole.OTHER,
        reason="Decides on a challenge",
        by=stage.staff("team_manager"),
        at=stage.work(-8, 15),
    )
    ladder.move_up(
        challenge=challenge,
        to=5,
        reason="Both heads have spoken and see it differently.",
        by=by,
        at=stage.work(-8, 16),
    )


def _of_today(stage: Stage) -> Challenge:
    """The police's, with an offer that waits for an answer."""
    by, worker, child = stage.staff("police"), stage.staff("social_worker"), stage.child("lacey")
    raised_at = stage.work(-1, 15)
    challenge = ladder.raise_challenge(
        child=child,
        facts=Facts(
            against=worker.agency,
            ground="information_sharing",
            concern="Officers learned at the door that Lacey’s uncle has moved in. It was known on Friday.",
            outcome_sought="We are told the same day who joins the household",
            interim_safety="The uncle stays elsewhere until he is checked; officers call in the evening.",
        ),
        by=by,
        at=raised_at,
    )
    talking.record_contact(
        challenge=challenge,
        happened_at=raised_at,
        how=ContactHow.PHONE,
        with_whom=worker.full_name,
        words="It was in the notes and not passed on.",
        by=by,
        at=raised_at + timedelta(minutes=20),
    )
    talking.offer(
        challenge=challenge,
        words="From today the duty worker rings the unit when somebody joins the household.",
        steps=[Step("Ring the unit", worker.agency, worker.full_name, _day(stage, 2))],
        by=worker,
        at=raised_at + timedelta(minutes=40),
    )
    return challenge


def _day(stage: Stage, days: int) -> date:
    return london_date(stage.work(days, 12))
