"""Appointments at which children weren't seen, what children said, and warnings looked at again.

A boy of the neglect family isn't brought to speech therapy and hearing tests, time after time, until
supervision is mandatory; his sister tells school about her day.
"""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from cases import access
from cases.models import Child, Deadline, Person, Warning
from cases.services import appointments, voice, warnings
from cases.services.appointments import AppointmentFacts
from cases.services.voice import DayFacts, VoiceFacts
from cases.voice_states import VoiceKind
from safeguarding.accounts.models import User
from safeguarding.demo.partnership import Cast
from safeguarding.rules.london_time import at_hour, london_date

# With which service, how many days ago, what became of it, and what that meant.
_MISSED = (
    ("Speech and language therapy", 171, "attended", "", ""),
    ("Speech and language therapy", 122, "cancelled", "Six weeks without therapy", "The nursery, by phone"),
    ("Hearing test", 96, "was_not_brought", "Nobody knows whether he hears", "The GP, by letter"),
    ("Speech and language therapy", 80, "cancelled", "He has lost words again", "The health visitor’s team"),
    ("Hearing test", 40, "was_not_brought", "The test is five months late", "The GP, by letter"),
    ("Speech and language therapy", 12, "was_not_brought", "He points and cries", "The GP and social care"),
    ("Hearing test", 2, "was_not_brought", "The nursery shouts so that he hears", "The GP and social care"),
)

_SAID = (
    ("At school, at dinner time", "I like it here. It is quiet."),
    ("In the car to contact", "I want to know when I go home."),
    ("At home, in the kitchen", "Mum laughs more now."),
    ("In the park", "I sleep better with the light on."),
)
# The latest one waits to be followed up.
_NOT_FOLLOWED_UP = 5


def load(cast: Cast, at: datetime) -> None:
    """Write it on records that the health visitor and the school see."""
    visitor, school, worker = cast["health_visitor"], cast["school"], cast["social_worker"]
    boy = _named(visitor, "Freddie", "Pickering")
    girl = _named(school, "Ellie-Mae", "Pickering")
    if boy is not None:
        _appointments(boy, visitor, cast["gp"], at)
        _observe(boy, visitor, at)
    if girl is not None:
        _hear(girl, school, worker, at)
    _teams_hear(at)
    _keep_warnings(worker, at)


def _named(user: User, given: str, family: str) -> Child | None:
    people = Person.objects.filter(given_name=given, family_name=family).values("pk")
    return (
        access.settled_children(user)
        .select_related("person", "allocated_to", "team")
        .filter(person__in=people)
        .first()
    )


def _ago(at: datetime, days: int, hour: int = 10) -> datetime:
    return at_hour(london_date(at) - timedelta(days=days), hour)


def _appointments(child: Child, by: User, doctor: User, at: datetime) -> None:
    for service, days, outcome, impact, told in _MISSED:
        facts = AppointmentFacts(
            service=service,
            on=london_date(at) - timedelta(days=days),
            outcome=outcome,
            impact=impact,
            told=told,
            reoffered_on=london_date(at) - timedelta(days=days - 9) if impact else None,
        )
        row = appointments.record(child=child, facts=facts, by=by, at=_ago(at, days, 15))
        if impact and days > _NOT_FOLLOWED_UP:
            said = "Spoke to his mother: no money for the bus. She says that she will bring him."
            appointments.follow_up(appointment=row, text=said, by=doctor, at=_ago(at, days, 16))
    ahead = AppointmentFacts(service="Hearing test", on=london_date(at) + timedelta(days=6))
    appointments.record(child=child, facts=ahead, by=by, at=at)


def _observe(child: Child, by: User, at: datetime) -> None:
    facts = VoiceFacts(
        kind=VoiceKind.OBSERVATION,
        heard_on=london_date(at) - timedelta(days=45),
        place="At home, his mother in the next room",
        communication="Play with cars; he hardly speaks",
        words="He stayed by the door and watched my hands. He ate both biscuits at once and put a third in"
        " his sleeve. When his father’s name was said he went behind the sofa.",
    )
    voice.record(child=child, facts=facts, by=by, at=_ago(at, 45, 14))


