"""Enumerations and transition tables, as data. The diagrams in docs/states.md are drawn from here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db.models import TextChoices


class ReferralChildState(TextChoices):
    """Where one child's part of a referral stands."""

    RECEIVED = "received", "New"
    MATCHED = "matched", "Record found or made"
    DECIDED = "decided", "Decided"


class ReferralChildMove(TextChoices):
    """What moves one child's part of a referral on."""

    MATCH = "match", "match to a record"
    UNMATCH = "unmatch", "undo the match"
    DECIDE = "decide", "decide"
    RECONSIDER = "reconsider", "reconsider the decision"


REFERRAL_CHILD_MOVES: Final[Mapping[tuple[ReferralChildState, ReferralChildMove], ReferralChildState]] = {
    (ReferralChildState.RECEIVED, ReferralChildMove.MATCH): ReferralChildState.MATCHED,
    (ReferralChildState.MATCHED, ReferralChildMove.UNMATCH): ReferralChildState.RECEIVED,
    (ReferralChildState.MATCHED, ReferralChildMove.DECIDE): ReferralChildState.DECIDED,
    (ReferralChildState.DECIDED, ReferralChildMove.RECONSIDER): ReferralChildState.MATCHED,
}


class ContactKind(TextChoices):
    """What a concern is, once it is known whether the child is open."""

    UNKNOWN = "unknown", "Not yet known"
    REFERRAL = "referral", "Referral"
    CONTACT = "contact", "Contact on an open record"


class ReferralOutcome(TextChoices):
    """What a manager decides on one child's part of a referral."""

    NO_FURTHER_ACTION = "no_further_action", "No further action"
    ADVICE = "advice", "Information and advice"
    EARLY_HELP = "early_help", "Early help"
    ASSESSMENT = "assessment", "Assessment by children's social care"
    STRATEGY_MEETING = "strategy_meeting", "Strategy meeting needed"
    TRANSFER = "transfer", "Transfer to another authority"
    PASS_TO_WORKER = "pass_to_worker", "Pass to the worker who knows the child"


# What ends social care's part with the child asks for the closure gate (rules, section 7).
ENDING_OUTCOMES: Final = frozenset(
    {
        ReferralOutcome.NO_FURTHER_ACTION,
        ReferralOutcome.ADVICE,
        ReferralOutcome.EARLY_HELP,
        ReferralOutcome.TRANSFER,
    }
)
# What opens an episode of need when the child has none open.
OPENING_OUTCOMES: Final = frozenset({ReferralOutcome.ASSESSMENT, ReferralOutcome.STRATEGY_MEETING})
OUTCOMES_FOR: Final[Mapping[ContactKind, tuple[ReferralOutcome, ...]]] = {
    ContactKind.REFERRAL: (
        ReferralOutcome.NO_FURTHER_ACTION,
        ReferralOutcome.ADVICE,
        ReferralOutcome.EARLY_HELP,
        ReferralOutcome.ASSESSMENT,
        ReferralOutcome.STRATEGY_MEETING,
        ReferralOutcome.TRANSFER,
    ),
    ContactKind.CONTACT: (
        ReferralOutcome.PASS_TO_WORKER,
        ReferralOutcome.STRATEGY_MEETING,
        ReferralOutcome.NO_FURTHER_ACTION,
    ),
}


class ToldHow(TextChoices):
    """How the referrer learned the outcome."""

    SERVICE = "service", "In this service"
    PHONE = "phone", "By phone"
    LETTER = "letter", "By letter"
    EMAIL = "email", "By secure e-mail"
    NOT_POSSIBLE = "not_possible", "Not possible (the referrer is anonymous)"


class Sensitivity(TextChoices):
    """Who among those who may see the child may see this line."""

    SHARED = "shared", "Shared with the network"
    PROFESSIONALS = "professionals", "Professionals only"
    OWN_AGENCY = "own_agency", "Own agency"
    SOCIAL_CARE = "social_care", "Social care internal"
    POLICE = "police", "Police sensitive"
    SUPERVISION = "supervision", "Supervision"


