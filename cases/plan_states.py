"""The codes of plans and assessments."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.db.models import TextChoices

from cases.states import PlanKind
from safeguarding.rules.plan_items import ItemState

# Of these a child has one at a time, and the census counts them.
STATUTORY: Final = (PlanKind.CHILD_PROTECTION, PlanKind.CHILD_IN_NEED)


class PlanItemState(TextChoices):
    """Where an item of a plan stands; the moves are in safeguarding.rules.plan_items."""

    OPEN = ItemState.OPEN.value, "Open"
    DONE = ItemState.DONE.value, "Done"
    DROPPED = ItemState.DROPPED.value, "No longer needed"


class PracticeModel(TextChoices):
    """The practice model that a plan or an assessment is written in; none is needed."""

    NONE = "", "None"
    SIGNS_OF_SAFETY = "signs_of_safety", "Signs of Safety"


class SharedHow(TextChoices):
    """How a plan was shared."""

    IN_PERSON = "in_person", "Handed over and talked through"
    POST = "post", "By post"
    EMAIL = "email", "By secure e-mail"
    READ_OUT = "read_out", "Read out or interpreted"


class VisitKind(TextChoices):
    """What a visit counts for."""

    STATUTORY = "statutory", "Visit under the plan"
    OTHER = "other", "Another visit"


class AssessmentKind(TextChoices):
    """The kinds of assessment."""

    SINGLE = "single", "Single assessment"
    REVIEW = "review", "Review of an assessment"
    PRE_BIRTH = "pre_birth", "Pre-birth assessment"


class AssessmentState(TextChoices):
    """Where an assessment stands."""

    DRAFT = "draft", "Being written"
    AWAITING = "awaiting", "Waiting for a manager"
    AUTHORISED = "authorised", "Authorised"


class AssessmentMove(TextChoices):
    """What moves an assessment on."""

    SEND = "send", "send to a manager"
    GIVE_BACK = "give_back", "give back"
    AUTHORISE = "authorise", "authorise"


ASSESSMENT_MOVES: Final[Mapping[tuple[AssessmentState, AssessmentMove], AssessmentState]] = MappingProxyType(
    {
        (AssessmentState.DRAFT, AssessmentMove.SEND): AssessmentState.AWAITING,
        (AssessmentState.AWAITING, AssessmentMove.GIVE_BACK): AssessmentState.DRAFT,
        (AssessmentState.AWAITING, AssessmentMove.AUTHORISE): AssessmentState.AUTHORISED,
    }
)


class Recommendation(TextChoices):
    """What an assessment recommends."""

    NO_FURTHER_ACTION = "no_further_action", "No further action"
    EARLY_HELP = "early_help", "Early help"
    CHILD_IN_NEED = "child_in_need", "Child in need plan"
    STRATEGY_MEETING = "strategy_meeting", "Strategy meeting"
    CONTINUE = "continue", "The plan there is goes on"
    LOOKED_AFTER = "looked_after", "Accommodation or care proceedings"
    TRANSFER = "transfer", "Transfer to another authority"


# What ends social care's part asks for the closure gate (safeguarding.rules.closure).
ENDING_RECOMMENDATIONS: Final = (
    Recommendation.NO_FURTHER_ACTION,
    Recommendation.EARLY_HELP,
    Recommendation.TRANSFER,
)
