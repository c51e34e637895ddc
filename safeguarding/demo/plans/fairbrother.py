"""Isaac's and Grace Fairbrother's child protection plans: written once, and hardly touched since."""

from __future__ import annotations

from datetime import datetime

from cases.models import Plan
from cases.plan_states import PracticeModel, SharedHow
from cases.services import plan_words
from cases.services.plan_sharing import ShareFacts
from cases.states import PlanKind
from safeguarding.demo.partnership import Cast
from safeguarding.demo.plans import writing
from safeguarding.demo.plans.writing import Said, Wanted
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import ago

ITEMS = (
    Wanted(
        need="The children are sent to the stairs and counted at when Dean Crossley is in the house.",
        action="Work with Nicola on what the children see and hear; Dean’s part is assessed.",
        outcome="Isaac and Grace play in their own living room in the evening.",
        owner="social_worker",
        due=ago(0, 6),
        measure="What the children tell school about their evenings",
        when=ago(0, 9, 6),
        progress=(
            Said(
                who="social_worker",
                when=ago(0, 5, 28),
                what="Nicola does not want to talk about Dean. Not begun.",
                due=ago(0, 3),
            ),
            Said(who="social_worker", when=ago(0, 2, 14), what="Dean not asked yet.", due=-10),
        ),
    ),
    Wanted(
        need="Nobody in the plan knows their father.",
        action="Find Emmanuel Asante and hear what he can offer.",
        when=ago(0, 9, 6),
    ),
    Wanted(
        need="Isaac comes to school hungry.",
        action="A place at breakfast club.",
        outcome="Isaac has eaten before the first lesson.",
        owner="school",
        due=ago(0, 8),
        measure="Days at breakfast club in a week",
        when=ago(0, 9, 6),
        progress=(
            Said(
                who="school",
                when=ago(0, 8, 10),
                what="He has come every day for two weeks.",
                impact="He joins in before break now.",
            ),
        ),
        done=(ago(0, 8), "Isaac eats before the first lesson and has stopped asking others for food."),
    ),
    Wanted(
        need="The kitchen is not safe.",
        action="Housing mends the cooker.",
        owner="housing",
        due=ago(0, 8),
        measure="Cooker checked",
        when=ago(0, 9, 6),
        dropped=(ago(0, 7, 10), "The family was given another cooker"),
    ),
    Wanted(
        need="The house is not clean enough for a child to crawl and play in.",
        action="A rota that Nicola and a family support worker keep together.",
        outcome="The floor, the beds and the bathroom are clean when somebody comes unannounced.",
        outside="Nicola Fairbrother",
        due=21,
        measure="What is found on two unannounced visits a month",
        when=ago(0, 9, 6),
        progress=(
            Said(
                who="social_worker",
                when=ago(0, 1, 18),
                what="Clean downstairs. Bedroom not seen.",
                impact="Grace has a clean place to sit. Where she sleeps nobody knows.",
            ),
        ),
    ),
)


def load(cast: Cast, at: datetime) -> None:
    """Write both plans as they were written."""
    stage = Stage(cast, at)
    running = Plan.objects.filter(
        child__person__family_name="Fairbrother", kind=PlanKind.CHILD_PROTECTION, ended_on=None
    )
    for plan in running.select_related("child__person").order_by("pk"):
        _write(stage, plan)


def _write(stage: Stage, plan: Plan) -> None:
    plan_words.change(
        plan=plan,
        danger_statement="School and the police are worried that Dean hurts Nicola and frightens the "
        "children, and that nobody notices when they are hungry, dirty or unwell.",
        safety_goal="Isaac and Grace are at ease in their home at any hour, eat before school, and a "
        "grown-up who is not afraid looks after them.",
        contingency="A meeting with legal advice on what the court would be asked.",
        practice_model=PracticeModel.SIGNS_OF_SAFETY,
        by=stage.staff("conference_chair"),
        at=stage.moment(ago(0, 9, 12)),
    )
    for item in ITEMS:
        # Grace isn't at school yet.
        if item.owner != "school" or plan.child.person.given_name == "Isaac":
            writing.write(stage, plan, item)
    mother = ShareFacts(
        with_whom="Nicola Fairbrother",
        relationship="Mother",
        shared_on=stage.day(ago(0, 9, 4)),
        how=SharedHow.IN_PERSON,
    )
    father = ShareFacts(
        with_whom="Emmanuel Asante", relationship="Father", not_shared_reason="Nobody has his address yet."
    )
    writing.share(stage, plan, ago(0, 9, 4), mother)
    writing.share(stage, plan, ago(0, 9, 4), father)
    for months, score in ((9, 3), (6, 4), (2, 4)):
        writing.number(
            stage,
            plan,
            ago(0, months, 4),
            who="Nicola Fairbrother",
            score=score + 3,
            why="Dean is hardly here.",
        )
        writing.number(
            stage, plan, ago(0, months, 3), who="Ashfield Primary School", score=score, why="Isaac listens."
        )
    child = plan.child
    writing.visit(
        stage,
        child,
        ago(0, 1, 18, hour=16),
        "Clean downstairs, warm. Dean stayed in the kitchen with the door open.",
        why="Dean Crossley stayed within hearing.",
    )
    writing.visit(
        stage,
        child,
        ago(0, 0, 13, hour=16),
        "Curtains drawn, the television on. A card was left.",
        seen=False,
        why="Nobody opened the door.",
    )
