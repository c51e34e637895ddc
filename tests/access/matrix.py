"""The permission matrix, as data: one row for each address and method.

`allowed` get the page (or the redirect after an act); `refused` see that it exists and get 403; everyone
else gets `otherwise`. An address without a row fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.access import matrix_conferences, matrix_step_down, meeting_rows, strategy_matrix
from tests.access.rows import (
    ADMINS,
    ALL,
    AUDITORS,
    CASE_STAFF,
    FRONT_DOOR,
    HEAD,
    MANAGERS,
    NOBODY,
    NOT_MANAGERS,
    PARTNERSHIP_ADMIN,
    PROFESSIONALS,
    SEES_THE_CHILD,
    SOCIAL_CARE,
    Row,
    child,
    form,
    nothing,
    row_of,
)
from tests.access.world import World


def person(world: World) -> dict[str, Any]:
    """The child, as a person on their own record."""
    return {**child(world), "person": world.child.pk}


def document(name: str, of: Callable[[World], dict[str, Any]] = nothing) -> Callable[[World], dict[str, Any]]:
    """The world's document called `name`, below its record or referral."""
    return lambda world: {**of(world), "key": world.rows[name].key}


def referral(world: World) -> dict[str, Any]:
    """The school's referral."""
    return {"reference": world.referral.reference}


def decided_part(world: World) -> dict[str, Any]:
    """The first child of the school's referral: matched and decided."""
    return {**referral(world), "position": 1}


def matched_part(world: World) -> dict[str, Any]:
    """The second child of the school's referral: matched, not decided."""
    return {**referral(world), "position": 2}


def part_to_tell(world: World) -> dict[str, Any]:
    """The neighbour's referral: decided, the neighbour not told yet."""
    return {"reference": world.told_by_phone.reference, "position": 1}


def decision_seen(world: World) -> dict[str, Any]:
    """The decision on the first child of the school's referral."""
    return {**decided_part(world), "decision": world.referral.children.get(position=1).decisions.get().pk}


def draft(**more: str) -> Callable[[World], dict[str, Any]]:
    """The school's draft, and a part of it."""
    return lambda world: {"key": world.draft.key, **more}


def user(world: World) -> dict[str, Any]:
    """A user of the directory."""
    return {"pk": world.personas.school.pk}


def worker(world: World) -> dict[str, Any]:
    """A social worker, as whoever manages them calls up their work."""
    return {"worker": str(world.personas.social_worker.pk)}


def agency(world: World) -> dict[str, Any]:
    """An agency of the directory."""
    return {"pk": world.personas.school.agency.pk}


def team(world: World) -> dict[str, Any]:
    """A team of the directory."""
    team_ = world.personas.police.team
    assert team_ is not None
    return {"pk": team_.pk}


def rule(world: World) -> dict[str, Any]:
    """A time limit that a partnership may change."""
    return {"rule_id": "visit_cp"}


def provider(world: World) -> dict[str, Any]:
    """The one single sign-on provider a partnership can have."""
    return {"provider_id": "partnership"}


def record_page(name: str, kwargs: Any = child, allowed: frozenset[str] = SEES_THE_CHILD) -> Row:
    """A page of a child's record: 404 for those who may not see the child, 403 for the rest."""
    return Row(name, allowed, kwargs, SEES_THE_CHILD - allowed, 404, of_child=True)


def record_form(name: str, kwargs: Any = child, allowed: frozenset[str] = CASE_STAFF) -> tuple[Row, ...]:
    """A form on a child's record."""
    return form(record_page(name, kwargs, allowed))


def deadline(name: str) -> Callable[[World], dict[str, Any]]:
    """The world's time limit called `name`."""
    return lambda world: {"pk": world.rows[name].pk}


def deadline_form(name: str, which: str, allowed: frozenset[str], *, sent: int = 200) -> tuple[Row, Row]:
    """A form about a time limit of the child: 404 without the child, 403 for those who may not do it."""
    row = Row(name, allowed, deadline(which), SEES_THE_CHILD - allowed, 404)
    return row, replace(row, method="post", success=sent)


def draft_page(name: str, success: int = 200, **part: str) -> Row:
    """A page of somebody's own draft."""
    return Row(name, frozenset({"school"}), draft(**part), ADMINS, 404, success)


