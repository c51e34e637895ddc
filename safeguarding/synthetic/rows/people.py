"""People: who they are, their names as search finds them, where they live and how they are reached."""

from __future__ import annotations

from typing import Final

from cases.models import Address, ContactDetail, Person, PersonName
from cases.models.person import ContactKindOf, NameKind
from safeguarding.rules import codes
from safeguarding.rules.names import normalise
from safeguarding.synthetic.dice import Dice
from safeguarding.synthetic.household import Family, Member
from safeguarding.synthetic.names import Name
from safeguarding.synthetic.table import Table, array
from safeguarding.synthetic.world import World

_SCHOOL_AGE: Final = range(5 * 365, 18 * 365)
_WEIGHTS: Final = range(10, 1, -1)
_WHY: Final = "Added with the family"


class People:
    """The people of a family."""

    def __init__(self, world: World) -> None:
        self._days, self._by = world.days, world.staff.door.user
        self._people = Table(
            Person,
            "id",
            "given_name",
            "family_name",
            "known_as",
            "sex",
            "date_of_birth",
            "ethnicity",
            "first_language",
            "nhs_number",
            "upn",
            "disabilities",
        )
        self._names = Table(
            PersonName, "id", "person_id", "kind", "given_name", "family_name", "searched", "sounds"
        )
        self._addresses = Table(Address, "id", "person_id", "lines", "postcode", "searched", "since")
        self._contacts = Table(ContactDetail, "id", "person_id", "kind", "value", "is_safe")
        self.tables = (self._people, self._names, self._addresses, self._contacts)

    def write(self, family: Family, dice: Dice) -> None:
        """Write everybody of the family, since the first referral."""
        draw, first = dice.draw, family.referrals[0].ago
        at = self._days.instant(first, 0.5)
        for child in family.children:
            upn = _upn(child.number) if child.born_ago in _SCHOOL_AGE else ""
            disabilities = ("LD",) if draw() < 0.05 else ("AUT",) if draw() < 0.07 else ()
            self._person(family, child, _nhs_number(child.number), upn, disabilities, at=at)
            if child.known_as is not None:
                self._name(dice, child, NameKind.ALIAS, child.known_as, at)
        for adult in family.adults:
            self._person(family, adult, "", "", (), at=at)
            if draw() < 0.5:
                number = f"07700 900{int(draw() * 1000):03}"
                self._contacts.write(
                    dice.key(),
                    adult.key,
                    ContactKindOf.PHONE,
                    number,
                    draw() < 0.95,
                    at=at,
                    by=self._by,
                    why=_WHY,
                )
        for member in (*family.children, *family.adults):
            self._name(dice, member, NameKind.MAIN, member.given, at)
        self._addresses_of(family, dice, at)

    def _person(
        self,
        family: Family,
        who: Member,
        nhs_number: str,
        upn: str,
        disabilities: tuple[str, ...],
        *,
        at: str,
    ) -> None:
        self._people.write(
            who.key,
            who.given.text,
            who.family.text,
            who.known_as.text if who.known_as is not None else "",
            who.sex,
            self._days.day(who.born_ago),
            family.heritage.ethnicity,
            family.heritage.language,
            nhs_number,
            upn,
            array(disabilities),
            at=at,
            by=self._by,
            why=_WHY,
        )

    def _name(self, dice: Dice, who: Member, kind: NameKind, given: Name, at: str) -> None:
        self._names.write(
            dice.key(),
            who.key,
            kind,
            given.text,
            who.family.text,
            f"{given.searched} {who.family.searched}",
            array(tuple(sorted(given.sounds | who.family.sounds))),
            at=at,
            by=self._by,
            why=_WHY,
        )

    def _addresses_of(self, family: Family, dice: Dice, at: str) -> None:
        """The one address of those who live together."""
        searched = normalise(f"{family.lines} {family.postcode}")
        for member in (*family.children, *family.adults):
            if not member.in_household:
                continue
            since = self._days.day(min(member.born_ago, family.referrals[0].ago + 400))
            self._addresses.write(
                dice.key(),
                member.key,
                family.lines,
                family.postcode,
                searched,
                since,
                at=at,
                by=self._by,
                why=_WHY,
            )


def _nhs_number(number: int) -> str:
    """A number of the range that is kept for tests (999); empty where the check digit would be ten."""
    digits = f"999{number % 1_000_000:06}"
    check = (11 - sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True)) % 11) % 11
    return "" if check == 10 else f"{digits}{check}"


def _upn(number: int) -> str:
    """A unique pupil number with its right check letter; no local authority has the number 000."""
    digits = f"000{number:09}"
    return codes.upn_check_letter(f"A{digits}") + digits