def _hear(child: Child, school: User, worker: User, at: datetime) -> None:
    day = VoiceFacts(
        kind=VoiceKind.DAY,
        heard_on=london_date(at) - timedelta(days=20),
        place="In the book corner at school",
        was_alone=True,
        communication="Pictures of a day, in her own time",
        day=DayFacts(
            morning="I wake Freddie up and I do his nappy. Mum is asleep.",
            daytime="School is warm. I like dinner.",
            evening="We have toast if there is bread. I put the telly on for Freddie.",
            night="It is cold. I hear shouting and I put the cover on my head.",
            good_things="Nan. Miss Linton.",
            worries="Who does Freddie’s nappy when I am at school?",
        ),
    )
    voice.record(child=child, facts=day, by=school, at=_ago(at, 20, 15))
    drawing = VoiceFacts(
        kind=VoiceKind.DRAWING,
        heard_on=london_date(at) - timedelta(days=9),
        place="At school, with crayons",
        was_alone=True,
        words="This is our house. That is me at the window. There is no door.",
    )
    voice.record(
        child=child, facts=drawing, by=school, at=_ago(at, 9, 15), file=_drawing(), file_name="house.png"
    )
    words = VoiceFacts(
        kind=VoiceKind.WORDS,
        heard_on=london_date(at) - timedelta(days=33),
        place="On a walk to the park, with the social worker",
        was_alone=True,
        words="I don’t tell because then Mum cries.",
    )
    voice.record(child=child, facts=words, by=worker, at=_ago(at, 33, 16))


def _teams_hear(at: datetime) -> None:
    """Two in three of the children open to a team were heard by their worker, not all of them in time."""
    open_children = Child.objects.filter(episodes__closed_on=None, allocated_to__isnull=False)
    for number, child in enumerate(open_children.select_related("allocated_to").order_by("pk").distinct()):
        worker = child.allocated_to
        if number % 3 == 0 or worker is None or not access.may(worker, access.Action.RECORD_EVENT, child):
            continue
        days = 2 + 7 * (number % 6)
        place, words = _SAID[number % len(_SAID)]
        facts = VoiceFacts(
            kind=VoiceKind.WORDS,
            heard_on=london_date(at) - timedelta(days=days),
            place=place,
            was_alone=number % 2 == 0,
            words=words,
        )
        voice.record(child=child, facts=facts, by=worker, at=_ago(at, days, 16))


def _drawing() -> io.BytesIO:
    """A house without a door, as a child might draw it."""
    picture = Image.new("RGB", (320, 240), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((70, 100, 250, 220), outline="brown", width=4)
    pen.line((60, 100, 160, 30, 260, 100), fill="red", width=4)
    pen.rectangle((180, 130, 225, 165), outline="blue", width=4)
    pen.ellipse((195, 140, 210, 155), outline="black", width=2)
    file = io.BytesIO()
    picture.save(file, "PNG")
    file.seek(0)
    return file


def _keep_warnings(by: User, at: datetime) -> None:
    """Each warning was looked at in time, as often as the rule asks."""
    for warning in Warning.objects.filter(ended_on=None).select_related("child"):
        while (clock := _late(warning, at)) is not None:
            warning.refresh_from_db()
            warnings.review_warning(
                warning=warning,
                review_on=None,
                version=warning.version,
                reason="Asked the network: it holds on",
                by=by,
                at=at_hour(clock.due_on, 11),
            )


def _late(warning: Warning, at: datetime) -> Deadline | None:
    clocks = Deadline.objects.filter(rule_id=warnings.CLOCK, subject=f"warning:{warning.pk}", met_at=None)
    return clocks.filter(due_at__lt=at).first()
