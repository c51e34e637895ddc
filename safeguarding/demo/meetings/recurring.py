"""Concerns that recur: the search looks at everything that was told, and a manager declines one hit."""

from __future__ import annotations

from datetime import datetime

from cases.states import EventKind, InvolvementRole, RelationshipKind
from safeguarding.demo.happenings import Allocated, Joins, Line, Opened
from safeguarding.demo.meetings.calling import CHAIR
from safeguarding.demo.partnership import Cast
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Step, Story
from safeguarding.demo.when import ago
from strategy_meetings.models import RecurrenceHit
from strategy_meetings.services import recurrence

MAISIE = ("maisie",)
THEME = "was_not_brought"
RATIONALE = (
    "All three appointments fell into the weeks in which Maisie's grandfather was dying two hours away. The "
    "next two are booked, the school nurse takes her, and I look at it again when one of them is missed."
)


def load(cast: Cast, at: datetime) -> None:
    """Maisie's story, the search over all children three working days ago, and the manager's no."""
    stage = Stage(cast, at)
    Story("Thornber: three appointments", _PEOPLE, _STEPS).play(stage)
    looked = stage.work(-3, 6)
    recurrence.search(at=looked, look_back=recurrence.look_back(None, at=looked))
    hit = RecurrenceHit.objects.get(child=stage.children["maisie"], theme=THEME)
    recurrence.decline(hit=hit, rationale=RATIONALE, by=stage.staff(CHAIR), at=stage.work(-3, 15))


_PEOPLE = (
    Who(key="mother", given="Gemma", family="Thornber", sex="F", age=(33, 8), known=ago(1)),
    Who(key="maisie", given="Maisie", family="Thornber", sex="F", age=(7, 5), record=ago(1)),
)

_STEPS: tuple[Step, ...] = (
    Tie(who="mother", to=MAISIE, kind=RelationshipKind.MOTHER, when=ago(0, 11, 20), pr=True, home=True),
    Household(name="The Thornber family", who=("mother", "maisie"), when=ago(0, 11, 20)),
    Lives(who=("mother", "maisie"), lines="7 Chapel Fold, Northmoor", postcode="NM5 1GH", when=ago(0, 11)),
    Joins(who="gp", role=InvolvementRole.GP, of=MAISIE, when=ago(0, 11), why="Registered at the practice"),
    Joins(who="hospital", role=InvolvementRole.HEALTH, of=MAISIE, when=ago(0, 11), why="Kidney clinic"),
    Opened(of=MAISIE, when=ago(0, 6), need="N2"),
    Allocated(of=MAISIE, worker="social_worker", when=ago(0, 6, -1), why="Child in need"),
    *(
        Line(
            who=who,
            when=ago(0, 1, days),
            of=MAISIE,
            kind=EventKind.WAS_NOT_BROUGHT,
            what=what,
            themes=(THEME,),
        )
        for who, days, what in (
            ("hospital", 20, "Kidney clinic: not brought. Nobody answered the phone."),
            ("gp", 12, "Not brought for her bloods."),
            ("hospital", 3, "Kidney clinic, offered again: not brought."),
        )
    ),
)
