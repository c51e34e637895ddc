"""The history digest: everything known of a child before a decision, as far as the reader may see it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from cases.models import Child, ReferralChild
from cases.queries import digest_kin_history, digest_own_history, historic_risk
from cases.queries.digest_parts import (
    AgencyContacts,
    EarlierReferral,
    Indicator,
    Line,
    Male,
    PlanLine,
    RecurringTheme,
    Relative,
    RiskLine,
    Tally,
    WarningLine,
)
from cases.queries.digest_rows import load
from safeguarding.accounts.models import User

# What differs between two looks at the same history.
_NOT_HISTORY: Final = ("made_at",)


@dataclass(frozen=True, slots=True)
class Digest:
    """What was known. Days and intervals are in the words that were shown, counted to the referral's day.

    Siblings, parents and males are only those whom the reader may see; `made_at` is when it was read.
    """

    child_reference: str
    referral_reference: str
    made_at: str
    is_re_referral: bool
    last_referral: str
    earlier_referrals: int
    earlier_referrals_in_12_months: int
    since_closure: str
    is_open: bool
    historic_risk: tuple[str, ...]
    heads_decisions: tuple[RiskLine, ...]
    warnings: tuple[WarningLine, ...]
    referrals: tuple[EarlierReferral, ...]
    contacts: tuple[AgencyContacts, ...]
    plans: tuple[PlanLine, ...]
    repeat_plan: str
    enquiries: tuple[Line, ...]
    was_not_brought: Tally
    missing: Tally
    recurrence: tuple[RecurringTheme, ...]
    exploitation: tuple[Indicator, ...]
    siblings: tuple[Relative, ...]
    parents: tuple[Relative, ...]
    males: tuple[Male, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain data: what is kept with the decision and what the page shows."""
        plain: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        return plain

    @property
    def fingerprint(self) -> str:
        """The same for the same history, whoever looks when; another as soon as anything in it differs."""
        history = {name: value for name, value in self.as_json().items() if name not in _NOT_HISTORY}
        return hashlib.sha256(json.dumps(history, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was known before."""
        told: Sequence[Any] = (
            self.referrals,
            self.warnings,
            self.plans,
            self.enquiries,
            self.recurrence,
            self.siblings,
            self.parents,
            self.males,
        )
        return not any(told) and not self.was_not_brought.count and not self.missing.count


def build(*, user: User, child: Child, at: datetime, referral_child: ReferralChild | None = None) -> Digest:
    """What is known of `child` before the referral at hand (or today), as `user` may see it.

    Reads through the gate, in a number of queries that doesn't grow with the history. `user` must be
    able to see the child (the caller has asked).
    """
    rows = load(user=user, child=child)
    own = digest_own_history.Own(rows, child, referral_child, at)
    known = own.re_referral
    kin = digest_kin_history.describe(rows, on=own.anchor, reference=own.reference)
    return Digest(
        child_reference=child.reference,
        referral_reference=own.reference,
        made_at=at.isoformat(),
        is_re_referral=known.is_re_referral and not own.is_contact,
        last_referral=known.interval,
        earlier_referrals=known.count,
        earlier_referrals_in_12_months=known.count_within_window,
        since_closure=own.since_closure,
        is_open=own.is_open,
        historic_risk=own.historic_risk,
        heads_decisions=historic_risk.decisions_on(user, child),
        warnings=own.warnings,
        referrals=own.referrals,
        contacts=own.contacts,
        plans=own.plans,
        repeat_plan=own.repeat_plan,
        enquiries=own.enquiries,
        was_not_brought=own.was_not_brought,
        missing=own.missing,
        recurrence=own.recurrence,
        exploitation=own.exploitation,
        siblings=kin.siblings,
        parents=kin.parents,
        males=kin.males,
    )
