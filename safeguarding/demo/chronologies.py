"""A school's chronology taken into a child's, a file that waits for its yes, and lines that were weighed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from cases.models import Child, Event
from cases.services import chronology_curation, chronology_imports
from cases.states import EventKind, Sensitivity, Significance
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast
from safeguarding.rules.london_time import london_date

COLUMNS: Final = ("Date", "Event", "Source", "Significance", "Impact on child")
_MAPPING: Final = {"date": 0, "what_happened": 1, "source": 2, "significance": 3, "impact_on_child": 4}
# Weeks before today, what happened, source, weight, impact.
OWN: Final = (
    (148, "Started in Year 1. New shoes, shy, clung to his sister.", "Class teacher", "low", ""),
    (131, "Fell asleep on the carpet twice this week.", "Class teacher", "low", "Tired; missed phonics."),
    (118, "Absent Monday to Wednesday. No answer at home.", "Attendance officer", "medium", ""),
    (103, "PE kit unwashed for the third week. Others moved away from him.", "PE teacher", "medium",
     "He sat alone at lunch."),
    (90, "Took bread from another child's bag. “There's none at ours.”", "Breakfast club", "high",
     "Hungry at nine in the morning."),
    (77, "Mother asked for a payment plan for meals. Agreed.", "Office", "low", ""),
    (61, "Head lice, third time this term.", "Teaching assistant", "medium", "Scratched until it bled."),
    (44, "Brought in by his sister, eight minutes after the bell, no coat, rain.", "Gate", "medium",
     "Wet through until break."),
    (26, "Said that the electric had run out “again” and that he likes it here because it is warm.",
     "Class teacher", "high", "He asks to stay after school."),
)  # fmt: skip
WAITING: Final = (
    (40, "Speech therapy: came with her grandmother.", "Inclusion lead", "low", ""),
    (22, "Wore the same nightdress under her coat two days running.", "Class teacher", "amber", ""),
    (9, "Drew the house with nobody in it. “They're asleep.”", "Class teacher", "high", ""),
)


def load(cast: Cast, at: datetime) -> None:
    """Import for the brother, let the sister's file wait, and have the social worker weigh two lines."""
    school, worker = cast["school"], cast["social_worker"]
    brother, sister = (
        # The stories come first: others of that name, if any, come after them.
        Child.objects.filter(person__given_name=given, person__family_name=family).order_by("pk")[0]
        for given, family in (("Tyler", "Moss"), ("Ellie-Mae", "Pickering"))
    )
    _import(brother, school, at=at - timedelta(days=6))
    _read(sister, WAITING, school, at=at - timedelta(hours=3))
    for words, weight, impact in (
        (OWN[4][1], Significance.CRITICAL, "He was hungry over months, and learned not to ask at home."),
        (OWN[7][1], Significance.SIGNIFICANT, "His sister, six, does the mornings that no adult does."),
    ):
        line = Event.objects.get(child=brother, what_happened__startswith=words)
        chronology_curation.curate(
            event=line,
            significance=weight,
            impact_on_child=impact,
            reason="Read beside what nursery, police and health visitor wrote of the same months",
            version=0,
            by=worker,
            at=at - timedelta(days=2),
        )


def _import(child: Child, school: User, *, at: datetime) -> None:
    staged = _read(child, OWN, school, at=at)
    chronology_imports.choose(
        child=child,
        mapping=_MAPPING,
        kind=EventKind.SCHOOL_CONCERN,
        sensitivity=Sensitivity.PROFESSIONALS,
        by=school,
        at=at,
    )
    chronology_imports.import_lines(
        child=child,
        numbers=range(1, len(OWN) + 1),
        sha256=staged.sha256,
        said_yes=True,
        by=school,
        at=at,
    )


def _read(
    child: Child, lines: Sequence[tuple[int, str, str, str, str]], school: User, *, at: datetime
) -> chronology_imports.Staged:
    today = london_date(at)
    rows = [COLUMNS, *((f"{today - timedelta(weeks=ago):%d/%m/%Y}", *told) for ago, *told in lines)]
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    file = io.BytesIO(text.encode())
    return chronology_imports.take_in(child=child, file=file, name="school-chronology.csv", by=school, at=at)
