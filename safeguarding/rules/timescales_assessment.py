"""Clocks from the referral to the strategy meeting and the section 47 enquiry.

Sources: Working Together to Safeguard Children 2026 for rows marked STAT; the children in need census guide
for DFE; local procedure for LOCAL; the Children Act 1989, sections 45 and 46, for LAW.
"""

from __future__ import annotations

from typing import Final

from safeguarding.rules.timescale_rows import (
    Authority,
    Group,
    Recipient,
    Unit,
    hours_before,
    in_group,
    row,
    working_days_before,
)

_REFERRAL_ROWS: Final = in_group(
    Group.REFERRAL,
    row(
        "referral_decision",
        "Decision on a referral",
        trigger="referral received",
        takes=(1, Unit.WORKING_DAYS),
        met_by="decision recorded and the referrer told",
        authority=Authority.STAT,
        wording="A manager decides what happens next, and the referrer is told, within {limit}.",
        on_breach="The front-door manager records the reason.",
        alert=working_days_before(0),
        told_before=(Recipient.RESPONSIBLE_WORKER, Recipient.FRONT_DOOR_MANAGER),
        told_on_breach=(Recipient.FRONT_DOOR_MANAGER,),
    ),
    row(
        "assessment",
        "Assessment",
        trigger="date of the referral",
        takes=(45, Unit.WORKING_DAYS),
        met_by="assessment authorised by a manager",
        authority=Authority.STAT,
        wording="The assessment is finished and authorised within {limit} of the referral.",
        on_breach="A reason must be recorded.",
        alert=working_days_before(5),
    ),
    row(
        "assessment_census",
        "Assessment, as the census counts it",
        trigger="assessment started",
        takes=(45, Unit.WORKING_DAYS),
        met_by="assessment authorised",
        authority=Authority.DFE,
        wording="The census measures {limit} from the assessment's own start.",
        on_breach="Shown in reports only.",
        alert=(),
        told_before=(),
        told_on_breach=(),
    ),
)

_AS_SOON_AS_POSSIBLE: Final = "Working Together asks for it as soon as possible; the number is local."

_STRATEGY_ROWS: Final = in_group(
    Group.STRATEGY,
    row(
        "strategy_discussion_same_day",
        "Strategy meeting, same day",
        trigger="reasonable cause to suspect significant harm: injury, sexual abuse, serious neglect, "
        "fabricated illness or an alleged crime",
        takes=(0, Unit.CALENDAR_DAYS),
        met_by="strategy meeting held",
        authority=Authority.LOCAL,
        wording="With an injury, sexual abuse, serious neglect, fabricated illness or an alleged crime, the "
        "strategy meeting is held the same day.",
        on_breach="The team manager and the safeguarding lead are told.",
        alert=working_days_before(0),
        told_before=(Recipient.RESPONSIBLE_WORKER, Recipient.TEAM_MANAGER),
        told_on_breach=(Recipient.TEAM_MANAGER, Recipient.SAFEGUARDING_LEAD),
        longest=0,
        note=_AS_SOON_AS_POSSIBLE,
        never_later="what must be talked about the same day can't wait for another",
    ),
    row(
        "strategy_discussion",
        "Strategy meeting",
        trigger="reasonable cause to suspect significant harm",
        takes=(2, Unit.WORKING_DAYS),
        met_by="strategy meeting held",
        authority=Authority.LOCAL,
        wording="The strategy meeting is held as soon as possible, and within {limit}.",
        on_breach="The team manager and the safeguarding lead are told.",
        alert=working_days_before(1),
        told_on_breach=(Recipient.TEAM_MANAGER, Recipient.SAFEGUARDING_LEAD),
        note=_AS_SOON_AS_POSSIBLE,
    ),
    row(
        "strategy_follow_up",
        "Full strategy meeting after a discussion",
        trigger="strategy discussion by phone, or without its quorum",
        takes=(5, Unit.WORKING_DAYS),
        met_by="full multi-agency strategy meeting held",
        authority=Authority.LOCAL,
        wording="After a discussion by phone or without its quorum, a full meeting follows within {limit}.",
        on_breach="The chair is told.",
        alert=working_days_before(2),
        told_on_breach=(Recipient.MEETING_CHAIR,),
    ),
    row(
        "strategy_record",
        "Record of the strategy meeting",
        trigger="strategy meeting held",
        takes=(1, Unit.WORKING_DAYS),
        met_by="record distributed, absent agencies included",
        authority=Authority.LOCAL,
        wording="The record reaches every agency, those who were absent too, within {limit}.",
        on_breach="The chair is told.",
        alert=working_days_before(0),
        told_before=(Recipient.MINUTE_TAKER,),
        told_on_breach=(Recipient.MEETING_CHAIR,),
    ),
    row(
        "section_47_child_seen",
        "Child seen in a section 47 enquiry",
        trigger="section 47 enquiry started",
        takes=(1, Unit.WORKING_DAYS),
        met_by="child seen, or the reason why not",
        authority=Authority.LOCAL,
        wording="The child is seen within {limit} of the start of a section 47 enquiry.",
        on_breach="The team manager is told the same day.",
        alert=working_days_before(0),
    ),
    row(
        "section_47",
        "Section 47 enquiry",
        trigger="section 47 enquiry started",
        takes=(6, Unit.WORKING_DAYS),
        met_by="enquiry ended with its outcome",
        authority=Authority.LOCAL,
        wording="A section 47 enquiry takes at most {limit}, and never more than 15 working days.",
        on_breach="The team manager is told.",
        alert=working_days_before(1),
        longest=15,
    ),
    row(
        "section_47_maximum",
        "Section 47 enquiry, at the very latest",
        trigger="section 47 enquiry started",
        takes=(15, Unit.WORKING_DAYS),
        met_by="enquiry ended with its outcome",
        authority=Authority.LOCAL,
        wording="No section 47 enquiry takes longer than {limit}.",
        on_breach="The team manager is told.",
        alert=working_days_before(3),
        longest=15,
        never_later="it is the very last day, which the enquiry's own day may be moved up to",
    ),
)

