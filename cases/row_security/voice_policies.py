"""Whom appointments, the child's voice and warnings are shown to.

Appointments are read by whoever sees the child: what one service misses, the next has to know. The child's
words have readers as a line of the chronology has; a warning has readers, and no agency of its own.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, OPEN_LINE, Policy
from safeguarding.accounts.identity import Service

WARNING_LINE: Final = (
    "(sensitivity IN ('shared', 'professionals')"
    " OR (sensitivity = 'social_care' AND (SELECT rls_is('social_care')))"
    " OR (sensitivity = 'police' AND (SELECT rls_is('police'))))"
)
OF_VOICE: Final = (
    Policy("cases_appointment", CHILD),
    Policy("cases_voiceentry", f"({OPEN_LINE}) AND {CHILD}"),
    # How many missed appointments are too many: nothing about a child.
    Policy(
        "cases_missedappointmentlimits",
        "(SELECT rls_is('active'))",
        reads=frozenset(Service),
        adds="set_by_id = (SELECT rls_user()) AND (SELECT rls_is('partnership_admin'))",
        append_only=True,
    ),
)
APPEND_ONLY_OF_VOICE: Final = frozenset({"cases_missedappointmentlimits"})
