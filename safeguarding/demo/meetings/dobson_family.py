"""The Dobson family: what three agencies each saw of Reece, who is fifteen and owes somebody money."""

from __future__ import annotations

from cases.states import EventKind, InvolvementRole, RelationshipKind, Significance
from safeguarding.demo.happenings import Allocated, Joins, Line, Opened
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago

REECE = ("reece",)
SERIOUS = Significance.SIGNIFICANT

PEOPLE = (
    Who(key="mother", given="Tracey", family="Dobson", sex="F", age=(39, 5), known=ago(1)),
    Who(
        key="reece",
        given="Reece",
        family="Dobson",
        sex="M",
        age=(15, 1),
        record=ago(1),
        facts={"ethnicity": "MWBC", "nhs_number": "9992203846"},
    ),
)

STEPS = (
    Tie(who="mother", to=REECE, kind=RelationshipKind.MOTHER, when=ago(0, 11, 20), pr=True, home=True),
    Household(name="The Dobson family", who=("mother", "reece"), when=ago(0, 11, 20)),
    Lives(
        who=("mother", "reece"), lines="Flat 12, Mill Tower, Northmoor", postcode="NM1 9QA", when=ago(0, 11)
    ),
    Joins(who="other_school", role=InvolvementRole.SCHOOL, of=REECE, when=ago(0, 11), why="On roll"),
    Joins(
        who="youth_justice",
        role=InvolvementRole.YOUTH_JUSTICE,
        of=REECE,
        when=ago(0, 5),
        why="Community resolution after a search",
    ),
    Opened(of=REECE, when=ago(0, 4)),
    Allocated(of=REECE, worker="social_worker", when=ago(0, 4, -1), why="Child in need"),
    Line(
        who="other_school",
        when=ago(0, 3),
        of=REECE,
        kind=EventKind.SCHOOL_EXCLUSION,
        what="Suspended for five days: a knife in his bag, which he said he was “holding for somebody”.",
        themes=("exclusion",),
        weight=SERIOUS,
    ),
    Line(
        who="police",
        when=ago(0, 2, hour=23, any_day=True),
        of=REECE,
        kind=EventKind.MISSING_EPISODE,
        what="Missing for two nights. Found in a flat in a town 90 miles away, with two men in their "
        "thirties. He said that he was there for the weekend.",
        themes=("missing", "older_associates"),
        weight=SERIOUS,
    ),
    Line(
        who="youth_justice",
        when=ago(0, 1),
        of=REECE,
        kind=EventKind.NOTE,
        what="New coat, new watch, no money for the bus. Reece said that he “works it off”.",
        impact="He asked what happens to somebody's mother if that somebody stops.",
        themes=("unexplained_gifts", "child_criminal_exploitation"),
        weight=SERIOUS,
    ),
    Line(
        who="other_school",
        when=ago(0, 0, 20),
        of=REECE,
        kind=EventKind.SCHOOL_CONCERN,
        what="A car waits for him at three and he runs to it. He has stopped eating with the others.",
        themes=("older_associates",),
    ),
)


def story() -> Story:
    """What was known when the search looked."""
    return Story("Dobson: what three agencies saw", PEOPLE, STEPS)
