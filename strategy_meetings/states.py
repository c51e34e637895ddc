"""The codes of strategy meetings, section 47 enquiries and immediate protection."""

from __future__ import annotations

from typing import Final

from django.db.models import TextChoices


class Trigger(TextChoices):
    """What a strategy meeting was called for."""

    REFERRAL = "referral", "A referral"
    EVENT = "event", "Something that happened"
    OPEN_PLAN = "open_plan", "New harm to a child with a plan"
    RECURRENCE = "recurrence", "Concerns that recur"
    FOLLOW_UP = "follow_up", "Follow-up of an earlier strategy meeting"


class StrategyOutcome(TextChoices):
    """What is decided for one child (rules, section 4); several may be."""

    NO_FURTHER_ACTION = "no_further_action", "No section 47 enquiry: no further action"
    EARLY_HELP = "early_help", "No section 47 enquiry: early help"
    CHILD_IN_NEED = "child_in_need", "No section 47 enquiry: child in need"
    ASSESSMENT = "assessment", "No section 47 enquiry: assessment"
    SECTION_47_SINGLE = "section_47_single", "Section 47 enquiry by children's social care alone"
    SECTION_47_JOINT = "section_47_joint", "Section 47 enquiry jointly with the police"
    MEDICAL = "medical", "Child protection medical"
    VIDEO_INTERVIEW = "video_interview", "Video interview"
    IMMEDIATE_PROTECTION = "immediate_protection", "Immediate protection"
    CONFERENCE = "conference", "Initial child protection conference"
    LEGAL_ADVICE = "legal_advice", "Legal advice"
    LADO = "lado", "Referral to the designated officer for allegations against people who work with children"
    FOLLOW_UP_MEETING = "follow_up_meeting", "Follow-up strategy meeting"


STARTS_SECTION_47: Final = frozenset({StrategyOutcome.SECTION_47_SINGLE, StrategyOutcome.SECTION_47_JOINT})
# Of these exactly one is chosen for each child.
MAIN_OUTCOMES: Final = STARTS_SECTION_47 | {
    StrategyOutcome.NO_FURTHER_ACTION,
    StrategyOutcome.EARLY_HELP,
    StrategyOutcome.CHILD_IN_NEED,
    StrategyOutcome.ASSESSMENT,
}


class EnquiryKind(TextChoices):
    """Who makes a section 47 enquiry."""

    SINGLE = "single", "Children's social care alone"
    JOINT = "joint", "Jointly with the police"


class EnquiryState(TextChoices):
    """Where a section 47 enquiry stands."""

    OPEN = "open", "Open"
    AWAITING_SIGNATURE = "awaiting", "Waiting for a manager's signature"
    ENDED = "ended", "Ended"


class Findings(TextChoices):
    """What a section 47 enquiry found."""

    CONTINUING_RISK = (
        "continuing_risk",
        "Concerns substantiated, child at continuing risk of significant harm",
    )
    NO_CONTINUING_RISK = "no_continuing_risk", "Concerns substantiated, child not at continuing risk"
    NOT_SUBSTANTIATED = "not_substantiated", "Concerns not substantiated"


class EnquiryOutcome(TextChoices):
    """What follows a section 47 enquiry."""

    CONFERENCE = "conference", "Initial child protection conference"
    CHILD_IN_NEED = "child_in_need", "Child in need plan or assessment"
    EARLY_HELP = "early_help", "Early help"
    NO_FURTHER_ACTION = "no_further_action", "No further action"


class ProtectionKind(TextChoices):
    """How a child is protected at once."""

    POLICE_PROTECTION = "police_protection", "Police protection (section 46)"
    EMERGENCY_PROTECTION_ORDER = "emergency_protection_order", "Emergency protection order (section 44)"
    EXCLUSION = "exclusion", "Exclusion requirement"
    ACCOMMODATION = "accommodation", "Accommodation by agreement (section 20)"
    SAFETY_PLAN = "safety_plan", "Safety plan with the family"


class RecurrenceState(TextChoices):
    """Where a recurrence of concerns stands."""

    OPEN = "open", "To be decided"
    ACCEPTED = "accepted", "Strategy meeting called"
    DECLINED = "declined", "Declined with a manager's rationale"
