"""Conferences, core groups and step-down: what they add to the tables of cases."""

from core_groups.models.membership import CoreGroupMember

__all__ = ["CoreGroupMember"]
