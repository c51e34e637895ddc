"""What is said, agreed and written down about the Hallam children: fiction, as is everybody in it."""

from __future__ import annotations

from cases.states import Sensitivity
from safeguarding.demo.meetings.hallam_family import DAY
from safeguarding.demo.meetings.holding import Action, Said

HISTORY = (
    "A bruise at four months in a baby who couldn't roll, and nobody was told. Nothing is known of where "
    "Freya's father lived before: police ask the force there."
)

SHARED = (
    Said(
        who="hospital",
        child="freya",
        text="Spiral fracture of the left humerus, hours to two days old; healing rib fracture, two to "
        "three weeks. Neither comes from a fall from a settee. Bloods and a look at the eyes tomorrow.",
    ),
    Said(
        who="police",
        text="No convictions for Jade. Kieran was arrested two years ago for hurting a former partner; no "
        "charge. Both will be asked to come to the station.",
    ),
    Said(
        who="police",
        text="The former partner's child was on a plan in another authority; the force there is sending it. "
        "Not to be told to the family while he isn't interviewed.",
        seen_by=Sensitivity.POLICE,
    ),
    Said(
        who="gp",
        child="freya",
        text="Three attendances in eight months, the last with “fussy, won't lie on her left”. Not examined "
        "undressed. Jade was treated for depression in spring.",
    ),
    Said(
        who="school",
        child="jonah",
        text="Jonah was in class on both days that are in question. He has begun to count aloud when "
        "somebody raises their voice.",
    ),
    Said(
        who="social_worker",
        text="The health visitor's bruise in the fourth month was not referred. Jade's mother Denise is "
        "willing to have Jonah tonight; checks on her are running.",
        seen_by=Sensitivity.SHARED,
    ),
)

AGENDA = {
    "household": "Freya and Jonah. There are no other children, and nobody else sleeps at the house.",
    "males": "Freya's father Kieran. Jonah's own father isn't known to any agency: Jade is asked tonight.",
    "voice": "Freya is quiet and still. Jonah says that he is sent out when she shouts.",
    "risk": "High for both while it isn't known who caused the injuries. Denise and school are strengths.",
    "immediate_safety": "Freya stays on the ward, no visit without a nurse. Jonah goes to his grandmother.",
    "parents_told": "Tom Whitfield and the consultant, at five today, together, on the ward.",
    "child_told": "Sam Brennan tells Jonah after school with his teacher there.",
}

ACTIONS = (
    Action(
        who="social_worker",
        what="See Jonah at his grandmother's, and look at where he sleeps",
        child="jonah",
        by_day=DAY + 1,
        done="Seen with his own bed and his dog's blanket; note on the record.",
    ),
    Action(who="hospital", what="Send the full skeletal report", child="freya", by_day=DAY + 3, done="Sent."),
    Action(
        who="health_visitor",
        what="Send all contacts since birth with the growth chart",
        child="freya",
        by_day=DAY + 5,
    ),
    Action(who="police", what="Interview both adults; tell social care about bail conditions", by_day=3),
)

MINUTES = {
    "voice": "Freya can't tell; the ward says that she watches the door. Jonah says that he goes outside.",
    "men": "Kieran Pell, Freya's father. Jonah's father is not known yet.",
    "risk": "High for both children until it is known who hurt Freya. Their grandmother protects Jonah.",
    "decisions": "Joint section 47 enquiries for both. Medical for Freya. School does not agree "
    "that Jonah is interviewed on video first.",
    "telling": "Parents at five on the ward, by the chair and the consultant. Jonah by his social worker.",
}
