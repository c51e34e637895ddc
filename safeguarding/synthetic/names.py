"""Invented names: the demo's by heritage, and English last names put together so that there are enough."""

from __future__ import annotations

from dataclasses import dataclass

from cases.services.person_names import sounds_by_word
from safeguarding.demo.quiet.names import HERITAGES, STREETS, Heritage, words
from safeguarding.rules.names import normalise
from safeguarding.synthetic.dice import Dice

_BEGINNINGS = words(
    "Ack Ash Bar Beck Birk Black Brad Bram Brock Calver Carl Clay Clif Crag Crow Dal Dew Dun Eller Fair Fern "
    "Gar Gold Grim Hal Hart Hawk Hazel Heb Hol Hors Kel Kirk Lang Lind Lock Mar Mickle Moor Nether Oak Ormes "
    "Pen Pick Raven Red Rush Sand Scar Sel Skel Stan Stock Sun Thorn Tod Wal Wharf Whit Wool"
)
_ENDINGS = words(
    "acre bank beck bourn bridge brook by cliffe combe croft dale den don fell field ford garth gate gill "
    "greave ham haugh hill holme house hurst land ley low man mere mond more ridge royd shaw side stead "
    "ston thorpe ton wall ward water wick wood worth"
)
# The letters that the last part of a postcode may have.
_UNITS = "ABDEFGHJLNPQRSTUWXYZ"


@dataclass(frozen=True, slots=True)
class Name:
    """A first or last name, how search writes it, and how its words sound."""

    text: str
    searched: str
    sounds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """Names that go together, ready to be written down."""

    ethnicity: str
    language: str
    girls: tuple[Name, ...]
    boys: tuple[Name, ...]
    women: tuple[Name, ...]
    men: tuple[Name, ...]
    families: tuple[Name, ...]


class Names:
    """Every name a synthetic person can have; how they sound is asked of the database once."""

    def __init__(self) -> None:
        composed = tuple(begin + end for begin in _BEGINNINGS for end in _ENDINGS)
        every = {name for heritage in HERITAGES for name in _all(heritage)} | set(composed)
        searched = {name: normalise(name) for name in every}
        heard = sounds_by_word(word for text in searched.values() for word in text.split())
        known = {
            name: Name(name, text, frozenset().union(*(heard[word] for word in text.split())))
            for name, text in searched.items()
        }
        self._heritages = [
            _heard(heritage, known, composed) for heritage in HERITAGES for _ in range(heritage.share)
        ]

    def heritage(self, draw: float) -> Heard:
        """One of them by its share; `draw` is from 0 to 1."""
        return self._heritages[int(draw * len(self._heritages))]


def address(dice: Dice) -> tuple[str, str]:
    """Lines and postcode of an address in Northmoor; NM is no postal area."""
    draw = dice.draw
    lines = f"{1 + int(draw() * 240)} {dice.pick(STREETS)}, Northmoor"
    unit = dice.pick(_UNITS) + dice.pick(_UNITS)
    return lines, f"NM{1 + int(draw() * 60)} {1 + int(draw() * 9)}{unit}"


def _all(heritage: Heritage) -> tuple[str, ...]:
    return heritage.girls + heritage.boys + heritage.women + heritage.men + heritage.families


def _heard(heritage: Heritage, known: dict[str, Name], composed: tuple[str, ...]) -> Heard:
    # English last names are many; the lists of the others are as short as the demo has them.
    families = heritage.families + (composed if heritage.ethnicity == "WBRI" else ())
    lists = (heritage.girls, heritage.boys, heritage.women, heritage.men, families)
    return Heard(
        heritage.ethnicity, heritage.language, *(tuple(known[name] for name in names) for names in lists)
    )
