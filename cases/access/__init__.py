"""THE GATE: who may see which child, and who may do what.

Every read of a child's data starts at one of the `visible_…` querysets or `get_…` functions here;
every service calls `require`. Grants are projected from involvements (cases.services.involvements)
into guardian's tables; they say who is involved, and this module decides what follows from it.
"""

from cases.access.children import named_users, visible_children
from cases.access.doors import get_child, may, require, require_person
from cases.access.events import readable_sensitivities, visible_events, writable_sensitivities
from cases.access.people import fully_visible_people, visible_addresses, visible_people
from cases.access.referrals import (
    get_referral,
    may_see_referrer,
    sent_referrals,
    visible_referral_children,
    visible_referrals,
)
from cases.access.who import (
    SENSITIVITY_READERS,
    WHO_MAY,
    Action,
    Who,
    has_open_access,
    reads_as_front_door,
    sees_confidential_addresses,
)
from cases.access.work import own_drafts, visible_deadlines

__all__ = [
    "SENSITIVITY_READERS",
    "WHO_MAY",
    "Action",
    "Who",
    "fully_visible_people",
    "get_child",
    "get_referral",
    "has_open_access",
    "may",
    "may_see_referrer",
    "named_users",
    "own_drafts",
    "readable_sensitivities",
    "reads_as_front_door",
    "require",
    "require_person",
    "sees_confidential_addresses",
    "sent_referrals",
    "visible_addresses",
    "visible_children",
    "visible_deadlines",
    "visible_events",
    "visible_people",
    "visible_referral_children",
    "visible_referrals",
    "writable_sensitivities",
]
