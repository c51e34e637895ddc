"""A neglect family whose parents were known as children.

Kayleigh Moss and Jordan Pickering were both on child protection plans for neglect. School, the health
visitor and police each saw their children cold, hungry or alone and each was told "no further action" at a
level of its own. Today school refers three of them again; the front door has matched it, a decision waits.
"""

from __future__ import annotations

from datetime import datetime

from cases.services.referral_facts import AdultFacts
from cases.states import EventKind, InvolvementRole, PlanKind, ReferralOutcome, RelationshipKind, Significance
from safeguarding.demo.happenings import Closed, Joins, Line, Opened, Planned
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago, hours_ago
from safeguarding.rules.rereferral import Cause

ALL = ("tyler", "ellie", "freddie")
SERIOUS = Significance.SIGNIFICANT

PEOPLE = (
    Who(
        key="kayleigh",
        given="Kayleigh",
        family="Moss",
        sex="F",
        age=(27, 3),
        record=ago(13, 9),
        aliases=("Kayleigh Pickering", "Kayleigh Sharrock"),
    ),
    Who(key="jordan", given="Jordan", family="Pickering", sex="M", age=(29, 1), record=ago(13, 2)),
    Who(key="gran", given="Maureen", family="Moss", sex="F", age=(49, 6), known=ago(13, 9)),
    Who(
        key="tyler",
        given="Tyler",
        family="Moss",
        sex="M",
        age=(8, 2),
        record=ago(7, 10),
        facts={"nhs_number": "9997465075", "ethnicity": "WBRI"},
    ),
    Who(
        key="ellie",
        given="Ellie-Mae",
        family="Pickering",
        sex="F",
        age=(6, 1),
        record=ago(5, 10),
        facts={"communication_needs": "Speech delay: give her time, use pictures"},
    ),
    Who(key="freddie", given="Freddie", family="Pickering", sex="M", age=(3, 4), record=ago(3, 2)),
    Who(key="bump", given="", family="Pickering", due_in_weeks=9, record=ago(0, 2)),
    Who(key="uncle", given="Wayne", family="Sharrock", sex="M", age=(52, 0), known=ago(13, 9)),
    Who(key="biological", given="Reece", family="Fallows", sex="M", age=(30, 5), known=ago(7, 10)),
)

NETWORK = (
    Tie(who="gran", to=("kayleigh",), kind=RelationshipKind.MOTHER, when=ago(13, 8), pr=True),
    Tie(
        who="uncle",
        to=("kayleigh",),
        kind=RelationshipKind.PARENTS_PARTNER,
        when=ago(13, 8),
        note="Convicted of cruelty to a child; must not be alone with children",
    ),
    Tie(who="kayleigh", to=("tyler",), kind=RelationshipKind.MOTHER, when=ago(7, 9), pr=True, home=True),
    Tie(who="biological", to=("tyler",), kind=RelationshipKind.FATHER, when=ago(7, 9)),
    Tie(who="jordan", to=("tyler",), kind=RelationshipKind.STEP_PARENT, when=ago(6, 8), home=True),
    Tie(who="kayleigh", to=("ellie",), kind=RelationshipKind.MOTHER, when=ago(5, 9), pr=True, home=True),
    Tie(who="jordan", to=("ellie",), kind=RelationshipKind.FATHER, when=ago(5, 9), pr=True, home=True),
    Tie(who="kayleigh", to=("freddie",), kind=RelationshipKind.MOTHER, when=ago(3, 1), pr=True, home=True),
    Tie(who="jordan", to=("freddie",), kind=RelationshipKind.FATHER, when=ago(3, 1), pr=True, home=True),
    Tie(who="kayleigh", to=("bump",), kind=RelationshipKind.MOTHER, when=ago(0, 2, -1), home=True),
    Tie(who="jordan", to=("bump",), kind=RelationshipKind.FATHER, when=ago(0, 2, -1), home=True),
    Tie(who="tyler", to=("ellie", "freddie"), kind=RelationshipKind.HALF_SIBLING, when=ago(3, 1), home=True),
    Tie(who="ellie", to=("freddie",), kind=RelationshipKind.SIBLING, when=ago(3, 1), home=True),
    Tie(who="gran", to=ALL, kind=RelationshipKind.GRANDPARENT, when=ago(3)),
    Tie(who="kayleigh", to=("jordan",), kind=RelationshipKind.PARTNER, when=ago(6, 8)),
    Household(
        name="The Moss and Pickering family",
        who=("kayleigh", "jordan", "tyler", "ellie", "freddie"),
        when=ago(3),
    ),
    Lives(
        who=("kayleigh", "jordan", "tyler", "ellie"),
        lines="Ground floor, 61 Station Parade, Northmoor",
        postcode="NM3 1RS",
        when=ago(5, 9),
    ),
    Lives(
        who=("freddie",),
        lines="Ground floor, 61 Station Parade, Northmoor",
        postcode="NM3 1RS",
        when=ago(3, 1),
    ),
    Joins(who="gp", role=InvolvementRole.GP, of=ALL, when=ago(3, 1), why="Registered at the practice"),
    Joins(who="school", role=InvolvementRole.SCHOOL, of=("tyler",), when=ago(4), why="On roll"),
    Joins(who="school", role=InvolvementRole.SCHOOL, of=("ellie",), when=ago(2), why="On roll"),
    Joins(
        who="health_visitor",
        role=InvolvementRole.HEALTH,
        of=("freddie",),
        when=ago(3, 1),
        why="Health visiting since birth",
    ),
    Joins(
        who="nursery", role=InvolvementRole.SCHOOL, of=("freddie",), when=ago(0, 11), why="Two-year-old place"
    ),
)

