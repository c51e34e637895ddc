"""A conference about eight children with forty actions, with thirty people, within its budgets."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.meeting_states import CopyKind
from cases.models import PlanItem
from cases.services import invitations
from core_groups.conference_states import LetterHow
from core_groups.models import DecisionLetter, LetterCopy
from safeguarding.accounts.identity import as_user
from safeguarding.rules.london_time import london_date
from tests.access.conference_rows import weekday_before
from tests.factories import conferences, partnership, plans, records

CHILDREN, ACTIONS, ASKED = 8, 40, 30
# What a page asks of the database, however many are in it.
PAGES = {
    ("conferences", "business_support"): 20,
    ("conference", "social_worker"): 25,
    ("conference_pack", "conference_chair"): 35,
    ("conference_invite", "business_support"): 25,
    ("conference_decide", "conference_chair"): 34,
    ("conference_letter", "social_worker"): 25,
    ("child_conferences", "social_worker"): 20,
    ("conference_book", "business_support"): 25,
}


def large(personas, *, children: int, actions: int, asked: int):
    """A review that was held a while ago about so many children, and as many who wait for one."""
    at, by = timezone.now(), personas.business_support
    about = [_child(personas, number, actions // children, at) for number in range(children)]
    held_at = weekday_before(at)
    conference = conferences.booked(about, personas, held_at, at)
    given = {"meeting": conference.meeting, "by": by, "at": at}
    with as_user(by):
        for number in range(asked - 1):
            name = f"Asked {children} {number}"
            if number % 3 == 0:
                invitations.invite_outside(
                    name=name, email="", copy_kind=CopyKind.PARENTS, about=about, **given
                )
            else:
                user = partnership.user(name, personas.police.agency)
                invitations.invite_user(user=user, **given)
        invitations.invite_user(user=personas.social_worker, **given)
    held = conferences.hold(conference, personas, held_at, override_reason="They rang in")
    _sent(held, personas, at)
    for number in range(children):
        _child(personas, 100 + number, 0, at)
    return held


def _child(personas, number, actions, at):
    by = personas.social_worker
    made = records.child(f"Child{number}", "Example", by=by, at=at)
    conferences.due(made, personas, at)
    mother = records.person(f"Mother{number}", "Example", by=by, at=at)
    records.relate(mother, made.person, "mother", by=by, at=at)
    records.involve(made, personas.gp.agency, by=by, at=at)
    if actions:
        plan = plans.plan(made, london_date(at) - timedelta(days=200), by=by, at=at, category="NEG")
        for position in range(1, actions + 1):
            PlanItem(
                plan=plan, number=position, need="Sleep", action="Bedtime", due_on=date(2026, 1, 5)
            ).record(by=by, at=at, reason="test data")
    return made


def _sent(held, personas, at):
    """The first child's letter, whatever was decided."""
    given = {"by": personas.business_support, "at": at, "reason": "test data"}
    letter = DecisionLetter(
        part=held.parts.first(),
        content={"child": "Child", "reference": "C1", "reasons": "Neglect", "dissents": [], "members": []}
        | dict.fromkeys(_LETTER, ""),
        sha256="0" * 64,
        sent_at=at,
        sent_by=personas.business_support,
    )
    letter.record(**given)
    for invitation in held.meeting.invitations.all():
        LetterCopy(letter=letter, invitation=invitation, how=LetterHow.POST, sent_at=at).record(**given)


_LETTER = (
    "born",
    "kind",
    "held_on",
    "chair",
    "quorum",
    "participation",
    "advocate",
    "decision",
    "category",
    "core_group_on",
    "next_review_on",
    "outline_plan",
)


def _path(name, held, child):
    if name == "conferences":
        return reverse(name)
    if name == "child_conferences":
        return reverse(name, args=[child.reference])
    if name == "conference_book":
        waiting = type(child).objects.get(person__given_name="Child100")
        return reverse(name, args=[waiting.reference])
    parts = [child.reference] if name in {"conference_decide", "conference_letter"} else []
    return reverse(name, args=[held.meeting.reference, *parts])


def test_eight_children_forty_actions_and_thirty_people_stay_within_the_budgets(personas, sign_in):
    held = large(personas, children=CHILDREN, actions=ACTIONS, asked=ASKED)
    child = held.parts.first().child
    found = {}
    for name, persona in PAGES:
        client, path = sign_in(getattr(personas, persona)), _path(name, held, child)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200, (name, answer.status_code)
        found[name, persona] = len(queries)
    assert {key: number for key, number in found.items() if number > PAGES[key]} == {}
