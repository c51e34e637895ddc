"""An "Alex": on and off child protection plans since birth; this morning school saw a picture.

Jodie is 14. Four referrals in two years were each read alone; what violence and drugs at home did to her
stands in five agencies' records. Today a picture of her with an older man is going round at school.
"""

from __future__ import annotations

from datetime import datetime

from cases.services.referral_facts import AdultFacts
from cases.states import EventKind, InvolvementRole, PlanKind, ReferralOutcome, RelationshipKind, Significance
from safeguarding.demo.happenings import Allocated, Closed, Joins, Leaves, Line, Met, Opened, Planned, Warned
from safeguarding.demo.people import Household, Lives, Phone, Tie, Who
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago, hours_ago
from safeguarding.rules.rereferral import Cause

ALL = ("jodie", "kian", "lacey")
BOTH = ("jodie", "kian")

PEOPLE = (
    Who(
        key="mother",
        given="Dawn",
        family="Tattersall",
        sex="F",
        age=(35, 4),
        known=ago(14, 2),
        aliases=("Dawn Rigby",),
    ),
    Who(key="father", given="Lee", family="Rigby", sex="M", age=(38, 9), known=ago(14, 2)),
    Who(
        key="jodie",
        given="Jodie",
        family="Tattersall",
        sex="F",
        age=(14, 2),
        record=ago(14, 1),
        aliases=("Jodie Rigby", "Jo Tatts"),
        facts={"ethnicity": "WBRI", "first_language": "English", "nhs_number": "9995908301"},
    ),
    Who(key="kian", given="Kian", family="Tattersall", sex="M", age=(11, 3), record=ago(11, 2)),
    Who(key="lacey", given="Lacey", family="Tattersall-Doyle", sex="F", age=(5, 6), record=ago(5, 4)),
    Who(
        key="partner",
        given="Shaun",
        family="Doyle",
        sex="M",
        age=(41, 0),
        known=ago(6),
        aliases=("Shaun Doherty",),
    ),
)

NETWORK = (
    Tie(who="mother", to=("jodie",), kind=RelationshipKind.MOTHER, when=ago(14), pr=True, home=True),
    Tie(who="mother", to=("kian",), kind=RelationshipKind.MOTHER, when=ago(11, 1), pr=True, home=True),
    Tie(who="mother", to=("lacey",), kind=RelationshipKind.MOTHER, when=ago(5, 3), pr=True, home=True),
    Tie(who="father", to=("jodie",), kind=RelationshipKind.FATHER, when=ago(14), pr=True),
    Tie(who="father", to=("kian",), kind=RelationshipKind.FATHER, when=ago(11, 1), pr=True),
    Tie(
        who="partner",
        to=("jodie", "kian"),
        kind=RelationshipKind.PARENTS_PARTNER,
        when=ago(5, 11),
        home=True,
        note="Stays most nights; the tenancy is in Dawn's name only",
    ),
    Tie(who="partner", to=("lacey",), kind=RelationshipKind.FATHER, when=ago(5, 3), home=True),
    Tie(who="jodie", to=("kian",), kind=RelationshipKind.SIBLING, when=ago(11, 1), home=True),
    Tie(who="jodie", to=("lacey",), kind=RelationshipKind.HALF_SIBLING, when=ago(5, 3), home=True),
    Tie(who="kian", to=("lacey",), kind=RelationshipKind.HALF_SIBLING, when=ago(5, 3), home=True),
    Tie(who="mother", to=("father",), kind=RelationshipKind.EX_PARTNER, when=ago(5, 11)),
    Household(name="The Tattersall family", who=("mother", "jodie", "kian", "lacey", "partner"), when=ago(5)),
    Lives(
        who=("mother", "jodie"), lines="Flat 3, 18 Canal Street, Northmoor", postcode="NM1 2PQ", when=ago(14)
    ),
    Lives(
        who=("mother", "jodie", "kian", "lacey"),
        lines="27 Larch Rise, Northmoor",
        postcode="NM4 7TD",
        when=ago(4, 6),
    ),
    Phone(who="mother", number="07700 900461", when=ago(4, 6), safe=False, note="Shaun reads her messages"),
)

