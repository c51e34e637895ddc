"""A "Child U": signs of exploitation spread over six agencies, and a case closed too early.

Ruby is 15. School, police, youth justice, the hospital, the mental health service and a hotel's night porter
each knew one part. Social care closed her when youth justice had an order; nobody met. Police refer again.
"""

from __future__ import annotations

from datetime import datetime

from cases.services.referral_facts import AdultFacts
from cases.states import (
    EventKind,
    InvolvementRole,
    ReferralOutcome,
    RelationshipKind,
    Sensitivity,
    Significance,
)
from safeguarding.demo.happenings import Allocated, Closed, Joins, Leaves, Line, Met, Warned
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago, hours_ago

RUBY = ("ruby",)
SERIOUS = Significance.SIGNIFICANT

PEOPLE = (
    Who(key="mother", given="Siobhán", family="Keane", sex="F", age=(44, 1), known=ago(3)),
    Who(key="father", given="Declan", family="Keane", sex="M", age=(47, 7), known=ago(3)),
    Who(
        key="ruby",
        given="Ruby",
        family="Keane",
        sex="F",
        age=(15, 4),
        record=ago(3),
        aliases=("Róisín Keane",),
        facts={
            "ethnicity": "WIRI",
            "known_as": "Rubes",
            "first_language": "English",
            "nhs_number": "9996613186",
        },
    ),
    Who(key="brother", given="Niall", family="Keane", sex="M", age=(18, 8), known=ago(3)),
    Who(key="sister", given="Aoife", family="Keane", sex="F", age=(20, 2), known=ago(3)),
    Who(key="niece", given="Clodagh", family="Keane", sex="F", age=(2, 1), record=ago(1, 4)),
)

NETWORK = (
    Tie(who="mother", to=RUBY, kind=RelationshipKind.MOTHER, when=ago(3), pr=True, home=True),
    Tie(who="father", to=RUBY, kind=RelationshipKind.FATHER, when=ago(3), pr=True, home=True),
    Tie(who="brother", to=RUBY, kind=RelationshipKind.SIBLING, when=ago(3), home=True),
    Tie(who="sister", to=RUBY, kind=RelationshipKind.SIBLING, when=ago(3), home=True),
    Tie(who="sister", to=("niece",), kind=RelationshipKind.MOTHER, when=ago(1, 4), pr=True, home=True),
    Tie(who="ruby", to=("niece",), kind=RelationshipKind.AUNT_UNCLE, when=ago(1, 4), home=True),
    Household(
        name="The Keane family",
        who=("mother", "father", "ruby", "brother", "sister", "niece"),
        when=ago(1, 4),
    ),
    Lives(
        who=("mother", "father", "ruby", "brother", "sister"),
        lines="9 Foundry Court, Northmoor",
        postcode="NM2 5LB",
        when=ago(3),
    ),
    Joins(who="gp", role=InvolvementRole.GP, of=RUBY, when=ago(3), why="Registered at the practice"),
    Joins(
        who="other_school", role=InvolvementRole.SCHOOL, of=RUBY, when=ago(3), why="On roll until excluded"
    ),
    Joins(
        who="health_visitor",
        role=InvolvementRole.HEALTH,
        of=("niece",),
        when=ago(1, 4),
        why="Health visiting",
    ),
)

