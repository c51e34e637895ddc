"""A "Family Y": eight quiet years after a plan that ended on promises.

The Stannard children had a child protection plan that ended when the house was clean twice. For eight years
no referral came; appointments were cancelled, police were at the door, the youngest wet the bed. Today the GP
refers. History counts at any interval: the head of service has to see it.
"""

from __future__ import annotations

from datetime import datetime

from cases.services.referral_facts import AdultFacts
from cases.states import EventKind, InvolvementRole, PlanKind, RelationshipKind, Sensitivity, Significance
from safeguarding.demo.happenings import Closed, Joins, Leaves, Line, Opened, Planned
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.referring import Refers
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago, hours_ago

ALL = ("megan", "callum", "poppy")
SERIOUS = Significance.SIGNIFICANT

PEOPLE = (
    Who(key="mother", given="Michelle", family="Stannard", sex="F", age=(41, 2), known=ago(10)),
    Who(
        key="father",
        given="Craig",
        family="Stannard",
        sex="M",
        age=(44, 10),
        known=ago(10),
        aliases=("Craig Ventris",),
    ),
    Who(key="megan", given="Megan", family="Stannard", sex="F", age=(13, 5), record=ago(9, 10)),
    Who(
        key="callum",
        given="Callum",
        family="Stannard",
        sex="M",
        age=(11, 4),
        record=ago(9, 10),
        facts={
            "nhs_number": "9991471049",
            "disabilities": ["LD", "INC"],
            "communication_needs": "Short sentences; does not like touch",
        },
    ),
    Who(key="poppy", given="Poppy", family="Stannard", sex="F", age=(9, 1), record=ago(9)),
    Who(key="lodger", given="Barry", family="Ventris", sex="M", age=(58, 3), known=ago(4)),
)

NETWORK = (
    Tie(
        who="mother", to=("megan", "callum"), kind=RelationshipKind.MOTHER, when=ago(9, 9), pr=True, home=True
    ),
    Tie(who="mother", to=("poppy",), kind=RelationshipKind.MOTHER, when=ago(8, 11), pr=True, home=True),
    Tie(
        who="father", to=("megan", "callum"), kind=RelationshipKind.FATHER, when=ago(9, 9), pr=True, home=True
    ),
    Tie(who="father", to=("poppy",), kind=RelationshipKind.FATHER, when=ago(8, 11), pr=True, home=True),
    Tie(who="megan", to=("callum",), kind=RelationshipKind.SIBLING, when=ago(9, 9), home=True),
    Tie(who="megan", to=("poppy",), kind=RelationshipKind.SIBLING, when=ago(8, 11), home=True),
    Tie(who="callum", to=("poppy",), kind=RelationshipKind.SIBLING, when=ago(8, 11), home=True),
    Tie(
        who="lodger",
        to=ALL,
        kind=RelationshipKind.LODGER,
        when=ago(3, 11),
        home=True,
        note="Father's uncle; sleeps in the children's landing",
    ),
    Household(name="The Stannard family", who=("mother", "father", *ALL), when=ago(8, 11)),
    Lives(
        who=("mother", "father", "megan", "callum"),
        lines="Quarry Cottage, Moor End Lane, Northmoor",
        postcode="NM6 8XW",
        when=ago(9, 9),
    ),
    Lives(
        who=("poppy",), lines="Quarry Cottage, Moor End Lane, Northmoor", postcode="NM6 8XW", when=ago(8, 11)
    ),
    Joins(who="gp", role=InvolvementRole.GP, of=("megan", "callum"), when=ago(9, 9), why="Registered"),
    Joins(who="gp", role=InvolvementRole.GP, of=("poppy",), when=ago(8, 11), why="Registered"),
    Joins(who="other_school", role=InvolvementRole.SCHOOL, of=("megan",), when=ago(2, 2), why="On roll"),
    Joins(who="school", role=InvolvementRole.SCHOOL, of=("callum", "poppy"), when=ago(4), why="On roll"),
    Joins(who="hospital", role=InvolvementRole.HEALTH, of=("callum",), when=ago(5), why="Continence clinic"),
)

THE_PLAN = (
    Line(
        who="police",
        when=ago(9, 8, hour=14, any_day=True),
        of=("megan", "callum"),
        kind=EventKind.POLICE_INCIDENT,
        what="Called to a dog bite: floor covered in rubbish and faeces, no bedding. Children left in the "
        "home.",
        themes=("neglect", "home_conditions"),
        weight=SERIOUS,
    ),
    Opened(of=("megan", "callum"), when=ago(9, 7)),
    Line(
        who="social_worker_east",
        when=ago(9, 7, -9),
        of=("megan", "callum"),
        kind=EventKind.SECTION_47_ENQUIRY,
        what="Enquiry under section 47 with police: concerns substantiated, conference asked for.",
        themes=("neglect",),
        weight=Significance.CRITICAL,
    ),
    Planned(
        of=("megan", "callum"),
        kind=PlanKind.CHILD_PROTECTION,
        category="NEG",
        start=ago(9, 6),
        end=ago(8, 2),
        end_reason="House clean at two announced visits; parents “fully engaged”",
    ),
    Line(
        who="health_visitor",
        when=ago(8, 5),
        of=("megan", "callum", "poppy"),
        kind=EventKind.NOTE,
        what="Five of eight visits cancelled by text on the morning, always with a kind word. When I came "
        "without an "
        "appointment nobody opened; a child was behind the door.",
        themes=("neglect",),
    ),
    Closed(of=("megan", "callum"), when=ago(8, 1), reason="RC7"),
    Leaves(who="hospital", of=("callum",), when=ago(0, 10), why="Discharged after not being brought"),
)

