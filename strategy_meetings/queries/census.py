"""Section 47 enquiries as the children in need census counts them."""

from __future__ import annotations

from safeguarding.rules.census_consistency import EnquiryFacts
from safeguarding.rules.london_time import london_date
from strategy_meetings.models import Section47Enquiry
from strategy_meetings.states import EnquiryOutcome, EnquiryState


def enquiries() -> dict[int, list[EnquiryFacts]]:
    """All enquiries by the child's key; one that ended without a conference has that day. For maintenance."""
    found: dict[int, list[EnquiryFacts]] = {}
    for row in Section47Enquiry.objects.order_by("started_at", "pk"):
        ended = row.state == EnquiryState.ENDED and row.outcome != EnquiryOutcome.CONFERENCE
        set_aside = london_date(row.ended_at) if ended and row.ended_at is not None else None
        facts = EnquiryFacts(row.reference, london_date(row.started_at), None, set_aside)
        found.setdefault(row.child_id, []).append(facts)
    return found
