"""What the quieter children are referred for: in whose words, at which level, and what may come of it.

`{name}` is the first child named, `{mother}` the mother. The shares follow published figures: police 28 %,
schools 20 %, health 15 %; abuse, neglect and exploitation (N1) 58 % of the main needs.
"""

from __future__ import annotations

from dataclasses import dataclass

# Weights of who refers; "someone" is a member of the public whom the front door writes down.
SOURCES: dict[str, int] = {
    "police": 20,
    "constable": 8,
    "school": 8,
    "school_head": 3,
    "other_school": 6,
    "nursery": 3,
    "hospital": 5,
    "gp": 3,
    "health_visitor": 4,
    "midwife": 1,
    "school_nurse": 2,
    "mental_health": 3,
    "housing": 6,
    "early_help": 8,
    "adult_services": 4,
    "probation": 4,
    "voluntary": 3,
    "youth_justice": 3,
    "someone": 9,
}
NEEDS: dict[str, int] = {"N1": 58, "N2": 9, "N3": 4, "N4": 10, "N5": 12, "N6": 2, "N7": 1, "N8": 4}


@dataclass(frozen=True, slots=True)
class Concern:
    """One kind of concern, for children of `ages`, raised by any of `by`."""

    by: frozenset[str]
    ages: tuple[int, int]
    themes: tuple[str, ...]
    level: int
    what: str
    day: str
    voice: str
    because: str


def _concern(by: str, ages: tuple[int, int], themes: str, level: int, *texts: str) -> Concern:
    return Concern(frozenset(by.split()), ages, tuple(themes.split()), level, *texts)


CONCERNS = (
    _concern(
        "police constable probation voluntary",
        (0, 17),
        "domestic_abuse",
        3,
        "Officers were called to an argument in the street. {mother} had a torn sleeve and was crying. "
        "{name} was at "
        "the window.",
        "{name} goes to bed early on nights when it is loud, and is tired at school.",
        "I put my headphones on.",
        "Second call within a year, with children at home.",
    ),
    _concern(
        "police constable",
        (0, 17),
        "domestic_abuse parental_substance_misuse",
        2,
        "Loud music and shouting; both adults had been drinking. {name} was asleep upstairs.",
        "The home is warm and there is food. Evenings at weekends are unsettled.",
        "It's only when they've had people round.",
        "One call, no injury, children asleep.",
    ),
    _concern(
        "police constable other_school youth_justice",
        (11, 17),
        "missing child_substance_misuse",
        3,
        "{name} did not come home for a night and was found at a friend's flat with older boys and cannabis.",
        "{name} keeps no times and is given money for tea instead of tea.",
        "They don't ask, so I don't say.",
        "Missing for a night, adults unknown.",
    ),
    _concern(
        "school school_head nursery health_visitor school_nurse",
        (1, 11),
        "neglect",
        2,
        "{name} comes in the same clothes, often late, and eats very fast. {mother} says that money is "
        "short.",
        "Mornings are a rush; breakfast is at school. Bedtimes come and go.",
        "I like school dinners best.",
        "Care is not good enough, and help is accepted.",
    ),
    _concern(
        "school school_head nursery other_school",
        (4, 15),
        "physical_abuse",
        3,
        "{name} has a mark on the leg and said that dad had smacked with a belt once for swearing.",
        "{name} says that home is mostly all right and that shouting is normal.",
        "He said sorry after.",
        "An injury and an account, told to an adult in school.",
    ),
    _concern(
        "other_school mental_health gp hospital school_nurse",
        (12, 17),
        "self_harm",
        3,
        "{name} has cuts on one arm and says that things at home and online are too much.",
        "{name} is up until three with the phone and eats in the bedroom.",
        "I don't want to die. I want it to be quiet.",
        "Self-harm with a plan for help, and worry about home.",
    ),
    _concern(
        "hospital gp health_visitor midwife",
        (0, 2),
        "parental_mental_ill_health",
        2,
        "{mother} came with low mood six weeks after the birth. The baby is well. Her own mother helps.",
        "The day is feeding, sleeping and long hours alone with the radio.",
        "",
        "Support is in place; more is needed.",
    ),
    _concern(
        "hospital gp early_help health_visitor",
        (0, 16),
        "disability",
        3,
        "{name} needs two adults for lifting and has no short break. {mother} has hurt her back.",
        "{name} is got up at six and waits for transport; weekends are at home.",
        "Shown with pictures: wants to go swimming.",
        "The family can't meet the needs alone.",
    ),
    _concern(
        "housing early_help adult_services voluntary",
        (0, 17),
        "home_conditions",
        2,
        "One room for all of them, damp, and a notice to leave. {mother} is trying to keep them in school.",
        "They do homework on the bed and share one meal that can be heated.",
        "I want my own bed again.",
        "Stress from housing; care is good.",
    ),
    _concern(
        "adult_services probation early_help police",
        (0, 17),
        "parental_substance_misuse neglect",
        3,
        "{mother} has started to use again after two good years. {name} was there when she was unwell.",
        "{name} checks whether mum is breathing before leaving for school.",
        "I keep her phone so that I can ring nana.",
        "A parent who can't always care safely.",
    ),
    _concern(
        "early_help school other_school adult_services",
        (7, 16),
        "young_carer parental_mental_ill_health",
        2,
        "{name} gets the younger ones to school and does the shopping while {mother} is in bed with "
        "depression.",
        "Shopping, school, washing up, younger ones to bed, homework last.",
        "It's all right. Someone has to.",
        "A young carer without support.",
    ),
    _concern(
        "someone",
        (0, 12),
        "neglect",
        2,
        "The caller hears a child cry for long stretches and has seen {name} alone in the yard after dark.",
        "The caller doesn't know more than what can be heard through the wall.",
        "",
        "Unclear; needs to be looked at.",
    ),
    _concern(
        "someone",
        (5, 17),
        "emotional_abuse bereavement",
        3,
        "A grandparent says that {name} is shouted at and locked out since the family lost a baby.",
        "{name} goes to the grandparent's after school and asks to stay.",
        "Can I live at yours?",
        "Harm described by someone who sees the child weekly.",
    ),
    _concern(
        "youth_justice police other_school",
        (12, 17),
        "child_criminal_exploitation unexplained_gifts exclusion",
        3,
        "{name} was stopped at the station with £600, two phones and a train ticket to a seaside town.",
        "{name} is not in school and comes home with new trainers.",
        "I owe somebody. I'm not saying.",
        "Signs of criminal exploitation.",
    ),
)
