"""The Tansleys: less is enough now. Rowan's school asks to leave, early help is asked to take him on; his
sister's closure waits for a signature. A year ago there were pre-proceedings."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.models import PlanItem
from cases.services import plans
from cases.states import EventKind, InvolvementRole, PlanKind, RelationshipKind, Sensitivity
from core_groups.services import closings, legal, step_downs, withdrawals
from core_groups.services.closings import Words
from core_groups.services.legal import Milestone
from core_groups.services.step_downs import Proposal
from core_groups.step_down_states import LegalKind, ToldOfLegalHow, ViewAnswer
from safeguarding.demo.happenings import Allocated, Joins, Line, Opened
from safeguarding.demo.partnership import Cast
from safeguarding.demo.people import Household, Lives, Tie, Who
from safeguarding.demo.personas import EARLY_HELP
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Story
from safeguarding.demo.when import ago

BOTH = ("rowan", "hazel")
ROWAN = ("rowan",)


def load(cast: Cast, at: datetime) -> None:
    """Tell what led to it; then who asks to leave, who is asked to take on, what waits for a signature."""
    stage = Stage(cast, at)
    _story().play(stage)
    _pre_proceedings(stage)
    _leaving(stage)
    _step_down(stage)
    _closing(stage)


def _story() -> Story:
    people = (
        Who(key="mother", given="Joanne", family="Tansley", sex="F", age=(33, 4), known=ago(1, 3)),
        Who(key="father", given="Marcus", family="Tansley", sex="M", age=(35, 2), known=ago(1, 3)),
        Who(key="rowan", given="Rowan", family="Tansley", sex="M", age=(8, 2), record=ago(1, 3)),
        Who(key="hazel", given="Hazel", family="Tansley", sex="F", age=(12, 5), record=ago(1, 3)),
    )
    steps = (
        Tie(who="mother", to=BOTH, kind=RelationshipKind.MOTHER, when=ago(1, 2, 28), pr=True, home=True),
        Tie(who="father", to=BOTH, kind=RelationshipKind.FATHER, when=ago(1, 2, 28), pr=True),
        Tie(who="rowan", to=("hazel",), kind=RelationshipKind.SIBLING, when=ago(1, 2, 28), home=True),
        Household(name="The Tansley family", who=("mother", *BOTH), when=ago(1, 2, 28)),
        Lives(who=("mother", *BOTH), lines="14 Quarry Street, Northmoor", postcode="NM2 5HD", when=ago(1, 2)),
        Joins(who="school", role=InvolvementRole.SCHOOL, of=ROWAN, when=ago(1, 2), why="On roll"),
        Joins(who="gp", role=InvolvementRole.GP, of=BOTH, when=ago(1, 2), why="Registered at the practice"),
        Opened(of=BOTH, when=ago(1, 2)),
        Allocated(of=BOTH, worker="social_worker", when=ago(1, 1, 28)),
        Line(
            who="school",
            when=ago(0, 0, 12),
            of=ROWAN,
            kind=EventKind.VOICE,
            what="“I go to bed at eight and Mum reads. Dad comes on Saturdays.”",
            impact="He is awake in the morning and has stopped asking what there is to eat.",
        ),
    )
    return Story("Tansley: less is enough", people, steps)


def _pre_proceedings(stage: Stage) -> None:
    """Letter and meeting last year, ended since; the GP was told, the school is still to be."""
    by, child = stage.staff("social_worker"), stage.child("rowan")
    letter, ended = stage.moment(ago(0, 11)), stage.moment(ago(0, 4))
    legal.record(
        child=child,
        milestone=Milestone(
            kind=LegalKind.LETTER_BEFORE_PROCEEDINGS,
            on=letter.date(),
            text="Counsel advises that threshold is met if nobody is at home at night.",
        ),
        agencies=[],
        by=by,
        at=letter,
    )
    made = legal.record(
        child=child,
        milestone=Milestone(
            kind=LegalKind.PRE_PROCEEDINGS_ENDED,
            on=ended.date(),
            text="The agreement was kept for six months: no proceedings.",
            sensitivity=Sensitivity.SOCIAL_CARE,
        ),
        agencies=[stage.staff(key).agency for key in ("gp", "school")],
        by=by,
        at=ended,
    )
    legal.tell(
        told=made.told.get(agency=stage.staff("gp").agency),
        how=ToldOfLegalHow.PHONE,
        words="Pre-proceedings have ended; the child in need plan goes on.",
        by=by,
        at=ended + timedelta(hours=1),
    )


def _leaving(stage: Stage) -> None:
    """The plan, with something the school does; the school asks to leave, the GP has answered."""
    by, school, gp = (stage.staff(key) for key in ("social_worker", "school", "gp"))
    at = stage.work(-2, 10)
    plan = plans.start(
        child=stage.child("rowan"),
        kind=PlanKind.CHILD_IN_NEED,
        started_on=stage.day(ago(0, 5)),
        lead=by,
        by=by,
        at=stage.moment(ago(0, 5)),
    )
    items = (
        ("Rowan comes to school hungry", "Breakfast club on school days", school),
        ("Rowan misses the dentist", "Joanne takes Rowan to the dentist", by),
    )
    for number, (need, action, owner) in enumerate(items, start=1):
        PlanItem(
            plan=plan,
            number=number,
            need=need,
            action=action,
            outcome="He eats, and nothing hurts",
            measure="He says so himself",
            owner=owner,
            agency=owner.agency,
            due_on=stage.today + timedelta(days=21),
        ).record(by=by, at=stage.moment(ago(0, 5)), reason="Agreed with the family")
    asked = withdrawals.ask(
        child=stage.child("rowan"),
        agency=school.agency,
        reason="Rowan moves to another school after the holidays.",
        by=school,
        at=at,
    )
    withdrawals.view(
        withdrawal=asked,
        agency=gp.agency,
        answer=ViewAnswer.DISSENTS,
        words="Nobody has said yet who gives him breakfast until then.",
        by=gp,
        at=stage.work(-1, 9),
    )


def _step_down(stage: Stage) -> None:
    """Early help is asked to take Rowan on; its summary is being written."""
    by, child = stage.staff("social_worker"), stage.child("rowan")
    step_downs.propose(
        plan=child.plans.get(kind=PlanKind.CHILD_IN_NEED),
        proposal=Proposal(
            reason="Joanne has kept bedtime and breakfast for five months; Marcus is there on Saturdays.",
            first_meeting_on=stage.today + timedelta(days=10),
            agency=stage.cast.agencies[EARLY_HELP],
            lead_name="Ann Carr, family hub",
        ),
        by=by,
        at=stage.work(-1, 15),
    )


def _closing(stage: Stage) -> None:
    """Hazel's closure, written and given to her worker's manager."""
    words = {
        "sexual_abuse_considered": "Hazel was seen alone three times and asked; nothing she or the GP said "
        "points to it.",
        "neglect_considered": "It was what began this. For a year she has had meals, a bed and a phone that "
        "works.",
        "other_signs_considered": "No injuries, nobody new in the home, school attendance is 97 per cent.",
        "cause_considered": "Joanne’s nights at work when Marcus had left; her sister comes then now.",
    }
    child = stage.child("hazel")
    closings.write(
        episode=child.episodes.select_related("child").get(closed_on=None),
        words=Words(
            considered=words,
            reason="RC7",
            family_copy_reason="Joanne asked for it in Welsh: the translation comes on Monday.",
        ),
        by=stage.staff("social_worker"),
        at=stage.work(-1, 16),
    )
