"""A partnership's own amounts for local time limits: set by its admin, never changed, and only ever added to.

An own amount moves no clock that runs. Whoever sets it may ask for that beside it (`timescale_moves`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import connection, transaction

from cases import access
from cases.exceptions import ChangedMeanwhileError, DomainError
from cases.models import LocalTimescale
from cases.queries import timescales
from safeguarding.accounts.models import User
from safeguarding.rules.calendar_months import add_months
from safeguarding.rules.london_time import london_date
from safeguarding.rules.timescales import TIMESCALES, Authority, Timescale

MOST_LETTERS: Final = 300
# Whoever wants it later than that has mistyped the year.
_MONTHS_AHEAD: Final = 24


@transaction.atomic
def set_local(
    *,
    rule_id: str,
    amount: int,
    effective_from: date,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> LocalTimescale:
    """Give a local rule the partnership's own amount, for clocks that start on `effective_from` or later.

    `seen` is the key of the newest line that the person had before them (0: none). Raises NotPermittedError
    for all but the partnership admin, KeyError for an unknown rule, DomainError for a rule that law,
    statutory guidance or the census fixes, an amount beyond its bounds, a day in the past or no reason, and
    ChangedMeanwhileError when there is a newer line.
    """
    access.require(by, access.Action.MANAGE_TIMESCALES)
    _lock(rule_id)
    newest = LocalTimescale.objects.filter(rule_id=rule_id).order_by("-pk").first()
    if seen is not None and seen != (newest.pk if newest is not None else 0):
        raise ChangedMeanwhileError("Somebody has changed this time limit while you were writing")
    said = check(rule_id=rule_id, amount=amount, effective_from=effective_from, reason=reason, at=at)
    return LocalTimescale.objects.create(
        rule_id=rule_id, amount=amount, effective_from=effective_from, reason=said, set_by=by, set_at=at
    )


def check(*, rule_id: str, amount: int, effective_from: date, reason: str, at: datetime) -> str:
    """The reason, without the blanks around it, if an own amount may be set so; raises as `set_local`."""
    rule, today = TIMESCALES[rule_id], london_date(at)
    if not rule.editable:
        raise DomainError(_why_fixed(rule))
    if not rule.least <= amount <= rule.most:
        raise DomainError(f"The amount must be between {rule.least} and {rule.most}", field="amount")
    if effective_from < today:
        raise DomainError("The date must be today or later", field="effective_from")
    if effective_from > add_months(today, _MONTHS_AHEAD):
        raise DomainError("The date must be within two years", field="effective_from")
    if timescales.of_rule(rule_id, effective_from).amount == amount:
        raise DomainError("That is what applies on that day already", field="amount")
    said = reason.strip()
    if not said:
        raise DomainError("Say why the time limit changes", field="reason")
    if len(said) > MOST_LETTERS:
        raise DomainError(f"The reason must be {MOST_LETTERS} characters or fewer", field="reason")
    return said


def _why_fixed(rule: Timescale) -> str:
    if rule.authority is Authority.LOCAL:
        return "This has to be done the same day: there is no other amount"
    return f"This time limit is fixed by {rule.edition}: it can’t be changed here"


def _lock(rule_id: str) -> None:
    """Two who change one rule at once wait for each other: its lines can be added to, and not locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"timescale:{rule_id}"])
