"""Families with something that a system has to get right: each is small, and each is invented."""

from __future__ import annotations

from cases.services.referral_facts import AdultFacts
from cases.states import EventKind, InvolvementRole, PlanKind, ReferralOutcome, RelationshipKind
from safeguarding.demo.happenings import Allocated, Joins, Line, Met, Planned, Warned
from safeguarding.demo.people import Dies, Household, Lives, Phone, Tie, Who
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago

_GATE = ("Considered, nothing seen.", "Care is good.", "No other signs.", "Grief and a new country.")

# A refuge's address must never reach those who may not see it.
REFUGE = Story(
    "A confidential address",
    (
        Who(key="mother", given="Lauren", family="Thackray", sex="F", age=(29, 5), known=ago(0, 5)),
        Who(key="father", given="Jake", family="Thackray-Boyce", sex="M", age=(33, 2), known=ago(0, 5)),
        Who(key="elodie", given="Élodie", family="Thackray", sex="F", age=(6, 8), record=ago(0, 5)),
        Who(key="noah", given="Noah", family="Thackray", sex="M", age=(2, 3), record=ago(0, 5)),
    ),
    (
        Tie(
            who="mother",
            to=("elodie", "noah"),
            kind=RelationshipKind.MOTHER,
            when=ago(0, 5),
            pr=True,
            home=True,
        ),
        Tie(who="father", to=("elodie", "noah"), kind=RelationshipKind.FATHER, when=ago(0, 5), pr=True),
        Lives(
            who=("mother", "elodie", "noah"),
            lines="14 Whin Bank, Northmoor",
            postcode="NM7 3JS",
            when=ago(0, 5),
        ),
        Lives(
            who=("mother", "elodie", "noah"),
            lines="The Willows, Orchard Row, Westmere",
            postcode="WM2 6FP",
            when=ago(0, 3),
            confidential="Refuge: the father is looking for them",
        ),
        Phone(who="mother", number="07700 900135", when=ago(0, 3), note="After 18:00 only"),
        Warned(
            of=("elodie", "noah"),
            text="Do not give the address to anybody. Father looks for them.",
            when=ago(0, 3),
        ),
        Joins(
            who="voluntary",
            role=InvolvementRole.OTHER,
            of=("elodie", "noah"),
            when=ago(0, 3),
            why="Refuge worker",
        ),
        Joins(who="school", role=InvolvementRole.SCHOOL, of=("elodie",), when=ago(0, 5), why="On roll"),
        Refers(
            who="police",
            when=ago(0, 4),
            about=("elodie", "noah"),
            what="High-risk domestic abuse: father put his hands round mother's neck with the children in "
            "the room.",
            day="Élodie keeps Noah quiet under the table. They have slept in their clothes, ready to leave.",
            voice="I know where the shoes are in the dark.",
            themes=("domestic_abuse",),
            level=4,
            because="Strangulation, and children in the room.",
            decided=Decided(
                outcome=ReferralOutcome.STRATEGY_MEETING,
                level=4,
                why="Strategy meeting today; move to a refuge is being prepared.",
                told="Strategy meeting today at two.",
                hours=2,
            ),
        ),
        Met(rule="strategy_discussion_same_day", of=("elodie", "noah"), when=ago(0, 4, hour=15)),
        Line(
            who="front_door_manager",
            when=ago(0, 4, hour=15),
            of=("elodie", "noah"),
            kind=EventKind.STRATEGY_MEETING,
            what="Strategy meeting with police, health visitor, school and refuge: joint enquiry, refuge "
            "today.",
            themes=("domestic_abuse",),
        ),
        Allocated(of=("elodie", "noah"), worker="social_worker_east", when=ago(0, 3, 20)),
        Planned(of=("elodie", "noah"), kind=PlanKind.CHILD_PROTECTION, category="EMO", start=ago(0, 3, 10)),
    ),
)

# A colleague's family: the record opens to two named people.
STAFF_FAMILY = Story(
    "A restricted record",
    (
        Who(key="mother", given="Rebecca", family="Lindqvist", sex="F", age=(38, 1), known=ago(0, 6)),
        Who(
            key="oscar",
            given="Oscar",
            family="Lindqvist",
            sex="M",
            age=(10, 2),
            record=ago(0, 6),
            maker="head_of_service",
            restricted="The mother works in children's services",
        ),
    ),
    (
        Joins(
            who="social_worker",
            role=InvolvementRole.NAMED_USER,
            of=("oscar",),
            when=ago(0, 6, -1),
            why="Works with the child",
            only=True,
            by="head_of_service",
        ),
        Tie(
            who="mother",
            to=("oscar",),
            kind=RelationshipKind.MOTHER,
            when=ago(0, 6, -1),
            pr=True,
            home=True,
            by="head_of_service",
        ),
        Line(
            who="social_worker",
            when=ago(0, 5),
            of=("oscar",),
            kind=EventKind.VISIT,
            what="Seen at school, alone. Worried about his mother's drinking and about who gets to know.",
            themes=("parental_substance_misuse",),
        ),
    ),
)

