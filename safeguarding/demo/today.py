"""What waits today beside the stories: new referrals, one overdue, one to be told by phone, drafts."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from cases.forms.referral import whole
from cases.forms.referral.about import YouForm
from cases.services import drafts
from cases.states import ReferralOutcome
from safeguarding.demo.partnership import Cast
from safeguarding.demo.people import Who
from safeguarding.demo.quiet import histories
from safeguarding.demo.referring import Decided, Refers
from safeguarding.demo.stage import Stage
from safeguarding.demo.story import Story
from safeguarding.demo.when import Ago, ago, hours_ago
from safeguarding.rules.london_time import at_hour, london_date
from safeguarding.rules.working_days import add, england_and_wales

SEED = 2004  # the year of the other Children Act


def load(cast: Cast, at: datetime) -> None:
    """Put on the front door's list what a morning brings."""
    random = Random(SEED)  # noqa: S311 - fiction, not a secret
    for hours in (1, 3, 8):
        _play(cast, at, histories.waiting(random, hours_ago(at, hours)))
    for days in (1, 1):
        _play(cast, at, histories.waiting(random, ago(0, 0, days, hour=16)))
    _play(cast, at, _overdue(at))
    _play(cast, at, _to_be_told(at))
    _drafts(cast, at)


def _play(cast: Cast, at: datetime, story: Story) -> None:
    story.play(Stage(cast, at))


def _overdue(at: datetime) -> Story:
    """Four working days old and undecided: the clock has run out and somebody has to say why."""
    sent = at_hour(add(london_date(at), -4, england_and_wales()), 9)
    return Story(
        "Overdue",
        (Who(key="leo", given="Leo", family="Garside", sex="M", age=(9, 3), known=Ago(days=40)),),
        (
            Refers(
                key="overdue",
                who="housing",
                when=sent,
                about=("leo",),
                what="Third complaint about the stairs being used as a toilet. Leo let me in and said "
                "that his dad "
                "has been “away” since Monday. There was a neighbour's number on the fridge.",
                day="He had made a bed in front of the fire. He gets himself to school, he says.",
                voice="Dad said not to open the door, but you've got a badge.",
                themes=("neglect", "home_conditions"),
                level=3,
                because="A child of nine who may be on his own.",
                parents="not_yet",
                more={"parents_know_reason": "The father could not be reached."},
                matched=False,
            ),
        ),
    )


def _to_be_told(at: datetime) -> Story:
    """Decided, but the neighbour who rang has not been told yet."""
    sent = at_hour(add(london_date(at), -1, england_and_wales()), 10)
    return Story(
        "To be told by phone",
        (Who(key="layla", given="Layla", family="Rahmani", sex="F", age=(4, 2), record=Ago(days=30)),),
        (
            Refers(
                key="told",
                who="front_door_worker",
                when=sent,
                about=("layla",),
                what="Mrs Ogden next door has heard Layla cry at night for a week, and a man shout at her "
                "to stop.",
                day="She is out in the yard with a woman most mornings, warmly dressed.",
                unheard="The neighbour has not spoken with her.",
                themes=("emotional_abuse",),
                level=2,
                because="Crying and shouting at night for a week.",
                parents="not_yet",
                more={
                    "is_for_someone_else": True,
                    "referrer_name": "Jean Ogden",
                    "referrer_role": "Neighbour",
                    "referrer_phone": "01632 960555",
                    "source_code": "1B",
                    "parents_know_reason": "The front door will ring them first.",
                },
                decided=Decided(
                    outcome=ReferralOutcome.EARLY_HELP,
                    level=2,
                    why="Health visitor knows the family: night terrors, and parents who are worn out.",
                    told="Help with sleep is being arranged by the health visitor.",
                    hours=3,
                    gate=(
                        "Asked about with the health visitor; nothing points to it.",
                        "Seen last week: well cared for.",
                        "Speech and growth are as expected.",
                        "Night terrors and tired parents.",
                    ),
                ),
            ),
        ),
    )


def _drafts(cast: Cast, at: datetime) -> None:
    """Two referrals that the school's safeguarding lead has begun: one half told, one hardly."""
    school = cast["school"]
    told: dict[str, Any] = {"you": YouForm.starting(school)}
    whole.put_member(
        told,
        "children",
        "5c1e0a7b",
        {"given_name": "Rosie", "family_name": "Tordoff", "born": "age", "age": "7", "sex": "F"},
    )
    told["happened"] = {
        "what_happened": "Twice this week nobody came for Rosie until five. Her mum was asleep, she said.",
        "happened_when": "Tuesday and Thursday",
    }
    drafts.start(form=whole.FORM, by=school, at=at - timedelta(days=2), data=told)
    hardly: dict[str, Any] = {}
    whole.put_member(hardly, "children", "92d4f610", {"given_name": "Micah", "family_name": "Dutton"})
    drafts.start(form=whole.FORM, by=school, at=at - timedelta(hours=1), data=hardly)
