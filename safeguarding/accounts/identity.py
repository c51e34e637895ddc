"""Who asks the database: a person or a named service, told to PostgreSQL for one transaction.

Row-level security (docs/adr/0007) shows a row only to whom the policies admit. Until an identity is set
nobody is: for the role of the application every policy is false.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from safeguarding.accounts.models import User


class Service(StrEnum):
    """The parts of the service that act for nobody in particular, or beyond what their actor may see.

    What each may read and write stands in the policies' table (cases/row_security.py).
    """

    DEADLINE_SWEEP = "deadline-sweep"
    LOOK_BACK = "look-back"  # whether children came back, for whoever closed the work with them
    EMAIL_DELIVERY = "email-delivery"
    DRAFT_EXPIRY = "draft-expiry"
    AUDIT_SEALING = "audit-sealing"
    DOCUMENT_SCAN = "document-scan"
    ACCESS_REVIEW = "access-review"  # finding the looks that somebody should ask about
    LEAVING = "leaving"  # the involvements of somebody whose account the system admin closes
    RECURRENCE_SEARCH = "recurrence-search"  # concerns that recur in a household
    MEETING_GUEST = "meeting-guest"  # one invitation, by a private link
    MINUTES_CHASING = "minutes-chasing"  # copies of minutes that nobody has opened
    PART_CHASING = "part-chasing"  # parts of assessments that other agencies were asked for
    # One step of a person's act each, because the step concerns rows that this person doesn't see:
    RECORD_KEEPING = "record-keeping"  # a record's first lines and its grants
    REFERRAL_INTAKE = "referral-intake"  # the clock that a partner's referral starts
    REFERRAL_OUTCOME = "referral-outcome"  # what the sender is told of the decision
    HISTORY_DIGEST = "history-digest"  # a visible child's referrals, whoever else they are about
    EMERGENCY_ENTRY = "emergency-entry"  # finding a record by its reference and opening it in an emergency
    EMERGENCY_REVIEW = "emergency-review"  # the references of what reviewers look at
    OWN_WORDS = "own-words"  # an agency's own lines about children that it no longer sees
    TELLING = "telling"  # other people's notifications
    OVERSIGHT = "oversight"  # the partnership's counts of time limits, without names
    TIMESCALES = "timescales"  # the clocks that an own amount of the partnership moves
    CHALLENGE = "challenge"  # stages of a professional challenge that time moves; the partnership's decision
    SUPERVISION = "supervision"  # the clocks of supervision that nobody started yet
    CALENDAR_FEED = "calendar-feed"  # whose feed a private address is; what is in it is read as that person


@dataclass(frozen=True)
class Identity:
    """Who asks: `user` by key, or a service, or (neither) somebody who hasn't signed in."""

    user: int | None = None
    service: str = ""


SIGNED_OUT: Final = Identity()
# The attribute of the connection (one a thread) that holds what is set on it now.
_HELD: Final = "safeguarding_identity"
_BECOME: Final = "SELECT set_config('role', %s, true), rls_become(%s, %s, %s)"


def current() -> Identity | None:
    """The identity in force on this thread's connection; None for the login itself."""
    held: Identity | None = getattr(connection, _HELD, None)
    return held


@contextmanager
def as_user(user: User | AnonymousUser) -> Iterator[None]:
    """Ask as this person, in one transaction; somebody who hasn't signed in sees no row."""
    with transaction.atomic(), _as(Identity(user=user.pk) if user.is_authenticated else SIGNED_OUT):
        yield


@contextmanager
def as_service(service: Service) -> Iterator[None]:
    """Ask as a named service, in the transaction that runs or in one of its own; also a decorator."""
    with ExitStack() as whole:
        if not connection.in_atomic_block:
            whole.enter_context(transaction.atomic())
        with _as(Identity(service=service.value)):
            yield


@contextmanager
def _as(identity: Identity) -> Iterator[None]:
    """Set `identity` and put back what was there before.

    What is set for a transaction outlives a savepoint that is released, so it is put back by hand. Where the
    transaction is lost already, whoever rolls it back (or back to a savepoint) puts it back by that.
    """
    before = current()
    _become(identity)
    setattr(connection, _HELD, identity)
    try:
        yield
    finally:
        setattr(connection, _HELD, before)
        if not _is_lost():
            _become(before)


def _is_lost() -> bool:
    if connection.connection is None or connection.connection.closed:
        return True
    in_error = connection.connection.info.transaction_status == TRANSACTION_STATUS_INERROR
    return connection.needs_rollback or in_error


def _become(identity: Identity | None) -> None:
    role = settings.DATABASE_APP_ROLE if identity is not None else "none"
    who = identity or SIGNED_OUT
    with connection.cursor() as cursor:
        cursor.execute(_BECOME, [role, who.user, who.service, settings.SOCIAL_CARE_OPEN_ACCESS])