PARENTS_AS_CHILDREN = (
    Line(
        who="school_nurse",
        when=ago(13, 8),
        of=("kayleigh",),
        kind=EventKind.REFERRAL,
        what="Kayleigh, 13, has head lice that bleed, and one set of clothes. Cares for two small brothers.",
        themes=("neglect", "young_carer"),
    ),
    Opened(of=("kayleigh",), when=ago(13, 7)),
    Planned(
        of=("kayleigh",),
        kind=PlanKind.CHILD_PROTECTION,
        category="NEG",
        start=ago(13, 6),
        end=ago(12, 2),
        end_reason="Moved to her aunt's; the brothers were placed with foster carers",
    ),
    Line(
        who="police",
        when=ago(12, 11, hour=15, any_day=True),
        of=("kayleigh",),
        kind=EventKind.POLICE_PROTECTION,
        what="Children found alone: no food, faeces on the floor. Mother's partner Wayne Sharrock arrested.",
        themes=("neglect", "home_conditions"),
        weight=Significance.CRITICAL,
    ),
    Closed(of=("kayleigh",), when=ago(11, 11), reason="RC7"),
    Line(
        who="other_school_pastoral",
        when=ago(13, 1, 5),
        of=("jordan",),
        kind=EventKind.REFERRAL,
        what="Jordan, 15, sleeps in the library. Hungry, dirty, and afraid of his mother's boyfriend.",
        themes=("neglect", "physical_abuse"),
    ),
    Opened(of=("jordan",), when=ago(13, 1)),
    Planned(
        of=("jordan",),
        kind=PlanKind.CHILD_PROTECTION,
        category="NEG",
        start=ago(13),
        end=ago(12),
        end_reason="Went to live with his father",
    ),
    Line(
        who="youth_justice",
        when=ago(12, 6),
        of=("jordan",),
        kind=EventKind.NOTE,
        what="Jordan, 16, uses cannabis every day “so that I sleep”. Says that his mum's boyfriends hit him.",
        themes=("child_substance_misuse", "physical_abuse"),
    ),
    Closed(of=("jordan",), when=ago(11, 10), reason="RC7"),
)

NO_FURTHER_ACTION_GATE = (
    "Nothing points to it.",
    "Home conditions are said to be improving.",
    "None told of.",
    "Young parents with little money.",
)

