"""What was decided about the quieter children, in the words of a manager."""

from __future__ import annotations

from random import Random

from cases.states import ReferralOutcome
from safeguarding.demo.referring import Decided

_GATES = (
    (
        "Nothing said or seen points to it; asked about with the referrer.",
        "Home seen by the referrer this month: warm, food in, beds made.",
        "No injuries, no change in behaviour at school.",
        "Money and tiredness after a move.",
    ),
    (
        "Considered: the child was spoken to alone by the referrer and told of nothing.",
        "Considered: care dips when the parent is unwell and recovers.",
        "Considered: attendance and health are good.",
        "Strain between the parents since they parted.",
    ),
    (
        "No sign; the child has safe adults to tell.",
        "Clothing and hygiene are school's worry; a neglect tool was suggested.",
        "Speech and learning are followed by health.",
        "Routines broken up by shift work.",
    ),
)
_TEXTS = {
    ReferralOutcome.NO_FURTHER_ACTION: (
        "Checked with school and health: nothing more is known, and the family has support.",
        "No further action by us. Please refer again if something new comes up.",
    ),
    ReferralOutcome.ADVICE: (
        "Can be met by services open to everyone; advice given on what is there.",
        "We have written down where the family can get help. Thank you for telling us.",
    ),
    ReferralOutcome.EARLY_HELP: (
        "Several needs, agreed with the parent: a family support worker will lead.",
        "Early help will start with a first meeting within ten days; you will be asked to come.",
    ),
    ReferralOutcome.ASSESSMENT: (
        "Needs an assessment by a social worker, with the child seen alone.",
        "A social worker will assess and will ask you for what you know.",
    ),
    ReferralOutcome.STRATEGY_MEETING: (
        "Reasonable cause to suspect significant harm: police and health to meet with us.",
        "A strategy meeting will be held; you will hear from us today.",
    ),
    ReferralOutcome.TRANSFER: (
        "The family lives in another authority since last month; handed over by phone and in writing.",
        "Passed to the authority where the family now lives.",
    ),
}
_ENDING = (
    (ReferralOutcome.NO_FURTHER_ACTION, 6),
    (ReferralOutcome.ADVICE, 4),
    (ReferralOutcome.EARLY_HELP, 6),
    (ReferralOutcome.TRANSFER, 1),
)


def ending(random: Random, level: int, *, told_how: str = "") -> Decided:
    """A decision that ended social care's part."""
    outcome = random.choices([each for each, _ in _ENDING], [share for _, share in _ENDING])[0]
    return of(random, outcome, min(level, 2), told_how=told_how)


def of(random: Random, outcome: ReferralOutcome, level: int, *, told_how: str = "") -> Decided:
    """A decision of this outcome."""
    why, told = _TEXTS[outcome]
    return Decided(
        outcome=outcome,
        level=level,
        why=why,
        told=told,
        hours=random.choice((0, 0, 0, 2.5, 5, 78)),
        gate=random.choice(_GATES),
        transfer_to="Westmere Council" if outcome == ReferralOutcome.TRANSFER else "",
        told_how=told_how,
    )