FIRST_SIGNS = (
    Line(
        who="other_school",
        when=ago(2, 10),
        of=RUBY,
        kind=EventKind.SCHOOL_EXCLUSION,
        what="Excluded for good at 12 after assaulting two girls in the changing room. Starts at the pupil "
        "referral unit for ten hours a week.",
        impact="No school, no adult and no timetable on three days out of five.",
        themes=("exclusion",),
        weight=SERIOUS,
    ),
    Joins(
        who="youth_justice",
        role=InvolvementRole.YOUTH_JUSTICE,
        of=RUBY,
        when=ago(2, 8),
        why="Order after two assaults",
    ),
    Line(
        who="youth_justice",
        when=ago(2, 6),
        of=RUBY,
        kind=EventKind.NOTE,
        what="In her third session Ruby said that she smokes cannabis every day and drinks with “lads "
        "who've got "
        "their own places”. She doesn't pay for it.",
        themes=("child_substance_misuse", "older_associates"),
        weight=SERIOUS,
    ),
    Line(
        who="police",
        when=ago(2, 3, hour=23, any_day=True),
        of=RUBY,
        kind=EventKind.MISSING_EPISODE,
        what="Missing overnight for the first time. Found at the bus station at 06:10 with make-up wiped "
        "off and a "
        "coat that isn't hers.",
        themes=("missing",),
        weight=SERIOUS,
    ),
    Refers(
        key="slapped",
        who="youth_justice",
        when=ago(2, 1),
        about=RUBY,
        what="Ruby came with a bruise on her cheek and said that her father hit her for coming in late "
        "and calls "
        "her a slag in front of the others.",
        day="She sleeps on the settee because Aoife and the baby have her room. She eats at friends'.",
        voice="He's only like that when he's had a drink. Don't make it a thing.",
        themes=("physical_abuse", "emotional_abuse", "child_substance_misuse"),
        level=3,
        because="An injury and an account that fits it.",
        decided=Decided(
            outcome=ReferralOutcome.ASSESSMENT,
            level=3,
            why="Assessment of physical and emotional harm by her father.",
            told="A social worker will see Ruby and her parents.",
            no_meeting="Spoken about with police by phone; no other agency was asked.",
        ),
    ),
    Allocated(of=RUBY, worker="social_worker_west", when=ago(2, 0, 20), by="team_manager_west"),
    Line(
        who="social_worker_west",
        when=ago(2, 0, 4),
        of=RUBY,
        kind=EventKind.VISIT,
        what="Ruby seen with both parents in the room. Her father apologised. She looked at her phone "
        "throughout.",
    ),
    Line(
        who="mental_health",
        when=ago(1, 11, 8),
        of=RUBY,
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Not brought to the first appointment; discharged after the second under the service's policy.",
        themes=("was_not_brought", "self_harm"),
    ),
    Met(rule="assessment", of=RUBY, when=ago(1, 11), by="team_manager_west"),
    Line(
        who="social_worker_west",
        when=ago(1, 11),
        of=RUBY,
        kind=EventKind.ASSESSMENT,
        what="Assessment: parents have agreed rules with Ruby. Youth justice is working with her and will "
        "lead.",
    ),
    Closed(of=RUBY, when=ago(1, 10, 20), reason="RC8", by="team_manager_west"),
)