EARLY_YEARS = (
    Opened(of=("jodie",), when=ago(14, days=20)),
    Planned(
        of=("jodie",),
        kind=PlanKind.CHILD_PROTECTION,
        category="EMO",
        start=ago(13, 11),
        end=ago(12, 8),
        end_reason="The parents had separated and the risk was thought to have gone",
    ),
    Closed(of=("jodie",), when=ago(12, 5), reason="RC7"),
    Line(
        who="police",
        when=ago(11, 9, hour=23, any_day=True),
        of=("jodie",),
        kind=EventKind.DOMESTIC_ABUSE_INCIDENT,
        what="Neighbours called: shouting and something breaking. Lee Rigby back at the flat, drunk. Dawn "
        "had a "
        "cut lip and would not make a statement. Jodie, 2, awake in her cot.",
        impact="She stood in the cot and did not cry.",
        themes=("domestic_abuse", "parental_substance_misuse"),
        weight=Significance.SIGNIFICANT,
    ),
    Opened(of=BOTH, when=ago(11)),
    Planned(
        of=BOTH,
        kind=PlanKind.CHILD_PROTECTION,
        category="NEG",
        start=ago(10, 10),
        end=ago(9, 7),
        end_reason="Home conditions better at two visits running; stepped down",
    ),
    Closed(of=BOTH, when=ago(9, 3), reason="RC7"),
    Line(
        who="health_visitor",
        when=ago(8, 10),
        of=("kian",),
        kind=EventKind.WAS_NOT_BROUGHT,
        what="Not brought to the two-year review, nor to the date offered instead.",
        themes=("was_not_brought",),
    ),
    Line(
        who="school_head",
        when=ago(7, 5),
        of=("jodie",),
        kind=EventKind.SCHOOL_CONCERN,
        what="Comes in hungry most Mondays, and smells of cannabis smoke. Mother says the neighbours smoke.",
        themes=("neglect", "parental_substance_misuse"),
    ),
    Line(
        who="police",
        when=ago(5, 8, hour=2, any_day=True),
        of=BOTH,
        kind=EventKind.DOMESTIC_ABUSE_INCIDENT,
        what="Call from Dawn, line cut off. Shaun Doyle present. Dawn, pregnant, said that it was "
        "nothing. Both "
        "children upstairs on one bed with the door blocked by a chest of drawers.",
        themes=("domestic_abuse",),
        weight=Significance.SIGNIFICANT,
    ),
    Opened(of=ALL, when=ago(5, 2)),
    Planned(
        of=ALL,
        kind=PlanKind.CHILD_PROTECTION,
        category="EMO",
        start=ago(5),
        end=ago(3, 9),
        end_reason="Shaun Doyle said to have left; two core groups without new concerns",
    ),
    Closed(of=ALL, when=ago(3, 6), reason="RC7"),
)

AGENCIES = (
    Joins(who="gp", role=InvolvementRole.GP, of=("jodie",), when=ago(14), why="Registered at the practice"),
    Joins(who="gp", role=InvolvementRole.GP, of=("kian",), when=ago(11, 1), why="Registered at the practice"),
    Joins(who="gp", role=InvolvementRole.GP, of=("lacey",), when=ago(5, 3), why="Registered at the practice"),
    Joins(who="police", role=InvolvementRole.POLICE, of=ALL, when=ago(5), why="Child protection plan"),
    Joins(who="school", role=InvolvementRole.SCHOOL, of=("kian",), when=ago(6), why="On roll"),
    Joins(who="other_school", role=InvolvementRole.SCHOOL, of=("jodie",), when=ago(3, 2), why="On roll"),
    Joins(
        who="health_visitor",
        role=InvolvementRole.HEALTH,
        of=("lacey",),
        when=ago(5, 3),
        why="Health visiting",
    ),
    Leaves(who="police", of=ALL, when=ago(3, 6), why="Closed to children's social care"),
)