def personal(*names: str, success: int = 200) -> tuple[Row, ...]:
    """Pages about oneself: the same for everyone."""
    return tuple(Row(name, ALL, success=success) for name in names)


def not_there(name: str, kwargs: Any = nothing) -> Row:
    """A page that nobody has in this world (no second factor, no single sign-on)."""
    return Row(name, NOBODY, kwargs, otherwise=404)


SYSTEM_ADMIN = frozenset({"system_admin"})
# The social worker is away and the front door's worker covers.
MAY_NAME_A_DEPUTY = frozenset({"social_worker", "team_manager", "head_of_service"})
DEPUTY = frozenset({"front_door_worker"})
PART_REFUSED = ALL - FRONT_DOOR

ROWS: tuple[Row, ...] = (
    # Home, work and search
    Row("home", ALL),
    Row("health", ALL, public=True),
    *form(Row("search", ALL - SYSTEM_ADMIN)),
    Row("team_work", MANAGERS),
    Row("closed_work", MANAGERS),
    Row("team_worker", frozenset({"team_manager", "head_of_service"}), worker, NOT_MANAGERS, 404),
    *form(Row("team_hand_over", frozenset({"team_manager", "head_of_service"}), worker, NOT_MANAGERS, 404)),
    Row("partnership_work", frozenset({"partnership_admin"})),
    Row("partnership_work_export", frozenset({"partnership_admin"})),
    Row("notifications", ALL),
    Row("notifications_read", ALL, method="post", success=303),
    Row(
        "notification_open",
        frozenset({"school"}),
        row_of("notification", nothing),
        otherwise=404,
        success=302,
    ),
    Row("deadline", SEES_THE_CHILD, deadline("running"), otherwise=404),
    Row("deadline_act", SEES_THE_CHILD, deadline("running"), otherwise=404, success=302),
    *deadline_form("deadline_reschedule", "running", MANAGERS | {"social_worker"}),
    *deadline_form("deadline_pause", "review", MANAGERS),
    *deadline_form("deadline_resume", "paused", MANAGERS | {"social_worker"}, sent=303),
    *deadline_form("deadline_cancel", "running", MANAGERS),
    *deadline_form("deadline_lateness", "late", FRONT_DOOR),
    # A child's record
    record_page("child"),
    record_page("child_network"),
    record_page("child_family"),
    record_page("child_chronology"),
    record_page("child_history", allowed=SOCIAL_CARE),
    record_page("child_looks", allowed=MANAGERS),
    record_page("child_sharing"),
    *record_form("sharing_new", allowed=SEES_THE_CHILD),
    *form(Row("sharing_correct", SOCIAL_CARE, row_of("sharing"), otherwise=404, of_child=True)),
    Row("recurrences", MANAGERS),
    Row("strategy_reports", MANAGERS | PARTNERSHIP_ADMIN),
    Row("strategy_reports_export", MANAGERS | PARTNERSHIP_ADMIN),
    Row("strategy_report_meetings", MANAGERS),
    Row("recurrence_hit", SOCIAL_CARE, row_of("hit"), otherwise=404, of_child=True),
    *record_form("recurrence_decline", row_of("hit"), MANAGERS),
    record_page("child_documents"),
    *record_form("document_new", allowed=SEES_THE_CHILD),
    *record_form("document_withdraw", document("document", child), SOCIAL_CARE),
    Row("document", SEES_THE_CHILD, document("document"), otherwise=404),
    record_page("person", person),
    *record_form("event_new", allowed=SEES_THE_CHILD),
    *record_form("event_correct", row_of("event"), frozenset({"school"})),
    *record_form("child_allocate", allowed=MANAGERS),
    *record_form("involvement_new"),
    *record_form("involvement_end", row_of("involvement")),
    *record_form("child_restriction", allowed=HEAD),
    # The child isn't restricted: the page that lifts leads to the one that restricts.
    *form(replace(record_page("child_restriction_lift", allowed=HEAD), success=303)),
    *record_form("warning_new"),
    *record_form("warning_end", row_of("warning")),
    *record_form("relative_new"),
    *record_form("relationship_edit", row_of("relationship")),
    *record_form("relationship_end", row_of("relationship")),
    *record_form("person_edit", person),
    *record_form("person_needs", person),
    *record_form("alias_new", person),
    *record_form("alias_end", row_of("alias", person)),
    *record_form("address_new", person),
    *record_form("address_end", row_of("address", person)),
    *record_form("contact_new", person),
    *record_form("contact_end", row_of("contact", person)),
    *record_form("death_new", person),
    *form(Row("person_new", CASE_STAFF)),
    # Who looked at what
    Row("audit", AUDITORS),
    Row("looks_of", AUDITORS, user),
    Row("access_reviews", PARTNERSHIP_ADMIN),
    *form(Row("access_review", PARTNERSHIP_ADMIN, row_of("access_review", nothing))),
    # A referral, as its writer sees it
    Row("referrals", PROFESSIONALS),
    Row("referral_start", PROFESSIONALS),
    Row("referral_start", PROFESSIONALS, method="post", success=303),
    draft_page("referral_draft"),
    *form(draft_page("referral_check")),
    draft_page("referral_discard"),
    replace(draft_page("referral_discard", 303), method="post"),
    *form(draft_page("referral_section", section="you")),
    draft_page("referral_member", 303, section="children", member="new"),
    draft_page("referral_member_remove", section="children", member="0123abcd"),
    replace(draft_page("referral_member_remove", 303, section="children", member="0123abcd"), method="post"),
    Row("referral", SOCIAL_CARE | {"school"}, referral, ADMINS, 404),
    Row("referral_sent", SOCIAL_CARE | {"school"}, referral, ADMINS, 404),
    Row("referral_receipt", SOCIAL_CARE | {"school"}, referral, ADMINS, 404),
    *form(
        Row(
            "referral_document_new",
            FRONT_DOOR | {"school"},
            referral,
            SOCIAL_CARE - FRONT_DOOR,
            404,
        ),
        Row(
            "referral_document_withdraw",
            MANAGERS | {"school"},
            document("sent_document", referral),
            SOCIAL_CARE - MANAGERS,
            404,
        ),
    ),
    # The front door
    Row("front_door", FRONT_DOOR),
    Row("front_door_child", FRONT_DOOR, decided_part),
    Row("front_door_match", FRONT_DOOR, matched_part, success=303),
    Row("front_door_match", FRONT_DOOR, matched_part, method="post"),
    *form(Row("front_door_unmatch", FRONT_DOOR, matched_part)),
    Row("front_door_relatives", FRONT_DOOR, matched_part),
    Row("front_door_relatives", FRONT_DOOR, matched_part, method="post", success=303),
    Row("front_door_digest", FRONT_DOOR, matched_part),
    Row("front_door_digest_seen", FRONT_DOOR, decision_seen),
    *form(Row("front_door_decide", MANAGERS, matched_part)),
    *form(Row("front_door_tell", FRONT_DOOR, part_to_tell)),
    *form(Row("front_door_reconsider", MANAGERS, decided_part)),
    *meeting_rows.ROWS,
    # Emergencies, and who may read what
    *form(Row("emergency_open", PROFESSIONALS - {"business_support"})),
    Row("emergency_reviews", HEAD | {"partnership_admin"}),
    *form(
        Row(
            "emergency_review",
            HEAD | {"partnership_admin"},
            row_of("emergency", nothing),
        )
    ),
    Row("own_records", PROFESSIONALS),
    Row("own_documents", PROFESSIONALS),
    Row("access_table", ADMINS),
    # Time limits
    Row("timescales", ALL),
    Row("timescale", ALL, rule),
    *form(Row("timescale_change", PARTNERSHIP_ADMIN, rule)),
    # People and agencies
    Row("directory", SYSTEM_ADMIN),
    *form(Row("directory_user_new", SYSTEM_ADMIN)),
    Row("directory_user", SYSTEM_ADMIN, user),
    *form(Row("directory_user_edit", SYSTEM_ADMIN, user)),
    Row("directory_user_deactivate", SYSTEM_ADMIN, user),
    Row("directory_user_deactivate", SYSTEM_ADMIN, user, method="post", success=303),
    Row("directory_user_reactivate", SYSTEM_ADMIN, user),
    Row("directory_user_reactivate", SYSTEM_ADMIN, user, method="post", success=303),
    Row("directory_user_invite", SYSTEM_ADMIN, user, method="post", success=303),
    Row("directory_agencies", SYSTEM_ADMIN),
    *form(Row("directory_agency_new", SYSTEM_ADMIN)),
    Row("directory_agency", SYSTEM_ADMIN, agency),
    *form(Row("directory_agency_edit", SYSTEM_ADMIN, agency)),
    *form(Row("directory_team_new", SYSTEM_ADMIN, agency)),
    *form(Row("directory_team", SYSTEM_ADMIN, team)),
    # How the service stands
    Row("status", SYSTEM_ADMIN),
    Row("email_try_again", SYSTEM_ADMIN, row_of("failed_email", nothing), success=303, method="post"),
    Row("address_settled", SYSTEM_ADMIN, row_of("bounce", nothing), success=303, method="post"),
    # Oneself: how one is told, who covers
    *form(Row("how_you_are_told", ALL)),
    *personal("your_calendar"),
    *personal("your_calendar_new", success=303),
    Row("your_calendar_new", ALL, method="post"),
    Row("your_calendar_stop", ALL, success=303, method="post"),
    Row("calendar_feed", ALL, lambda world: {"token": world.rows["feed"]}, public=True),
    *personal("cover"),
    *form(Row("cover_new", ALL)),
    *form(Row("cover_new_for", MAY_NAME_A_DEPUTY, lambda world: {"pk": world.personas.social_worker.pk})),
    Row("cover_end", MAY_NAME_A_DEPUTY, row_of("cover", nothing), DEPUTY, 404),
    Row("cover_end", MAY_NAME_A_DEPUTY, row_of("cover", nothing), DEPUTY, 404, 303, method="post"),
    # Oneself: signing in, second factors
    *personal("your_sessions", "session_time"),
    Row("session_time", ALL, method="post"),
    Row("your_sessions", NOBODY, method="post", otherwise=404),
    *personal("your_account", "account_set_password", "mfa_index"),
    Row("account_logout", ALL, public=True),
    *personal("mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes"),
    *personal("account_change_password", success=302),
    Row("account_reauthenticate", NOBODY),
    Row("mfa_reauthenticate", NOBODY),
    Row("mfa_reauthenticate_webauthn", NOBODY),
    not_there("mfa_deactivate_totp"),
    not_there("mfa_view_recovery_codes"),
    not_there("mfa_download_recovery_codes"),
    not_there("mfa_edit_webauthn", lambda world: {"pk": 1}),
    not_there("mfa_remove_webauthn", lambda world: {"pk": 1}),
    # For people who haven't signed in
    Row("account_login", ALL, success=302, public=True),
    Row("account_inactive", ALL, public=True),
    Row("account_reset_password", ALL, public=True),
    Row("account_reset_password_done", ALL, public=True),
    Row("account_reset_password_from_key", ALL, lambda world: {"uidb36": "1", "key": "x-y"}, public=True),
    Row("account_reset_password_from_key_done", ALL, public=True),
    Row("mfa_authenticate", ALL, success=302, public=True),
    Row("mfa_login_webauthn", ALL, success=302, public=True),
    Row("socialaccount_login_cancelled", ALL, public=True),
    replace(not_there("openid_connect_login", provider), public=True),
    replace(not_there("openid_connect_callback", provider), public=True),
    # Strategy meetings, section 47 enquiries, immediate protection
    *strategy_matrix.rows(),
    *matrix_step_down.rows(),
    *matrix_conferences.rows(),
)

# Here, because its rows are made of what stands above.
from tests.access import matrix_assessments, matrix_plans  # noqa: E402
from tests.access.matrix_allocation import ALLOCATION  # noqa: E402
from tests.access.matrix_challenge import CHALLENGES  # noqa: E402
from tests.access.matrix_chronology import CHRONOLOGY  # noqa: E402
from tests.access.matrix_core_groups import CORE_GROUPS  # noqa: E402
from tests.access.matrix_minutes import MINUTES  # noqa: E402
from tests.access.matrix_oversight import OVERSIGHT  # noqa: E402
from tests.access.matrix_supervision import SUPERVISION  # noqa: E402
from tests.access.matrix_voice import VOICE  # noqa: E402

ROWS = (
    *ROWS,
    *MINUTES,
    *matrix_plans.rows(),
    *matrix_assessments.rows(),
    *CORE_GROUPS,
    *CHRONOLOGY,
    *VOICE,
    *CHALLENGES,
    *OVERSIGHT,
    *ALLOCATION,
    *SUPERVISION,
)