YEARS = (
    Line(
        who="health_visitor",
        when=ago(5, 2),
        of=("ellie",),
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Not brought for weighing at 8 and at 10 months. No answer at the door; curtains drawn at two.",
        themes=("was_not_brought",),
    ),
    Line(
        who="housing",
        when=ago(4, 4),
        of=("tyler", "ellie"),
        kind=EventKind.NOTE,
        what="Gas check: mould in the children's room, mattress on the floor, dog mess in the hall.",
        themes=("home_conditions",),
    ),
    Refers(
        key="cold",
        who="school",
        when=ago(2, 9),
        about=("tyler",),
        school="Ashfield Primary School",
        what="Tyler has come without coat or socks for three weeks of frost. He takes food from bins.",
        day="He is up first and looks for cereal. He walks to school alone along the ring road.",
        voice="There's no bread till Tuesday.",
        themes=("neglect",),
        level=3,
        because="Basic care has been poor for more than a term.",
        decided=Decided(
            outcome=ReferralOutcome.NO_FURTHER_ACTION,
            level=2,
            why="Mother told the worker on the phone that a coat has been bought.",
            told="No role for social care; school to offer early help.",
            gate=NO_FURTHER_ACTION_GATE,
        ),
    ),
    Line(
        who="health_visitor",
        when=ago(2, 2),
        of=("freddie",),
        kind=EventKind.VISIT,
        what="Freddie, 1, in a car seat in front of the television for all of the visit. Flat head. "
        "Strong smell of "
        "cannabis. Jordan answered for Kayleigh each time I asked her something.",
        impact="He did not reach for me or for the toy. He did not make a sound.",
        themes=("neglect", "parental_substance_misuse", "domestic_abuse"),
        weight=SERIOUS,
    ),
    Refers(
        key="carseat",
        who="health_visitor",
        when=ago(1, 10),
        about=("freddie",),
        what="Freddie is kept in a car seat for most of the day and is behind in every area. Cannabis is "
        "smoked in "
        "the room. Kayleigh had finger marks on her arm.",
        day="Car seat, bottle, television; put to bed in it. His day holds nobody's face for long.",
        unheard="He is too young; he watches and is silent.",
        themes=("neglect", "parental_substance_misuse", "domestic_abuse"),
        level=4,
        because="Development held back, and a silent baby.",
        decided=Decided(
            outcome=ReferralOutcome.NO_FURTHER_ACTION,
            level=1,
            why="The health visitor is the right person to support with play and stimulation.",
            told="Please continue your visits; this is universal work.",
            gate=NO_FURTHER_ACTION_GATE,
        ),
    ),
    Line(
        who="gp",
        when=ago(1, 5),
        of=("freddie",),
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Not brought to the paediatric clinic for his development, second time.",
        themes=("was_not_brought",),
    ),
    Line(
        who="gp",
        when=ago(1, 3),
        of=ALL,
        kind=EventKind.HEALTH_ATTENDANCE,
        what="Kayleigh: low mood, asked for more tablets. Said that some days she can't get up for the "
        "children.",
        themes=("parental_mental_ill_health",),
    ),
    Refers(
        key="street",
        who="police",
        when=ago(0, 9, hour=9),
        about=ALL,
        what="Freddie found in a nappy on Station Parade at 06:50 by a bus driver. Door open, parents "
        "asleep. "
        "Cannabis, bottles and dog mess within reach of the children. Officers woke Jordan with difficulty.",
        day="Officers saw one mattress for three children and no food but a bag of sugar.",
        unheard="Tyler was asked in front of his parents and looked at Jordan.",
        themes=("neglect", "home_conditions", "parental_substance_misuse"),
        level=3,
        because="A toddler alone on a road.",
        decided=Decided(
            outcome=ReferralOutcome.NO_FURTHER_ACTION,
            level=2,
            why="A single incident. Parents were sorry and have fitted a bolt.",
            told="No further action. Parents have been advised about locks.",
            gate=NO_FURTHER_ACTION_GATE,
            cause=Cause.NEW_EVENT,
            no_meeting="Police have dealt with it on the day.",
        ),
    ),
    Line(
        who="nursery",
        when=ago(0, 5),
        of=("freddie",),
        kind=EventKind.SCHOOL_CONCERN,
        what="Comes one day in three. Eats until he is sick. Nappy rash that bleeds. Mother says it is "
        "the wipes.",
        themes=("neglect",),
        weight=SERIOUS,
    ),
    Line(
        who="school",
        when=ago(0, 3),
        of=("ellie",),
        kind=EventKind.VOICE,
        what="Ellie-Mae drew her house: a dog, a telly, and nobody in the beds. “Tyler does the teas.”",
        themes=("young_carer", "neglect"),
    ),
    Line(
        who="midwife",
        when=ago(0, 2, -6),
        of=("bump",),
        kind=EventKind.HEALTH_ATTENDANCE,
        what="Booked late, at 30 weeks. Missed both scans. Says she didn't know. Smokes cannabis “to eat”.",
        themes=("was_not_brought", "parental_substance_misuse"),
        weight=SERIOUS,
    ),
)


def today(now: datetime) -> Refers:
    """This morning's referral by school, matched to the three records and waiting for a decision."""
    return Refers(
        key="tea",
        who="school",
        when=hours_ago(now, 5),
        about=ALL,
        school="Ashfield Primary School",
        what="Tyler has a burn on his hand from making tea on the gas for the others. He and Ellie-Mae "
        "came in at "
        "ten with Freddie in a broken pushchair because “mum won't wake up”. Mother came at two, unsteady.",
        day="Tyler, 8, gets two children up, changes a nappy and finds food. Ellie-Mae has had lice since "
        "September and sits by herself because of the smell. They sleep on one mattress in their clothes.",
        voice="If I tell you they'll split us up like they did with mum's brothers.",
        themes=(
            "neglect",
            "young_carer",
            "home_conditions",
            "parental_mental_ill_health",
            "parental_substance_misuse",
        ),
        level=4,
        because="Two years of the same, now with an injury and a baby due.",
        parents="disagree",
        adults=(
            AdultFacts(name="Kayleigh Moss", relationship="Mother", in_household=True),
            AdultFacts(
                name="Jordan Pickering", relationship="Father, stepfather", is_male=True, in_household=True
            ),
            AdultFacts(name="Wayne", relationship="“Uncle” who collects them", is_male=True),
        ),
        more={
            "tool_used": "neglect_tool",
            "tool_result": "Done by school and school nurse together: physical care 5, safety 5, "
            "affection 3.",
            "family_known": "School has referred before and was told that it was early help.",
            "males": "Jordan is at home. A man called Wayne has collected them twice this month.",
            "siblings": "Mother is about seven months pregnant.",
            "address_lines": "Ground floor, 61 Station Parade, Northmoor",
            "postcode": "NM3 1RS",
            "criteria": ("3_parenting_basic_care", "4_parenting_serious_neglect", "3_family_history"),
        },
    )


def story(now: datetime) -> Story:
    """The Moss and Pickering family's story, told on the day of `now`."""
    steps = (*PARENTS_AS_CHILDREN, *NETWORK, *YEARS, today(now))
    return Story("Moss and Pickering: each agency told no", PEOPLE, steps)
