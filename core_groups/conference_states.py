"""The codes of child protection conferences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices

from safeguarding.rules.conference import Standing


class ConferenceKind(TextChoices):
    """The kinds of child protection conference."""

    INITIAL = "initial", "Initial conference"
    REVIEW = "review", "Review conference"
    PRE_BIRTH = "pre_birth", "Pre-birth conference"
    TRANSFER_IN = "transfer_in", "Transfer-in conference"


# An initial conference is requested by its section 47 enquiry.
REQUESTED: Final = (ConferenceKind.REVIEW, ConferenceKind.PRE_BIRTH, ConferenceKind.TRANSFER_IN)


class QuorumStanding(TextChoices):
    """What the conference might do, as its quorum stood when it was held."""

    NOT_HELD = "", "Not held yet"
    QUORATE = Standing.QUORATE.value, "Quorate"
    OVERRIDDEN = Standing.OVERRIDDEN.value, "Inquorate, the chair went on"
    RECONVENE = Standing.RECONVENE.value, "Inquorate, to be reconvened"


class ConferenceDecision(TextChoices):
    """What a conference decides for a child."""

    NONE = "", "Not decided yet"
    MAKE_PLAN = "make_plan", "A child protection plan is made"
    NO_PLAN = "no_plan", "No child protection plan"
    CONTINUE = "continue", "The child protection plan continues"
    END = "end", "The child protection plan ends"


DECISIONS: Final[Mapping[ConferenceKind, tuple[ConferenceDecision, ...]]] = {
    ConferenceKind.INITIAL: (ConferenceDecision.MAKE_PLAN, ConferenceDecision.NO_PLAN),
    ConferenceKind.PRE_BIRTH: (ConferenceDecision.MAKE_PLAN, ConferenceDecision.NO_PLAN),
    ConferenceKind.TRANSFER_IN: (ConferenceDecision.MAKE_PLAN, ConferenceDecision.NO_PLAN),
    ConferenceKind.REVIEW: (ConferenceDecision.CONTINUE, ConferenceDecision.END),
}
# After these there is a plan, and a review of it.
WITH_PLAN: Final = frozenset({ConferenceDecision.MAKE_PLAN, ConferenceDecision.CONTINUE})


class LetterHow(TextChoices):
    """How a decision letter reaches somebody."""

    SERVICE = "service", "In this service"
    POST = "post", "By post"
    HANDED = "handed", "Handed over and talked through"
    EMAIL = "email", "By secure e-mail"


# How it reaches those outside the service.
OUTSIDE: Final = (LetterHow.POST, LetterHow.HANDED, LetterHow.EMAIL)
