"""Concern themes: what a referral, a contact or an event is about, and the tool that a theme calls for.

Source: categories of abuse as in Working Together to Safeguard Children 2026; the finer themes are those that
published local reviews found to recur unseen across agencies. Tools: local procedure; the service keeps
results of tools, never their text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final


class Group(StrEnum):
    """The part of a child's life that a theme belongs to."""

    ABUSE = "abuse"
    PARENTAL = "parental"
    EXPLOITATION = "exploitation"
    CHILD = "child"
    HOME = "home"
    OTHER = "other"


GROUP_LABELS: Final = MappingProxyType(
    {
        Group.ABUSE: "Abuse and neglect",
        Group.PARENTAL: "Parents and carers",
        Group.EXPLOITATION: "Exploitation and missing",
        Group.CHILD: "The child's health, education and behaviour",
        Group.HOME: "Home and family",
        Group.OTHER: "Something else",
    }
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One concern theme: its code as stored, its label as shown, and its group."""

    code: str
    label: str
    group: Group


_ALL: Final = (
    Theme("neglect", "Neglect", Group.ABUSE),
    Theme("physical_abuse", "Physical abuse", Group.ABUSE),
    Theme("sexual_abuse", "Sexual abuse", Group.ABUSE),
    Theme("emotional_abuse", "Emotional abuse", Group.ABUSE),
    Theme("harmful_sexual_behaviour", "Harmful sexual behaviour", Group.ABUSE),
    Theme("fabricated_illness", "Fabricated or induced illness", Group.ABUSE),
    Theme("fgm", "Female genital mutilation", Group.ABUSE),
    Theme("forced_marriage", "Forced marriage or so-called honour-based abuse", Group.ABUSE),
    Theme("faith_abuse", "Abuse linked to faith or belief", Group.ABUSE),
    Theme("domestic_abuse", "Domestic abuse", Group.PARENTAL),
    Theme("parental_mental_ill_health", "Parental mental ill-health", Group.PARENTAL),
    Theme("parental_substance_misuse", "Parental alcohol or drug misuse", Group.PARENTAL),
    Theme("child_sexual_exploitation", "Child sexual exploitation", Group.EXPLOITATION),
    Theme("child_criminal_exploitation", "Child criminal exploitation", Group.EXPLOITATION),
    Theme("missing", "Missing from home, care or school", Group.EXPLOITATION),
    Theme("older_associates", "Older friends, partners or associates", Group.EXPLOITATION),
    Theme("hotels", "Seen at hotels or unexplained addresses", Group.EXPLOITATION),
    Theme("unexplained_gifts", "Unexplained money, phones or gifts", Group.EXPLOITATION),
    Theme("online", "Harm online", Group.EXPLOITATION),
    Theme("radicalisation", "Radicalisation", Group.EXPLOITATION),
    Theme("self_harm", "Self-harm or suicidal thoughts", Group.CHILD),
    Theme("overdose", "Overdose", Group.CHILD),
    Theme("child_substance_misuse", "Child's own alcohol or drug use", Group.CHILD),
    Theme("exclusion", "Excluded or suspended from school", Group.CHILD),
    Theme("school_attendance", "School attendance", Group.CHILD),
    Theme("was_not_brought", "Was not brought to appointments", Group.CHILD),
    Theme("disability", "Disability or additional needs", Group.CHILD),
    Theme("home_conditions", "Home conditions", Group.HOME),
    Theme("young_carer", "Young carer", Group.HOME),
    Theme("bereavement", "Bereavement or loss", Group.HOME),
    Theme("other", "Other", Group.OTHER),
)

THEMES: Final = MappingProxyType({theme.code: theme for theme in _ALL})

THEME_CHOICES: Final = tuple((theme.code, theme.label) for theme in _ALL)

# Signs that a review found spread over agencies and read one at a time.
EXPLOITATION_INDICATORS: Final = frozenset(
    {
        "child_sexual_exploitation",
        "child_criminal_exploitation",
        "missing",
        "exclusion",
        "self_harm",
        "overdose",
        "older_associates",
        "hotels",
        "unexplained_gifts",
        "child_substance_misuse",
        "online",
    }
)

# Domestic abuse, mental ill-health and substance misuse of parents, the more dangerous together.
PARENTAL_TRIO: Final = frozenset(
    {"domestic_abuse", "parental_mental_ill_health", "parental_substance_misuse"}
)


@dataclass(frozen=True, slots=True)
class ToolPrompt:
    """A kind of tool that the themes call for; ``because`` holds the theme codes that did."""

    tool: str
    label: str
    prompt: str
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _ToolRule:
    tool: str
    label: str
    prompt: str
    themes: frozenset[str]


_TOOL_RULES: Final = (
    _ToolRule(
        "neglect_tool",
        "Neglect tool, for example Graded Care Profile 2",
        "Neglect is a concern and no neglect tool result is recorded. Has one been used, or can one be?",
        frozenset({"neglect", "home_conditions"}),
    ),
    _ToolRule(
        "dash",
        "DASH risk checklist",
        "Domestic abuse is a concern and no DASH result is recorded. Has it been done, and is MARAC needed?",
        frozenset({"domestic_abuse"}),
    ),
    _ToolRule(
        "exploitation_tool",
        "Exploitation screening tool",
        "There are signs of exploitation and no screening result is recorded. Has the child been screened?",
        frozenset(
            {
                "child_sexual_exploitation",
                "child_criminal_exploitation",
                "older_associates",
                "hotels",
                "unexplained_gifts",
            }
        ),
    ),
    _ToolRule(
        "sexual_behaviour_tool",
        "Sexual behaviour tool, for example Brook Traffic Light",
        "Harmful sexual behaviour is a concern and no tool result is recorded. Has one been used?",
        frozenset({"harmful_sexual_behaviour"}),
    ),
)

TOOL_CHOICES: Final = tuple((rule.tool, rule.label) for rule in _TOOL_RULES)


def theme_label(code: str) -> str:
    """The label of a theme; raises KeyError with the code when there is no such theme."""
    return THEMES[code].label


def by_group() -> tuple[tuple[str, tuple[Theme, ...]], ...]:
    """Themes under their groups' labels, in the order of a form."""
    return tuple(
        (label, tuple(theme for theme in _ALL if theme.group is group))
        for group, label in GROUP_LABELS.items()
    )


def suggests_tool(themes: Iterable[str], used: Collection[str] = ()) -> tuple[ToolPrompt, ...]:
    """Prompts for the tools that ``themes`` call for and that are not among ``used`` (tool codes).

    Source: local procedure; a neglect concern without a neglect tool prompts one, domestic abuse a DASH.
    """
    concerns = frozenset(themes)
    return tuple(
        ToolPrompt(rule.tool, rule.label, rule.prompt, tuple(sorted(concerns & rule.themes)))
        for rule in _TOOL_RULES
        if concerns & rule.themes and rule.tool not in used
    )


def exploitation_indicators(themes: Iterable[str]) -> tuple[str, ...]:
    """The exploitation indicators among ``themes``, in the order of the list."""
    concerns = frozenset(themes) & EXPLOITATION_INDICATORS
    return tuple(theme.code for theme in _ALL if theme.code in concerns)


def parental_trio(themes: Iterable[str]) -> tuple[str, ...]:
    """Which of the three parental factors are among ``themes``, in the order of the list."""
    concerns = frozenset(themes) & PARENTAL_TRIO
    return tuple(theme.code for theme in _ALL if theme.code in concerns)
