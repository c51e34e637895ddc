"""Conferences, core groups and step-down: what they add to the tables of cases."""

from core_groups.models.core_group import AgendaNote, CoreGroup, MeetingPlan, MissingAgency
from core_groups.models.membership import CoreGroupMember

__all__ = ["AgendaNote", "CoreGroup", "CoreGroupMember", "MeetingPlan", "MissingAgency"]