class ScanState(TextChoices):
    """What is known of viruses in a document."""

    NOT_SCANNED = "not_scanned", "Not scanned"
    CLEAN = "clean", "No virus found"
    INFECTED = "infected", "Virus found"
    FAILED = "failed", "Scan failed"


class Significance(TextChoices):
    """How much an event weighs in the child's story."""

    ROUTINE = "routine", "Routine"
    NOTABLE = "notable", "Notable"
    SIGNIFICANT = "significant", "Significant"
    CRITICAL = "critical", "Critical"


class EventKind(TextChoices):
    """What kind of thing happened."""

    REFERRAL = "referral", "Referral"
    CONTACT = "contact", "Contact"
    REFERRAL_MATCHED = "referral_matched", "Referral matched to the record"
    REFERRAL_UNMATCHED = "referral_unmatched", "Match of a referral undone"
    REFERRAL_DECISION = "referral_decision", "Decision on a referral"
    REFERRER_TOLD = "referrer_told", "Referrer told the outcome"
    RECORD_CREATED = "record_created", "Record created"
    EPISODE_OPENED = "episode_opened", "Opened to children's social care"
    EPISODE_CLOSED = "episode_closed", "Closed to children's social care"
    INVOLVEMENT_STARTED = "involvement_started", "Agency became involved"
    INVOLVEMENT_ENDED = "involvement_ended", "Agency's involvement ended"
    ALLOCATION = "allocation", "Worker allocated"
    DEADLINE_BREACHED = "deadline_breached", "Time limit passed"
    EMERGENCY_ACCESS = "emergency_access", "Record opened in an emergency"
    RESTRICTED = "restricted", "Record restricted to named people"
    RESTRICTION_LIFTED = "restriction_lifted", "Restriction of the record lifted"
    DEADLINE_CHANGED = "deadline_changed", "Time limit moved, paused or stopped"
    ASSESSMENT = "assessment", "Assessment"
    RECURRENCE_DECISION = "recurrence_decision", "Decision on concerns that recur"
    MEETING_PLANNED = "meeting_planned", "Meeting planned"
    MEETING_CANCELLED = "meeting_cancelled", "Meeting cancelled"
    MINUTES_DISTRIBUTED = "minutes_distributed", "Minutes distributed"
    STRATEGY_MEETING = "strategy_meeting", "Strategy meeting"
    SECTION_47_ENQUIRY = "section_47_enquiry", "Section 47 enquiry"
    CONFERENCE = "conference", "Child protection conference"
    PLAN_STARTED = "plan_started", "Plan started"
    PLAN_ENDED = "plan_ended", "Plan ended"
    CORE_GROUP = "core_group", "Core group"
    CHILD_IN_NEED_MEETING = "child_in_need_meeting", "Child in need meeting"
    VISIT = "visit", "Visit"
    STEP_DOWN = "step_down", "Step-down"
    POLICE_INCIDENT = "police_incident", "Police incident"
    POLICE_PROTECTION = "police_protection", "Police protection"
    DOMESTIC_ABUSE_INCIDENT = "domestic_abuse_incident", "Domestic abuse incident"
    MISSING_EPISODE = "missing_episode", "Missing episode"
    SCHOOL_EXCLUSION = "school_exclusion", "School exclusion"
    SCHOOL_CONCERN = "school_concern", "Concern at school or nursery"
    HEALTH_ATTENDANCE = "health_attendance", "Health attendance"
    WAS_NOT_BROUGHT = "was_not_brought", "Was not brought"
    TOOL_RESULT = "tool_result", "Tool result"
    VOICE = "voice", "The child's own words"
    SUPERVISION = "supervision", "Supervision"
    CHALLENGE = "challenge", "Professional challenge"
    LEGAL = "legal", "Legal proceedings"
    BIRTH = "birth", "Birth"
    DEATH = "death", "Death"
    DOCUMENT_ADDED = "document_added", "Document added"
    DOCUMENT_WITHDRAWN = "document_withdrawn", "Document withdrawn"
    SHARING = "sharing", "Information shared or refused"
    HISTORIC_RISK_REVIEW = "historic_risk_review", "Historic high risk to be reviewed"
    HISTORIC_RISK_DECISION = "historic_risk_decision", "Decision on a historic high risk"
    NOTE = "note", "Note"


