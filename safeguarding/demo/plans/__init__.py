"""What stands in the demo's plans: one that was written and drifts, and a child in need plan of 16 months."""

from __future__ import annotations

from datetime import datetime

from safeguarding.demo.partnership import Cast
from safeguarding.demo.plans import fairbrother, holroyd


def load(cast: Cast, at: datetime) -> None:
    """Write the Fairbrother children's plans, and tell of Tilly Holroyd's."""
    fairbrother.load(cast, at)
    holroyd.load(cast, at)
