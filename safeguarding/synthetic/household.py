"""One invented family: who belongs to it, when they were referred, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log
from typing import Final

from cases.models.person import Sex
from cases.states import OPENING_OUTCOMES, PlanKind, ReferralOutcome, RelationshipKind
from safeguarding.demo.quiet.concerns import CONCERNS, Concern
from safeguarding.synthetic import figures, references
from safeguarding.synthetic.calibration import mean_days_open
from safeguarding.synthetic.dice import Dice, even
from safeguarding.synthetic.names import Heard, Name, Names, address
from safeguarding.synthetic.staff import Partner, Staff, Worker

# Of section 47 enquiries, so many lead to a conference. A child who is open since a conference still has a
# plan with such a probability that PLANS_PER_OPEN of all open children have one.
_CONFERENCED: Final = figures.CONFERENCE_PER_REFERRAL / figures.SECTION_47_PER_REFERRAL
_OPENING: Final = sum(figures.OUTCOMES[outcome] for outcome in OPENING_OUTCOMES) / 1000
_STILL_PLANNED: Final = min(1.0, figures.PLANS_PER_OPEN * _OPENING / figures.CONFERENCE_PER_REFERRAL)
# Referrals closer together than this many days are one.
_APART: Final = 20


@dataclass(slots=True, eq=False)
class Member:
    """One person of a family; `born_ago` in days. `relative` says what an adult is to the children.

    A child has a place among all of the partnership, from 1, and the reference of their record.
    """

    key: int
    given: Name
    family: Name
    sex: str
    born_ago: int
    known_as: Name | None = None
    relative: RelationshipKind | None = None
    in_household: bool = True
    number: int = 0
    reference: str = ""


@dataclass(slots=True, eq=False)
class Part:
    """One child of a referral, and the keys of that row and of its decision."""

    child: Member
    key: int
    decision: int


@dataclass(slots=True, eq=False)
class Referring:
    """One referral of a family. Times are days ago; None: not (yet)."""

    key: int
    reference: str
    ago: int
    parts: list[Part]
    by: Partner
    concern: Concern
    outcome: ReferralOutcome
    decided_ago: int | None
    closed_ago: int | None = None
    conference_ago: int | None = None
    plan: PlanKind | None = None
    plan_ago: int = 0

    @property
    def opens(self) -> bool:
        """Whether it opened the children to social care."""
        return self.decided_ago is not None and self.outcome in OPENING_OUTCOMES

    @property
    def is_enquired(self) -> bool:
        """Whether there was a section 47 enquiry."""
        return self.opens and self.outcome == ReferralOutcome.STRATEGY_MEETING


@dataclass(slots=True, eq=False)
class Told:
    """One thing that somebody was told some days ago: what `safeguarding.notifications` keeps of it."""

    recipient: int
    key: str
    kind: str
    text: str
    path: str
    reference: str
    ago: int
    is_urgent: bool = False
    subject: str = ""


@dataclass(slots=True, eq=False)
class Family:
    """A family, oldest referral first. `open_since` is the referral from which its children are open today.

    `told` is what the other rows' modules add for the notifications.
    """

    key: int
    heritage: Heard
    children: list[Member]
    adults: list[Member]
    lines: str
    postcode: str
    worker: Worker
    is_restricted: bool
    referrals: list[Referring] = field(default_factory=list)
    open_since: Referring | None = None
    told: list[Told] = field(default_factory=list)

    @property
    def name(self) -> str:
        """As staff speak of them."""
        return f"The {self.children[0].family.text} family"

    def is_open(self, child: Member) -> bool:
        """Whether the child is open to social care today."""
        return self.open_since is not None and any(part.child is child for part in self.open_since.parts)


class Households:
    """Draws families. Everything comes out of the `random` it is given: the same seed gives the same."""

    def __init__(self, names: Names, staff: Staff) -> None:
        self._names, self._staff = names, staff
        self._sizes = even(figures.CHILDREN_OF_A_FAMILY)
        self._referrals = even(figures.REFERRALS_OF_A_FAMILY)
        self._sources = even(figures.SOURCES)
        self._outcomes = even(figures.OUTCOMES)
        self._sexes = even(figures.SEXES)
        self._mean_open = mean_days_open()

    def draw(self, dice: Dice, *, at_most: int) -> Family:
        """A family with up to `at_most` children."""
        draw = dice.draw
        heritage = self._names.heritage(draw())
        family_name = dice.pick(heritage.families)
        agos = self._days_of_referrals(dice)
        number = min(at_most, dice.pick(self._sizes))
        eldest = agos[0] + 60 + int(draw() * 5_600)
        span = max(1, eldest - agos[0] - 300)
        children = [
            # Brothers and sisters are born between the eldest and the first referral.
            self._child(dice, heritage, family_name, agos[0] + 1 + int(draw() * span) if place else eldest)
            for place in range(number)
        ]
        lines, postcode = address(dice)
        family = Family(
            key=dice.key(),
            heritage=heritage,
            children=children,
            adults=_adults(dice, heritage, family_name, children[0].born_ago),
            lines=lines,
            postcode=postcode,
            worker=dice.pick(self._staff.workers),
            is_restricted=draw() < figures.IS_RESTRICTED,
        )
        for place, ago in enumerate(agos):
            family.referrals.append(self._referral(dice, children, ago, is_first=not place))
        self._live_through(dice, family)
        return family

    def _days_of_referrals(self, dice: Dice) -> list[int]:
        """Days ago of the referrals, oldest first."""
        drawn = sorted(1 + int(dice.draw() * figures.DAYS) for _ in range(dice.pick(self._referrals)))
        kept: list[int] = []
        for ago in drawn:
            if not kept or ago - kept[-1] >= _APART:
                kept.append(ago)
        return kept[::-1]

    def _child(self, dice: Dice, heritage: Heard, family: Name, born: int) -> Member:
        draw = dice.draw
        sex = dice.pick(self._sexes)
        girls_or_boys = heritage.boys if sex == Sex.MALE else heritage.girls
        known_as = dice.pick(girls_or_boys) if draw() < figures.IS_KNOWN_AS else None
        child = Member(dice.key(), dice.pick(girls_or_boys), family, sex, born, known_as)
        child.reference = references.of("C", child.key)
        return child

    def _referral(self, dice: Dice, children: list[Member], ago: int, *, is_first: bool) -> Referring:
        draw = dice.draw
        source = dice.pick(self._sources)
        is_about_all = is_first or draw() < figures.LATER_IS_ABOUT_ALL
        about = children if is_about_all else [dice.pick(children)]
        wait = draw()
        decided = ago - (0 if wait < 0.55 else 1 if wait < 0.88 else 2 + int(draw() * 4))
        key = dice.key()
        return Referring(
            key=key,
            reference=references.of("R", key),
            ago=ago,
            parts=[Part(child, dice.key(), dice.key()) for child in about],
            by=dice.pick(self._staff.referrers[source]),
            concern=dice.pick(_CONCERNS[source]),
            outcome=dice.pick(self._outcomes),
            decided_ago=decided if decided >= 1 else None,
        )

    def _live_through(self, dice: Dice, family: Family) -> None:
        """When each referral's conference was held, and when the children were closed again."""
        draw = dice.draw
        for place, referral in enumerate(family.referrals):
            if not referral.opens:
                continue
            is_last = place == len(family.referrals) - 1
            until = 1 if is_last else family.referrals[place + 1].ago + 1
            days = int(-log(1 - draw()) * self._mean_open)
            if is_last and days >= referral.ago:
                family.open_since = referral
            else:
                referral.closed_ago = max(until, referral.ago - days)
            ends = referral.closed_ago or 1
            if referral.is_enquired and draw() < _CONFERENCED and referral.ago - 21 > ends:
                referral.conference_ago = referral.ago - 21
            self._plan(dice, referral, is_open=referral is family.open_since, ends=ends)

    def _plan(self, dice: Dice, referral: Referring, *, is_open: bool, ends: int) -> None:
        """The plan that came of it, if one did."""
        draw = dice.draw
        if referral.conference_ago is not None and (not is_open or draw() < _STILL_PLANNED):
            referral.plan, referral.plan_ago = PlanKind.CHILD_PROTECTION, referral.conference_ago
        elif referral.ago - 45 > ends and draw() < figures.HAS_NEED_PLAN:
            referral.plan, referral.plan_ago = PlanKind.CHILD_IN_NEED, referral.ago - 45


