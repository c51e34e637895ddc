"""The matrix's rows of the queue of signatures and of a historic high risk."""

from __future__ import annotations

from tests.access.matrix import HEAD, MANAGERS, SOCIAL_CARE, Row, record_form, record_page, row_of

OVERSIGHT: tuple[Row, ...] = (
    Row("signatures", MANAGERS | {"conference_chair"}),
    record_page("child_historic_risk", allowed=SOCIAL_CARE),
    *record_form("historic_risk_review", row_of("historic_risk"), MANAGERS),
    *record_form("historic_risk_decide", row_of("historic_risk"), HEAD),
)
