"""How many children one worker carries: the partnership's own numbers, only ever added to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from cases import access
from cases.exceptions import DomainError
from cases.models import AllocationLimits
from cases.queries.allocation_loads import limits_in_force
from safeguarding.accounts.models import User
from safeguarding.rules.allocation import Limits


@transaction.atomic
def set_limits(*, limits: Limits, reason: str, by: User, at: datetime) -> AllocationLimits:
    """Replace the numbers from now on; who was allocated before stays so.

    Raises NotPermittedError for all but the partnership admin, DomainError for numbers that can't stand, the
    ones that apply already, or no reason.
    """
    access.require(by, access.Action.MANAGE_TIMESCALES)
    if limits.refusal:
        raise DomainError(limits.refusal, field="protection")
    if limits == limits_in_force():
        raise DomainError("Those numbers apply already", field="children")
    if not reason.strip():
        raise DomainError("Say why the numbers change", field="reason")
    return AllocationLimits.objects.create(**asdict(limits), reason=reason.strip(), set_at=at, set_by=by)
