"""Local threshold levels and the criteria that a referral or a decision ticks.

Source: local procedure (each partnership publishes a threshold document, which Working Together to Safeguard
Children 2026 asks for). The criteria are generic, in this service's own words: a partnership puts its own
in their place. Ticking criteria never decides a level; the rationale in own words does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Final


class Level(IntEnum):
    """How much help a child needs, from what every child has to protection."""

    UNIVERSAL = 1
    EARLY_HELP = 2
    CHILD_IN_NEED = 3
    CHILD_PROTECTION = 4


LEVEL_LABELS: Final = MappingProxyType(
    {
        Level.UNIVERSAL: "Universal",
        Level.EARLY_HELP: "Early help",
        Level.CHILD_IN_NEED: "Child in need",
        Level.CHILD_PROTECTION: "Child protection",
    }
)

LEVEL_HINTS: Final = MappingProxyType(
    {
        Level.UNIVERSAL: "Needs are met by the family and by services open to everyone.",
        Level.EARLY_HELP: "Extra help is needed, from one agency or several, together with the family.",
        Level.CHILD_IN_NEED: "Without social work help the child's health or development will suffer.",
        Level.CHILD_PROTECTION: "The child is suffering significant harm, or is likely to.",
    }
)

LEVEL_CHOICES: Final = tuple(
    (str(level.value), f"Level {level.value}: {LEVEL_LABELS[level]}") for level in Level
)


class Domain(StrEnum):
    """The side of a child's life that a criterion looks at."""

    DEVELOPMENT = "development"
    PARENTING = "parenting"
    FAMILY = "family"


DOMAIN_LABELS: Final = MappingProxyType(
    {
        Domain.DEVELOPMENT: "The child's development",
        Domain.PARENTING: "Parenting",
        Domain.FAMILY: "Family and environment",
    }
)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One checkbox: ``id`` is what is stored with a referral or decision, ``text`` what is shown."""

    id: str
    level: Level
    domain: Domain
    text: str


_TEXTS: Final = MappingProxyType(
    {
        (Level.UNIVERSAL, Domain.DEVELOPMENT): (
            ("growing", "Growing and learning as expected, health checks up to date"),
            ("friends", "Has friends and someone to turn to"),
        ),
        (Level.UNIVERSAL, Domain.PARENTING): (
            ("cared_for", "Cared for, kept safe and shown affection at home"),
            ("asks", "Parents ask for help when they need it and use it"),
        ),
        (Level.UNIVERSAL, Domain.FAMILY): (("settled", "Settled home, family and friends who help"),),
        (Level.EARLY_HELP, Domain.DEVELOPMENT): (
            ("behind", "Falling behind in health, speech, learning or behaviour"),
            ("attendance", "Misses school or nursery often, or is at risk of exclusion"),
            ("missed_health", "Was not brought to some health appointments"),
            ("low_mood", "Anxious, withdrawn or low in mood"),
        ),
        (Level.EARLY_HELP, Domain.PARENTING): (
            ("inconsistent", "Routines, supervision or boundaries come and go"),
            ("under_strain", "Parents are under strain and accept help"),
        ),
        (Level.EARLY_HELP, Domain.FAMILY): (
            ("conflict", "Arguments, separation or bereavement affect the child"),
            ("caring", "The child helps to care for someone at home"),
            ("money_housing", "Money or housing worries affect daily life"),
        ),
        (Level.CHILD_IN_NEED, Domain.DEVELOPMENT): (
            ("impaired", "Health or development is getting worse or is held back"),
            ("disabled", "Disabled, with needs that the family cannot meet alone"),
            ("self_harm", "Self-harms, or has a mental health need that is not being met"),
            (
                "exploited_signs",
                "Signs of exploitation: goes missing, older associates, unexplained money or gifts",
            ),
        ),
        (Level.CHILD_IN_NEED, Domain.PARENTING): (
            ("basic_care", "Basic care, food, clothing, warmth or hygiene is often poor"),
            ("unsupervised", "Often left without suitable supervision"),
            ("not_changing", "Early help was tried and nothing changed, or it was refused"),
        ),
        (Level.CHILD_IN_NEED, Domain.FAMILY): (
            ("trio", "Domestic abuse, mental ill-health or substance misuse at home affects the child"),
            ("home_conditions", "Home conditions are a risk to health or safety"),
            ("history", "Parents' own history, or earlier concerns, point to risk for this child"),
        ),
        (Level.CHILD_PROTECTION, Domain.DEVELOPMENT): (
            ("disclosed", "The child says that they have been harmed, or are afraid to go home"),
            (
                "injury",
                "An injury that is unexplained, does not fit the account, or is in a baby not yet moving",
            ),
            ("exploited", "Is being sexually or criminally exploited, or trafficked"),
            ("failure_to_thrive", "Weight, growth or health is seriously affected without a medical reason"),
        ),
        (Level.CHILD_PROTECTION, Domain.PARENTING): (
            ("abuse", "Physical, sexual or emotional abuse is known or suspected"),
            ("serious_neglect", "Neglect is serious or has gone on for a long time"),
            ("fabricated", "Illness is fabricated or induced, or needed treatment is withheld"),
            ("unborn", "An unborn child is likely to suffer significant harm once born"),
        ),
        (Level.CHILD_PROTECTION, Domain.FAMILY): (
            ("dangerous_person", "Someone who is a known risk to children lives with or sees the child"),
            ("severe_domestic_abuse", "Domestic abuse is severe, or the child is in the middle of it"),
            ("earlier_harm", "A sibling was seriously harmed, removed or died through abuse or neglect"),
        ),
    }
)

CRITERIA: Final = tuple(
    Criterion(f"{level.value}_{domain.value}_{key}", level, domain, text)
    for (level, domain), texts in _TEXTS.items()
    for key, text in texts
)

_BY_ID: Final = MappingProxyType({criterion.id: criterion for criterion in CRITERIA})


def criterion(criterion_id: str) -> Criterion:
    """The criterion with this id; raises KeyError when there is none."""
    return _BY_ID[criterion_id]


def criteria_for(level: Level) -> tuple[tuple[str, tuple[Criterion, ...]], ...]:
    """The criteria of one level under their domains' labels, as a form shows them."""
    return tuple(
        (label, tuple(each for each in CRITERIA if each.level is level and each.domain is domain))
        for domain, label in DOMAIN_LABELS.items()
    )


def above(level: Level, criterion_ids: tuple[str, ...]) -> tuple[Criterion, ...]:
    """Ticked criteria that belong to a higher level than the one chosen: the form asks about them.

    Raises KeyError for an unknown id.
    """
    return tuple(each for each in map(criterion, criterion_ids) if each.level > level)
