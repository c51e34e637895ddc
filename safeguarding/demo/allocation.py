"""Workers with their skills, two children who changed workers and came back, and what was told on the way.

A brother and a sister went to a colleague while their social worker was on a course; one note about them is
owed still, the other waits to be read.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from cases import access
from cases.models import Child, HandoverNote
from cases.services import allocation, handover_notes, worker_skills
from cases.services.handover_notes import NoteFacts
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast
from safeguarding.rules.allocation import Skill
from safeguarding.rules.london_time import at_hour, london_date

# Whose skills, kept by whom: skills, languages.
_SKILLS = (
    ("social_worker", "team_manager", (Skill.NEGLECT, Skill.DOMESTIC_ABUSE), ()),
    ("social_worker_east", "team_manager", (Skill.PRE_BIRTH, Skill.DISABILITY), ("Polish",)),
    ("social_worker_west", "team_manager_west", (Skill.EXPLOITATION, Skill.SEXUAL_ABUSE), ()),
    ("newly_qualified", "team_manager_west", (Skill.NEGLECT,), ("Urdu", "Punjabi")),
)
_AWAY, _BACK = 24, 6
_TOLD = NoteFacts(
    what_matters="Jamie talks while he draws, never face to face. Ring his mother before noon.",
    next_dates="Ring the school nurse about the dentist. Nothing else is arranged.",
    promised="I told Jamie that somebody would ask whether he can keep the cat.",
)
_FIRST = NoteFacts(
    what_matters="Both were well on my last visit. Grandmother helps on Thursdays.",
    next_dates="A visit is due in the second week.",
    promised="Nothing was promised.",
)


def load(cast: Cast, at: datetime) -> None:
    """Keep skills, move the children to the colleague and back, write two of the notes."""
    for key, kept_by, skills, languages in _SKILLS:
        worker_skills.set_skills(
            worker=cast[key],
            skills=skills,
            languages=languages,
            version=0,
            reason="Appraisal and certificates",
            by=cast[kept_by],
            at=_ago(at, 200),
        )
    worker, colleague, manager = cast["social_worker"], cast["social_worker_east"], cast["team_manager"]
    children = access.settled_children(worker).filter(allocated_to=worker, person__family_name="Rusk")
    for child in children.select_related("person").order_by("person__given_name"):
        _move(child, colleague, "Sam is on a course for three weeks", by=manager, at=_ago(at, _AWAY))
        note = _open_note(child)
        handover_notes.write(note=note, facts=_FIRST, version=note.version, by=worker, at=_ago(at, _AWAY, 14))
        handover_notes.receive(note=note, by=colleague, at=_ago(at, _AWAY - 1))
        _move(child, worker, "Sam is back and knows the family", by=manager, at=_ago(at, _BACK))
    jamie = children.filter(person__given_name="Jamie").first()
    if jamie is not None:
        note = _open_note(jamie)
        handover_notes.write(
            note=note, facts=_TOLD, version=note.version, by=colleague, at=_ago(at, _BACK - 2)
        )


def _move(child: Child, to: User, why: str, *, by: User, at: datetime) -> None:
    allocation.allocate(
        child=child,
        worker=to,
        team=to.team,
        reason=why,
        mismatch_reason="For three weeks, with the manager close by",
        by=by,
        at=at,
    )


def _open_note(child: Child) -> HandoverNote:
    return HandoverNote.objects.get(child=child, received_at=None, dropped_at=None)


def _ago(at: datetime, days: int, hour: int = 10) -> datetime:
    return at_hour(london_date(at) - timedelta(days=days), hour)
