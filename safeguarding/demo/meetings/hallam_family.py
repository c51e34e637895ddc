"""The Hallam family up to the strategy meeting: a baby's broken arm, and a story that changes."""

from __future__ import annotations

from cases.services.referral_facts import AdultFacts
from cases.states import EventKind, InvolvementRole, ReferralOutcome, RelationshipKind, Significance
from safeguarding.demo.happenings import Allocated, Joins, Line
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago

BOTH = ("freya", "jonah")
# Working days before today: the day of the meeting, from which all else counts.
DAY = -9

PEOPLE = (
    Who(key="mother", given="Jade", family="Hallam", sex="F", age=(24, 7), known=ago(0, 7)),
    Who(key="partner", given="Kieran", family="Pell", sex="M", age=(27, 1), known=ago(0, 7)),
    Who(key="grandmother", given="Denise", family="Hallam", sex="F", age=(51, 3), known=ago(0, 7)),
    Who(
        key="freya",
        given="Freya",
        family="Hallam",
        sex="F",
        age=(0, 8),
        record=ago(0, 7),
        facts={"ethnicity": "WBRI", "nhs_number": "9990548609"},
    ),
    Who(key="jonah", given="Jonah", family="Hallam", sex="M", age=(5, 10), record=ago(0, 7)),
)

NETWORK = (
    Tie(who="mother", to=BOTH, kind=RelationshipKind.MOTHER, when=ago(0, 6, 25), pr=True, home=True),
    Tie(who="partner", to=("freya",), kind=RelationshipKind.FATHER, when=ago(0, 6, 25), home=True),
    Tie(
        who="partner",
        to=("jonah",),
        kind=RelationshipKind.PARENTS_PARTNER,
        when=ago(0, 6, 25),
        home=True,
        note="Moved in last spring; nobody has asked where he lived before",
    ),
    Tie(who="grandmother", to=BOTH, kind=RelationshipKind.GRANDPARENT, when=ago(0, 6, 25)),
    Tie(who="jonah", to=("freya",), kind=RelationshipKind.HALF_SIBLING, when=ago(0, 6, 25), home=True),
    Household(name="The Hallam family", who=("mother", "partner", *BOTH), when=ago(0, 6, 25)),
    Lives(
        who=("mother", "partner", *BOTH),
        lines="3 Ropewalk Terrace, Northmoor",
        postcode="NM2 8DJ",
        when=ago(0, 6, 25),
    ),
    Joins(
        who="health_visitor",
        role=InvolvementRole.HEALTH,
        of=("freya",),
        when=ago(0, 6, 20),
        why="Health visiting",
    ),
    Joins(who="gp", role=InvolvementRole.GP, of=BOTH, when=ago(0, 6, 20), why="Registered at the practice"),
    Joins(who="school", role=InvolvementRole.SCHOOL, of=("jonah",), when=ago(0, 3), why="On roll"),
)

SIGNS = (
    Line(
        who="health_visitor",
        when=ago(0, 4),
        of=("freya",),
        kind=EventKind.HEALTH_ATTENDANCE,
        what="Small bruise beside the spine at the clinic, Freya four months old. Jade said that she had "
        "rolled on a toy. Freya can't roll yet.",
        themes=("physical_abuse",),
        weight=Significance.SIGNIFICANT,
    ),
    Line(
        who="school",
        when=ago(0, 1, 5),
        of=("jonah",),
        kind=EventKind.VOICE,
        what="Jonah: “When Freya shouts I have to go outside with the dog.”",
        impact="He knows the number of minutes it takes until it is quiet.",
        themes=("emotional_abuse",),
    ),
)


def hospital(stage: Stage) -> Refers:
    """The hospital's referral, decided within the hour."""
    return Refers(
        key="arm",
        who="hospital",
        when=stage.work(DAY, 9),
        about=BOTH,
        what="Freya, eight months, was brought with an arm that she doesn't move: spiral fracture of the "
        "humerus, and an older fracture of a rib. Her father said first that she fell from the settee, then "
        "that her brother pulled her up by the arm.",
        day="Freya lay still and watched the door. Jonah wasn't with them: he was at school.",
        unheard="Freya is a baby; Jonah has not been spoken to.",
        themes=("physical_abuse",),
        level=4,
        because="Two fractures of different ages in a baby who can't walk, and two accounts.",
        parents="not_yet",
        adults=(
            AdultFacts(name="Jade Hallam", relationship="Mother", in_household=True),
            AdultFacts(name="Kieran Pell", relationship="Father", is_male=True, in_household=True),
        ),
        more={
            "parents_know_reason": "They know that X-rays were taken, not yet what they show.",
            "crime_alleged": True,
            "crime_details": "Injuries that somebody caused.",
            "males": "Kieran Pell, Freya's father, lives there.",
            "siblings": "Jonah, 5, is at Ashfield Primary School.",
            "criteria": ("4_development_injury",),
        },
        decided=Decided(
            outcome=ReferralOutcome.STRATEGY_MEETING,
            level=4,
            why="Two unexplained fractures in a baby: strategy meeting today, Freya stays on the ward.",
            told="A strategy meeting is held today at two; you will be asked to come.",
            hours=1.5,
        ),
    )


def story(stage: Stage) -> Story:
    """What was known before, the referral, and a worker for both children."""
    allocated = Allocated(of=BOTH, worker="social_worker", when=stage.work(DAY, 11))
    return Story("Hallam: two fractures", PEOPLE, (*NETWORK, *SIGNS, hospital(stage), allocated))
