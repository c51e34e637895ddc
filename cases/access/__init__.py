"""THE GATE: who may see which child, and who may do what.

Every read of a child's data starts at one of the `visible_…` querysets or `get_…` functions here;
every service calls `require`. Grants are projected from involvements (cases.services.involvements)
into guardian's tables; they say who is involved, and this module decides what follows from it.
"""

from cases.access.children import named_users, settled_children, visible_children
from cases.access.doors import basis_of, get_child, log_each, may, may_here, require, require_person
from cases.access.emergency import emergency_child, may_restrict, reviewable_emergencies
from cases.access.events import own_after_leaving, own_events, visible_events
from cases.access.people import fully_visible_people, visible_addresses, visible_people
from cases.access.referrals import (
    get_referral,
    may_see_referrer,
    sent_referrals,
    visible_referral_children,
    visible_referrals,
    workable_referrals,
)
from cases.access.sensitivity import (
    IS_READER,
    READERS,
    STANDINGS,
    Reader,
    Standing,
    grounds,
    levels_of,
    readable_sensitivities,
    writable_sensitivities,
)
from cases.access.who import (
    READING,
    WHO_MAY,
    Action,
    Who,
    has_open_access,
    reads_as_front_door,
    sees_confidential_addresses,
)
from cases.access.work import own_drafts, visible_deadlines, workable_deadlines

__all__ = [
    "IS_READER",
    "READERS",
    "READING",
    "STANDINGS",
    "WHO_MAY",
    "Action",
    "Reader",
    "Standing",
    "Who",
    "basis_of",
    "emergency_child",
    "fully_visible_people",
    "get_child",
    "get_referral",
    "grounds",
    "has_open_access",
    "levels_of",
    "log_each",
    "may",
    "may_here",
    "may_restrict",
    "may_see_referrer",
    "named_users",
    "own_after_leaving",
    "own_drafts",
    "own_events",
    "readable_sensitivities",
    "reads_as_front_door",
    "require",
    "require_person",
    "reviewable_emergencies",
    "sees_confidential_addresses",
    "sent_referrals",
    "settled_children",
    "visible_addresses",
    "visible_children",
    "visible_deadlines",
    "visible_events",
    "visible_people",
    "visible_referral_children",
    "visible_referrals",
    "workable_deadlines",
    "workable_referrals",
    "writable_sensitivities",
]