_COUNTED_IN_HOURS: Final = (
    "The order itself says when it ends: where that is sooner, or where the court chose noon of the next day "
    "that is no holiday (section 45(2)), the order counts."
)

_EMERGENCY_ROWS: Final = in_group(
    Group.EMERGENCY,
    row(
        "police_protection",
        "Police protection",
        trigger="child taken into police protection",
        takes=(72, Unit.HOURS),
        met_by="police protection ended, or an order made",
        authority=Authority.LAW,
        wording="Police protection lasts at most {limit}.",
        provision="section 46(6)",
        on_breach="The power has run out: the child's legal position must be checked now.",
        alert=hours_before(24, 6),
        told_before=(Recipient.RESPONSIBLE_WORKER, Recipient.TEAM_MANAGER),
        told_on_breach=(Recipient.TEAM_MANAGER, Recipient.HEAD_OF_SERVICE),
    ),
    row(
        "emergency_protection_order",
        "Emergency protection order",
        trigger="emergency protection order made",
        takes=(8 * 24, Unit.HOURS),
        met_by="order ended, extended or replaced",
        authority=Authority.LAW,
        wording="An emergency protection order lasts at most 8 days, counted as {limit} from the hour it was "
        "made.",
        provision="section 45(1)",
        note=_COUNTED_IN_HOURS,
        on_breach="The order has run out: the child's legal position must be checked now.",
        alert=hours_before(24, 6),
        told_before=(Recipient.RESPONSIBLE_WORKER, Recipient.TEAM_MANAGER),
        told_on_breach=(Recipient.TEAM_MANAGER, Recipient.HEAD_OF_SERVICE),
    ),
    row(
        "emergency_protection_order_extension",
        "Emergency protection order, extended",
        trigger="hour at which the emergency protection order would have ended",
        takes=(7 * 24, Unit.HOURS),
        met_by="order ended or replaced",
        authority=Authority.LAW,
        wording="An emergency protection order may be extended once, by at most 7 days, counted as {limit}.",
        provision="section 45(4) to (6)",
        note=_COUNTED_IN_HOURS,
        on_breach="The order has run out: the child's legal position must be checked now.",
        alert=hours_before(24, 6),
        told_before=(Recipient.RESPONSIBLE_WORKER, Recipient.TEAM_MANAGER),
        told_on_breach=(Recipient.TEAM_MANAGER, Recipient.HEAD_OF_SERVICE),
    ),
)

ASSESSMENT_ROWS: Final = (*_REFERRAL_ROWS, *_STRATEGY_ROWS, *_EMERGENCY_ROWS)
