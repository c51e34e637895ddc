"""How assessment tools are set up, and the register of who is accredited: by the partnership's office."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import LocalTool, ToolAccreditation
from cases.queries import tools as queries
from safeguarding.accounts.models import User
from safeguarding.rules.london_time import london_date
from safeguarding.rules.themes import TOOL_CHOICES
from safeguarding.rules.tools import Direction

MOST_AREAS: Final = 20
HIGHEST_SCORE: Final = 100
MOST_LETTERS: Final = 300
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{1,29}")
_PROMPTS: Final = frozenset({"", *(code for code, _ in TOOL_CHOICES)})


@dataclass(frozen=True, slots=True)
class ToolFacts:
    """A tool as it is to be: names of its areas in their order, its scale, and who may use it."""

    label: str
    areas: Sequence[str]
    lowest: int
    highest: int
    direction: str
    licence: str
    prompted_by: str = ""
    needs_accreditation: bool = False
    accredited_for_months: int | None = None
    asks_marac: bool = False
    asks_carer: bool = False
    is_in_use: bool = True


@transaction.atomic
def configure(
    *, code: str, facts: ToolFacts, reason: str, by: User, at: datetime, seen: int | None = None
) -> LocalTool:
    """Set a tool up, new or in the place of what stood; results that there are keep the scale of their day.

    `seen` is the key of the newest line that the person had before them (0: none). Raises NotPermittedError
    for all but the partnership's office, DomainError with the field, ChangedMeanwhileError when there is a
    newer line.
    """
    access.require(by, access.Action.MANAGE_TOOLS)
    _lock(code)
    newest = LocalTool.objects.filter(code=code).order_by("-pk").first()
    if seen is not None and seen != (newest.pk if newest is not None else 0):
        raise ChangedMeanwhileError("Somebody has changed this tool while you were writing")
    labels = [label.strip() for label in facts.areas if label.strip()]
    _check(code, facts, labels, reason)
    line = LocalTool(
        code=code,
        label=facts.label.strip(),
        prompted_by=facts.prompted_by,
        area_codes=_area_codes(code, labels),
        area_labels=labels,
        lowest=facts.lowest,
        highest=facts.highest,
        direction=facts.direction,
        licence=facts.licence.strip(),
        needs_accreditation=facts.needs_accreditation,
        accredited_for_months=facts.accredited_for_months if facts.needs_accreditation else None,
        asks_marac=facts.asks_marac,
        asks_carer=facts.asks_carer,
        is_in_use=facts.is_in_use,
        reason=reason.strip(),
        set_by=by,
        set_at=at,
    )
    line.save(force_insert=True)
    return line


def code_for(label: str) -> str:
    """The code of a new tool, made from its name; raises DomainError when there is such a tool already."""
    code = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:30].rstrip("_")
    if not _CODE.fullmatch(code):
        raise DomainError("Enter a name that begins with a letter", field="label")
    if code in queries.configured():
        raise DomainError("There is a tool with this name already", field="label")
    return code


@transaction.atomic
def accredit(
    *, tool: str, user: User, since: date, by: User, at: datetime, note: str = ""
) -> ToolAccreditation:
    """Enter somebody in the register from a day on, today or before.

    Raises NotPermittedError, DomainError with the field.
    """
    access.require(by, access.Action.MANAGE_TOOLS)
    found = queries.configured().get(tool)
    if found is None or not found.tool.needs_accreditation:
        raise DomainError("Select a tool that needs an accreditation", field="tool")
    if not access.may(user, access.Action.REFER):
        raise DomainError("Select somebody who works with children", field="user")
    if since > london_date(at):
        raise DomainError("The day can’t be in the future", field="since")
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if ToolAccreditation.objects.filter(tool=tool, user=user, since=since).exists():
        raise DomainError("This is in the register already", field="since")
    row = ToolAccreditation(tool=tool, user=user, since=since, note=note.strip())
    row.record(by=by, at=at, reason="Accredited")
    return row


@transaction.atomic
def withdraw(
    *, accreditation: ToolAccreditation, withdrawn_on: date, reason: str, by: User, at: datetime
) -> ToolAccreditation:
    """End somebody's accreditation: from that day on they don't use the tool; results before it stand.

    Raises NotPermittedError, DomainError with the field, ChangedMeanwhileError when it is withdrawn already.
    """
    access.require(by, access.Action.MANAGE_TOOLS)
    row = ToolAccreditation.objects.select_for_update().get(pk=accreditation.pk)
    if row.withdrawn_on is not None:
        raise ChangedMeanwhileError("This accreditation was withdrawn already")
    if not row.since <= withdrawn_on <= london_date(at):
        raise DomainError("Enter a day between its start and today", field="withdrawn_on")
    said = reason.strip()
    if not said or len(said) > MOST_LETTERS:
        raise DomainError(f"Enter why, in {MOST_LETTERS} characters or fewer", field="reason")
    row.withdrawn_on, row.withdrawn_reason = withdrawn_on, said
    row.record(by=by, at=at, reason=said)
    return row


def _check(code: str, facts: ToolFacts, labels: Sequence[str], reason: str) -> None:
    if not _CODE.fullmatch(code) or not facts.label.strip():
        raise DomainError("Enter the tool’s name", field="label")
    if not 1 <= len(labels) <= MOST_AREAS:
        raise DomainError(f"Enter 1 to {MOST_AREAS} areas, each on a line of its own", field="areas")
    if len({label.lower() for label in labels}) < len(labels):
        raise DomainError("Enter each area once", field="areas")
    if not 0 <= facts.lowest < facts.highest <= HIGHEST_SCORE:
        raise DomainError(
            f"Enter a scale from a lower to a higher score, up to {HIGHEST_SCORE}", field="highest"
        )
    if facts.direction not in list(Direction):
        raise DomainError("Select which end of the scale is the best", field="direction")
    if facts.prompted_by not in _PROMPTS:
        raise DomainError("Select the concern that asks for it", field="prompted_by")
    if not facts.licence.strip():
        raise DomainError("Enter whose the tool is and what may be kept of it", field="licence")
    months = facts.accredited_for_months
    if months is not None and months < 1:
        raise DomainError("Enter the months as a number, or leave it empty", field="accredited_for_months")
    if not reason.strip() or len(reason.strip()) > MOST_LETTERS:
        raise DomainError(f"Enter why, in {MOST_LETTERS} characters or fewer", field="reason")


def _area_codes(code: str, labels: Sequence[str]) -> list[str]:
    """A code for each area: those it has had keep theirs, so that scores before and after compare."""
    known = queries.configured().get(code)
    had = {area.label.lower(): area.code for area in known.tool.areas} if known is not None else {}
    taken = set(had.values())
    codes = []
    for label in labels:
        made = had.get(label.lower())
        if made is None:
            base = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:30] or "area"
            made, number = base, 1
            while made in taken:
                number += 1
                made = f"{base}_{number}"
        taken.add(made)
        codes.append(made)
    return codes


def _lock(code: str) -> None:
    """Two who set one tool up at once wait for each other: its lines can be added to, and not locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"tool:{code}"])
