"""Whom supervision is shown to: those who take part, social care's managers; never another agency.

What is written of a child needs the child to be seen as well.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import Policy
from safeguarding.accounts.identity import Service

_SEALING: Final = frozenset({Service.AUDIT_SEALING})
_READS: Final = "rls_reads_supervision(supervision_id)"
_OF_CHILD: Final = f"{_READS} AND (child_id IS NULL OR rls_sees_child(child_id))"

OF_SUPERVISION: Final = (
    Policy(
        "cases_supervision",
        # Inline: a row that is being added isn't yet as a function would find it.
        "(SELECT rls_is('social_care')) AND (supervisor_id = (SELECT rls_user())"
        " OR (SELECT rls_is('head_of_service'))"
        " OR ((SELECT rls_is('social_care_manager')) AND kind <> 'personal')"
        " OR rls_in_supervision(id))",
    ),
    Policy("cases_supervisionsignature", _READS),
    Policy("cases_supervisionofchild", _OF_CHILD),
    Policy("cases_supervisionaction", _OF_CHILD),
    Policy("cases_supervisionaddendum", _OF_CHILD, reads=_SEALING, append_only=True),
    Policy(
        "cases_supervisionsample",
        _READS,
        reads=_SEALING,
        adds="sampled_by_id = (SELECT rls_user()) AND (SELECT rls_is('head_of_service'))",
        append_only=True,
    ),
)
APPEND_ONLY_OF_SUPERVISION: Final = frozenset({"cases_supervisionaddendum", "cases_supervisionsample"})
