"""Whom the tables of core groups and child in need meetings are shown to: whoever sees the plan."""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import Policy

OF_CORE_GROUPS: Final = (Policy("core_groups_coregroupmember", "rls_sees_plan(plan_id)"),)