# What the service writes by itself when the act happens; nobody types or corrects these.
WRITTEN_BY_THE_SERVICE: Final = frozenset(
    {
        EventKind.REFERRAL,
        EventKind.CONTACT,
        EventKind.REFERRAL_MATCHED,
        EventKind.REFERRAL_UNMATCHED,
        EventKind.REFERRAL_DECISION,
        EventKind.REFERRER_TOLD,
        EventKind.RECORD_CREATED,
        EventKind.EPISODE_OPENED,
        EventKind.EPISODE_CLOSED,
        EventKind.INVOLVEMENT_STARTED,
        EventKind.INVOLVEMENT_ENDED,
        EventKind.ALLOCATION,
        EventKind.DEADLINE_BREACHED,
        EventKind.EMERGENCY_ACCESS,
        EventKind.RESTRICTED,
        EventKind.RESTRICTION_LIFTED,
        EventKind.DEADLINE_CHANGED,
        EventKind.DOCUMENT_ADDED,
        EventKind.DOCUMENT_WITHDRAWN,
        EventKind.RECURRENCE_DECISION,
        EventKind.MEETING_PLANNED,
        EventKind.MEETING_CANCELLED,
        EventKind.MINUTES_DISTRIBUTED,
        EventKind.SHARING,
        EventKind.HISTORIC_RISK_REVIEW,
        EventKind.HISTORIC_RISK_DECISION,
    }
)
DECISION_EVENTS: Final = frozenset(
    {
        EventKind.REFERRAL_DECISION,
        EventKind.RECURRENCE_DECISION,
        EventKind.STRATEGY_MEETING,
        EventKind.SECTION_47_ENQUIRY,
        EventKind.CONFERENCE,
        EventKind.EPISODE_CLOSED,
        EventKind.STEP_DOWN,
        EventKind.HISTORIC_RISK_DECISION,
    }
)


# Beside decisions, what an agency may disagree with: "Challenge this decision" stands beside these lines.
CHALLENGEABLE_EVENTS: Final = DECISION_EVENTS | {
    EventKind.REFERRAL,
    EventKind.ASSESSMENT,
    EventKind.PLAN_STARTED,
    EventKind.PLAN_ENDED,
    EventKind.CORE_GROUP,
    EventKind.CHILD_IN_NEED_MEETING,
    EventKind.MEETING_CANCELLED,
    EventKind.INVOLVEMENT_ENDED,
}


class PlanKind(TextChoices):
    """The kinds of plan for a child."""

    CHILD_PROTECTION = "child_protection", "Child protection plan"
    CHILD_IN_NEED = "child_in_need", "Child in need plan"
    EARLY_HELP = "early_help", "Early help plan"


class InvolvementRole(TextChoices):
    """In what part an agency or a person is involved with a child."""

    LEAD_SOCIAL_WORKER = "lead_social_worker", "Lead social worker"
    CARE_TEAM = "care_team", "Social care team"
    POLICE = "police", "Police"
    GP = "gp", "GP practice"
    HEALTH = "health", "Health"
    MENTAL_HEALTH = "mental_health", "Mental health"
    SCHOOL = "school", "School or nursery"
    YOUTH_JUSTICE = "youth_justice", "Youth justice"
    EARLY_HELP = "early_help", "Early help"
    HOUSING = "housing", "Housing"
    CONFERENCE_CHAIR = "conference_chair", "Conference chair"
    BUSINESS_SUPPORT = "business_support", "Business support"
    NAMED_USER = "named_user", "Named on a restricted record"
    MEETING = "meeting", "Invited to a meeting"
    OTHER = "other", "Other"


