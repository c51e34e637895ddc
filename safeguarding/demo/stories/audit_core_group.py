"""An audit's core group: on a plan for neglect and domestic abuse, meetings in time, minutes nowhere.

Isaac and Grace Fairbrother have a plan and a worker. Six core groups met; the worker chaired and minuted all
of them, minutes of two exist, health was at two, and neither their father nor their mother's partner was ever
asked. Today school sends a new concern: on an open record that is a contact, not a referral.
"""

from __future__ import annotations

from datetime import datetime

from cases.services.referral_facts import AdultFacts
from cases.states import EventKind, InvolvementRole, PlanKind, ReferralOutcome, RelationshipKind, Significance
from safeguarding.demo.happenings import Allocated, Clock, Joins, Line, Met, Planned, Warned
from safeguarding.demo.people import Household, Lives, Phone, Tie, Who
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.story import Step, Story
from safeguarding.demo.when import ago, hours_ago

BOTH = ("isaac", "grace")
SERIOUS = Significance.SIGNIFICANT

PEOPLE = (
    Who(key="mother", given="Nicola", family="Fairbrother", sex="F", age=(30, 8), known=ago(1)),
    Who(key="father", given="Emmanuel", family="Asante", sex="M", age=(33, 1), known=ago(1)),
    Who(key="partner", given="Dean", family="Crossley", sex="M", age=(36, 6), known=ago(0, 6)),
    Who(
        key="isaac",
        given="Isaac",
        family="Fairbrother",
        sex="M",
        age=(7, 7),
        record=ago(0, 11),
        facts={"ethnicity": "MWBA", "nhs_number": "9994628194"},
    ),
    Who(
        key="grace",
        given="Grace",
        family="Fairbrother",
        sex="F",
        age=(4, 9),
        record=ago(0, 11),
        facts={"ethnicity": "MWBA", "disabilities": ["HEAR"], "communication_needs": "Wears hearing aids"},
    ),
)

NETWORK = (
    Tie(who="mother", to=BOTH, kind=RelationshipKind.MOTHER, when=ago(0, 11, -1), pr=True, home=True),
    Tie(who="father", to=BOTH, kind=RelationshipKind.FATHER, when=ago(0, 11, -1), pr=True),
    Tie(who="isaac", to=("grace",), kind=RelationshipKind.SIBLING, when=ago(0, 11, -1), home=True),
    Tie(
        who="partner",
        to=BOTH,
        kind=RelationshipKind.PARENTS_PARTNER,
        when=ago(0, 5, 20),
        home=True,
        note="Moved in; not assessed",
    ),
    Household(name="The Fairbrother family", who=("mother", *BOTH), when=ago(0, 10, 20)),
    Lives(who=("mother", *BOTH), lines="42 Weavers Row, Northmoor", postcode="NM5 9HN", when=ago(0, 10, 25)),
    Phone(who="father", number="07700 900718", when=ago(0, 10)),
    Joins(who="gp", role=InvolvementRole.GP, of=BOTH, when=ago(0, 10, 20), why="Registered at the practice"),
    Joins(who="school", role=InvolvementRole.SCHOOL, of=("isaac",), when=ago(0, 10, 20), why="On roll"),
    Joins(
        who="nursery", role=InvolvementRole.SCHOOL, of=("grace",), when=ago(0, 10, 20), why="Nursery place"
    ),
    Joins(
        who="health_visitor",
        role=InvolvementRole.HEALTH,
        of=("grace",),
        when=ago(0, 10, 20),
        why="Core group",
    ),
    Joins(who="police", role=InvolvementRole.POLICE, of=BOTH, when=ago(0, 10, 20), why="Domestic abuse"),
    Joins(
        who="conference_chair",
        role=InvolvementRole.CONFERENCE_CHAIR,
        of=BOTH,
        when=ago(0, 9),
        why="Chairs the conferences",
        only=True,
    ),
)

INTO_THE_PLAN = (
    Refers(
        key="first",
        who="police",
        when=ago(0, 10, 12),
        about=BOTH,
        what="Third call in two months. Nicola had a broken finger; Grace's hearing aid was on the "
        "stairs, trodden "
        "on. No food in the fridge. The man had left before we came.",
        day="Isaac put Grace behind the settee and turned the television up.",
        voice="I turned it up so she couldn't hear with her good ear.",
        themes=("domestic_abuse", "neglect"),
        level=4,
        because="Children in the middle of it, and nothing to eat.",
        decided=Decided(
            outcome=ReferralOutcome.STRATEGY_MEETING,
            level=4,
            why="Strategy meeting today: injury, children present, third call.",
            told="A strategy meeting will be held; you will be asked to attend.",
            hours=3,
        ),
    ),
    Allocated(of=BOTH, worker="social_worker", when=ago(0, 10, 5)),
    Line(
        who="social_worker",
        when=ago(0, 10, 11),
        of=BOTH,
        kind=EventKind.STRATEGY_MEETING,
        what="Strategy meeting with police and health visiting; school on holiday. Section 47 enquiry, "
        "joint.",
        weight=Significance.CRITICAL,
        themes=("domestic_abuse",),
    ),
    Met(rule="strategy_discussion_same_day", of=BOTH, when=ago(0, 10, 11)),
    Line(
        who="social_worker",
        when=ago(0, 10, 4),
        of=BOTH,
        kind=EventKind.SECTION_47_ENQUIRY,
        what="Enquiry under section 47 finished: concerns substantiated, conference.",
        weight=Significance.CRITICAL,
        themes=("domestic_abuse", "neglect"),
    ),
    Line(
        who="conference_chair",
        when=ago(0, 9, 20),
        of=BOTH,
        kind=EventKind.CONFERENCE,
        what="Initial child protection conference: plan for neglect. Mother attended. Father not invited: "
        "“address "
        "unknown”, though school has his number. GP sent no report.",
        weight=Significance.CRITICAL,
    ),
    Planned(of=BOTH, kind=PlanKind.CHILD_PROTECTION, category="NEG", start=ago(0, 9, 20)),
)

