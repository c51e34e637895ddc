"""Whom reviews of a historic high risk are shown to: social care staff who see the child.

Partners read what was decided as a line of the chronology.
"""

from __future__ import annotations

from typing import Final

from cases.row_security.policy import CHILD, SOCIAL_CARE, Policy

OF_HISTORIC_RISK: Final = (Policy("cases_historicriskreview", f"{SOCIAL_CARE} AND {CHILD}"),)