class RelationshipKind(TextChoices):
    """What the first person is to the second."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    PARENT = "parent", "Parent"
    STEP_PARENT = "step_parent", "Step-parent"
    PARENTS_PARTNER = "parents_partner", "Parent's partner"
    SIBLING = "sibling", "Brother or sister"
    HALF_SIBLING = "half_sibling", "Half-brother or half-sister"
    STEP_SIBLING = "step_sibling", "Step-brother or step-sister"
    GRANDPARENT = "grandparent", "Grandparent"
    AUNT_UNCLE = "aunt_uncle", "Aunt or uncle"
    COUSIN = "cousin", "Cousin"
    PARTNER = "partner", "Partner"
    EX_PARTNER = "ex_partner", "Former partner"
    CARER = "carer", "Carer"
    FOSTER_CARER = "foster_carer", "Foster carer"
    LODGER = "lodger", "Lodger or other in the household"
    FRIEND = "friend", "Family friend"
    OTHER = "other", "Other"


PARENT_KINDS: Final = frozenset({RelationshipKind.MOTHER, RelationshipKind.FATHER, RelationshipKind.PARENT})
SIBLING_KINDS: Final = frozenset(
    {RelationshipKind.SIBLING, RelationshipKind.HALF_SIBLING, RelationshipKind.STEP_SIBLING}
)


class EmergencyVerdict(TextChoices):
    """What the review of a record opened in an emergency found."""

    JUSTIFIED = "justified", "Justified"
    NOT_JUSTIFIED = "not_justified", "Not justified"


class LatenessReason(TextChoices):
    """Why a time limit was not kept."""

    INFORMATION_AWAITED = "information_awaited", "Information was awaited from another agency"
    FAMILY_UNAVAILABLE = "family_unavailable", "The family could not be reached or was away"
    WORKLOAD = "workload", "Not enough staff or time"
    DELIBERATE = "deliberate", "Delayed on purpose, in the child's interest"
    RECORDING = "recording", "Done in time but recorded late"
    OTHER = "other", "Another reason"


class NoSuchMoveError(Exception):
    """The move isn't possible from where the record stands."""

    def __init__(self, state: ReferralChildState, move: ReferralChildMove) -> None:
        super().__init__(f"Can't {move.label}: it stands at “{state.label}”.")
        self.state, self.move = state, move


def next_state(state: str, move: ReferralChildMove) -> ReferralChildState:
    """Where `move` leads from `state`; raises NoSuchMoveError when it leads nowhere."""
    try:
        return REFERRAL_CHILD_MOVES[ReferralChildState(state), move]
    except KeyError:
        raise NoSuchMoveError(ReferralChildState(state), move) from None


class SharingDecision(TextChoices):
    """Whether information left the service."""

    SHARED = "shared", "Shared"
    REFUSED = "refused", "Refused"


class SharingGround(TextChoices):
    """The ground in law on which information is shared or refused, the usual one first; consent seldom.

    Source: UK GDPR article 6(1)(e), (c), (d) and (a); HM Government, Information sharing: advice for
    practitioners providing safeguarding services (2024).
    """

    PUBLIC_TASK = "public_task", "Safeguarding a child as a public task"
    LEGAL_DUTY = "legal_duty", "A legal obligation, such as a court order or a statutory request"
    VITAL = "vital", "To protect somebody’s life"
    CONSENT = "consent", "With the family’s agreement"
    NONE = "none", "No lawful ground to share it"


class ToldOfSharing(TextChoices):
    """Whether the people the information is about were told."""

    TOLD = "told", "Yes"
    UNSAFE = "unsafe", "No, because telling them could put somebody at risk"
    NOT_YET = "not_yet", "No, for another reason"