SPREADING = (
    Line(
        who="police",
        when=ago(1, 6, hour=22, any_day=True),
        of=RUBY,
        kind=EventKind.MISSING_EPISODE,
        what="Missing for 31 hours. Returned by taxi, paid by somebody she would not name.",
        themes=("missing", "unexplained_gifts"),
        weight=SERIOUS,
    ),
    Line(
        who="hospital",
        when=ago(1, 3, hour=3, any_day=True),
        of=RUBY,
        kind=EventKind.HEALTH_ATTENDANCE,
        what="Cuts to both forearms, some a week old. Seen by the duty psychiatrist, discharged to her "
        "sister. No "
        "word to social care: “open to youth justice”.",
        themes=("self_harm",),
        weight=SERIOUS,
    ),
    Line(
        who="voluntary",
        when=ago(1, 1, 10),
        of=RUBY,
        kind=EventKind.NOTE,
        what="A girl who comes to our drop-in says that Ruby is “passed round” at a flat above the shops.",
        themes=("child_sexual_exploitation",),
        weight=SERIOUS,
    ),
    Line(
        who="hospital",
        when=ago(0, 11, hour=1, any_day=True),
        of=RUBY,
        kind=EventKind.HEALTH_ATTENDANCE,
        what="Overdose of paracetamol. Said that she meant to die. Stayed two nights. Two men waited for "
        "her in "
        "the car park at discharge.",
        impact="She asked the nurse whether she could stay longer.",
        themes=("overdose", "self_harm", "older_associates"),
        weight=Significance.CRITICAL,
    ),
    Refers(
        key="overdose",
        who="hospital",
        when=ago(0, 11, -2),
        about=RUBY,
        what="Second attendance in five months: first cutting, now an overdose with intent. Two adult men "
        "waited "
        "for her in the car park.",
        day="She is out most nights. She says that home is loud and that no one asks when she comes in.",
        voice="I'm tired. I can't say why.",
        themes=("overdose", "self_harm", "older_associates"),
        level=3,
        because="Intent to die and unknown adults around a child of 14.",
        decided=Decided(
            outcome=ReferralOutcome.EARLY_HELP,
            level=2,
            why="Health is leading on self-harm and youth justice holds the order. Family support to be "
            "offered.",
            told="Passed to early help. Please carry on with your own plan.",
            gate=(
                "Nothing said by Ruby.",
                "Parents present and co-operating.",
                "Self-harm is with health.",
                "Adolescent distress after exclusion.",
            ),
            no_meeting="Several agencies are already involved.",
        ),
    ),
    Joins(who="early_help", role=InvolvementRole.EARLY_HELP, of=RUBY, when=ago(0, 10), why="Family support"),
    Line(
        who="early_help",
        when=ago(0, 8),
        of=RUBY,
        kind=EventKind.NOTE,
        what="Three doorstep visits, no answer. Parents declined family support by text. Closed to early "
        "help.",
    ),
    Leaves(who="early_help", of=RUBY, when=ago(0, 8, -1), why="Family declined"),
    Line(
        who="police",
        when=ago(0, 6, hour=2, any_day=True),
        of=RUBY,
        kind=EventKind.POLICE_INCIDENT,
        what="Night porter of a hotel on the ring road rang: a girl who looked 15 had gone up with a man "
        "of about "
        "30 who paid cash. Room empty when officers came. Porter named her from a photograph.",
        themes=("hotels", "child_sexual_exploitation", "older_associates"),
        weight=Significance.CRITICAL,
    ),
    Line(
        who="police",
        when=ago(0, 6, hour=4, any_day=True),
        of=RUBY,
        kind=EventKind.POLICE_INCIDENT,
        what="The room was booked under a name that appears in another operation.",
        themes=("child_sexual_exploitation",),
        seen_by=Sensitivity.POLICE,
    ),
    Line(
        who="police",
        when=ago(0, 4, hour=23, any_day=True),
        of=RUBY,
        kind=EventKind.MISSING_EPISODE,
        what="Missing for the third time. Her mother rang after two days because she “didn't want the "
        "bother”.",
        themes=("missing",),
        weight=SERIOUS,
    ),
    Line(
        who="youth_justice",
        when=ago(0, 3),
        of=RUBY,
        kind=EventKind.NOTE,
        what="Order finished. Ruby asked whether sessions could go on. They can't without an order.",
        impact="The only adult she turned up for has stopped.",
    ),
    Leaves(who="youth_justice", of=RUBY, when=ago(0, 3, -2), why="The order has finished"),
    Warned(
        of=RUBY, text="Declared intention to end her life; never leave alone after bad news.", when=ago(0, 10)
    ),
)


def today(now: datetime) -> Refers:
    """This morning's referral by police: nobody has matched it yet."""
    return Refers(
        key="car",
        who="police",
        when=hours_ago(now, 4),
        about=RUBY,
        what="At 01:20 a car left the road at Moor End. Driver, a man of 29, under the influence of "
        "drugs. Ruby "
        "in the back with a broken wrist, her brother Niall in front. In the car: two phones, hotel key "
        "cards "
        "and condoms. Ruby told the ambulance crew that she met the driver online and “owes him”.",
        day="She sleeps in the day. Nobody at home can say where she was on four nights of this week.",
        voice="If I don't go they'll go to our house.",
        themes=(
            "child_sexual_exploitation",
            "older_associates",
            "hotels",
            "online",
            "child_substance_misuse",
            "missing",
        ),
        level=4,
        because="Debt, threats, hotels and an adult who controls her.",
        parents="not_yet",
        adults=(
            AdultFacts(name="Declan Keane", relationship="Father", is_male=True, in_household=True),
            AdultFacts(name="Niall Keane", relationship="Brother", is_male=True, in_household=True),
            AdultFacts(name="Tyrone Mallory", relationship="Driver of the car", is_male=True),
        ),
        more={
            "happened_when": "Last night, 01:20",
            "parents_know_reason": "Officers have not been able to raise the parents.",
            "crime_alleged": True,
            "crime_details": "Driving under the influence; arranging a child sex offence is being looked at.",
            "males": "Father at home. Brother Niall was in the car. The driver says that he is her "
            "boyfriend.",
            "siblings": "Niece Clodagh, 2, lives in the same house.",
            "criteria": ("4_development_exploited", "4_family_dangerous_person"),
        },
        matched=False,
    )


def story(now: datetime) -> Story:
    """Ruby's story, told on the day of `now`."""
    steps = (*NETWORK, *FIRST_SIGNS, *SPREADING, today(now))
    return Story("Ruby: signs that no one put together", PEOPLE, steps)
