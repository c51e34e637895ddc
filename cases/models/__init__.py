"""The tables of a child's record."""

from cases.models.allocation import AllocationLimits, AllocationRecord, HandoverNote, WorkerSkill
from cases.models.appointment import Appointment, MissedAppointmentLimits
from cases.models.assessment import Assessment, AssessmentPart
from cases.models.child import Child, EpisodeOfNeed, Warning
from cases.models.chronology import ChronologyImport, Curation
from cases.models.deadline import Deadline
from cases.models.document import Document
from cases.models.draft import Draft, SentForm
from cases.models.emergency import EmergencyAccess
from cases.models.event import Event
from cases.models.family import Family, FamilyMember
from cases.models.grants import ChildGroupGrant, ChildUserGrant
from cases.models.guest_mail import GuestMail
from cases.models.historic_risk import HistoricRiskReview
from cases.models.involvement import Involvement
from cases.models.meeting import GuestLink, Invitation, Meeting, MeetingChild
from cases.models.meeting_record import (
    MeetingAction,
    Minutes,
    MinutesCopy,
    SharedInformation,
)
from cases.models.person import Address, ContactDetail, Person, PersonName, Relationship
from cases.models.plan import Plan
from cases.models.plan_content import (
    MaleEngaged,
    PlanItem,
    PlanItemProgress,
    PlanScale,
    PlanShare,
    PlanVersion,
)
from cases.models.referral import Referral, ReferralAdult, ReferralChild, ReferralDecision
from cases.models.sharing import Sharing
from cases.models.supervision import (
    Supervision,
    SupervisionAction,
    SupervisionAddendum,
    SupervisionOfChild,
    SupervisionSample,
    SupervisionSignature,
)
from cases.models.timescale import BankHolidays, LocalTimescale
from cases.models.tool import LocalTool, ToolAccreditation, ToolResult
from cases.models.visit import Visit
from cases.models.voice import VoiceEntry

__all__ = [
    "Address",
    "AllocationLimits",
    "AllocationRecord",
    "Appointment",
    "Assessment",
    "AssessmentPart",
    "BankHolidays",
    "Child",
    "ChildGroupGrant",
    "ChildUserGrant",
    "ChronologyImport",
    "ContactDetail",
    "Curation",
    "Deadline",
    "Document",
    "Draft",
    "EmergencyAccess",
    "EpisodeOfNeed",
    "Event",
    "Family",
    "FamilyMember",
    "GuestLink",
    "GuestMail",
    "HandoverNote",
    "HistoricRiskReview",
    "Invitation",
    "Involvement",
    "LocalTimescale",
    "LocalTool",
    "MaleEngaged",
    "Meeting",
    "MeetingAction",
    "MeetingChild",
    "Minutes",
    "MinutesCopy",
    "MissedAppointmentLimits",
    "Person",
    "PersonName",
    "Plan",
    "PlanItem",
    "PlanItemProgress",
    "PlanScale",
    "PlanShare",
    "PlanVersion",
    "Referral",
    "ReferralAdult",
    "ReferralChild",
    "ReferralDecision",
    "Relationship",
    "SentForm",
    "SharedInformation",
    "Sharing",
    "Supervision",
    "SupervisionAction",
    "SupervisionAddendum",
    "SupervisionOfChild",
    "SupervisionSample",
    "SupervisionSignature",
    "ToolAccreditation",
    "ToolResult",
    "Visit",
    "VoiceEntry",
    "Warning",
    "WorkerSkill",
]