QUIET_YEARS = (
    Line(
        who="hospital",
        when=ago(4, 9),
        of=("callum",),
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Continence clinic: not brought. Mother rang to say that the car was broken.",
        themes=("was_not_brought",),
    ),
    Line(
        who="school",
        when=ago(3, 6),
        of=("callum", "poppy"),
        kind=EventKind.SCHOOL_CONCERN,
        what="Both smell strongly of urine. Mother thanked us warmly, said that the washer was mended. It "
        "isn't.",
        themes=("neglect",),
    ),
    Line(
        who="constable",
        when=ago(2, 8, hour=19, any_day=True),
        of=ALL,
        kind=EventKind.POLICE_INCIDENT,
        what="Noise complaint. Rubbish to the window sills, buckets used as toilets. Father apologetic; "
        "promised to "
        "clear up by the weekend. No form was sent.",
        impact="Poppy hid behind her sister, who answered for her.",
        themes=("home_conditions", "neglect"),
        weight=SERIOUS,
    ),
    Line(
        who="hospital",
        when=ago(2, 1),
        of=("callum",),
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Continence clinic: not brought, fourth time. Re-offered.",
        themes=("was_not_brought",),
    ),
    Line(
        who="gp",
        when=ago(1, 7),
        of=("poppy",),
        kind=EventKind.HEALTH_ATTENDANCE,
        what="Wets the bed again after two dry years; sore. Mother said thrush and bubble bath. Cream "
        "given. Poppy "
        "was not seen without her mother.",
        impact="She held her skirt down with both hands.",
        themes=("sexual_abuse", "neglect"),
        weight=SERIOUS,
    ),
    Line(
        who="constable",
        when=ago(0, 11, hour=20, any_day=True),
        of=ALL,
        kind=EventKind.POLICE_INCIDENT,
        what="Second visit within two years, to a fight between father and Barry Ventris. Kitchen not "
        "usable, a dead "
        "dog in the yard. Police powers to protect were talked about and not used.",
        themes=("home_conditions", "neglect"),
        weight=SERIOUS,
    ),
    Line(
        who="hospital",
        when=ago(0, 10, 5),
        of=("callum",),
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Continence clinic: seventh time not brought. Discharged.",
        themes=("was_not_brought",),
    ),
    Line(
        who="other_school",
        when=ago(0, 4),
        of=("megan",),
        kind=EventKind.SCHOOL_CONCERN,
        what="Megan asked whether she could shower at school every day. Won't change for PE. Locks "
        "herself in.",
        themes=("neglect",),
    ),
    Line(
        who="social_worker_east",
        when=ago(8, 3),
        of=("megan", "callum"),
        kind=EventKind.SUPERVISION,
        what="Supervision: worker is “reassured by the parents' warmth”. Cancelled visits not looked at "
        "together.",
        seen_by=Sensitivity.SUPERVISION,
    ),
)


def today(now: datetime) -> Refers:
    """The GP's referral: matched, and waiting for a decision."""
    return Refers(
        key="sore",
        who="gp",
        when=hours_ago(now, 6),
        about=ALL,
        what="Poppy was brought sore for the third time in 18 months, with bruising on her inner thigh "
        "that her "
        "mother had “not noticed”. Mother spoke over her. Callum has lost 4 kg in a year. Both unwashed.",
        day="Poppy said that she sleeps on the landing “where Uncle Barry is” since her room is full of "
        "things.",
        voice="I'm not allowed to say about the landing.",
        themes=("sexual_abuse", "neglect", "was_not_brought", "home_conditions"),
        level=4,
        because="Signs of sexual abuse and long neglect in three children.",
        parents="unsafe",
        adults=(
            AdultFacts(name="Michelle Stannard", relationship="Mother", in_household=True),
            AdultFacts(name="Craig Stannard", relationship="Father", is_male=True, in_household=True),
            AdultFacts(name="Barry", relationship="Uncle, lives there", is_male=True, in_household=True),
        ),
        more={
            "parents_know_reason": "Someone in the house may be harming Poppy.",
            "crime_alleged": True,
            "crime_details": "Bruising and soreness may come from a sexual assault.",
            "males": "Father, and a great-uncle called Barry who lives with them.",
            "family_known": "Registered here for ten years. The mother is always friendly and rarely comes.",
            "address_lines": "Quarry Cottage, Moor End Lane, Northmoor",
            "postcode": "NM6 8XW",
            "criteria": ("4_parenting_abuse", "4_parenting_serious_neglect", "4_development_injury"),
        },
    )


def story(now: datetime) -> Story:
    """The Stannard children's story, told on the day of `now`."""
    steps = (*NETWORK, *THE_PLAN, *QUIET_YEARS, today(now))
    return Story("Stannard: eight quiet years", PEOPLE, steps)
