"""Tilly Holroyd's child in need plan: led by her health visitor, of 16 months, and still the same actions."""

from __future__ import annotations

from datetime import datetime

from cases.plan_states import SharedHow, VisitKind
from cases.services import plan_starting, plan_words
from cases.services.plan_sharing import ShareFacts
from cases.states import InvolvementRole, PlanKind, RelationshipKind
from safeguarding.demo.happenings import Allocated, Joins, Opened
from safeguarding.demo.partnership import Cast
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.plans import writing
from safeguarding.demo.plans.writing import Said, Wanted
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago

TILLY = ("tilly",)
PEOPLE = (
    Who(key="mother", given="Leanne", family="Holroyd", sex="F", age=(24, 7), known=ago(1, 6)),
    Who(key="tilly", given="Tilly", family="Holroyd", sex="F", age=(3, 9), record=ago(1, 6)),
)
STEPS = (
    Tie(who="mother", to=TILLY, kind=RelationshipKind.MOTHER, when=ago(1, 6), pr=True, home=True),
    Household(name="The Holroyd family", who=("mother", "tilly"), when=ago(1, 6)),
    Lives(who=("mother", "tilly"), lines="4 Tenter Close, Northmoor", postcode="NM2 6LT", when=ago(1, 6)),
    Opened(of=TILLY, when=ago(1, 5)),
    Joins(
        who="health_visitor", role=InvolvementRole.HEALTH, of=TILLY, when=ago(1, 5), why="Weight and growth"
    ),
    Joins(who="nursery", role=InvolvementRole.SCHOOL, of=TILLY, when=ago(1, 2), why="On roll"),
    Allocated(of=TILLY, worker="social_worker", when=ago(1, 4, 20)),
)
ITEMS = (
    Wanted(
        need="Tilly does not grow as she should.",
        action="Weighed and measured every fortnight; what she eats is looked at together.",
        outcome="Tilly follows her own line of growth.",
        owner="health_visitor",
        due=ago(0, 10),
        measure="Her weight, every fortnight",
        when=ago(1, 3, 20),
        progress=(
            Said(
                who="health_visitor",
                when=ago(0, 9, 20),
                what="Weighed four times in three months; Leanne cancelled the others.",
                impact="She has gained a little.",
                due=ago(0, 5),
            ),
            Said(
                who="health_visitor",
                when=ago(0, 4, 20),
                what="Weighed twice. On the same line as before.",
                due=14,
            ),
        ),
    ),
    Wanted(
        need="Tilly hardly speaks.",
        action="Nursery on five mornings; speech and language therapy sees her.",
        outcome="Tilly says what she wants in words.",
        owner="nursery",
        due=ago(0, 1),
        measure="Words that nursery hears in a week",
        when=ago(1, 3, 20),
        progress=(
            Said(
                who="nursery",
                when=ago(0, 6, 5),
                what="She comes on three mornings. The therapist’s list is long.",
                impact="She names her friends.",
            ),
        ),
    ),
)
LATER = Wanted(
    need="Leanne is on her own with everything.",
    action="A befriender from the family hub.",
    outside="Jo from the family hub",
    when=ago(0, 2),
)


def load(cast: Cast, at: datetime) -> None:
    """Tell of Tilly, start her plan, and let time pass."""
    stage = Stage(cast, at)
    Story("Holroyd: the same actions for sixteen months", PEOPLE, STEPS).play(stage)
    child, worker = stage.child("tilly"), stage.staff("social_worker")
    plan = plan_starting.start(
        child=child,
        kind=PlanKind.CHILD_IN_NEED,
        started_on=stage.day(ago(1, 4)),
        lead=stage.staff("health_visitor"),
        oversight_by=worker,
        by=worker,
        at=stage.moment(ago(1, 4)),
    )
    plan_words.change(
        plan=plan,
        danger_statement="Her health visitor and nursery are worried that Tilly is hungry and "
        "hardly spoken to.",
        safety_goal="Tilly grows and talks, and Leanne has somebody to ask.",
        contingency="A strategy meeting if Tilly loses weight.",
        by=stage.staff("health_visitor"),
        at=stage.moment(ago(1, 3, 25)),
    )
    for item in ITEMS:
        writing.write(stage, plan, item)
    for months in (15, 2):
        when = ago(0, months, 1)
        facts = ShareFacts(
            with_whom="Leanne Holroyd", relationship="Mother", shared_on=stage.day(when), how=SharedHow.POST
        )
        if months < 15:
            writing.write(stage, plan, LATER)
        writing.share(stage, plan, when, facts)
    for months, score in ((15, 5), (8, 5), (2, 5)):
        writing.number(stage, plan, ago(0, months), who="Health visitor", score=score, why="As it was.")
    writing.visit(
        stage,
        child,
        ago(0, 1, 2, hour=14),
        "Tilly showed me her bed and her bear. She said “more” at tea.",
        bedroom=True,
    )
    writing.visit(
        stage,
        child,
        ago(0, 0, 8, hour=10),
        "Weighed. Leanne was tired.",
        why="She clung to her mother.",
        by="health_visitor",
        kind=VisitKind.OTHER,
    )
