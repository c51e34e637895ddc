"""After the Hallam children's meeting: police protection, an order, two enquiries."""

from __future__ import annotations

from datetime import timedelta

from safeguarding.demo.meetings import enquiring, hallam_medical
from safeguarding.demo.meetings.calling import CALLER
from safeguarding.demo.meetings.enquiring import Asked
from safeguarding.demo.meetings.hallam_family import DAY
from safeguarding.demo.stage import Stage
from safeguarding.demo.when import ago
from strategy_meetings.models import StrategyMeeting
from strategy_meetings.services import enquiries, protection
from strategy_meetings.services.enquiries import Result, Seen
from strategy_meetings.states import EnquiryOutcome, Findings, ProtectionKind


def at_once(stage: Stage, strategy: StrategyMeeting) -> None:
    """Police protection for Freya, ended in its 72 hours and reviewed; what was weighed up beside it."""
    police, worker, head = (stage.staff(key) for key in ("police", CALLER, "head_of_service"))
    begun = stage.work(DAY, 20)
    freya, jonah = stage.child("freya"), stage.child("jonah")
    protection.not_used(
        child=freya,
        kind=ProtectionKind.EXCLUSION,
        reason="Jade says that she would let him in again: a promise wouldn't keep Freya safe.",
        meeting=strategy,
        by=worker,
        at=stage.work(DAY, 16),
    )
    used = protection.begin(
        child=freya,
        kind=ProtectionKind.POLICE_PROTECTION,
        begun_at=begun,
        reason="Her father came to the ward at eight to take her home.",
        meeting=strategy,
        by=police,
        at=begun + timedelta(minutes=25),
    )
    ended = begun + timedelta(hours=44)
    protection.end(
        protection=used,
        ended_at=ended,
        how="Jade agrees that Freya stays on the ward; the court is asked for an order.",
        by=police,
        at=ended,
    )
    protection.review(
        protection=used,
        words="Rightly used, and ended as soon as there was another way. Jade was told of it at once.",
        by=head,
        at=ended + timedelta(hours=14),
    )
    protection.begin(
        child=jonah,
        kind=ProtectionKind.SAFETY_PLAN,
        begun_at=stage.work(DAY, 18),
        reason="Jonah lives with his grandmother; his mother sees him there, his stepfather doesn't.",
        meeting=strategy,
        by=worker,
        at=stage.work(DAY, 18),
    )
    order = stage.moment(ago(days=6, hour=12))
    protection.begin(
        child=freya,
        kind=ProtectionKind.EMERGENCY_PROTECTION_ORDER,
        begun_at=order,
        reason="Jade took back her agreement. The order lets Freya go to foster carers from the ward.",
        meeting=strategy,
        by=worker,
        at=order,
    )


def enquire(stage: Stage) -> None:
    """Freya's enquiry ends in a conference; Jonah's runs, and one agency hasn't answered."""
    worker = stage.staff(CALLER)
    seen = stage.work(DAY + 1, 10)
    for child, facts in (
        (
            "freya",
            Seen(seen, "Northmoor General Hospital", False, "She is a baby", "She held on to my finger."),
        ),
        ("jonah", Seen(stage.work(DAY + 1, 16), "His grandmother's", True, "", hallam_medical.JONAH_SAYS)),
    ):
        enquiries.record_seen(enquiry=enquiring.of(stage, child), seen=facts, by=worker, at=facts.at)
    hallam_medical.freya(stage)
    hallam_medical.jonah(stage)
    enquiring.ask(stage, "freya", _asked_of_freya(stage))
    enquiring.ask(stage, "jonah", _asked_of_jonah(stage))
    for child in ("freya", "jonah"):
        enquiring.write(stage, child, at=stage.work(DAY + 4, 15), **hallam_medical.WRITTEN[child])
    result = Result(
        Findings.CONTINUING_RISK,
        EnquiryOutcome.CONFERENCE,
        "She can't go home while nobody says what happened, and whoever did it may be there.",
        "Two fractures, weeks apart, both caused by somebody's hands. The bruise at four months was the "
        "first sign. Neither adult has given an account that fits.",
    )
    enquiring.end(stage, "freya", result, given=stage.work(-4, 16), signed=stage.work(-3, 10))


def _asked_of_freya(stage: Stage) -> tuple[Asked, ...]:
    asked = stage.work(DAY + 1, 11)
    return (
        Asked(
            who="gp",
            question="Every attendance since birth, and who brought her",
            at=asked,
            reply="Three: at six weeks, four months and last month. Her father brought her twice.",
            answered=stage.work(DAY + 2, 9),
        ),
        Asked(
            who="health_visitor",
            question="What was seen of the bruise at four months, and whom you told",
            at=asked,
            reply="Seen, measured, put in the notes. I asked a colleague and referred nobody. I am sorry.",
            answered=stage.work(DAY + 3, 12),
        ),
    )


def _asked_of_jonah(stage: Stage) -> tuple[Asked, ...]:
    asked = stage.work(DAY + 1, 11)
    return (
        Asked(who="school", question="What Jonah says of home, and on which days", at=asked),
        Asked(
            who="gp",
            question="Injuries, and whether he has been seen alone",
            at=asked,
            reply="No injuries known. Never seen without his mother.",
            answered=stage.work(DAY + 2, 9),
        ),
    )