def _adults(dice: Dice, heritage: Heard, family: Name, eldest: int) -> list[Member]:
    """The mother, and others as the figures say; `eldest` is the oldest child's age in days."""
    draw = dice.draw

    def adult(kind: RelationshipKind, born_ago: int, *, at_home: float, name: Name = family) -> None:
        is_woman = kind in {RelationshipKind.MOTHER, RelationshipKind.GRANDPARENT}
        given = dice.pick(heritage.women if is_woman else heritage.men)
        found.append(
            Member(
                dice.key(),
                given,
                name,
                Sex.FEMALE if is_woman else Sex.MALE,
                born_ago,
                relative=kind,
                in_household=draw() < at_home,
            )
        )

    found: list[Member] = []
    mother = eldest + 18 * 365 + int(draw() * 24 * 365)
    adult(RelationshipKind.MOTHER, mother, at_home=1)
    if draw() < figures.HAS_FATHER:
        adult(RelationshipKind.FATHER, mother + 500, at_home=0.6)
    if draw() < figures.HAS_PARTNER:
        other = dice.pick(heritage.families)
        adult(RelationshipKind.PARENTS_PARTNER, mother - 300, at_home=0.8, name=other)
    if draw() < figures.HAS_GRANDPARENT:
        adult(RelationshipKind.GRANDPARENT, mother + 22 * 365, at_home=0.3)
    return found


_BY: Final = {
    figures.POLICE: {"police", "constable"},
    figures.SCHOOLS: {"school", "school_head", "other_school", "nursery"},
    figures.HEALTH: {"hospital", "gp", "health_visitor", "midwife", "school_nurse", "mental_health"},
    figures.AUTHORITY: {"early_help", "adult_services", "youth_justice"},
    figures.OTHERS: {"housing", "voluntary", "probation", "someone"},
}
_CONCERNS: Final = {source: [each for each in CONCERNS if each.by & by] for source, by in _BY.items()}
