"""Whom the tables of assessment tools are shown to.

A result is read by whoever sees the child: the agencies use the tools for each other. How a tool is set up
and who is accredited tells nothing of a child; the partnership's office alone changes either.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, Policy

_ANYBODY: Final = "(SELECT rls_is('active'))"
_OFFICE: Final = "(SELECT rls_is('partnership_admin'))"

OF_TOOLS: Final = (
    Policy("cases_toolresult", CHILD),
    # The system admin keeps accounts, and nothing of what people do with children.
    Policy("cases_toolaccreditation", "(SELECT rls_is('sees_children'))", adds=_OFFICE),
    Policy(
        "cases_localtool",
        _ANYBODY,
        adds=f"set_by_id = (SELECT rls_user()) AND {_OFFICE}",
        append_only=True,
    ),
)
# They never change, so they have no history beside them.
APPEND_ONLY_OF_TOOLS: Final = frozenset({"cases_localtool"})