RECENT = (
    Line(
        who="adult_services",
        when=ago(2, 4),
        of=ALL,
        kind=EventKind.NOTE,
        what="Dawn Tattersall referred herself for help with cocaine, came once and did not return.",
        themes=("parental_substance_misuse",),
    ),
    Refers(
        key="dirty",
        who="school",
        when=ago(1, 11),
        about=("kian",),
        school="Ashfield Primary School",
        what="Kian has worn the same unwashed uniform for two weeks and falls asleep in the afternoons. "
        "He says "
        "that people come to the house at night and that he listens for his mum.",
        day="He gets himself up. Breakfast is what he finds. He is usually on the wall outside by half "
        "past seven.",
        voice="I stay awake till they've gone.",
        themes=("neglect", "parental_substance_misuse"),
        level=3,
        because="Third term of concern; two talks with mother changed nothing.",
        decided=Decided(
            outcome=ReferralOutcome.ADVICE,
            level=2,
            why="Mother said on the phone that things were in hand. School to support through its own offer.",
            told="School is asked to offer early help and to come back if things get worse.",
            gate=(
                "Nothing points to it.",
                "Known to be low-level.",
                "No.",
                "Mother is tired and on her own.",
            ),
        ),
    ),
    Refers(
        key="hurt",
        who="police",
        when=ago(1, 2, hour=9),
        about=ALL,
        what="Officers called at 01:40. Shaun Doyle, who was thought to have left, was there. Dawn had "
        "marks on "
        "her neck. White powder on the kitchen table. All three children were awake.",
        day="The children share one room and have put a bolt on the inside of its door.",
        unheard="Officers did not speak with the children alone.",
        themes=("domestic_abuse", "parental_substance_misuse", "neglect"),
        level=4,
        because="Third plan ended for a partner who never left; strangulation.",
        parents="disagree",
        decided=Decided(
            outcome=ReferralOutcome.ASSESSMENT,
            level=3,
            why="Assessment to look at whether Shaun Doyle lives there.",
            told="An assessment will be done; police will be asked for what they hold.",
            no_meeting="Dawn said that she had ended it and would ring police herself.",
        ),
    ),
    Allocated(of=ALL, worker="newly_qualified", when=ago(1, 1, 20), by="team_manager_west"),
    Line(
        who="newly_qualified",
        when=ago(1, 1, 6),
        of=ALL,
        kind=EventKind.VISIT,
        what="Home visit by appointment. House tidy. Dawn said Shaun was gone. The children were at school.",
    ),
    Met(rule="assessment", of=ALL, when=ago(1, 0, 4), by="team_manager_west"),
    Line(
        who="newly_qualified",
        when=ago(1, 0, 4),
        of=ALL,
        kind=EventKind.ASSESSMENT,
        what="Assessment finished: no role for social care. Dawn has ended the relationship. The children "
        "were "
        "seen once, together, with their mother in the room. No neglect tool was used.",
    ),
    Closed(of=ALL, when=ago(1, 0, 1), reason="RC8", by="team_manager_west"),
    Line(
        who="gp",
        when=ago(0, 10),
        of=("jodie",),
        kind=EventKind.HEALTH_ATTENDANCE,
        what="Came alone, asked for the morning-after pill. Said her boyfriend was “older”. Would not "
        "give a name. "
        "She was 13. Left before she could be seen by the nurse.",
        impact="Looked frightened when asked whether he knew she was here.",
        themes=("sexual_abuse", "older_associates"),
        weight=Significance.CRITICAL,
    ),
    Line(
        who="other_school_pastoral",
        when=ago(0, 8),
        of=("jodie",),
        kind=EventKind.SCHOOL_CONCERN,
        what="Attendance down from 94% to 71% in a term. New phone, then another. Collected from the "
        "corner of "
        "Mill Road by a grey car that doesn't stop at the gate.",
        themes=("school_attendance", "unexplained_gifts", "older_associates"),
        weight=Significance.SIGNIFICANT,
    ),
    Refers(
        key="truant",
        who="other_school",
        when=ago(0, 7),
        about=("jodie",),
        school="Beacon High School",
        what="Jodie's attendance has fallen to 71%. She has two phones and won't say where they are from. "
        "A man in "
        "a grey car meets her. Mother didn't answer four calls.",
        day="She makes tea for Kian and Lacey, puts them to bed, then goes out. She says that nobody "
        "notices.",
        voice="It's better than being at home.",
        themes=("school_attendance", "neglect", "unexplained_gifts", "older_associates"),
        level=3,
        because="More than absence: money, phones and an older male.",
        decided=Decided(
            outcome=ReferralOutcome.NO_FURTHER_ACTION,
            level=2,
            why="Attendance is for school and the education welfare officer.",
            told="This is a matter of attendance. Please use the school's own procedure.",
            gate=("Not alleged.", "Assessed recently.", "None seen.", "Teenage behaviour, mother busy."),
            cause=Cause.THRESHOLD,
        ),
    ),
    Line(
        who="police",
        when=ago(0, 3, 12, hour=23, any_day=True),
        of=("jodie",),
        kind=EventKind.MISSING_EPISODE,
        what="Reported missing at 22:50 by her brother, not by her mother. Back at 05:30 by herself. No "
        "return "
        "interview took place.",
        themes=("missing",),
        weight=Significance.SIGNIFICANT,
    ),
    Warned(
        of=ALL,
        text="Shaun Doyle has threatened workers. Visit in pairs.",
        when=ago(1, 1, 26),
    ),
)


