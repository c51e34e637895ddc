"""The matrix's rows of appointments, the child's voice, the genogram and warnings."""

from __future__ import annotations

from tests.access.matrix import (
    ALL,
    CASE_STAFF,
    MANAGERS,
    PARTNERSHIP_ADMIN,
    SEES_THE_CHILD,
    Row,
    form,
    record_form,
    record_page,
    row_of,
)

# Health and education, of those who see the child.
APPOINTING = frozenset({"school", "gp", "health_visitor"})
# Case staff, and the safeguarding leads of agencies.
FOLLOWS_UP = CASE_STAFF | {"school", "gp", "police"}

VOICE: tuple[Row, ...] = (
    record_page("child_appointments"),
    *record_form("appointment_new", allowed=APPOINTING),
    *record_form("appointment_outcome", row_of("appointment"), frozenset({"health_visitor"})),
    *record_form("appointment_follow_up", row_of("appointment"), FOLLOWS_UP),
    record_page("child_voice"),
    *record_form("voice_day", allowed=SEES_THE_CHILD),
    *record_form("voice_words", allowed=SEES_THE_CHILD),
    *record_form("voice_drawing", allowed=SEES_THE_CHILD),
    *record_form("voice_observation", allowed=SEES_THE_CHILD),
    *record_form("voice_correct", row_of("voice"), frozenset({"school"})),
    record_page("child_genogram"),
    record_page("child_genogram_pdf"),
    record_page("child_warnings"),
    *record_form("warning_review", row_of("warning")),
    Row("voice_by_team", MANAGERS),
    Row("appointment_limits", ALL),
    *form(Row("appointment_limits_change", PARTNERSHIP_ADMIN)),
)
