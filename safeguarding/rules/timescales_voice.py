"""Clocks of care that a child didn't get, and of warnings: all LOCAL, from "Was Not Brought" procedures."""

from __future__ import annotations

from typing import Final

from safeguarding.rules.timescale_rows import (
    Authority,
    Group,
    Recipient,
    Unit,
    in_group,
    row,
    working_days_before,
)

VOICE_ROWS: Final = (
    *in_group(
        Group.SEEN,
        row(
            "was_not_brought",
            "Child was not brought: what was done",
            trigger="a child with a plan, or an unborn child, was not brought",
            takes=(0, Unit.CALENDAR_DAYS),
            met_by="lead professional records what was done about it",
            authority=Authority.LOCAL,
            wording="When a child with a plan, or an unborn child, was not brought, the lead professional "
            "finds out why {limit}.",
            on_breach="The team manager is told.",
            alert=working_days_before(0),
            longest=0,
            never_later="nobody knows how the child is until somebody has asked",
        ),
        row(
            "was_not_brought_lead",
            "Child was not brought again: safeguarding lead",
            trigger="missed appointments reach the partnership's number",
            takes=(2, Unit.WORKING_DAYS),
            met_by="safeguarding lead records what was done about it",
            authority=Authority.LOCAL,
            wording="When a child was not brought again, the safeguarding lead says what is done within "
            "{limit}.",
            on_breach="The team manager and the safeguarding lead are told.",
            alert=working_days_before(1),
            told_on_breach=(Recipient.TEAM_MANAGER, Recipient.SAFEGUARDING_LEAD),
        ),
        row(
            "warning_review",
            "Warning: does it still hold?",
            trigger="warning added or reviewed",
            takes=(3, Unit.MONTHS),
            met_by="warning reviewed or ended",
            authority=Authority.LOCAL,
            wording="Each warning is looked at again at least every {limit}.",
            on_breach="The team manager is told.",
            alert=working_days_before(5),
        ),
    ),
    *in_group(
        Group.SUPERVISION,
        row(
            "supervision_was_not_brought",
            "Supervision about a child who is persistently not brought",
            trigger="missed appointments are persistent",
            takes=(5, Unit.WORKING_DAYS),
            met_by="supervision about the child recorded",
            authority=Authority.LOCAL,
            wording="A child who is persistently not brought is discussed in supervision within {limit}.",
            on_breach="The team manager is told.",
            alert=working_days_before(2),
            told_before=(Recipient.SUPERVISOR, Recipient.RESPONSIBLE_WORKER),
            never_later="care that is missed for so long isn't put off again",
        ),
    ),
)
