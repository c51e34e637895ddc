"""Section 47 enquiries in a story: checks with agencies, medicals, what is written, given in and signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safeguarding.demo.meetings.calling import CALLER, CHAIR
from safeguarding.demo.stage import Stage
from strategy_meetings.models import Section47Enquiry
from strategy_meetings.services import checks, enquiries
from strategy_meetings.services.enquiries import Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an agency was asked at `at`, and its answer at `answered` (or none yet)."""

    who: str
    question: str
    at: datetime
    reply: str = ""
    answered: datetime | None = None


def of(stage: Stage, child: str) -> Section47Enquiry:
    """The child's latest enquiry, as it is now."""
    rows = Section47Enquiry.objects.filter(child=stage.children[child]).order_by("-started_at")
    return rows.select_related("child")[0]


def write(stage: Stage, child: str, *, at: datetime, **changes: Any) -> None:
    """The worker writes into the enquiry."""
    enquiry = of(stage, child)
    enquiries.change(
        enquiry=enquiry, changes=changes, expected_version=enquiry.version, by=stage.staff(CALLER), at=at
    )


def ask(stage: Stage, child: str, asked: Iterable[Asked]) -> None:
    """The worker asks agencies, and those that answer do."""
    for one in asked:
        who = stage.staff(one.who)
        check = checks.ask(
            enquiry=of(stage, child),
            agency=who.agency,
            question=one.question,
            by=stage.staff(CALLER),
            at=one.at,
        )
        if one.answered is not None:
            checks.reply(check=check, words=one.reply, by=who, at=one.answered)


def end(stage: Stage, child: str, result: Result, *, given: datetime, signed: datetime) -> None:
    """The worker gives it in, and the manager signs."""
    enquiry = enquiries.submit(enquiry=of(stage, child), result=result, by=stage.staff(CALLER), at=given)
    enquiries.sign(enquiry=enquiry, by=stage.staff(CHAIR), at=signed)