def today(now: datetime) -> Refers:
    """This morning's referral by the high school: not yet matched to anybody."""
    return Refers(
        key="picture",
        who="other_school",
        when=hours_ago(now, 2),
        about=("jodie",),
        school="Beacon High School",
        what="Two pupils showed a head of year a picture that is going round since last night: Jodie, partly "
        "undressed, in a car with a man who looks to be in his twenties. Jodie then told Mr Mensah that "
        "he is "
        "called Connor, that he is 24, and that last winter “he didn't stop when I said stop”.",
        day="She looks after her brother and sister, sleeps at about three and comes in without "
        "breakfast. At "
        "break she stays in the toilets because of the picture.",
        voice="Don't tell my mum's boyfriend. He'll say I asked for it.",
        themes=("sexual_abuse", "child_sexual_exploitation", "online", "older_associates", "domestic_abuse"),
        level=4,
        because="She is 14, he is an adult, and she describes rape.",
        parents="unsafe",
        adults=(
            AdultFacts(name="Dawn Tattersall", relationship="Mother", in_household=True),
            AdultFacts(name="Shaun Doyle", relationship="Mother's partner", is_male=True, in_household=True),
            AdultFacts(
                name="Connor (last name not known)", relationship="Older male in the picture", is_male=True
            ),
        ),
        more={
            "happened_when": "Picture seen today; what she describes was last winter",
            "parents_know_reason": "Jodie is afraid of her mother's partner, who would be told.",
            "crime_alleged": True,
            "crime_details": "Rape, and an indecent picture of a child being shared. Police have been rung.",
            "males": "Her father Lee Rigby has had no contact for years. Shaun Doyle is at the house.",
            "siblings": "Kian, 11, and Lacey, 5, live with her.",
            "family_known": "School has known the family for three years and has referred before.",
            "address_lines": "27 Larch Rise, Northmoor",
            "postcode": "NM4 7TD",
            "criteria": ("4_development_disclosed", "4_development_exploited", "4_parenting_abuse"),
        },
        matched=False,
    )


def story(now: datetime) -> Story:
    """Jodie's story, told on the day of `now`."""
    steps = (*NETWORK, *EARLY_YEARS, *AGENCIES, *RECENT, today(now))
    return Story("Jodie: four referrals, one child", PEOPLE, steps)
