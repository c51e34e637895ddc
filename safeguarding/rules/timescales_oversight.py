"""Clocks of oversight: being seen, recording, supervision, professional challenge, serious incidents.

Sources: Working Together to Safeguard Children 2026 for rows marked STAT; local procedure for LOCAL.
"""

from __future__ import annotations

from typing import Final

from safeguarding.rules.timescale_rows import (
    Authority,
    Group,
    Recipient,
    Timescale,
    Unit,
    hours_before,
    in_group,
    row,
    working_days_before,
)

_SUPERVISOR: Final = (Recipient.SUPERVISOR,)
_PARTNERSHIP: Final = (Recipient.PARTNERSHIP,)
_SEEN_OR_NOT: Final = "the child was seen or wasn't: no day agreed on takes the place of that"

_SEEN_AND_RECORDED: Final = in_group(
    Group.SEEN,
    row(
        "unseen_social_worker",
        "Child not seen by the social worker",
        trigger="child last seen by the social worker",
        takes=(4, Unit.WEEKS),
        met_by="child seen by the social worker",
        authority=Authority.LOCAL,
        wording="No child goes {limit} without being seen by the social worker.",
        on_breach="The service manager is told.",
        alert=working_days_before(5),
        told_on_breach=(Recipient.SERVICE_MANAGER,),
        never_later=_SEEN_OR_NOT,
    ),
    row(
        "unseen_anyone",
        "Child not seen by anyone",
        trigger="child last seen by any professional",
        takes=(6, Unit.WEEKS),
        met_by="child seen by a professional",
        authority=Authority.LOCAL,
        wording="No child goes {limit} without being seen by any professional.",
        on_breach="The service manager is told.",
        alert=working_days_before(5),
        told_on_breach=(Recipient.SERVICE_MANAGER,),
        never_later=_SEEN_OR_NOT,
    ),
    row(
        "recording_critical",
        "Recording of a critical event",
        trigger="critical event",
        takes=(24, Unit.HOURS),
        met_by="event recorded",
        authority=Authority.LOCAL,
        wording="A critical event is on record within {limit}.",
        on_breach="The worker is reminded.",
        alert=hours_before(6),
        told_on_breach=(Recipient.RESPONSIBLE_WORKER,),
    ),
    row(
        "recording_visit",
        "Recording of a visit",
        trigger="visit",
        takes=(2, Unit.WORKING_DAYS),
        met_by="visit recorded",
        authority=Authority.LOCAL,
        wording="A visit is on record within {limit}.",
        on_breach="The worker is reminded.",
        alert=working_days_before(0),
        told_on_breach=(Recipient.RESPONSIBLE_WORKER,),
    ),
    row(
        "recording_other",
        "Recording of anything else",
        trigger="contact or event",
        takes=(5, Unit.WORKING_DAYS),
        met_by="contact or event recorded",
        authority=Authority.LOCAL,
        wording="Everything else is on record within {limit}.",
        on_breach="The worker is reminded.",
        alert=working_days_before(1),
        told_on_breach=(Recipient.RESPONSIBLE_WORKER,),
    ),
)


def _four_weekly(rule_id: str, whose: str) -> Timescale:
    return row(
        rule_id,
        f"Supervision of a {whose}",
        trigger="last supervision",
        takes=(4, Unit.WEEKS),
        met_by="supervision recorded and signed by both",
        authority=Authority.LOCAL,
        wording=f"A {whose} has supervision at least every {{limit}}.",
        on_breach="On the team manager's list.",
        alert=working_days_before(5),
        told_before=_SUPERVISOR,
        pause_when=f"while the {whose} is away from work for long, by leave or sickness (local supervision "
        "procedure)",
    )


_SUPERVISION: Final = in_group(
    Group.SUPERVISION,
    row(
        "supervision_child",
        "Supervision about a child",
        trigger="last supervision about the child",
        takes=(1, Unit.MONTHS),
        met_by="supervision about the child recorded",
        authority=Authority.LOCAL,
        wording="Each child with a child protection plan is discussed in supervision once in {limit}.",
        on_breach="On the team manager's list.",
        alert=working_days_before(5),
        told_before=_SUPERVISOR,
    ),
    _four_weekly("supervision_worker", "worker"),
    _four_weekly("supervision_supervisor", "supervisor"),
    _four_weekly("supervision_chair", "conference chair"),
)


def _challenge(stage: int, between: str, days: int) -> Timescale:
    return row(
        f"challenge_stage_{stage}",
        f"Professional challenge, stage {stage}",
        trigger=f"challenge reaches stage {stage}",
        takes=(days, Unit.WORKING_DAYS),
        met_by="challenge resolved, or moved up",
        authority=Authority.LOCAL,
        wording=f"Stage {stage}, {between}, takes at most {{limit}}.",
        on_breach="The challenge moves up to the next stage.",
        alert=working_days_before(1),
        told_before=(Recipient.RESPONSIBLE_WORKER, Recipient.TEAM_MANAGER),
        told_on_breach=(Recipient.TEAM_MANAGER, Recipient.SAFEGUARDING_LEAD),
        never_later="an agency that is challenged can't give itself more time",
    )


_CHALLENGE: Final = in_group(
    Group.CHALLENGE,
    _challenge(1, "practitioner with practitioner", 2),
    _challenge(2, "manager or safeguarding lead with their counterpart", 5),
    _challenge(3, "senior manager, named or designated professional", 2),
    _challenge(4, "head of service or partner executive", 5),
    _challenge(5, "partnership chair or independent scrutineer", 10),
)

_SERIOUS_INCIDENTS: Final = in_group(
    Group.INCIDENT,
    row(
        "serious_incident",
        "Notification of a serious incident",
        trigger="authority becomes aware of the incident",
        takes=(5, Unit.WORKING_DAYS),
        met_by="incident notified",
        authority=Authority.STAT,
        wording="A serious incident is notified within {limit}.",
        on_breach="The partnership is told.",
        alert=working_days_before(2),
        told_before=_PARTNERSHIP,
        told_on_breach=_PARTNERSHIP,
    ),
    row(
        "rapid_review",
        "Rapid review",
        trigger="partnership becomes aware of the incident",
        takes=(15, Unit.WORKING_DAYS),
        met_by="rapid review finished and sent",
        authority=Authority.STAT,
        wording="The rapid review is finished within {limit}.",
        on_breach="The partnership is told.",
        alert=working_days_before(5),
        told_before=_PARTNERSHIP,
        told_on_breach=_PARTNERSHIP,
    ),
    row(
        "lcspr",
        "Local child safeguarding practice review",
        trigger="decision to hold a review",
        takes=(6, Unit.MONTHS),
        met_by="review published",
        authority=Authority.STAT,
        wording="A local child safeguarding practice review is published within {limit}.",
        pause_when="while other proceedings (a criminal investigation, an inquest, a prosecution) keep it "
        "from being published, and the Panel and the Secretary of State know why (Working Together 2018 and "
        "2023)",
        on_breach="The partnership is told.",
        alert=working_days_before(20),
        told_before=_PARTNERSHIP,
        told_on_breach=_PARTNERSHIP,
    ),
)

OVERSIGHT_ROWS: Final = (*_SEEN_AND_RECORDED, *_SUPERVISION, *_CHALLENGE, *_SERIOUS_INCIDENTS)
