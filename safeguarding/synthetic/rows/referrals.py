"""Referrals: what was told, about whom, and what was decided."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

from cases.models import Referral, ReferralAdult, ReferralChild, ReferralDecision
from cases.models.person import Sex
from cases.models.referral import ParentsKnow
from cases.queries.digest import Digest
from cases.queries.digest_parts import Tally
from cases.states import (
    ENDING_OUTCOMES,
    ContactKind,
    ReferralChildState,
    ReferralOutcome,
    RelationshipKind,
    ToldHow,
)
from safeguarding.rules.rereferral import WINDOW_MONTHS
from safeguarding.synthetic.days import NULL
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.household import Family, Part, Referring, Told
from safeguarding.synthetic.table import Table, array
from safeguarding.synthetic.world import World

_LEVELS: Final = {
    ReferralOutcome.STRATEGY_MEETING: 4,
    ReferralOutcome.ASSESSMENT: 3,
    ReferralOutcome.EARLY_HELP: 2,
}
_KNOW: Final = (ParentsKnow.AGREE, ParentsKnow.AGREE, ParentsKnow.DISAGREE)
_CONSIDERED: Final = "Considered with what agencies told us; nothing points to it."
_MONTH: Final = 30.44
_NEWS: Final = 60
_SENT: Final = "Referral sent"


class Referrals:
    """The family's referrals with the people they name and the managers' decisions."""

    def __init__(self, world: World) -> None:
        self._days, self._staff = world.days, world.staff
        self._referrals = Table(
            Referral,
            "id",
            "reference",
            "author_id",
            "agency_id",
            "received_at",
            "source_code",
            "address_lines",
            "postcode",
            "what_happened",
            "happened_on",
            "daily_life",
            "voice",
            "themes",
            "level",
            "level_rationale",
            "parents_know",
        )
        self._adults = Table(
            ReferralAdult, "id", "referral_id", "name", "relationship", "is_male", "in_household"
        )
        self._parts = Table(
            ReferralChild,
            "id",
            "referral_id",
            "position",
            "given_name",
            "family_name",
            "date_of_birth",
            "sex",
            "state",
            "contact_kind",
            "child_id",
            "matched_at",
            "matched_by_id",
            "is_re_referral",
        )
        self._decisions = Table(
            ReferralDecision,
            "id",
            "referral_child_id",
            "outcome",
            "level",
            "rationale",
            "reasons_for_referrer",
            "transfer_to",
            "sexual_abuse_considered",
            "neglect_considered",
            "other_signs_considered",
            "cause_considered",
            "digest",
            "decided_at",
            "decided_by_id",
            "told_at",
            "told_how",
            "told_by_id",
        )
        self.tables = (self._referrals, self._adults, self._parts, self._decisions)

    def write(self, family: Family, dice: Dice) -> None:
        """Write the family's referrals, oldest first."""
        before: int | None = None
        for referral in family.referrals:
            self._referral(family, referral, dice)
            is_again = before is not None and before - referral.ago <= WINDOW_MONTHS * _MONTH
            for position, part in enumerate(referral.parts, start=1):
                self._part(referral, part, position, is_again=is_again)
                if referral.decided_ago is not None:
                    self._decision(referral, part, is_again=is_again)
                    self._tell(family, referral, part)
            before = referral.ago

    def _referral(self, family: Family, referral: Referring, dice: Dice) -> None:
        at, concern, by = self._days.instant(referral.ago, 0.1), referral.concern, referral.by.user
        named = {"name": referral.parts[0].child.given.text, "mother": family.adults[0].given.text}
        self._referrals.write(
            referral.key,
            referral.reference,
            by,
            referral.by.agency,
            at,
            referral.by.code,
            family.lines,
            family.postcode,
            concern.what.format(**named),
            self._days.day(referral.ago),
            concern.day.format(**named),
            concern.voice.format(**named),
            array(concern.themes),
            concern.level,
            concern.because.format(**named),
            _KNOW[referral.key % len(_KNOW)],
            at=at,
            by=by,
            why=_SENT,
        )
        for adult in family.adults[:2]:
            relation = (adult.relative or RelationshipKind.OTHER).label
            self._adults.write(
                dice.key(),
                referral.key,
                f"{adult.given.text} {adult.family.text}",
                relation,
                adult.sex == Sex.MALE,
                adult.in_household,
                at=at,
                by=by,
                why=_SENT,
            )

    def _part(self, referral: Referring, part: Part, position: int, *, is_again: bool) -> None:
        child, state = part.child, ReferralChildState.DECIDED
        if referral.decided_ago is None:
            # Of those that wait, each second one still waits for its record.
            state = ReferralChildState.RECEIVED if part.key % 2 else ReferralChildState.MATCHED
        is_matched = state != ReferralChildState.RECEIVED
        self._parts.write(
            part.key,
            referral.key,
            position,
            child.given.text,
            child.family.text,
            self._days.day(child.born_ago),
            child.sex,
            state,
            ContactKind.REFERRAL if is_matched else ContactKind.UNKNOWN,
            child.key if is_matched else NULL,
            self._days.instant(referral.ago, 0.5) if is_matched else NULL,
            self._staff.door.user if is_matched else NULL,
            is_again and is_matched,
            at=self._days.instant(referral.ago, 0.1),
            by=referral.by.user,
            why=_SENT,
        )

    def _decision(self, referral: Referring, part: Part, *, is_again: bool) -> None:
        ends = _CONSIDERED if referral.outcome in ENDING_OUTCOMES else ""
        decided = self._days.instant(referral.decided_ago or 1, 0.7)
        told = self._days.instant(referral.decided_ago or 1, 0.75)
        manager = self._staff.door_manager
        digest = _digest(part.child.reference, referral.reference, decided, is_again=is_again)
        self._decisions.write(
            part.decision,
            part.key,
            referral.outcome,
            _LEVELS.get(referral.outcome, 1),
            "The referrer’s concern was weighed with what is known of the family.",
            "Thank you. We have looked at this with what other agencies know.",
            "Southmoor" if referral.outcome == ReferralOutcome.TRANSFER else "",
            ends,
            ends,
            ends,
            ends,
            digest,
            decided,
            manager,
            told,
            ToldHow.SERVICE,
            manager,
            at=decided,
            by=manager,
            why="Decided",
        )

    def _tell(self, family: Family, referral: Referring, part: Part) -> None:
        """What the referrer was told, where it isn't long ago."""
        ago, reference = referral.decided_ago or 1, referral.reference
        if ago > _NEWS:
            return
        family.told.append(
            Told(
                referral.by.user,
                f"referral_decided:{part.decision}",
                "referral_decided",
                f"Your referral {reference} has been decided",
                f"/referrals/{reference}/",
                reference,
                ago,
            )
        )


def _digest(child: str, referral: str, made_at: str, *, is_again: bool) -> str:
    """What the manager was shown; only the very first facts of it, so that it stays small."""
    known = _AGAIN if is_again else _NEW
    return known.replace("{child}", child).replace("{referral}", referral).replace("{made_at}", made_at)


def _template(*, is_again: bool) -> str:
    digest = Digest(
        child_reference="{child}",
        referral_reference="{referral}",
        made_at="{made_at}",
        is_re_referral=is_again,
        last_referral="",
        earlier_referrals=int(is_again),
        earlier_referrals_in_12_months=int(is_again),
        since_closure="",
        is_open=False,
        historic_risk=(),
        heads_decisions=(),
        warnings=(),
        referrals=(),
        contacts=(),
        plans=(),
        repeat_plan="",
        enquiries=(),
        was_not_brought=Tally(),
        missing=Tally(),
        recurrence=(),
        exploitation=(),
        siblings=(),
        parents=(),
        males=(),
    )
    return json.dumps(asdict(digest), separators=(",", ":"))


_NEW: Final = _template(is_again=False)
_AGAIN: Final = _template(is_again=True)
