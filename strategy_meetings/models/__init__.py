"""The tables of strategy meetings, section 47 enquiries, immediate protection and recurrence."""

from strategy_meetings.models.enquiry import LateralCheck, Medical, Section47Enquiry
from strategy_meetings.models.meeting import Dissent, StrategyDecision, StrategyMeeting
from strategy_meetings.models.protection import ImmediateProtection
from strategy_meetings.models.recurrence import RecurrenceHit

__all__ = [
    "Dissent",
    "ImmediateProtection",
    "LateralCheck",
    "Medical",
    "RecurrenceHit",
    "Section47Enquiry",
    "StrategyDecision",
    "StrategyMeeting",
]