# A death, an interpreter, accents.
BEREAVED = Story(
    "A father's death",
    (
        Who(
            key="mother",
            given="Małgorzata",
            family="Wiśniewska",
            sex="F",
            age=(36, 7),
            known=ago(0, 9),
            facts={"first_language": "Polish", "interpreter_needed": True},
        ),
        Who(key="father", given="Paweł", family="Wiśniewski", sex="M", age=(39, 4), known=ago(0, 9)),
        Who(
            key="zofia",
            given="Zofia",
            family="Wiśniewska",
            sex="F",
            age=(12, 6),
            record=ago(0, 9),
            facts={"ethnicity": "WOTH", "first_language": "Polish", "known_as": "Zosia"},
        ),
    ),
    (
        Tie(who="mother", to=("zofia",), kind=RelationshipKind.MOTHER, when=ago(0, 9), pr=True, home=True),
        Tie(who="father", to=("zofia",), kind=RelationshipKind.FATHER, when=ago(0, 9), pr=True, home=True),
        Lives(
            who=("mother", "zofia"),
            lines="Flat 6, 3 Rope Walk, Northmoor",
            postcode="NM1 4EB",
            when=ago(0, 9),
        ),
        Joins(who="other_school", role=InvolvementRole.SCHOOL, of=("zofia",), when=ago(0, 9), why="On roll"),
        Dies(who="father", when=ago(0, 4, 5), told=ago(0, 4, 3)),
        Refers(
            who="other_school",
            when=ago(0, 4),
            about=("zofia",),
            school="Beacon High School",
            what="Her father died at work last week. Zofia interprets for her mother at the coroner's and "
            "the bank.",
            day="She makes the calls before school and sits with her mother in the evening.",
            voice="If I stop talking nobody can talk to us.",
            themes=("bereavement", "young_carer"),
            level=2,
            because="A bereaved child who carries an adult's part.",
            decided=Decided(
                outcome=ReferralOutcome.EARLY_HELP,
                level=2,
                why="Bereavement support and an interpreter for the mother.",
                told="Early help with an interpreter; a bereavement worker will write to you.",
                gate=_GATE,
            ),
        ),
    ),
)

# An unborn child, and names longer than most columns.
LONG_NAMES = Story(
    "An unborn child and long names",
    (
        Who(
            key="mother",
            given="Wilhelmina Philippa Jacqueline",
            family="Featherstonehaugh-Cholmondeley",
            sex="F",
            age=(19, 11),
            known=ago(0, 2),
        ),
        Who(
            key="father",
            given="Sivasubramaniam",
            family="Ramakrishnapillai-Venkataraghavan",
            sex="M",
            age=(24, 3),
            known=ago(0, 2),
            aliases=("Siva Raghavan",),
        ),
        Who(
            key="bump",
            family="Featherstonehaugh-Cholmondeley",
            due_in_weeks=11,
            record=ago(0, 1, 20),
        ),
        Who(
            key="max",
            given="Maximilian Christopher",
            family="Featherstonehaugh-Cholmondeley",
            sex="M",
            age=(1, 4),
            record=ago(0, 2),
            aliases=("Max Cholmondeley", "Max Chumley"),
        ),
    ),
    (
        Tie(who="mother", to=("max",), kind=RelationshipKind.MOTHER, when=ago(0, 1, 25), pr=True, home=True),
        Tie(who="mother", to=("bump",), kind=RelationshipKind.MOTHER, when=ago(0, 1, 19), home=True),
        Tie(who="father", to=("max",), kind=RelationshipKind.FATHER, when=ago(0, 1, 25)),
        Tie(who="father", to=("bump",), kind=RelationshipKind.FATHER, when=ago(0, 1, 19)),
        Tie(who="max", to=("bump",), kind=RelationshipKind.SIBLING, when=ago(0, 1, 19)),
        Household(
            name="The Featherstonehaugh-Cholmondeley family",
            who=("mother", "max", "bump"),
            when=ago(0, 1, 18),
        ),
        Lives(
            who=("mother", "max"),
            lines="Care leavers' flat 2, 118 Upper Mill Lane, Northmoor",
            postcode="NM8 2QA",
            when=ago(0, 1, 18),
        ),
        Refers(
            who="midwife",
            when=ago(0, 1, 12),
            about=("bump", "max"),
            what="She booked at 24 weeks and has left care without a worker. The father of both has an "
            "order not to "
            "come near her.",
            day="Max sleeps in the pushchair; he is fed, clean and watched. There is no cot for the baby.",
            unheard="One is a toddler, the other is not born.",
            themes=("domestic_abuse", "other"),
            level=3,
            because="A very young mother alone, with an order against the father.",
            adults=(AdultFacts(name="Siva Raghavan", relationship="Father", is_male=True),),
            decided=Decided(
                outcome=ReferralOutcome.ASSESSMENT,
                level=3,
                why="Pre-birth assessment, and what Max needs beside it.",
                told="A pre-birth assessment starts this week.",
            ),
        ),
        Allocated(of=("bump", "max"), worker="social_worker", when=ago(0, 1, 8)),
    ),
)

STORIES = (REFUGE, STAFF_FAMILY, BEREAVED, LONG_NAMES)