# Months and days ago, who came, what the plan's agenda got, what became of the minutes.
CORE_GROUPS = (
    ((9, 8), "School, nursery, health visitor, mother.", "Minutes sent to all after 9 working days."),
    ((8, 0), "School, mother.", "Minutes sent to school only, after 31 days."),
    ((6, 20), "School, nursery, mother. Health visitor on leave, no report.", "No minutes on file."),
    ((5, 10), "School, mother.", "No minutes on file."),
    ((3, 28), "School, nursery. Mother left after ten minutes.", "No minutes on file."),
    ((2, 14), "School, health visitor, mother.", "Draft on the worker's laptop; not sent."),
)


def _core_group(position: int, ago_: tuple[int, int], came: str, minutes: str) -> Line:
    months, days = ago_
    return Line(
        who="social_worker",
        when=ago(0, months, days),
        of=BOTH,
        kind=EventKind.CORE_GROUP,
        what=f"Core group {position}. Chaired and minuted by the social worker. Came: {came} Father and "
        f"mother's "
        f"partner not asked. The plan was not gone through line by line. {minutes}",
    )


SINCE = (
    Line(
        who="conference_chair",
        when=ago(0, 6, 22),
        of=BOTH,
        kind=EventKind.CONFERENCE,
        what="First review conference: plan continues. Same outcomes as before; chair asks for minutes "
        "and for the "
        "father to be found.",
        weight=SERIOUS,
    ),
    Line(
        who="nursery",
        when=ago(0, 4, 10),
        of=("grace",),
        kind=EventKind.SCHOOL_CONCERN,
        what="Comes without her hearing aids most days. Mother says that Dean lost them.",
        impact="She can't follow what is said and has stopped trying.",
        themes=("neglect", "disability"),
    ),
    Line(
        who="hospital",
        when=ago(0, 3, 3),
        of=("grace",),
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Audiology: not brought, second in a row.",
        themes=("was_not_brought",),
    ),
    Line(
        who="social_worker",
        when=ago(0, 1, 18),
        of=BOTH,
        kind=EventKind.VISIT,
        what="Home visit. Isaac and Grace seen with mother. Bedroom not seen. Dean Crossley was in the "
        "house and "
        "stayed in the kitchen.",
    ),
    Line(
        who="school",
        when=ago(0, 0, 24),
        of=("isaac",),
        kind=EventKind.VOICE,
        what="Isaac: “When Dean counts we have to be on the stairs before five.”",
        themes=("emotional_abuse", "domestic_abuse"),
        weight=SERIOUS,
    ),
    Clock(rule="core_group_next", of=BOTH, when=ago(0, 2, 14), by="social_worker"),
    Clock(rule="core_group_minutes", of=BOTH, when=ago(0, 2, 14), by="social_worker"),
    Clock(rule="visit_cp", of=BOTH, when=ago(0, 0, 12), by="social_worker"),
    Clock(rule="review_next", of=BOTH, when=ago(0, 5, 20), by="social_worker"),
    Warned(
        of=("grace",), text="Grace is deaf without her hearing aids: face her when you speak.", when=ago(0, 9)
    ),
)


def today(now: datetime) -> Refers:
    """This morning's concern by school: a contact, because the children are open."""
    return Refers(
        key="stairs",
        who="school",
        when=hours_ago(now, 3),
        about=BOTH,
        school="Ashfield Primary School",
        what="Isaac has a bruise in the shape of fingers on his upper arm. He says that he was too slow "
        "on the stairs. "
        "Grace flinches when a chair is moved.",
        day="They are sent to the stairs when Dean counts. Isaac listens for both of them, because Grace "
        "has had no "
        "hearing aids since summer.",
        voice="I was too slow. Grace was too slow first.",
        themes=("physical_abuse", "emotional_abuse", "domestic_abuse", "neglect"),
        level=4,
        because="An injury, an account of it, and a man nobody has assessed.",
        parents="not_yet",
        adults=(
            AdultFacts(name="Nicola Fairbrother", relationship="Mother", in_household=True),
            AdultFacts(
                name="Dean Crossley", relationship="Mother's partner", is_male=True, in_household=True
            ),
            AdultFacts(name="Emmanuel Asante", relationship="Father", is_male=True),
        ),
        more={
            "parents_know_reason": "School was not sure who would be at home.",
            "males": "Dean Crossley lives there. Their father Emmanuel rings school and has never been "
            "asked.",
            "criteria": ("4_development_injury", "4_development_disclosed"),
        },
    )


def story(now: datetime) -> Story:
    """The Fairbrother children's story, told on the day of `now`."""
    groups = [_core_group(n, *group) for n, group in enumerate(CORE_GROUPS, start=1)]
    steps: tuple[Step, ...] = (*NETWORK, *INTO_THE_PLAN, *groups, *SINCE, today(now))
    return Story("Fairbrother: core groups without minutes", PEOPLE, steps)
