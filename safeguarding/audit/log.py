"""Writing the access log."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from safeguarding.accounts.models import User
from safeguarding.audit.models import AccessLog, Action, Basis


@dataclass(frozen=True)
class Origin:
    """Where a look came from: the network address and the page's name."""

    address: str | None
    page: str


def write(
    *,
    by: User,
    at: datetime,
    action: Action,
    basis: Basis,
    origin: Origin,
    child_key: int | None = None,
    reference: str = "",
    terms: str = "",
    found: int | None = None,
) -> AccessLog:
    """Add one line to the access log."""
    return AccessLog.objects.create(
        at=at,
        user=by,
        agency_name=by.agency.name,
        address=origin.address,
        action=action,
        basis=basis,
        page=origin.page[:200],
        child_key=child_key,
        reference=reference,
        terms=terms[:1000],
        found=found,
    )


def write_each(
    *,
    by: User,
    at: datetime,
    action: Action,
    basis: Basis,
    origin: Origin,
    records: Iterable[tuple[int, str]],
) -> None:
    """One line for each of several records (key and reference) that one page shows something of."""
    AccessLog.objects.bulk_create(
        AccessLog(
            at=at,
            user=by,
            agency_name=by.agency.name,
            address=origin.address,
            action=action,
            basis=basis,
            page=origin.page[:200],
            child_key=key,
            reference=reference,
        )
        for key, reference in records
    )
